from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score  # type: ignore[import-untyped]  # it has no types
from statsmodels.stats.inter_rater import fleiss_kappa  # type: ignore[import-untyped]  # it has no types

from annotator.agreement.alpha import (
    ONE_CATEGORY,
    Floats,
    cohen_kappa,
    coincidence_matrix,
    interval_alpha,
    nominal_alpha,
    ordinal_alpha,
)
from annotator.agreement.values import Coefficient
from tests.unit.agreement import vectors

NUMBERS = st.lists(st.lists(st.none() | st.integers(1, 5), min_size=3, max_size=3), min_size=2, max_size=12)


def coincidences(rows: Sequence[str]) -> tuple[Floats, list[str]]:
    values = sorted(set("".join(rows)) - {"-"})
    return coincidence_matrix([[None if value == "-" else value for value in row] for row in rows], values), values


def by_interval(matrix: Floats, values: Sequence[str]) -> Coefficient:
    return interval_alpha(matrix, [float(value) for value in values])


def tokens_1995_a() -> list[str]:
    one = "".join("1" if 2 <= place < 10 or 14 <= place < 20 else "0" for place in range(24))
    other = "".join("1" if 4 <= place < 8 or 15 <= place < 17 else "0" for place in range(24))
    return [a + b for a, b in zip(one, other, strict=True)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (vectors.KRIPPENDORFF_2004_P230, 0.743),
        (vectors.KRIPPENDORFF_2007_C, 0.743),
        (vectors.KRIPPENDORFF_2004_P224, 0.095),
        (vectors.KRIPPENDORFF_2004_P227, 0.734),
        (vectors.KRIPPENDORFF_1980_P139, 0.642),
        (["".join(column) for column in zip(*vectors.WIKIPEDIA, strict=True)], 0.691),
        (tokens_1995_a(), 0.329),
    ],
)
def test_published_nominal_alphas(rows: list[str], expected: float) -> None:
    assert nominal_alpha(coincidences(rows)[0]).value == pytest.approx(expected, abs=6e-4)


@pytest.mark.parametrize(
    ("rows", "measure", "expected"),
    [
        (vectors.KRIPPENDORFF_2007_C, ordinal_alpha, 0.815),
        (vectors.HAYES_KRIPPENDORFF_2007, ordinal_alpha, 0.7598),
        (vectors.KRIPPENDORFF_2007_C, None, 0.849),
        (vectors.KRIPPENDORFF_1980_P139, None, 0.547),
        (["".join(column) for column in zip(*vectors.WIKIPEDIA, strict=True)], None, 0.810845),
    ],
)
def test_published_ordinal_and_interval_alphas(
    rows: list[str], measure: Callable[[Floats], Coefficient] | None, expected: float
) -> None:
    matrix, values = coincidences(rows)
    found = measure(matrix) if measure else by_interval(matrix, values)
    assert found.value == pytest.approx(expected, abs=6e-4)


def test_fleiss_1971_through_alpha() -> None:
    matrix, values = coincidences(vectors.FLEISS_1971)
    kappa, total = 0.430, matrix.sum()
    assert nominal_alpha(matrix).value == pytest.approx(1 - (1 - kappa) * (total - 1) / total, abs=1e-3)
    table = [[row.count(value) for value in values] for row in vectors.FLEISS_1971]
    exactly = fleiss_kappa(np.array(table))
    assert exactly == pytest.approx(kappa, abs=1e-3)
    assert nominal_alpha(matrix).value == pytest.approx(1 - (1 - exactly) * (total - 1) / total)


@pytest.mark.parametrize("name", vectors.KAPPAS)
def test_published_cohen_kappas(name: str) -> None:
    table, observed, expected = vectors.KAPPAS[name]
    counts = {(i, j): times for i, row in enumerate(table) for j, times in enumerate(row)}
    assert cohen_kappa(counts).value == pytest.approx((observed - expected) / (1 - expected), abs=0.005)


@settings(deadline=None)
@given(NUMBERS)
def test_all_levels_equal_the_reference_implementation(rows: list[list[int | None]]) -> None:
    values = sorted({value for row in rows for value in row if value is not None})
    matrix = coincidence_matrix(rows, values)
    pairable = {value for row in rows if sum(value is not None for value in row) > 1 for value in row} - {None}
    found = nominal_alpha(matrix), ordinal_alpha(matrix), interval_alpha(matrix, [float(value) for value in values])
    if len(pairable) < 2:
        assert all(one.value is None and one.reason for one in found)
        return
    data = np.array([[np.nan if value is None else value for value in row] for row in rows], float).T
    levels: tuple[Literal["nominal", "ordinal", "interval"], ...] = ("nominal", "ordinal", "interval")
    for one, level in zip(found, levels, strict=True):
        assert one.value == pytest.approx(krippendorff.alpha(data, level_of_measurement=level))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_kappa_equals_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    found = cohen_kappa(Counter(pairs))
    if len({value for pair in pairs for value in pair}) == 1:
        assert found.reason == ONE_CATEGORY
    else:
        assert found.value == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)))


def test_without_pairs_there_is_no_alpha() -> None:
    lonely = coincidence_matrix([[1, None], [None, 2]], [1, 2])
    assert nominal_alpha(lonely).value is None
    assert cohen_kappa({}).value is None
