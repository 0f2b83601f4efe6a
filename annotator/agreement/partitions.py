"""The text as a sequence of runs in which every annotator's labels stay the same.

What is measured on characters (`alpha` per label, the unitizing family) needs only how long these runs are, so its cost
goes with the number of spans and not with the length of the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotator.agreement.values import Unit

Category = str
"""The labels that one annotator gave a character, sorted, one a line; empty in a gap."""

GAP: Category = ""


def labels_in(category: Category) -> list[str]:
    """Return the labels of a category."""
    return category.split("\n") if category else []


@dataclass(frozen=True, slots=True)
class Layer:
    """One annotator's labels as ranges of code points.

    `spans`: per label, the covered ranges, ascending; those of one label that overlap are joined, those that only touch
    are not. `joined` counts the spans that were lost to that.
    """

    spans: dict[str, list[tuple[int, int]]]
    joined: int


def layer_of(units: Iterable[Unit]) -> Layer:
    """Return the units' ranges per label, with the union of those that overlap."""
    ranges: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for unit in units:
        ranges[unit.label] += unit.fragments
    spans: dict[str, list[tuple[int, int]]] = {}
    joined = 0
    for label, found in ranges.items():
        found.sort()
        kept = spans[label] = [found[0]]
        for start, end in found[1:]:
            if start < kept[-1][1]:
                kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
                joined += 1
            else:
                kept.append((start, end))
    return Layer(spans, joined)


def pieces_of(layer: Layer) -> list[tuple[int, int, Category]]:
    """Return the layer as pieces that do not overlap, each with the labels it has; gaps are left out.

    Every edge of a span cuts, so that touching spans stay two pieces.
    """
    starts: defaultdict[int, list[str]] = defaultdict(list)
    ends: defaultdict[int, list[str]] = defaultdict(list)
    for label, ranges in layer.spans.items():
        for start, end in ranges:
            starts[start].append(label)
            ends[end].append(label)
    here: set[str] = set()
    pieces = []
    for cut, after in pairwise(sorted(starts.keys() | ends.keys())):
        here.difference_update(ends.get(cut, ()))
        here.update(starts.get(cut, ()))
        if here:
            pieces.append((cut, after, "\n".join(sorted(here))))
    return pieces


@dataclass(frozen=True, slots=True)
class Runs:
    """How many code points have which combination of the annotators' categories, and which pieces they belong to.

    `lengths`: the annotators' categories (in the order of the layers) -> code points; gaps everywhere included.
    `pieces`: per annotator its pieces as (category, length, pairable length): pairable is what at least one other
    annotator has in a piece too.
    """

    lengths: dict[tuple[Category, ...], int]
    pieces: list[list[tuple[Category, int, int]]]


def runs_of(layers: Sequence[Layer], length: int) -> Runs:
    """Return the runs of a text of `length` code points."""
    pieces = [pieces_of(layer) for layer in layers]
    events = sorted(
        (position, side, number, opens)
        for side, found in enumerate(pieces)
        for number, (start, end, _) in enumerate(found)
        for position, opens in ((start, 1), (end, 0))
    )
    now: list[Category] = [GAP] * len(layers)
    inside = [-1] * len(layers)
    pairable = [[0] * len(found) for found in pieces]
    lengths: defaultdict[tuple[Category, ...], int] = defaultdict(int)
    last = 0
    for position, side, number, opens in events:
        if position > last:
            lengths[tuple(now)] += position - last
            if len(now) - now.count(GAP) > 1:
                for annotator, piece in enumerate(inside):
                    if piece >= 0:
                        pairable[annotator][piece] += position - last
            last = position
        if opens:
            now[side], inside[side] = pieces[side][number][2], number
        else:
            now[side], inside[side] = GAP, -1
    if length > last:
        lengths[tuple(now)] += length - last
    measured = [
        [(category, end - start, shared) for (start, end, category), shared in zip(found, paired, strict=True)]
        for found, paired in zip(pieces, pairable, strict=True)
    ]
    return Runs(dict(lengths), measured)
