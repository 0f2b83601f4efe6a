"""Reads doccano's exports: JSON lines with `label` or `labels`, or with `entities` and `relations`.

doccano writes no words beside its offsets, so there is nothing to hold them against: they are taken for code points,
which is what doccano counts, as long as they lie inside of the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.domain.errors import InputError
from annotator.formats.importer import Found, FoundArticle, Importer
from annotator.formats.json_files import first_record, name_of, objects, whole_number
from annotator.formats.json_records import json_records
from annotator.formats.standoff import FoundLink, FoundSpan, Standoff
from annotator.formats.text_files import ReadFailure

_LISTS = ("label", "labels")
_OBJECTS = ("entities", "annotations")


def looks_like_doccano(path: Path) -> bool:
    """Tell whether the first line of a file is a text with spans as doccano writes them."""
    record = first_record(path)
    if not isinstance(record.get("text"), str):
        return False
    listed: list[object] = next((record[name] for name in _LISTS if isinstance(record.get(name), list)), [])
    triples = bool(listed) and all(isinstance(one, list) and len(one) == 3 for one in listed)
    return triples or any("start_offset" in one for name in _OBJECTS for one in objects(record.get(name)))


def read_doccano(path: Path, limit_bytes: int) -> Iterator[Found]:
    """Yield the texts of a file with what is marked in them."""
    for record in json_records(path, limit_bytes):
        if isinstance(record, ReadFailure):
            yield record
            continue
        try:
            source = record.source()
        except InputError as error:
            yield ReadFailure(error)
            continue
        said = Standoff(record.where)
        _say(record.data, said)
        yield FoundArticle(source, [said])


def _say(record: Mapping[str, Any], said: Standoff) -> None:
    for name in _LISTS:
        listed = record.get(name)
        for nth, one in enumerate(listed if isinstance(listed, list) else [], 1):
            triple = one if isinstance(one, list) and len(one) == 3 else [None, None, one]
            _span(said, f"span {nth}", *triple)
    for name in _OBJECTS:
        for nth, entity in enumerate(objects(record.get(name)), 1):
            known = name_of(entity.get("id")) or f"span {nth}"
            _span(said, known, entity.get("start_offset"), entity.get("end_offset"), entity.get("label"))
    for nth, link in enumerate(objects(record.get("relations")), 1):
        known = f"relation {name_of(link.get('id')) or nth}"
        ends = (name_of(link.get("from_id")), name_of(link.get("to_id")))
        said.links.append(FoundLink(0, known, name_of(link.get("type")), *ends))
    if record.get("Comments"):
        said.refuse(0, "Comments are not taken", "doccano does not say which span they are on")


def _span(said: Standoff, known: str, start: object, end: object, label: object) -> None:
    first, last, name = whole_number(start), whole_number(end), name_of(label)
    if first is None or last is None or not name:
        said.refuse(0, f"{known} is not taken", "A span has a start, an end and a label", "Export sequence labelling")
    else:
        said.spans.append(FoundSpan(0, known, name, ((first, last),), None))


IMPORTER = Importer(
    name="doccano",
    title="doccano",
    summary="JSON lines of sequence labelling or relation extraction",
    endings=(".jsonl", ".json"),
    looks_like=looks_like_doccano,
    read=read_doccano,
)
