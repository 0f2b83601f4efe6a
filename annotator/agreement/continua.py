"""Annotators' spans as arrays, and how unlike two spans are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.overlaps import overlapping

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Marks:
    """One annotator's spans: starts and ends (code points, envelopes) and labels as numbers, all of one length."""

    starts: Floats
    ends: Floats
    labels: Ints

    @property
    def count(self) -> int:
        """How many spans there are."""
        return len(self.starts)


Continuum = Sequence[Marks]
"""The spans of two or more annotators in one text."""


def marks_of(spans: Iterable[tuple[float, float, int]]) -> Marks:
    """Return (start, end, label number) triples as arrays."""
    listed = list(spans)
    starts, ends, labels = zip(*listed, strict=True) if listed else ((), (), ())
    return Marks(np.array(starts, float), np.array(ends, float), np.array(labels, np.int64))


@dataclass(frozen=True, slots=True)
class Dissimilarity:
    """d = alpha d_pos + beta d_cat between two spans; `empty` is what a span costs against none.

    d_pos = ((|Δstart| + |Δend|) / (length + length))² empty; d_cat = empty between different labels, else 0
    (Mathet, Widlöcher & Métivier 2015, Comput. Linguist. 41:437-479, sections 4.3 and 4.4).
    """

    alpha: float = 1.0
    beta: float = 1.0
    empty: float = 1.0

    def between(self, one: Marks, i: Ints, other: Marks, j: Ints) -> Floats:
        """Return d between the spans i of one annotator and the spans j of another, pair by pair."""
        apart = np.abs(one.starts[i] - other.starts[j]) + np.abs(one.ends[i] - other.ends[j])
        lengths = one.ends[i] - one.starts[i] + other.ends[j] - other.starts[j]
        unlike = one.labels[i] != other.labels[j]
        distances: Floats = self.empty * (self.alpha * np.square(apart / lengths) + self.beta * unlike)
        return distances

    def near(self, one: Marks, other: Marks, limit: float) -> tuple[Ints, Ints, Floats]:
        """Return all pairs of spans with d < limit as i, j and d.

        d_pos below a limit means that the middles are closer than half the lengths times its root, so that spans
        stretched by that root overlap: a join of sorted ranges, O(n log n + pairs).
        """
        if not one.count or not other.count:
            return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
        stretch = np.sqrt(limit / (self.alpha * self.empty)) / 2 if self.alpha else np.inf
        i, j = overlapping(*_stretched(one, stretch), *_stretched(other, stretch))
        distances = self.between(one, i, other, j)
        kept = distances < limit
        return i[kept], j[kept], distances[kept]


def _stretched(marks: Marks, stretch: float) -> tuple[Floats, Floats]:
    middles = (marks.starts + marks.ends) / 2
    reach = (marks.ends - marks.starts) * stretch
    return middles - reach, middles + reach
