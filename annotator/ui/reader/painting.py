"""Painting of the page: free functions over laid-out values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from annotator.ui.reader.geometry import LineMarks, Link, Piece, Range
from annotator.ui.reader.lines import TextLine
from annotator.ui.reader.page import BuiltBlock, Page
from annotator.ui.reader.style import ReaderStyle

_RADIUS = 3.0
_VEIL = 0.62
"""How much of the page is over a passage that is not the article's own words."""
_INNER = 0.66
"""How much of a tint remains over another span, so that stacked tints stay calm."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is selected, pointed at and drawn just now; `companions` are emphasised like the selected span."""

    selected: str | None = None
    companions: frozenset[str] = frozenset()
    hovered: str | None = None
    selection: tuple[int, int] | None = None
    draft: tuple[int, int] | None = None
    focused: bool = True


class Ink:
    """Colours of a style, mixed once."""

    def __init__(self, style: ReaderStyle) -> None:
        self.style = style
        self.page = QColor(style.page)
        self.veil = QColor(style.page)
        self.veil.setAlphaF(_VEIL)
        self.ink = QColor(style.ink)
        self.ink_soft = QColor(style.ink_soft)
        self.caret = QColor(style.caret)
        self.accent = QColor(style.accent)
        self.selection = QColor(style.selection)
        self.selection_inactive = QColor(style.selection_inactive)
        self._tints: dict[tuple[str, float], QBrush] = {}
        self._lines: dict[tuple[str, bool, bool], QColor] = {}

    def tint(self, piece: Piece, look: Look) -> QBrush:
        """Return the translucent background of a piece."""
        style, span = self.style, piece.span
        opacity = style.tint_dashed if span.dashed else style.tint
        if span.id == look.selected or span.id in look.companions:
            opacity = style.tint_selected
        elif span.id == look.hovered:
            opacity = style.tint_hovered
        elif piece.lane:
            opacity *= _INNER
        brush = self._tints.get((span.color, opacity))
        if brush is None:
            color = QColor(span.color)
            color.setAlphaF(opacity)
            brush = self._tints[span.color, opacity] = QBrush(color)
        return brush

    def line(self, color: str, *, pale: bool) -> QColor:
        """Return the colour of a lane line."""
        return self._line(color, pale=pale, name=False)

    def name(self, color: str, *, pale: bool) -> QColor:
        """Return the colour of a label's name: the label's, as near to the ink as legibility asks."""
        return self._line(color, pale=pale, name=True)

    def _line(self, color: str, *, pale: bool, name: bool) -> QColor:
        found = self._lines.get((color, pale, name))
        if found is None:
            dark = self.page.lightnessF() < 0.5
            found = _mixed(QColor(color), self.ink, 0.3 if name else 0.18 if dark else 0.0)
            found = _mixed(found, self.page, 0.18 if name else 0.35) if pale else found
            self._lines[color, pale, name] = found
        return found


def _mixed(one: QColor, other: QColor, share: float) -> QColor:
    keep = 1.0 - share
    return QColor.fromRgbF(
        one.redF() * keep + other.redF() * share,
        one.greenF() * keep + other.greenF() * share,
        one.blueF() * keep + other.blueF() * share,
    )


def paint_block(
    painter: QPainter, page: Page, built: BuiltBlock, ink: Ink, look: Look, *, top: int, low: int, high: int
) -> None:
    """Paint the lines of a block that show between `low` and `high`, with the block's top at `top`."""
    excluded = page.excluded_within(built.text.start, built.text.end) if page.excluded else ()
    for nth, (line, marks) in enumerate(zip(built.text.lines, built.marks, strict=True)):
        y = top + built.tops[nth]
        if y + marks.height <= low - marks.baseline or y >= high + marks.baseline:
            continue
        painter.translate(0, y)
        _paint_selection(painter, page, line, marks, ink, look)
        _paint_tints(painter, marks, ink, look)
        painter.setPen(ink.ink)
        line.qt_line.draw(painter, QPointF(0, marks.baseline - line.ascent))
        for passage in excluded:
            # A veil over the text, under the lanes: it is pale whatever the letters' colour.
            for left, right in line.ranges(*passage):
                painter.fillRect(
                    QRectF(left, marks.tint_top, right - left, marks.tint_bottom - marks.tint_top), ink.veil
                )
        if marks.rows:
            _paint_lanes(painter, page, marks, ink, look)
        painter.translate(0, -y)


def _paint_tints(painter: QPainter, marks: LineMarks, ink: Ink, look: Look) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    height = marks.tint_bottom - marks.tint_top
    for piece in marks.pieces:
        painter.setBrush(ink.tint(piece, look))
        for left, right in piece.ranges:
            painter.drawRoundedRect(QRectF(left - 1, marks.tint_top, right - left + 2, height), _RADIUS, _RADIUS)


def _paint_selection(painter: QPainter, page: Page, line: TextLine, marks: LineMarks, ink: Ink, look: Look) -> None:
    if look.selection is not None:
        color = ink.selection if look.focused else ink.selection_inactive
        for left, right in selection_ranges(page, line, look.selection):
            height = marks.tint_bottom - marks.tint_top
            painter.fillRect(QRectF(left, marks.tint_top - 1, right - left, height + 2), color)
    if look.draft is not None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink.accent, 1.2, Qt.PenStyle.DashLine))
        for left, right in line.ranges(*look.draft):
            box = QRectF(left - 1, marks.tint_top, right - left + 2, marks.tint_bottom - marks.tint_top)
            painter.drawRoundedRect(box, _RADIUS, _RADIUS)


def selection_ranges(page: Page, line: TextLine, selection: tuple[int, int]) -> list[Range]:
    """Return what to fill on a line; a selected line break shows as a narrow strip after the text."""
    start, end = selection
    ranges = line.ranges(start, end)
    if start <= line.end < end and page.text[line.end] in "\n\u2028\u2029":
        x = line.x_of(line.end)
        width = page.metrics.char_width * 0.7
        ranges.append((x - width, x) if line.right_to_left else (x, x + width))
    return ranges


def _paint_lanes(painter: QPainter, page: Page, marks: LineMarks, ink: Ink, look: Look) -> None:
    metrics = page.metrics
    thick = metrics.lane_line
    for link in marks.links:
        _paint_link(painter, link, marks.rows[link.lane] + thick / 2, ink)
    for piece in marks.pieces:
        top = marks.rows[piece.lane]
        color = ink.line(piece.span.color, pale=piece.span.dashed)
        strong = piece.span.id in (look.selected, look.hovered)
        for left, right in piece.ranges:
            _paint_lane(
                painter, QRectF(left - 1, top, right - left + 2, thick + strong), color, dashed=piece.span.dashed
            )
    if marks.names:
        painter.setFont(metrics.name)
        for name in marks.names:
            painter.setPen(ink.name(name.span.color, pale=name.span.dashed))
            painter.drawText(QPointF(name.left, marks.name_rows[name.row] + metrics.name_ascent), name.span.short)
    _paint_selected(painter, (piece for piece in marks.pieces if piece.span.id == look.selected), marks, ink)


def _paint_lane(painter: QPainter, box: QRectF, color: QColor, *, dashed: bool) -> None:
    if not dashed:
        painter.fillRect(box, color)
        return
    pen = QPen(color, box.height(), Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([2.5, 2.0])
    painter.setPen(pen)
    middle = box.center().y()
    painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle))


def _paint_link(painter: QPainter, link: Link, y: float, ink: Ink) -> None:
    pen = QPen(
        ink.line(link.span.color, pale=link.span.dashed), 1.2, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.RoundCap
    )
    pen.setDashPattern([0.1, 2.6])
    painter.setPen(pen)
    for left, right in link.ranges:
        painter.drawLine(QPointF(left + 2, y), QPointF(right - 2, y))


def _paint_selected(painter: QPainter, pieces: Iterable[Piece], marks: LineMarks, ink: Ink) -> None:
    """Paint the outline of the selected span's pieces and the handles at its fragments' ends."""
    for piece in pieces:
        color = ink.line(piece.span.color, pale=False)
        painter.setPen(QPen(color, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        height = marks.tint_bottom - marks.tint_top
        for left, right in piece.ranges:
            box = QRectF(left - 1, marks.tint_top, right - left + 2, height)
            painter.drawRoundedRect(box.adjusted(-0.5, -0.5, 0.5, 0.5), _RADIUS, _RADIUS)
        if not piece.span.dashed:
            for x in (piece.start_x, piece.end_x):
                if x is not None:
                    before = any(left == x for left, _ in piece.ranges)
                    _paint_handle(
                        painter, x - 1 if before else x + 1, marks, color, ink, knob_on_top=x == piece.start_x
                    )


def _paint_handle(painter: QPainter, x: float, marks: LineMarks, color: QColor, ink: Ink, *, knob_on_top: bool) -> None:
    """Paint a bar beside the text with a knob outside of it, so that no letter is covered."""
    painter.fillRect(QRectF(x - 1, marks.tint_top - 1, 2, marks.tint_bottom - marks.tint_top + 2), color)
    painter.setPen(QPen(ink.page, 1.0))
    painter.setBrush(color)
    painter.drawEllipse(QPointF(x, marks.tint_top - 1.5 if knob_on_top else marks.tint_bottom + 1.5), 4.0, 4.0)
