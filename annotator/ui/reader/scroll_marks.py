"""The scroll bar that shows where in the article spans are."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QScrollBar, QWidget
from typing_extensions import override

from annotator.domain.span import Fragment, Fragments
from annotator.ui.reader.style import ReaderStyle

_PARTS = 2000
_MARK_HEIGHT = 2
_COLUMNS = 3
_SHORTEST_THUMB = 28.0


class MarkBuckets:
    """How many fragments of each colour touch each part of a text (about 2000 parts). A change costs its own length."""

    def __init__(self, length: int, spans: Iterable[tuple[str, Fragments]] = ()) -> None:
        self._size = length // _PARTS + 1
        self.parts = max(0, length - 1) // self._size + 1
        self._counts: dict[str, list[int]] = {}
        by_color: defaultdict[str, list[Fragments]] = defaultdict(list)
        for color, fragments in spans:
            by_color[color].append(fragments)
        for color, held in by_color.items():
            self._count_all(color, [fragment for fragments in held for fragment in fragments])

    def _count_all(self, color: str, fragments: list[Fragment]) -> None:
        """Count many fragments of a colour (in few passes: an article may have 100,000)."""
        size = self._size
        firsts = [start // size for start, _ in fragments]
        lasts = [(end - 1) // size for _, end in fragments]
        counts = self._counts_of(color)
        for part, count in Counter(firsts).items():
            counts[part] += count
        for first, last in zip(firsts, lasts, strict=True):
            if first != last:
                for part in range(first + 1, last + 1):
                    counts[part] += 1

    def add(self, color: str, fragments: Fragments, by: int = 1) -> set[int]:
        """Count a span in (`by` = -1: out); return the parts concerned."""
        counts, touched = self._counts_of(color), set()
        for start, end in fragments:
            for part in range(start // self._size, (end - 1) // self._size + 1):
                counts[part] += by
                touched.add(part)
        return touched

    @property
    def colors(self) -> list[str]:
        """Return the colours in use, sorted."""
        return sorted(color for color, counts in self._counts.items() if any(counts))

    def colors_in(self, first: int, last: int) -> set[str]:
        """Return the colours that are found in the parts from `first` to before `last`."""
        return {color for color, counts in self._counts.items() if any(counts[first:last])}

    def used(self) -> Iterator[int]:
        """Yield the parts that have any mark."""
        return (part for part in range(self.parts) if any(counts[part] for counts in self._counts.values()))

    def position(self, part: int) -> int:
        """Return the first code point of a part."""
        return part * self._size

    def _counts_of(self, color: str) -> list[int]:
        counts = self._counts.get(color)
        if counts is None:
            counts = self._counts[color] = [0] * self.parts
        return counts


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
            rows = max(1, self.height() // _MARK_HEIGHT - 1)
            fraction, position = self._fraction, self._buckets.position
            places = (min(1.0, fraction(position(part))) for part in range(self._buckets.parts))
            self._rows = [int(place * rows) * _MARK_HEIGHT for place in places]
        self._columns = self._buckets.colors
        painter = QPainter(picture)
        for row in sorted({self._rows[part] for part in self._buckets.used()}):
            self._paint_row(painter, row)
        painter.end()
        return picture

    def _paint_row(self, painter: QPainter, row: int) -> None:
        """Paint the ticks of one row, each colour in a column of its own (a few columns, shared when they run out)."""
        first, last = bisect_left(self._rows, row), bisect_left(self._rows, row + 1)
        colors = self._buckets.colors_in(first, last)
        columns = min(_COLUMNS, max(1, len(self._columns)))
        width = (self.width() - 4) / columns
        for column in range(columns):
            box = QRectF(2 + column * width, row, width - 0.5, _MARK_HEIGHT)
            here = [color for nth, color in enumerate(self._columns) if nth % columns == column and color in colors]
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.fillRect(box, QColor(here[0]) if here else QColor(0, 0, 0, 0))
