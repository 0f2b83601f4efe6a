"""How one article looks in the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

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
_EDGE, _ABOVE_FOOTER, _BETWEEN = 6, 3, 4
_TITLE_LINES, _FOOTER_LINES = 2, 2
_MINE = 14


class _Chip(NamedTuple):
    """How many spans of a label there are; `width` in pixels."""

    text: str
    color: str
    width: int


class ArticleDelegate(QStyledItemDelegate):
    """Paints state, title, source line, the number of near-duplicates and that of spans per label."""

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
        return QSize(160, _TITLE_LINES * title + _FOOTER_LINES * small + _ABOVE_FOOTER + 2 * _EDGE)

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
        body = option.rect.adjusted(_MARGIN + _ICON + _GAP, _EDGE, -_MARGIN, -_EDGE)
        font = option.font
        font.setBold(opened)
        metrics = QFontMetrics(font)
        lines = elided_lines(row.title, font, body.width(), _TITLE_LINES)
        small = small_font(option.font)
        small.setBold(False)
        below = QFontMetrics(small)
        chips = self._chips(row, below)
        beside = _has_room(row, chips, below, body.width())
        footers = bool(row.source_line) + bool(chips) - (beside and bool(row.source_line) and bool(chips))
        height = len(lines) * metrics.lineSpacing() + (footers and _ABOVE_FOOTER + footers * below.lineSpacing())
        top = body.top() + max(0, (body.height() - height) // 2)
        _paint_signs(painter, row, option.rect.left() + _MARGIN, top + (metrics.lineSpacing() - _ICON) // 2)
        painter.setFont(font)
        painter.setPen(tokens["text"])
        bottom = paint_lines(painter, body.left(), top, lines, metrics)
        painter.setFont(small)
        painter.setPen(tokens["text_muted"])
        source = source_words(row, below, body.width())
        bottom = paint_lines(painter, body.left(), bottom + _ABOVE_FOOTER, (source,) if source else (), below)
        if beside and source:
            taken = sum(chip.width + _BETWEEN for chip in chips) - _BETWEEN
            _paint_chips(painter, body.right() + 1 - taken, int(bottom) - below.lineSpacing(), chips, taken)
        else:
            _paint_chips(painter, body.left(), int(bottom), chips, body.width())
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

    def _chips(self, row: ArticleRow, metrics: QFontMetrics) -> list[_Chip]:
        found = [(label, row.counts[name]) for name, label in self._labels.items() if row.counts.get(name)]
        texts = [(f"{label.short} {count:,}", label.color) for label, count in found]
        if row.alike:
            texts.insert(0, (f"≈ {len(row.alike):,}", current_theme().tokens.color["text_muted"]))
        return [_Chip(text, color, chip_width(text, metrics)) for text, color in texts]


def _has_room(row: ArticleRow, chips: Sequence[_Chip], metrics: QFontMetrics, width: int) -> bool:
    """Tell whether the chips go beside the source line; else they have a line of their own."""
    taken = sum(chip.width + _BETWEEN for chip in chips)
    return metrics.horizontalAdvance(row.source_line) + 2 * _BETWEEN + taken <= width


def source_words(row: ArticleRow, metrics: QFontMetrics, width: int) -> str:
    """Return publisher and date in `width` pixels: the publisher is cut first, the date is kept."""
    publisher, date = row.article.publisher, row.article.published[:10]
    if not (publisher and date) or metrics.horizontalAdvance(row.source_line) <= width:
        return metrics.elidedText(row.source_line, Qt.TextElideMode.ElideRight, width)
    end = f" · {date}"
    cut = metrics.elidedText(publisher, Qt.TextElideMode.ElideRight, width - metrics.horizontalAdvance(end))
    return f"{cut}{end}" if len(cut) > 2 else metrics.elidedText(date, Qt.TextElideMode.ElideRight, width)


def _paint_signs(painter: QPainter, row: ArticleRow, left: int, top: int) -> None:
    """Draw how far the annotator is, and under it whether the article is assigned to them."""
    color, ratio = current_theme().tokens.color, painter.device().devicePixelRatioF()
    state = tinted(STATE_ICONS[row.state], color[STATE_COLORS[row.state]], _ICON, ratio)
    painter.drawPixmap(left, top, state)
    if row.mine:
        mine = tinted("person", color["text_muted"], _MINE, ratio)
        painter.drawPixmap(left + (_ICON - _MINE) // 2, top + _ICON + _BETWEEN, mine)


def _paint_chips(painter: QPainter, left: int, top: int, chips: Sequence[_Chip], width: int) -> None:
    height, right = painter.fontMetrics().lineSpacing(), left + width
    for chip in chips:
        if left + chip.width > right:
            return
        paint_chip(painter, QRect(left, top, chip.width, height), chip.text, chip.color, current_theme().tokens)
        left += chip.width + _BETWEEN
