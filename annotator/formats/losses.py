"""What a format cannot hold of a layer: counted, with examples, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from annotator.formats.layer_articles import LayerArticle, LayerSpan

SHOWN = 100
"""Examples that are kept of each loss. The rest is only counted, so that memory does not grow with the project."""
_EXCERPT = 60


class Feature(StrEnum):
    """What an exported layer is made of, as far as some format has no place for it."""

    OVERLAP = "overlap"
    FRAGMENTS = "fragments"
    ATTRIBUTES = "attributes"
    RELATIONS = "relations"
    RELATION_ATTRIBUTES = "relation_attributes"
    FAR_RELATIONS = "far_relations"
    REFERENCES = "references"
    NOTES = "notes"
    EDGES = "edges"
    POSITIONS = "positions"
    ABOUT = "about"
    LENGTH = "length"
    CHARACTERS = "characters"
    TEXT = "text"
    PASSAGES = "passages"


TITLES = {
    Feature.OVERLAP: "overlapping and nested spans",
    Feature.FRAGMENTS: "interrupted spans",
    Feature.ATTRIBUTES: "attributes",
    Feature.RELATIONS: "relations",
    Feature.RELATION_ATTRIBUTES: "attributes of relations",
    Feature.FAR_RELATIONS: "relations between articles",
    Feature.REFERENCES: "references to spans of other articles",
    Feature.NOTES: "notes",
    Feature.EDGES: "spans that end inside a word",
    Feature.POSITIONS: "positions of spans",
    Feature.ABOUT: "title, source and date of articles",
    Feature.LENGTH: "long spans or articles",
    Feature.CHARACTERS: "some characters",
    Feature.TEXT: "the text of articles",
    Feature.PASSAGES: "passages that are not the article's own words",
}
"""The features in words, as they stand in a list of what a format cannot hold."""


class Loss(NamedTuple):
    """One way in which something is lost or changed. `one` and `many` are sentences without a full stop.

    `many` holds `{n}` for the count. `drops_span` says that the span is not in the export at all.
    """

    feature: Feature
    one: str
    many: str
    drops_span: bool = False

    def sentence(self, count: int) -> str:
        """Say how often it happens."""
        return self.one if count == 1 else self.many.format(n=f"{count:,}")


class Example(NamedTuple):
    """Where something is lost: the article and the words of the span, shortened; no words if it is the article."""

    article_id: str
    title: str
    excerpt: str

    def __str__(self) -> str:
        return f"{self.title} – {self.excerpt}" if self.excerpt else self.title


@dataclass(frozen=True, slots=True)
class Lost:
    """One line of the report."""

    loss: Loss
    count: int
    examples: tuple[Example, ...]

    @property
    def sentence(self) -> str:
        """What happens, with its count."""
        return self.loss.sentence(self.count)

    def as_json(self) -> dict[str, Any]:
        """Return it in the form that `--json` prints."""
        return {
            "feature": self.loss.feature.value,
            "what": self.sentence,
            "count": self.count,
            "examples": [each._asdict() for each in self.examples],
        }


class Losses:
    """Collects the losses of one export."""

    def __init__(self) -> None:
        self._counts: dict[Loss, int] = {}
        self._examples: dict[Loss, list[Example]] = {}

    def add(self, loss: Loss, article: LayerArticle, span: LayerSpan | None = None) -> None:
        """Count a loss of a span, or of the article if there is none."""
        count = self._counts.get(loss, 0)
        self._counts[loss] = count + 1
        if count < SHOWN:
            self._examples.setdefault(loss, []).append(_example(article, span))

    def __iter__(self) -> Iterator[Lost]:
        """Yield what was lost in the order of the features, then of the sentences."""
        order = list(Feature)
        for loss in sorted(self._counts, key=lambda one: (order.index(one.feature), one.many)):
            yield Lost(loss, self._counts[loss], tuple(self._examples[loss]))


def _example(article: LayerArticle, span: LayerSpan | None) -> Example:
    about = article.article
    words = "" if span is None else " ".join(span.surface(article.text).split())
    short = f"{words[: _EXCERPT - 1]}…" if len(words) > _EXCERPT else words
    return Example(about.id, about.title or about.file or about.id, short)


# ---- what several formats lose in the same way

ENVELOPES = Loss(
    Feature.FRAGMENTS,
    "1 interrupted span is exported as one, with what lies between its fragments",
    "{n} interrupted spans are exported as one each, with what lies between their fragments",
)
ATTRIBUTES_DROPPED = Loss(Feature.ATTRIBUTES, "1 span loses its attributes", "{n} spans lose their attributes")
RELATIONS_DROPPED = Loss(Feature.RELATIONS, "1 relation is left out", "{n} relations are left out")
RELATION_ATTRIBUTES_DROPPED = Loss(
    Feature.RELATION_ATTRIBUTES, "1 relation loses its attributes", "{n} relations lose their attributes"
)
FAR_RELATIONS_DROPPED = Loss(
    Feature.FAR_RELATIONS,
    "1 relation to another article is left out",
    "{n} relations to other articles are left out",
)
NOTES_DROPPED = Loss(Feature.NOTES, "1 note is left out", "{n} notes are left out")
ABOUT_DROPPED = Loss(
    Feature.ABOUT,
    "1 article loses its title, source and date",
    "{n} articles lose their titles, sources and dates",
)
PASSAGES_CUT = Loss(
    Feature.PASSAGES,
    "1 article is written without its passages that are not its own words",
    "{n} articles are written without their passages that are not their own words",
)
SPANS_IN_PASSAGES = Loss(
    Feature.PASSAGES,
    "1 span is left out because it lies in such a passage",
    "{n} spans are left out because they lie in such passages",
    drops_span=True,
)
PASSAGES_UNMARKED = Loss(
    Feature.PASSAGES,
    "1 article has passages that are not its own words, and they are not marked as such",
    "{n} articles have passages that are not their own words, and they are not marked as such",
)
WIDENED = Loss(
    Feature.EDGES,
    "1 span that ends inside a word is widened to the whole word",
    "{n} spans that end inside a word are widened to whole words",
)


def has_about(article: LayerArticle) -> bool:
    """Tell whether anything is known of an article beside its text."""
    about = article.article
    return bool(about.title or about.publisher or about.author or about.published or about.url)


def report_dropped(article: LayerArticle, losses: Losses, dropped: frozenset[Feature]) -> None:
    """Count what is lost of an article by a format that has no place at all for the features in `dropped`.

    Interrupted spans become their envelopes; overlaps, edges and positions are for the format itself to report.
    """
    for span in article.spans:
        if len(span.fragments) > 1 and Feature.FRAGMENTS in dropped:
            losses.add(ENVELOPES, article, span)
        if span.attributes and Feature.ATTRIBUTES in dropped:
            losses.add(ATTRIBUTES_DROPPED, article, span)
        if span.note and Feature.NOTES in dropped:
            losses.add(NOTES_DROPPED, article, span)
    if article.relations:
        _report_relations(article, losses, dropped)
    if Feature.ABOUT in dropped and has_about(article):
        losses.add(ABOUT_DROPPED, article)


def _report_relations(article: LayerArticle, losses: Losses, dropped: frozenset[Feature]) -> None:
    spans = {span.id: span for span in article.spans}
    for link in article.relations:
        head = spans[link.head]
        if Feature.RELATIONS in dropped:
            losses.add(RELATIONS_DROPPED, article, head)
        elif link.child_article != article.article.id and Feature.FAR_RELATIONS in dropped:
            losses.add(FAR_RELATIONS_DROPPED, article, head)
        elif link.attributes and Feature.RELATION_ATTRIBUTES in dropped:
            losses.add(RELATION_ATTRIBUTES_DROPPED, article, head)
