"""Which annotations of several annotators are about the same words: groups with at most one of each annotator.

What is put together first is most alike: the same span and label, then spans of one label by how far they overlap,
and spans of different labels if they share at least half of their characters. Two groups that both hold something of
one annotator stay apart. The result depends on the annotations alone, not on the order they come in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from annotator.domain.annotation import Annotation
from annotator.domain.span import Fragments, covered, overlap

Group = tuple[Annotation, ...]
"""In reading order: by start, longer first, then by fragments, label, layer and id."""
_Key = tuple[int, int, Fragments, str, str, str]

OTHER_LABEL = 0.5
"""Share of common characters (intersection over union) from which spans of different labels belong together."""
_SAME_LABEL = 0.5
"""How much more alike spans of one label are taken to be."""


def groups_of(annotations: Iterable[Annotation]) -> list[Group]:
    """Return all annotations of an article in groups, in reading order. O(n log n + overlapping pairs)."""
    groups = _exact(annotations)
    joined = _Joined(groups)
    for pair in sorted(_pairs(groups)):
        joined.join(pair.left, pair.right)
    return sorted(joined.groups(), key=_place)


def _key(annotation: Annotation) -> _Key:
    whole = annotation.start, -annotation.end
    return *whole, annotation.fragments, annotation.label, annotation.layer, annotation.id


def _place(group: Group) -> _Key:
    return _key(group[0])


def _exact(annotations: Iterable[Annotation]) -> list[Group]:
    """Return groups of the same span and label, sorted; a second one of the same annotator goes to a second group."""
    places: defaultdict[tuple[Fragments, str], dict[str, int]] = defaultdict(dict)
    groups: defaultdict[tuple[Fragments, str, int], list[Annotation]] = defaultdict(list)
    for annotation in sorted(annotations, key=_key):
        place = annotation.fragments, annotation.label
        nth = places[place].get(annotation.layer, 0)
        places[place][annotation.layer] = nth + 1
        groups[(*place, nth)].append(annotation)
    return [tuple(found) for _, found in sorted(groups.items())]


class _Pair(NamedTuple):
    """Two groups by number; the most alike sort first, then those that come first."""

    unlikeness: float
    left: int
    right: int


def _pairs(groups: Sequence[Group]) -> Iterable[_Pair]:
    """Yield the pairs of groups that overlap enough to be about the same words."""
    starts = sorted(range(len(groups)), key=lambda number: groups[number][0].start)
    for place, number in enumerate(starts):
        one = groups[number][0]
        for following in starts[place + 1 :]:
            other = groups[following][0]
            if other.start >= one.end:
                break
            shared = overlap(one.fragments, other.fragments)
            share = shared / (covered(one.fragments) + covered(other.fragments) - shared)
            same = one.label == other.label
            if share >= OTHER_LABEL or (same and shared):
                yield _Pair(-share - _SAME_LABEL * same, min(number, following), max(number, following))


class _Joined:
    """Groups that become one (union-find), as long as no annotator is in both."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._parent = list(range(len(groups)))
        self._members: list[list[Annotation]] = [list(group) for group in groups]
        self._layers = [{annotation.layer for annotation in group} for group in groups]

    def _root(self, number: int) -> int:
        while self._parent[number] != number:
            self._parent[number] = self._parent[self._parent[number]]
            number = self._parent[number]
        return number

    def join(self, left: int, right: int) -> None:
        """Make two groups one, unless they are, or both hold something of one annotator."""
        one, other = self._root(left), self._root(right)
        if one == other or self._layers[one] & self._layers[other]:
            return
        self._parent[other] = one
        self._members[one] += self._members[other]
        self._layers[one] |= self._layers[other]

    def groups(self) -> Iterable[Group]:
        """Yield what the groups have become."""
        for number, parent in enumerate(self._parent):
            if number == parent:
                yield tuple(sorted(self._members[number], key=_key))
