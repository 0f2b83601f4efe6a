"""The form of a label's (or a relation's) attributes, made from the schema and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from annotator.domain.annotation import AttributeValue
from annotator.domain.schema import Attribute
from annotator.ui.kit.words import tr
from annotator.ui.panels.flow import FlowLayout
from annotator.ui.panels.inspector.fields import TextField
from annotator.ui.panels.inspector.reference import Named, ReferenceField
from annotator.ui.panels.inspector.row import AttributeRow
from annotator.ui.panels.parts import column, opener

_NARROW = 400


class Shown(NamedTuple):
    """What the form shows of one attribute."""

    value: AttributeValue
    auto: bool = False
    mixed: bool = False


class AttributeForm(QWidget):
    """All rows of one label; those that do not apply are hidden.

    Signals: `edited(name, raw)`, `confirmed(name)`, `opened(name)` for an attribute on demand, `finished()` for Enter
    or Down in the last field, `left()` for Esc.
    """

    edited = Signal(str, object)
    confirmed = Signal(str)
    opened = Signal(str)
    finished = Signal()
    left = Signal()

    def __init__(self, attributes: Sequence[Attribute]) -> None:
        super().__init__()
        self.rows = {attribute.name: AttributeRow(attribute) for attribute in attributes}
        self._shown: list[AttributeRow] = []
        self._narrow: bool | None = None
        layout = column(self, *self.rows.values(), gap=8)
        self._extra = QWidget()
        flow = FlowLayout(self._extra, gap=4)
        self.openers = {
            attribute.name: opener(
                f"+ {attribute.title}", tr("Add {title}").format(title=attribute.title)
            )
            for attribute in attributes
            if attribute.on_demand
        }  # fmt: skip
        for name, button in self.openers.items():
            button.clicked.connect(lambda _=False, name=name: self.opened.emit(name))
            flow.addWidget(button)
        layout.addWidget(self._extra)
        for row in self.rows.values():
            row.edited.connect(self.edited)
            row.confirmed.connect(self.confirmed)
            row.stepped.connect(self._step)
            row.escaped.connect(self.left)

    def set_sources(
        self,
        suggest: Callable[[str], Sequence[str]],
        references: Callable[[], Sequence[Named]],
        words_of: Callable[[str], str],
    ) -> None:
        """Say where suggestions for a text, annotations to refer to, and the words for one come from."""
        for name, row in self.rows.items():
            if isinstance(row.field, ReferenceField):
                row.field.offered, row.field.words_of = references, words_of
            elif isinstance(row.field, TextField):
                row.field.input.suggest = lambda name=name: suggest(name)

    def show_values(self, shown: dict[str, Shown], *, extras: bool = True) -> None:
        """Show these attributes with these values, hide the others. `extras` offers those on demand."""
        self._shown = [row for name, row in self.rows.items() if name in shown]
        for name, row in self.rows.items():
            row.setVisible(name in shown)
            if name in shown:
                row.show_value(shown[name].value, auto=shown[name].auto, mixed=shown[name].mixed)
        for name, button in self.openers.items():
            button.setVisible(extras and name not in shown)
        self._extra.setVisible(extras and any(name not in shown for name in self.openers))

    def flush(self) -> dict[str, str]:
        """Hand on what is typed; return what could not be taken, as text by attribute."""
        rest = {}
        for row in self.rows.values():
            if not row.commit():
                rest[row.attribute.name] = str(row.draft())
            row.field.dirty = False
        return rest

    def focus_first(self) -> bool:
        """Go to the first field that is needed, else to the first that a rule filled, else to the first one."""
        editable = [row for row in self._shown if row.editable]
        lacking = [row for row in editable if row.lacking]
        auto = [row for row in editable if row.field.auto]
        for row in (*lacking, *auto, *editable):
            row.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        return False

    def focus_attribute(self, name: str) -> bool:
        """Go to a field; tell whether it is shown."""
        row = self.rows.get(name)
        if row is None or row not in self._shown:
            return False
        row.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    @property
    def lacking(self) -> bool:
        """Whether anything that is required and shown is not set."""
        return any(row.lacking for row in self._shown)

    def open_optional(self) -> bool:
        """Open the only attribute on demand, or go to the buttons where there are several."""
        offered = [(name, button) for name, button in self.openers.items() if not button.isHidden()]
        if len(offered) == 1:
            self.opened.emit(offered[0][0])
        elif offered:
            offered[0][1].setFocus(Qt.FocusReason.ShortcutFocusReason)
        return bool(offered)

    def _step(self, row: AttributeRow, step: int) -> None:
        editable = [other for other in self._shown if other.editable]
        place = editable.index(row) + step if row in editable else len(editable)
        if 0 <= place < len(editable):
            editable[place].field.setFocus(Qt.FocusReason.TabFocusReason)
        elif place >= len(editable):
            self.finished.emit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            for row in self.rows.values():
                row.set_narrow(on=narrow)
