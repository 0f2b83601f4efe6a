"""The inspector of the selected annotation, or of several at once.

Methods: `show_annotations(desk, schema, ids)` (none clears it), `refresh()` after an edit touched what is shown,
`flush()` before the window closes, `focus_first()` (Enter in the text), `focus_note()`, `open_optional()`,
`focus_attribute(name)`, `show_history(annotation_id, entries)`, `set_far_words(callable)` for the words of annotations
in other articles, `show_picker(widget)` / `hide_picker()` for the relation picker.

Signals (ids is a list of annotation ids): `attribute_edited(ids, name, raw)`, `attribute_opened(id, name)`,
`confirmed(ids, names or None)`, `label_chosen(ids, label)`, `note_edited(id, text)`, `relation_removed(id)`,
`relation_attribute_edited(id, name, raw)`, `relation_requested(id)`, `annotation_followed(article id, id)`,
`fragment_removed(id, number)`, `deleted(ids)`, `history_wanted(id)`, `left()` to go back to the text.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QStackedWidget, QWidget
from typing_extensions import override

from annotator.domain.annotation import Annotation, Provenance
from annotator.domain.rules import visible
from annotator.domain.schema import Schema
from annotator.domain.views import HistoryEntry
from annotator.services.desk import ArticleDesk
from annotator.services.suggesting import value_suggestions
from annotator.ui.kit.words import named, tr
from annotator.ui.models.excerpt import reference_words
from annotator.ui.panels.flow import FlowLayout
from annotator.ui.panels.inspector.form import AttributeForm, Shown
from annotator.ui.panels.inspector.head import Head
from annotator.ui.panels.inspector.history import History
from annotator.ui.panels.inspector.links import FarWords, Links
from annotator.ui.panels.inspector.note import NoteEditor
from annotator.ui.panels.inspector.reference import Named, references_of
from annotator.ui.panels.inspector.row import AttributeRow
from annotator.ui.panels.parts import column, empty_page

_AROUND = 16
"""Pixels that stay visible above and below the field that has the focus."""


class InspectorPanel(QWidget):
    """See the module for signals and methods."""

    attribute_edited = Signal(list, str, object)
    attribute_opened = Signal(str, str)
    confirmed = Signal(list, object)
    label_chosen = Signal(list, str)
    note_edited = Signal(str, str)
    relation_removed = Signal(str)
    relation_attribute_edited = Signal(str, str, object)
    relation_requested = Signal(str)
    annotation_followed = Signal(str, str)
    fragment_removed = Signal(str, int)
    deleted = Signal(list)
    history_wanted = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, tr("Inspector"))
        self._desk: ArticleDesk | None = None
        self._schema: Schema | None = None
        self._ids: list[str] = []
        self._forms: dict[str, AttributeForm] = {}
        self._opened: dict[str, set[str]] = {}
        self._drafts: dict[tuple[str, str], str] = {}
        self._picker: QWidget | None = None
        self.form: AttributeForm | None = None
        self.head, self.links = Head(), Links()
        self.note, self.history = NoteEditor(), History()
        self._picker_place, self._form_place = QWidget(), QWidget()
        self._picker_box, self._form_box = column(self._picker_place), column(self._form_place)
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._pages.setCurrentIndex(0)

    def _lay_out(self) -> None:
        self._body = QWidget()
        self._picker_place.hide()
        self._openers = QWidget()
        flow = FlowLayout(self._openers, gap=4)
        for button in (self.links.add, self.note.open_button):
            flow.addWidget(button)
        parts = (self.head, self._picker_place, self._form_place, self.links, self.note, self._openers, self.history)
        layout = column(self._body, *parts, margin=12, gap=12)
        layout.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._body)
        hint = tr("Select some words and press a label's key, or click a tagged span.")
        self._pages.addWidget(empty_page(tr("Nothing is selected"), hint))
        self._pages.addWidget(self._scroll)
        column(self, self._pages)

    def _connect(self) -> None:
        self.head.label_chosen.connect(self._choose_label)
        self.head.fragment_removed.connect(lambda number: self.fragment_removed.emit(self._ids[0], number))
        self.head.delete_wanted.connect(lambda: self.deleted.emit(list(self._ids)))
        self.links.removed.connect(self.relation_removed)
        self.links.edited.connect(self.relation_attribute_edited)
        self.links.followed.connect(self.annotation_followed)
        self.links.wanted.connect(lambda: self.relation_requested.emit(self._ids[0]))
        self.note.edited.connect(self._note_edited)
        self.history.wanted.connect(lambda: self.history_wanted.emit(self._ids[0]))
        for part in (self.links, self.note):
            part.left.connect(self.left)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)

    # -- what is shown

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the annotations that are shown."""
        return tuple(self._ids)

    def show_annotations(self, desk: ArticleDesk | None, schema: Schema | None, ids: Sequence[str]) -> None:
        """Show one annotation or several, or nothing. What was typed for others is handed on first."""
        known = [key for key in ids if desk is not None and key in desk.annotations]
        if desk is self._desk and known == self._ids and schema == self._schema:
            self.refresh()
            return
        self.flush()
        if schema is not None and schema != self._schema:
            self._take_schema(schema)
        if desk is not self._desk:
            self._opened.clear()
            self._drafts.clear()
        self._desk, self._ids = desk, known
        self.history.close_list()
        self.links.forget()
        self._show(anew=True)

    def refresh(self) -> None:
        """Show the annotations as they are now; those that are gone are dropped."""
        if self._desk is not None:
            self._ids = [key for key in self._ids if key in self._desk.annotations]
            self._show(anew=False)
            if self.history.is_open and self._ids:
                self.history_wanted.emit(self._ids[0])

    def flush(self) -> None:
        """Hand on everything that is typed; what does not fit is kept and shown again with its annotation."""
        if self._ids and self.form is not None:
            for name, typed in self.form.flush().items():
                self._drafts[self._ids[0], name] = typed
            self.links.flush()
            self.note.flush()

    def _take_schema(self, schema: Schema) -> None:
        self._schema = schema
        self.head.set_schema(schema)
        for form in self._forms.values():
            form.deleteLater()
        self._forms.clear()
        self.form = None

    def _show(self, *, anew: bool) -> None:
        desk, schema = self._desk, self._schema
        if desk is None or schema is None or not self._ids:
            self._pages.setCurrentIndex(0)
            return
        annotations = [desk.annotations[key] for key in self._ids]
        one = len(annotations) == 1
        self.head.show_annotations(desk, annotations)
        self._show_form(schema, annotations, anew=anew)
        for part in (self.links, self._openers, self.history):
            part.setVisible(one)
        self.note.setVisible(one and not self.note.open_button.isVisibleTo(self._openers))
        if one:
            self.links.show_relations(desk, schema, annotations[0])
            self.note.show_note(annotations[0].note, anew=anew)
        self._pages.setCurrentIndex(1)

    def _show_form(self, schema: Schema, annotations: Sequence[Annotation], *, anew: bool) -> None:
        labels = {annotation.label for annotation in annotations}
        form = self._form_of(schema, annotations[0].label) if len(labels) == 1 else None
        if form is not self.form:
            if self.form is not None:
                self.form.hide()
            self.form = form
        if form is None:
            return
        form.show_values(self._values(schema, annotations))
        form.show()
        for (key, name), typed in list(self._drafts.items()):
            if anew and key == self._ids[0] and name in form.rows:
                form.rows[name].restore(typed)
                del self._drafts[key, name]

    def _form_of(self, schema: Schema, label: str) -> AttributeForm:
        if label not in self._forms:
            form = AttributeForm(schema.attributes_of(label))
            form.set_sources(self._suggest, self._references, self._words_of)
            form.edited.connect(lambda name, raw: self.attribute_edited.emit(list(self._ids), name, raw))
            form.confirmed.connect(lambda name: self.confirmed.emit(list(self._ids), [name]))
            form.opened.connect(self._open)
            form.left.connect(self.left)
            form.finished.connect(self.left)
            self._form_box.addWidget(form)
            self._forms[label] = form
        return self._forms[label]

    def _values(self, schema: Schema, annotations: Sequence[Annotation]) -> dict[str, Shown]:
        wanted: set[str] = set()
        for annotation in annotations:
            opened = self._opened.get(annotation.id, set())
            wanted |= {item.name for item in visible(schema, annotation.label, annotation.attributes, opened)}
        shown = {}
        for attribute in schema.attributes_of(annotations[0].label):
            if attribute.name in wanted:
                values = {annotation.attributes.get(attribute.name) for annotation in annotations}
                auto = all(each.provenance.get(attribute.name) == Provenance.AUTO for each in annotations)
                value = next(iter(values)) if len(values) == 1 else None
                shown[attribute.name] = Shown(value, auto, len(values) > 1)
        return shown

    # -- where values come from

    def _suggest(self, name: str) -> list[str]:
        annotation = self._one()
        if self._desk is None or self._schema is None or annotation is None:
            return []
        return value_suggestions(self._desk, self._schema, annotation, name)

    def _references(self) -> list[Named]:
        annotation = self._one()
        if self._desk is None or self._schema is None or annotation is None:
            return []
        return references_of(self._desk, self._schema, annotation)

    def _words_of(self, annotation_id: str) -> str:
        if self._desk is None or self._schema is None:
            return ""
        return reference_words(self._desk.text, self._schema, self._desk.annotations, annotation_id)

    def _one(self) -> Annotation | None:
        return self._desk.annotations.get(self._ids[0]) if self._desk is not None and self._ids else None

    def set_far_words(self, words: FarWords) -> None:
        """Say where the words of annotations in other articles are read."""
        self.links.far_words = words

    # -- what the frame asks for

    def focus_first(self) -> None:
        """Go to the field that most needs a person."""
        if not self._ids or self.form is None or not self.form.focus_first():
            self.left.emit()

    def focus_attribute(self, name: str) -> None:
        """Go to the field of an attribute, if it is shown."""
        if self.form is not None:
            self.form.focus_attribute(name)

    def focus_note(self) -> None:
        """Write the note."""
        if len(self._ids) == 1:
            self.note.open()

    def open_optional(self) -> None:
        """Open an attribute on demand: the only one at once, of several the one that is chosen then."""
        if self.form is not None and self._ids:
            self.form.open_optional()

    def show_history(self, annotation_id: str, entries: Sequence[HistoryEntry]) -> None:
        """Show the history that was asked for."""
        if self._ids == [annotation_id] and self._schema is not None and self._desk is not None:
            self.history.show_entries(entries, self._schema, self._desk.text)

    def show_picker(self, picker: QWidget) -> None:
        """Put the relation picker under the tagged words, in the place of the form."""
        self._picker = picker
        self._picker_box.addWidget(picker)
        picker.show()
        self._picker_place.show()
        self._form_place.hide()

    def hide_picker(self) -> None:
        """Show the form again."""
        if self._picker is not None:
            self._picker_place.hide()
        self._form_place.show()

    # -- where the focus is

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._body.isAncestorOf(now):
            # What was only just opened is laid out by then.
            QTimer.singleShot(0, self._reveal)

    def _reveal(self) -> None:
        """Scroll to the field that has the focus; to all of its row, or of the picker, if that fits."""
        field = QApplication.focusWidget()
        if field is None or not self._body.isAncestorOf(field):
            return
        whole: QWidget | None = field
        while whole is not None and whole is not self._picker and not isinstance(whole, (AttributeRow, NoteEditor)):
            whole = whole.parentWidget()
        for part in (whole or field, field):
            self._scroll.ensureWidgetVisible(part, 0, _AROUND)

    # -- what a person does

    def _open(self, name: str) -> None:
        for key in self._ids:
            self._opened.setdefault(key, set()).add(name)
            self.attribute_opened.emit(key, name)
        self._show(anew=False)
        self.focus_attribute(name)

    def _choose_label(self, label: str) -> None:
        self.label_chosen.emit(list(self._ids), label)
        # If it was refused, the chips must say so.
        self.refresh()

    def _note_edited(self, text: str) -> None:
        self.note_edited.emit(self._ids[0], text)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._ids:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.deleted.emit(list(self._ids))
        elif not self.head.take_key(event):
            super().keyPressEvent(event)
