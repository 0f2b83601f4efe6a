"""The counts of all articles as one table of numbers, so that sums and resamples of it are one matrix product."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.attributes import AttributeCounts, columns
from annotator.agreement.statistics import ArticleStatistics, Pair
from annotator.agreement.values import AttributeMeasure, Settings

Floats = NDArray[np.float64]

EXACT, OVERLAP, N_A, N_B, EXACT_UNLABELLED, OVERLAP_UNLABELLED = range(6)
"""The columns of a pair of annotators; the last two only for all labels together."""


@dataclass(slots=True)
class PooledAttribute:
    """An attribute of a label: its measure, and the sums of all articles and annotators, in all and per pair."""

    measure: AttributeMeasure
    total: AttributeCounts
    pairs: dict[Pair, AttributeCounts]
    columns: slice


@dataclass(slots=True)
class Table:
    """One row per article, and where in it what is.

    `pairs`: the columns of a pair and a label (None: all labels); `characters`: of a label (`CharacterCounts`);
    `attributes`: of (label, attribute).
    """

    rows: Floats
    pairs: dict[tuple[Pair, str | None], slice] = field(default_factory=dict)
    characters: dict[str, slice] = field(default_factory=dict)
    attributes: dict[tuple[str, str], PooledAttribute] = field(default_factory=dict)


def pooled(
    articles: Sequence[ArticleStatistics], pairs: Sequence[Pair], labels: Sequence[str], settings: Settings
) -> Table:
    """Return the table of these articles. `labels` must hold every label that occurs."""
    table = Table(np.empty((len(articles), 0)))
    for pair in pairs:
        counts = _pair_counts(articles, pair, labels)
        for index, label in enumerate(labels):
            table.pairs[pair, label] = _append(table, counts[:, index])
        together = np.array([_unlabelled(article, pair) for article in articles], float).reshape(-1, 2)
        table.pairs[pair, None] = _append(table, np.hstack([counts.sum(1), together]))
    for label in labels:
        nobody = [(0, 0, len(article.annotators) * article.length) for article in articles]
        counted = [article.characters.get(label, none) for article, none in zip(articles, nobody, strict=True)]
        table.characters[label] = _append(table, np.array(counted, float).reshape(-1, 3))
    for label, measures in settings.attributes.items():
        for measure in measures:
            table.attributes[label, measure.name] = _attribute(table, articles, label, measure)
    return table


def _append(table: Table, block: Floats) -> slice:
    start = table.rows.shape[1]
    table.rows = np.hstack([table.rows, block])
    return slice(start, table.rows.shape[1])


def _pair_counts(articles: Iterable[ArticleStatistics], pair: Pair, labels: Sequence[str]) -> Floats:
    """Return exact, overlap, n_a and n_b, shape (articles, labels, 4); zeros where one has not finished."""
    rows = []
    for article in articles:
        counts = article.pairs.get(pair)
        if counts is None:
            rows.append([(0, 0, 0, 0)] * len(labels))
            continue
        found: list[Callable[[str, int], int]] = [
            part.get for part in (counts.exact, counts.overlap, article.spans[pair[0]], article.spans[pair[1]])
        ]
        rows.append([tuple(get(label, 0) for get in found) for label in labels])  # type: ignore[misc]
    return np.array(rows, float).reshape(len(rows), len(labels), 4)


def _unlabelled(article: ArticleStatistics, pair: Pair) -> tuple[int, int]:
    counts = article.pairs.get(pair)
    return (counts.exact_unlabelled, counts.overlap_unlabelled) if counts else (0, 0)


def _attribute(
    table: Table, articles: Sequence[ArticleStatistics], label: str, measure: AttributeMeasure
) -> PooledAttribute:
    total = AttributeCounts()
    pairs: dict[Pair, AttributeCounts] = {}
    parts: list[AttributeCounts | None] = []
    for article in articles:
        part = AttributeCounts()
        for pair, counts in article.pairs.items():
            found = counts.attributes.get((label, measure.name))
            if found is not None:
                part.add(found)
                pairs.setdefault(pair, AttributeCounts()).add(found)
        parts.append(part)
        total.add(part)
    return PooledAttribute(measure, total, pairs, _append(table, columns(measure, parts)))


def labels_of(articles: Iterable[ArticleStatistics], first: Sequence[str]) -> list[str]:
    """Return the labels given first, then all others that occur, sorted."""
    seen = {label for article in articles for spans in article.spans.values() for label in spans}
    return [*first, *sorted(seen.difference(first))]


def pairs_of(articles: Iterable[ArticleStatistics]) -> list[Pair]:
    """Return every pair of annotators that share an article, sorted."""
    return sorted({pair for article in articles for pair in article.pairs})


def spans_of(articles: Iterable[ArticleStatistics]) -> Mapping[str, dict[str, int]]:
    """Return annotator -> label -> spans."""
    found: dict[str, dict[str, int]] = {}
    for article in articles:
        for annotator, spans in article.spans.items():
            mine = found.setdefault(annotator, {})
            for label, times in spans.items():
                mine[label] = mine.get(label, 0) + times
    return {annotator: found[annotator] for annotator in sorted(found)}
