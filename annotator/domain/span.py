"""Spans: half-open ranges of Unicode code points, in one or more fragments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from annotator.domain.errors import RuleError


class Fragment(NamedTuple):
    """A half-open range `[start, end)` of code points."""

    start: int
    end: int


Fragments = tuple[Fragment, ...]
"""At least one fragment, ascending, not touching, none empty."""


def fragments_of(pairs: Iterable[tuple[int, int]]) -> Fragments:
    """Return the ranges sorted, with touching and overlapping ones joined.

    Raises RuleError if there is no range, or one is empty, reversed or negative.
    """
    joined: list[Fragment] = []
    for start, end in sorted(pairs):
        if not 0 <= start < end:
            raise RuleError("A span must hold at least one character", where=f"[{start}, {end})")
        if joined and start <= joined[-1].end:
            joined[-1] = Fragment(joined[-1].start, max(end, joined[-1].end))
        else:
            joined.append(Fragment(start, end))
    if not joined:
        raise RuleError("A span must have at least one fragment")
    return tuple(joined)


def is_canonical(fragments: Iterable[tuple[int, int]], length: int) -> bool:
    """Tell whether the fragments are ascending, not touching, not empty and within `length`."""
    last = -1
    for start, end in fragments:
        if not last < start < end <= length:
            return False
        last = end
    return last >= 0


def envelope(fragments: Fragments) -> Fragment:
    """Return the range from the first fragment's start to the last one's end."""
    return Fragment(fragments[0].start, fragments[-1].end)


def surface(text: str, fragments: Fragments) -> str:
    """Return what is highlighted: the fragments' text joined by one space."""
    return " ".join(text[start:end] for start, end in fragments)


def covered(fragments: Fragments) -> int:
    """Return how many code points the fragments hold."""
    return sum(end - start for start, end in fragments)


def overlap(left: Fragments, right: Fragments) -> int:
    """Return how many code points two spans share."""
    shared, i, j = 0, 0, 0
    while i < len(left) and j < len(right):
        shared += max(0, min(left[i].end, right[j].end) - max(left[i].start, right[j].start))
        if left[i].end <= right[j].end:
            i += 1
        else:
            j += 1
    return shared


def contains(outer: Fragments, inner: Fragments) -> bool:
    """Tell whether every code point of `inner` is in `outer`."""
    return overlap(outer, inner) == covered(inner)
