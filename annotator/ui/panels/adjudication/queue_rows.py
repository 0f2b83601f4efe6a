"""How places and articles look in the queue: two lines each."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from annotator.domain.article import State
from annotator.services.adjudication_overview import Standing
from annotator.ui.kit.icons import tinted
from annotator.ui.kit.theme import Tokens, current_theme
from annotator.ui.models.queue_model import ROW_ROLE, QueueRow, standing_words
from annotator.ui.panels.article_row import STATE_COLORS, STATE_ICONS
from annotator.ui.panels.painting import chip_width, paint_chip, small_font

Index = QModelIndex | QPersistentModelIndex
_MARGIN, _EDGE, _GAP, _ICON = 12, 6, 8, 14


class _TwoLines(QStyledItemDelegate):
    """A row of two lines with a ground that shows selection, pointer and focus."""

    current = ""
    """The key of the row that is open."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        small = QFontMetrics(small_font(option.font))
        return QSize(0, option.fontMetrics.lineSpacing() + small.lineSpacing() + 2 * _EDGE + 2)

    def ground(self, painter: QPainter, option: QStyleOptionViewItem, tokens: Tokens, *, is_current: bool) -> None:
        """Paint what lies under the row."""
        if option.state & QStyle.StateFlag.State_Selected or is_current:
            painter.fillRect(option.rect, tokens["accent_soft"])
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, tokens["hover"])
        if is_current:
            painter.fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), tokens["accent"])
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(tokens["focus"])
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))

    def lines(self, option: QStyleOptionViewItem, left: int) -> tuple[QRect, QRect]:
        """Return the places of the two lines, `left` pixels in."""
        area = option.rect.adjusted(_MARGIN + left, _EDGE, -_MARGIN, -_EDGE)
        first = QRect(area.left(), area.top(), area.width(), option.fontMetrics.lineSpacing())
        second = QRect(area.left(), first.bottom() + 3, area.width(), 0)
        second.setBottom(area.bottom())
        return first, second


class PlaceDelegate(_TwoLines):
    """Label chips and words; below, what is to be decided."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: QueueRow = index.data(ROW_ROLE)
        tokens = current_theme().tokens
        painter.save()
        self.ground(painter, option, tokens, is_current=row.key == self.current)
        first, second = self.lines(option, 0)
        small = small_font(option.font)
        metrics = QFontMetrics(small)
        painter.setFont(small)
        left = first.left()
        for chip in row.chips:
            width = chip_width(chip.short, metrics)
            top = first.top() + (first.height() - metrics.lineSpacing()) // 2
            paint_chip(painter, QRect(left, top, width, metrics.lineSpacing()), chip.short, chip.color, tokens)
            left += width + 4
        painter.setFont(option.font)
        painter.setPen(tokens["text"] if row.is_open else tokens["text_muted"])
        words = QRect(left + 4, first.top(), max(0, first.right() - left - 4), first.height())
        shown = option.fontMetrics.elidedText(row.words, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setFont(small)
        painter.setPen(tokens["warning"] if row.is_stale else tokens["text_muted"])
        about = metrics.elidedText(row.about, Qt.TextElideMode.ElideRight, second.width())
        painter.drawText(second, Qt.AlignmentFlag.AlignVCenter, about)
        painter.restore()


class StandingDelegate(_TwoLines):
    """State and headline; below, how much is to be decided."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Standing = index.data(ROW_ROLE)
        tokens = current_theme().tokens
        painter.save()
        self.ground(painter, option, tokens, is_current=row.article_id == self.current)
        first, second = self.lines(option, _ICON + _GAP)
        state = State.IN_PROGRESS if row.state == State.FINISHED and row.open else row.state
        color = tokens.color["warning" if row.stale else STATE_COLORS[state]]
        pixmap = tinted(STATE_ICONS[state], color, _ICON, painter.device().devicePixelRatioF())
        painter.drawPixmap(option.rect.left() + _MARGIN, first.top() + (first.height() - _ICON) // 2, pixmap)
        painter.setPen(tokens["text"])
        title = option.fontMetrics.elidedText(row.title, Qt.TextElideMode.ElideRight, first.width())
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter, title)
        small = small_font(option.font)
        painter.setFont(small)
        painter.setPen(tokens["warning"] if row.stale else tokens["text_muted"])
        words = QFontMetrics(small).elidedText(standing_words(row), Qt.TextElideMode.ElideRight, second.width())
        painter.drawText(second, Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()
