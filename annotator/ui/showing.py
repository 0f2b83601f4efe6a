"""What the window shows when something happened: a project or an article was opened, an edit touched something."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from annotator.domain.article import Article
from annotator.domain.edit import Change, Kind
from annotator.domain.errors import KnownError
from annotator.services.assigning import ASSIGNMENT, assigned_to
from annotator.services.desk import ArticleDesk
from annotator.services.editing import Touched
from annotator.services.projects import Project
from annotator.services.roles import ADJUDICATORS
from annotator.services.settled import SETTLED
from annotator.ui.kit.messages import Button, Message, Weight
from annotator.ui.kit.words import tr
from annotator.ui.menus import keys_for, name_labels

if TYPE_CHECKING:
    from annotator.ui.workspace import Workspace

_NOT_SAVED = "Your last changes are not on disk"


class Showing(QObject):
    """One function per thing that can happen."""

    def __init__(self, work: Workspace) -> None:
        super().__init__(work)
        self._work = work
        self._session, self._page, self._tagging = work.session, work.page, work.tagging
        self._actions, self._status, self._messages = work.actions, work.status, work.messages
        self._told_not_saved = False
        self._unsaved: set[str] = set()
        self._list_changed = False

    def on_project_opened(self) -> None:
        """Show the project, and in it the article that was open last."""
        project = self._session.project
        assert project is not None
        self._told_not_saved = False
        self._page.articles.set_project(project.reader, project.annotator, project.schema, _share(project))
        self._page.guideline.set_project(project.guideline, project.schema)
        name_labels(self._actions, self._tagging.label_of_key)
        self._work.keep(self._work.settings.with_recent(project.path))
        self._work.window.setWindowTitle(f"{project.title} – Annotator")
        self._status.show_annotator(project.annotator)
        self._work.rail.show()
        self._work.show_page("annotate")
        article, caret = self._work.state.place_in(str(project.path))
        first = project.reader.article_ids(0, 1)
        wanted = article if project.reader.has_articles([article]) else "".join(first)
        if wanted and self._session.open_article(wanted):
            self._page.reader.set_selection(caret, caret)
        else:
            self.on_article_opened()
        self._messages.clear_passing()

    def on_project_closed(self) -> None:
        """Show the start page."""
        self._messages.clear_passing()
        self._page.articles.clear()
        self._page.show_desk(None, None)
        self._work.search_page.clear()
        self._status.show_nothing()
        self._work.window.setWindowTitle("Annotator")
        self._work.rail.hide()
        self._work.show_page("welcome")
        self._tagging.select(None)

    def choose_article(self, article_id: str) -> None:
        """Open an article and put the focus into its text; a crash will find it again."""
        if self._session.desk is None or self._session.desk.article.id != article_id:
            self._session.open_article(article_id)
            self._remember_place()
        self._work.show_page("annotate")
        self._tagging.focus_text()

    def before_article(self) -> None:
        """Hand on what is typed, and remember where one was, before another article is opened."""
        self._page.inspector.flush()
        self._remember_place()

    def _remember_place(self) -> None:
        project, desk = self._session.project, self._session.desk
        if project is not None and desk is not None:
            self._work.state.remember_place(str(project.path), desk.article.id, self._page.reader.caret)

    def on_article_opened(self) -> None:
        """Show the article on the desk."""
        project, desk = self._session.project, self._session.desk
        self._page.show_desk(desk, project.schema if project is not None else None)
        self._page.articles.set_current(desk.article.id if desk is not None else "")
        self._tagging.select(None)
        self.on_caret()
        if desk is not None:
            self._tagging.focus_text()

    def on_touched(self, touched: Touched) -> None:
        """Show what an edit changed, and only that."""
        changed = {key for (key,) in touched.keys(Kind.SETTING) if not key.startswith(SETTLED)}
        if touched.large or changed - {ASSIGNMENT, ADJUDICATORS}:
            self._on_settings_of_project()
        elif ASSIGNMENT in changed and self._session.project is not None:
            self._page.articles.set_mine(_share(self._session.project))
        desk = self._session.desk
        if desk is not None and (desk.article.id,) in touched.keys(Kind.ARTICLE):
            self._on_article_changed(desk, touched)
        self._page.take(touched)
        here = {desk.article.id} if desk is not None else set()
        self._unsaved |= touched.articles - here
        if desk is not None:
            self._page.articles.show_desk(desk)
        self._list_changed |= bool(touched.keys(Kind.ARTICLE))
        self._tagging.reselect()
        self._messages.clear_passing()

    def _on_article_changed(self, desk: ArticleDesk, touched: Touched) -> None:
        """Show a new headline; close the article if it is gone (its import was undone)."""
        gone = {
            change.before.id
            for change in touched.changes
            if isinstance(change.before, Article) and change.after is None
        }
        if desk.article.id in gone:
            self._session.close_article()
        elif all(_only_passages(change) for change in touched.changes):
            self._page.reader.set_excluded(desk.article.excluded)
        else:
            caret = self._page.reader.caret
            self.on_article_opened()
            self._page.reader.set_selection(caret, caret)

    def on_imported(self) -> None:
        """Show the articles that came in, and labels that came with them."""
        project = self._session.project
        if project is not None and project.schema != self._page.schema:
            self._on_settings_of_project()
        else:
            self._page.articles.reload()
        self._name_undo()

    def on_refreshed(self) -> None:
        """Show the project after a merge: what is open stays open and in its place."""
        project, desk = self._session.project, self._session.desk
        assert project is not None
        caret, anchor = self._page.reader.caret, self._page.reader.anchor
        self._page.refresh(desk, project.schema)
        self._page.reader.set_selection(anchor, caret, reveal=False)
        self._page.guideline.set_project(project.guideline, project.schema)
        self._page.articles.set_mine(_share(project))
        self._work.window.setWindowTitle(f"{project.title} – Annotator")
        self._tagging.reselect()

    def _refresh_list(self) -> None:
        """Bring the list of articles up to date; it reads the file, so this waits until the edits are there."""
        unsaved, self._unsaved = self._unsaved, set()
        changed, self._list_changed = self._list_changed, False
        if changed:
            self._page.articles.reload()
        elif unsaved:
            self._page.articles.refresh(unsaved)
        else:
            self._page.articles.show_progress()

    def _on_settings_of_project(self) -> None:
        project = self._session.project
        if project is not None:
            self._page.articles.set_project(project.reader, project.annotator, project.schema, _share(project))
            self._page.guideline.set_project(project.guideline, project.schema)
            name_labels(self._actions, self._tagging.label_of_key)
            self.on_article_opened()

    def on_selection(self) -> None:
        """Show the selected annotation everywhere, and switch commands on and off."""
        project, desk = self._session.project, self._session.desk
        schema = project.schema if project is not None else None
        annotation, chosen = self._tagging.annotation, self._tagging.chosen
        self._page.inspector.show_annotations(desk, schema, chosen)
        if len(chosen) < 2:
            self._page.annotations.set_current(self._tagging.selected or "")
        if annotation is not None:
            self._page.guideline.show_label(annotation.label)
        self._actions.set_there(project=project is not None, article=desk is not None, annotation=bool(chosen))
        self._name_undo()
        self.on_caret()

    def _name_undo(self) -> None:
        editor = self._session.editor
        for command, name, title, none in (
            ("edit.undo", editor.undo_name if editor else None, tr("Undo"), "Nothing to undo"),
            ("edit.redo", editor.redo_name if editor else None, tr("Redo"), "Nothing to redo"),
        ):
            self._actions.set_title(command, f"{title} {name}" if name else title)
            self._actions.set_reason(command, "" if name else none)

    def on_caret(self, _position: int = 0) -> None:
        """Show caret and selection at the bottom, while the text that they are in is shown."""
        reader, desk = self._page.reader, self._session.desk
        span = reader.selection()
        if desk is None or not self._page.isVisible():
            self._status.caret.clear()
        else:
            chosen = desk.text[slice(*span)] if span is not None else ""
            self._status.show_caret(reader.caret, len(chosen.split()), len(chosen))
        self.show_keys()

    def show_keys(self) -> None:
        """Show the keys that apply now."""
        tagging = self._session.desk is not None and self._page.isVisible()
        chosen, selection = bool(self._tagging.chosen), self._page.reader.selection() is not None
        pages = {
            "search": self._work.search_page,
            "review": self._work.review_page,
            "adjudicate": self._work.adjudicate_page,
        }
        page = next((name for name, widget in pages.items() if widget.isVisible()), "")
        applying = keys_for(self._actions, article=tagging, annotation=chosen, selection=selection, page=page)
        self._status.show_keys(applying)

    def on_save_state(self, state: str, error: KnownError | None) -> None:
        """Show whether everything is on disk; say why not, and offer to try again."""
        self._status.show_save_state(state)
        if error is not None and not self._told_not_saved:
            body = "\n".join(part for part in (error.what, error.why, error.remedy) if part)
            again = Button(tr("Try again"), self._session.retry_saving)
            self._messages.show_message(Message(Weight.ERROR, tr(_NOT_SAVED), body, buttons=(again,)))
        elif state == "saved":
            self._messages.withdraw(tr(_NOT_SAVED))
            self._refresh_list()
        self._told_not_saved = error is not None or (self._told_not_saved and state != "saved")

    def on_last_finished(self) -> None:
        """Say that there is nothing left to do in the list."""
        go = Button(tr("Export…"), lambda: self._actions.trigger("project.export"))
        self._messages.note(tr("That was the last article of the list"), tr("Everything is saved."), go)


def _only_passages(change: Change) -> bool:
    """Tell whether nothing but the passages that are left out of an article changed."""
    before, after = change.before, change.after
    if not isinstance(before, Article) or not isinstance(after, Article):
        return False
    return replace(before, excluded=after.excluded) == after


def _share(project: Project) -> frozenset[str]:
    """Return the articles that are assigned to the annotator."""
    return assigned_to(project.settings, project.annotator)
