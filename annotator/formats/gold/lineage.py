"""`lineage.jsonl`: for each article of a gold set, what its spans and relations were made from, by whom and when.

It stands beside `gold.jsonl` because the gold record is closed, and because those who train on the set do not need it.
It holds no text, so a stand-off set has it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from annotator.domain.adjudication import AllSettled, fingerprint
from annotator.domain.annotation import GOLD
from annotator.domain.stored import AnnotationRow, RelationRow, StoredArticle
from annotator.formats.gold.lines import iso_time, json_line
from annotator.formats.gold.options import GoldOptions
from annotator.formats.gold.record import (
    DIALECT,
    ArticleId,
    FragmentPart,
    Part,
    RelationId,
    SchemaGenerator,
    SpanId,
    Time,
)


class Origin(Part):
    """An annotator's annotation or relation."""

    id: SpanId | RelationId
    annotator: str | None


class SpanLineage(Part):
    """What a gold span was made from (`sources`), and what else the decision was about (`dropped`).

    `annotators` were compared. `stale`: one of these annotations says something else by now, or was deleted.
    """

    id: SpanId
    decision: str
    by: str | None
    at: Time | None
    annotators: list[str]
    sources: list[Origin]
    dropped: list[Origin]
    stale: bool


class RelationLineage(Part):
    """The annotators' relations between what the ends of a gold relation were made from."""

    id: RelationId
    sources: list[Origin]


class LeftOut(Part):
    """An annotator's annotation or relation that was decided not to be gold; fragments are empty for a relation."""

    id: SpanId | RelationId
    annotator: str
    label: str
    fragments: list[FragmentPart]
    by: str
    at: Time
    stale: bool


class LineageRecord(Part):
    """One line: the lineage of one article of the gold set."""

    id: ArticleId
    adjudicator: str | None
    spans: list[SpanLineage]
    relations: list[RelationLineage]
    left_out: list[LeftOut]


def lineage_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a line."""
    return {"$schema": DIALECT, **LineageRecord.model_json_schema(schema_generator=SchemaGenerator)}


def lineage_record(stored: StoredArticle, options: GoldOptions) -> dict[str, Any]:
    """Return the lineage of an article's gold layer, in the order of its line in `gold.jsonl`."""
    units = {row.id: row for row in stored.annotations if row.layer != GOLD}
    prints = _Prints(units)
    gold = sorted(((_place(row), row) for row in stored.annotations if row.layer == GOLD), key=lambda pair: pair[0])
    links = {row.id: row for row in stored.relations if row.layer != GOLD}
    left_out = options.left_out.get(stored.article.id, {})
    return {
        "id": stored.article.id,
        "adjudicator": options.adjudicators.get(stored.article.id),
        "spans": [_span(row, prints) for _, row in gold],
        "relations": _relations(stored),
        "left_out": [*_left_out_spans(prints, left_out), *_left_out_relations(links, left_out)],
    }


def lineage_line(stored: StoredArticle, options: GoldOptions) -> bytes:
    """Return the line of an article in `lineage.jsonl`."""
    return json_line(lineage_record(stored, options))


def _place(row: AnnotationRow) -> tuple[int, int, str, str]:
    pairs = orjson.loads(row.fragments)
    return pairs[0][0], -pairs[-1][1], row.label, row.id


class _Prints:
    """The fingerprints of annotators' annotations, each made once."""

    def __init__(self, units: Mapping[str, AnnotationRow]) -> None:
        self.units = units
        self._known: dict[str, str] = {}

    def of(self, unit: str) -> str | None:
        """Return the fingerprint of an annotation, None if there is none of this id (any more)."""
        row = self.units.get(unit)
        if row is not None and unit not in self._known:
            self._known[unit] = fingerprint(row.label, orjson.loads(row.fragments), orjson.loads(row.attributes))
        return self._known.get(unit)

    def origin(self, unit: str) -> dict[str, Any]:
        """Return who made an annotation; nobody if it was deleted."""
        row = self.units.get(unit)
        return {"id": unit, "annotator": None if row is None else row.layer}


def _span(row: AnnotationRow, prints: _Prints) -> dict[str, Any]:
    origin = orjson.loads(row.origin) if row.origin else {}
    sources, seen = origin.get("sources", []), origin.get("seen", {})
    at_ms = origin.get("at_ms")
    return {
        "id": row.id,
        "decision": origin.get("decision", ""),
        "by": origin.get("by"),
        "at": None if at_ms is None else iso_time(at_ms),
        "annotators": origin.get("annotators", []),
        "sources": [prints.origin(unit) for unit in sources],
        "dropped": [prints.origin(unit) for unit in sorted(seen) if unit not in sources],
        "stale": any(prints.of(unit) != print_ for unit, print_ in seen.items()),
    }


def _relations(stored: StoredArticle) -> list[dict[str, Any]]:
    """Return the gold relations by id, each with the annotators' relations that became it."""
    made: dict[str, set[str]] = {}
    for row in stored.annotations:
        if row.layer == GOLD and row.origin:
            made[row.id] = set(orjson.loads(row.origin).get("sources", ()))
    found = []
    for gold in sorted(link for link in stored.relations if link.layer == GOLD):
        inside = gold.child_article_id == stored.article.id
        sources = [
            {"id": link.id, "annotator": link.layer}
            for link in sorted(stored.relations)
            if link.layer != GOLD
            and link.label == gold.label
            and link.head in made.get(gold.head, ())
            and (link.child in made.get(gold.child, ()) if inside else link.child_article_id == gold.child_article_id)
        ]
        found.append({"id": gold.id, "sources": sources})
    return found


def _left_out_spans(prints: _Prints, left_out: AllSettled) -> Iterable[dict[str, Any]]:
    for unit, row in sorted(prints.units.items()):
        settled = left_out.get(unit)
        if settled is not None:
            yield {
                "id": unit,
                "annotator": row.layer,
                "label": row.label,
                "fragments": [{"start": start, "end": end} for start, end in orjson.loads(row.fragments)],
                "by": settled.by,
                "at": iso_time(settled.at_ms),
                "stale": prints.of(unit) != settled.fingerprint,
            }


def _left_out_relations(links: Mapping[str, RelationRow], left_out: AllSettled) -> Iterable[dict[str, Any]]:
    for name, row in sorted(links.items()):
        settled = left_out.get(name)
        if settled is not None:
            said = {**orjson.loads(row.attributes), "head": row.head, "child": row.child}
            yield {
                "id": name,
                "annotator": row.layer,
                "label": row.label,
                "fragments": [],
                "by": settled.by,
                "at": iso_time(settled.at_ms),
                "stale": fingerprint(row.label, (), said) != settled.fingerprint,
            }
