"""Choosing one or several of a few values: segments to click, or a combo box where there are many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget
from typing_extensions import override

from annotator.domain.annotation import AttributeValue
from annotator.domain.schema import Attribute, AttributeType, Choice
from annotator.ui.kit.theme import current_theme
from annotator.ui.kit.words import tr
from annotator.ui.panels.flow import FlowLayout
from annotator.ui.panels.inspector.fields import Field
from annotator.ui.panels.parts import SteadyCombo, column, set_pale

MOST_SEGMENTS = 5
_PADDING = 7
_CLEARING = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)


class Segment(QAbstractButton):
    """One choice, with its key underlined or behind it."""

    def __init__(self, choice: Choice, group: QWidget) -> None:
        super().__init__(group)
        self._group = group
        self.choice = choice
        self.pale = False
        self.at_cursor = False
        self.setCheckable(True)
        self.setText(choice.title)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        key = choice.key or ""
        place = choice.title.casefold().find(key) if key else -1
        self._underlined = place
        self._suffix = key if key and place < 0 and key != choice.title else ""
        if key:
            self.setToolTip(tr("Key: {key}").format(key=key))

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self.text())
        if self._suffix:
            width += metrics.horizontalAdvance(f" {self._suffix}")
        return QSize(width + 2 * _PADDING + 2, metrics.lineSpacing() + 8)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(min(60, self.sizeHint().width()), self.sizeHint().height())

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = current_theme().tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked()
        border = tokens["accent"] if chosen else tokens["border"]
        if self.at_cursor and self._group.hasFocus():
            border = tokens["focus"]
        pen = QPen(border, 1.6 if self.at_cursor and self._group.hasFocus() else 1.0)
        if chosen and self.pale:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        ground = tokens["accent_soft"] if chosen and not self.pale else tokens["surface_raised"]
        painter.setBrush(tokens["hover"] if self.underMouse() and not chosen else ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.8, 0.8, -0.8, -0.8), 5, 5)
        self._paint_text(painter)
        painter.end()

    def _paint_text(self, painter: QPainter) -> None:
        tokens = current_theme().tokens
        font = self.font()
        font.setItalic(self.pale and self.isChecked())
        painter.setFont(font)
        muted = self.pale or not self.isChecked()
        painter.setPen(tokens["text_muted"] if muted else tokens["text"])
        metrics = painter.fontMetrics()
        base = (self.height() + metrics.ascent() - metrics.descent()) // 2
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - 2 * _PADDING)
        painter.drawText(_PADDING, base, text)
        if self._underlined >= 0:
            left = _PADDING + metrics.horizontalAdvance(text[: self._underlined])
            right = _PADDING + metrics.horizontalAdvance(text[: self._underlined + 1])
            painter.setPen(QPen(tokens["text_faint"], 1))
            painter.drawLine(QPointF(left, base + 2.5), QPointF(right - 1, base + 2.5))
        elif self._suffix:
            painter.setPen(tokens["text_faint"])
            painter.drawText(_PADDING + metrics.horizontalAdvance(f"{text} "), base, self._suffix)


class Segments(QWidget):
    """Choices side by side. `several` may be chosen, or one; `picked` is emitted for what a person does."""

    picked = Signal()

    def __init__(self, choices: Sequence[Choice], *, several: bool, can_clear: bool) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._several, self._can_clear = several, can_clear
        self._cursor = 0
        flow = FlowLayout(self, gap=4)
        self.buttons = [Segment(choice, self) for choice in choices]
        for place, button in enumerate(self.buttons):
            flow.addWidget(button)
            button.clicked.connect(lambda _=False, place=place: self._clicked(place))

    @property
    def chosen(self) -> tuple[str, ...]:
        """The chosen values in the order of the schema."""
        return tuple(button.choice.value for button in self.buttons if button.isChecked())

    def show_chosen(self, values: Sequence[str], *, pale: bool) -> None:
        """Show these values as chosen; `pale` is for what a rule chose."""
        for place, button in enumerate(self.buttons):
            button.setChecked(button.choice.value in values)
            button.pale = pale
            button.setAccessibleName(f"{self.accessibleName()}: {button.choice.title}")
            if button.isChecked() and not self._several:
                self._cursor = place
            button.update()
        names = [button.choice.title for button in self.buttons if button.isChecked()]
        self.setAccessibleDescription(", ".join(names) or tr("not set"))
        self._mark_cursor()

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key means here; tell whether it means anything."""
        pressed = event.text().casefold()
        for place, button in enumerate(self.buttons):
            if pressed and pressed == (button.choice.key or ""):
                self._choose(place)
                return True
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._go(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.key() == Qt.Key.Key_Space:
            self._choose(self._cursor)
        elif event.key() in _CLEARING and (self._can_clear or self._several):
            self._set(())
        else:
            return False
        return True

    def _go(self, step: int) -> None:
        if not self._several and not self.chosen:
            self._choose(0 if step > 0 else len(self.buttons) - 1)
            return
        self._cursor = (self._cursor + step) % len(self.buttons)
        if self._several:
            self._mark_cursor()
        else:
            self._choose(self._cursor)

    def _clicked(self, place: int) -> None:
        # The button has toggled itself already; take that back, so that every way in does the same.
        self.buttons[place].setChecked(not self.buttons[place].isChecked())
        again = self.buttons[place].isChecked() and not self._several
        if again and self._can_clear:
            self._set(())
        else:
            self._choose(place)

    def _choose(self, place: int) -> None:
        value = self.buttons[place].choice.value
        self._cursor = place
        if not self._several:
            self._set((value,))
        elif value in self.chosen:
            self._set(tuple(other for other in self.chosen if other != value))
        else:
            self._set((*self.chosen, value))

    def _set(self, values: Sequence[str]) -> None:
        self.show_chosen(values, pale=False)
        self.picked.emit()

    def _mark_cursor(self) -> None:
        for place, button in enumerate(self.buttons):
            at = place == self._cursor and (self._several or not self.chosen)
            button.at_cursor = at or (place == self._cursor and button.isChecked())
            button.update()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._mark_cursor()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark_cursor()


class SegmentField(Field):
    """A choice of few values, or several of them."""

    def __init__(self, attribute: Attribute) -> None:
        super().__init__(attribute)
        self._several = attribute.type == AttributeType.MULTICHOICE
        self.input = Segments(attribute.choices, several=self._several, can_clear=not attribute.required)
        self.watch(self.input)
        self.input.picked.connect(self._picked)
        column(self, self.input)

    @override
    def raw(self) -> object:
        return self.input.chosen if self._several else next(iter(self.input.chosen), None)

    @override
    def _show(self, value: AttributeValue) -> None:
        values = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
        self.input.show_chosen(values, pale=self.auto)

    @override
    def key(self, event: QKeyEvent) -> bool:
        return self.input.take_key(event)

    def _picked(self) -> None:
        self.dirty = True
        self.entered.emit()


class ComboField(Field):
    """A choice of many values; keys of the choices and Left and Right change it without opening the list."""

    def __init__(self, attribute: Attribute) -> None:
        super().__init__(attribute)
        self.input = SteadyCombo()
        self._offset = 0 if attribute.required else 1
        if self._offset:
            self.input.addItem("—", None)
        for choice in attribute.choices:
            key = choice.key if choice.key != choice.value else None
            words = _with_sign(choice)
            self.input.addItem(f"{words}   ({key})" if key else words, choice.value)
        self.watch(self.input)
        self.input.view().setAccessibleName(attribute.title)
        self.input.activated.connect(self._picked)
        column(self, self.input)

    @override
    def raw(self) -> object:
        return self.input.currentData()

    @override
    def _show(self, value: AttributeValue) -> None:
        empty = -1 if self.mixed else self._offset - 1
        self.input.setCurrentIndex(empty if value is None else self.input.findData(value))
        self.input.setPlaceholderText(tr("several values") if self.mixed else tr("choose"))
        set_pale(self.input, on=self.auto)

    @override
    def key(self, event: QKeyEvent) -> bool:
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        pressed = event.text().casefold()
        for choice in self.attribute.choices:
            if pressed and pressed == (choice.key or ""):
                self._set(self.input.findData(choice.value))
                return True
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            self._set(min(max(self.input.currentIndex() + step, 0), self.input.count() - 1))
            return True
        if event.key() in _CLEARING and self._offset:
            self._set(0)
            return True
        return False

    def _set(self, row: int) -> None:
        self.input.setCurrentIndex(row)
        self._picked()

    def _picked(self) -> None:
        self.dirty = True
        self.entered.emit()


def _with_sign(choice: Choice) -> str:
    """Return the title, after the value itself where that is a sign such as "<=" and not a word."""
    return choice.title if choice.value[:1].isalnum() else f"{choice.value}  {choice.title}"
