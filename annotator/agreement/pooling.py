"""From columns of counts to what values are computed from: sums over all articles, and rows of numbers to resample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from annotator.agreement.attributes import NUMBERS, AttributeCounts, categories
from annotator.agreement.sheet import Columns, Floats, Thing
from annotator.agreement.statistics import Confusion, Pair
from annotator.agreement.unitizing import UnitizingCounts
from annotator.agreement.values import AttributeMeasure, Settings
from annotator.domain.schema_parts import Agreement

EXACT, OVERLAP, N_A, N_B, EXACT_UNLABELLED, OVERLAP_UNLABELLED = range(6)
"""The columns of a pair of annotators; the last two only for all labels together."""


class Pool:
    """The articles that two or more annotators finished, and what was counted in them."""

    def __init__(self, counted: Columns, first: Sequence[str]) -> None:
        """Take all articles. `first` are labels that are there in any case, before all others."""
        finished = sum((counted.of(Thing.ANNOTATOR, *name) for name in counted.names(Thing.ANNOTATOR)), np.zeros(1))
        used = np.broadcast_to(finished >= 2, len(counted.articles))
        self.columns = counted.only(used)
        self.articles = self.columns.articles
        self.excluded = len(counted.articles) - len(self.articles)
        self.annotators = [name for (name,) in self.columns.names(Thing.ANNOTATOR)]
        self.pairs: list[Pair] = [(a, b) for a, b in self.columns.names(Thing.PAIR)]
        seen = {label for _, label in self.columns.names(Thing.SPANS)}
        self.labels = [*first, *sorted(seen.difference(first))]

    @cached_property
    def spans(self) -> dict[str, dict[str, int]]:
        """Annotator -> label -> spans."""
        found: dict[str, dict[str, int]] = {annotator: {} for annotator in self.annotators}
        for annotator, label in self.columns.names(Thing.SPANS):
            found[annotator][label] = self.columns.count(Thing.SPANS, annotator, label)
        return found

    def confusion(self) -> dict[Pair, Confusion]:
        """Return for each pair which labels met."""
        found: dict[Pair, Confusion] = {pair: {} for pair in self.pairs}
        for a, b, one, other, which in self.columns.names(Thing.LABELS):
            cell = found[a, b].setdefault(one, {}).setdefault(other, [0, 0])
            cell[which == "other"] = self.columns.count(Thing.LABELS, a, b, one, other, which)
        return found

    def unitizing(self) -> UnitizingCounts:
        """Return the sums of stretches."""
        found = UnitizingCounts()
        for one, other in self.columns.names(Thing.STRETCHES):
            found.coincidences.setdefault(one, {})[other] = self.columns.total(Thing.STRETCHES, one, other)
        for thing, sums in (
            (Thing.SQUARES, found.squares),
            (Thing.PAIRABLE, found.pairable),
            (Thing.LABEL_SQUARES, found.label_squares),
        ):
            for (name,) in self.columns.names(thing):
                sums[name] = self.columns.count(thing, name)
        return found

    def characters(self, label: str) -> Floats:
        """Return `CharacterCounts` of a label, one row for each article."""
        both, one = (self.columns.of(Thing.CHARACTERS, label, which) for which in ("both", "one"))
        return np.column_stack([both, one, self.columns.of(Thing.PLACES) - both - 2 * one])

    def pair(self, a: str, b: str, label: str) -> Floats:
        """Return exact, overlap, n_a and n_b of a pair and label by article; zeros where not both have finished."""
        shared = self.columns.of(Thing.PAIR, a, b)
        own = (self.columns.of(Thing.SPANS, annotator, label) * shared for annotator in (a, b))
        return np.column_stack([*(self.columns.of(way, a, b, label) for way in (Thing.EXACT, Thing.OVERLAP)), *own])

    def any_label(self, a: str, b: str) -> Floats:
        """Return spans of a pair that match whatever their labels, exactly and by overlap."""
        names = [name for name in self.columns.names(Thing.LABELS) if name[:2] == (a, b)]
        overlap = sum((self.columns.of(Thing.LABELS, *name) for name in names), np.zeros(len(self.articles)))
        return np.column_stack([self.columns.of(Thing.EXACT_ANY_LABEL, a, b), overlap])


@dataclass(slots=True)
class PooledAttribute:
    """An attribute of a label: its measure, the sums of all articles and annotators, and what each pair chose."""

    measure: AttributeMeasure
    total: AttributeCounts
    tables: dict[Pair, Counter[tuple[str, str]]]
    columns: slice


@dataclass(slots=True)
class Table:
    """Numbers to be resampled, one row per article, and where in them what is.

    `pairs`: the columns of a pair and a label (None: all labels); `characters`: of a label (`CharacterCounts`);
    `attributes`: of (label, attribute).
    """

    rows: Floats
    pairs: dict[tuple[Pair, str | None], slice] = field(default_factory=dict)
    characters: dict[str, slice] = field(default_factory=dict)
    attributes: dict[tuple[str, str], PooledAttribute] = field(default_factory=dict)


class _Blocks:
    """Columns side by side."""

    def __init__(self) -> None:
        self.parts: list[Floats] = []
        self._width = 0

    def append(self, block: Floats) -> slice:
        """Add columns; return where they are."""
        start = self._width
        self._width += block.shape[1]
        self.parts.append(block)
        return slice(start, self._width)


def table_of(pool: Pool, settings: Settings) -> Table:
    """Return the table of these articles."""
    blocks, table = _Blocks(), Table(np.empty((0, 0)))
    for pair in pool.pairs:
        together = np.zeros((len(pool.articles), 4))
        for label in pool.labels:
            block = pool.pair(*pair, label)
            together += block
            table.pairs[pair, label] = blocks.append(block)
        table.pairs[pair, None] = blocks.append(np.hstack([together, pool.any_label(*pair)]))
    for label in pool.labels:
        table.characters[label] = blocks.append(pool.characters(label))
    tables = _tables(pool)
    for label, measures in settings.attributes.items():
        for measure in measures:
            found = _attribute(pool, label, measure, tables.get((label, measure.name), {}), blocks)
            table.attributes[label, measure.name] = found
    table.rows = np.hstack([np.empty((len(pool.articles), 0)), *blocks.parts])
    return table


def _tables(pool: Pool) -> dict[tuple[str, str], dict[Pair, Counter[tuple[str, str]]]]:
    """Return for (label, attribute) what each pair chose."""
    found: dict[tuple[str, str], dict[Pair, Counter[tuple[str, str]]]] = {}
    for a, b, label, name, one, other in pool.columns.names(Thing.VALUES):
        table = found.setdefault((label, name), {}).setdefault((a, b), Counter())
        table[one, other] = pool.columns.count(Thing.VALUES, a, b, label, name, one, other)
    return found


def _attribute(
    pool: Pool,
    label: str,
    measure: AttributeMeasure,
    tables: dict[Pair, Counter[tuple[str, str]]],
    blocks: _Blocks,
) -> PooledAttribute:
    found = _Attribute(pool, label, measure.name)
    total = found.total(tables)
    if measure.measure == Agreement.NOMINAL:
        block = found.nominal(tables, categories(measure, [total]))
    elif measure.measure == Agreement.ORDINAL:
        block = found.ordinal(tables, categories(measure, [total]))
    elif measure.measure in NUMBERS:
        block = found.numbers()
    else:
        block = np.column_stack([found.sum("equal"), found.sum("compared")])
    return PooledAttribute(measure, total, tables, blocks.append(block))


class _Attribute:
    """An attribute of a label in all articles. The blocks are what `attributes.values_of` understands."""

    def __init__(self, pool: Pool, label: str, name: str) -> None:
        self._pool, self._where = pool, (label, name)

    def _of(self, pair: Pair, scalar: str) -> Floats:
        return self._pool.columns.of(Thing.ATTRIBUTE, *pair, *self._where, scalar)

    def _times(self, pair: Pair, values: tuple[str, str]) -> Floats:
        return self._pool.columns.of(Thing.VALUES, *pair, *self._where, *values)

    def sum(self, scalar: str) -> Floats:
        """Return a sum over the pairs, for each article."""
        return sum((self._of(pair, scalar) for pair in self._pool.pairs), np.zeros(len(self._pool.articles)))

    def _count(self, scalar: str) -> int:
        return round(float(self.sum(scalar).sum()))

    def total(self, tables: dict[Pair, Counter[tuple[str, str]]]) -> AttributeCounts:
        """Return the sums over articles and pairs."""
        found = AttributeCounts(
            matched=self._count("matched"),
            one_sided=self._count("one_sided"),
            unusable=self._count("unusable"),
            compared=self._count("compared"),
            equal=self._count("equal"),
            similarity=float(self.sum("similarity").sum()),
            apart=float(self.sum("apart").sum()),
        )
        n, mean, spread = self._spread()
        if n.any():
            found.mean = float((n * mean).sum() / n.sum())
            found.spread = float((spread + 2 * n * np.square(mean - found.mean)).sum())
        for table in tables.values():
            found.table.update(table)
        return found

    def _spread(self) -> tuple[Floats, Floats, Floats]:
        """Return pairs of values, their means and spreads, shape (pairs of annotators, articles)."""
        n, mean, spread = (
            np.array([self._of(pair, name) for pair in self._pool.pairs]).reshape(
                len(self._pool.pairs), len(self._pool.articles)
            )
            for name in ("compared", "mean", "spread")
        )
        return n, mean, spread

    def numbers(self) -> Floats:
        """Return how many values there are, their sum, their squares' sum, and Σ (v_a - v_b)².

        They are shifted by a mean from their middle, so that squares keep their digits and equal numbers give 0.
        """
        n, mean, spread = self._spread()
        used = np.sort(mean[n > 0])
        off = mean - (used[len(used) // 2] if len(used) else 0)
        sums = 2 * n, 2 * n * off, spread + 2 * n * np.square(off)
        return np.column_stack([*(part.sum(0) for part in sums), self.sum("apart")])

    def nominal(self, tables: dict[Pair, Counter[tuple[str, str]]], values: Sequence[str]) -> Floats:
        """Return how many values differ from their partner, then how often each value occurs."""
        place = {value: index for index, value in enumerate(values, 1)}
        block = np.zeros((len(self._pool.articles), len(values) + 1))
        for pair, table in tables.items():
            for one, other in table:
                times = self._times(pair, (one, other))
                block[:, 0] += 2 * times * (one != other)
                block[:, place[one]] += times
                block[:, place[other]] += times
        return block

    def ordinal(self, tables: dict[Pair, Counter[tuple[str, str]]], values: Sequence[str]) -> Floats:
        """Return how often each value met each other one, both ways."""
        place = {value: index for index, value in enumerate(values)}
        block = np.zeros((len(self._pool.articles), len(values), len(values)))
        for pair, table in tables.items():
            for one, other in table:
                times = self._times(pair, (one, other))
                block[:, place[one], place[other]] += times
                block[:, place[other], place[one]] += times
        return block.reshape(len(block), len(values) ** 2)
