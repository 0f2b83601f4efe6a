"""One article with one layer, as exporters to other formats take it: checked, in order, attributes parsed.

Whoever writes an exporter needs this module, `exporter` and `losses`, and nothing of the project file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from annotator.domain.article import Article, State
from annotator.domain.errors import ProjectDamagedError
from annotator.domain.identity import is_article_id, text_sha256
from annotator.domain.schema import Schema
from annotator.domain.stored import AnnotationTable, RelationRow, StoredArticle
from annotator.domain.values import shown

_REMEDY = "Run “annotator verify” on the project"


class LayerSpan(NamedTuple):
    """One annotation. Offsets are code points, half-open; `start` and `end` are the envelope of the fragments.

    `attributes` holds what is set, by name in alphabetical order: text, choice, date and reference are str, numbers
    float, multichoice a list of str.
    """

    start: int
    end: int
    label: str
    id: str
    fragments: Sequence[Sequence[int]]
    attributes: Mapping[str, Any]
    note: str

    def surface(self, text: str) -> str:
        """Return what is highlighted: the fragments' text joined by one space."""
        if len(self.fragments) == 1:
            return text[self.start : self.end]
        return " ".join([text[start:end] for start, end in self.fragments])


class LayerRelation(NamedTuple):
    """A relation whose head is in the article. `child_article` is the id of the article that the child is in."""

    id: str
    label: str
    head: str
    child: str
    child_article: str
    attributes: Mapping[str, Any]


class LayerArticle(NamedTuple):
    """An article with the annotations of one layer.

    Spans are in the order of the gold set (start, longer first, label; then fragments, so that ids decide nothing
    where a format has no place for them), relations in that of their ids. `stored` is what it was made from, with the
    annotations of all layers.
    """

    article: Article
    text: str
    layer: str
    state: str
    spans: list[LayerSpan]
    relations: list[LayerRelation]
    stored: StoredArticle

    def inner_relations(self) -> list[LayerRelation]:
        """Return the relations whose child is in this article too, in the order of their heads, then their children.

        Formats that number relations have no place for ids, so that ids must not decide about the order.
        """
        inner = [link for link in self.relations if link.child_article == self.article.id]
        if len(inner) > 1:
            order = {span.id: nth for nth, span in enumerate(self.spans)}
            inner.sort(key=lambda link: (order[link.head], order[link.child], link.label))
        return inner


def about(article: Article) -> dict[str, str]:
    """Return what is known of an article beside its text: `id`, and any of title, publisher, author and so on."""
    known = {"id": article.id}
    for name in ("title", "publisher", "author", "published", "language", "url", "file"):
        value = getattr(article, name)
        if value:
            known[name] = value
    return known


def _order(span: LayerSpan) -> tuple[int, int, str, Sequence[Sequence[int]], str]:
    return span.start, -span.end, span.label, span.fragments, span.id


class LayerReader:
    """Makes layer articles of stored ones."""

    def __init__(self, schema: Schema, layer: str) -> None:
        self._layer = layer
        self._labels = frozenset(label.name for label in schema.labels)
        self._links = frozenset(relation.name for relation in schema.relations)
        self._numbers = [item.name for item in schema.attributes if item.type == "number"]

    def state(self, stored: StoredArticle) -> str:
        """Return how far the layer's annotator is with the article."""
        return next((row.state for row in stored.progress if row.layer == self._layer), State.NEW.value)

    def read(self, stored: StoredArticle) -> LayerArticle:
        """Return the article with the layer. Raises ProjectDamagedError for what must not be exported."""
        article, text = stored.article, stored.text
        if not is_article_id(article.id):  # files are called by it
            raise ProjectDamagedError("The id of an article is none", shown(article.id), remedy=_REMEDY)
        if len(text) != article.length or text_sha256(text) != article.sha256:
            raise ProjectDamagedError("The text of an article is not the one imported", article.id, remedy=_REMEDY)
        spans = self._spans(stored)
        relations = self._relations(stored, spans)
        return LayerArticle(article, text, self._layer, self.state(stored), spans, relations, stored)

    def _spans(self, stored: StoredArticle) -> list[LayerSpan]:
        rows = AnnotationTable.of(stored.annotations).of_layer(self._layer)
        unknown = set(rows.label) - self._labels
        if unknown:
            what = f"The schema has no label {min(unknown)!r}"
            raise ProjectDamagedError(what, stored.article.id, remedy=_REMEDY)
        fragments = orjson.loads(f"[{','.join(rows.fragments)}]")
        attributes = self._attributes(rows.attributes)
        spans = [
            LayerSpan(parts[0][0], parts[-1][1], label, row_id, parts, values, note)
            for row_id, label, parts, values, note in zip(
                rows.id, rows.label, fragments, attributes, rows.note, strict=True
            )
        ]
        spans.sort(key=_order)
        return spans

    def _attributes(self, stored: Sequence[str]) -> list[dict[str, Any]]:
        """Parse attributes. Stored objects have sorted keys; whole numbers come back as floats."""
        parsed: list[dict[str, Any]] = orjson.loads(f"[{','.join(stored)}]")
        for values in parsed:
            for name in self._numbers:
                if name in values:
                    values[name] = float(values[name])
        return parsed

    def _relations(self, stored: StoredArticle, spans: Sequence[LayerSpan]) -> list[LayerRelation]:
        """Return the relations by id. One whose ends in this article are not in the layer is refused, not dropped."""
        rows = sorted(row for row in stored.relations if row.layer == self._layer)
        if not rows:
            return []
        here = {span.id for span in spans}
        for row in rows:
            self._check_relation(row, stored.article.id, here)
        values = self._attributes([row.attributes for row in rows])
        return [
            LayerRelation(row.id, row.label, row.head, row.child, row.child_article_id, attributes)
            for row, attributes in zip(rows, values, strict=True)
        ]

    def _check_relation(self, row: RelationRow, article_id: str, here: set[str]) -> None:
        if row.head not in here or (row.child_article_id == article_id and row.child not in here):
            what = f"The relation {row.label!r} links spans that the layer {row.layer!r} does not have"
            raise ProjectDamagedError(what, row.id, remedy=_REMEDY)
        if row.label not in self._links:
            raise ProjectDamagedError(f"The schema has no relation {row.label!r}", row.id, remedy=_REMEDY)
