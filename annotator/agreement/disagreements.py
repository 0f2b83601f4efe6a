"""Where annotators differ in one article, span by span: the list behind the counts, and what adjudication decides.

    compare(article, settings)   -> list[Comparison]   every pair of annotators, every span that either marked
    places(comparisons)          -> list[Place]        the same for any number of annotators, gathered by what belongs
                                                       together, in the order of the text

    Comparison: pair = ("anna", "ben"), the two annotators in the order of their names
                kind = Kind.MATCHED | BOUNDARY | LABEL | ONLY_A | ONLY_B (see `kinds`)
                a, b = the units of the first and the second annotator; None in ONLY_B, or ONLY_A
                attributes = one AttributeComparison(name, verdict) per measured attribute where both have the same
                label; the values are in a.attributes and b.attributes
                agrees = same fragments and label, and no attribute that differs or only one has
    Place:      units = annotator -> units of theirs (usually one each); comparisons = those between them
                agrees = all annotators have it, and all comparisons agree

An attribute that differs is no kind of its own: the boundary may differ as well. Zero or more `differing` attributes
go with any comparison of equal labels. The default way of pairing spans off is that of the counts "matched, boundary,
label, only a, only b"; the other ways are those of the F1 values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from annotator.agreement.attributes import Targets, targets_of, verdict
from annotator.agreement.f1 import Outcome, outcomes
from annotator.agreement.kinds import Kind, Pairing, Verdict
from annotator.agreement.matching import Match, Matching, in_order, match
from annotator.agreement.values import ArticleLayers, Settings, Unit

_DIFFER = frozenset({Verdict.DIFFERENT, Verdict.ONE_SIDED})


class AttributeComparison(NamedTuple):
    """One attribute on two spans of the same label."""

    name: str
    verdict: Verdict

    @property
    def differs(self) -> bool:
        """Whether the values differ, or only one annotator gave one."""
        return self.verdict in _DIFFER


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two annotators did at one place (see the module)."""

    pair: tuple[str, str]
    kind: Kind
    a: Unit | None
    b: Unit | None
    attributes: tuple[AttributeComparison, ...] = ()

    @property
    def units(self) -> tuple[Unit, ...]:
        """The one or two units."""
        return tuple(unit for unit in (self.a, self.b) if unit is not None)

    @property
    def start(self) -> int:
        """The first code point of either unit."""
        return min(unit.start for unit in self.units)

    @property
    def end(self) -> int:
        """The code point after both units."""
        return max(unit.end for unit in self.units)

    @property
    def differing(self) -> tuple[str, ...]:
        """The attributes that differ, in the order of the schema."""
        return tuple(one.name for one in self.attributes if one.differs)

    @property
    def agrees(self) -> bool:
        """Whether there is nothing to decide between the two."""
        return self.kind is Kind.MATCHED and not self.differing


@dataclass(frozen=True, slots=True)
class Place:
    """Units of several annotators that belong together, directly or through another's."""

    units: Mapping[str, tuple[Unit, ...]]
    comparisons: tuple[Comparison, ...]

    @property
    def start(self) -> int:
        """The first code point of all units."""
        return min(unit.start for units in self.units.values() for unit in units)

    @property
    def end(self) -> int:
        """The code point after all units."""
        return max(unit.end for units in self.units.values() for unit in units)

    @property
    def agrees(self) -> bool:
        """Whether every annotator has the same here."""
        return all(comparison.agrees for comparison in self.comparisons)


def compare(
    article: ArticleLayers,
    settings: Settings,
    pairs: Iterable[tuple[str, str]] | None = None,
    pairing: Pairing = Pairing.OVERLAP,
) -> list[Comparison]:
    """Compare the layers of the article, two by two (all pairs, or these), each pair in the order of the text.

    Every unit of a pair of annotators is in exactly one of the pair's comparisons. A pair with an annotator who is not
    in the article is left out.
    """
    units = {annotator: in_order(article.layers[annotator]) for annotator in sorted(article.layers)}
    wanted = combinations(units, 2) if pairs is None else (pair for pair in pairs if set(pair) <= units.keys())
    return [found for pair in wanted for found in _of_pair(pair, units, settings, pairing)]


def _of_pair(
    pair: tuple[str, str], units: Mapping[str, Sequence[Unit]], settings: Settings, pairing: Pairing
) -> Iterable[Comparison]:
    a, b = (units[annotator] for annotator in pair)
    matching = match(a, b, settings.iou)
    targets = targets_of(a, b, matching)
    for outcome in outcomes(a, b, Matching(matching.labelled, _paired(a, b, matching, pairing))):
        yield Comparison(pair, *outcome, _attributes(outcome, settings, targets))


def _paired(a: Sequence[Unit], b: Sequence[Unit], matching: Matching, pairing: Pairing) -> list[Match]:
    match pairing:
        case Pairing.OVERLAP:
            return matching.unlabelled
        case Pairing.SAME_LABEL:
            return matching.labelled
        case Pairing.EXACT:
            return _equal([unit[1:3] for unit in a], [unit[1:3] for unit in b])
        case Pairing.EXACT_ANY_LABEL:
            return _equal([unit.fragments for unit in a], [unit.fragments for unit in b])


def _equal(a: Sequence[object], b: Sequence[object]) -> list[Match]:
    """Pair off equal values, each once."""
    left: dict[object, list[int]] = defaultdict(list)
    for index, value in enumerate(a):
        left[value].append(index)
    return [Match(left[value].pop(0), index, 1.0) for index, value in enumerate(b) if left.get(value)]


def _attributes(outcome: Outcome, settings: Settings, targets: Targets) -> tuple[AttributeComparison, ...]:
    a, b = outcome.a, outcome.b
    if a is None or b is None or a.label != b.label:
        return ()
    measures = settings.attributes.get(a.label, ())
    return tuple(AttributeComparison(measure.name, verdict(measure, a, b, targets)) for measure in measures)


def places(comparisons: Iterable[Comparison]) -> list[Place]:
    """Gather comparisons by the units they have in common, in the order of the text."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    listed = list(comparisons)
    for comparison in listed:
        first, *others = (root(unit.id) for unit in comparison.units)
        for other in others:
            parent[other] = first
    groups: dict[str, list[Comparison]] = defaultdict(list)
    for comparison in listed:
        groups[root(comparison.units[0].id)].append(comparison)
    return sorted(map(_place, groups.values()), key=lambda place: (place.start, -place.end, sorted(place.units)))


def _place(comparisons: Sequence[Comparison]) -> Place:
    units: dict[str, dict[str, Unit]] = defaultdict(dict)
    for comparison in comparisons:
        for annotator, unit in zip(comparison.pair, (comparison.a, comparison.b), strict=True):
            if unit is not None:
                units[annotator][unit.id] = unit
    in_text = {annotator: tuple(in_order(units[annotator].values())) for annotator in sorted(units)}
    return Place(in_text, tuple(comparisons))
