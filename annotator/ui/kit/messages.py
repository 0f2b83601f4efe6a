"""Messages: what happened, to what, why, and what to do, without a dialog in the way.

They lie over the top of the page, so that the text underneath does not move, or where a page has room for them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.errors import KnownError
from annotator.ui.kit.icons import icon
from annotator.ui.kit.tasks import BugReport
from annotator.ui.kit.theme import current_theme
from annotator.ui.kit.words import named, tr

_WIDEST = 560
_MARGIN = 12
_ROOM_MARGINS = (16, 8)
"""Beside and above messages in a room of their own."""
_MOST = 3
_PASSING_MS = 7000


class Weight(StrEnum):
    """How much a message weighs: only notes and refusals go away by themselves."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


_ICONS = {Weight.NOTE: ("info", "accent"), Weight.WARNING: ("warning", "warning"), Weight.ERROR: ("warning", "error")}


@dataclass(frozen=True, slots=True)
class Button:
    """A button of a message: its words and what it does. The message closes when it is pressed."""

    text: str
    act: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Message:
    """`head` says what happened; `body` where, why and what to do, a line each; `details` can be copied."""

    weight: Weight
    head: str
    body: str = ""
    details: str = ""
    buttons: tuple[Button, ...] = ()
    passing: bool = False


def message_of(error: KnownError, *, passing: bool = False) -> Message:
    """Return the message for a fault of the world. `passing` ones (a refused tag) go away by themselves."""
    reasons = [f"{part}." for part in (error.why.rstrip("."), error.remedy.rstrip(".")) if part]
    body = "\n".join(part for part in (error.where, " ".join(reasons)) if part)
    return Message(Weight.WARNING if passing else Weight.ERROR, error.what, body, passing=passing)


def message_of_bug(bug: BugReport) -> Message:
    """Return the message for a fault of ours."""
    body = tr("This is a fault in Annotator, not yours. What you tagged is saved. The details help to mend it.")
    return Message(Weight.ERROR, tr("Something went wrong"), f"{bug.summary}\n{body}", bug.details)


class _Card(QFrame):
    """One message on show."""

    closed = Signal()

    def __init__(self, message: Message, parent: QWidget) -> None:
        super().__init__(parent)
        self.message = message
        self.setProperty("role", "card")
        self.setAutoFillBackground(True)
        named(self, tr("Message: {text}").format(text=message.head))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 8, 12)
        row.setSpacing(12)
        name, color = _ICONS[message.weight]
        sign = QLabel(self)
        sign.setPixmap(icon(name, current_theme().tokens.color[color]).pixmap(20, 20))
        named(sign, message.weight.value)
        row.addWidget(sign, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._words(message), 1)
        close = QToolButton(self)
        close.setIcon(icon("close"))
        named(close, tr("Close message"), tr("Close this message"))
        close.clicked.connect(self.closed)
        row.addWidget(close, alignment=Qt.AlignmentFlag.AlignTop)

    def _words(self, message: Message) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        for text, role in ((message.head, "heading"), (message.body, "muted")):
            if text:
                label = QLabel(text, self)
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setProperty("role", role)
                label.setWordWrap(True)
                policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
                policy.setHeightForWidth(True)
                label.setSizePolicy(policy)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                named(label, text)
                column.addWidget(label)
        buttons = list(message.buttons)
        if message.details:
            buttons.append(Button(tr("Copy details"), lambda: QGuiApplication.clipboard().setText(message.details)))
        if buttons:
            column.addSpacing(4)
            column.addLayout(self._buttons(buttons))
        return column

    def _buttons(self, buttons: Sequence[Button]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in buttons:
            widget = QPushButton(button.text, self)
            named(widget, button.text)
            widget.clicked.connect(button.act)
            widget.clicked.connect(self.closed)
            row.addWidget(widget)
        row.addStretch(1)
        return row


class Messages(QWidget):
    """The messages over a page, newest at the top; at most three, the oldest passing ones give way.

    They stand over the middle of `over`, a widget of the page, while that is seen, or in `room` while that is: it may
    become as high as they are. Where it cannot, since the page is too low, they reach over what is above it.
    """

    def __init__(self, page: QWidget, over: QWidget | None = None, room: QWidget | None = None) -> None:
        super().__init__(page)
        self._page = page
        self._over, self._room = over, room
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._cards: list[_Card] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear_passing)
        named(self, tr("Messages"))
        for watched in (page, over, room, room.parentWidget() if room is not None else None):
            if watched is not None:
                watched.installEventFilter(self)
        if room is not None:
            room.setMaximumHeight(0)
        self.hide()

    @property
    def shown(self) -> tuple[Message, ...]:
        """The messages on show, newest first."""
        return tuple(card.message for card in self._cards)

    def show_message(self, message: Message) -> None:
        """Show a message on top. One that says the same is replaced."""
        for card in [card for card in self._cards if card.message.head == message.head or card.message.passing]:
            self._remove(card)
        for card in self._cards[_MOST - 1 :]:
            self._remove(card)
        card = _Card(message, self)
        card.closed.connect(lambda: self._remove(card))
        self._cards.insert(0, card)
        self._column.insertWidget(0, card)
        card.show()
        if message.passing:
            self._timer.start(_PASSING_MS)
        self._place()

    def show_error(self, error: KnownError, *, passing: bool = False) -> None:
        """Show a fault of the world."""
        self.show_message(message_of(error, passing=passing))

    def show_bug(self, bug: BugReport) -> None:
        """Show a fault of ours."""
        self.show_message(message_of_bug(bug))

    def note(self, head: str, body: str = "", *buttons: Button) -> None:
        """Say that something is done; it goes away by itself unless there is something to press."""
        self.show_message(Message(Weight.NOTE, head, body, buttons=buttons, passing=not buttons))

    def clear_passing(self) -> None:
        """Take away what need not be read any more."""
        for card in [card for card in self._cards if card.message.passing]:
            self._remove(card)

    def withdraw(self, head: str) -> None:
        """Take a message away because it is not true any more."""
        for card in [card for card in self._cards if card.message.head == head]:
            self._remove(card)

    def dismiss(self) -> bool:
        """Close the newest message. Returns whether there was one."""
        if not self._cards:
            return False
        self._remove(self._cards[0])
        return True

    def _remove(self, card: _Card) -> None:
        if card in self._cards:
            self._cards.remove(card)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
            self._place()

    def _place(self) -> None:
        room = self._room
        if not self._cards:
            self.hide()
            if room is not None:
                room.setMaximumHeight(0)
        elif room is not None and room.isVisible():
            self._place_in(room)
        else:
            over = self._over if self._over is not None and self._over.isVisible() else self._page
            area = QRect(over.mapTo(self._page, QPoint()), over.size())
            width = min(_WIDEST, area.width() - 2 * _MARGIN)
            self._show_at(area.left() + (area.width() - width) // 2, _MARGIN, width, self._height_at(width))

    def _place_in(self, room: QWidget) -> None:
        beside, above = _ROOM_MARGINS
        width = room.width() - 2 * beside
        height = self._height_at(width)
        room.setMaximumHeight(height + above)
        corner = room.mapTo(self._page, QPoint(beside, room.height()))
        self._show_at(corner.x(), corner.y() - height, width, height)

    def _height_at(self, width: int) -> int:
        layout = self._column
        layout.activate()
        return layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()

    def _show_at(self, left: int, top: int, width: int, height: int) -> None:
        self.setGeometry(left, top, width, height)
        self.show()
        self.raise_()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide}:
            self._place()
        return False
