"""The headline and the source line above an article. Not part of its text."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QPainter

from annotator.domain.span import Fragment
from annotator.ui.reader.blocks import Blocks
from annotator.ui.reader.lines import LaidOut
from annotator.ui.reader.painting import Ink
from annotator.ui.reader.style import Metrics


class Header:
    """What stands above the text; `height` (pixels) includes the space around it."""

    def __init__(self, title: str, byline: str, metrics: Metrics, width: int) -> None:
        self._title = _lay_out(title, metrics.headline, width)
        self._byline = _lay_out(byline, metrics.byline, width)
        self._gap = round(metrics.line_height * 0.3)
        self._top = metrics.margin
        below = metrics.margin if self._title or self._byline else 0
        between = self._gap if self._title and self._byline else 0
        self.height = round(self._top + _height(self._title) + between + _height(self._byline) + below * 0.8)

    def paint(self, painter: QPainter, ink: Ink, top: int) -> None:
        """Paint with the column's left edge at x = 0."""
        y = float(top + self._top)
        painter.setPen(ink.ink)
        y = _paint(painter, self._title, y) + (self._gap if self._title else 0)
        painter.setPen(ink.ink_soft)
        _paint(painter, self._byline, y)


def _lay_out(text: str, font: QFont, width: int) -> LaidOut | None:
    text = " ".join(text.split())
    if not text:
        return None
    rtl = Blocks(text).right_to_left(0)
    return LaidOut(text, Fragment(0, len(text)), font, width, rtl=rtl, carries=False)


def _height(block: LaidOut | None) -> float:
    return sum(line.ascent + line.descent for line in block.lines) if block else 0.0


def _paint(painter: QPainter, block: LaidOut | None, y: float) -> float:
    for line in block.lines if block else ():
        line.qt_line.draw(painter, QPointF(0, y))
        y += line.ascent + line.descent
    return y
