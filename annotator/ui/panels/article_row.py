"""How one article looks in the list."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from annotator.domain.article import State
from annotator.domain.schema import Label
from annotator.ui.kit.icons import tinted
from annotator.ui.kit.theme import Tokens, current_theme
from annotator.ui.models.articles_model import ROW_ROLE, ArticleRow
from annotator.ui.panels.painting import chip_width, elided_lines, paint_chip, paint_lines, small_font

STATE_ICONS = {State.NEW: "circle-empty", State.IN_PROGRESS: "circle-half", State.FINISHED: "circle-full"}
STATE_COLORS = {State.NEW: "text_faint", State.IN_PROGRESS: "accent", State.FINISHED: "success"}
_MARGIN, _ICON, _GAP = 12, 16, 8
_TITLE_LINES = 2


class ArticleDelegate(QStyledItemDelegate):
    """Paints state, title, source line and the number of spans per label."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._labels: Mapping[str, Label] = {}
        self.opened = ""

    @property
    def labels(self) -> Mapping[str, Label]:
        """The labels whose spans are counted."""
        return self._labels

    def set_labels(self, labels: Mapping[str, Label]) -> None:
        """Take the labels of another schema."""
        self._labels = labels

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        title = option.fontMetrics.lineSpacing()
        small = QFontMetrics(small_font(option.font)).lineSpacing()
        return QSize(160, _TITLE_LINES * title + small + 4 + 2 * _GAP)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, ArticleRow):
            return
        tokens = current_theme().tokens
        painter.save()
        opened = row.article.id == self.opened
        self._paint_ground(painter, option, tokens, opened=opened)
        body = option.rect.adjusted(_MARGIN + _ICON + _GAP, _GAP, -_MARGIN, -_GAP)
        font = option.font
        font.setBold(opened)
        metrics = QFontMetrics(font)
        lines = elided_lines(row.title, font, body.width(), _TITLE_LINES)
        small = small_font(option.font)
        small.setBold(False)
        height = len(lines) * metrics.lineSpacing() + 4 + QFontMetrics(small).lineSpacing()
        top = body.top() + max(0, (body.height() - height) // 2)
        icon = tinted(
            STATE_ICONS[row.state], tokens.color[STATE_COLORS[row.state]], _ICON, painter.device().devicePixelRatioF()
        )
        painter.drawPixmap(option.rect.left() + _MARGIN, top + (metrics.lineSpacing() - _ICON) // 2, icon)
        painter.setFont(font)
        painter.setPen(tokens["text"])
        bottom = paint_lines(painter, body.left(), top, lines, metrics)
        painter.setFont(small)
        self._paint_footer(painter, QRect(body.left(), int(bottom) + 4, body.width(), 0), row, tokens)
        painter.restore()

    @staticmethod
    def _paint_ground(painter: QPainter, option: QStyleOptionViewItem, tokens: Tokens, *, opened: bool) -> None:
        if option.state & QStyle.StateFlag.State_Selected or opened:
            painter.fillRect(option.rect, tokens["accent_soft"])
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, tokens["hover"])
        if opened:
            painter.fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), tokens["accent"])
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(tokens["focus"])
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))

    def _paint_footer(self, painter: QPainter, place: QRect, row: ArticleRow, tokens: Tokens) -> None:
        metrics = painter.fontMetrics()
        height = metrics.lineSpacing()
        right = place.right() + 1
        for name in reversed([name for name in self._labels if row.counts.get(name)]):
            label = self._labels[name]
            text = f"{label.short} {row.counts[name]:,}"
            width = chip_width(text, metrics)
            right -= width
            paint_chip(painter, QRect(right, place.top(), width, height), text, label.color, tokens)
            right -= 4
        room = max(0, right - 4 - place.left())
        # Half a date says nothing: without room for it there is the publisher alone.
        words = row.source_line if metrics.horizontalAdvance(row.source_line) <= room else row.article.publisher
        left = metrics.elidedText(words or row.source_line, Qt.TextElideMode.ElideRight, room)
        painter.setPen(tokens["text_muted"])
        painter.drawText(QRect(place.left(), place.top(), place.width(), height), Qt.AlignmentFlag.AlignVCenter, left)
