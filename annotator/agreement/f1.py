"""Pairwise F1: what two annotators have in common, as counts that can be added up over articles.

F1 = 2 tp / (n_a + n_b), the harmonic mean of precision and recall with either annotator as the reference; unlike kappa
it needs no true negatives (Hripcsak & Rothschild 2005, JAMIA 12:296-298).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from annotator.agreement.kinds import Kind
from annotator.agreement.matching import Matching
from annotator.agreement.values import Coefficient, Unit, defined, undefined


class Outcome(NamedTuple):
    """One entry of the list behind the counts. One of the units is None if only the other annotator has the span."""

    kind: Kind
    a: Unit | None
    b: Unit | None


class F1(NamedTuple):
    """True positives and the spans of each annotator."""

    tp: int
    n_a: int
    n_b: int

    @property
    def coefficient(self) -> Coefficient:
        """F1 = 2 tp / (n_a + n_b); undefined if neither annotator has a span."""
        if not self.n_a + self.n_b:
            return undefined("neither annotator has such a span")
        return defined(2 * self.tp / (self.n_a + self.n_b))


def exact_by_label(a: Sequence[Unit], b: Sequence[Unit]) -> dict[str, int]:
    """Return for each label how many spans pair off with an equal fragment list and the same label."""
    left: dict[object, int] = {}
    for unit in a:
        left[unit.fragments, unit.label] = left.get((unit.fragments, unit.label), 0) + 1
    found: dict[str, int] = {}
    for unit in b:
        place = unit.fragments, unit.label
        if left.get(place):
            left[place] -= 1
            found[unit.label] = found.get(unit.label, 0) + 1
    return found


def exact_unlabelled(a: Sequence[Unit], b: Sequence[Unit]) -> int:
    """Return how many spans pair off with an equal fragment list, whatever their labels."""
    left: dict[object, int] = {}
    for unit in a:
        left[unit.fragments] = left.get(unit.fragments, 0) + 1
    found = 0
    for unit in b:
        if left.get(unit.fragments):
            left[unit.fragments] -= 1
            found += 1
    return found


def outcomes(a: Sequence[Unit], b: Sequence[Unit], matching: Matching) -> list[Outcome]:
    """Return what became of every span of the two annotators, paired off whatever the labels, in the units' order.

    `matched`: same span and label; `boundary`: same label, another span; `label`: another label.
    """
    found = [Outcome(_kind(a[pair.left], b[pair.right]), a[pair.left], b[pair.right]) for pair in matching.unlabelled]
    left = {pair.left for pair in matching.unlabelled}
    right = {pair.right for pair in matching.unlabelled}
    found += [Outcome(Kind.ONLY_A, unit, None) for index, unit in enumerate(a) if index not in left]
    found += [Outcome(Kind.ONLY_B, None, unit) for index, unit in enumerate(b) if index not in right]
    return sorted(found, key=_position)


def _kind(a: Unit, b: Unit) -> Kind:
    if a.label != b.label:
        return Kind.LABEL
    return Kind.MATCHED if a.fragments == b.fragments else Kind.BOUNDARY


def _position(outcome: Outcome) -> tuple[int, int, Kind]:
    units = [unit for unit in outcome[1:] if isinstance(unit, Unit)]
    return min(unit.start for unit in units), -max(unit.end for unit in units), outcome.kind
