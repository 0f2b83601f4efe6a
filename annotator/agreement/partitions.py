"""The text as a sequence of runs in which every annotator's labels stay the same.

What is measured on characters (`alpha` per label, the unitizing family) needs only how long these runs are, so its cost
goes with the number of spans and not with the length of the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.values import Unit

Ints = NDArray[np.int64]

Category = str
"""The labels that one annotator gave a character, sorted, one a line; empty in a gap."""

GAP: Category = ""

_BITS = 62


def labels_in(category: Category) -> list[str]:
    """Return the labels of a category."""
    return category.split("\n") if category else []


@dataclass(frozen=True, slots=True)
class Layer:
    """One annotator's labels as ranges of code points.

    `spans`: per label the starts and ends of the covered ranges, ascending; those of one label that overlap are joined,
    those that only touch are not. `joined` counts the ranges that were lost to that.
    """

    spans: dict[str, tuple[Ints, Ints]]
    joined: int


def layer_of(units: Iterable[Unit]) -> Layer:
    """Return the units' ranges per label, with the union of those that overlap."""
    ranges: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for unit in units:
        ranges[unit.label] += unit.fragments
    spans, joined = {}, 0
    for label in sorted(ranges):
        found = np.array(list(chain.from_iterable(ranges[label])), np.int64).reshape(-1, 2)
        found = found[np.argsort(found[:, 0], kind="stable")]
        reach = np.maximum.accumulate(found[:, 1])
        first = np.flatnonzero(np.append(True, found[1:, 0] >= reach[:-1]))
        spans[label] = (found[first, 0], reach[np.append(first[1:], len(found)) - 1])
        joined += len(found) - len(first)
    return Layer(spans, joined)


@dataclass(frozen=True, slots=True)
class Runs:
    """The text cut at every edge of a span.

    `widths`: code points of each run; `codes`: per annotator and run the index of its category in `names`, shape
    (annotators, runs); `cuts`: whether one of the annotator's own spans begins or ends where the run begins.
    """

    names: list[Category]
    widths: Ints
    codes: Ints
    cuts: NDArray[np.bool_]

    def lengths(self) -> dict[tuple[Category, ...], int]:
        """Return how many code points have which combination of the annotators' categories."""
        combination, room = self.codes[0], 1 << _BITS
        for code in self.codes[1:]:
            room //= len(self.names)
            if room < len(self.names):
                combination, room = np.unique(combination, return_inverse=True)[1], (1 << _BITS) // len(code)
            combination = combination * len(self.names) + code
        first, place = np.unique(combination, return_index=True, return_inverse=True)[1:]
        totals = np.bincount(place, self.widths).tolist()
        found = zip(self.codes[:, first].T.tolist(), totals, strict=True)
        return {tuple(self.names[code] for code in codes): int(total) for codes, total in found}


def runs_of(layers: Sequence[Layer], length: int) -> Runs:
    """Return the runs of a text of `length` code points."""
    labels = sorted({label for layer in layers for label in layer.spans})
    edges = [edge for layer in layers for ends in layer.spans.values() for edge in ends]
    cuts = np.sort(np.concatenate([*edges, np.array([0, length])]))
    cuts = cuts[np.append(True, cuts[1:] > cuts[:-1])]
    masks, own_cuts = _masks(layers, labels, cuts)
    found, codes = np.unique(masks, return_inverse=True)
    names = ["\n".join(label for bit, label in enumerate(labels) if mask >> bit & 1) for mask in found.tolist()]
    return Runs(names, np.diff(cuts), codes.reshape(masks.shape), own_cuts)


def _masks(layers: Sequence[Layer], labels: Sequence[str], cuts: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Return per annotator and run the labels as bits, shape (layers, runs), and at which cuts its own spans end.

    Every span adds its bit from its start on and takes it away at its end; spans of a label do not overlap.
    """
    masks = np.zeros((len(layers), len(cuts)), np.int64 if len(labels) <= _BITS else object)
    cut_here = np.zeros(masks.shape, np.bool_)
    for row, own_cut, layer in zip(masks, cut_here, layers, strict=True):
        for label, (starts, ends) in layer.spans.items():
            bit = 1 << labels.index(label)
            first, last = np.searchsorted(cuts, starts), np.searchsorted(cuts, ends)
            row[first] += bit
            row[last] -= bit
            own_cut[first] = own_cut[last] = True
    return np.cumsum(masks, axis=1)[:, :-1], cut_here[:, :-1]
