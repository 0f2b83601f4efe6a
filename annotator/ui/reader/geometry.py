"""Where the pieces of spans are on a line, and what is under a point: pure functions over values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Protocol

from annotator.ui.reader.style import Metrics
from annotator.ui.reader.values import Edge, Handle, ReaderSpan

HANDLE_REACH = 5
"""How many pixels beside the end of a selected fragment still take hold of it."""
_NAME_SPACE = 6
"""Free pixels kept after a name."""

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
class LineMarks:
    """A line with its spans. Vertical pixels count from the top of the line.

    `rows` are the tops of the lanes. `height` reaches to the next line.
    """

    pieces: tuple[Piece, ...]
    links: tuple[Link, ...]
    rows: tuple[int, ...]
    baseline: int
    tint_top: int
    tint_bottom: int
    height: int


def mark_line(line: LineShape, spans: Sequence[tuple[ReaderSpan, int]], metrics: Metrics) -> LineMarks:
    """Place spans (each with its lane, in lane order) on a line."""
    pieces: list[Piece] = []
    links: list[Link] = []
    for span, lane in spans:
        if span.fragments[0].start < line.end and line.start < span.fragments[-1].end:
            pieces.extend(_pieces(line, span, lane))
            links.extend(_links(line, span, lane))
    return _stack(line, tuple(pieces), tuple(links), metrics)


def blank_marks(metrics: Metrics) -> LineMarks:
    """Return the marks of a line with nothing on it, lower than one of text."""
    top = metrics.blank_height - metrics.ascent - metrics.descent
    return LineMarks(
        pieces=(),
        links=(),
        rows=(),
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


def _stack(line: LineShape, pieces: tuple[Piece, ...], links: tuple[Link, ...], metrics: Metrics) -> LineMarks:
    """Find the line's vertical measures: taller scripts and lanes make room for themselves."""
    rise, drop = max(metrics.rise, ceil(line.ascent)), max(metrics.drop, ceil(line.descent))
    bottom = rise + metrics.descent + drop - metrics.drop
    named = {piece.lane for piece in pieces if piece.named and piece.span.short}
    lanes = [piece.lane for piece in pieces] + [link.lane for link in links]
    top, rows = bottom, []
    for lane in range(1 + max(lanes, default=-1)):
        rows.append(top)
        top += metrics.lane_line + metrics.lane_gap + (metrics.name_height if lane in named else 0)
    return LineMarks(
        pieces=pieces,
        links=links,
        rows=tuple(rows),
        baseline=rise,
        tint_top=rise - metrics.ascent - (rise - metrics.rise),
        tint_bottom=bottom,
        height=max(metrics.line_height, rise + drop, top),
    )


def lane_at(marks: LineMarks, x: float, y: float, name_width: Callable[[str], float]) -> str | None:
    """Return the span whose lane line or name is at a point of the line, or None above the lanes."""
    if not marks.rows or y < marks.tint_bottom:
        return None
    lane = sum(1 for top in marks.rows if top <= y) - 1
    for piece in marks.pieces:
        if piece.lane == lane and any(left - 2 <= x <= right + 2 for left, right in piece.ranges):
            return piece.span.id
    for piece in marks.pieces:
        if piece.lane == lane and piece.named:
            left, right = name_range(marks, piece, name_width(piece.span.short))
            if left <= x <= right:
                return piece.span.id
    return None


def name_range(marks: LineMarks, piece: Piece, width: float) -> Range:
    """Return where the piece's name may be written: from its start on, up to the next piece in its lane."""
    left, right = next((r for r in piece.ranges if piece.start_x in r), piece.ranges[0])
    leftward = piece.start_x == right and piece.start_x != left
    others = [r for other in marks.pieces if other.lane == piece.lane and other is not piece for r in other.ranges]
    if leftward:
        limit = max((r[1] + _NAME_SPACE for r in others if r[1] <= left), default=right - width)
        return max(right - width, limit), right
    limit = min((r[0] - _NAME_SPACE for r in others if r[0] >= right), default=left + width)
    return left, min(left + width, limit)


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
