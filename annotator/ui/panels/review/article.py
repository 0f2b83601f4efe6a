"""An article with every layer that may be seen, in lanes with the annotators' names. It cannot be changed here."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QStackedWidget, QToolButton, QWidget

from annotator.domain.annotation import Annotation
from annotator.domain.schema import Schema
from annotator.services.review_lists import ShownArticle
from annotator.ui.kit.words import named, tr
from annotator.ui.panels.flow import FlowLayout
from annotator.ui.panels.parts import column, empty_page, tool_button
from annotator.ui.reader.values import ReaderSpan
from annotator.ui.reader.view import Reader
from annotator.ui.reading import attribute_lines, byline, tool_tip


def lane_span(annotation: Annotation, schema: Schema, text: str, known: Mapping[str, Annotation]) -> ReaderSpan:
    """Return an annotation as it lies among those of others, the `known`: its name says whose it is."""
    label = schema.label(annotation.label)
    lines = [f"{label.title} – {annotation.layer}", *attribute_lines(annotation, schema, text, known)]
    if annotation.note:
        lines.append(tr("Note: {words}").format(words=annotation.note))
    return ReaderSpan(
        annotation.id,
        annotation.fragments,
        annotation.label,
        f"{label.short} {annotation.layer}",
        label.color,
        tool_tip(lines),
        (annotation.layer, annotation.label, annotation.id),
        owner=annotation.layer,
    )


class LanesView(QWidget):
    """A reader of its own, and a button for each layer that hides or shows it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, tr("Article with all layers"))
        self._article: ShownArticle | None = None
        self._schema: Schema | None = None
        self._hidden: set[str] = set()
        self.layers: dict[str, QToolButton] = {}
        self._chips = named(QWidget(self), tr("Layers shown"))
        self._flow = FlowLayout(self._chips, gap=4)
        self._flow.setContentsMargins(12, 6, 12, 6)
        self.reader = Reader(self)
        self.reader.span_clicked.connect(self.reader.set_selected_span)
        self.reader.background_clicked.connect(lambda: self.reader.set_selected_span(None))
        reading = QWidget(self)
        column(reading, self._chips, self.reader).setStretch(1, 1)
        self._pages = QStackedWidget(self)
        hint = tr("Choose a line above to see it in its article, with the spans of all annotators.")
        self._pages.addWidget(empty_page(tr("No article is open"), hint))
        self._pages.addWidget(reading)
        column(self, self._pages)

    @property
    def article_id(self) -> str:
        """The article shown, "" if there is none."""
        return self._article.article.id if self._article is not None else ""

    def clear(self) -> None:
        """Show no article."""
        self._article = None
        self.reader.show_article("", ())
        self._pages.setCurrentIndex(0)

    def show_article(self, shown: ShownArticle, schema: Schema) -> None:
        """Show an article from its start."""
        self._article, self._schema = shown, schema
        self._show_layers({name: len(found) for name, found in shown.layers.items()})
        title = shown.article.title or shown.article.file
        self.reader.show_article(shown.text, self._spans(), title=title, byline=byline(shown.article))
        self._pages.setCurrentIndex(1)

    def renew(self, shown: ShownArticle, schema: Schema) -> None:
        """Show other layers of the same article, where it is."""
        if (shown, schema) != (self._article, self._schema):
            self._article, self._schema = shown, schema
            self._show_layers({name: len(found) for name, found in shown.layers.items()})
            self.reader.set_spans(self._spans())

    def go_to(self, place: tuple[int, int] | None, span_id: str) -> None:
        """Scroll to code points of the text and point out a span there."""
        if place is not None:
            self.reader.set_selection(place[0], place[0])
            self.reader.set_selected_span(span_id, reveal=True)

    def _spans(self) -> list[ReaderSpan]:
        shown, schema = self._article, self._schema
        if shown is None or schema is None:
            return []
        known = {annotation.id: annotation for found in shown.layers.values() for annotation in found}
        return [
            lane_span(annotation, schema, shown.text, known)
            for name, found in shown.layers.items()
            if name not in self._hidden
            for annotation in found
        ]

    def _show_layers(self, counts: Mapping[str, int]) -> None:
        for chip in self.layers.values():
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.layers = {}
        for name, count in counts.items():
            chip = tool_button(tr("Show {name}").format(name=name), text=f"{name} {count:,}", checkable=True)
            chip.setChecked(name not in self._hidden)
            chip.toggled.connect(lambda on, name=name: self._toggle(name, on=on))
            self._flow.addWidget(chip)
            self.layers[name] = chip

    def _toggle(self, name: str, *, on: bool) -> None:
        (self._hidden.discard if on else self._hidden.add)(name)
        self.reader.set_spans(self._spans())
