"""What a value is entered with: one field per attribute type, all with the same few signals."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QSizePolicy, QWidget
from typing_extensions import override

from annotator.domain.annotation import AttributeValue
from annotator.domain.schema import Attribute, AttributeType
from annotator.domain.values import canonical_text
from annotator.ui.kit.words import tr
from annotator.ui.models.value_words import grouped, in_words
from annotator.ui.panels.inspector.text_input import TextInput
from annotator.ui.panels.parts import column, mark, set_pale, text_label

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Field(QWidget):
    """A place to enter one value.

    `entered` says that there may be a new value in `raw()`; `accepted` that Enter was pressed; `stepped(int)` that the
    person wants the next or previous field; `escaped` that they want out. `dirty` is set while something is typed that
    nobody took yet.
    """

    entered = Signal()
    accepted = Signal()
    stepped = Signal(int)
    escaped = Signal()

    def __init__(self, attribute: Attribute) -> None:
        super().__init__()
        self.attribute = attribute
        self.dirty = False
        self.auto = False
        self.mixed = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def watch(self, widget: QWidget) -> None:
        """Make `widget` the one that takes the focus and the keys."""
        self.setFocusProxy(widget)
        widget.installEventFilter(self)
        widget.setAccessibleName(self.attribute.title)
        widget.setAccessibleDescription(self.attribute.help)

    def raw(self) -> object:
        """Return what is entered, as the rules take it."""
        raise AssertionError(self)

    def show_value(self, value: AttributeValue, *, auto: bool = False, mixed: bool = False) -> None:
        """Show a value: one that a rule filled (`auto`), or that differs between annotations (`mixed`)."""
        self.auto, self.mixed, self.dirty = auto, mixed, False
        self._show(None if self.mixed else value)

    def _show(self, value: AttributeValue) -> None:
        raise AssertionError(value)

    def set_invalid(self, *, on: bool) -> None:
        """Mark what is entered as not acceptable."""
        target = self.focusProxy()
        if target is not None:
            mark(target, "invalid", on=on)

    def key(self, event: QKeyEvent) -> bool:
        """Take a key that means something in this kind of field; tell whether it did."""
        return bool(event.key() == Qt.Key.Key_unknown)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A list that pops up is part of the field.
        popup = Qt.FocusReason.PopupFocusReason
        if event.type() == QEvent.Type.FocusOut and cast("QFocusEvent", event).reason() != popup:
            self.entered.emit()
        if event.type() == QEvent.Type.KeyPress:
            return self._pressed(cast("QKeyEvent", event))
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        if self.key(event):
            return True
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in ENTER:
            self.accepted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self._left()
        elif plain and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            return False
        return True

    def _left(self) -> None:
        self.entered.emit()
        self.escaped.emit()


class TextField(Field):
    """Free text in as many lines as it needs, with suggestions that come up while typing."""

    def __init__(self, attribute: Attribute) -> None:
        super().__init__(attribute)
        self.input = TextInput()
        self.watch(self.input)
        self.input.edited.connect(self._edited)
        self.input.picked.connect(self._picked)
        column(self, self.input)

    @override
    def raw(self) -> object:
        return self.input.toPlainText()

    @override
    def _show(self, value: AttributeValue) -> None:
        self.input.show_text(value if isinstance(value, str) else "", pale=self.auto)
        self.input.setPlaceholderText(tr("several values") if self.mixed else "")

    @override
    def key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and self.input.choosing and self.dirty:
            self.input.offers.hide()
            return True
        if event.key() in (*ENTER, Qt.Key.Key_Tab) and self.input.take_offer():
            self.dirty = True
        return self.input.take_key(event)

    def _edited(self) -> None:
        self.dirty = True
        set_pale(self.input, on=False)

    def _picked(self) -> None:
        self.dirty = True
        self.accepted.emit()


class LineField(Field):
    """A number or a date in one line; a number is written out below, so that zeros need not be counted."""

    def __init__(self, attribute: Attribute) -> None:
        super().__init__(attribute)
        self.input = QLineEdit()
        self._is_date = attribute.type == AttributeType.DATE
        self.echo = text_label(role="faint")
        self.echo.hide()
        self.watch(self.input)
        self.input.textEdited.connect(self._edited)
        column(self, self.input, self.echo, gap=2)

    @override
    def raw(self) -> object:
        return self.input.text()

    @override
    def _show(self, value: AttributeValue) -> None:
        text = "" if value is None or isinstance(value, tuple) else canonical_text(value)
        self.input.setText(text)
        hint = tr("2024, 2024-05 or 2024-05-31") if self._is_date else ""
        self.input.setPlaceholderText(tr("several values") if self.mixed else hint)
        set_pale(self.input, on=self.auto)
        self._tell()

    def _edited(self) -> None:
        self.dirty = True
        set_pale(self.input, on=False)
        self._tell()

    def _tell(self) -> None:
        written = "" if self._is_date else grouped(self.input.text())
        self.echo.setText(written)
        self.echo.setVisible(bool(written))


class BooleanField(Field):
    """A check box; partly checked means that nothing is set. `y` and `n` set it as well."""

    def __init__(self, attribute: Attribute) -> None:
        super().__init__(attribute)
        self.input = QCheckBox(attribute.title)
        self.watch(self.input)
        self.input.clicked.connect(self._clicked)
        column(self, self.input)

    @override
    def raw(self) -> object:
        state = self.input.checkState()
        return None if state == Qt.CheckState.PartiallyChecked else state == Qt.CheckState.Checked

    @override
    def _show(self, value: AttributeValue) -> None:
        unset = value is None
        self.input.setTristate(unset)
        checked = Qt.CheckState.Checked if value else Qt.CheckState.Unchecked
        self.input.setCheckState(Qt.CheckState.PartiallyChecked if unset else checked)
        set_pale(self.input, on=self.auto)

    @override
    def key(self, event: QKeyEvent) -> bool:
        wanted = {"y": True, "n": False}.get(event.text().lower())
        if wanted is None:
            return False
        self.input.setTristate(False)
        self.input.setChecked(wanted)
        self._clicked()
        return True

    def _clicked(self) -> None:
        self.input.setTristate(False)
        self.dirty = True
        self.entered.emit()


class ComputedField(Field):
    """A value that follows from the span: shown, not changed."""

    def __init__(self, attribute: Attribute) -> None:
        super().__init__(attribute)
        self.label: QLabel = text_label(role="muted", wrap=True)
        column(self, self.label).setContentsMargins(0, 4, 0, 0)

    @override
    def raw(self) -> object:
        return None

    @override
    def _show(self, value: AttributeValue) -> None:
        words = tr("several values") if self.mixed else in_words(self.attribute, value)
        self.label.setText(words)
        self.label.setAccessibleName(f"{self.attribute.title}: {words}")
