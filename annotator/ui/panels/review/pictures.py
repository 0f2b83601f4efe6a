"""Pictures of numbers, painted: each bar and square says its number and opens what is behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from annotator.formats.agreement_html import Bars, HeatMap, Timeline
from annotator.services.review_linking import Grid
from annotator.services.review_lists import Behind
from annotator.ui.kit.theme import current_theme
from annotator.ui.kit.words import named, tr
from annotator.ui.panels.painting import small_font

_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_FULL = 0.55
"""How opaque the colour of a full value is: what is written on it must be read."""


class Spot(NamedTuple):
    """A part of a picture: where, what a person hears or reads about it, and what is behind it."""

    rect: QRectF
    words: str
    behind: Behind | None


class Picture(QWidget):
    """A picture of spots; the mouse or the arrow keys go from one to the next. `opened` has what is behind one."""

    opened = Signal(Behind)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.spots: list[Spot] = []
        self._current = -1
        self._hovered = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def arrange(self) -> list[Spot]:
        """Return the spots for the width the picture has."""
        return []

    def draw(self, painter: QPainter) -> None:
        """Paint all but the marks of the spot in hand."""

    def renew(self, title: str) -> None:
        """Take notice of other numbers."""
        named(self, title)
        self.spots = self.arrange()
        self._current = min(self._current, len(self.spots) - 1)
        self._hovered = -1
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def step(self, key: Qt.Key) -> int:
        """Return how many spots an arrow key goes on."""
        return _STEPS[key]

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.spots = self.arrange()

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        self.draw(painter)
        tokens = current_theme().tokens
        for number, color in ((self._hovered, "text_muted"), (self._current if self.hasFocus() else -1, "focus")):
            if 0 <= number < len(self.spots) and self.spots[number].behind is not None:
                painter.setPen(tokens[color])
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self.spots[number].rect.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _at(self, event: QMouseEvent | QHelpEvent) -> int:
        point = event.position() if isinstance(event, QMouseEvent) else event.pos().toPointF()
        return next((number for number, spot in enumerate(self.spots) if spot.rect.contains(point)), -1)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._at(event))

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, number: int) -> None:
        if number != self._hovered:
            self._hovered = number
            link = number >= 0 and self.spots[number].behind is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)
            self.update()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._open(self._at(event))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _KEYS:
            self._open(self._current)
        elif event.key() in _STEPS and self.spots:
            step = self.step(Qt.Key(event.key()))
            found = self._current + step
            while 0 <= found < len(self.spots) and self.spots[found].behind is None:
                found += step
            if 0 <= found < len(self.spots):
                self._current = found
                self.setAccessibleDescription(self.spots[found].words)
                self.update()
        else:
            super().keyPressEvent(event)

    def _open(self, number: int) -> None:
        if 0 <= number < len(self.spots) and self.spots[number].behind is not None:
            self._current = number
            self.update()
            self.opened.emit(self.spots[number].behind)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self._at(event)
            QToolTip.showText(event.globalPos(), self.spots[number].words if number >= 0 else "", self)
            return True
        return super().event(event)


_ROW, _NAMES, _TEXT, _BAR_WIDEST = 26, 140, 150, 380


class BarsView(Picture):
    """Values as bars from 0, with their intervals as lines."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._bars = Bars("", ())
        self._behind: Sequence[Behind] = ()

    def show_bars(self, bars: Bars, behind: Sequence[Behind]) -> None:
        """Show values."""
        self._bars, self._behind = bars, behind
        self.renew(tr(bars.title))

    @override
    def sizeHint(self) -> QSize:
        return QSize(_NAMES + _TEXT + _BAR_WIDEST, _ROW * len(self._bars.bars) + 20)

    def _scale(self) -> tuple[float, float]:
        """Return where the scale begins and how wide it is."""
        return _NAMES, max(40.0, min(_BAR_WIDEST, self.width() - _NAMES - _TEXT))

    @override
    def arrange(self) -> list[Spot]:
        left, width = self._scale()
        return [
            Spot(QRectF(0, number * _ROW, left + width + _TEXT, _ROW), f"{bar.name}: {bar.text}", behind)
            for number, (bar, behind) in enumerate(zip(self._bars.bars, self._behind, strict=True))
        ]

    @override
    def draw(self, painter: QPainter) -> None:
        tokens, (left, width), bars = current_theme().tokens, self._scale(), self._bars
        metrics, zero = QFontMetrics(self.font()), left + width * bars.share(0)
        for number, bar in enumerate(bars.bars):
            top = number * _ROW
            name = metrics.elidedText(tr(bar.name), Qt.TextElideMode.ElideRight, _NAMES - 8)
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.setPen(tokens["text"])
            painter.drawText(QRectF(0, top, left - 8, _ROW), middle | Qt.AlignmentFlag.AlignRight, name)
            painter.drawText(QRectF(left + width + 8, top, _TEXT, _ROW), middle, bar.text)
            if bar.value is not None:
                end = left + width * bars.share(bar.value)
                painter.fillRect(QRectF(min(zero, end), top + 5, abs(end - zero), _ROW - 10), _shade(_FULL))
            if bar.low is not None and bar.high is not None:
                low, high = (left + width * bars.share(end) for end in (bar.low, bar.high))
                painter.fillRect(QRectF(low, top + _ROW / 2 - 1, max(high - low, 2), 2), tokens["accent"])
        base = len(bars.bars) * _ROW
        painter.setPen(tokens["text_faint"])
        painter.drawLine(round(zero), 0, round(zero), base)
        painter.setFont(small_font(self.font()))
        for value in sorted({int(bars.start), 0, 1}):
            place = QRectF(left + width * bars.share(value) - 20, base, 40, 20)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"{value}")


def _shade(share: float) -> QColor:
    color = current_theme().tokens["accent"]
    color.setAlphaF(max(0.0, min(1.0, share)))
    return color


_CELL, _CELL_HIGH = 56, 36


class HeatMapView(Picture):
    """Every annotator against every other. The darker, the closer to 1; that says nothing about good or bad."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._map = HeatMap("", (), ())
        self._behind: Grid = ()

    def show_map(self, found: HeatMap, behind: Grid) -> None:
        """Show values."""
        self._map, self._behind = found, behind
        self.renew(tr(found.title))

    @override
    def sizeHint(self) -> QSize:
        return QSize(_NAMES + _CELL * len(self._map.names), 24 + _CELL_HIGH * len(self._map.names) + 4)

    @override
    def step(self, key: Qt.Key) -> int:
        across = len(self._map.names)
        return {Qt.Key.Key_Up: -across, Qt.Key.Key_Down: across}.get(key, _STEPS[key])

    @override
    def arrange(self) -> list[Spot]:
        names = self._map.names
        return [
            Spot(
                QRectF(_NAMES + x * _CELL, 24 + y * _CELL_HIGH, _CELL, _CELL_HIGH),
                f"{names[y]} – {names[x]}: {cell.text}" if cell.text else "",
                self._behind[y][x],
            )
            for y, row in enumerate(self._map.cells)
            for x, cell in enumerate(row)
        ]

    @override
    def draw(self, painter: QPainter) -> None:
        tokens, metrics = current_theme().tokens, QFontMetrics(self.font())
        for number, name in enumerate(self._map.names):
            row = QRectF(0, 24 + number * _CELL_HIGH, _NAMES - 8, _CELL_HIGH)
            column = QRectF(_NAMES + number * _CELL, 0, _CELL, 24)
            painter.setPen(tokens["text"])
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(row, right, metrics.elidedText(name, Qt.TextElideMode.ElideRight, _NAMES - 8))
            painter.setPen(tokens["text_muted"])
            short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, _CELL - 4)
            painter.drawText(column, Qt.AlignmentFlag.AlignCenter, short)
        cells = (cell for row in self._map.cells for cell in row)
        for spot, cell in zip(self.spots, cells, strict=True):
            if cell.share is not None:
                painter.fillRect(spot.rect, _shade(_FULL * cell.share))
            painter.setPen(tokens["border"])
            painter.drawRect(spot.rect)
            painter.setPen(tokens["text"])
            painter.drawText(spot.rect, Qt.AlignmentFlag.AlignCenter, cell.text)


_STRIP, _TALL, _COUNT = 56, 32, 16
"""Pixels: a row, the highest bar, and the number above it."""
_TIME_WIDEST, _TWO_DAYS = 40.0, 160.0
"""Pixels: the widest bar of one stretch of time; room for the first and the last day."""


class TimelineView(Picture):
    """How many articles each annotator finished in each stretch of time."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._line = Timeline("", (), ())
        self._behind: Grid = ()

    def show_timeline(self, line: Timeline, behind: Grid) -> None:
        """Show counts."""
        self._line, self._behind = line, behind
        self.renew(tr(line.title))

    @override
    def sizeHint(self) -> QSize:
        return QSize(_NAMES + _BAR_WIDEST, _STRIP * len(self._line.rows) + 20)

    def _width(self) -> float:
        return max(40.0, min(640.0, self.width() - _NAMES - 8))

    def _step(self) -> float:
        return min(_TIME_WIDEST, self._width() / max(1, len(self._line.times)))

    @override
    def arrange(self) -> list[Spot]:
        step, most, found = self._step(), max(1, self._line.most), []
        for y, (name, counts) in enumerate(self._line.rows):
            base = y * _STRIP + _STRIP - 6
            for x, count in enumerate(counts):
                tall = round(_TALL * count / most)
                rect = QRectF(_NAMES + x * step, base - tall, max(step - 1, 1), tall)
                words = f"{name}, {self._line.times[x]}: {count}"
                found.append(Spot(rect, words, self._behind[y][x]))
        return found

    @override
    def draw(self, painter: QPainter) -> None:
        tokens, metrics = current_theme().tokens, QFontMetrics(self.font())
        for y, (name, _) in enumerate(self._line.rows):
            base = y * _STRIP + _STRIP - 6
            painter.setPen(tokens["text"])
            short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, _NAMES - 8)
            place = QRectF(0, base - 20, _NAMES - 8, 20)
            painter.drawText(place, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight, short)
            painter.setPen(tokens["border"])
            painter.drawLine(_NAMES, base, round(_NAMES + self._width()), base)
        for spot in self.spots:
            if spot.behind is not None:
                painter.fillRect(spot.rect, _shade(_FULL))
        self._write_counts(painter)
        if self._line.times:
            painter.setFont(small_font(self.font()))
            painter.setPen(tokens["text_faint"])
            wide = max(_TWO_DAYS, self._step() * len(self._line.times))
            area = QRectF(_NAMES, len(self._line.rows) * _STRIP, wide, 20)
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft, self._line.times[0])
            if len(self._line.times) > 1:
                painter.drawText(area, Qt.AlignmentFlag.AlignRight, self._line.times[-1])

    def _write_counts(self, painter: QPainter) -> None:
        """Write its number above each bar, unless the bars are too narrow for them; the tool tips have them anyway."""
        font = small_font(self.font())
        metrics = QFontMetrics(font)
        if metrics.horizontalAdvance(f"{self._line.most:,}") > self._step():
            return
        painter.setFont(font)
        painter.setPen(current_theme().tokens["text"])
        counts = (count for _, counts in self._line.rows for count in counts)
        for spot, count in zip(self.spots, counts, strict=True):
            if count:
                # The text is centred on the bar and may lean over its edges.
                place = spot.rect.adjusted(-8, -_COUNT, 8, -spot.rect.height())
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"{count:,}")
