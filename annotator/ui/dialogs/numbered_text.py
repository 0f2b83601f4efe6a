"""A plain text editor with line numbers, for schemas."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontDatabase, QPainter, QPaintEvent, QResizeEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget
from typing_extensions import override

from annotator.ui.kit.theme import current_theme

_GAP = 8


class _Numbers(QWidget):
    def __init__(self, editor: NumberedText) -> None:
        super().__init__(editor)
        self._editor = editor

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._editor.numbers_width(), 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        self._editor.paint_numbers(self, event)


class NumberedText(QPlainTextEdit):
    """Monospaced text; `mark_lines` shows which lines something is wrong with."""

    def __init__(self) -> None:
        super().__init__()
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self._numbers = _Numbers(self)
        self._marked: frozenset[int] = frozenset()
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scrolled)
        self._make_room()

    def numbers_width(self) -> int:
        """Return how wide the column of numbers is, in pixels."""
        digits = max(2, len(str(self.blockCount())))
        return 2 * _GAP + digits * self.fontMetrics().horizontalAdvance("9")

    def mark_lines(self, numbers: frozenset[int]) -> None:
        """Mark these lines (from 1) as wrong."""
        self._marked = numbers
        color = QColor(current_theme().tokens["error"])
        color.setAlphaF(0.14)
        marks = []
        for number in sorted(numbers):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(self.document().findBlockByNumber(number - 1))
            mark.format.setBackground(color)
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            marks.append(mark)
        self.setExtraSelections(marks)
        self._numbers.update()

    def go_to_line(self, number: int) -> None:
        """Put the cursor at the start of a line (from 1)."""
        self.setTextCursor(QTextCursor(self.document().findBlockByNumber(number - 1)))
        self.centerCursor()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def paint_numbers(self, target: QWidget, event: QPaintEvent) -> None:
        """Paint the numbers of the lines in view onto the column beside the text."""
        tokens = current_theme().tokens
        painter = QPainter(target)
        painter.setFont(self.font())
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while block.isValid() and top <= event.rect().bottom():
            height = self.blockBoundingRect(block).height()
            number = block.blockNumber() + 1
            painter.setPen(tokens["error"] if number in self._marked else tokens["text_faint"])
            area = QRect(0, round(top), target.width() - _GAP, round(height))
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number))
            block, top = block.next(), top + height
        painter.end()

    def _make_room(self) -> None:
        self.setViewportMargins(self.numbers_width(), 0, 0, 0)

    def _scrolled(self, rect: QRect, by: int) -> None:
        if by:
            self._numbers.scroll(0, by)
        else:
            self._numbers.update(0, rect.y(), self._numbers.width(), rect.height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._numbers.setGeometry(inside.left(), inside.top(), self.numbers_width(), inside.height())
