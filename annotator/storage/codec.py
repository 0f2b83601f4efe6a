"""Records to rows and JSON, and back.

Objects of JSON have sorted keys and leave out what is empty, so that the same record is always the same text.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson

from annotator.domain.annotation import Annotation, AttributeValue, Lineage, Progress, Provenance, Relation, Setting
from annotator.domain.article import Article, State
from annotator.domain.edit import Kind, Record
from annotator.domain.errors import RuleError
from annotator.domain.span import Fragment, Fragments
from annotator.domain.stored import AnnotationRow, ProgressRow, RelationRow
from annotator.storage.faults import StoredError, stored

Row = AnnotationRow | RelationRow | ProgressRow | Article | Setting
"""A record with its JSON parts written out; the article it belongs to is known from elsewhere."""

_PROVENANCE = {value.value: value for value in Provenance}
_STATES = {value.value: value for value in State}
_ARTICLE_TEXTS = ("title", "publisher", "author", "published", "language", "url", "file")


def dumps(value: object) -> str:
    """Return compact JSON with sorted keys. Raises RuleError for what JSON cannot hold."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError as fault:
        raise RuleError("A value cannot be kept", why=str(fault)) from fault


def _attributes_json(attributes: Mapping[str, AttributeValue]) -> str:
    if not attributes:
        return "{}"
    for name, value in attributes.items():
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            raise RuleError("An attribute has a value that cannot be kept", where=name, why=str(value))
    return dumps(dict(attributes))


def pairs_json(fragments: Fragments) -> str:
    """Return spans as a JSON list of pairs."""
    return "[" + ",".join([f"[{start},{end}]" for start, end in fragments]) + "]"


def row_of(record: Record) -> Row:
    """Return the record with its JSON parts written out. Raises RuleError for values that JSON cannot hold."""
    match record:
        case Annotation():
            return AnnotationRow(
                record.id,
                record.layer,
                record.label,
                pairs_json(record.fragments),
                _attributes_json(record.attributes),
                dumps(dict(record.provenance)) if record.provenance else "{}",
                record.note,
                "" if record.lineage is None else _lineage_json(record.lineage),
            )
        case Relation():
            attributes = _attributes_json(record.attributes)
            return RelationRow(
                record.id, record.layer, record.label, record.head, record.child, record.child_article_id, attributes
            )
        case Progress():
            return ProgressRow(record.layer, record.state.value, record.at_ms)
        case _:
            return record


def key_json(article_id: str, row: Row) -> str:
    """Return the object's `domain.edit.key_of` as a JSON list."""
    match row:
        case AnnotationRow() | RelationRow():
            return f'["{article_id}","{row.id}"]'
        case ProgressRow():
            return dumps([article_id, row.layer])
        case Article():
            return f'["{row.id}"]'
        case Setting():
            return dumps([row.key])


def row_json(row: Row) -> str:
    """Return the object as the journal keeps it: a JSON object without its key and without empty parts."""
    match row:
        case AnnotationRow():
            return annotation_json(row)
        case RelationRow():
            attributes = f',"attributes":{row.attributes}' if row.attributes != "{}" else ""
            return (
                f'{{"layer":{_quoted(row.layer)},"label":{_quoted(row.label)},"head":"{row.head}",'
                f'"child":"{row.child}","child_article":"{row.child_article_id}"{attributes}}}'
            )
        case ProgressRow():
            return dumps({"state": row.state, "at_ms": row.at_ms})
        case Article():
            known = {name: getattr(row, name) for name in _ARTICLE_TEXTS if getattr(row, name)}
            if row.normalization:
                known["normalization"] = dict(row.normalization)
            if row.excluded:
                known["excluded"] = [list(pair) for pair in row.excluded]
            return dumps({"sha256": row.sha256, "length": row.length, **known})
        case Setting():
            return dumps({"value": row.value})


@lru_cache(maxsize=1024)
def _quoted(name: str) -> str:
    """Return the name of a layer or label as JSON; there are few and they come often."""
    return dumps(name)


@lru_cache(maxsize=1024)
def _annotation_start(layer: str, label: str) -> str:
    return f'{{"layer":{_quoted(layer)},"label":{_quoted(label)},"fragments":'


def annotation_json(row: AnnotationRow) -> str:
    """Return what `row_json` does, for a row of annotations."""
    _, layer, label, fragments, attributes, provenance, note, origin = row
    text = _annotation_start(layer, label) + fragments
    if attributes != "{}":
        text += f',"attributes":{attributes}'
    if provenance != "{}":
        text += f',"provenance":{provenance}'
    if note:
        text += f',"note":{dumps(note)}'
    if origin:
        text += f',"origin":{origin}'
    return text + "}"


def _attributes(known: Mapping[str, Any]) -> dict[str, AttributeValue]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}


def _fragments(pairs: list[list[int]]) -> Fragments:
    return tuple([Fragment(start, end) for start, end in pairs])


def fragments_in(text: str) -> Fragments:
    """Return the fragments that are stored as JSON. Raises StoredError."""
    with stored("The fragments of an annotation"):
        return _fragments(orjson.loads(text))


def _lineage_json(lineage: Lineage) -> str:
    known = {
        "decision": lineage.decision,
        "sources": lineage.sources,
        "seen": dict(lineage.seen),
        "annotators": lineage.annotators,
        "by": lineage.by,
        "at_ms": lineage.at_ms,
    }
    return dumps({name: value for name, value in known.items() if value or name in ("decision", "sources")})


def _lineage(origin: Mapping[str, Any]) -> Lineage | None:
    if not origin:
        return None
    sources, annotators = tuple(origin.get("sources", ())), tuple(origin.get("annotators", ()))
    seen, by, at_ms = origin.get("seen", {}), origin.get("by", ""), origin.get("at_ms", 0)
    return Lineage(origin.get("decision", ""), sources, seen, annotators, by, at_ms)


def _object(text: str) -> dict[str, Any]:
    """Return a JSON object; most are empty."""
    if text in ("{}", ""):
        return {}
    known = orjson.loads(text)
    if not isinstance(known, dict):
        raise TypeError(f"not an object: {text[:40]}")
    return known


def _annotation(article_id: str, row: tuple[str, str, str], known: Mapping[str, Any], note: str) -> Annotation:
    """Return the annotation with id, layer and label `row`, whose JSON parts are `known`."""
    return Annotation(
        row[0],
        article_id,
        row[1],
        row[2],
        _fragments(known["fragments"]),
        _attributes(known["attributes"]),
        {name: _PROVENANCE[value] for name, value in known["provenance"].items()},
        note,
        _lineage(known["origin"]),
    )


def annotation_of(article_id: str, row: AnnotationRow) -> Annotation:
    """Return the annotation of a row. Raises StoredError if its JSON is not what it should be."""
    with stored(f"Annotation {row.id} of article {article_id}"):
        known = {
            "fragments": orjson.loads(row.fragments),
            "attributes": _object(row.attributes),
            "provenance": _object(row.provenance),
            "origin": _object(row.origin),
        }
        return _annotation(article_id, row[:3], known, row.note)


def relation_of(article_id: str, row: RelationRow) -> Relation:
    """Return the relation of a row. Raises StoredError if its JSON is not what it should be."""
    with stored(f"Relation {row.id} of article {article_id}"):
        attributes = _attributes(_object(row.attributes))
        return Relation(row.id, article_id, row.layer, row.label, row.head, row.child, row.child_article_id, attributes)


def state_of(text: str) -> State:
    """Return the state that is stored as `text`. Raises StoredError if there is none."""
    with stored("A state"):
        return _STATES[text]


def article_of(row: Sequence[Any]) -> Article:
    """Return the article whose fields are `row`, `normalization` and `excluded` as JSON. Raises StoredError."""
    try:
        fields = [*row[:10], _object(row[10]), () if row[11] == "[]" else _fragments(orjson.loads(row[11]))]
        return Article(*fields)
    except (ValueError, TypeError) as fault:
        raise StoredError(f"Article {row[0]} cannot be read ({fault})") from fault


def record_of(kind: Kind, key: list[str], known: dict[str, Any]) -> Record:
    """Return the record that the journal keeps as `known`. Raises ValueError, KeyError or TypeError if it is none."""
    match kind:
        case Kind.ANNOTATION:
            parts = {"attributes": {}, "provenance": {}, "origin": {}, **known}
            return _annotation(key[0], (key[1], known["layer"], known["label"]), parts, known.get("note", ""))
        case Kind.RELATION:
            ends = known["head"], known["child"], known["child_article"]
            attributes = _attributes(known.get("attributes", {}))
            return Relation(key[1], key[0], known["layer"], known["label"], *ends, attributes)
        case Kind.PROGRESS:
            return Progress(key[0], key[1], _STATES[known["state"]], known["at_ms"])
        case Kind.SETTING:
            return Setting(key[0], known["value"])
        case Kind.ARTICLE:
            fields: dict[str, Any] = {"id": key[0], **known, "excluded": _fragments(known.get("excluded", []))}
            return Article(**fields)
