"""Small drawings that several lists share: chips of labels and text in a few lines."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextLayout, QTextOption

from annotator.ui.kit.theme import Tokens, label_text, label_tint
from annotator.ui.models.excerpt import one_line

CHIP_PADDING = 5
_CHIP_RADIUS = 4


def small_font(font: QFont, steps: float = 1.0) -> QFont:
    """Return the font one step (or more) smaller."""
    smaller = QFont(font)
    if font.pointSizeF() > 0:
        smaller.setPointSizeF(max(6.0, font.pointSizeF() - steps))
    else:
        smaller.setPixelSize(max(8, round(font.pixelSize() - steps * 4 / 3)))
    return smaller


@lru_cache(maxsize=2_000)
def _lines(text: str, font_key: str, width: int, count: int) -> tuple[str, ...]:
    font = QFont()
    font.fromString(font_key)
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    metrics = QFontMetrics(font)
    utf16 = text.encode("utf-16-le", "surrogatepass")
    lines: list[str] = []
    layout.beginLayout()
    while len(lines) < count:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        start = line.textStart() * 2
        rest = utf16[start:].decode("utf-16-le", "replace")
        if len(lines) == count - 1:
            lines.append(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width))
        else:
            lines.append(utf16[start : start + line.textLength() * 2].decode("utf-16-le", "replace").rstrip())
    layout.endLayout()
    return tuple(lines)


def elided_lines(text: str, font: QFont, width: int, count: int) -> tuple[str, ...]:
    """Return the text in at most `count` lines of `width` pixels, the last one cut with an ellipsis."""
    return _lines(one_line(text, 600), font.toString(), max(width, 8), count)


def chip_width(text: str, metrics: QFontMetrics) -> int:
    """Return how wide the chip of a text is, in pixels."""
    return metrics.horizontalAdvance(text) + 2 * CHIP_PADDING


def paint_chip(painter: QPainter, rect: QRect, text: str, color: str, tokens: Tokens) -> None:
    """Draw a short text on a label's tint."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(label_tint(color, tokens))
    painter.drawRoundedRect(QRectF(rect), _CHIP_RADIUS, _CHIP_RADIUS)
    painter.setPen(label_text(color, tokens))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def paint_lines(painter: QPainter, x: float, y: float, lines: tuple[str, ...], metrics: QFontMetrics) -> float:
    """Draw lines of text from the top `y`; returns where the next line would begin."""
    for line in lines:
        painter.drawText(QPointF(x, y + metrics.ascent()), line)
        y += metrics.lineSpacing()
    return y
