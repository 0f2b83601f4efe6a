"""The counts of many articles as one sparse table: a row for each article, a column for each thing that is counted.

Everything in a report is a sum of columns, or comes from a few columns article by article. So rows can be kept as
numbers and be put together again without going through the spans.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.attributes import AttributeCounts
from annotator.agreement.statistics import ArticleStatistics, PairCounts

FORMAT = 1
"""Raised whenever other numbers come out or they are named or packed in another way, so that a cache starts anew."""

Floats = NDArray[np.float64]
Name = tuple[str, ...]
"""What a column counts: a `Thing`, and whose and of what."""

SCALARS = ("matched", "one_sided", "unusable", "compared", "equal", "similarity", "mean", "spread", "apart")


class Thing:
    """The first part of a name; the comments say what follows it. An enumeration would be slow to look up."""

    ANNOTATOR = "annotator"  # annotator: 1 where finished
    PLACES = "places"  # characters times annotators
    JOINED = "joined"
    SPLIT = "split"
    SPANS = "spans"  # annotator, label
    PAIR = "pair"  # a, b: 1 where both finished
    EXACT = "exact"  # a, b, label
    OVERLAP = "overlap"  # a, b, label
    EXACT_ANY_LABEL = "exact any label"  # a, b
    LABELS = "labels"  # a, b, a's label, b's label, "same" fragments or "other"
    ATTRIBUTE = "attribute"  # a, b, label, attribute, one of SCALARS
    VALUES = "values"  # a, b, label, attribute, a's value, b's value
    CHARACTERS = "characters"  # label, "both" or "one"
    STRETCHES = "stretches"  # category, category
    SQUARES = "squares"  # category
    PAIRABLE = "pairable"  # category
    LABEL_SQUARES = "label squares"  # label


def _named(found: ArticleStatistics) -> Iterator[tuple[Name, float]]:
    """Yield everything that was counted in an article; what is not there is 0."""
    for annotator in found.annotators:
        yield (Thing.ANNOTATOR, annotator), 1
        for label, times in found.spans[annotator].items():
            yield (Thing.SPANS, annotator, label), times
    yield (Thing.PLACES,), found.length * len(found.annotators)
    yield (Thing.JOINED,), found.joined
    yield (Thing.SPLIT,), found.split
    for (a, b), counts in found.pairs.items():
        yield from _of_pair(a, b, counts)
    for label, characters in found.characters.items():
        yield (Thing.CHARACTERS, label, "both"), characters.both
        yield (Thing.CHARACTERS, label, "one"), characters.one
    for category, row in found.unitizing.coincidences.items():
        for other, stretch in row.items():
            yield (Thing.STRETCHES, category, other), stretch
    for thing, sums in (
        (Thing.SQUARES, found.unitizing.squares),
        (Thing.PAIRABLE, found.unitizing.pairable),
        (Thing.LABEL_SQUARES, found.unitizing.label_squares),
    ):
        for name, length in sums.items():
            yield (thing, name), length


def _of_pair(a: str, b: str, counts: PairCounts) -> Iterator[tuple[Name, float]]:
    yield (Thing.PAIR, a, b), 1
    for label, times in counts.exact.items():
        yield (Thing.EXACT, a, b, label), times
    for label, times in counts.overlap.items():
        yield (Thing.OVERLAP, a, b, label), times
    yield (Thing.EXACT_ANY_LABEL, a, b), counts.exact_unlabelled
    for one, row in counts.confusion.items():
        for other, (same, different) in row.items():
            yield (Thing.LABELS, a, b, one, other, "same"), same
            yield (Thing.LABELS, a, b, one, other, "other"), different
    for (label, name), found in counts.attributes.items():
        yield from _of_attribute((a, b, label, name), found)


def _of_attribute(whose: Name, counts: AttributeCounts) -> Iterator[tuple[Name, float]]:
    for scalar in SCALARS:
        value = getattr(counts, scalar)
        if value:
            yield (Thing.ATTRIBUTE, *whose, scalar), value
    for values, times in counts.table.items():
        yield (Thing.VALUES, *whose, *values), times


class Sheet:
    """Rows of counts, one for each article, in any order.

    `names` are the columns so far; rows that were packed by a sheet that began with the same names can be taken in.
    """

    def __init__(self, names: Iterable[Sequence[str]] = ()) -> None:
        self._columns: dict[Name, int] = {tuple(name): column for column, name in enumerate(names)}
        self._rows: dict[str, bytes] = {}

    @property
    def names(self) -> list[Name]:
        """What each column counts."""
        return list(self._columns)

    def add(self, found: ArticleStatistics) -> bytes:
        """Add an article's counts and return them as they can be kept."""
        columns = self._columns
        cells = {columns.setdefault(name, len(columns)): value for name, value in _named(found) if value}
        numbers = np.fromiter(cells.keys(), "<u4", len(cells)).tobytes()
        packed = zlib.compress(numbers + np.fromiter(cells.values(), "<f8", len(cells)).tobytes(), 1)
        self._rows[found.article_id] = packed
        return packed

    def add_packed(self, article_id: str, packed: bytes) -> None:
        """Add an article's counts as `add` returned them."""
        self._rows[article_id] = packed

    def columns(self) -> Columns:
        """Return the counts column by column, articles sorted by id. Raises ValueError for what was not packed here."""
        articles = sorted(self._rows)
        numbers, values = [], []
        for article in articles:
            try:
                raw = zlib.decompress(self._rows[article])
            except zlib.error as error:
                raise ValueError(f"the counts of {article} cannot be read") from error
            cells, rest = divmod(len(raw), 12)
            if rest:
                raise ValueError(f"the counts of {article} are not whole")
            numbers.append(np.frombuffer(raw, "<u4", cells))
            values.append(np.frombuffer(raw, "<f8", cells, cells * 4))
        return Columns(articles, self.names, numbers, values)


class Columns:
    """A sheet turned around: what was counted, for all articles."""

    def __init__(
        self,
        articles: Sequence[str],
        names: Sequence[Name],
        numbers: Sequence[NDArray[np.uint32]],
        values: Sequence[Floats],
    ) -> None:
        """Take the column numbers and the values of each row. Raises ValueError for a column without a name."""
        self.articles = articles
        rows = np.repeat(np.arange(len(articles)), [len(row) for row in numbers])
        columns = np.concatenate([np.empty(0, np.int64), *numbers])
        if len(columns) and columns.max() >= len(names):
            raise ValueError("there are counts without a name")
        order = np.argsort(columns, kind="stable")
        self._rows, self._values = rows[order], np.concatenate([np.empty(0), *values])[order]
        self._ends = np.searchsorted(columns[order], np.arange(len(names) + 1))
        self._places: dict[Name, int] = {name: place for place, name in enumerate(names)}

    def only(self, articles: NDArray[np.bool_]) -> Columns:
        """Return the counts of some articles, without the things that were not counted there."""
        kept = articles[self._rows]
        found = object.__new__(Columns)
        found.articles = [article for article, there in zip(self.articles, articles, strict=True) if there]
        found._rows = (np.cumsum(articles) - 1)[self._rows[kept]]
        found._values = self._values[kept]
        ends = np.concatenate([[0], np.cumsum(kept)])[self._ends]
        found._ends = ends
        found._places = {name: place for name, place in self._places.items() if ends[place] < ends[place + 1]}
        return found

    def of(self, *name: str) -> Floats:
        """Return one column; zeros if it was counted nowhere."""
        found = np.zeros(len(self.articles))
        place = self._places.get(name)
        if place is not None:
            cells = slice(self._ends[place], self._ends[place + 1])
            found[self._rows[cells]] = self._values[cells]
        return found

    def total(self, *name: str) -> float:
        """Return the sum of a column."""
        place = self._places.get(name)
        return 0.0 if place is None else float(self._values[self._ends[place] : self._ends[place + 1]].sum())

    def count(self, *name: str) -> int:
        """Return the sum of a column of whole numbers."""
        return round(self.total(*name))

    def names(self, thing: str) -> list[Name]:
        """Return whose and of what a thing was counted anywhere: the names without the thing, sorted."""
        return sorted(name[1:] for name in self._places if name[0] == thing)
