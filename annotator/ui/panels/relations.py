"""Linking the selected annotation to another one, beside the text and without a dialog.

Methods: `begin(desk, schema, head_id)` (False if nothing can begin there), `offer(annotation_id)` when a span is
clicked in the text, `show_found(words, found)` with the answer to `search_requested`, `cancel()`.
Signals: `candidate_changed(id)`: show this annotation in the text ("" for none); `search_requested(words, labels)`:
look in other articles with `services.searching.find_annotations`; `relation_chosen(label, head id, child, attributes)`;
`cancelled()`.

Keys: 1, 2 … choose the relation, Tab and the arrows go through what it may lead to, typing filters, Enter confirms, Esc
cancels.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from annotator.domain.annotation import Annotation, AttributeValue
from annotator.domain.rules import coerce, shown_attributes
from annotator.domain.schema import RelationType, Schema
from annotator.domain.schema_parts import Choice
from annotator.services.desk import ArticleDesk
from annotator.services.searching import FoundAnnotation
from annotator.services.suggesting import nearest_annotations
from annotator.ui.kit.words import named, tr
from annotator.ui.models.annotations_model import ROW_ROLE, AnnotationRow
from annotator.ui.models.excerpt import one_line, span_words
from annotator.ui.panels.annotations import AnnotationDelegate
from annotator.ui.panels.inspector.choices import Segments
from annotator.ui.panels.inspector.form import AttributeForm, Shown
from annotator.ui.panels.painting import chip_width, small_font
from annotator.ui.panels.parts import column, line, push_button, text_label

_LISTED = 100
_SHOWN_ROWS = 6
_PAUSE_MS = 150
_CHILD_ROLE = int(ROW_ROLE) + 1


class RelationPicker(QWidget):
    """See the module for methods and signals."""

    candidate_changed = Signal(str)
    search_requested = Signal(str, list)
    relation_chosen = Signal(str, str, object, dict)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, tr("New relation"))
        self._desk: ArticleDesk | None = None
        self._schema: Schema | None = None
        self._head: Annotation | None = None
        self._kind: RelationType | None = None
        self._values: dict[str, AttributeValue] = {}
        self.kinds: Segments | None = None
        self.form: AttributeForm | None = None
        self.title = text_label(tr("Relate to…"), "heading")
        self.filter = named(QLineEdit(), tr("Words of the other annotation"))
        self.filter.setPlaceholderText(tr("Type its words, press Tab, or click it in the text"))
        self.filter.installEventFilter(self)
        self.filter.textEdited.connect(self._typed)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._fill)
        self.list = named(QListWidget(), tr("What it can be related to"))
        self._delegate = AnnotationDelegate(self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.currentRowChanged.connect(self._row_changed)
        self.list.itemDoubleClicked.connect(lambda _item: self.confirm())
        self.hint = text_label("", "muted", wrap=True)
        self.ok = push_button(tr("Relate"), primary=True)
        self.ok.clicked.connect(self.confirm)
        self.stop = push_button(tr("Cancel"))
        self.stop.clicked.connect(self.cancel)
        self._lay_out()

    def _lay_out(self) -> None:
        self._kinds_place, self._form_place, buttons = QWidget(), QWidget(), QWidget()
        self._kinds_box, self._form_box = column(self._kinds_place), column(self._form_place)
        line(buttons, self.stop, self.ok).insertStretch(0, 1)
        parts = (self.title, self._kinds_place, self.filter, self.list, self.hint, self._form_place, buttons)
        column(self, *parts, gap=8)

    # -- what the frame calls

    def begin(self, desk: ArticleDesk, schema: Schema, head_id: str) -> bool:
        """Begin with an annotation; tell whether any relation may begin there."""
        self._desk, self._schema = desk, schema
        self._head = desk.annotations.get(head_id)
        kinds = schema.relations_from(self._head.label) if self._head is not None else ()
        if not kinds:
            return False
        metrics = QFontMetrics(small_font(self.font()))
        self._delegate.chip = max(chip_width(label.short, metrics) for label in schema.labels)
        self.filter.clear()
        self._show_kinds(kinds)
        if len(kinds) == 1:
            self._choose_kind(kinds[0])
        else:
            self._kind = None
            self._show_step()
        return True

    def offer(self, annotation_id: str) -> None:
        """Take an annotation that was clicked in the text, if the relation may lead to it."""
        if self._pause.isActive():
            self._fill()
        row = next((row for row in range(self.list.count()) if self._child(row).id == annotation_id), None)
        child = self._desk.annotations.get(annotation_id) if self._desk is not None else None
        if row is None and child is not None and self._fits(child):
            self._add(child, "", at_top=True)
            row = 0
        if row is not None:
            self.list.setCurrentRow(row)

    def show_found(self, words: str, found: Sequence[FoundAnnotation]) -> None:
        """Show annotations of other articles, unless other words were typed meanwhile."""
        if self._kind is None or words != self.filter.text().strip():
            return
        for each in found:
            if self._fits(each.annotation):
                self._add(each.annotation, f"{each.article_title}: {one_line(each.words, 120)}")
        self._tell()

    def cancel(self) -> None:
        """Give up."""
        self._pause.stop()
        self.candidate_changed.emit("")
        self.cancelled.emit()

    def focus(self) -> None:
        """Go to what has to be decided next."""
        target = self.kinds if self._kind is None and self.kinds is not None else self.filter
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # -- choosing the relation

    def _show_kinds(self, kinds: Sequence[RelationType]) -> None:
        if self.kinds is not None:
            self.kinds.hide()
            self.kinds.deleteLater()
        choices = [
            Choice(value=kind.name, title=kind.title, key=str(number) if number < 10 else None)
            for number, kind in enumerate(kinds, 1)
        ]
        self.kinds = named(Segments(choices, several=False, can_clear=False), tr("Relation"))
        self.kinds.installEventFilter(self)
        self.kinds.picked.connect(self._kind_picked)
        self._kinds_box.addWidget(self.kinds)
        self._kinds_place.setVisible(len(kinds) > 1)

    def _kind_picked(self) -> None:
        if self.kinds is not None and self._schema is not None:
            self._choose_kind(self._schema.relation(self.kinds.chosen[0]))

    def _choose_kind(self, kind: RelationType) -> None:
        self._kind, self._values = kind, {}
        assert self._schema is not None
        attributes = self._schema.attributes_of_relation(kind.name)
        self._values = {each.name: each.default for each in attributes if each.default is not None}
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
        self.form = AttributeForm(attributes) if attributes else None
        if self.form is not None:
            self.form.edited.connect(self._set_value)
            self.form.finished.connect(self.confirm)
            self.form.left.connect(self.cancel)
            self._form_box.addWidget(self.form)
            self._show_values()
        self._show_step()
        self._fill()
        self.focus()

    def _show_step(self) -> None:
        chosen = self._kind is not None
        for widget in (self.filter, self.list, self.hint, self.ok):
            widget.setVisible(chosen)
        self._form_place.setVisible(chosen and self.form is not None)
        name = f"{self._kind.title[:1].upper()}{self._kind.title[1:]}" if self._kind is not None else tr("Relate to")
        self.title.setText(f"{name}…")

    # -- choosing the target

    def _fits(self, child: Annotation) -> bool:
        head, kind, desk = self._head, self._kind, self._desk
        if head is None or kind is None or desk is None or child.id == head.id or child.label not in kind.child:
            return False
        return not any(
            (link.label, link.head, link.child) == (kind.name, head.id, child.id) for link in desk.relations_of(head.id)
        )

    def _candidates(self, words: str) -> Iterator[Annotation]:
        assert self._desk is not None
        assert self._head is not None
        if not words:
            near = nearest_annotations(self._desk, self._head)
            yield from (each for each in near if self._fits(each))
            return
        wanted = words.casefold()
        for each in self._desk.in_order():
            if self._fits(each) and wanted in span_words(self._desk.text, each, 400).casefold():
                yield each

    def _typed(self) -> None:
        self._pause.start()

    def _fill(self) -> None:
        self._pause.stop()
        if self._kind is None or self._desk is None:
            return
        words = self.filter.text().strip()
        self.list.blockSignals(True)
        self.list.clear()
        for each in islice(self._candidates(words), _LISTED):
            self._add(each, "")
        self.list.blockSignals(False)
        self.list.setCurrentRow(0 if words and self.list.count() else -1)
        self._tell()
        if self._kind.across_articles:
            self.search_requested.emit(words, list(self._kind.child))

    def _add(self, child: Annotation, words: str, *, at_top: bool = False) -> None:
        assert self._schema is not None
        assert self._desk is not None
        label = self._schema.label(child.label)
        words = words or span_words(self._desk.text, child)
        item = QListWidgetItem()
        item.setData(ROW_ROLE, AnnotationRow(child.id, label, words, (), has_note=False))
        item.setData(_CHILD_ROLE, child)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{label.title}: {words}")
        item.setToolTip(words)
        self.list.insertItem(0 if at_top else self.list.count(), item)

    def _child(self, row: int) -> Annotation:
        return cast("Annotation", self.list.item(row).data(_CHILD_ROLE))

    def _row_changed(self, row: int) -> None:
        here = row >= 0 and self._desk is not None and self._child(row).id in self._desk.annotations
        self.candidate_changed.emit(self._child(row).id if here else "")
        self.ok.setEnabled(row >= 0)

    def _tell(self) -> None:
        count = self.list.count()
        rows = max(1, min(count, _SHOWN_ROWS))
        self.list.setFixedHeight(rows * max(self.list.sizeHintForRow(0), 24) + 2)
        self.list.setVisible(count > 0)
        assert self._kind is not None
        nothing = tr("Nothing here that it can be related to.")
        if self._kind.across_articles:
            nothing = tr("Nothing found. Words of claims in other articles are looked for as well.")
        self.hint.setText(nothing)
        self.hint.setVisible(count == 0)
        self.ok.setEnabled(self.list.currentRow() >= 0)

    def step(self, by: int) -> None:
        """Go to the next or previous candidate; it wraps."""
        count = self.list.count()
        if count:
            row = self.list.currentRow()
            start = row if row >= 0 else -1 if by > 0 else 0
            self.list.setCurrentRow((start + by) % count)

    # -- confirming

    def _set_value(self, name: str, raw: object) -> None:
        assert self._schema is not None
        value = coerce(self._schema.attribute(name), raw)
        self._values.pop(name, None)
        if value is not None:
            self._values[name] = value
        self._show_values()

    def _show_values(self) -> None:
        if self.form is not None and self._kind is not None and self._schema is not None:
            shown = shown_attributes(self._schema.attributes_of_relation(self._kind.name), self._values)
            values = {each.name: Shown(self._values.get(each.name)) for each in shown}
            self.form.show_values(values, extras=False)

    def confirm(self) -> None:
        """Make the relation if a target is chosen and nothing required is missing; else go to what is."""
        if self._pause.isActive():
            self._fill()
        if self._kind is None or self._head is None:
            return
        if self.list.currentRow() < 0:
            self.step(1)
            return
        if self.form is not None and (self.form.flush() or self.form.lacking):
            self.form.focus_first()
            return
        child = self._child(self.list.currentRow())
        self.candidate_changed.emit("")
        self.relation_chosen.emit(self._kind.name, self._head.id, child, dict(self._values))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress:
            return False
        key = cast("QKeyEvent", event)
        if watched is self.kinds and self.kinds is not None and self.kinds.take_key(key):
            return True
        steps = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Backtab: -1, Qt.Key.Key_Up: -1}
        if watched is self.filter and key.key() in steps:
            if self._pause.isActive():
                self._fill()
            self.step(steps[Qt.Key(key.key())])
        elif key.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirm()
        elif key.key() == Qt.Key.Key_Escape:
            self.cancel()
        else:
            return False
        return True
