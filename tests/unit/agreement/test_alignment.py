from __future__ import annotations

from functools import cache
from itertools import combinations, product
from math import comb
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.alignment import Candidates, alignment_cost, best_packing, candidates, disorder
from annotator.agreement.continua import Continuum, Dissimilarity, Marks, marks_of
from tests.unit.agreement import vectors

FIXTURES = [
    "fixture_01_two_annotators_simple.json",
    "fixture_02_unequal_counts.json",
    "fixture_03_identical_perfect.json",
    "fixture_04_three_annotators.json",
    "fixture_05_larger_two_annotators.json",
    "fixture_06_weighted_alpha3_beta2.json",
]
SPANS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 12), st.integers(0, 2)).map(
        lambda one: (one[0], one[0] + one[1], one[2])
    ),
    max_size=4,
)
WEIGHTS = st.sampled_from(
    [
        Dissimilarity(),
        Dissimilarity(3, 1, 1),
        Dissimilarity(0.3, 2, 0.5),
        Dissimilarity(1, 0, 2),
        Dissimilarity(0, 1, 1),
    ]
)


def dissimilarity(parameters: dict[str, Any]) -> Dissimilarity:
    return Dissimilarity(parameters["alpha"], parameters["beta"], parameters.get("deltaEmpty", 1))


@pytest.mark.parametrize("name", FIXTURES)
def test_published_disorders(name: str) -> None:
    fixture = vectors.read(f"gamma/{name}")
    weights = dissimilarity(fixture["params"])
    cases = [(fixture["continuum"], fixture["tier1"]["bestAlignmentDisorder"])]
    for sample in fixture["tier2"]["sampledContinua"]:
        cases.append((sample["units"], sample["bestAlignmentDisorder"]))
        cases.append((sample["scaled"]["units"], sample["scaled"]["bestAlignmentDisorder"]))
    for units, expected in cases:
        assert disorder(vectors.continuum(units), weights) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("name", FIXTURES)
def test_published_dissimilarities(name: str) -> None:
    fixture = vectors.read(f"gamma/{name}")
    weights = dissimilarity(fixture["params"])
    found = vectors.continuum(fixture["continuum"])
    annotators = sorted({unit["annotator"] for unit in fixture["continuum"]})
    for pair in fixture["tier1"]["pairDissimilarities"]:
        one, other = (found[annotators.index(pair[side])] for side in ("annotatorA", "annotatorB"))
        i, j = np.array([pair["unitIndexA"]]), np.array([pair["unitIndexB"]])
        assert weights.between(one, i, other, j)[0] == pytest.approx(pair["combined"], rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("name", ["2by1000", "3by100", "AlexPaulSuzan"])
def test_disorders_of_larger_corpora(name: str) -> None:
    corpus = vectors.read(f"gamma/pygamma_{name}.json")
    expected = corpus["expected"]
    weights = Dissimilarity(expected["params"]["alpha"], expected["params"]["beta"], expected["params"]["delta_empty"])
    found = disorder(vectors.continuum(corpus["units"]), weights)
    assert found == pytest.approx(expected["disorder_own_exact"], abs=1e-6)


def by_brute_force(continuum: Continuum, weights: Dissimilarity) -> float:
    """The least cost over all ways to align, unitary alignment by unitary alignment."""
    pairs = list(combinations(range(len(continuum)), 2))

    def cost(members: tuple[int | None, ...]) -> float:
        total = 0.0
        for one, other in pairs:
            i, j = members[one], members[other]
            if i is None or j is None:
                total += weights.empty
            else:
                total += weights.between(continuum[one], np.array([i]), continuum[other], np.array([j]))[0]
        return total / len(pairs)

    @cache
    def least(left: tuple[frozenset[int], ...]) -> float:
        first = next((index for index, rest in enumerate(left) if rest), None)
        if first is None:
            return 0.0
        begin = min(left[first])
        options: list[list[int | None]] = [[None, *rest] for rest in left]
        options[first] = [begin]
        return min(
            cost(members) + least(tuple(rest - {member} for rest, member in zip(left, members, strict=True)))
            for members in product(*options)
        )

    return least(tuple(frozenset(range(marks.count)) for marks in continuum))


@settings(deadline=None)
@given(st.lists(SPANS, min_size=2, max_size=2), WEIGHTS)
def test_two_annotators_are_aligned_at_the_least_cost(layers: list[Any], weights: Dissimilarity) -> None:
    continuum = [marks_of(spans) for spans in layers]
    assert alignment_cost(continuum, weights) == pytest.approx(by_brute_force(continuum, weights))


@settings(max_examples=40, deadline=None)
@given(st.lists(SPANS.filter(lambda spans: len(spans) < 4), min_size=3, max_size=4), WEIGHTS)
def test_more_annotators_are_aligned_at_the_least_cost(layers: list[Any], weights: Dissimilarity) -> None:
    continuum = [marks_of(spans[: 6 - len(layers)]) for spans in layers]
    assert alignment_cost(continuum, weights) == pytest.approx(by_brute_force(continuum, weights))


@settings(deadline=None)
@given(st.lists(SPANS, min_size=2, max_size=3), WEIGHTS, st.randoms(use_true_random=False))
def test_disorder_does_not_depend_on_order_or_on_names_of_labels(
    layers: list[Any], weights: Dissimilarity, chance: Any
) -> None:
    before = alignment_cost([marks_of(spans) for spans in layers], weights)
    shuffled = [chance.sample(spans, len(spans)) for spans in chance.sample(layers, len(layers))]
    renamed = [[(start, end, 7 - label) for start, end, label in spans] for spans in shuffled]
    assert alignment_cost([marks_of(spans) for spans in renamed], weights) == pytest.approx(before)


@settings(deadline=None)
@given(SPANS.filter(bool), st.integers(2, 4))
def test_identical_layers_have_no_disorder(spans: Any, annotators: int) -> None:
    assert disorder([marks_of(spans)] * annotators, Dissimilarity()) == pytest.approx(0, abs=1e-9)


def noisy(annotators: int, spans: int, seed: int) -> Continuum:
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, spans * 15, spans)
    layers = []
    for _ in range(annotators):
        starts = places + rng.normal(0, 9, spans)
        layers.append(Marks(starts, starts + rng.uniform(25, 60, spans), rng.integers(0, 3, spans)))
    return layers


def test_fractions_of_the_linear_programme_are_settled_by_the_integer_one() -> None:
    # Three candidates, each two of which share a span: the relaxation takes half of each, and the lone one whole.
    members = np.array([[0, 0, -1], [-1, 0, 0], [0, -1, 0], [1, 1, -1]])
    found = Candidates(members, np.array([1.0, 1.1, 1.0, 0.5]))
    assert best_packing(found).tolist() == best_packing(found, linear_first=False).tolist() == [1, 3]


@pytest.mark.parametrize("seed", range(4))
def test_the_linear_programme_gains_as_much_as_the_integer_one(seed: int) -> None:
    found = candidates(noisy(3, 14, seed), Dissimilarity(0.4, 1.5, 1))
    linear, whole = best_packing(found), best_packing(found, linear_first=False)
    assert found.gains[linear].sum() == pytest.approx(found.gains[whole].sum())
    taken = found.members[linear]
    for column in taken.T:
        assert len(set(column[column >= 0].tolist())) == (column >= 0).sum()


def test_no_worthwhile_candidate_is_lost() -> None:
    continuum, weights = noisy(3, 6, 3), Dissimilarity()
    found = {tuple(row) for row in candidates(continuum, weights).members.tolist()}
    assert found
    for row in found:
        assert sum(member >= 0 for member in row) > 1
    assert len(found) < comb(18, 3)


def test_a_continuum_without_spans_has_no_disorder() -> None:
    with pytest.raises(ValueError, match="without spans"):
        disorder([marks_of([]), marks_of([])], Dissimilarity())
