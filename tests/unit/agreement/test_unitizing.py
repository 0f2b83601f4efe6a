from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings

from annotator.agreement.characters import character_counts
from annotator.agreement.partitions import layer_of, runs_of
from annotator.agreement.unitizing import NO_CHOICE, NO_COMMON, NO_UNITS, Unitizing, unitizing, unitizing_counts
from annotator.agreement.values import Unit
from tests.unit.agreement.builders import LENGTH, layers_of, unit


def measured(length: int, *layers: list[Unit]) -> Unitizing:
    found = [layer_of(units) for units in layers]
    runs = runs_of(found, length)
    lengths = runs.lengths()
    return unitizing(unitizing_counts(runs, found, lengths), character_counts(lengths))


def spans(label: str, *ranges: tuple[int, int]) -> list[Unit]:
    return [unit(f"{label}{start}", label, (start, end)) for start, end in ranges]


def test_the_case_of_three_annotators_with_one_label() -> None:
    found = measured(56, spans("k", (3, 15), (22, 53)), spans("k", (3, 10), (22, 53)), spans("k", (22, 46)))
    assert found.u.value == pytest.approx(0.5645448655652737)
    assert found.binary.value == pytest.approx(0.5645448655652737)
    assert found.labels["k"].value == pytest.approx(0.5645448655652737)
    (category,) = found.categories
    assert category.coverage == pytest.approx(0.819047619047619)
    # One category only: the measure is 0 / 0 there, which other programs call 1.
    assert found.cu.value is None
    assert category.value.value is None
    assert found.cu.reason == category.value.reason == NO_CHOICE


def test_the_case_of_two_annotators_with_two_labels() -> None:
    found = measured(
        300,
        spans("k", (30, 90), (150, 200)) + spans("c", (220, 250)),
        spans("k", (30, 90), (150, 200)) + spans("c", (205, 225), (250, 270)),
    )
    assert found.u.value == pytest.approx(0.6716144349477683)
    assert found.binary.value == pytest.approx(0.6153615127919911)
    assert found.cu.value == pytest.approx(1.0)
    by_label = {part.category: part for part in found.categories}
    assert by_label["c"].value.value == by_label["k"].value.value == pytest.approx(1.0)
    assert by_label["c"].coverage == pytest.approx(0.14285714285714285)
    assert by_label["k"].coverage == pytest.approx(1.0)


def alpha_by_definition(matrix: np.ndarray, q: np.ndarray, groups: list[int]) -> float | None:
    total, marginals = matrix.sum(), matrix.sum(0)
    if total**2 <= q.sum():
        return None
    expected = total * (np.outer(marginals, marginals) - np.diag(q)) / (total**2 - q.sum())
    apart = np.array(groups)[:, None] != np.array(groups)[None, :]
    chance = expected[apart].sum()
    return 1 - matrix[apart].sum() / chance if chance > 1e-12 else None


def by_definition(length: int, layers: list[list[Unit]]) -> tuple[float | None, float | None, float | None]:
    """uα, |uα and cuα from the formulas, over all pairs of pieces, for one article."""
    partitions = []
    for units in layers:
        spans = [(label, *ends) for label, found in layer_of(units).spans.items() for ends in zip(*found, strict=True)]
        edges = sorted({0, length, *(edge for _, *ends in spans for edge in ends)})
        partitions.append(
            [
                (start, end, "\n".join(sorted(label for label, low, high in spans if low <= start < high)))
                for start, end in pairwise(edges)
            ]
        )
    names = sorted({category for pieces in partitions for _, _, category in pieces} | {""})
    observed = np.zeros((len(names), len(names)))
    squares, pairable = np.zeros(len(names)), np.zeros(len(names))
    for i, pieces in enumerate(partitions):
        for start, end, category in pieces:
            index = names.index(category)
            squares[index] += (end - start) ** (2 if category else 1)
            marked: set[int] = set()
            for j, others in enumerate(partitions):
                for low, high, other in others if i != j else []:
                    shared = max(0, min(end, high) - max(start, low))
                    observed[index, names.index(other)] += shared / (len(layers) - 1)
                    marked |= set(range(max(start, low), min(end, high))) if other else set()
            pairable[index] += len(marked) ** 2 if category else 0

    every = list(range(len(names)))
    return (
        alpha_by_definition(observed, squares, every),
        alpha_by_definition(observed, squares, [int(index > 0) for index in every]),
        alpha_by_definition(observed[1:, 1:], pairable[1:], every[1:]) if len(names) > 1 else None,
    )


@settings(deadline=None)
@given(layers_of(3))
def test_the_family_is_what_the_definition_says(layers: list[list[Unit]]) -> None:
    found = measured(LENGTH, *layers)
    for one, expected in zip((found.u, found.binary, found.cu), by_definition(LENGTH, layers), strict=True):
        if expected is None:
            assert one.value is None
            assert one.reason
        else:
            assert one.value == pytest.approx(expected)


def test_without_units_there_is_nothing_to_measure() -> None:
    assert measured(50, [], []).u.reason == NO_UNITS


def test_units_that_never_meet_have_no_coding_in_common() -> None:
    found = measured(50, spans("k", (0, 10)), spans("c", (20, 30)))
    assert found.cu.reason == NO_COMMON
    assert [part.coverage for part in found.categories] == [0, 0]
    assert found.u.value is not None
    assert found.u.value < 0


def test_overlapping_labels_make_a_category_of_their_own() -> None:
    both = [unit("1", "claim", (0, 20)), unit("2", "figure", (5, 8))]
    found = measured(40, both, both)
    assert [part.category for part in found.categories] == ["claim", "claim\nfigure"]
    assert found.u.value == found.cu.value == 1
    assert found.labels["figure"].value == 1


def test_touching_spans_are_two_units() -> None:
    layers = [layer_of(spans("k", (0, 9), (9, 12))), layer_of([])]
    runs = runs_of(layers, 20)
    counts = unitizing_counts(runs, layers, runs.lengths())
    assert counts.squares == {"k": 9**2 + 3**2, "": 20 + 8}
    assert counts.pairable == {"k": 0}
