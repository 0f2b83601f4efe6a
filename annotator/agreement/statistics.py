"""What is counted in one article: everything the report needs, ready to be added up (see `sheet`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from annotator.agreement.attributes import AttributeCounts, attribute_counts
from annotator.agreement.characters import CharacterCounts, character_counts
from annotator.agreement.f1 import exact_by_label, exact_unlabelled
from annotator.agreement.matching import Matching, in_order, match
from annotator.agreement.partitions import layer_of, runs_of
from annotator.agreement.unitizing import UnitizingCounts, unitizing_counts
from annotator.agreement.values import ArticleLayers, Settings, Unit

Pair = tuple[str, str]


Confusion = dict[str, dict[str, list[int]]]
"""a's label -> b's label -> pairs of spans with the same fragments, and with others."""


@dataclass(slots=True)
class PairCounts:
    """What two annotators, a and b, have in common in one article.

    `exact`, `overlap`: label -> spans paired off with the same label and equal fragments, or enough overlap;
    `exact_unlabelled`: spans paired off by equal fragments alone. `confusion`: the labels of the spans paired off by
    overlap alone; what is left over is only a's or only b's.
    """

    exact: dict[str, int] = field(default_factory=dict)
    overlap: dict[str, int] = field(default_factory=dict)
    exact_unlabelled: int = 0
    confusion: Confusion = field(default_factory=dict)
    attributes: dict[tuple[str, str], AttributeCounts] = field(default_factory=dict)

    @property
    def overlap_unlabelled(self) -> int:
        """How many spans are paired off by overlap alone."""
        return sum(sum(found) for row in self.confusion.values() for found in row.values())


@dataclass(slots=True)
class ArticleStatistics:
    """The counts of one article with `annotators` (sorted), all of whom finished it.

    `spans`: per annotator, label -> spans. With fewer than two annotators nothing else is counted. `joined`: spans
    that are one with another of the same label and annotator where characters are counted; `split`: spans of several
    fragments.
    """

    article_id: str
    length: int
    annotators: tuple[str, ...]
    spans: dict[str, dict[str, int]]
    joined: int = 0
    split: int = 0
    pairs: dict[Pair, PairCounts] = field(default_factory=dict)
    characters: dict[str, CharacterCounts] = field(default_factory=dict)
    unitizing: UnitizingCounts = field(default_factory=UnitizingCounts)


def article_statistics(article: ArticleLayers, settings: Settings) -> ArticleStatistics:
    """Count one article. `settings.ignore_edges` is up to the caller, who has the text (see `trimming`)."""
    annotators = tuple(sorted(article.layers))
    units = {annotator: in_order(article.layers[annotator]) for annotator in annotators}
    found = ArticleStatistics(
        article.article_id,
        article.length,
        annotators,
        {annotator: _count(unit.label for unit in units[annotator]) for annotator in annotators},
    )
    if len(annotators) < 2:
        return found
    found.pairs = {
        (one, other): pair_counts(units[one], units[other], settings) for one, other in combinations(annotators, 2)
    }
    layers = [layer_of(units[annotator]) for annotator in annotators]
    runs = runs_of(layers, article.length)
    found.joined = sum(layer.joined for layer in layers)
    found.split = sum(len(unit.fragments) > 1 for listed in units.values() for unit in listed)
    lengths = runs.lengths()
    found.characters = character_counts(lengths)
    found.unitizing = unitizing_counts(runs, layers, lengths)
    return found


def pair_counts(a: Sequence[Unit], b: Sequence[Unit], settings: Settings) -> PairCounts:
    """Count what two annotators' units, both `in_order`, have in common."""
    matching = match(a, b, settings.iou)
    return PairCounts(
        exact_by_label(a, b),
        _count(a[pair.left].label for pair in matching.labelled),
        exact_unlabelled(a, b),
        _confusion(a, b, matching),
        attribute_counts(a, b, matching, settings.attributes),
    )


def _count(labels: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for label in labels:
        found[label] = found.get(label, 0) + 1
    return found


def _confusion(a: Sequence[Unit], b: Sequence[Unit], matching: Matching) -> Confusion:
    found: Confusion = {}
    for i, j, _ in matching.unlabelled:
        cell = found.setdefault(a[i].label, {}).setdefault(b[j].label, [0, 0])
        cell[a[i].fragments != b[j].fragments] += 1
    return found
