"""Lines of laid-out text: where characters are on them, in either direction of writing."""

from __future__ import annotations

from bisect import bisect_right

import regex
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QTextLayout, QTextLine

from annotator.domain.offsets import OffsetMap
from annotator.domain.span import Fragment
from annotator.ui.reader.blocks import has_bidirectional
from annotator.ui.reader.cells import Cell, direction_option, leading_edge, mixed_cells, straight_cells
from annotator.ui.reader.values import Place

Range = tuple[float, float]
"""Left and right x in pixels from the left edge of the text column."""
_GRAPHEME = regex.compile(r"\X")
_TOUCHING = 0.75
"""Cells closer than this many pixels are drawn as one."""


class TextLine:
    """One visual line: `[start, end)` in code points of the article; `shown_end` leaves the space at a wrap out."""

    __slots__ = ("_block", "_cells", "ascent", "descent", "end", "qt_line", "shown_end", "start")

    def __init__(self, block: LaidOut, qt_line: QTextLine) -> None:
        offsets = block.offsets
        self._block = block
        self._cells: list[Cell] | None = None
        self.qt_line = qt_line
        self.start = block.start + offsets.to_code_point(qt_line.textStart())
        self.end = block.start + offsets.to_code_point(qt_line.textStart() + qt_line.textLength())
        self.ascent = qt_line.ascent()
        self.descent = qt_line.descent()
        self.shown_end = self.end
        if self.end < block.end or block.carried:
            while self.shown_end > self.start and block.text[self.shown_end - 1 - block.start].isspace():
                self.shown_end -= 1

    @property
    def right_to_left(self) -> bool:
        """Tell whether the paragraph is written right to left."""
        return self._block.right_to_left

    def ranges(self, start: int, end: int) -> list[Range]:
        """Return where the part of `[start, end)` on this line is, left to right; several if directions mix."""
        start, end = max(start, self.start), min(end, self.shown_end)
        if start >= end:
            return []
        if not self._block.mixed:
            return [(self._edge(start), self._edge(end))]
        joined: list[Range] = []
        for left, right in sorted((cell.left, cell.right) for cell in self.cells() if start <= cell.start < end):
            if joined and left <= joined[-1][1] + _TOUCHING:
                joined[-1] = (joined[-1][0], max(right, joined[-1][1]))
            else:
                joined.append((left, right))
        return joined

    def edges(self, start: int, end: int) -> Range:
        """Return the x of the first and of the last edge, in reading order, of a range of which part is here."""
        start, end = max(start, self.start), min(end, self.shown_end)
        if not self._block.mixed:
            return self._edge(start), self._edge(end)
        cells = [cell for cell in self.cells() if start <= cell.start < end]
        return cells[0].near, cells[-1].far

    def x_of(self, position: int) -> float:
        """Return where the caret stands before the character at `position` (which may be the line's end).

        Where directions meet there are two such places; the one in text of the paragraph's direction is chosen.
        """
        position = min(max(position, self.start), self.shown_end)
        if not self._block.mixed:
            return self._edge(position)
        cells = self.cells()
        if not cells:
            return self._edge(position)
        after = bisect_right(cells, position, key=lambda cell: cell.start) - 1
        before = after - 1
        if after >= 0 and position >= cells[after].end:
            return cells[after].far
        native = not self._block.right_to_left
        if before >= 0 and cells[after].rightward != native and cells[before].rightward == native:
            return cells[before].far
        return cells[max(0, after)].near

    def place_at(self, x: float) -> Place:
        """Return the caret place nearest to `x`."""
        cell = self.cell_at(x, nearest=True)
        if cell is None:
            return Place(self.start)
        position = cell.start if abs(x - cell.near) <= abs(x - cell.far) else cell.end
        return Place(position, upstream=position == self.end > self.start)

    def cell_at(self, x: float, *, nearest: bool = False) -> Cell | None:
        """Return the grapheme at `x`, or None beside the text unless the `nearest` is wanted."""
        cells = [cell for cell in self.cells() if cell.start < self.shown_end]
        if not cells:
            return None
        found = min(cells, key=lambda cell: (max(cell.left - x, x - cell.right, 0.0), cell.left == cell.right))
        return found if nearest or found.left <= x <= found.right else None

    def cells(self) -> list[Cell]:
        """Return the graphemes of the line in logical order."""
        if self._cells is None:
            self._cells = self._measure()
        return self._cells

    def _edge(self, position: int) -> float:
        return leading_edge(self.qt_line, self._block.unit(position))

    def _measure(self) -> list[Cell]:
        block, bounds = self._block, self._bounds()
        units = [block.unit(position) for position in bounds]
        if not block.mixed:
            return straight_cells(self.qt_line, bounds, units)
        characters = [block.text[start - block.start] for start in bounds[:-1]]
        return mixed_cells(
            block.layout, self.qt_line, bounds, units, characters, self.shown_end, rtl=block.right_to_left
        )

    def _bounds(self) -> list[int]:
        """Return where graphemes begin, and the end of the line."""
        line = self._block.text[self.start - self._block.start : self.end - self._block.start]
        if line.isascii():
            return list(range(self.start, self.end + 1))
        return [*(self.start + found.start() for found in _GRAPHEME.finditer(line)), self.end]


class LaidOut:
    """A block's text, shaped and broken into lines of a width. Positions are code points of the article."""

    __slots__ = ("carried", "end", "layout", "lines", "mixed", "offsets", "right_to_left", "start", "text")

    def __init__(self, text: str, extent: Fragment, font: QFont, width: float, *, rtl: bool, carries: bool) -> None:
        """Lay out `text[extent]`. With `carries` the last line, if not the only one, is left to the next block."""
        self.text = text[extent.start : extent.end]
        self.start, self.end = extent
        self.offsets = OffsetMap(self.text)
        self.right_to_left = rtl
        self.mixed = rtl or has_bidirectional(self.text)
        self.carried = carries
        self.layout = _lay_out(self.text, font, width, rtl=rtl)
        count = self.layout.lineCount()
        if carries and count > 1:
            count -= 1
            dropped = self.layout.lineAt(count)
            self.end = self.start + self.offsets.to_code_point(dropped.textStart())
        self.lines = [TextLine(self, self.layout.lineAt(nth)) for nth in range(count)]

    def unit(self, position: int) -> int:
        """Return the UTF-16 offset within the layout of a position of the article."""
        return self.offsets.to_utf16(position - self.start)

    def line_of(self, place: Place) -> int:
        """Return the index of the line that shows a caret place."""
        nth = bisect_right(self.lines, place.position, key=lambda line: line.start) - 1
        line = self.lines[max(0, nth)]
        before = place.upstream and nth > 0 and line.start == place.position
        return nth - 1 if before else max(0, nth)


def _lay_out(text: str, font: QFont, width: float, *, rtl: bool) -> QTextLayout:
    layout = QTextLayout(text, font)
    layout.setTextOption(direction_option(rtl=rtl, right_aligned=rtl))
    layout.setCacheEnabled(True)
    layout.beginLayout()
    line = layout.createLine()
    while line.isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, 0))
        line = layout.createLine()
    layout.endLayout()
    return layout
