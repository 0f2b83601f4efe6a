"""The page for tagging: articles on the left, the text in the middle, the inspector on the right."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.annotation import Annotation, Relation
from annotator.domain.schema import Schema
from annotator.services.desk import ArticleDesk
from annotator.services.editing import Touched
from annotator.ui.find_bar import FindBar
from annotator.ui.kit.words import named, tr
from annotator.ui.panels.annotations import AnnotationsPanel
from annotator.ui.panels.articles import ArticlesPanel
from annotator.ui.panels.guideline import GuidelinePanel
from annotator.ui.panels.inspector.panel import InspectorPanel
from annotator.ui.reader.view import Reader
from annotator.ui.reading import byline, described, others_span, reader_span
from annotator.ui.window_state import WindowState, from_text, to_text

_LEFT, _SIDE = (232, 300), (272, 360)
"""Least and greatest first width of the sides; in between they take a fifth and a quarter of the window."""
_LEAST = (184, 290, 248)
"""Least widths of the columns; with the rail they fit into the smallest window."""
_RIGHT = (440, 260)


class AnnotatePage(QWidget):
    """Puts the panels in their places and shows in all of them what is on the desk."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, tr("Annotate"))
        self.articles = ArticlesPanel(self)
        self.reader = Reader(self)
        self.find_bar = FindBar(self)
        self.inspector = InspectorPanel(self)
        self.annotations = AnnotationsPanel(self)
        self.guideline = GuidelinePanel(self)
        self.side = named(QTabWidget(self), tr("Inspector and guideline"))
        self.columns = named(QSplitter(Qt.Orientation.Horizontal, self), tr("Panels"))
        self.rows = named(QSplitter(Qt.Orientation.Vertical, self), tr("Inspector and annotations"))
        self._desk: ArticleDesk | None = None
        self._schema: Schema | None = None
        self._arranged = False
        self._middle = self._make_middle()
        self._lay_out()

    def _make_middle(self) -> QStackedWidget:
        stack = named(QStackedWidget(self), tr("Article"))
        reading = named(QWidget(stack), tr("Article"))
        column = QVBoxLayout(reading)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.find_bar)
        column.addWidget(self.reader, 1)
        hint = named(QLabel(tr("Choose an article on the left to read and tag it."), stack), tr("No article is open"))
        hint.setProperty("role", "muted")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setWordWrap(True)
        stack.addWidget(hint)
        stack.addWidget(reading)
        return stack

    def _lay_out(self) -> None:
        self.rows.addWidget(self.inspector)
        self.rows.addWidget(self.annotations)
        self.rows.setSizes(list(_RIGHT))
        self.side.addTab(self.rows, tr("Inspector"))
        self.side.addTab(self.guideline, tr("Guideline"))
        named(self.side.tabBar(), tr("Inspector or guideline"))
        for widget in (self.articles, self._middle, self.side):
            self.columns.addWidget(widget)
        for splitter in (self.columns, self.rows):
            splitter.setHandleWidth(1)
        for column, least in zip((self.articles, self._middle, self.side), _LEAST, strict=True):
            column.setMinimumWidth(least)
        self.columns.setCollapsible(1, False)
        self.columns.setStretchFactor(1, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.columns)

    # -- what is remembered

    def save_layout(self, state: WindowState) -> None:
        """Remember the sizes of the panels."""
        state.put(columns=to_text(self.columns.saveState()), rows=to_text(self.rows.saveState()))

    def restore_layout(self, state: WindowState) -> None:
        """Bring the remembered sizes back."""
        for splitter, key in ((self.columns, "columns"), (self.rows, "rows")):
            if state.get(key):
                self._arranged |= splitter.restoreState(from_text(state.get(key)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._arranged:
            width = event.size().width()
            left = min(max(width // 5, _LEFT[0]), _LEFT[1])
            right = min(max(width // 4, _SIDE[0]), _SIDE[1])
            self.columns.setSizes([left, width - left - right, right])

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # From now on the sizes are a person's.
        QTimer.singleShot(0, self._keep_sizes)

    def _keep_sizes(self) -> None:
        self._arranged = True

    # -- what is on the desk

    @property
    def schema(self) -> Schema | None:
        """The schema that is shown, None without an open article."""
        return self._schema

    def show_desk(self, desk: ArticleDesk | None, schema: Schema | None) -> None:
        """Show an article, or none."""
        self._desk, self._schema = desk, schema
        self.annotations.set_desk(desk, schema)
        if desk is None or schema is None:
            self._middle.setCurrentIndex(0)
            self.reader.show_article("", ())
            return
        spans = [reader_span(annotation, schema) for annotation in desk.in_order()]
        article = desk.article
        self.reader.show_article(
            desk.text, spans, title=article.title, byline=byline(article), excluded=article.excluded
        )
        self.find_bar.set_text(desk.text)
        self._middle.setCurrentIndex(1)

    def refresh(self, desk: ArticleDesk | None, schema: Schema | None) -> None:
        """Show the article again as it is now; the text stays where it is."""
        if desk is None or schema is None or self._desk is None or desk.article != self._desk.article:
            self.show_desk(desk, schema)
            return
        self._desk, self._schema = desk, schema
        self.annotations.set_desk(desk, schema)
        self.reader.set_spans(reader_span(annotation, schema) for annotation in desk.in_order())

    def show_others(self, annotations: Iterable[Annotation]) -> None:
        """Show annotations of others in the text beside the open layer, in place of those shown before."""
        desk, schema = self._desk, self._schema
        if desk is not None and schema is not None:
            own = [reader_span(annotation, schema) for annotation in desk.in_order()]
            others = {annotation.id: annotation for annotation in annotations}
            known = {**desk.annotations, **others}
            self.reader.set_spans([*own, *(others_span(each, schema, desk.text, known) for each in others.values())])

    def take(self, touched: Touched) -> None:
        """Show in the text what an edit changed there; nothing else is drawn anew."""
        desk, schema = self._desk, self._schema
        if desk is None or schema is None:
            return
        stale: set[str] = set()
        for change in touched.changes:
            record = change.record
            if isinstance(record, Annotation) and record.layer == desk.layer:
                stale.add(record.id)
            elif isinstance(record, Relation):
                stale |= {record.head, record.child}
        self.annotations.take(stale)
        for annotation_id in stale:
            annotation = desk.annotations.get(annotation_id)
            if annotation is not None:
                self.reader.put_span(reader_span(annotation, schema))
            elif self.reader.span(annotation_id) is not None:
                self.reader.remove_span(annotation_id)

    def describe(self, annotation_id: str) -> None:
        """Put attributes and relations into the tool tip of the span under the mouse."""
        desk, schema = self._desk, self._schema
        annotation = desk.annotations.get(annotation_id) if desk is not None else None
        if desk is not None and schema is not None and annotation is not None:
            span = described(annotation, schema, desk)
            if span != self.reader.span(annotation_id):
                self.reader.put_span(span)

    def toggle(self, widget: QWidget) -> None:
        """Show or hide one of the side panels."""
        widget.setVisible(widget.isHidden())
