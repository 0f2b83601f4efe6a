"""The form in which a gold annotation is changed before it is accepted: its words, label and attributes.

Signals as the inspector's: `label_chosen(label)`, `attribute_edited(name, raw)`, `attribute_opened(name)`,
`confirmed(name)`, `fragment_removed(number)`; and `accepted()`, `left()`.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from typing_extensions import override

from annotator.domain.annotation import Annotation, Provenance
from annotator.domain.rules import visible
from annotator.domain.schema import Schema
from annotator.services.desk import ArticleDesk
from annotator.services.suggesting import value_suggestions
from annotator.ui.kit.words import named, tr
from annotator.ui.models.excerpt import reference_words
from annotator.ui.panels.inspector.form import AttributeForm, Shown
from annotator.ui.panels.inspector.head import Head
from annotator.ui.panels.inspector.reference import Named, references_of
from annotator.ui.panels.parts import column, line, push_button, text_label


class DraftForm(QWidget):
    """See the module for signals."""

    label_chosen = Signal(str)
    attribute_edited = Signal(str, object)
    attribute_opened = Signal(str)
    confirmed = Signal(str)
    fragment_removed = Signal(int)
    accepted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, tr("Edit gold"))
        self._desk: ArticleDesk | None = None
        self._schema: Schema | None = None
        self._draft: Annotation | None = None
        self._known: Mapping[str, Annotation] = {}
        self._forms: dict[str, AttributeForm] = {}
        self._opened: set[str] = set()
        self.form: AttributeForm | None = None
        self.head = Head()
        self.head.delete_button.hide()
        self.head.label_chosen.connect(self.label_chosen)
        self.head.fragment_removed.connect(self.fragment_removed)
        self._place = QWidget()
        self._box = column(self._place)
        self.accept_button = push_button(tr("Accept"), primary=True)
        self.cancel_button = push_button(tr("Cancel"))
        self.accept_button.clicked.connect(self.accepted)
        self.cancel_button.clicked.connect(self.left)
        self._lay_out()

    def _lay_out(self) -> None:
        body = QWidget()
        layout = column(body, text_label(tr("Edit gold"), "section"), self.head, self._place, margin=12, gap=12)
        layout.addStretch(1)
        buttons = QWidget()
        row = line(buttons, self.accept_button, self.cancel_button, gap=8)
        row.setContentsMargins(12, 8, 12, 8)
        row.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        column(self, scroll, buttons).setStretch(0, 1)

    def show_draft(
        self, desk: ArticleDesk, schema: Schema, draft: Annotation, known: Mapping[str, Annotation], *, anew: bool
    ) -> None:
        """Show a draft, which is on the desk of the gold layer. `anew` closes attributes that were opened on demand.

        `known` are the article's annotations in every layer: a value that was taken over may point to any of them.
        """
        if schema is not self._schema:
            self._take_schema(schema)
        self._opened = set() if anew else self._opened
        self._desk, self._draft, self._known = desk, draft, known
        self.head.show_annotations(desk, [draft])
        form = self._form_of(schema, draft.label)
        if form is not self.form:
            if self.form is not None:
                self.form.hide()
            self.form = form
        shown = visible(schema, draft.label, draft.attributes, self._opened)
        form.show_values(
            {
                attribute.name: Shown(
                    draft.attributes.get(attribute.name), draft.provenance.get(attribute.name) == Provenance.AUTO
                )
                for attribute in shown
            }
        )
        form.show()

    def focus(self) -> None:
        """Go to the first field that needs a person."""
        if self.form is None or not self.form.focus_first():
            self.accept_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def flush(self) -> None:
        """Hand on what is typed."""
        if self.form is not None:
            self.form.flush()

    def _take_schema(self, schema: Schema) -> None:
        self._schema = schema
        self.head.set_schema(schema)
        for form in self._forms.values():
            form.deleteLater()
        self._forms.clear()
        self.form = None

    def _form_of(self, schema: Schema, label: str) -> AttributeForm:
        if label not in self._forms:
            form = AttributeForm(schema.attributes_of(label))
            form.set_sources(self._suggest, self._references, self._words_of)
            form.edited.connect(self.attribute_edited)
            form.confirmed.connect(self.confirmed)
            form.opened.connect(self._open)
            form.left.connect(self.left)
            form.finished.connect(self._to_accept)
            self._box.addWidget(form)
            self._forms[label] = form
        return self._forms[label]

    def _suggest(self, name: str) -> list[str]:
        if self._desk is None or self._schema is None or self._draft is None:
            return []
        return value_suggestions(self._desk, self._schema, self._draft, name)

    def _references(self) -> list[Named]:
        """Return the gold that the draft may point to."""
        if self._desk is None or self._schema is None or self._draft is None:
            return []
        return references_of(self._desk, self._schema, self._draft)

    def _words_of(self, annotation_id: str) -> str:
        if self._desk is None or self._schema is None:
            return ""
        return reference_words(self._desk.text, self._schema, self._known, annotation_id)

    def _open(self, name: str) -> None:
        self._opened.add(name)
        self.attribute_opened.emit(name)
        if self.form is not None:
            self.form.focus_attribute(name)

    def _to_accept(self) -> None:
        self.accept_button.setFocus(Qt.FocusReason.TabFocusReason)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif not self.head.take_key(event):
            super().keyPressEvent(event)
