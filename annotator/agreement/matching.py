"""Which spans of two annotators belong together: one to one, the most common characters, whatever the storage order.

Pairs are found by a join of the fragments, weighed by intersection over union (Jaccard 1901) and kept from a
threshold on. Of these the heaviest one-to-one matching is taken, exactly. Between matchings of equal weight the one
with more pairs wins, then more equal labels, then more equal spans, then an order that depends on the spans alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.assignment import best_assignment
from annotator.agreement.near import Found, apart, overlaps
from annotator.agreement.overlaps import Ints, overlapping
from annotator.agreement.values import Unit

_STEPS = 1 << 20
"""Intersection over union is weighed in steps of about a millionth, so that sums are exact and ties are ties."""
_MOST_TIE_BITS = 6
_SMALL = 6
"""Components in which one annotator has at most so many spans are solved by trying all combinations."""
_FEW = 400
"""Up to so many units of both annotators arrays do not pay."""


_PLACE = attrgetter("fragments", "label")


class Match(NamedTuple):
    """Two spans that belong together (indexes of the sequences compared) and their intersection over union."""

    left: int
    right: int
    iou: float


class Matching(NamedTuple):
    """The best matching among units of the same label, and the best one whatever the labels."""

    labelled: list[Match]
    unlabelled: list[Match]


def in_order(units: Iterable[Unit]) -> list[Unit]:
    """Return the units sorted by span and label; the rest counts only where those are equal."""
    ordered = sorted(units, key=_PLACE)
    if any(one == other for one, other in pairwise(map(_PLACE, ordered))):
        ordered.sort(key=lambda unit: (*_PLACE(unit), repr(sorted(unit.attributes.items())), unit.id))
    return ordered


class Pairs(NamedTuple):
    """Pairs of units, as arrays of equal length: indexes and intersection over union."""

    left: Ints
    right: Ints
    iou: NDArray[np.float64]

    def only(self, which: NDArray[np.bool_]) -> Pairs:
        """Return some of the pairs."""
        return Pairs(self.left[which], self.right[which], self.iou[which])

    def listed(self) -> list[Match]:
        """Return the pairs one by one, in order."""
        order = np.lexsort((self.right, self.left))
        return list(map(Match, self.left[order].tolist(), self.right[order].tolist(), self.iou[order].tolist()))


def candidates(left: Sequence[Unit], right: Sequence[Unit], threshold: float) -> Pairs:
    """Return all pairs of units whose intersection over union of covered code points reaches the threshold, in order.

    A join of the sorted fragments: O(n log n + overlapping pairs).
    """
    if not left or not right:
        return Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    owner, starts, ends = _fragments(left)
    other_owner, other_starts, other_ends = _fragments(right)
    i, j = overlapping(starts, ends, other_starts, other_ends)
    shared = np.minimum(ends[i], other_ends[j]) - np.maximum(starts[i], other_starts[j])
    pairs, place = np.unique(owner[i] * len(right) + other_owner[j], return_inverse=True)
    common = np.bincount(place, shared, len(pairs))
    one, other = np.divmod(pairs, len(right))
    covered = np.bincount(owner, ends - starts)[one] + np.bincount(other_owner, other_ends - other_starts)[other]
    iou = common / (covered - common)
    return Pairs(one, other, iou).only(iou >= threshold)


def _fragments(units: Sequence[Unit]) -> tuple[Ints, Ints, Ints]:
    """Return the fragments of all units: the unit's index, the start and the end of each."""
    edges = np.array([edge for unit in units for fragment in unit.fragments for edge in fragment], np.int64)
    owner = np.repeat(np.arange(len(units)), [len(unit.fragments) for unit in units])
    return owner, edges[::2], edges[1::2]


def best_matching(left: Sequence[Unit], right: Sequence[Unit], pairs: Pairs) -> Pairs:
    """Return the heaviest one-to-one matching among the pairs."""
    unrivalled = (np.bincount(pairs.left)[pairs.left] == 1) & (np.bincount(pairs.right)[pairs.right] == 1)
    chosen = _best_of(left, right, pairs.only(~unrivalled).listed())
    alone = pairs.only(unrivalled)
    i, j, iou = zip(*chosen, strict=True) if chosen else ((), (), ())
    return Pairs(
        np.concatenate([alone.left, np.array(i, np.int64)]),
        np.concatenate([alone.right, np.array(j, np.int64)]),
        np.concatenate([alone.iou, np.array(iou, float)]),
    )


def _best_of(left: Sequence[Unit], right: Sequence[Unit], rivals: Sequence[Match]) -> list[Match]:
    """Return the heaviest matching among pairs that share units."""
    chosen: list[Match] = []
    hard: list[tuple[int, Match]] = []
    for group in _components(rivals):
        size = min(len({pair.left for pair in group}), len({pair.right for pair in group}))
        weighed = [(_weight(left[pair.left], right[pair.right], pair.iou, size), pair) for pair in group]
        if size <= _SMALL:
            chosen += _try_all(weighed)
        else:
            hard += weighed
    if hard:
        rows = np.array([pair.left for _, pair in hard])
        columns = np.array([pair.right for _, pair in hard])
        gains = np.array([weight for weight, _ in hard], float)
        chosen += [hard[index][1] for index in best_assignment(rows, columns, gains)]
    return chosen


def _try_all(weighed: Sequence[tuple[int, Match]]) -> tuple[Match, ...]:
    """Return the heaviest matching of a small component: the best one for every set of units used up so far.

    Far cheaper than a call of the solver, and most components are that small.
    """
    turned = len({pair.left for _, pair in weighed}) < len({pair.right for _, pair in weighed})
    by_row: defaultdict[int, list[tuple[int, int, Match]]] = defaultdict(list)
    bits: dict[int, int] = {}
    for weight, pair in weighed:
        row, column = (pair.right, pair.left) if turned else (pair.left, pair.right)
        by_row[row].append((1 << bits.setdefault(column, len(bits)), weight, pair))
    best: dict[int, tuple[int, tuple[Match, ...]]] = {0: (0, ())}
    for entries in by_row.values():
        for used, (total, pairs) in list(best.items()):
            for bit, weight, pair in entries:
                if not used & bit and (used | bit not in best or total + weight > best[used | bit][0]):
                    best[used | bit] = (total + weight, (*pairs, pair))
    return max(best.values(), key=lambda entry: entry[0])[1]


def _weight(left: Unit, right: Unit, iou: float, size: int) -> int:
    """Return the weight of a pair in a component with matchings of at most `size` pairs.

    The four parts do not spill into one another as long as the matching has fewer than 2**bits pairs.
    """
    bits = min(size.bit_length(), _MOST_TIE_BITS)
    weight = round(iou * _STEPS)
    for extra in (1, left.label == right.label, left.label == right.label and left.fragments == right.fragments):
        weight = (weight << bits) + extra
    return weight


def _components(pairs: Sequence[Match]) -> Iterable[list[Match]]:
    """Group the pairs by what they connect (union-find; right units are numbered from -1 down)."""
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for left, right, _ in pairs:
        parent[root(~right)] = root(left)
    groups: defaultdict[int, list[Match]] = defaultdict(list)
    for pair in pairs:
        groups[root(pair.left)].append(pair)
    return groups.values()


def match(left: Sequence[Unit], right: Sequence[Unit], threshold: float) -> Matching:
    """Return the best matchings of two annotators' units, which must be `in_order`, with and without regard to labels.

    What is counted from them is the same whoever comes first.
    """
    turned = list(map(_PLACE, right)) < list(map(_PLACE, left))
    one, other = (right, left) if turned else (left, right)
    few = len(one) + len(other) <= _FEW
    found = (_match_few if few else _match_many)(one, other, threshold)
    if not turned:
        return found
    return Matching(*(sorted(Match(j, i, iou) for i, j, iou in pairs) for pairs in found))


def _match_few(one: Sequence[Unit], other: Sequence[Unit], threshold: float) -> Matching:
    pairs = overlaps(one, other, threshold)
    same = [pair for pair in pairs if one[pair[0]].label == other[pair[1]].label]

    def best(among: Sequence[Found]) -> list[Match]:
        alone, rivals = apart(among)
        return sorted([*map(Match._make, alone), *_best_of(one, other, list(map(Match._make, rivals)))])

    labelled = best(same)
    return Matching(labelled, labelled if len(same) == len(pairs) else best(pairs))


def _match_many(one: Sequence[Unit], other: Sequence[Unit], threshold: float) -> Matching:
    pairs = candidates(one, other, threshold)
    number: dict[str, int] = {}
    labels, other_labels = (
        np.array([number.setdefault(unit.label, len(number)) for unit in units], np.int64) for units in (one, other)
    )
    same = labels[pairs.left] == other_labels[pairs.right]
    labelled = best_matching(one, other, pairs.only(same))
    unlabelled = labelled if same.all() else best_matching(one, other, pairs)
    return Matching(labelled.listed(), unlabelled.listed())
