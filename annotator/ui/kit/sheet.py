"""Sheets: a card over a dimmed window, for what is looked up and put away. Esc or a click beside it closes it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.ui.kit.words import named

_DIM = QColor(0, 0, 0, 72)
_MARGIN = 24


class Sheet(QWidget):
    """Covers its window and holds a card. Subclasses fill `column`; `first` gets the focus.

    `size_wanted` is width and height of the card in pixels; height 0 means as high as its contents.
    """

    opened = Signal()
    closed = Signal()

    def __init__(self, window: QWidget, name: str, size_wanted: tuple[int, int], *, at_top: bool = False) -> None:
        super().__init__(window)
        self._below = window
        self._wanted = size_wanted
        self._at_top = at_top
        self._focus_before: QWidget | None = None
        self.card = QFrame(self)
        self.card.setProperty("role", "card")
        self.column = QVBoxLayout(self.card)
        self.column.setContentsMargins(16, 16, 16, 16)
        self.column.setSpacing(12)
        self.first: QWidget | None = None
        named(self, name)
        named(self.card, name)
        window.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show the sheet and put the focus into it."""
        if self.isHidden():
            self._focus_before = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()
        self.opened.emit()
        self.focus_first()

    def focus_first(self) -> None:
        """Put the focus into the sheet; without it, Esc would not be heard."""
        first = self.first if self.first is not None and self.first.isEnabled() else self.card
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Close the sheet and give the focus back."""
        if self.isHidden():
            return
        before, self._focus_before = self._focus_before, None
        self.hide()
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def resize_card(self, size_wanted: tuple[int, int]) -> None:
        """Give the card another size, in pixels."""
        self._wanted = size_wanted
        self._place()

    def _place(self) -> None:
        window = self._below
        self.setGeometry(window.rect())
        width = min(self._wanted[0], window.width() - 2 * _MARGIN)
        height = min(self._wanted[1] or self.card.sizeHint().height(), window.height() - 2 * _MARGIN)
        top = _MARGIN * 2 if self._at_top else (window.height() - height) // 2
        self.card.setGeometry((window.width() - width) // 2, top, width, height)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._below:
            self._place()
        return False

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        inside = [child for child in self.card.findChildren(QWidget) if _takes_tab(child)]
        focus = QApplication.focusWidget()
        if not inside:
            return False
        ordered = _tab_order(self, inside)
        place = ordered.index(focus) if focus in ordered else -1
        step = 1 if forward else -1
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        following = ordered[(place + step) % len(ordered)]
        following.setFocus(reason)
        _bring(following)
        return True

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = QApplication.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(focus, QAbstractButton):
            # Outside of dialogs Qt presses buttons with the space bar alone.
            focus.click()
        # Nothing below a sheet hears its keys.
        event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.card.geometry().contains(event.position().toPoint()):
            self.dismiss()
        event.accept()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), _DIM)
        painter.end()


def _takes_tab(widget: QWidget) -> bool:
    # The line within a spin box hands the focus back to it, and Tab would go no further.
    own = widget.focusProxy() is None
    return own and widget.isVisible() and widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _bring(widget: QWidget) -> None:
    """Scroll to a widget that got the focus from outside of its scroll area."""
    area = widget.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if area is not None:
        area.ensureWidgetVisible(widget)


def _tab_order(sheet: QWidget, inside: list[QWidget]) -> list[QWidget]:
    ordered: list[QWidget] = []
    widget: QWidget | None = sheet.nextInFocusChain()
    while widget is not None and widget is not sheet:
        if widget in inside:
            ordered.append(widget)
        widget = widget.nextInFocusChain()
    return ordered
