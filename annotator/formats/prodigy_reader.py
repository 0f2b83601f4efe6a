"""Reads Prodigy's exports: JSON lines with `spans`, `relations` and an `answer`.

Spans often come without their words. The tokens have words and offsets and show how the file counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.domain.article import State
from annotator.domain.errors import InputError
from annotator.formats.importer import Found, FoundArticle, Importer
from annotator.formats.json_files import first_record, name_of, objects, whole_number
from annotator.formats.json_records import JsonRecord, json_records
from annotator.formats.offset_units import Mark
from annotator.formats.standoff import FoundLink, FoundNote, FoundSpan, FoundValue, Standoff
from annotator.formats.text_files import ReadFailure

_MARKS_OF_PRODIGY = frozenset({"_input_hash", "_task_hash", "_view_id", "_annotator_id"})

_NOT_SAID = ("reject", "ignore")


def looks_like_prodigy(path: Path) -> bool:
    """Tell whether the first line of a file is a task of Prodigy."""
    record = first_record(path)
    return isinstance(record.get("text"), str) and (
        not _MARKS_OF_PRODIGY.isdisjoint(record) or any("start" in one for one in objects(record.get("spans")))
    )


def read_prodigy(path: Path, limit_bytes: int) -> Iterator[Found]:
    """Yield the texts of a file with their spans. Of tasks that were rejected or ignored the text is taken."""
    for record in json_records(path, limit_bytes):
        if isinstance(record, ReadFailure):
            yield record
            continue
        try:
            source = record.source(record.data.get("meta"))
        except InputError as error:
            yield ReadFailure(error)
            continue
        answer = record.data.get("answer")
        if answer in _NOT_SAID:
            yield FoundArticle(source, [Standoff(record.where, state=State.NEW)])
            what = f"The answer in Prodigy is “{answer}”, so the article comes in without spans"
            yield ReadFailure(InputError(what, record.where), left_out=True)
        else:
            yield FoundArticle(source, [_said(record, source.text)])


def _said(record: JsonRecord, text: str) -> Standoff:
    data = record.data
    annotator = name_of(data.get("_annotator_id"))
    said = Standoff(record.where, annotator, State.FINISHED if data.get("answer") == "accept" else State.IN_PROGRESS)
    places: defaultdict[tuple[object, ...], list[str]] = defaultdict(list)
    for nth, span in enumerate(objects(data.get("spans")), 1):
        known = name_of(span.get("id")) or f"span {nth}"
        places[_place(span)].append(known)
        _span(said, known, span)
    for nth, link in enumerate(objects(data.get("relations")), 1):
        _relation(said, nth, link, places)
    for key in ("accept", "label"):
        if data.get(key):
            said.refuse(0, f"“{key}” is not taken", "It is said of the whole text, not of a span")
    if any(span.surface is None for span in said.spans) and not (text.isascii() and "\n" not in text):
        said.witnesses = list(_tokens(data))
    return said


def _span(said: Standoff, known: str, span: Mapping[str, Any]) -> None:
    label, pairs = name_of(span.get("label")), _fragments(span)
    if not label or not pairs:
        said.refuse(0, f"{known} is not taken", "A span has a start, an end and a label")
        return
    words = span.get("text") if isinstance(span.get("text"), str) and len(pairs) == 1 else None
    said.spans.append(FoundSpan(0, known, label, pairs, words))
    values = span.get("attributes")
    for name, value in values.items() if isinstance(values, dict) else ():
        said.values.append(FoundValue(0, "", name, known, value))
    if isinstance(span.get("note"), str) and span["note"]:
        said.notes.append(FoundNote(0, "", known, span["note"]))


def _fragments(span: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
    """Return where a span is. Prodigy itself knows no fragments; `fragments` is what our export adds."""
    given = span.get("fragments")
    listed = given if isinstance(given, list) and given else [[span.get("start"), span.get("end")]]
    pairs = []
    for one in listed:
        start, end = map(whole_number, one) if isinstance(one, list) and len(one) == 2 else (None, None)
        if start is None or end is None:
            return ()
        pairs.append((start, end))
    return tuple(pairs)


def _place(span: Mapping[str, Any]) -> tuple[object, ...]:
    return whole_number(span.get("start")), whole_number(span.get("end")), name_of(span.get("label"))


def _relation(
    said: Standoff, nth: int, link: Mapping[str, Any], places: Mapping[tuple[object, ...], list[str]]
) -> None:
    """Add a relation. Its ends are told by place and label, so they must be those of one span each."""
    ends = []
    for name in ("head_span", "child_span"):
        span = link.get(name)
        found = places.get(_place(span), []) if isinstance(span, dict) else []
        named = name_of(span.get("id")) if isinstance(span, dict) else ""
        if not named and len(found) != 1:
            why = f"The {name} is the place of {'several spans' if found else 'no span'}"
            said.refuse(0, f"relation {nth} is not taken", why)
            return
        ends.append(named or found[0])
    said.links.append(FoundLink(0, f"relation {nth}", name_of(link.get("label")), ends[0], ends[1]))


def _tokens(data: Mapping[str, Any]) -> Iterator[Mark]:
    for token in objects(data.get("tokens")):
        start, end, words = whole_number(token.get("start")), whole_number(token.get("end")), token.get("text")
        if start is not None and end is not None and isinstance(words, str) and words:
            yield Mark(((start, end),), words)


IMPORTER = Importer(
    name="prodigy",
    title="Prodigy",
    summary="JSON lines of spans.manual, ner.manual and rel.manual",
    endings=(".jsonl", ".json"),
    looks_like=looks_like_prodigy,
    read=read_prodigy,
)
