"""The scrolling page: coordinates, lazy building, painting. What is selected on it is the reader's business."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget
from typing_extensions import override

from annotator.domain.span import Fragment
from annotator.ui.reader.header import Header
from annotator.ui.reader.page import Page
from annotator.ui.reader.painting import Ink, Look, paint_block
from annotator.ui.reader.scroll_marks import MarkedScrollBar
from annotator.ui.reader.span_index import SpanIndex
from annotator.ui.reader.style import LIGHT, ReaderStyle, metrics_of
from annotator.ui.reader.values import HitTarget, Place, ReaderSpan

ZOOM_RANGE = (0.5, 4.0)
_CARET_WIDTH = 2


class PageView(QAbstractScrollArea):
    """Shows a page, laid out where it is seen, and keeps what is seen in place when heights become known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = LIGHT
        self._zoom = 1.0
        self._measure = 70
        self._title = self._byline = ""
        self._settling = False
        self._look = Look(focused=False)
        self._ink = Ink(self._style)
        self._metrics = metrics_of(self._style, self._zoom)
        self._marks = MarkedScrollBar(self._fraction_of, self)
        self.setVerticalScrollBar(self._marks)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._open_page("", ())
        self.set_style(LIGHT)

    @property
    def text(self) -> str:
        """The article's text."""
        return self._page.text

    @property
    def page(self) -> Page:
        """The page shown."""
        return self._page

    @property
    def zoom(self) -> float:
        """The magnification of the text."""
        return self._zoom

    def span(self, span_id: str) -> ReaderSpan | None:
        """Return the span of that id, or None."""
        return self._page.spans.get(span_id)

    def set_style(self, style: ReaderStyle) -> None:
        """Take other colours, fonts and proportions."""
        self._style = style
        self._ink = Ink(style)
        self._marks.set_style_colors(style)
        self._reshape(forced=True)

    def set_measure(self, columns: int) -> None:
        """Make the text column about `columns` characters wide, or as wide as the window allows."""
        self._measure = max(20, columns)
        self._reshape()

    def set_zoom(self, factor: float) -> None:
        """Magnify the text (1 = the style's own size)."""
        self._zoom = min(max(factor, ZOOM_RANGE[0]), ZOOM_RANGE[1])
        self._reshape(forced=True)

    def put_span(self, span: ReaderSpan) -> None:
        """Add a span or replace the one of the same id. Only the blocks touched are placed anew."""
        old = self._page.spans.get(span.id)
        if old is not None:
            self._marks.change(old.color, old.fragments, -1)
        self._marks.change(span.color, span.fragments, 1)
        self._refresh(self._page.spans.put(span))

    def remove_span(self, span_id: str) -> None:
        """Take a span away; nothing happens if it is not there."""
        old = self._page.spans.get(span_id)
        if old is not None:
            self._marks.change(old.color, old.fragments, -1)
            self._refresh(self._page.spans.remove(span_id))

    def set_spans(self, spans: Iterable[ReaderSpan]) -> None:
        """Show other spans in the same text, which stays where it is."""
        index = SpanIndex(spans)
        self._page.spans = index
        self._marks.set_spans(len(self.text), ((span.color, span.fragments) for span in index))
        self._refresh([Fragment(0, len(self.text))])

    def hit(self, point: QPointF) -> HitTarget:
        """Return what is at a point of the viewport."""
        y = point.y() + self._scroll() - self._header.height
        return self._page.hit(point.x() - self._left(), y, self._look.selected)

    def has_text_at(self, point: QPointF) -> bool:
        """Tell whether a point of the viewport is on the text column, not above, below or beside it."""
        y = point.y() + self._scroll() - self._header.height
        x = point.x() - self._left()
        return 0 <= y < self._page.heights.total and -4 <= x <= self._page.width + 4

    def place_rect(self, place: Place) -> QRect:
        """Return where the caret stands at a place, in pixels of the viewport (maybe outside of it)."""
        index, nth = self._page.line_of(place)
        built = self._page.block(index)
        marks = built.marks[nth]
        x = round(self._left() + built.text.lines[nth].x_of(place.position)) - _CARET_WIDTH // 2
        y = self._header.height - self._scroll() + self._page.line_top(index, nth)
        return QRect(x, y + marks.tint_top, _CARET_WIDTH, marks.tint_bottom - marks.tint_top)

    def reveal(self, start: Place, end: Place | None = None) -> None:
        """Scroll, if need be, until the line of `start` is seen, and that of `end` too if there is room."""
        room = self.viewport().height()
        margin = min(self._metrics.line_height * 2, room // 4)
        for _ in range(4):  # what is laid out on the way may move the place
            top, bottom = self._lines_of(start, end or start)
            if bottom - top > room - 2 * margin:
                bottom = top + self._metrics.line_height
            scroll = self._scroll()
            if top < scroll - room or bottom > scroll + 2 * room:
                wanted = top - room // 3
            else:
                wanted = min(max(scroll, bottom + margin - room), top - margin)
            wanted = min(max(wanted, 0), self._marks.maximum())
            if wanted == scroll:
                break
            self._marks.setValue(wanted)

    def _open_page(self, text: str, spans: Iterable[ReaderSpan]) -> None:
        index = SpanIndex(spans)
        self._page = Page(text, index, self._metrics, self._column_width(), self._keep_in_place)
        self._header = Header(self._title, self._byline, self._metrics, self._page.width)
        self._marks.set_spans(len(text), ((span.color, span.fragments) for span in index))
        self._fit_bar(0)
        self._settle()
        self.viewport().update()

    def _reshape(self, *, forced: bool = False) -> None:
        """Lay out for another width or other fonts; the line seen first stays the first."""
        width = self._column_width()
        if forced:
            self._metrics = metrics_of(self._style, self._zoom)
            width = self._column_width()
        if forced or width != self._page.width:
            kept = self._first_place()
            self._page.reshape(self._metrics, width)
            self._header = Header(self._title, self._byline, self._metrics, width)
            self._marks.forget_rows()
            if kept is not None:
                self._scroll_to(*kept)
        self._settle()
        self.viewport().update()

    def _first_place(self) -> tuple[Place, int] | None:
        """Return the start of the line seen first and how far below the top edge it is; None at the very top."""
        y = self._scroll() - self._header.height
        if y <= 0:
            return None
        index = self._page.heights.at(y)
        built = self._page.block(index)
        nth = built.line_at(y - self._page.heights.top(index))
        return Place(built.text.lines[nth].start), self._page.line_top(index, nth) - y

    def _scroll_to(self, place: Place, offset: int) -> None:
        top, _ = self._lines_of(place, place)
        self._fit_bar(top - offset)

    def _lines_of(self, start: Place, end: Place) -> tuple[int, int]:
        """Return the top of the line of `start` and the bottom of that of `end`, counted from the content's top."""
        page = self._page
        first, last = page.line_of(start), page.line_of(end)
        bottom = page.line_top(*last) + page.block(last[0]).marks[last[1]].height
        return self._header.height + page.line_top(*first), self._header.height + bottom

    def _column_width(self) -> int:
        side = self._metrics.margin // 2
        return max(120, min(round(self._measure * self._metrics.char_width), self.viewport().width() - 2 * side))

    def _left(self) -> int:
        return max(0, (self.viewport().width() - self._page.width) // 2)

    def _scroll(self) -> int:
        return self._marks.value()

    def _fraction_of(self, position: int) -> float:
        page = self._page
        index = page.blocks.at(position)
        start, end = page.blocks.extent(index)
        within = page.heights[index] * (position - start) / max(1, end - start)
        return (self._header.height + page.heights.top(index) + within) / max(1, self._content_height())

    def _content_height(self) -> int:
        return self._header.height + self._page.heights.total + self._metrics.margin * 2

    def _refresh(self, ranges: Iterable[Fragment]) -> None:
        """Place changed spans anew without moving what is seen."""
        kept = self._first_place()
        self._page.refresh(ranges)
        if kept is not None:
            self._scroll_to(*kept)
        self._settle()
        self.viewport().update()

    def _settle(self) -> bool:
        """Lay out what is seen and half a screen around it; correct the scroll bar.

        Tell if what is seen has changed.
        """
        page, room = self._page, self.viewport().height()
        margin, seen_changed = room // 2, False
        for _ in range(8):
            y = self._scroll() - self._header.height
            index = first = page.heights.at(y - margin)
            top = page.heights.top(index)
            complete = True
            while index < len(page.blocks) and top < y + room + margin:
                if not page.is_built(index):
                    seen_changed |= top < y + room and top + page.heights[index] > y
                    page.block(index)
                    y = self._scroll() - self._header.height
                    complete = False
                top += page.heights[index]
                index += 1
            if complete:
                break
        page.forget_far(first, index)
        self._fit_bar(self._scroll())
        return seen_changed

    def _keep_in_place(self, index: int, growth: int) -> None:
        """Scroll along when a block above what is seen turns out to be of another height than thought."""
        if growth and self._page.heights.top(index) < self._scroll() - self._header.height:
            self._fit_bar(self._scroll() + growth)

    def _fit_bar(self, scroll: int) -> None:
        room = self.viewport().height()
        self._settling = True
        self._marks.setRange(0, max(0, self._content_height() - room))
        self._marks.setPageStep(room)
        self._marks.setSingleStep(self._metrics.line_height)
        self._marks.setValue(scroll)
        self._settling = False
        self._marks.content_changed(self._content_height())

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if self._settling or self._settle():
            self.viewport().update()
        else:
            self.viewport().scroll(0, dy)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._reshape()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = event.rect()
        painter.fillRect(area, self._ink.page)
        self._paint_page(painter, area)
        self._paint_over(painter)
        painter.end()

    def _paint_page(self, painter: QPainter, area: QRect) -> None:
        page, above = self._page, self._scroll() - self._header.height
        low, high = area.top() + above, area.bottom() + 1 + above
        painter.save()
        painter.translate(self._left(), -above)
        if low < 0:
            self._header.paint(painter, self._ink, -self._header.height)
        index = page.heights.at(low)
        top = page.heights.top(index)
        while index < len(page.blocks) and top < high:
            paint_block(painter, page, page.block(index), self._ink, self._look, top=top, low=low, high=high)
            top += page.heights[index]
            index += 1
        painter.restore()

    def _paint_over(self, painter: QPainter) -> None:
        """Paint what is above the page, in pixels of the viewport."""
