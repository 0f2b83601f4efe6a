from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from annotator.domain.annotation import Annotation, AttributeValue, Provenance, Relation
from annotator.domain.article import Article, State, article_of, normalise_text
from annotator.domain.identity import ANNOTATION, RELATION, object_id
from annotator.domain.span import fragments_of
from annotator.services.desk import ArticleDesk

DEVICE = "0" * 16
TEXT = (
    "The ferry sank at noon. “It was never tested,” said Maria Kerr, the harbour master. “Nobody asked.” "
    "About 3,000 people watched from the quay, and the ministry expects repairs of $1.2bn by May 2025."
)


def span_id(number: int) -> str:
    return object_id(ANNOTATION, DEVICE, number)


def found(words: str, text: str = TEXT) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def annotation(
    number: int,
    label: str,
    *words: str,
    values: dict[str, AttributeValue] | None = None,
    auto: tuple[str, ...] = (),
    note: str = "",
) -> Annotation:
    values = values or {}
    return Annotation(
        span_id(number),
        article_of(normalise_text(TEXT)).id,
        "anna",
        label,
        fragments_of([found(part) for part in words]),
        values,
        {name: Provenance.AUTO if name in auto else Provenance.EDITED for name in values},
        note,
    )


def quote(number: int = 1, **more: AttributeValue) -> Annotation:
    values: dict[str, AttributeValue] = {"quote_type": "direct", "cue": "said", "altered": False, **more}
    return annotation(
        number,
        "quote",
        "“It was never tested,”",
        "“Nobody asked.”",
        values=values,
        auto=("quote_type", "cue", "altered"),
    )


def figure(number: int = 2) -> Annotation:
    values: dict[str, AttributeValue] = {
        "value": 1.2e9, "comparator": "=", "kind": "money", "unit": "USD", "vague": False
    }  # fmt: skip
    return annotation(number, "figure", "$1.2bn", values=values, auto=tuple(values))


def claim(number: int = 3) -> Annotation:
    values: dict[str, AttributeValue] = {
        "claim_type": "fact", "certainty": "certain", "source_kind": "article", "negated": False, "conditional": False
    }  # fmt: skip
    return annotation(number, "claim", "The ferry sank at noon", values=values)


def relation(number: int, label: str, head: Annotation, child: Annotation, **values: AttributeValue) -> Relation:
    return Relation(
        object_id(RELATION, DEVICE, number), head.article_id, "anna", label, head.id, child.id, child.article_id, values
    )


def desk_of(*annotations: Annotation, relations: tuple[Relation, ...] = ()) -> ArticleDesk:
    article = article_of(normalise_text(TEXT), title="A ferry sinks")
    return ArticleDesk(article, TEXT, "anna", annotations, relations, None)


@dataclass
class Shelf:
    """Articles in memory, read as a project file is."""

    stored: list[Article]
    how_far: dict[str, State] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    asked: list[tuple[int, int]] = field(default_factory=list)

    def article_count(self) -> int:
        return len(self.stored)

    def article_ids(self, start: int = 0, count: int = -1) -> list[str]:
        self.asked.append((start, count))
        return [article.id for article in self.stored[start : None if count < 0 else start + count]]

    def articles(self, ids: Sequence[str]) -> list[Article]:
        known = {article.id: article for article in self.stored}
        return [known[key] for key in ids]

    def states(self, article_ids: Sequence[str], layer: str) -> dict[str, State]:
        assert layer
        return {key: self.how_far[key] for key in article_ids if key in self.how_far}

    def has_articles(self, ids: Collection[str]) -> set[str]:
        return set(ids) & set(self.article_ids())

    def label_counts(self, article_ids: Sequence[str], layer: str) -> dict[str, dict[str, int]]:
        assert layer
        return {key: self.counts[key] for key in article_ids if key in self.counts}

    def progress_counts(self, layer: str) -> dict[State, int]:
        assert layer
        states = [self.how_far.get(article.id, State.NEW) for article in self.stored]
        return {state: states.count(state) for state in State}


def shelf(count: int) -> Shelf:
    return Shelf([Article(f"a_{n}", "0", 10, title=f"Article {n}", publisher="The Quay") for n in range(count)])
