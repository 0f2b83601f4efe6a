"""Tables of a comparison whose cells know what is behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import NamedTuple

from annotator.formats.agreement_html import Bars, HeatMap, Section, Timeline
from annotator.services.review_lists import Behind


class Linked(NamedTuple):
    """The text of a cell, and what is behind it."""

    text: str
    behind: Behind


Cell = str | Linked
Row = Sequence[Cell]
Grid = tuple[tuple[Behind | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Pictures:
    """What goes with a table: bars, maps and a timeline, and what is behind each bar, square and column."""

    bars: Bars | None = None
    bars_behind: tuple[Behind, ...] = ()
    heat_maps: tuple[HeatMap, ...] = ()
    heat_maps_behind: tuple[Grid, ...] = ()
    timeline: Timeline | None = None
    timeline_behind: Grid = ()


@dataclass(frozen=True, slots=True)
class ReviewTable:
    """A table as it is shown everywhere, and for the window what is behind its cells (row, column) and pictures.

    `shades`: of cells that are to be seen at a glance, which share of their row they are.
    """

    section: Section
    behind: Mapping[tuple[int, int], Behind] = field(default_factory=dict)
    pictures: Pictures = Pictures()
    shades: Mapping[tuple[int, int], float] = field(default_factory=dict)


def same_again(tables: Iterable[ReviewTable], behind: Behind) -> Behind:
    """Return what is behind the same number in tables that were made anew: articles may have come or gone."""
    if behind.articles is None:
        return behind
    for one in tables:
        columns = (cell for row in one.pictures.timeline_behind for cell in row)
        for found in chain(one.behind.values(), columns):
            if found is not None and replace(found, articles=behind.articles) == behind:
                return found
    return behind


def table(
    title: str,
    says: str,
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    numbers: Iterable[int] = (),
    notes: Sequence[str] = (),
    detail: bool = False,
    pictures: Pictures | None = None,
    shades: Mapping[tuple[int, int], float] | None = None,
) -> ReviewTable:
    """Return a table from cells with and without something behind them; `numbers` are columns to align right."""
    listed = [list(row) for row in rows]
    shown = pictures or Pictures()
    section = Section(
        title,
        says,
        tuple(columns),
        tuple(tuple(cell.text if isinstance(cell, Linked) else cell for cell in row) for row in listed),
        frozenset(numbers),
        tuple(notes),
        detail,
        shown.bars,
        shown.heat_maps,
        shown.timeline,
    )
    behind = {
        (y, x): cell.behind for y, row in enumerate(listed) for x, cell in enumerate(row) if isinstance(cell, Linked)
    }
    return ReviewTable(section, behind, shown, shades or {})
