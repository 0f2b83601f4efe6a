"""The unitizing family of alpha: uα, |uα, cuα and (k)uα.

Krippendorff, Mathet, Bouvry & Widlöcher 2016, Qual. Quant. 50:2347-2364; Krippendorff 2019, Content Analysis, 12.6.
Each annotator's text is cut into units and gaps. Where an annotator gave a stretch several labels, their combination is
its category, so that text with overlapping labels can be measured too; without overlaps this is the published measure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.characters import CharacterCounts
from annotator.agreement.partitions import GAP, Category, Layer, Runs
from annotator.agreement.values import Coefficient, defined, undefined

Floats = NDArray[np.float64]

NO_UNITS = "nobody marked anything"
NO_COMMON = "no stretch was marked by two annotators"
NO_CHOICE = "what was marked has one category only, so agreement by chance cannot be told from agreement"


@dataclass(slots=True)
class UnitizingCounts:
    """Sums of one article or many.

    `coincidences`: category -> category -> l_ck in code points, each pair of annotators weighed by
    1 / (annotators - 1); l_ck is l_kc, so it is kept once, the smaller category first. `squares`: per category
    Σ length² of its units, for gaps Σ length. `pairable`: the same by pairable length, without gaps. `label_squares`:
    per label Σ length² of its spans, whatever else is there.
    """

    coincidences: dict[Category, dict[Category, float]] = field(default_factory=dict)
    squares: dict[Category, int] = field(default_factory=dict)
    pairable: dict[Category, int] = field(default_factory=dict)
    label_squares: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CategoryUnitizing:
    """(k)uα of a category, and which share of it is in what two annotators marked (None if nobody used it)."""

    category: Category
    value: Coefficient
    coverage: float | None


@dataclass(frozen=True, slots=True)
class Unitizing:
    """The family: `u` boundaries and labels, `binary` (|uα) boundaries, `cu` labels where both marked.

    `categories` are (k)uα per label or combination of labels, `labels` uα of each label by itself.
    """

    u: Coefficient
    binary: Coefficient
    cu: Coefficient
    categories: tuple[CategoryUnitizing, ...]
    labels: Mapping[str, Coefficient]


def unitizing_counts(
    runs: Runs, layers: Sequence[Layer], lengths: Mapping[tuple[Category, ...], int]
) -> UnitizingCounts:
    """Return the sums of one article from its runs, the layers they came from, and the runs' lengths."""
    sums: defaultdict[tuple[Category, Category], int] = defaultdict(int)
    for categories, length in lengths.items():
        for one, other in combinations(categories, 2):
            sums[(one, other) if one < other else (other, one)] += length * (1 + (one == other))
    coincidences: dict[Category, dict[Category, float]] = {}
    for (one, other), length in sums.items():
        coincidences.setdefault(one, {})[other] = length / (len(layers) - 1)
    label_squares: dict[str, int] = {}
    for layer in layers:
        for label, (starts, ends) in layer.spans.items():
            label_squares[label] = label_squares.get(label, 0) + int(np.square(ends - starts).sum())
    gaps = sum(length * categories.count(GAP) for categories, length in lengths.items())
    squares, pairable = _piece_squares(runs)
    return UnitizingCounts(coincidences, {**squares, GAP: gaps}, pairable, label_squares)


def _piece_squares(runs: Runs) -> tuple[dict[Category, int], dict[Category, int]]:
    """Return per category Σ length² of the annotators' pieces, and of what others labelled of them too; no gaps.

    A piece lies between two neighbouring edges of one annotator's spans, so touching spans are two pieces.
    """
    marked = np.array([name != GAP for name in runs.names])[runs.codes]
    common = marked.sum(0) > 1
    sums = np.zeros((2, len(runs.names)), np.int64)
    for codes, cuts, mine in zip(runs.codes, runs.cuts, marked, strict=True):
        first = np.flatnonzero(np.append(True, cuts[1:]))
        for total, measured in zip(sums, (runs.widths, np.where(mine & common, runs.widths, 0)), strict=True):
            np.add.at(total, codes[first], np.square(np.add.reduceat(measured, first)))
    squares, pairable = (
        {name: square for name, square in zip(runs.names, total, strict=True) if name != GAP} for total in sums.tolist()
    )
    return squares, pairable


def expected_coincidences(observed: Floats, squares: Floats) -> Floats:
    """Return e_ck = l.. (l_c. l_.k - [c = k] q_c) / (l..² - Σ q), shape (categories, categories)."""
    marginals = observed.sum(0)
    total = observed.sum()
    room = total**2 - squares.sum()
    if room <= 0:
        return np.zeros_like(observed)
    expected: Floats = total * (np.outer(marginals, marginals) - np.diag(squares)) / room
    return expected


def _alpha(observed: Floats, expected: Floats, reason: str) -> Coefficient:
    """Return 1 - (l.. - Σ l_cc) / (e.. - Σ e_cc)."""
    by_chance = expected.sum() - np.trace(expected)
    if by_chance <= 0:
        return undefined(reason)
    return defined(1 - (observed.sum() - np.trace(observed)) / by_chance)


def unitizing(counts: UnitizingCounts, characters: Mapping[str, CharacterCounts]) -> Unitizing:
    """Return the family from pooled sums; `characters` are the pooled counts per label over the same articles."""
    marked = sorted(counts.squares.keys() - {GAP})
    labels = {label: _label_alpha(found, counts.label_squares.get(label, 0)) for label, found in characters.items()}
    if not marked:
        nothing = undefined(NO_UNITS)
        return Unitizing(nothing, nothing, nothing, (), labels)
    observed = _matrix(counts, [GAP, *marked])
    expected = expected_coincidences(observed, _vector(counts.squares, [GAP, *marked]))
    inner = observed[1:, 1:]
    inner_expected = expected_coincidences(inner, _vector(counts.pairable, marked))
    return Unitizing(
        u=_alpha(observed, expected, "everything has one category"),
        binary=_alpha(_collapsed(observed), _collapsed(expected), "nobody left a gap"),
        cu=_alpha(inner, inner_expected, NO_CHOICE if inner.sum() else NO_COMMON),
        categories=tuple(_categories(marked, observed, inner, inner_expected)),
        labels=labels,
    )


def _matrix(counts: UnitizingCounts, categories: Sequence[Category]) -> Floats:
    place = {category: index for index, category in enumerate(categories)}
    matrix = np.zeros((len(categories), len(categories)))
    for one, row in counts.coincidences.items():
        for other, length in row.items():
            matrix[place[one], place[other]] = matrix[place[other], place[one]] = length
    return matrix


def _vector(squares: Mapping[Category, float], categories: Sequence[Category]) -> Floats:
    return np.array([squares.get(category, 0) for category in categories], float)


def _collapsed(matrix: Floats) -> Floats:
    """Return the matrix with all categories but the first (the gap) as one."""
    gap, row = matrix[0, 0], matrix[0, 1:].sum()
    return np.array([[gap, row], [row, matrix[1:, 1:].sum()]])


def _categories(
    marked: Sequence[Category], observed: Floats, inner: Floats, expected: Floats
) -> Iterable[CategoryUnitizing]:
    """Yield (k)uα = 1 - (e*_.k / l*_.k) (l*_.k - l*_kk) / (e*_.k - e*_kk) with coverage l*_.k / l_.k."""
    for index, category in enumerate(marked):
        whole, common = observed[:, index + 1].sum(), inner[:, index].sum()
        by_chance = expected[:, index].sum() - expected[index, index]
        if common <= 0:
            value = undefined(NO_COMMON)
        elif by_chance <= 0:
            value = undefined(NO_CHOICE)
        else:
            missed = (common - inner[index, index]) / common
            value = defined(1 - expected[:, index].sum() * missed / by_chance)
        yield CategoryUnitizing(category, value, float(common / whole) if whole else None)


def _label_alpha(counts: CharacterCounts, squares: float) -> Coefficient:
    """Return uα of one label by itself: its spans against everything else as gap."""
    if not counts.both + counts.one:
        return undefined("nobody used the label")
    observed = np.array([[counts.neither, counts.one], [counts.one, counts.both]])
    gaps = counts.neither + counts.one
    return _alpha(observed, expected_coincidences(observed, np.array([gaps, squares])), "every character has the label")
