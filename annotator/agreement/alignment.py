"""The best alignment of several annotators' spans and its disorder, exactly.

Every span is in exactly one unitary alignment, which holds at most one span per annotator and costs the mean
dissimilarity over all pairs of annotators (`empty` where either has none). The disorder is the least sum of costs
divided by the mean number of spans per annotator (Mathet, Widlöcher & Métivier 2015, section 4.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array, csr_array
from scipy.sparse.csgraph import connected_components

from annotator.agreement.assignment import best_assignment
from annotator.agreement.continua import Continuum, Dissimilarity, Floats, Ints
from annotator.agreement.overlaps import expanded

_NOBODY = -1
_WHOLE = 1e-6
"""So far from a whole number may an answer of the linear programme be."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Unitary alignments of two or more spans that may be worth it.

    `members`: shape (candidates, annotators), the span's index or -1. `gains`: how much less each costs than its spans
    alone, summed over pairs of annotators; above 0.
    """

    members: Ints
    gains: Floats


def alignment_cost(continuum: Continuum, dissimilarity: Dissimilarity) -> float:
    """Return the sum of costs of the best alignment: disorder times the mean number of spans per annotator."""
    return float(_alone(continuum, dissimilarity) - best_gain(continuum, dissimilarity))


def disorder(continuum: Continuum, dissimilarity: Dissimilarity) -> float:
    """Return the disorder of the best alignment. Raises ValueError if there is no span at all."""
    spans = sum(marks.count for marks in continuum)
    if not spans:
        raise ValueError("a continuum without spans has no disorder")
    return alignment_cost(continuum, dissimilarity) * len(continuum) / spans


def _alone(continuum: Continuum, dissimilarity: Dissimilarity) -> float:
    return dissimilarity.empty * sum(marks.count for marks in continuum)


def best_gain(continuum: Continuum, dissimilarity: Dissimilarity) -> float:
    """Return how much less the best alignment costs than all spans alone. Two annotators: an assignment problem."""
    if len(continuum) == 2:
        one, other = continuum
        alone = 2 * dissimilarity.empty
        rows, columns, distances = dissimilarity.near(one, other, alone)
        gains = alone - distances
        return float(gains[best_assignment(rows, columns, gains)].sum())
    found = candidates(continuum, dissimilarity)
    return float(found.gains[best_packing(found)].sum()) / comb(len(continuum), 2)


def candidates(continuum: Continuum, dissimilarity: Dissimilarity) -> Candidates:
    """Return the unitary alignments that no split makes cheaper, built annotator by annotator.

    One span v of k costs too much, and splitting it off is cheaper, once the sum of d(v, x) over the others reaches
    (C(n, 2) + k - 1) empty; k - 1 grows by at most 1 with every annotator to come.
    """
    annotators = len(continuum)
    members = np.full((0, annotators), _NOBODY, np.int64)
    sums = np.zeros((0, annotators))
    for annotator, marks in enumerate(continuum):
        grown, grown_sums = _extended(continuum, dissimilarity, annotator, members, sums)
        single = np.full((marks.count, annotators), _NOBODY, np.int64)
        single[:, annotator] = np.arange(marks.count)
        members = np.concatenate([members, grown, single])
        sums = np.concatenate([sums, grown_sums, np.zeros(single.shape)])
    size = (members != _NOBODY).sum(1)
    kept = (size > 1) & _worth(members, sums, dissimilarity, 0)
    members, sums, size = members[kept], sums[kept], size[kept]
    pairs = comb(annotators, 2)
    gains = dissimilarity.empty * ((size - 1) * pairs + size * (size - 1) / 2) - sums.sum(1) / 2
    return Candidates(members[gains > 0], gains[gains > 0])


def _extended(
    continuum: Continuum, dissimilarity: Dissimilarity, annotator: int, members: Ints, sums: Floats
) -> tuple[Ints, Floats]:
    """Return the alignments so far, each with every span of the next annotator that is near enough, and their sums.

    `sums`: per member the sum of its dissimilarities to the others, shape (alignments, annotators).
    """
    limit = (comb(len(continuum), 2) + len(continuum) - 1) * dissimilarity.empty
    first = np.argmax(members != _NOBODY, axis=1)
    grown, grown_sums = [members[:0]], [sums[:0]]
    for earlier in range(annotator):
        begun = np.flatnonzero(first == earlier)
        i, span, _ = dissimilarity.near(continuum[earlier], continuum[annotator], limit)
        which, near = _join(members[begun, earlier], i)
        joined, joined_sums = members[begun[which]], sums[begun[which]]
        joined[:, annotator] = span[near]
        for other in range(earlier, annotator):
            there = np.flatnonzero(joined[:, other] != _NOBODY)
            distances = dissimilarity.between(
                continuum[other], joined[there, other], continuum[annotator], joined[there, annotator]
            )
            joined_sums[there, other] += distances
            joined_sums[there, annotator] += distances
        kept = _worth(joined, joined_sums, dissimilarity, len(continuum) - 1 - annotator)
        grown.append(joined[kept])
        grown_sums.append(joined_sums[kept])
    return np.concatenate(grown), np.concatenate(grown_sums)


def _join(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Return the indexes of all pairs of equal entries."""
    order = np.argsort(right, kind="stable")
    first = np.searchsorted(right, left, "left", sorter=order)
    which, steps = expanded(np.searchsorted(right, left, "right", sorter=order) - first)
    return which, order[first[which] + steps]


def _worth(members: Ints, sums: Floats, dissimilarity: Dissimilarity, to_come: int) -> NDArray[np.bool_]:
    size = (members != _NOBODY).sum(1, keepdims=True)
    limits = (comb(members.shape[1], 2) + size - 1 + to_come) * dissimilarity.empty
    worth: NDArray[np.bool_] = (sums < limits).all(1)
    return worth


def best_packing(found: Candidates, *, linear_first: bool = True) -> Ints:
    """Return the indexes of the candidates that share no span and gain the most.

    The linear relaxation is tried first (HiGHS), since its answer is often whole; where it is not, the spans that hang
    together with a fraction are solved once more as an integer programme.
    """
    if not len(found.gains):
        return np.empty(0, np.int64)
    spans = _incidence(found.members)
    taken = _solution(found.gains, spans, whole=not linear_first)
    broken = np.abs(taken - np.round(taken)) > _WHOLE
    if not broken.any():
        return np.flatnonzero(taken > 0.5)
    component = _component(spans)
    unsettled = np.isin(component, component[broken])
    hard = np.flatnonzero(unsettled)
    taken[hard] = _solution(found.gains[hard], spans[:, hard], whole=True)
    return np.flatnonzero(taken > 0.5)


def _solution(gains: Floats, spans: csc_array, *, whole: bool) -> Floats:
    """Return which share of each candidate is taken: the most gain with each span used once at most."""
    answer = milp(
        -gains,
        integrality=np.full(len(gains), whole, np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(spans, -np.inf, 1),
        options={"mip_rel_gap": 0},
    )
    if not answer.success:
        raise RuntimeError(f"the solver gave up: {answer.message}")
    return np.asarray(answer.x, float)


def _incidence(members: Ints) -> csc_array:
    """Return which span (row) is in which candidate (column), as ones."""
    candidate, annotator = np.nonzero(members != _NOBODY)
    names = members[candidate, annotator] * members.shape[1] + annotator
    row = np.unique(names, return_inverse=True)[1]
    return csc_array((np.ones(len(row)), (row, candidate)), shape=(int(row.max()) + 1, len(members)))


def _component(spans: csc_array) -> Ints:
    """Return for each candidate the number of the component it is in."""
    height, width = spans.shape
    placed = spans.tocoo()
    graph = csr_array((placed.data, (placed.row, placed.col + height)), shape=(height + width, height + width))
    return connected_components(graph, directed=False)[1][height:].astype(np.int64)
