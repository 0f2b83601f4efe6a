"""What a report says: counts, values and intervals, ready to be shown or written as JSON (`report_json`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.agreement.attributes import AttributeCounts
from annotator.agreement.f1 import F1
from annotator.agreement.gamma_values import Gamma
from annotator.agreement.kinds import Kind
from annotator.agreement.statistics import Confusion, Pair
from annotator.agreement.unitizing import Unitizing
from annotator.agreement.values import Coefficient, Settings
from annotator.domain.schema_parts import Agreement


@dataclass(frozen=True, slots=True)
class PairF1:
    """F1 of two annotators by one way of pairing spans off, pooled over articles."""

    counts: F1
    f1: Coefficient


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two annotators and one label, or all labels (None), over the articles that both finished.

    `outcomes` counts matched spans, other boundaries, other labels (one of the two labels is this one) and spans of
    one annotator only. `both_empty`: articles where neither has such a span. `unlabelled` is for all labels only.
    """

    a: str
    b: str
    label: str | None
    articles: int
    both_empty: int
    exact: PairF1
    overlap: PairF1
    exact_unlabelled: PairF1 | None
    overlap_unlabelled: PairF1 | None
    outcomes: Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class MeanF1:
    """The mean over pairs of annotators with its spread; the mean has no value if no pair has one."""

    mean: Coefficient
    sd: float | None
    low: float | None
    high: float | None
    pairs: int


@dataclass(frozen=True, slots=True)
class MeanAgreement:
    """Mean F1 of one label, or of all labels (then also whatever the labels)."""

    label: str | None
    exact: MeanF1
    overlap: MeanF1
    exact_unlabelled: MeanF1 | None
    overlap_unlabelled: MeanF1 | None


@dataclass(frozen=True, slots=True)
class PairTable:
    """What a pair of annotators chose for an attribute: (a's value, b's value) -> spans; and Cohen's kappa of it."""

    a: str
    b: str
    table: Mapping[tuple[str, str], int]
    kappa: Coefficient


@dataclass(frozen=True, slots=True)
class AttributeAgreement:
    """One attribute of one label on matched spans: `value` by `measure` over `counts.compared` of `counts.matched`.

    `equal` is the share of equal values, `similarity` the mean similarity of texts (None for other measures).
    """

    label: str
    name: str
    measure: Agreement
    value: Coefficient
    counts: AttributeCounts
    equal: float | None
    similarity: float | None
    categories: tuple[str, ...]
    pairs: tuple[PairTable, ...]


@dataclass(frozen=True, slots=True)
class ArticleAgreement:
    """One article, pooled over the pairs of annotators who finished it."""

    article_id: str
    annotators: tuple[str, ...]
    exact: PairF1
    overlap: PairF1


@dataclass(frozen=True, slots=True)
class Report:
    """Agreement over all articles that two or more annotators finished.

    `excluded` articles have fewer. `joined` spans are one with another where characters are counted; `split` spans
    have several fragments.
    """

    settings: Settings
    used: int
    excluded: int
    annotators: tuple[str, ...]
    labels: tuple[str, ...]
    spans: Mapping[str, Mapping[str, int]]
    joined: int
    split: int
    pairs: tuple[PairAgreement, ...]
    confusion: Mapping[Pair, Confusion]
    means: tuple[MeanAgreement, ...]
    alpha: Mapping[str, Coefficient]
    unitizing: Unitizing
    attributes: tuple[AttributeAgreement, ...]
    articles: tuple[ArticleAgreement, ...]
    gamma: Gamma | None = None
