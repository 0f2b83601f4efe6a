"""The columns of a gold set as Hugging Face features, so that no loader has to guess types from the first lines."""

from __future__ import annotations

from typing import Any

from annotator.domain.schema import AttributeType, Schema

_STRING = {"dtype": "string", "_type": "Value"}
_INTEGER = {"dtype": "int64", "_type": "Value"}
_BOOLEAN = {"dtype": "bool", "_type": "Value"}
_NUMBER = {"dtype": "float64", "_type": "Value"}


def _list_of(feature: dict[str, Any]) -> dict[str, Any]:
    return {"feature": feature, "_type": "List"}


_ATTRIBUTE: dict[AttributeType, dict[str, Any]] = {
    AttributeType.NUMBER: _NUMBER,
    AttributeType.BOOLEAN: _BOOLEAN,
    AttributeType.MULTICHOICE: _list_of(_STRING),
}


def features(schema: Schema, *, annotator: bool = False) -> dict[str, Any]:
    """Return what `datasets.Features.from_dict` takes; with `annotator` for `layers.jsonl`."""
    attributes = {item.name: _ATTRIBUTE.get(item.type, _STRING) for item in schema.attributes}
    span = {
        "id": _STRING,
        "label": _STRING,
        "start": _INTEGER,
        "end": _INTEGER,
        "text": _STRING,
        "fragments": _list_of({"start": _INTEGER, "end": _INTEGER}),
        "attributes": attributes,
        "annotators": _list_of(_STRING),
        "note": _STRING,
    }
    relation = {**dict.fromkeys(("id", "label", "head", "child", "child_article"), _STRING), "attributes": attributes}
    steps = dict.fromkeys(("bom", "crlf", "controls"), _INTEGER)
    source = dict.fromkeys(("url", "title", "publisher", "author", "published", "language", "file"), _STRING)
    provenance = dict.fromkeys(
        ("status", "annotators", "adjudicator", "completed_at", "guideline_version", "tool"), _STRING
    )
    return {
        **dict.fromkeys(("schema_version", "project_schema_sha256", "id", "split", "text", "text_sha256"), _STRING),
        "text_length": _INTEGER,
        "offset_unit": _STRING,
        "spans": _list_of(span),
        "relations": _list_of(relation),
        "source": {**source, "normalization": {"encoding": _STRING, "guessed": _BOOLEAN, **steps}},
        "provenance": {**provenance, "annotators": _list_of(_STRING)},
        **({"annotator": _STRING} if annotator else {}),
    }
