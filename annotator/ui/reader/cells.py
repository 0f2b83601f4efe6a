"""Where each grapheme of a line is, also where directions of writing mix."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextLayout, QTextLine, QTextOption

_RIGHTWARD = {"L": True, "EN": True, "AN": True, "R": False, "AL": False}
_Edges = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Cell:
    """A grapheme on a line: from `near` (where its first edge in reading order is) to `far`."""

    start: int
    end: int
    near: float
    far: float
    rightward: bool

    @property
    def left(self) -> float:
        """Return the x of the left edge."""
        return min(self.near, self.far)

    @property
    def right(self) -> float:
        """Return the x of the right edge."""
        return max(self.near, self.far)

    def moved(self, by: float) -> Cell:
        """Return the cell so many pixels further right."""
        return replace(self, near=self.near + by, far=self.far + by)


def leading_edge(line: QTextLine, unit: int) -> float:
    """Return the x of the first edge of the character at a UTF-16 offset of the layout."""
    x: tuple[float, int] = line.cursorToX(unit, QTextLine.Edge.Leading)  # type: ignore[assignment]  # stub says float
    return x[0]


def direction_option(*, rtl: bool, right_aligned: bool) -> QTextOption:
    """Return how a paragraph is laid out."""
    option = QTextOption(Qt.AlignmentFlag.AlignRight if right_aligned else Qt.AlignmentFlag.AlignLeft)
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def straight_cells(line: QTextLine, bounds: Sequence[int], units: Sequence[int]) -> list[Cell]:
    """Measure graphemes between `bounds` (in UTF-16: `units`) of a line written from left to right throughout."""
    edges = [leading_edge(line, unit) for unit in units]
    spaces = zip(pairwise(bounds), pairwise(edges), strict=True)
    return [Cell(start, end, near, far, rightward=True) for (start, end), (near, far) in spaces]


def mixed_cells(
    layout: QTextLayout,
    line: QTextLine,
    bounds: Sequence[int],
    units: Sequence[int],
    characters: Sequence[str],
    shown_end: int,
    *,
    rtl: bool,
) -> list[Cell]:
    """Measure graphemes whose directions may differ; `characters` are their first code points.

    A grapheme's near edge is exact. Its far edge is the near edge of the next one if that is written the same way
    (right for ligatures and for clusters of several glyphs), else the font's own.
    """
    cells: list[Cell] = []
    rightward = not rtl
    edges, space = _edges(layout, line, units[:-1], characters, rtl=rtl)
    for (start, end), (near, far) in zip(pairwise(bounds), edges, strict=True):
        rightward = far > near if far != near else rightward
        cells.append(Cell(start, end, near, far, rightward))
    for one, other in pairwise(_on_screen(cells)):
        this, following = (one, other) if cells[one].rightward else (other, one)
        if following == this + 1 and cells[this].rightward == cells[following].rightward:
            cells[this] = replace(cells[this], far=cells[following].near)
    text = _closed_up([cell for cell in cells if cell.start < shown_end], space, line.width(), rtl=rtl)
    left, right = min((cell.left for cell in text), default=0.0), max((cell.right for cell in text), default=0.0)
    edge = left if rtl else right
    return [*text, *(replace(cell, near=edge, far=edge) for cell in cells if cell.start >= shown_end)]


def _on_screen(cells: Sequence[Cell]) -> list[int]:
    """Return the indexes of the cells from left to right."""
    return sorted(range(len(cells)), key=lambda nth: (cells[nth].near + cells[nth].far, nth))


def _edges(
    layout: QTextLayout, line: QTextLine, units: Sequence[int], characters: Sequence[str], *, rtl: bool
) -> tuple[list[_Edges], float]:
    """Return the near and far edge of each character, and how wide the white space at the wrap is counted.

    Beside a change of direction Qt gives a character that runs against the paragraph the edges of the seam or of its
    neighbour. It gives true ones if the paragraph is said to run the other way meanwhile; the line stays as it was
    laid out, only counted from the other side of the white space at its wrap.
    """
    native = [_both_edges(line, unit) for unit in units]
    layout.setTextOption(direction_option(rtl=not rtl, right_aligned=rtl))
    other = [_both_edges(line, unit) for unit in units]
    layout.setTextOption(direction_option(rtl=rtl, right_aligned=rtl))
    same = ((one[0] - two[0], one[1] - two[1], one) for one, two in zip(native, other, strict=True))
    shift = next((near for near, far, one in same if near == far and one[0] != one[1]), 0.0)
    edges, width = [], line.width()
    for one, two, character in zip(native, other, characters, strict=True):
        rightward = _RIGHTWARD.get(unicodedata.bidirectional(character), one[1] > one[0])
        trusted = one[0] != one[1] and (one[1] > one[0]) == rightward
        edges.append(one if trusted else (_shifted(two[0], shift, width), _shifted(two[1], shift, width)))
    return edges, abs(shift)


def _shifted(x: float, by: float, width: float) -> float:
    """Shift an edge, but not one that Qt has cut off at the sides of the line."""
    return x if x in (0.0, width) else x + by


def _both_edges(line: QTextLine, unit: int) -> _Edges:
    far: tuple[float, int] = line.cursorToX(unit, QTextLine.Edge.Trailing)  # type: ignore[assignment]  # as above
    return leading_edge(line, unit), far[0]


def _closed_up(cells: list[Cell], space: float, width: float, *, rtl: bool) -> list[Cell]:
    """Close the gap that the white space at a wrap leaves: Qt paints it at the end, but counts it where it belongs."""
    reached, shift = width if rtl else 0.0, 0.0
    for nth in _on_screen(cells)[:: -1 if rtl else 1]:
        cell = cells[nth].moved(shift)
        gap = reached - cell.right if rtl else cell.left - reached
        if space and not shift and gap > space / 2:
            shift = space if rtl else -space
            cell = cells[nth].moved(shift)
        cells[nth] = cell
        reached = min(reached, cell.left) if rtl else max(reached, cell.right)
    return cells
