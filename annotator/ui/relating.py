"""Linking annotations: the picker stands in the inspector; the text shows what would be linked."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from annotator.domain.annotation import Annotation, AttributeValue
from annotator.domain.errors import CancelledError, RuleError
from annotator.services.searching import FoundAnnotation, find_annotations, words_of
from annotator.ui.annotate_page import AnnotatePage
from annotator.ui.kit.messages import Messages
from annotator.ui.kit.tasks import Job, Report, Tasks
from annotator.ui.kit.words import tr
from annotator.ui.panels.relations import RelationPicker
from annotator.ui.session import Session
from annotator.ui.tagging_verbs import TaggingVerbs


class Relating(QObject):
    """Begins at the selected annotation, follows clicks in the text, and makes the relation."""

    def __init__(
        self, session: Session, page: AnnotatePage, tagging: TaggingVerbs, tasks: Tasks, messages: Messages
    ) -> None:
        super().__init__(page)
        self._session = session
        self._page = page
        self._tagging = tagging
        self._tasks = tasks
        self._messages = messages
        self._search: Job | None = None
        self.picker = RelationPicker(page)
        self.picker.hide()
        self.active = False
        self._head = ""
        page.inspector.set_far_words(self._far_words)

    def begin(self, annotation_id: str = "") -> None:
        """Open the picker for the selected annotation, or this one."""
        project, desk = self._session.project, self._session.desk
        head = annotation_id or self._tagging.selected
        if project is None or desk is None or not head:
            return
        if not self.picker.begin(desk, project.schema, head):
            label = project.schema.label(desk.annotations[head].label).title.lower()
            error = RuleError(f"No relation begins at a {label}", remedy="The schema says which labels it links")
            self._messages.show_error(error, passing=True)
            return
        self.active, self._head = True, head
        self._page.side.show()
        self._page.side.setCurrentWidget(self._page.rows)
        self._page.inspector.show_picker(self.picker)
        self.picker.focus()

    def click(self, annotation_id: str) -> None:
        """A span was clicked in the text: the target while the picker is open, else it is selected."""
        if self.active:
            self.picker.offer(annotation_id)
        else:
            self._tagging.select(annotation_id, reveal=False)

    def show_candidate(self, annotation_id: str) -> None:
        """Show in the text what would be linked."""
        reader = self._page.reader
        if annotation_id and reader.span(annotation_id) is not None:
            reader.set_selected_span(annotation_id, reveal=True)
        else:
            reader.set_selected_span(self._tagging.selected)

    def search(self, words: str, labels: list[str]) -> None:
        """Look for targets in other articles."""
        project, desk = self._session.project, self._session.desk
        if project is None or desk is None:
            return
        if self._search is not None and self._search in self._tasks.running:
            self._search.cancel()
        here = desk.article.id

        def work(report: Report) -> list[FoundAnnotation]:
            with project.new_reader() as file:
                found = find_annotations(
                    file,
                    words,
                    project.annotator,
                    labels,
                    without_article=here,
                    cancelled=lambda: report.cancelled,
                )
            if report.cancelled:
                raise CancelledError
            return found

        self._search = self._tasks.start(tr("Searching"), work, partial(self.picker.show_found, words))

    def relate(self, label: str, head_id: str, child: Annotation, attributes: dict[str, AttributeValue]) -> None:
        """Make the relation that was chosen."""
        self._session.do(lambda editor: editor.relate(label, head_id, child, attributes))
        self.end()

    def end(self) -> None:
        """Close the picker and go back to the text."""
        if self.active:
            self.active = False
            self._page.inspector.hide_picker()
            self.show_candidate("")
            self._tagging.focus_text()

    def on_selection(self) -> None:
        """Close the picker when another annotation is selected."""
        if self.active and self._tagging.selected != self._head:
            self.active = False
            self._page.inspector.hide_picker()

    def _far_words(self, article_id: str, annotation_id: str) -> str:
        project = self._session.project
        return words_of(project.reader, article_id, annotation_id) if project is not None else ""
