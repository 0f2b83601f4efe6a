"""The whole report: per-article counts pooled, then turned into values and intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from statistics import fmean, stdev

import numpy as np

from annotator.agreement.alpha import cohen_kappa
from annotator.agreement.attributes import NUMBERS, TABLES, attribute_value, categories, values_of
from annotator.agreement.characters import CharacterCounts, character_alpha, character_alpha_values
from annotator.agreement.f1 import F1, Kind
from annotator.agreement.findings import (
    ArticleAgreement,
    AttributeAgreement,
    MeanAgreement,
    MeanF1,
    PairAgreement,
    PairF1,
    PairTable,
    Report,
)
from annotator.agreement.gamma_values import Gamma
from annotator.agreement.intervals import Floats, Resampling
from annotator.agreement.pooling import (
    EXACT,
    EXACT_UNLABELLED,
    N_A,
    N_B,
    OVERLAP,
    OVERLAP_UNLABELLED,
    PooledAttribute,
    Table,
    labels_of,
    pairs_of,
    pooled,
    spans_of,
)
from annotator.agreement.statistics import ArticleStatistics, Confusion, Pair
from annotator.agreement.unitizing import Unitizing, UnitizingCounts, unitizing
from annotator.agreement.values import Coefficient, Interval, Settings, undefined
from annotator.domain.schema_parts import Agreement


def report(
    statistics: Sequence[ArticleStatistics],
    settings: Settings,
    *,
    labels: Sequence[str] = (),
    gamma: Gamma | None = None,
    seed: int = 0,
) -> Report:
    """Return the report over these articles.

    `labels` are shown first, in this order, also if nobody used them; `seed` is for the bootstrap. The order of the
    articles does not matter.
    """
    articles = sorted((one for one in statistics if len(one.annotators) > 1), key=lambda one: one.article_id)
    all_labels, all_pairs = labels_of(articles, labels), pairs_of(articles)
    table = pooled(articles, all_pairs, all_labels, settings)
    resampling = Resampling(table.rows, seed)
    pairs, confusion = _pairs(articles, table, resampling, all_pairs, (*all_labels, None))
    spans = spans_of(articles)
    sums = {label: CharacterCounts(*table.rows[:, where].sum(0)) for label, where in table.characters.items()}
    return Report(
        settings=settings,
        used=len(articles),
        excluded=len(statistics) - len(articles),
        annotators=tuple(spans),
        labels=tuple(all_labels),
        spans=spans,
        joined=sum(article.joined for article in articles),
        split=sum(article.split for article in articles),
        pairs=pairs,
        confusion=confusion,
        means=tuple(_means(pairs, label) for label in (*all_labels, None)),
        alpha={label: _alpha(table, resampling, label, counts) for label, counts in sums.items()},
        unitizing=_unitizing(articles, sums),
        attributes=tuple(_attribute(table, resampling, label, part) for (label, _), part in table.attributes.items()),
        articles=tuple(_article(article) for article in articles),
        gamma=gamma,
    )


def _with_interval(value: Coefficient, interval: Interval) -> Coefficient:
    return value if value.value is None else replace(value, interval=interval)


def _f1_values(sums: Floats, *, column: int) -> Floats:
    """Return F1 = 2 tp / (n_a + n_b) for rows of summed columns, with tp from this column; NaN where not defined."""
    spans = sums[..., N_A] + sums[..., N_B]
    return np.where(spans > 0, 2 * sums[..., column] / np.where(spans > 0, spans, 1), np.nan)


def _pairs(
    articles: Sequence[ArticleStatistics],
    table: Table,
    resampling: Resampling,
    pairs: Sequence[Pair],
    labels: Sequence[str | None],
) -> tuple[tuple[PairAgreement, ...], dict[Pair, Confusion]]:
    confusion = {pair: _confusion(articles, pair) for pair in pairs}
    shared = {pair: sum(pair in article.pairs for article in articles) for pair in pairs}
    found = (_pair(table, resampling, pair, label, shared[pair], confusion[pair]) for pair in pairs for label in labels)
    return tuple(found), confusion


def _pair(
    table: Table, resampling: Resampling, pair: Pair, label: str | None, articles: int, confusion: Confusion
) -> PairAgreement:
    where = table.pairs[pair, label]
    sums = table.rows[:, where].sum(0)
    n_a, n_b = int(sums[N_A]), int(sums[N_B])

    def way(column: int) -> PairF1:
        counts = F1(int(sums[column]), n_a, n_b)
        interval = resampling.interval(where, partial(_f1_values, column=column), 0, 1)
        return PairF1(counts, _with_interval(counts.coefficient, interval))

    return PairAgreement(
        *pair,
        label,
        articles,
        articles - int(table.rows[:, where][:, [N_A, N_B]].any(axis=1).sum()),
        way(EXACT),
        way(OVERLAP),
        way(EXACT_UNLABELLED) if label is None else None,
        way(OVERLAP_UNLABELLED) if label is None else None,
        _outcomes(confusion, label, n_a, n_b),
    )


def _confusion(articles: Sequence[ArticleStatistics], pair: Pair) -> Confusion:
    found: Confusion = {}
    for article in articles:
        counts = article.pairs.get(pair)
        for a, row in counts.confusion.items() if counts else ():
            into = found.setdefault(a, {})
            for b, (same, other) in row.items():
                cell = into.setdefault(b, [0, 0])
                cell[0] += same
                cell[1] += other
    return {a: dict(sorted(found[a].items())) for a in sorted(found)}


def _outcomes(confusion: Confusion, label: str | None, n_a: int, n_b: int) -> Mapping[Kind, int]:
    """Return how spans that bear the label (all: None) fared."""
    found = dict.fromkeys(Kind, 0)
    for a, row in confusion.items():
        for b, (same, other) in row.items():
            by_a, by_b = label in (a, None), label in (b, None)
            if a == b and by_a:
                found[Kind.MATCHED] += same
                found[Kind.BOUNDARY] += other
            elif by_a or by_b:
                found[Kind.LABEL] += same + other
            n_a -= by_a * (same + other)
            n_b -= by_b * (same + other)
    return {**found, Kind.ONLY_A: n_a, Kind.ONLY_B: n_b}


def _means(pairs: Sequence[PairAgreement], label: str | None) -> MeanAgreement:
    found = [pair for pair in pairs if pair.label == label]
    return MeanAgreement(
        label,
        _mean([pair.exact for pair in found]),
        _mean([pair.overlap for pair in found]),
        _mean([pair.exact_unlabelled for pair in found]) if label is None else None,
        _mean([pair.overlap_unlabelled for pair in found]) if label is None else None,
    )


def _mean(found: Sequence[PairF1 | None]) -> MeanF1:
    values = [one.f1.value for one in found if one is not None and one.f1.value is not None]
    if not values:
        return MeanF1(undefined("no pair of annotators has such a span"), None, None, None, 0)
    sd = stdev(values) if len(values) > 1 else None
    return MeanF1(Coefficient(fmean(values)), sd, min(values), max(values), len(values))


def _alpha(table: Table, resampling: Resampling, label: str, counts: CharacterCounts) -> Coefficient:
    interval = resampling.interval(table.characters[label], character_alpha_values, -1, 1)
    return _with_interval(character_alpha(counts), interval)


def _unitizing(articles: Sequence[ArticleStatistics], sums: Mapping[str, CharacterCounts]) -> Unitizing:
    total = UnitizingCounts()
    for article in articles:
        total.add(article.unitizing)
    return unitizing(total, sums)


def _attribute(table: Table, resampling: Resampling, label: str, part: PooledAttribute) -> AttributeAgreement:
    measure, counts = part.measure.measure, part.total
    value = attribute_value(measure, counts, table.rows[:, part.columns].sum(0))
    if value.value is not None:
        low = -1 if measure in TABLES + NUMBERS else 0
        value = _with_interval(value, resampling.interval(part.columns, partial(values_of, measure), low, 1))
    texts = measure in (Agreement.SIMILARITY, Agreement.EQUALITY)
    return AttributeAgreement(
        label,
        part.measure.name,
        measure,
        value,
        counts,
        counts.equal / counts.compared if counts.compared else None,
        counts.similarity / counts.compared if counts.compared and texts else None,
        categories(part.measure, [counts]),
        tuple(
            PairTable(*pair, dict(sorted(found.table.items())), cohen_kappa(found.table))
            for pair, found in sorted(part.pairs.items())
            if found.table
        ),
    )


def _article(article: ArticleStatistics) -> ArticleAgreement:
    exact = overlap = n_a = n_b = 0
    for pair, counts in article.pairs.items():
        exact += sum(counts.exact.values())
        overlap += sum(counts.overlap.values())
        n_a += sum(article.spans[pair[0]].values())
        n_b += sum(article.spans[pair[1]].values())
    ways = (F1(exact, n_a, n_b), F1(overlap, n_a, n_b))
    return ArticleAgreement(article.article_id, article.annotators, *(PairF1(way, way.coefficient) for way in ways))
