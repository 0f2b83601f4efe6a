"""One stored article becomes one line of the gold set.

This is the fast path of the export: dictionaries and orjson, no object per annotation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from annotator.domain.annotation import GOLD
from annotator.domain.article import Article, State
from annotator.domain.errors import ProjectDamagedError
from annotator.domain.identity import text_sha256
from annotator.domain.schema import AttributeType, Schema
from annotator.domain.stored import AnnotationRow, ProgressRow, RelationRow, StoredArticle
from annotator.formats.gold.options import SCHEMA_VERSION, GoldOptions
from annotator.formats.schema_yaml import schema_sha256

_ESCAPED = ((b"\xe2\x80\xa8", b"\\u2028"), (b"\xe2\x80\xa9", b"\\u2029"), (b"\xc2\x85", b"\\u0085"))
"""Line ends beside LF; some readers would cut a line there. UTF-8 never holds these bytes across characters."""
_REMEDY = "Run “annotator verify” on the project"

FINISHED = State.FINISHED.value
NORMALIZATION = {"encoding": "", "guessed": False, "bom": 0, "crlf": 0, "controls": 0}
"""All keys of `source.normalization` with the values they have where nothing was done."""


class Line(NamedTuple):
    """A line with its line end, and the labels of its spans and relations for counting."""

    data: bytes
    spans: list[str]
    relations: list[str]


def json_line(record: Mapping[str, Any]) -> bytes:
    """Return a record as one line of JSON: UTF-8, LF at the end and nowhere else, no other line separators."""
    return _escaped(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))


def _escaped(data: bytes) -> bytes:
    for separator, escape in _ESCAPED:
        data = data.replace(separator, escape)
    return data


def _may_need_escapes(text: str, rows: Sequence[AnnotationRow], article: Article) -> bool:
    """Tell whether a line separator can be in the record. Looking at the strings is far faster than at its bytes."""
    stored = "".join([part for row in rows for part in (row[4], row[6])])
    if "\\" in stored:  # the stored JSON may hold an escaped one
        return True
    about = f"{stored}{article.title}{article.publisher}{article.author}{article.url}{article.file}"
    in_text = "\u2028" in text or "\u2029" in text or "\x85" in text
    return in_text or "\u2028" in about or "\u2029" in about or "\x85" in about


@lru_cache(maxsize=1024)
def _day(days: int) -> str:
    """Return the date that is this many days after 1970-01-01."""
    return (date(1970, 1, 1) + timedelta(days)).isoformat()


def iso_time(at_ms: int) -> str:
    """Return milliseconds since 1970 as ISO 8601 in UTC, always with three decimals."""
    seconds, ms = divmod(at_ms, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    return f"{_day(days)}T{hour:02d}:{minute:02d}:{second:02d}.{ms:03d}Z"


def layer_state(progress: Sequence[ProgressRow], layer: str) -> ProgressRow:
    """Return how far the layer's annotator is."""
    for row in progress:
        if row.layer == layer:
            return row
    return ProgressRow(layer, State.NEW.value, 0)


class LineMaker:
    """Makes the lines of one export."""

    def __init__(self, schema: Schema, options: GoldOptions) -> None:
        self._options = options
        self._sha256 = schema_sha256(schema)
        self._unset: dict[str, Any] = dict.fromkeys(attribute.name for attribute in schema.attributes)
        numbers = {item.name for item in schema.attributes if item.type == AttributeType.NUMBER}
        self._label_numbers = {item.name: sorted(numbers.intersection(item.attributes)) for item in schema.labels}
        self._link_numbers = {item.name: sorted(numbers.intersection(item.attributes)) for item in schema.relations}

    def line(self, stored: StoredArticle, layer: str) -> Line:
        """Return the line of one layer of an article. Raises ProjectDamagedError for what must not be exported."""
        article, text = stored.article, stored.text
        rows = [row for row in stored.annotations if row.layer == layer]
        links = [link for link in stored.relations if link.layer == layer]
        spans = self._spans(stored, rows, layer)
        if self._options.stand_off:
            for span in spans:
                span["text"] = None
        relations = self._relations(article.id, links, {row.id for row in rows}) if links else []
        record = {
            "schema_version": SCHEMA_VERSION,
            "project_schema_sha256": self._sha256,
            "id": article.id,
            "split": self._options.split.get(article.id),
            "text": None if self._options.stand_off else text,
            "text_sha256": article.sha256,
            "text_length": article.length,
            "offset_unit": "codepoint",
            "spans": spans,
            "relations": relations,
            "source": _source(article),
            "provenance": self._provenance(stored.progress, layer),
        }
        data = orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
        if text_sha256(text) != article.sha256 or len(text) != article.length:
            raise ProjectDamagedError("The text of an article is not the one imported", article.id, remedy=_REMEDY)
        if links or _may_need_escapes(text, rows, article):
            data = _escaped(data)
        return Line(data, [row.label for row in rows], [link.label for link in links])

    def _spans(self, stored: StoredArticle, rows: list[AnnotationRow], layer: str) -> list[dict[str, Any]]:
        text, unset, numbers_of = stored.text, self._unset, self._label_numbers
        made_by = _gold_annotators(stored, rows) if layer == GOLD else [[layer]] * len(rows)
        fragments = orjson.loads(f"[{','.join([row[3] for row in rows])}]")
        attributes = orjson.loads(f"[{','.join([row[4] for row in rows])}]")
        found = []
        for (row_id, _, label, _, _, _, note, _), parts, values, annotators in zip(
            rows, fragments, attributes, made_by, strict=True
        ):
            closed = {**unset, **values}
            if label not in numbers_of or len(closed) != len(unset):
                raise self._foreign(label, values, row_id)
            for name in numbers_of[label]:
                if type(closed[name]) is int:
                    closed[name] = float(closed[name])
            start, end = parts[0][0], parts[-1][1]
            span = {
                "id": row_id,
                "label": label,
                "start": start,
                "end": end,
                "text": text[start:end] if len(parts) == 1 else " ".join([text[low:high] for low, high in parts]),
                "fragments": [{"start": low, "end": high} for low, high in parts],
                "attributes": closed,
                "annotators": annotators,
                "note": note,
            }
            found.append((start, -end, label, row_id, span))
        found.sort()
        return [item[4] for item in found]

    def _foreign(self, label: str, attributes: Mapping[str, object], where: str) -> ProjectDamagedError:
        extra = [name for name in attributes if name not in self._unset]
        what = f"The schema has no attribute {extra[0]!r}" if extra else f"The schema has no label {label!r}"
        return ProjectDamagedError(what, where, remedy=_REMEDY)

    def _relations(self, article_id: str, links: list[RelationRow], here: set[str]) -> list[dict[str, Any]]:
        """Return the relations by id. One whose ends in this article are not in the layer is refused, not dropped."""
        found = []
        for link in sorted(links):
            inside = link.child_article_id == article_id
            if link.head not in here or (inside and link.child not in here):
                what = f"The relation {link.label!r} links spans that the layer {link.layer!r} does not have"
                raise ProjectDamagedError(what, link.id, remedy=_REMEDY)
            values = orjson.loads(link.attributes)
            closed = {**self._unset, **values}
            if link.label not in self._link_numbers or len(closed) != len(self._unset):
                raise self._foreign(link.label, values, link.id)
            for name in self._link_numbers[link.label]:
                if type(closed[name]) is int:
                    closed[name] = float(closed[name])
            found.append(
                {
                    "id": link.id,
                    "label": link.label,
                    "head": link.head,
                    "child": link.child,
                    "child_article": link.child_article_id,
                    "attributes": closed,
                }
            )
        return found

    def _provenance(self, progress: Sequence[ProgressRow], layer: str) -> dict[str, Any]:
        _, state, at_ms = layer_state(progress, layer)
        gold = layer == GOLD
        done = (
            sorted([row.layer for row in progress if row.layer != GOLD and row.state == FINISHED]) if gold else [layer]
        )
        return {
            "status": state,
            "annotators": done,
            "adjudicator": self._options.adjudicator if gold else None,
            "completed_at": iso_time(at_ms) if state == FINISHED else None,
            "guideline_version": self._options.guideline_version,
            "tool": f"annotator {self._options.tool_version}",
        }


def _source(article: Article) -> dict[str, Any]:
    normalization = {**NORMALIZATION, **article.normalization}
    if len(normalization) > len(NORMALIZATION):
        normalization = {key: normalization[key] for key in NORMALIZATION}
    return {
        "url": article.url,
        "title": article.title,
        "publisher": article.publisher,
        "author": article.author,
        "published": article.published,
        "language": article.language,
        "file": article.file,
        "normalization": normalization,
    }


def _gold_annotators(stored: StoredArticle, rows: list[AnnotationRow]) -> list[list[str]]:
    """Return for each gold annotation the annotators whose annotations it was made from."""
    layers = {row.id: row.layer for row in stored.annotations if row.layer != GOLD}
    made_from = [orjson.loads(row.origin)["sources"] if row.origin else [] for row in rows]
    return [sorted({layers[source] for source in sources if source in layers}) for sources in made_from]
