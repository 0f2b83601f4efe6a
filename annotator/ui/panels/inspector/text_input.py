"""Text that grows with what is typed, and offers what it could be."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMimeData, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QTextCursor, QTextOption
from PySide6.QtWidgets import QApplication, QCompleter, QPlainTextEdit, QSizePolicy, QWidget
from typing_extensions import override

from annotator.ui.panels.parts import set_pale

_MOST_LINES = 6
_LISTED = 12

Suggest = Callable[[], Sequence[str]]


class TextInput(QPlainTextEdit):
    """One paragraph. `edited` is emitted for each keystroke, `picked` when a suggestion was taken.

    `returned` and `escaped` are emitted for Enter and Esc while the list is open and nothing in it is chosen.
    """

    edited = Signal()
    picked = Signal()
    returned = Signal()
    escaped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.suggest: Suggest | None = None
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self._offered = QStringListModel(self)
        self._completer = QCompleter(self._offered, self)
        self._completer.setWidget(self)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setMaxVisibleItems(_LISTED)
        popup = self._completer.popup()
        assert popup is not None
        self._list = popup
        self._completer.activated.connect(self._take)
        self._quiet = False
        self.textChanged.connect(self._changed)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    @property
    def choosing(self) -> bool:
        """Whether the list of suggestions is open."""
        return self._list.isVisible()

    def show_text(self, text: str, *, pale: bool) -> None:
        """Show a text as given, not as typed. `pale` is for what a rule filled in."""
        if text != self.toPlainText():
            self._quiet = True
            self.setPlainText(text)
            self.moveCursor(QTextCursor.MoveOperation.End)
            self._quiet = False
        set_pale(self, on=pale)

    def could_go_up(self) -> bool:
        """Tell whether there is a line above the cursor."""
        return QTextCursor(self.textCursor()).movePosition(QTextCursor.MoveOperation.Up)

    def could_go_down(self) -> bool:
        """Tell whether there is a line below the cursor."""
        return QTextCursor(self.textCursor()).movePosition(QTextCursor.MoveOperation.Down)

    def hand_to_list(self, event: QKeyEvent) -> None:
        """Give a key to the open list, which hands back what it has no use for."""
        QApplication.sendEvent(self._list, event)

    def take_key(self, event: QKeyEvent) -> None:
        """Do what the editor itself does for a key."""
        super().keyPressEvent(event)

    def _filter(self) -> None:
        typed = self.toPlainText().strip()
        self._completer.setCompletionPrefix(typed)
        count = self._completer.completionCount()
        only_itself = count == 1 and self._completer.currentCompletion() == typed
        if count and not only_itself and self.hasFocus():
            self._completer.complete()
            self._list.setCurrentIndex(self._completer.completionModel().index(-1, 0))
        else:
            self._list.hide()

    def _take(self, text: str) -> None:
        self.show_text(text, pale=False)
        self._list.hide()
        self.picked.emit()

    def _changed(self) -> None:
        if not self._quiet:
            self.edited.emit()
            if self._offered.rowCount():
                self._filter()

    def _fit(self) -> None:
        lines = max(1, round(self.document().size().height()))
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if lines > _MOST_LINES else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        edge = self.contentsMargins()
        height = min(lines, _MOST_LINES) * self.fontMetrics().lineSpacing() + edge.top() + edge.bottom()
        self.setFixedHeight(height)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        idle = self.choosing and not self._list.currentIndex().isValid()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            if idle:
                self._list.hide()
                self.returned.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
            if idle and not self.toPlainText():
                self._list.hide()
                self.escaped.emit()
        else:
            super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        by_key = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.OtherFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        if self.suggest is not None:
            self._offered.setStringList(list(self.suggest()))
        if by_key and not self.toPlainText():
            self._filter()
        elif by_key:
            self.selectAll()

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
