"""Which ranges of one list overlap which of another."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Edges = NDArray[Any]


def overlapping(low: Edges, high: Edges, other_low: Edges, other_high: Edges) -> tuple[Ints, Ints]:
    """Return the indexes of all pairs of half-open ranges that overlap, each pair once.

    Of two such ranges one begins in the other, so sorted starts are looked up: O(n log n + pairs), in any order.
    """
    i, j = _beginning_in(low, high, other_low, "left")
    k, m = _beginning_in(other_low, other_high, low, "right")
    return np.concatenate([i, m]), np.concatenate([j, k])


def _beginning_in(low: Edges, high: Edges, points: Edges, side: Literal["left", "right"]) -> tuple[Ints, Ints]:
    """Return pairs (range, point) with the point in the range; one at the very start only with side "left"."""
    order = np.argsort(points, kind="stable")
    ordered = points[order]
    first = np.searchsorted(ordered, low, side)
    which, steps = expanded(np.maximum(np.searchsorted(ordered, high, "left") - first, 0))
    return which, order[first[which] + steps]


def expanded(counts: Ints) -> tuple[Ints, Ints]:
    """Return for entries with these counts each entry's number that often, and 0, 1, 2 … within each."""
    which = np.repeat(np.arange(len(counts)), counts)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
