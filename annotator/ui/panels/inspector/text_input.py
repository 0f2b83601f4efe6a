"""Text that grows with what is typed, and offers what it could be."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget
from typing_extensions import override

from annotator.ui.panels.inspector.offers import Offers
from annotator.ui.panels.parts import set_pale

_MOST_LINES = 6
_COMING_BACK = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
_BY_KEY = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.OtherFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)

Suggest = Callable[[], Sequence[str]]


class TextInput(QPlainTextEdit):
    """One paragraph. `edited` is emitted for each keystroke, `picked` when a suggestion was taken by a click."""

    edited = Signal()
    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.suggest: Suggest | None = None
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.offers = Offers(self)
        self.offers.taken.connect(self._clicked)
        self._known: list[str] = []
        self._quiet = False
        self.textChanged.connect(self._changed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    @property
    def choosing(self) -> bool:
        """Whether the list of suggestions is open."""
        return self.offers.isVisible()

    def show_text(self, text: str, *, pale: bool) -> None:
        """Show a text as given, not as typed. `pale` is for what a rule filled in."""
        if text != self.toPlainText():
            self._quiet = True
            self.setPlainText(text)
            self.moveCursor(QTextCursor.MoveOperation.End)
            self._quiet = False
        set_pale(self, on=pale)

    def take_offer(self) -> bool:
        """Write the suggestion that is marked, if one is, and close the list; tell whether one was."""
        chosen = self.offers.chosen
        self.offers.hide()
        if chosen:
            self.show_text(chosen, pale=False)
        return bool(chosen)

    def take_key(self, event: QKeyEvent) -> bool:
        """Take Up and Down where there is something above or below in the list or the text; tell whether it did."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if self.choosing:
            self.offers.step(step)
            return True
        where = QTextCursor.MoveOperation.Up if step < 0 else QTextCursor.MoveOperation.Down
        if not QTextCursor(self.textCursor()).movePosition(where):
            return False
        super().keyPressEvent(event)
        return True

    def _offer(self) -> None:
        typed = self.toPlainText().strip()
        wanted = typed.casefold()
        fitting = [text for text in self._known if wanted in text.casefold()]
        fitting.sort(key=lambda text: not text.casefold().startswith(wanted))
        self.offers.offer([] if fitting == [typed] or not self.hasFocus() else fitting)

    def _clicked(self, text: str) -> None:
        self.offers.hide()
        self.show_text(text, pale=False)
        self.picked.emit()

    def _changed(self) -> None:
        if not self._quiet:
            self.edited.emit()
            self._offer()

    def _fit(self) -> None:
        lines = max(1, round(self.document().size().height()))
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if lines > _MOST_LINES else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        edge = self.contentsMargins()
        height = min(lines, _MOST_LINES) * self.fontMetrics().lineSpacing() + edge.top() + edge.bottom()
        self.setFixedHeight(height)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._known = list(self.suggest()) if self.suggest is not None else []
        if event.reason() in _BY_KEY:
            if self.toPlainText():
                self.selectAll()
            else:
                self._offer()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.offers.hide()
        if event.reason() not in _COMING_BACK:
            cursor = self.textCursor()
            cursor.clearSelection()
            self.setTextCursor(cursor)

    @override
    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(" ".join(source.text().split()))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.height())
