"""Krippendorff's alpha per label on characters: has a character the label or not?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.alpha import ratio_alpha
from annotator.agreement.partitions import Category, labels_in
from annotator.agreement.values import Coefficient, defined, undefined


class CharacterCounts(NamedTuple):
    """Coincidences of one label: characters that `both` of a pair have under it, `one` (in one order), or neither.

    They add up over articles, each pair weighed by 1 / (annotators - 1): both + 2 one + neither = annotators x length.
    """

    both: float
    one: float
    neither: float


def character_counts(lengths: Mapping[tuple[Category, ...], int]) -> dict[str, CharacterCounts]:
    """Return the coincidences of every label in one article from the lengths of its runs (`Runs.lengths`).

    A run of len characters where k of m annotators have the label adds len k (k - 1) / (m - 1) to `both` and
    len k (m - k) / (m - 1) to `one`.
    """
    annotators = len(next(iter(lengths), ()))
    both: defaultdict[str, float] = defaultdict(float)
    one: defaultdict[str, float] = defaultdict(float)
    held = {category: labels_in(category) for categories in lengths for category in categories}
    for categories, length in lengths.items():
        given = [label for category in categories for label in held[category]]
        for label in set(given):
            k = given.count(label)
            both[label] += length * k * (k - 1)
            one[label] += length * k * (annotators - k)
    total = annotators * sum(lengths.values())
    pairs = annotators - 1
    return {
        label: CharacterCounts(both[label] / pairs, one[label] / pairs, total - (both[label] + 2 * one[label]) / pairs)
        for label in sorted(both)
    }


def character_alpha_values(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return alpha for counts of shape (..., 3); NaN where not defined."""
    both, one, neither = counts[..., 0], counts[..., 1], counts[..., 2]
    inside, outside = both + one, neither + one
    return ratio_alpha(one * (inside + outside - 1), inside * outside)


def character_alpha(counts: CharacterCounts) -> Coefficient:
    """Return 1 - (n - 1) o_01 / (n_0 n_1), which is nominal alpha (see `alpha`) for two categories."""
    if not counts.both + counts.one:
        return undefined("nobody used the label")
    value = float(character_alpha_values(np.array(counts)))
    return undefined("every character has the label") if np.isnan(value) else defined(value)
