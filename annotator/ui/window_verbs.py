"""What a person can ask of the window itself: panels, sheets, finding things."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from annotator import __version__
from annotator.domain.article import Article
from annotator.domain.views import SearchHit
from annotator.ui.kit.words import named, tr
from annotator.ui.menus import article_entries, command_entries

if TYPE_CHECKING:
    from annotator.ui.workspace import Workspace

_CONTEXT = (
    "tag.1", "tag.2", "tag.3", "", "annotation.inspect", "annotation.note", "annotation.relate", "annotation.delete",
    "", "select.grow", "edit.copy",
)  # fmt: skip


class WindowVerbs(QObject):
    """One small function per verb."""

    def __init__(self, work: Workspace) -> None:
        super().__init__(work)
        self._work = work

    # -- sheets

    def show_palette(self) -> None:
        """Search commands and articles."""
        work = self._work
        entries = command_entries(work.actions)
        entries += article_entries(work.session.project, work.showing.choose_article)
        work.palette.open_with(entries, tr("Type a command or a headline"))

    def show_articles(self) -> None:
        """Search articles by their title."""
        entries = article_entries(self._work.session.project, self._work.showing.choose_article)
        if entries:
            self._work.palette.open_with(entries, tr("Type part of a headline"))
        else:
            self.filter_articles()

    def show_settings(self) -> None:
        """Open the settings."""
        self._work.settings_sheet.show_settings(self._work.settings)

    def show_details(self) -> None:
        """Edit what is known of the article."""
        desk = self._work.session.desk
        if desk is not None:
            self._work.details.ask(desk.article)

    def describe(self, article: Article, fields: dict[str, str]) -> None:
        """Keep what was entered about an article."""
        self._work.session.do(lambda editor: editor.describe(article, **fields))

    def show_about(self) -> None:
        """Say what this is."""
        text = tr("Version {version}. Apache-2.0. Articles and annotations stay on this computer.")
        self._work.messages.note(tr("Annotator"), text.format(version=__version__))

    def undo(self) -> None:
        """Take back the latest edit, and show that on the page that is seen."""
        (self._work.deciding if self._work.adjudicate_page.isVisible() else self._work.tagging).undo()

    def redo(self) -> None:
        """Make it again."""
        (self._work.deciding if self._work.adjudicate_page.isVisible() else self._work.tagging).redo()

    def go(self, step: int) -> None:
        """Open the next or previous article of the page's list."""
        (self._work.deciding if self._work.adjudicate_page.isVisible() else self._work.tagging).go(step)

    # -- panels

    def show_guideline(self) -> None:
        """Open the guideline at the label in hand."""
        page = self._work.page
        page.side.show()
        page.side.setCurrentWidget(page.guideline)

    def show_inspector(self) -> None:
        """Open the inspector."""
        page = self._work.page
        page.side.show()
        page.side.setCurrentWidget(page.rows)

    def name_others(self, shown: bool) -> None:  # noqa: FBT001 - Qt's signal
        """Let the command say what it would do now."""
        self._work.actions.set_title("view.others", tr("Hide others' layers") if shown else tr("Others' layers"))

    def inspect(self) -> None:
        """Go to the attributes of the selected annotation."""
        self.show_inspector()
        self._work.page.inspector.focus_first()

    def open_optional(self) -> None:
        """Open an attribute that is hidden until asked for."""
        self.show_inspector()
        self._work.page.inspector.open_optional()

    def write_note(self) -> None:
        """Write the note of the selected annotation."""
        self.show_inspector()
        self._work.page.inspector.focus_note()

    def filter_articles(self) -> None:
        """Go to the filter of the article list."""
        self._work.show_page("annotate")
        self._work.page.articles.show()
        self._work.page.articles.focus_filter()

    def find(self) -> None:
        """Find words in the article."""
        reader = self._work.page.reader
        span = reader.selection()
        words = reader.text[slice(*span)] if span is not None else ""
        self._work.page.find_bar.show_for(reader.text, reader.caret, words)

    def back(self) -> None:
        """Close what is open, go back to the text, then let go of what is selected."""
        page, messages = self._work.page, self._work.messages
        reader = page.reader
        if messages.dismiss():
            return
        if not page.find_bar.isHidden():
            page.find_bar.leave()
        elif not reader.hasFocus():
            reader.setFocus(Qt.FocusReason.OtherFocusReason)
        elif reader.selection() is not None:
            reader.set_selection(reader.caret, reader.caret)
        else:
            self._work.tagging.select(None)

    def next_panel(self, step: int) -> None:
        """Move the focus to the next panel that is seen."""
        page = self._work.page
        panels: list[QWidget] = [page.articles.list, page.reader, page.side, page.annotations]
        if self._work.adjudicate_page.isVisible():
            panels = [*self._work.adjudicate_page.panels]
        seen = [panel for panel in panels if panel.isVisible()]
        focus = QApplication.focusWidget()
        here = [panel for panel in seen if focus is not None and (panel is focus or panel.isAncestorOf(focus))]
        place = seen.index(here[-1]) if here else -1 if step > 0 else 0
        target = seen[(place + step) % len(seen)] if seen else None
        if target is page.side:
            self.show_inspector()
            first = page.side.tabBar()
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def toggle_full_screen(self) -> None:
        """Fill the screen, or leave it."""
        window = self._work.window
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def show_context_menu(self, place: QPoint, annotation_id: str | None) -> None:
        """Offer what can be done with the words or the annotation under the mouse."""
        work = self._work
        if annotation_id is not None:
            work.tagging.select(annotation_id, reveal=False)
        menu = named(QMenu(work.window), tr("What can be done here"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for command in _CONTEXT:
            if not command:
                menu.addSeparator()
            elif work.actions[command].isEnabled():
                menu.addAction(work.actions[command])
        menu.popup(place)

    # -- going somewhere

    def show_hit(self, hit: SearchHit) -> None:
        """Open an article at what a search found."""
        work = self._work
        work.showing.choose_article(hit.article_id)
        if hit.kind == "annotation":
            work.tagging.select(hit.annotation_id)
        elif hit.kind == "text":
            work.page.reader.set_selection(hit.start, hit.end)

    def follow(self, article_id: str, annotation_id: str) -> None:
        """Go to the other end of a relation."""
        self._work.showing.choose_article(article_id)
        self._work.tagging.select(annotation_id)

    def show_adjudication(self) -> None:
        """Go to the Adjudicate page; from the Review page to the article and the span that are looked at there."""
        work = self._work
        lanes = work.review_page.lanes
        if lanes.isVisible() and lanes.article_id:
            work.deciding.show(lanes.article_id, lanes.reader.selected_span() or "")
        work.show_page("adjudicate")

    def show_history(self, annotation_id: str) -> None:
        """Read the history of an annotation for the inspector."""
        work = self._work
        project, desk = work.session.project, work.session.desk
        if project is None or desk is None:
            return
        article_id = desk.article.id

        def read(_report: object) -> object:
            with project.new_reader() as file:
                return file.history(article_id, annotation_id)

        work.tasks.start(tr("Reading the history"), read, partial(work.page.inspector.show_history, annotation_id))
