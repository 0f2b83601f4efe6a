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
from annotator.agreement.f1 import F1
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
from annotator.agreement.kinds import Kind
from annotator.agreement.pooling import (
    EXACT,
    EXACT_UNLABELLED,
    N_A,
    N_B,
    OVERLAP,
    OVERLAP_UNLABELLED,
    Pool,
    PooledAttribute,
    Table,
    table_of,
)
from annotator.agreement.sheet import Columns, Thing
from annotator.agreement.statistics import Confusion, Pair
from annotator.agreement.unitizing import unitizing
from annotator.agreement.values import Coefficient, Interval, Settings, undefined
from annotator.domain.schema_parts import Agreement


def report(
    counted: Columns,
    settings: Settings,
    *,
    labels: Sequence[str] = (),
    gamma: Gamma | None = None,
    left_out: int = 0,
    seed: int = 0,
) -> Report:
    """Return the report over these articles.

    `labels` are shown first, in this order, also if nobody used them; `left_out` is how many articles were not even
    counted; `seed` is for the bootstrap. The order in which the articles were counted does not matter.
    """
    pool = Pool(counted, labels)
    table = table_of(pool, settings)
    resampling = Resampling(table.rows, seed)
    confusion = pool.confusion()
    pairs = tuple(
        _pair(table, resampling, pair, label, pool.columns.count(Thing.PAIR, *pair), confusion[pair])
        for pair in pool.pairs
        for label in (*pool.labels, None)
    )
    sums = {label: CharacterCounts(*table.rows[:, where].sum(0)) for label, where in table.characters.items()}
    return Report(
        settings=settings,
        used=len(pool.articles),
        excluded=pool.excluded + left_out,
        annotators=tuple(pool.annotators),
        labels=tuple(pool.labels),
        spans=pool.spans,
        joined=pool.columns.count(Thing.JOINED),
        split=pool.columns.count(Thing.SPLIT),
        pairs=pairs,
        confusion=confusion,
        means=tuple(_means(pairs, label) for label in (*pool.labels, None)),
        alpha={label: _alpha(table, resampling, label, counts) for label, counts in sums.items()},
        unitizing=unitizing(pool.unitizing(), sums),
        attributes=tuple(_attribute(table, resampling, label, part) for (label, _), part in table.attributes.items()),
        articles=_articles(pool, table),
        gamma=gamma,
    )


def _with_interval(value: Coefficient, interval: Interval) -> Coefficient:
    return value if value.value is None else replace(value, interval=interval)


def _f1_values(sums: Floats, *, column: int) -> Floats:
    """Return F1 = 2 tp / (n_a + n_b) for rows of summed columns, with tp from this column; NaN where not defined."""
    spans = sums[..., N_A] + sums[..., N_B]
    return np.where(spans > 0, 2 * sums[..., column] / np.where(spans > 0, spans, 1), np.nan)


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
            PairTable(*pair, dict(sorted(found.items())), cohen_kappa(found))
            for pair, found in sorted(part.tables.items())
        ),
    )


def _articles(pool: Pool, table: Table) -> tuple[ArticleAgreement, ...]:
    blocks = [table.rows[:, table.pairs[pair, None]] for pair in pool.pairs]
    finished = {name: pool.columns.of(Thing.ANNOTATOR, name).tolist() for name in pool.annotators}
    sums = sum(blocks, np.zeros((len(pool.articles), OVERLAP_UNLABELLED + 1)))
    found = []
    for row, (article, counts) in enumerate(zip(pool.articles, sums.astype(int).tolist(), strict=True)):
        exact, overlap, n_a, n_b = counts[:4]
        ways = (F1(exact, n_a, n_b), F1(overlap, n_a, n_b))
        who = tuple(name for name, there in finished.items() if there[row])
        found.append(ArticleAgreement(article, who, *(PairF1(way, way.coefficient) for way in ways)))
    return tuple(found)
