"""What a person can do to the open article: one small function per verb."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal

from annotator.domain.annotation import Annotation
from annotator.domain.article import State
from annotator.domain.boundaries import snap
from annotator.domain.edit import Kind
from annotator.domain.errors import RuleError
from annotator.domain.expansion import Landmark, expand, next_landmark
from annotator.domain.schema import Label
from annotator.services.desk import ArticleDesk
from annotator.services.editing import Editor, Touched
from annotator.services.tagging import Edge, Step
from annotator.ui.annotate_page import AnnotatePage
from annotator.ui.kit.messages import Button, Message, Messages, Weight
from annotator.ui.kit.words import tr
from annotator.ui.models.excerpt import span_words
from annotator.ui.session import Session


class TaggingVerbs(QObject):
    """Verbs of the text and its annotations. `chosen` are the annotations they are about, `selected` the only one."""

    selection_changed = Signal()
    article_wanted = Signal(str)
    last_finished = Signal()
    values_wanted = Signal()

    def __init__(self, session: Session, page: AnnotatePage, messages: Messages) -> None:
        super().__init__(page)
        self._session = session
        self._page = page
        self._messages = messages
        self._warned = ""
        self._grown: list[tuple[int, int]] = []
        self._grown_to = (0, 0)
        self.chosen: list[str] = []

    @property
    def selected(self) -> str | None:
        """The selected annotation, None also if there are several."""
        return self.chosen[0] if len(self.chosen) == 1 else None

    @property
    def annotation(self) -> Annotation | None:
        """The selected annotation."""
        return self._session.annotation(self.selected)

    # -- selecting

    def select(self, annotation_id: str | None, *, reveal: bool = True) -> None:
        """Select an annotation, or none."""
        self.select_many([] if annotation_id is None else [annotation_id], reveal=reveal)

    def select_many(self, annotation_ids: Sequence[str], *, reveal: bool = False) -> None:
        """Select annotations; those that are gone are left out."""
        self.chosen = [key for key in annotation_ids if self._session.annotation(key) is not None]
        self._page.reader.set_selected_span(self.selected, reveal=reveal)
        self.selection_changed.emit()

    def reselect(self) -> None:
        """Show the selection again after an edit; what is gone is let go of."""
        self.select_many(self.chosen)

    def select_next(self) -> None:
        """Select the next annotation, from the selected one or the caret."""
        self._select_found(lambda desk: desk.next_after(self._page.reader.caret, self.selected))

    def select_previous(self) -> None:
        """Select the annotation before."""
        self._select_found(lambda desk: desk.previous_before(self._page.reader.caret, self.selected))

    def _select_found(self, find: Callable[[ArticleDesk], Annotation | None]) -> None:
        desk = self._session.desk
        found = find(desk) if desk is not None else None
        if found is not None:
            self._page.reader.set_selection(found.start, found.start, reveal=False)
            self.select(found.id)

    # -- choosing words

    def grow(self) -> None:
        """Select the next larger unit around the caret or the selection."""
        reader = self._page.reader
        start, end = reader.selection() or (reader.caret, reader.caret)
        larger = expand(reader.text, start, end)
        if larger is not None:
            if self._grown[-1:] != [(start, end)]:
                self._grown = [] if self._grown_to != (start, end) else self._grown
                self._grown.append((start, end))
            self._grown_to = (larger.start, larger.end)
            reader.set_selection(larger.start, larger.end)

    def shrink(self) -> None:
        """Go back to what was selected before it grew."""
        reader = self._page.reader
        if self._grown and reader.selection() == self._grown_to:
            self._grown_to = self._grown.pop()
            reader.set_selection(*self._grown_to)

    def seek(self, kind: Landmark, *, forward: bool) -> None:
        """Select the next or previous figure or quotation."""
        reader = self._page.reader
        span = reader.selection()
        found = next_landmark(reader.text, span[0] if span is not None else reader.caret, kind, forward=forward)
        if found is not None:
            reader.set_selection(found.start, found.end)

    # -- tagging

    def label_of_key(self, key: str) -> Label | None:
        """Return the label that a digit stands for: the one with that key, else the one in that place."""
        project = self._session.project
        labels = project.schema.labels if project is not None else ()
        own = next((label for label in labels if label.key == key), None)
        if own is not None:
            return own
        free = [label for label in labels if not label.key]
        place = int(key) - 1 - (len(labels) - len(free))
        return free[place] if 0 <= place < len(free) else None

    def tag(self, key: str) -> None:
        """Tag the selection; with nothing selected the word at the caret, and again: its sentence."""
        label = self.label_of_key(key)
        if label is not None:
            self.tag_as(label.name)

    def tag_as(self, label: str) -> None:
        """Tag the selection, or what is at the caret, with a label."""
        reader = self._page.reader
        span = reader.selection()
        if span is None:
            caret = reader.caret
            self._made(self._session.do(lambda editor: editor.tag_at(label, caret)))
        else:
            self._made(self._session.do(lambda editor: editor.tag(label, [self._snapped(*span)])))

    def _snapped(self, start: int, end: int) -> tuple[int, int]:
        reader = self._page.reader
        found = snap(reader.text, start, end, reader.snap)
        return (found.start, found.end) if found is not None else (start, end)

    def _made(self, touched: Touched | None) -> None:
        """Select what a tag made or widened; the caret goes to its end, so that reading goes on from there."""
        if touched is None:
            return
        changed = [change.after for change in touched.changes if isinstance(change.after, Annotation)]
        if changed:
            self.select(changed[0].id, reveal=False)
            reader = self._page.reader
            if reader.selection() is not None:
                reader.set_selection(changed[0].end, changed[0].end)

    def add_fragment(self, key: str) -> None:
        """Add the selection to the annotation of a digit's label that is selected or comes before it."""
        label = self.label_of_key(key)
        span = self._page.reader.selection()
        desk = self._session.desk
        if label is None or desk is None:
            return
        if span is None:
            self._messages.show_error(
                RuleError("Nothing is selected", remedy="Select the words to add with Shift and the arrow keys"),
                passing=True,
            )
            return
        target = self.annotation
        if target is None or target.label != label.name:
            target = next((found for found in reversed(desk.touching(0, span[0])) if found.label == label.name), None)
        if target is None:
            self._messages.show_error(
                RuleError(f"There is no {label.title.lower()} before it to add to", remedy="Tag the first part first"),
                passing=True,
            )
            return
        self.draw_fragment(*span, target.id)

    def draw_fragment(self, start: int, end: int, annotation_id: str | None = None) -> None:
        """Add words to the selected annotation."""
        target = annotation_id or self.selected
        if target is not None:
            part = self._snapped(start, end)
            self._made(self._session.do(lambda editor: editor.add_fragment(target, *part)))

    def drag_edge(self, annotation_id: str, fragment: int, edge: Edge, position: int) -> None:
        """Move an end of a fragment to where it was dropped."""
        self._session.do(lambda editor: editor.move_edge(annotation_id, fragment, edge, position))

    def nudge(self, edge: Edge, step: Step, *, forward: bool) -> None:
        """Move an end of the selected annotation by a word or a character."""
        self.about_selected(lambda editor, chosen: editor.nudge(chosen, edge, step, forward=forward))

    def about_selected(self, verb: Callable[[Editor, str], Touched | None]) -> Touched | None:
        """Do something to the selected annotation."""
        chosen = self.selected
        return self._session.do(lambda editor: verb(editor, chosen)) if chosen is not None else None

    def delete(self) -> None:
        """Delete what is selected."""
        chosen = self.chosen
        if chosen:
            self._session.do(lambda editor: editor.delete(chosen))

    def confirm(self) -> None:
        """Confirm what rules filled in the selected annotation."""
        chosen = self.chosen
        if chosen and self._session.do(lambda editor: editor.confirm(chosen)) is None:
            self._messages.note(tr("There is nothing to confirm"))

    def copy(self) -> None:
        """Copy the selected text."""
        self._page.reader.copy()

    # -- undo

    def undo(self) -> None:
        """Take back the latest edit and show what it was about."""
        self._show_change(self._session.do(lambda editor: editor.undo()))

    def redo(self) -> None:
        """Make it again and show it."""
        self._show_change(self._session.do(lambda editor: editor.redo()))

    def _show_change(self, touched: Touched | None) -> None:
        desk = self._session.desk
        if touched is None:
            return
        about = touched.keys(Kind.ANNOTATION) | touched.keys(Kind.RELATION) | touched.keys(Kind.PROGRESS)
        articles = {key[0] for key in about}
        if articles and (desk is None or desk.article.id not in articles):
            self.article_wanted.emit(min(articles))
        changed = [change.after for change in touched.changes if isinstance(change.after, Annotation)]
        if changed:
            self.select(changed[0].id)

    # -- finishing

    def finish(self) -> None:
        """Mark the article finished and go on. Where required values are missing, ask once."""
        desk, editor = self._session.desk, self._session.editor
        if desk is None or editor is None:
            return
        missing = editor.missing()
        if missing and self._warned != desk.article.id and desk.state != State.FINISHED:
            self._warned = desk.article.id
            self._warn(missing)
            return
        self._warned = ""
        self._messages.clear_passing()
        self._session.do(lambda it: it.set_state(State.FINISHED))
        following = self._page.articles.neighbour(desk.article.id, 1, unfinished=True)
        if following is not None:
            self.article_wanted.emit(following)
        else:
            self.last_finished.emit()

    def _warn(self, missing: dict[str, tuple[str, ...]]) -> None:
        desk, project = self._session.desk, self._session.project
        assert desk is not None
        assert project is not None
        lines = []
        for annotation_id, names in list(missing.items())[:5]:
            found = desk.annotations[annotation_id]
            words = span_words(desk.text, found, 48).strip('"“”')
            wanted = ", ".join(project.schema.attribute(name).title.lower() for name in names)
            lines.append(f"“{words}”: {wanted}")
        if len(missing) > len(lines):
            lines.append(tr("and {count} more").format(count=len(missing) - len(lines)))
        lines.append(tr("Press F again to finish all the same."))
        count = sum(len(names) for names in missing.values())
        head = tr("Required values are missing: {count}").format(count=count)
        first = next(iter(missing))
        show = Button(tr("Show the first"), lambda: self._ask_for_values(first))
        self._messages.show_message(Message(Weight.WARNING, head, "\n".join(lines), buttons=(show,), passing=True))

    def _ask_for_values(self, annotation_id: str) -> None:
        self.select(annotation_id)
        self.values_wanted.emit()

    def reopen(self) -> None:
        """Put the article back to in progress."""
        self._session.do(lambda editor: editor.set_state(State.IN_PROGRESS))

    # -- moving

    def go(self, step: int) -> None:
        """Open the next or previous article of the list."""
        desk = self._session.desk
        found = self._page.articles.neighbour(desk.article.id if desk is not None else "", step)
        if found is not None:
            self.article_wanted.emit(found)

    def focus_text(self) -> None:
        """Put the focus into the text."""
        self._page.reader.setFocus(Qt.FocusReason.OtherFocusReason)
