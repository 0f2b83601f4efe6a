"""How a cell of the comparison looks: wrapped words, what differs tinted, what is in the gold column ticked."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView
from typing_extensions import override

from annotator.domain.offsets import OffsetMap
from annotator.ui.kit.icons import tinted
from annotator.ui.kit.theme import Tokens, current_theme
from annotator.ui.panels.adjudication.compare_model import CELL_ROLE
from annotator.ui.panels.adjudication.comparison import Cell

Index = QModelIndex | QPersistentModelIndex
_SIDE, _EDGE, _TICK = 8, 5, 14
_MOST_LINES = 8
_DIFFERS, _MARKED = 0.13, 0.34
"""How strong the tint is behind a cell that differs, and behind the characters that others do not have."""


class CellDelegate(QStyledItemDelegate):
    """Paints cells of a table view whose model has `CELL_ROLE`."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        cell: Cell = index.data(CELL_ROLE)
        width = self._view.columnWidth(index.column())
        layout = _laid_out(cell, option, width - 2 * _SIDE - _TICK)
        lines = max(1, min(layout.lineCount(), _MOST_LINES))
        return QSize(width, lines * option.fontMetrics.lineSpacing() + 2 * _EDGE)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell: Cell = index.data(CELL_ROLE)
        tokens = current_theme().tokens
        gold = index.column() == index.model().columnCount() - 1
        painter.save()
        _paint_ground(painter, option, cell, tokens, gold=gold)
        if cell.chosen:
            pixmap = tinted("finish", tokens.color["accent"], _TICK, painter.device().devicePixelRatioF())
            painter.drawPixmap(option.rect.right() - _SIDE - _TICK + 4, option.rect.top() + _EDGE + 1, pixmap)
        painter.setPen(tokens["text"] if cell.there else tokens["text_faint"])
        area = option.rect.adjusted(_SIDE, _EDGE, -_SIDE - _TICK, -_EDGE)
        _paint_lines(painter, area, _laid_out(cell, option, area.width(), tokens), option)
        painter.restore()


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, cell: Cell, tokens: Tokens, *, gold: bool) -> None:
    # Over what the style paints under a selected cell.
    painter.fillRect(option.rect, tokens["accent_soft" if gold else "window"])
    if cell.differs and not gold:
        painter.fillRect(option.rect, _tint(tokens["warning"], _DIFFERS))
    painter.setPen(tokens["border"])
    painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
    if option.state & QStyle.StateFlag.State_Selected:
        focused = option.state & QStyle.StateFlag.State_Active and option.widget.hasFocus()
        painter.setPen(tokens["focus"] if focused else tokens["border"])
        painter.drawRect(option.rect.adjusted(0, 0, -1, -1))


def _tint(color: QColor, opacity: float) -> QColor:
    color.setAlphaF(opacity)
    return color


def _laid_out(cell: Cell, option: QStyleOptionViewItem, width: int, tokens: Tokens | None = None) -> QTextLayout:
    """Return the words of a cell in lines of `width` pixels; with tokens, what others do not have is tinted."""
    layout = QTextLayout(cell.text.replace("\n", "\u2028"), option.font)
    wrap = QTextOption()
    wrap.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(wrap)
    if tokens is not None and cell.marks:
        layout.setFormats([_marked(cell.text, start, end, tokens) for start, end in cell.marks])
    layout.beginLayout()
    y = 0.0
    for _ in range(_MOST_LINES + 1):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(width, 8))
        line.setPosition(QPointF(0, y))
        y += option.fontMetrics.lineSpacing()
    layout.endLayout()
    return layout


def _marked(text: str, start: int, end: int, tokens: Tokens) -> QTextLayout.FormatRange:
    offsets = OffsetMap(text)
    found = QTextLayout.FormatRange()
    found.start = offsets.to_utf16(start)
    found.length = offsets.to_utf16(end) - found.start
    look = QTextCharFormat()
    look.setBackground(_tint(tokens["warning"], _MARKED))
    found.format = look
    return found


def _paint_lines(painter: QPainter, area: QRect, layout: QTextLayout, option: QStyleOptionViewItem) -> None:
    """Draw the lines that have room; if some have none, the last one says so."""
    top = QPointF(area.topLeft())
    for number in range(min(layout.lineCount(), _MOST_LINES)):
        layout.lineAt(number).draw(painter, top)
    if layout.lineCount() > _MOST_LINES:
        corner = QRect(area.right() - 12, area.bottom() - option.fontMetrics.lineSpacing() + 1, 24, 0)
        corner.setHeight(option.fontMetrics.lineSpacing())
        painter.drawText(corner, Qt.AlignmentFlag.AlignCenter, "…")
