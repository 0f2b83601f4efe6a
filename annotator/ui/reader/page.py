"""An article laid out: blocks built when they are needed, spans placed on them, points translated to places."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from itertools import accumulate

from PySide6.QtGui import QFontMetricsF

from annotator.domain.span import Fragment, Fragments, covered
from annotator.ui.reader.blocks import Blocks
from annotator.ui.reader.geometry import LineMarks, blank_marks, handle_at, lane_at, mark_line
from annotator.ui.reader.heights import Heights
from annotator.ui.reader.lines import LaidOut
from annotator.ui.reader.span_index import SpanIndex
from annotator.ui.reader.style import Metrics
from annotator.ui.reader.values import HitTarget, Place

_KEPT = 600
"""How many built blocks are kept."""


class BuiltBlock:
    """A laid-out block with its spans. `tops` are the lines' tops from the block's, and the bottom of the last."""

    __slots__ = ("marks", "text", "tops")

    def __init__(self, text: LaidOut, marks: list[LineMarks]) -> None:
        self.text = text
        self.mark(marks)

    def mark(self, marks: list[LineMarks]) -> None:
        """Take over newly placed spans."""
        self.marks = marks
        self.tops = list(accumulate((line.height for line in marks), initial=0))

    def line_at(self, y: int) -> int:
        """Return the index of the line that holds `y`, counted from the block's top."""
        return max(0, min(len(self.marks) - 1, sum(1 for top in self.tops if top <= y) - 1))


class Page:
    """The text column of the reader. `x` is counted from the column's left edge, `y` from the first block's top."""

    def __init__(
        self, text: str, spans: SpanIndex, metrics: Metrics, width: int, grown: Callable[[int, int], None]
    ) -> None:
        """Take a text with its spans; `grown` is told a block and by how much it is higher than was thought."""
        self.text = text
        self.spans = spans
        self.excluded: Fragments = ()
        self.metrics = metrics
        self.width = width
        self.blocks = Blocks(text)
        self.heights = Heights(self._estimates())
        self._built: dict[int, BuiltBlock] = {}
        self._grown = grown
        self._name_widths: dict[str, float] = {}

    def reshape(self, metrics: Metrics, width: int) -> None:
        """Take other fonts or another width. Everything is laid out anew when it is seen."""
        self.metrics, self.width = metrics, width
        self._built.clear()
        self._name_widths.clear()
        self.blocks.reset_seams()
        self.heights = Heights(self._estimates())

    def is_built(self, index: int) -> bool:
        """Tell whether a block has its true height."""
        return index in self._built

    def block(self, index: int) -> BuiltBlock:
        """Return a block, laid out now if need be (its height may change by that)."""
        built = self._built.get(index)
        if built is None:
            built = self._built[index] = self._build(index)
            thought = self.heights[index]
            self._measure(index, built)
            self._grown(index, self.heights[index] - thought)
        return built

    def forget_far(self, first: int, last: int) -> None:
        """Drop the layouts of blocks far from those seen if there are too many."""
        if len(self._built) > _KEPT + last - first:
            for index in sorted(self._built, key=lambda index: max(first - index, index - last))[_KEPT // 2 :]:
                if not first <= index <= last:
                    del self._built[index]

    def refresh(self, ranges: Iterable[Fragment]) -> None:
        """Place spans anew on the built blocks that share text with `ranges`."""
        touched: set[int] = set()
        for start, end in ranges:
            first, last = self.blocks.at(start), self.blocks.at(max(start, end - 1))
            if last - first < len(self._built):
                touched.update(index for index in range(first, last + 1) if index in self._built)
            else:
                touched.update(index for index in self._built if first <= index <= last)
        for index in touched:
            built = self._built[index]
            built.mark(self._marks(index, built.text))
            self._measure(index, built)

    def line_of(self, place: Place) -> tuple[int, int]:
        """Return the block of a caret place and the index of its line there."""
        index = -1
        while index != (found := self.blocks.at(place.position, upstream=place.upstream)):
            index = found
            built = self.block(index)  # may carry its last line, and with it the place, over to the next block
        return index, built.text.line_of(place)

    def line_top(self, index: int, line: int) -> int:
        """Return the y of a line of a block."""
        return self.heights.top(index) + self.block(index).tops[line]

    def hit(self, x: float, y: float, selected: str | None) -> HitTarget:
        """Return what is at a point; beside the text the nearest place in it."""
        index = self.heights.at(int(y))
        built = self.block(index)
        top = y - self.heights.top(index)
        nth = built.line_at(int(top))
        line, marks = built.text.lines[nth], built.marks[nth]
        down = top - built.tops[nth]
        place = line.place_at(x)
        cell = line.cell_at(x)
        inside = cell.start if cell is not None and 0 <= down < marks.height else None
        return HitTarget(
            place,
            inside,
            handle_at(marks, selected, x, down),
            lane_at(marks, x, down),
            self.covering(inside) if inside is not None else (),
        )

    def covering(self, position: int) -> tuple[str, ...]:
        """Return the spans that hold a character, smallest first."""
        holding = [
            span
            for span in self.spans.overlapping(position, position + 1)
            if any(start <= position < end for start, end in span.fragments)
        ]
        return tuple(
            span.id for span in sorted(holding, key=lambda span: (covered(span.fragments), span.order, span.id))
        )

    def excluded_within(self, start: int, end: int) -> Fragments:
        """Return the passages that are not the article's own words and share text with a range."""
        first = bisect_right(self.excluded, start, key=lambda passage: passage.end)
        return self.excluded[first : bisect_left(self.excluded, end, key=lambda passage: passage.start)]

    def name_width(self, name: str) -> float:
        """Return how wide a short name is in pixels."""
        width = self._name_widths.get(name)
        if width is None:
            width = self._name_widths[name] = QFontMetricsF(self.metrics.name).horizontalAdvance(name)
        return width

    def _build(self, index: int) -> BuiltBlock:
        blocks = self.blocks
        follows = blocks.continues(index + 1)
        carries = follows and index + 1 not in self._built
        text = LaidOut(
            self.text,
            blocks.extent(index, whole=carries),
            self.metrics.body,
            self.width,
            rtl=blocks.right_to_left(index),
            carries=carries,
        )
        if carries:
            blocks.carry(index + 1, text.end)
        return BuiltBlock(text, self._marks(index, text))

    def _marks(self, index: int, text: LaidOut) -> list[LineMarks]:
        if text.start == text.end and not self.blocks.continues(index):
            return [blank_marks(self.metrics)]
        spans = [(span, self.spans.lane(span.id)) for span in self.spans.overlapping(text.start, text.end)]
        return [mark_line(line, spans, self.metrics, self.name_width, self.width) for line in text.lines]

    def _measure(self, index: int, built: BuiltBlock) -> None:
        self.heights.change(index, built.tops[-1] + self._gap_after(index, built))

    def _gap_after(self, index: int, built: BuiltBlock) -> int:
        flows_on = self.blocks.continues(index + 1) or self.text[built.text.end : built.text.end + 1] == "\u2028"
        return 0 if flows_on or built.text.start == built.text.end else self.metrics.paragraph_gap

    def _estimates(self) -> list[int]:
        metrics = self.metrics
        columns = max(1.0, self.width / metrics.char_width)
        line, gap, blank = metrics.line_height, metrics.paragraph_gap, metrics.blank_height
        return [blank if size < 2 else (int(size / columns) + 1) * line + gap for size in self.blocks.sizes()]
