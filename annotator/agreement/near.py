"""Overlapping units and their heaviest matching for the few units of an ordinary article, without arrays.

The same pairs and the same matchings as in `matching`, where arrays pay only from some hundred units on.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from annotator.agreement.values import Unit

Found = tuple[int, int, float]
"""Indexes of two units and their intersection over union."""


def overlaps(left: Sequence[Unit], right: Sequence[Unit], threshold: float) -> list[Found]:
    """Return all pairs of units whose intersection over union reaches the threshold, in order.

    A sweep over the sorted fragments: what ends before a fragment begins is behind it for good.
    """
    mine, theirs = _fragments(left), _fragments(right)
    reach = list(accumulate((end for _, end, _ in theirs), max))
    common: dict[tuple[int, int], int] = {}
    behind, last = 0, len(theirs)
    for start, end, i in mine:
        while behind < last and reach[behind] <= start:
            behind += 1
        for other_start, other_end, j in theirs[behind:]:
            if other_start >= end:
                break
            if other_end > start:
                shared = min(end, other_end) - max(start, other_start)
                common[i, j] = common.get((i, j), 0) + shared
    sizes, other_sizes = _sizes(left), _sizes(right)
    found = []
    for (i, j), shared in common.items():
        iou = shared / (sizes[i] + other_sizes[j] - shared)
        if iou >= threshold:
            found.append((i, j, iou))
    found.sort()
    return found


def _fragments(units: Sequence[Unit]) -> list[tuple[int, int, int]]:
    return sorted((start, end, index) for index, unit in enumerate(units) for start, end in unit.fragments)


def _sizes(units: Sequence[Unit]) -> list[int]:
    sizes = [0] * len(units)
    for index, unit in enumerate(units):
        for start, end in unit.fragments:
            sizes[index] += end - start
    return sizes


def apart(pairs: Sequence[Found]) -> tuple[list[Found], list[Found]]:
    """Return the pairs whose units are in no other pair, and the rest."""
    rivals: dict[int, int] = {}
    other_rivals: dict[int, int] = {}
    for i, j, _ in pairs:
        rivals[i] = rivals.get(i, 0) + 1
        other_rivals[j] = other_rivals.get(j, 0) + 1
    alone: list[Found] = []
    rest: list[Found] = []
    for pair in pairs:
        (alone if rivals[pair[0]] == 1 and other_rivals[pair[1]] == 1 else rest).append(pair)
    return alone, rest
