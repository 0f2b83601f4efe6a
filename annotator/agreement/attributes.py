"""Agreement on the attributes of spans that two annotators both have (same label, matched by overlap).

Every pair of matched spans is a unit with two values. Pairs in which one or both left the attribute empty are counted
and left out, so that each value is shown with "n of N matched".
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from annotator.agreement.alpha import ONE_CATEGORY, alpha_values, ordinal_distances, ratio_alpha
from annotator.agreement.kinds import Verdict
from annotator.agreement.matching import Matching
from annotator.agreement.values import AttributeMeasure, Coefficient, Unit, defined, undefined
from annotator.domain.annotation import AttributeValue
from annotator.domain.schema_parts import Agreement

Floats = NDArray[np.float64]

Values = Mapping[str, AttributeValue]

TABLES = (Agreement.NOMINAL, Agreement.ORDINAL)
NUMBERS = (Agreement.INTERVAL, Agreement.LOG_INTERVAL)


@dataclass(slots=True)
class AttributeCounts:
    """Sums over matched pairs of spans (a's, b's) of one label for one attribute.

    `matched` pairs of spans; in `one_sided` only one has a value; `unusable` have values that the measure cannot use;
    `compared` are the rest, `equal` of them agree. `similarity` is their summed similarity (texts).
    `table`: (a's value, b's value) -> pairs (nominal and ordinal). Numbers keep `mean`, `spread` (Σ (v - mean)²) over
    all 2 x compared values and `apart` = Σ (v_a - v_b)².
    """

    matched: int = 0
    one_sided: int = 0
    unusable: int = 0
    compared: int = 0
    equal: int = 0
    similarity: float = 0.0
    mean: float = 0.0
    spread: float = 0.0
    apart: float = 0.0
    table: Counter[tuple[str, str]] = field(default_factory=Counter)


def attribute_counts(
    a: Sequence[Unit],
    b: Sequence[Unit],
    matching: Matching,
    attributes: Mapping[str, tuple[AttributeMeasure, ...]],
) -> dict[tuple[str, str], AttributeCounts]:
    """Return the sums per (label, attribute) for two annotators' units in one article."""
    targets = targets_of(a, b, matching) if _has_references(attributes) else _NO_TARGETS
    by_label: dict[str, list[tuple[Values, Values]]] = {}
    for i, j, _ in matching.labelled:
        by_label.setdefault(a[i].label, []).append((a[i].attributes, b[j].attributes))
    return {
        (label, measure.name): _compare_all(measure, both, targets)
        for label, both in by_label.items()
        for measure in attributes.get(label, ())
    }


def _compare_all(measure: AttributeMeasure, both: Sequence[tuple[Values, Values]], targets: Targets) -> AttributeCounts:
    """Return the sums over pairs of spans with these attributes."""
    counts, name = AttributeCounts(matched=len(both)), measure.name
    given = [(one[name], other[name]) for one, other in both if name in one and name in other]
    counts.one_sided = sum([(name in one) is not (name in other) for one, other in both])
    if measure.measure in TABLES:
        _compare_categories(counts, measure, given)
    else:
        for value, other_value in given:
            _compare(counts, measure, value, other_value, targets)
    return counts


class Targets(NamedTuple):
    """What references can be compared by: the units of each annotator here, and which are matched to each other."""

    a: Collection[AttributeValue]
    b: Collection[AttributeValue]
    partners: Mapping[str, str]


_NO_TARGETS = Targets((), (), {})


def targets_of(a: Sequence[Unit], b: Sequence[Unit], matching: Matching) -> Targets:
    """Return what references of the two annotators' units may point at."""
    partners = {a[i].id: b[j].id for i, j, _ in matching.unlabelled}
    return Targets({unit.id for unit in a}, {unit.id for unit in b}, partners)


def _has_references(attributes: Mapping[str, tuple[AttributeMeasure, ...]]) -> bool:
    return any(measure.measure == Agreement.REFERENCE for given in attributes.values() for measure in given)


def verdict(measure: AttributeMeasure, a: Unit, b: Unit, targets: Targets) -> Verdict:
    """Compare one attribute of two spans, by the rule of the counts."""
    one, other = a.attributes.get(measure.name), b.attributes.get(measure.name)
    if one is None or other is None:
        return Verdict.EMPTY if one is other else Verdict.ONE_SIDED
    counts = AttributeCounts()
    _compare(counts, measure, one, other, targets)
    if counts.unusable:
        return Verdict.UNUSABLE
    return Verdict.EQUAL if counts.equal else Verdict.DIFFERENT


def _compare(
    counts: AttributeCounts,
    measure: AttributeMeasure,
    a: AttributeValue,
    b: AttributeValue,
    targets: Targets,
) -> None:
    """Add one pair of values."""
    kind = measure.measure
    if kind in TABLES:
        _compare_categories(counts, measure, [(a, b)])
        return
    if kind in NUMBERS:
        usable = _compare_numbers(counts, kind, a, b)
    elif kind is Agreement.REFERENCE:
        usable = a == b or (a in targets.a and b in targets.b)
        counts.equal += a == b or (usable and targets.partners.get(str(a)) == b)
    else:
        usable = True
        one, other = normalised(category(a)), normalised(category(b))
        counts.equal += one == other
        counts.similarity += 1.0 if one == other else fuzz.ratio(one, other) / 100
    counts.compared += usable
    counts.unusable += not usable


def _compare_categories(
    counts: AttributeCounts, measure: AttributeMeasure, given: Sequence[tuple[AttributeValue, AttributeValue]]
) -> None:
    """Add pairs of categories; one without a rank cannot be used. Most of what is compared goes through here."""
    table, order = counts.table, measure.order if measure.measure is Agreement.ORDINAL else None
    for value, other_value in given:
        a = value if type(value) is str else category(value)
        b = other_value if type(other_value) is str else category(other_value)
        if order is None or (a in order and b in order):
            table[a, b] = table.get((a, b), 0) + 1
            counts.equal += a == b
            counts.compared += 1
        else:
            counts.unusable += 1


def _compare_numbers(counts: AttributeCounts, measure: Agreement, a: AttributeValue, b: AttributeValue) -> bool:
    """Add a pair of numbers; False if one is not a number, or not above 0 where its logarithm is wanted."""
    if not isinstance(a, int | float) or not isinstance(b, int | float):
        return False
    one, other = float(a), float(b)
    if measure == Agreement.LOG_INTERVAL:
        if one <= 0 or other <= 0:
            return False
        one, other = math.log10(one), math.log10(other)
    middle, half = (one + other) / 2, (one - other) ** 2 / 2
    before = counts.compared
    step = middle - counts.mean
    counts.mean += step / (before + 1)
    counts.spread += half + 2 * step * step * before / (before + 1)
    counts.apart += 2 * half
    counts.equal += math.isclose(float(a), float(b), rel_tol=1e-9)
    return True


def category(value: AttributeValue) -> str:
    """Return a value as the text of a category; the choices of a multichoice are sorted and joined."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list):
        return " + ".join(sorted(value))
    return f"{value:.12g}" if value is not None else ""


@lru_cache(maxsize=4096)
def normalised(text: str) -> str:
    """Return text as it is compared: compatible characters unified, case and extra white space gone."""
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(folded.casefold().split())


# --- from sums to values (see `pooling`). Rows of sums may stand for an article, all articles, or a resample of them.


def categories(measure: AttributeMeasure, parts: Iterable[AttributeCounts | None]) -> tuple[str, ...]:
    """Return the values that occur: those with a rank in their order, then the others, sorted."""
    seen = {value for part in parts if part for pair in part.table for value in pair}
    ranked = [value for value in measure.order if value in seen]
    return (*ranked, *sorted(seen.difference(ranked)))


def values_of(measure: Agreement, sums: Floats) -> Floats:
    """Return the measure for rows of sums, shape (..., columns) -> (...); NaN where not defined.

    Nominal, ordinal and interval alpha (see `alpha`) with two values a unit, so that o_ck is the table and its mirror
    image and D_o = 2 Σ (v_a - v_b)² / n, D_e = 2 (n Σ v² - (Σ v)²) / (n (n - 1)) for numbers; else the share equal.
    """
    if measure == Agreement.NOMINAL:
        differing, marginals = sums[..., 0], sums[..., 1:]
        total = marginals.sum(-1)
        return ratio_alpha(differing * (total - 1), total**2 - np.square(marginals).sum(-1))
    if measure == Agreement.ORDINAL:
        size = math.isqrt(sums.shape[-1])
        coincidences = sums.reshape(*sums.shape[:-1], size, size)
        return alpha_values(coincidences, ordinal_distances(coincidences.sum(-1)))
    if measure in NUMBERS:
        n, total, squares, apart = np.moveaxis(sums, -1, 0)
        return ratio_alpha(apart * (n - 1), n * squares - total**2)
    equal, compared = np.moveaxis(sums, -1, 0)
    return np.where(compared > 0, equal / np.where(compared > 0, compared, 1), np.nan)


def attribute_value(measure: Agreement, counts: AttributeCounts, sums: Floats) -> Coefficient:
    """Return the pooled value with the reason if there is none."""
    if not counts.matched:
        return undefined("no spans of two annotators match")
    if not counts.compared:
        return undefined("no matched pair of spans has two values")
    value = float(values_of(measure, sums)) if sums.size else math.nan
    return undefined(ONE_CATEGORY) if math.isnan(value) else defined(value)
