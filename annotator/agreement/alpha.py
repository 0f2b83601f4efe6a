"""Krippendorff's alpha from coincidences: nominal, ordinal and interval.

alpha = 1 - D_o / D_e with D_o = Σ o_ck δ²_ck / n and D_e = Σ n_c n_k δ²_ck / (n (n - 1)); a unit with m values adds
1 / (m - 1) for each ordered pair of them to o_ck, and units with fewer than two values add nothing
(Krippendorff 2004, Content Analysis, ch. 11; 2011, Computing Krippendorff's Alpha-Reliability).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.values import Coefficient, defined, undefined

Floats = NDArray[np.float64]
Value = TypeVar("Value", bound=Hashable)

NO_PAIRS = "no two values to compare"
ONE_CATEGORY = "only one value occurs, so agreement by chance cannot be told from agreement"


def coincidence_matrix(units: Iterable[Sequence[Value | None]], values: Sequence[Value]) -> Floats:
    """Return the coincidences o_ck, shape (values, values), in the order of `values`.

    Each unit is the values that the annotators gave it; None is a missing one. Raises KeyError for a value that is
    not in `values`.
    """
    place = {value: index for index, value in enumerate(values)}
    matrix = np.zeros((len(values), len(values)))
    for unit in units:
        given = [place[value] for value in unit if value is not None]
        if len(given) < 2:
            continue
        counts = np.bincount(given, minlength=len(values)).astype(float)
        matrix += (np.outer(counts, counts) - np.diag(counts)) / (len(given) - 1)
    return matrix


def nominal_distances(marginals: Floats) -> Floats:
    """Return δ² = 1 between different values, shape (..., values, values); `marginals` is (..., values)."""
    size = marginals.shape[-1]
    return np.broadcast_to(1.0 - np.eye(size), (*marginals.shape, size))


def ordinal_distances(marginals: Floats) -> Floats:
    """Return δ²_ck = (Σ_{g=c..k} n_g - (n_c + n_k) / 2)² for ranks; `marginals` is (..., values) in rank order."""
    middle = np.cumsum(marginals, -1) - marginals / 2
    return np.square(middle[..., :, None] - middle[..., None, :])


def interval_distances(values: Floats) -> Floats:
    """Return δ²_ck = (v_c - v_k)², shape (values, values)."""
    return np.square(values[:, None] - values[None, :])


def alpha_values(coincidences: Floats, distances: Floats) -> Floats:
    """Return alpha for stacks of coincidences and distances, both (..., values, values); NaN where not defined."""
    marginals = coincidences.sum(-1)
    total = marginals.sum(-1)
    observed = (coincidences * distances).sum((-1, -2))
    expected = (marginals[..., :, None] * marginals[..., None, :] * distances).sum((-1, -2))
    return ratio_alpha(observed * (total - 1), expected)


def ratio_alpha(observed: Floats, expected: Floats) -> Floats:
    """Return 1 - observed / expected where expected is above 0, else NaN."""
    usable = expected > 0
    return np.where(usable, 1 - observed / np.where(usable, expected, 1.0), np.nan)


def alpha(coincidences: Floats, distances: Floats) -> Coefficient:
    """Return alpha of one coincidence matrix; undefined without pairs or if only one value occurs."""
    if coincidences.sum() <= 0:
        return undefined(NO_PAIRS)
    value = float(alpha_values(coincidences, distances))
    return undefined(ONE_CATEGORY) if np.isnan(value) else defined(value)


def nominal_alpha(coincidences: Floats) -> Coefficient:
    """Return nominal alpha of a coincidence matrix."""
    return alpha(coincidences, nominal_distances(coincidences.sum(-1)))


def ordinal_alpha(coincidences: Floats) -> Coefficient:
    """Return ordinal alpha of a coincidence matrix whose values are in rank order."""
    return alpha(coincidences, ordinal_distances(coincidences.sum(-1)))


def interval_alpha(coincidences: Floats, values: Sequence[float]) -> Coefficient:
    """Return interval alpha of a coincidence matrix over these numbers."""
    return alpha(coincidences, interval_distances(np.asarray(values, float)))


def cohen_kappa(confusion: Mapping[tuple[Value, Value], int]) -> Coefficient:
    """Return kappa of how often two annotators gave which pair of values (Cohen 1960, Educ. Psychol. Meas. 20:37-46).

    (p_o - p_e) / (1 - p_e) with p_e from each annotator's own marginals.
    """
    total = sum(confusion.values())
    if total <= 0:
        return undefined(NO_PAIRS)
    marginals: tuple[Counter[Value], Counter[Value]] = (Counter(), Counter())
    for pair, times in confusion.items():
        for own, value in zip(marginals, pair, strict=True):
            own[value] += times
    by_chance = sum(times * marginals[1][value] for value, times in marginals[0].items()) / total**2
    if by_chance >= 1:
        return undefined(ONE_CATEGORY)
    equal = sum(times for (one, other), times in confusion.items() if one == other)
    return defined((equal / total - by_chance) / (1 - by_chance))
