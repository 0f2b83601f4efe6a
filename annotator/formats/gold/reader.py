"""Reads gold.jsonl and layers.jsonl back in, checking every record against the project's schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.annotation import Provenance
from annotator.domain.article import Article
from annotator.domain.errors import CancelledError, InputError
from annotator.domain.schema import Schema
from annotator.domain.span import Fragments, is_canonical
from annotator.domain.stored import AnnotationRow, ProgressRow, RelationRow
from annotator.domain.values import shown
from annotator.formats.annotated import AnnotatedArticle, is_annotation_id, is_relation_id, unknown_labels
from annotator.formats.article_folders import cannot_read, path_text
from annotator.formats.article_records import place
from annotator.formats.gold.checks import (
    BadGoldError,
    check_record,
    check_relation,
    check_span,
    shape_of,
)
from annotator.formats.gold.options import REGIONS_FILE
from annotator.formats.gold.regions import read_regions
from annotator.formats.regular_files import open_regular
from annotator.formats.text_files import DEFAULT_LIMIT_BYTES, Progress, ReadFailure

_NOT_KEPT = bytes(code for code in range(32) if code not in b"\t\n")
"""What the normalisation removes or replaces, beside a byte order mark at the start."""
_LONGEST_LINE = 20 * DEFAULT_LIMIT_BYTES
"""Bytes. What is longer is no line of a gold set, and is not held in memory."""
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def looks_like_gold(path: Path) -> bool:
    """Tell whether the first line of a file is a gold record, by its keys."""
    return _first_record(path).keys() >= {"schema_version", "project_schema_sha256", "spans"}


def looks_like_layers(path: Path) -> bool:
    """Tell whether the first line of a file is a record of one of several layers, by its keys."""
    return looks_like_gold(path) and "annotator" in _first_record(path)


def _first_record(path: Path) -> dict[str, Any]:
    try:
        with open_regular(path) as file:
            line = file.readline(_LONGEST_LINE) if file.read(18) == b'{"schema_version":' and file.seek(0) == 0 else b""
        record = orjson.loads(line)
    except (OSError, orjson.JSONDecodeError):
        return {}
    return record if isinstance(record, dict) else {}


def read_gold(
    path: Path,
    schema: Schema,
    *,
    layer: str = "",
    label_map: Mapping[str, str] | None = None,
    add_labels: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[AnnotatedArticle | ReadFailure]:
    """Yield the articles of `gold.jsonl` or `layers.jsonl`, and a failure for each line that cannot be taken.

    A line is taken whole or not at all. `layer` is used where a record names no annotator. `label_map` renames labels
    and relations; labels the schema lacks are an UnknownLabelsError unless `add_labels`. Raises CancelledError once
    `cancelled` returns True.
    """
    where = path_text(path)
    reader = _Reader(schema, layer, label_map or {}, add_labels=add_labels)
    try:
        reader.regions = read_regions(path.with_name(REGIONS_FILE))
        size, read = path.stat().st_size, 0
        with open_regular(path) as file:
            for number, line in enumerate(iter(partial(file.readline, _LONGEST_LINE), b""), 1):
                if cancelled is not None and cancelled():
                    raise CancelledError
                read += len(line)
                if not line.isspace():
                    yield reader.read(line, place(where, number))
                if progress is not None:
                    progress(read, size, path.name)
    except OSError as error:
        yield ReadFailure(cannot_read(error, where))


class _Reader:
    """Turns lines into rows; remembers what is the same for all."""

    def __init__(self, schema: Schema, layer: str, label_map: Mapping[str, str], *, add_labels: bool) -> None:
        self._schema, self._shape = schema, shape_of(schema)
        self._layer, self._label_map, self._add_labels = layer, label_map, add_labels
        self._provenance: dict[tuple[str, ...], str] = {}
        self.regions: Mapping[str, Fragments] = {}

    def read(self, line: bytes, where: str) -> AnnotatedArticle | ReadFailure:
        """Return what a line holds."""
        try:
            record, length = check_record(orjson.loads(line))
            _check_kept(record["text"], where)
            return self._article(record, length, where)
        except orjson.JSONDecodeError as error:
            return ReadFailure(InputError("The line is not JSON", where, f"{error.msg}, column {error.colno}"))
        except BadGoldError as fault:
            return ReadFailure(InputError(str(fault), where))
        except InputError as error:
            return ReadFailure(error)

    def _article(self, record: dict[str, Any], length: int, where: str) -> AnnotatedArticle:
        layer = record.get("annotator", self._layer)
        labels = [span["label"] for span in record["spans"] if type(span) is dict and type(span.get("label")) is str]
        unknown = {name for name in {*labels} if self._label_map.get(name, name) not in self._shape.labels}
        if unknown and not self._add_labels:
            raise unknown_labels(unknown, where)
        lacking = (
            Counter((name, self._label_map.get(name, name)) for name in labels if name in unknown) if unknown else {}
        )
        new_labels: dict[str, set[str]] = {self._label_map.get(name, name): set() for name in unknown}
        annotations = self._annotations(record, length, layer, new_labels)
        relations = self._relations(record, layer, {row.id: row.label for row in annotations}, new_labels)
        foreign = [row.id for row in annotations if not is_annotation_id(row.id)]
        foreign += [row.id for row in relations if not is_relation_id(row.id)]
        return AnnotatedArticle(
            where,
            _article_of(record, _within(self.regions.get(record["id"], ()), length)),
            record["text"],
            layer,
            annotations,
            relations,
            _progress_of(record["provenance"], layer),
            record["split"],
            frozenset(foreign),
            {name: frozenset(attributes) for name, attributes in new_labels.items()},
            lacking=lacking,
        )

    def _annotations(
        self, record: dict[str, Any], length: int, layer: str, new_labels: dict[str, set[str]]
    ) -> list[AnnotationRow]:
        text, shape, rename = record["text"], self._shape, self._label_map
        rows = []
        for nth, span in enumerate(record["spans"], 1):
            try:
                pairs = check_span(span, text, length)
                label = rename.get(span["label"], span["label"])
                values = shape.set_attributes(span["attributes"], label, shape.of_label)
            except BadGoldError as fault:
                raise BadGoldError(f"Span {nth}: {fault}") from None
            fragments = f"[[{pairs[0][0]},{pairs[0][1]}]]" if len(pairs) == 1 else orjson.dumps(pairs).decode()
            if label in new_labels:
                new_labels[label].update(values)
            attributes, origin = self._stored(values)
            rows.append(AnnotationRow(span["id"], layer, label, fragments, attributes, origin, span["note"], ""))
        _check_apart(rows)
        return rows

    def _stored(self, values: dict[str, Any]) -> tuple[str, str]:
        """Return the JSON of attributes that are set, and that of where they come from: a person saw to them."""
        names = tuple(values)
        provenance = self._provenance.get(names)
        if provenance is None:
            provenance = orjson.dumps(dict.fromkeys(names, Provenance.EDITED.value)).decode()
            self._provenance[names] = provenance
        return orjson.dumps(values).decode(), provenance

    def _relations(
        self, record: dict[str, Any], layer: str, labels: Mapping[str, str], new_labels: Container[str]
    ) -> list[RelationRow]:
        rows = []
        for nth, relation in enumerate(record["relations"], 1):
            try:
                found = check_relation(relation, record["id"], labels)
                label = self._label_map.get(found["label"], found["label"])
                self._check_link(label, found, record["id"], labels, new_labels)
                values = self._shape.set_attributes(found["attributes"], label, self._shape.of_link)
            except BadGoldError as fault:
                raise BadGoldError(f"Relation {nth}: {fault}") from None
            stored = orjson.dumps(values).decode()
            ends = (found["head"], found["child"], found["child_article"])
            rows.append(RelationRow(found["id"], layer, label, *ends, stored))
        if len({row.id for row in rows}) != len(rows):
            raise BadGoldError("Two relations have the same id")
        return rows

    def _check_link(
        self, label: str, found: Mapping[str, str], article: str, labels: Mapping[str, str], new_labels: Container[str]
    ) -> None:
        """Raise BadGoldError for a relation that the schema does not allow. The end in another article is not known."""
        if label not in self._shape.links:
            raise BadGoldError(f"The schema has no relation {shown(label)}")
        kind, inside = self._schema.relation(label), found["child_article"] == article
        head, child = labels[found["head"]], labels.get(found["child"])
        if head in new_labels or child in new_labels:
            return
        if head not in kind.head or (inside and child not in kind.child) or not (inside or kind.across_articles):
            raise BadGoldError(f"{shown(label)} cannot link these spans")


def _check_apart(rows: list[AnnotationRow]) -> None:
    """Raise BadGoldError for the first row that has the id, or label and fragments, of one before it."""
    if len({row[0] for row in rows}) == len({row[2:4] for row in rows}) == len(rows):
        return
    ids, places = set(), set()
    for nth, row in enumerate(rows, 1):
        if row.id in ids or row[2:4] in places:
            raise BadGoldError(f"Span {nth}: There is another span of the same id, or of the same label and place")
        ids.add(row.id)
        places.add(row[2:4])


def _check_kept(text: str | None, where: str) -> None:
    """Raise InputError for a record without text, BadGoldError for a text that the project would not keep as it is."""
    if text is None:
        remedy = "Put the texts back first: annotator rehydrate"
        raise InputError("The record holds no text", where, "The gold set is a stand-off one", remedy)
    data = text.encode()
    if text[0] == "\ufeff" or len(data.translate(None, _NOT_KEPT)) < len(data):
        raise BadGoldError("The text has line ends or control characters that are not kept")


def _within(excluded: Fragments, length: int) -> Fragments:
    if excluded and not is_canonical(excluded, length):
        raise BadGoldError(f"The passages that {REGIONS_FILE} leaves out do not fit the text")
    return excluded


def _article_of(record: Mapping[str, Any], excluded: Fragments) -> Article:
    source = {**record["source"]}
    steps = source.pop("normalization")
    done = {name: value for name, value in steps.items() if value}
    known = record["id"], record["text_sha256"], record["text_length"]
    return Article(*known, normalization=done, excluded=excluded, **source)


def _progress_of(provenance: Mapping[str, Any], layer: str) -> ProgressRow | None:
    """Return how far the annotator was; the time of an article in progress is not known."""
    done = provenance["completed_at"]
    if provenance["status"] == "new":
        return None
    at_ms = 0 if done is None else _milliseconds(done)
    return ProgressRow(layer, provenance["status"], at_ms)


def _milliseconds(time: str) -> int:
    try:
        return (datetime.fromisoformat(time) - _EPOCH) // timedelta(milliseconds=1)
    except ValueError as error:
        raise BadGoldError(f"{shown(time)} is not a time") from error
