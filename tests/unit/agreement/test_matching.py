from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from annotator.agreement.assignment import best_assignment
from annotator.agreement.matching import (
    Match,
    _match_few,
    _match_many,
    best_matching,
    candidates,
    in_order,
    match,
)
from annotator.agreement.values import Unit
from tests.unit.agreement.builders import layers_of, unit

THRESHOLDS = st.sampled_from([0.1, 0.3, 0.5, 0.8, 1.0])


def points(one: Unit) -> set[int]:
    return {point for start, end in one.fragments for point in range(start, end)}


def jaccard(one: Unit, other: Unit) -> float:
    return len(points(one) & points(other)) / len(points(one) | points(other))


def value(left: Sequence[Unit], right: Sequence[Unit], pairs: Sequence[Match]) -> tuple[int, int, int, int]:
    """What a matching is judged by, in order of importance."""
    same = [pair for pair in pairs if left[pair.left].label == right[pair.right].label]
    equal = [pair for pair in same if left[pair.left].fragments == right[pair.right].fragments]
    return sum(round(pair.iou * 2**20) for pair in pairs), len(pairs), len(same), len(equal)


def best_by_brute_force(left: Sequence[Unit], right: Sequence[Unit], pairs: Sequence[Match]) -> tuple[int, ...]:
    @cache
    def best(index: int, used: frozenset[int]) -> tuple[int, int, int, int]:
        if index == len(left):
            return (0, 0, 0, 0)
        options = [best(index + 1, used)]
        for pair in pairs:
            if pair.left == index and pair.right not in used:
                rest = best(index + 1, used | {pair.right})
                here = value(left, right, [pair])
                options.append((rest[0] + here[0], rest[1] + here[1], rest[2] + here[2], rest[3] + here[3]))
        return max(options)

    return best(0, frozenset())


@settings(deadline=None)
@given(layers_of(2), THRESHOLDS)
def test_candidates_reach_the_threshold(layers: list[list[Unit]], threshold: float) -> None:
    left, right = layers
    expected = {
        (i, j): jaccard(one, other)
        for i, one in enumerate(left)
        for j, other in enumerate(right)
        if jaccard(one, other) >= threshold
    }
    assert {(i, j): iou for i, j, iou in candidates(left, right, threshold).listed()} == expected


@settings(deadline=None)
@given(layers_of(2), THRESHOLDS)
def test_the_matching_is_the_best_there_is(layers: list[list[Unit]], threshold: float) -> None:
    left, right = in_order(layers[0]), in_order(layers[1])
    found = match(left, right, threshold)
    pairs = candidates(left, right, threshold).listed()
    same = [pair for pair in pairs if left[pair.left].label == right[pair.right].label]
    for chosen, among in ((found.unlabelled, pairs), (found.labelled, same)):
        assert len({pair.left for pair in chosen}) == len({pair.right for pair in chosen}) == len(chosen)
        assert set(chosen) <= set(among)
        assert value(left, right, chosen) == best_by_brute_force(left, right, among)


@settings(deadline=None)
@given(layers_of(2), THRESHOLDS, st.randoms(use_true_random=False))
def test_storage_order_and_who_comes_first_do_not_matter(
    layers: list[list[Unit]], threshold: float, chance: random.Random
) -> None:
    def named(left: list[Unit], right: list[Unit]) -> set[tuple[str, str]]:
        pairs = match(in_order(left), in_order(right), threshold).unlabelled
        return {(in_order(left)[pair.left].id, in_order(right)[pair.right].id) for pair in pairs}

    left, right = layers
    before = named(left, right)
    shuffled = [chance.sample(layer, len(layer)) for layer in layers]
    assert named(*shuffled) == before
    assert {(one, other) for other, one in named(right, left)} == before


def test_an_overlap_of_exactly_the_threshold_matches() -> None:
    left, right = [unit("a", "claim", (0, 10))], [unit("b", "claim", (0, 5))]
    assert match(left, right, 0.5).labelled == [Match(0, 0, 0.5)]
    assert match(left, right, 0.51).labelled == []


def test_equal_labels_break_ties() -> None:
    left = [unit("a1", "claim", (0, 10)), unit("a2", "quote", (0, 10))]
    right = [unit("b1", "claim", (0, 10)), unit("b2", "quote", (0, 10))]
    assert [(i, j) for i, j, _ in match(left, right, 0.5).unlabelled] == [(0, 0), (1, 1)]


def test_equal_twins_are_told_apart_by_attributes_then_by_id() -> None:
    def twins(*order: int) -> list[Unit]:
        made = [unit(f"t{number}", "claim", (0, 9), attributes={"n": float(number // 2)}) for number in (3, 1, 2, 0)]
        return in_order([made[index] for index in order])

    assert twins(0, 1, 2, 3) == twins(3, 1, 0, 2)


@pytest.mark.parametrize("seed", range(3))
def test_a_long_chain_goes_through_the_solver(seed: int) -> None:
    chance = random.Random(seed)
    left, right = (
        in_order(
            unit(f"{side}{index}", "claim", (start := index * 4 + chance.randrange(4), start + chance.randint(20, 40)))
            for index in range(60)
        )
        for side in "ab"
    )
    pairs = candidates(left, right, 0.2)
    weights = np.zeros((60, 60))
    for i, j, iou in pairs.listed():
        weights[i, j] = iou
    rows, columns = linear_sum_assignment(weights, maximize=True)
    found = best_matching(left, right, pairs).listed()
    assert sum(pair.iou for pair in found) == pytest.approx(weights[rows, columns].sum(), abs=60 * 2**-20)


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_the_sparse_assignment_equals_the_dense_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    dense = rng.random((12, 9)) * (rng.random((12, 9)) < 0.3)
    rows, columns = np.nonzero(dense)
    chosen = best_assignment(rows, columns, dense[rows, columns])
    assert len(set(rows[chosen])) == len(set(columns[chosen])) == len(chosen)
    expected = dense[linear_sum_assignment(dense, maximize=True)].sum()
    assert dense[rows, columns][chosen].sum() == pytest.approx(expected)


def test_assignments_larger_than_a_batch() -> None:
    rng = np.random.default_rng(1)
    rows = np.repeat(np.arange(1000), 2)
    columns = np.minimum(rows + np.tile([0, 1], 1000), rows // 10 * 10 + 9)
    rows, columns = np.unique(np.stack([rows, columns]), axis=1)
    gains = rng.random(len(rows)) + 0.1
    dense = np.zeros((1000, 1000))
    dense[rows, columns] = gains
    chosen = best_assignment(rows, columns, gains)
    assert gains[chosen].sum() == pytest.approx(dense[linear_sum_assignment(dense, maximize=True)].sum())


@settings(deadline=None)
@given(layers_of(2), st.sampled_from((0.1, 0.5, 1.0)))
def test_few_spans_match_as_many_do(layers: list[list[Unit]], threshold: float) -> None:
    one, other = in_order(layers[0]), in_order(layers[1])
    few, many = _match_few(one, other, threshold), _match_many(one, other, threshold)
    assert few == many
