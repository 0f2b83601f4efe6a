"""Where the pieces of spans are on a line, and what is under a point: pure functions over values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Protocol

from annotator.ui.reader.style import Metrics
from annotator.ui.reader.values import Edge, Handle, ReaderSpan

HANDLE_REACH = 5
"""How many pixels beside the end of a selected fragment still take hold of it."""
_NAME_SPACE = 7
"""Free pixels between names."""
_NAME_SHIFT = 56
"""How many pixels a name may be moved along to find room beside another before it takes a row of its own."""

Range = tuple[float, float]


class LineShape(Protocol):
    """What must be known of a line of text to place spans on it (code points and pixels)."""

    start: int
    end: int
    shown_end: int
    ascent: float
    descent: float

    def ranges(self, start: int, end: int) -> list[Range]:
        """Return where a range of the line is, left to right."""
        ...

    def edges(self, start: int, end: int) -> Range:
        """Return the x of the first and of the last edge of a range, in reading order."""
        ...


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a fragment on one line. `start_x` and `end_x` are where the fragment itself begins and ends."""

    span: ReaderSpan
    fragment: int
    lane: int
    ranges: tuple[Range, ...]
    start_x: float | None
    end_x: float | None
    named: bool


@dataclass(frozen=True, slots=True)
class Link:
    """The part of the way between two fragments of a span that lies on one line."""

    span: ReaderSpan
    lane: int
    ranges: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """The short name of a span's label, from `left` to `right` on the names' row `row`."""

    span: ReaderSpan
    left: float
    right: float
    row: int


@dataclass(frozen=True, slots=True)
class LineMarks:
    """A line with its spans. Vertical pixels count from the top of the line.

    `rows` are the tops of the lanes and `name_rows` of the rows of names under them. `height` reaches to the next
    line.
    """

    pieces: tuple[Piece, ...]
    links: tuple[Link, ...]
    names: tuple[Name, ...]
    rows: tuple[int, ...]
    name_rows: tuple[int, ...]
    baseline: int
    tint_top: int
    tint_bottom: int
    height: int


def mark_line(
    line: LineShape,
    spans: Sequence[tuple[ReaderSpan, int]],
    metrics: Metrics,
    name_width: Callable[[str], float],
    width: float,
) -> LineMarks:
    """Place spans (each with its lane, in lane order) on a line of a column of `width` pixels."""
    pieces: list[Piece] = []
    links: list[Link] = []
    for span, lane in spans:
        if span.fragments[0].start < line.end and line.start < span.fragments[-1].end:
            pieces.extend(_pieces(line, span, lane))
            links.extend(_links(line, span, lane))
    return _stack(line, pieces, links, place_names(pieces, name_width, width), metrics)


def blank_marks(metrics: Metrics) -> LineMarks:
    """Return the marks of a line with nothing on it, lower than one of text."""
    top = metrics.blank_height - metrics.ascent - metrics.descent
    return LineMarks(
        pieces=(),
        links=(),
        names=(),
        rows=(),
        name_rows=(),
        baseline=top // 2 + metrics.ascent,
        tint_top=top // 2,
        tint_bottom=top // 2 + metrics.ascent + metrics.descent,
        height=metrics.blank_height,
    )


def _pieces(line: LineShape, span: ReaderSpan, lane: int) -> list[Piece]:
    found = []
    for nth, (start, end) in enumerate(span.fragments):
        if start >= line.end:
            break
        ranges = tuple(line.ranges(start, end)) if end > line.start else ()
        if ranges:
            begins, ends = start >= line.start, end <= line.end
            first, last = line.edges(start, end)
            found.append(
                Piece(
                    span,
                    nth,
                    lane,
                    ranges,
                    start_x=first if begins else None,
                    end_x=last if ends else None,
                    named=begins and nth == 0,
                )
            )
    return found


def _links(line: LineShape, span: ReaderSpan, lane: int) -> list[Link]:
    found = []
    for before, after in pairwise(span.fragments):
        if before.end < line.end and line.start < after.start:
            ranges = tuple(line.ranges(before.end, after.start))
            if ranges:
                found.append(Link(span, lane, ranges))
    return found


def place_names(pieces: Iterable[Piece], name_width: Callable[[str], float], width: float) -> tuple[Name, ...]:
    """Write each span's name under its start, moved along a little or to another row where names would collide."""
    names: list[Name] = []
    named = [piece for piece in pieces if piece.named and piece.span.short]
    for piece in sorted(named, key=lambda piece: (piece.start_x or 0.0, piece.lane)):
        start = piece.start_x or 0.0
        wide = name_width(piece.span.short)
        leftward = all(right <= start for _, right in piece.ranges)
        wanted = max(0.0, min(start - wide if leftward else start, width - wide))
        row = 0
        while (left := _free(names, row, wanted, wide)) > wanted + _NAME_SHIFT or left > max(wanted, width - wide):
            row += 1
        names.append(Name(piece.span, left, left + wide, row))
    return tuple(names)


def _free(names: Iterable[Name], row: int, left: float, wide: float) -> float:
    """Return the first place at or after `left` where a name fits into a row."""
    for taken in sorted((name.left, name.right) for name in names if name.row == row):
        if left < taken[1] + _NAME_SPACE and taken[0] < left + wide + _NAME_SPACE:
            left = taken[1] + _NAME_SPACE
    return left


def _stack(
    line: LineShape, pieces: list[Piece], links: list[Link], names: tuple[Name, ...], metrics: Metrics
) -> LineMarks:
    """Find the line's vertical measures: taller scripts, lanes and names make room for themselves."""
    rise, drop = max(metrics.rise, ceil(line.ascent)), max(metrics.drop, ceil(line.descent))
    bottom = rise + metrics.descent + drop - metrics.drop
    lanes = 1 + max([piece.lane for piece in pieces] + [link.lane for link in links], default=-1)
    step = metrics.lane_line + metrics.lane_gap
    under = bottom + lanes * step
    name_rows = 1 + max((name.row for name in names), default=-1)
    return LineMarks(
        pieces=tuple(pieces),
        links=tuple(links),
        names=names,
        rows=tuple(bottom + lane * step for lane in range(lanes)),
        name_rows=tuple(under + row * metrics.name_height for row in range(name_rows)),
        baseline=rise,
        tint_top=rise - metrics.ascent - (rise - metrics.rise),
        tint_bottom=bottom,
        height=max(metrics.line_height, rise + drop, under + name_rows * metrics.name_height + metrics.lane_gap),
    )


def lane_at(marks: LineMarks, x: float, y: float) -> str | None:
    """Return the span whose lane line or name is at a point of the line, or None above the lanes."""
    if y < marks.tint_bottom:
        return None
    name_row = sum(1 for top in marks.name_rows if top <= y) - 1
    for name in marks.names:
        if name.row == name_row and name.left - 3 <= x <= name.right + 3:
            return name.span.id
    lane = sum(1 for top in marks.rows if top <= y) - 1
    for piece in marks.pieces:
        if piece.lane == lane and any(left - 2 <= x <= right + 2 for left, right in piece.ranges):
            return piece.span.id
    return None


def handle_at(marks: LineMarks, selected: str | None, x: float, y: float) -> Handle | None:
    """Return the end of the selected span's fragments that is at a point of the line, the nearest one."""
    if selected is None or not marks.tint_top - 4 <= y <= marks.tint_bottom + 4:
        return None
    near: list[tuple[float, Handle]] = []
    for piece in marks.pieces:
        if piece.span.id == selected and not piece.span.dashed:
            ends: tuple[tuple[float | None, Edge], ...] = ((piece.start_x, "start"), (piece.end_x, "end"))
            near.extend((abs(x - at), Handle(selected, piece.fragment, edge)) for at, edge in ends if at is not None)
    distance, handle = min(near, key=lambda item: item[0], default=(HANDLE_REACH + 1.0, None))
    return handle if distance <= HANDLE_REACH else None
