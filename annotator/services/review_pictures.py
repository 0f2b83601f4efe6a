"""The pictures of a comparison: bars, heat maps, and who finished how many articles when."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from annotator.agreement.kinds import Pairing
from annotator.formats.agreement_html import Bar, Bars, Cell, HeatMap, Timeline
from annotator.services.review_linking import Grid, Linked, Pictures, ReviewTable, table
from annotator.services.review_lists import Behind
from annotator.services.review_scope import Scope
from annotator.services.review_words import ALL, DASH, number

if TYPE_CHECKING:
    from annotator.agreement.findings import PairAgreement, Report
    from annotator.agreement.values import Coefficient

_MOST_DAYS = 60
"""A longer time is shown week by week, and if that is too many, in stretches of more weeks."""
_WEEK = 7


def bars_of(title: str, values: Sequence[tuple[str, Coefficient]]) -> Bars | None:
    """Return values as bars; None if there are none."""
    return Bars(title, tuple(_bar(name, value) for name, value in values)) if values else None


def _bar(name: str, found: Coefficient) -> Bar:
    interval = found.interval
    if interval is None or interval.low is None or interval.high is None:
        return Bar(name, number(found.value), found.value)
    text = f"{number(found.value)} [{number(interval.low)}, {number(interval.high)}]"
    return Bar(name, text, found.value, interval.low, interval.high)


def heat_map_of(
    found: Report, label: str | None, behind: Callable[[PairAgreement, str | None, Pairing], Behind]
) -> tuple[HeatMap, Grid]:
    """Return F1 by overlap of every annotator with every other, and what is behind each square."""
    pairs = {frozenset((pair.a, pair.b)): pair for pair in found.pairs if pair.label == label}

    def cell(one: str, other: str) -> Cell:
        pair = pairs.get(frozenset((one, other)))
        value = None if pair is None else pair.overlap.f1.value
        return Cell("" if one == other else number(value) if value is not None else DASH, value)

    def list_of(one: str, other: str) -> Behind | None:
        pair = pairs.get(frozenset((one, other)))
        return None if pair is None else behind(pair, label, Pairing.SAME_LABEL)

    names = found.annotators
    cells = tuple(tuple(cell(one, other) for other in names) for one in names)
    grid = tuple(tuple(list_of(one, other) for other in names) for one in names)
    return HeatMap(f"F1 by overlap, {ALL if label is None else label}", names, cells), grid


def progress_table(scope: Scope) -> ReviewTable:
    """Return who finished how many of the chosen articles, and when."""
    starts = _stretches(sorted(day for days in scope.finished.values() for day in days))
    rows, counts, grid = [], [], []
    for name, days in scope.finished.items():
        parts = _parts(starts, days)
        every = tuple(article for part in parts for article in part)
        behind = Behind(f"Finished by {name}", articles=every)
        rows.append((name, Linked(f"{len(every):,}", behind), min(days), max(days)))
        counts.append((name, tuple(map(len, parts))))
        titles = (f"Finished by {name}, {day.isoformat()}" for day in starts)
        grid.append(
            tuple(Behind(title, articles=part) if part else None for title, part in zip(titles, parts, strict=True))
        )
    width = (starts[1] - starts[0]).days if len(starts) > 1 else 1
    every_days = "day" if width == 1 else "week" if width == _WEEK else f"{width // _WEEK} weeks"
    timeline = Timeline(f"Articles finished per {every_days}", tuple(map(date.isoformat, starts)), tuple(counts))
    return table(
        "Progress",
        "Articles that each annotator has finished, by the day on which they said so last. An article that was opened "
        "again is not finished.",
        ("annotator", "finished", "first day", "last day"),
        rows,
        numbers=[1],
        detail=True,
        pictures=Pictures(timeline=timeline, timeline_behind=tuple(grid)),
    )


def _stretches(days: Sequence[str]) -> list[date]:
    """Return the first days of equal stretches from the first to the last day."""
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    width = 1
    if (last - first).days >= _MOST_DAYS:
        first -= timedelta(first.weekday())
        width = _WEEK * -(-((last - first).days + 1) // (_WEEK * _MOST_DAYS))
    return [first + timedelta(step) for step in range(0, (last - first).days + 1, width)]


def _parts(starts: Sequence[date], days: Mapping[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the articles of each stretch."""
    width = (starts[1] - starts[0]).days if len(starts) > 1 else 1
    parts: list[tuple[str, ...]] = [()] * len(starts)
    for day, articles in days.items():
        parts[(date.fromisoformat(day) - starts[0]).days // width] += articles
    return parts
