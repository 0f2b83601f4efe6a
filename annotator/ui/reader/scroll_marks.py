"""The scroll bar that shows where in the article spans are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QScrollBar, QWidget
from typing_extensions import override

from annotator.domain.span import Fragments
from annotator.ui.reader.style import ReaderStyle

_BUCKETS = 2048
_MARK_HEIGHT = 2
_COLUMNS = 3
_SHORTEST_THUMB = 28.0


class MarkBuckets:
    """How many fragments of each colour touch each of 2048 equal parts of a text. A change costs its own length."""

    def __init__(self, length: int, spans: Iterable[tuple[str, Fragments]] = ()) -> None:
        self.length = max(1, length)
        self.counts: list[dict[str, int]] = [{} for _ in range(_BUCKETS)]
        for color, fragments in spans:
            self.add(color, fragments)

    def add(self, color: str, fragments: Fragments, by: int = 1) -> list[int]:
        """Count a span in (`by` = -1: out); return the parts concerned."""
        touched = []
        for start, end in fragments:
            for part in range(start * _BUCKETS // self.length, min(_BUCKETS, (end - 1) * _BUCKETS // self.length + 1)):
                counts = self.counts[part]
                counts[color] = counts.get(color, 0) + by
                if not counts[color]:
                    del counts[color]
                touched.append(part)
        return touched

    def position(self, part: int) -> int:
        """Return the first code point of a part."""
        return -(-part * self.length // _BUCKETS)


class MarkedScrollBar(QScrollBar):
    """A vertical scroll bar, painted flat, with a tick for every place that has a span; a click goes there.

    `position_to_fraction` says where down the whole content a code point is, from 0 to 1.
    """

    def __init__(self, position_to_fraction: Callable[[int], float], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._fraction = position_to_fraction
        self._buckets = MarkBuckets(0)
        self._rows: list[int] = []
        self._columns: list[str] = []
        self._picture: QPixmap | None = None
        self._extent = 0
        self._held: float | None = None
        self._thumb = self._page = QColor()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_style_colors(self, style: ReaderStyle) -> None:
        """Take the colours of the reader's style."""
        self._thumb, self._page = QColor(style.thumb), QColor(style.page)
        self._picture = None
        self.update()

    def set_spans(self, length: int, spans: Iterable[tuple[str, Fragments]]) -> None:
        """Show the spans of another article of `length` code points."""
        self._buckets = MarkBuckets(length, spans)
        self._columns = []
        self.forget_rows()

    def change(self, color: str, fragments: Fragments, by: int) -> None:
        """Add a span's marks (`by` = 1) or take them away (-1)."""
        touched = self._buckets.add(color, fragments, by)
        if color not in self._columns and by > 0:
            self._picture = None
        if self._picture is not None and self._rows:
            painter = QPainter(self._picture)
            for row in sorted({self._rows[part] for part in touched}):
                self._paint_row(painter, row)
            painter.end()
        self.update()

    def forget_rows(self) -> None:
        """Find anew where the marks belong: the text is laid out in another way."""
        self._rows, self._picture = [], None
        self.update()

    def content_changed(self, extent: int) -> None:
        """Note the height of the content in pixels; marks are moved when it has changed visibly."""
        if abs(extent - self._extent) * 200 > self._extent:
            self._extent = extent
            self.forget_rows()

    @override
    def sizeHint(self) -> QSize:
        return QSize(16, super().sizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.forget_rows()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._page)
        if self._picture is None:
            self._picture = self._paint_picture()
        if self.maximum() > self.minimum():
            thumb = QColor(self._thumb)
            thumb.setAlphaF(0.55 if self.isSliderDown() else 0.42 if self.underMouse() else 0.28)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(thumb)
            painter.drawRoundedRect(self._thumb_rect(), 4, 4)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        y, thumb = event.position().y(), self._thumb_rect()
        if not thumb.top() <= y <= thumb.bottom():
            share = y / max(1, self.height())
            self.setValue(round(share * (self.maximum() + self.pageStep()) - self.pageStep() / 2))
            thumb = self._thumb_rect()
        self._held = y - thumb.top()
        self.setSliderDown(True)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held is not None:
            share = (event.position().y() - self._held) / max(1.0, self.height() - self._thumb_rect().height())
            self.setValue(round(share * self.maximum()))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None
        self.setSliderDown(False)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.ignore()

    def _thumb_rect(self) -> QRectF:
        """Return where the thumb is: its share of the bar is the window's share of the text."""
        height = float(self.height())
        share = self.pageStep() / max(1, self.maximum() + self.pageStep())
        long = min(height, max(_SHORTEST_THUMB, height * share))
        top = (height - long) * self.value() / max(1, self.maximum())
        return QRectF(2, top, self.width() - 4, long)

    def _paint_picture(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        if not self._rows:
            span = max(1, self.height() - _MARK_HEIGHT)
            fraction, position = self._fraction, self._buckets.position
            self._rows = [min(span, int(fraction(position(part)) * span)) for part in range(_BUCKETS)]
        self._columns = sorted({color for counts in self._buckets.counts for color in counts})
        painter = QPainter(picture)
        for row in sorted({self._rows[part] for part, counts in enumerate(self._buckets.counts) if counts}):
            self._paint_row(painter, row)
        painter.end()
        return picture

    def _paint_row(self, painter: QPainter, row: int) -> None:
        """Paint the ticks of one row, each colour in a column of its own (a few columns, shared when they run out)."""
        first, last = bisect_left(self._rows, row), bisect_left(self._rows, row + 1)
        colors = {color for counts in self._buckets.counts[first:last] for color in counts}
        columns = min(_COLUMNS, max(1, len(self._columns)))
        width = (self.width() - 4) / columns
        for column in range(columns):
            box = QRectF(2 + column * width, row, width - 0.5, _MARK_HEIGHT)
            here = [color for nth, color in enumerate(self._columns) if nth % columns == column and color in colors]
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.fillRect(box, QColor(here[0]) if here else QColor(0, 0, 0, 0))
