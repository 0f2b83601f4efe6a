"""Reads the W3C Web Annotation model: annotations that point into articles by position and by quotation.

The texts are in `articles.jsonl` beside, as our own export writes them, or in `.txt` files of the same folder, found
by their names. Nothing is ever fetched, and no name in a file is opened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from annotator.domain.errors import InputError
from annotator.formats.article_fields import known_fields
from annotator.formats.article_folders import find_article_files, path_text
from annotator.formats.article_records import too_large
from annotator.formats.decoding import decode
from annotator.formats.importer import Found, FoundArticle, Importer
from annotator.formats.json_files import first_bytes, load_json, name_of, objects, whole_number
from annotator.formats.json_records import json_records
from annotator.formats.regular_files import read_regular
from annotator.formats.standoff import FoundLink, FoundNote, FoundSpan, FoundValue, Source, Standoff
from annotator.formats.text_files import ReadFailure
from annotator.formats.web_annotation import ARTICLES_FILE, NAMESPACE

_CONTEXT = b"www.w3.org/ns/anno"


class _Target(NamedTuple):
    """One target: whose text it is in, its place if it says one, and its quotation with what is around it."""

    source: str
    place: tuple[int, int] | None
    words: str | None
    before: str
    after: str


def looks_like_web_annotations(path: Path) -> bool:
    """Tell whether a file begins with the context of the model."""
    start = first_bytes(path)
    return start[:1] in (b"{", b"[") and b'"@context"' in start and _CONTEXT in start


def read_web_annotations(path: Path, limit_bytes: int) -> Iterator[Found]:
    """Yield the articles that the annotations of a file are in, with all that is said of each."""
    where = path_text(path)
    by_source: defaultdict[str, list[tuple[str, Mapping[str, Any]]]] = defaultdict(list)
    links: list[tuple[str, Mapping[str, Any]]] = []
    for nth, one in enumerate(_listed(load_json(path), where), 1):
        name = _name(one.get("id")) or f"annotation {nth}"
        if one.get("motivation") == "linking":
            links.append((name, one))
            continue
        sources = {target.source for target in _targets(one)}
        if len(sources) == 1:
            by_source[sources.pop()].append((name, one))
        else:
            why = "Its targets are in several texts" if sources else "It has no target in a text"
            yield ReadFailure(InputError(f"{name} is not taken", where, why))
    heads = {name: source for source, listed in by_source.items() for name, _ in listed}
    by_head: defaultdict[str, list[tuple[str, Mapping[str, Any]]]] = defaultdict(list)
    for name, one in links:
        by_head[heads.get(_name(one.get("target")), "")].append((name, one))
    for name, one in by_head.pop("", []):
        yield ReadFailure(InputError(f"{name} is not taken", where, f"{_name(one.get('target'))} is not in the file"))
    for source, text in _texts(path, limit_bytes, by_source):
        if isinstance(text, ReadFailure):
            yield text
        else:
            said = _said(by_source.pop(source, []), by_head.pop(source, []), text.text, where)
            yield FoundArticle(text, said)
    for source, listed in by_source.items():
        remedy = f"Put it into {ARTICLES_FILE} beside, with its “iri” and “text”, or as a .txt file of that name"
        what = f"There is no text for {len(listed)} annotations"
        yield ReadFailure(InputError(what, where, f"They are in {source}", remedy))


def _listed(found: object, where: str) -> list[Mapping[str, Any]]:
    """Return the annotations: of a page or collection, of a list, or a single one."""
    if isinstance(found, dict):
        inner = found.get("items", found.get("first", found))
        if isinstance(inner, dict):
            inner = inner.get("items", [inner])
        found = inner
    if not isinstance(found, list):
        raise InputError("The file holds no annotations", where)
    return [one for one in found if isinstance(one, dict)]


def _name(value: object) -> str:
    """Return an id without our own namespace."""
    if isinstance(value, dict):
        value = value.get("id") or value.get("source")
    return name_of(value).removeprefix(NAMESPACE)


def _targets(one: Mapping[str, Any]) -> list[_Target]:
    given = one.get("target")
    return [target for each in (given if isinstance(given, list) else [given]) if (target := _target(each)) is not None]


def _target(given: object) -> _Target | None:
    if not isinstance(given, dict):
        return None
    listed = given.get("selector")
    place, words, before, after = None, None, "", ""
    for one in objects(listed if isinstance(listed, list) else [listed]):
        if one.get("type") == "TextPositionSelector":
            start, end = whole_number(one.get("start")), whole_number(one.get("end"))
            place = None if start is None or end is None else (start, end)
        elif one.get("type") == "TextQuoteSelector" and isinstance(one.get("exact"), str):
            words, before, after = one["exact"], name_of(one.get("prefix")), name_of(one.get("suffix"))
    source = _name(given.get("source"))
    return _Target(source, place, words, before, after) if source and (place or words) else None


def _texts(path: Path, limit_bytes: int, wanted: Mapping[str, object]) -> Iterator[tuple[str, Source | ReadFailure]]:
    """Yield the texts that are wanted, each with the source that it is."""
    beside = path.with_name(ARTICLES_FILE)
    if beside.is_file():
        for record in json_records(beside, limit_bytes):
            if isinstance(record, ReadFailure):
                yield "", record
                continue
            try:
                yield _name(record.data.get("iri", record.data.get("id"))), record.source()
            except InputError as error:
                yield "", ReadFailure(error)
        return
    ends = {source.rpartition("/")[2]: source for source in wanted}
    for file in find_article_files([path.parent], "text", limit_bytes).files:
        source = ends.get(file.path.name) or ends.get(file.path.stem)
        if source is not None and file.path != path:
            if file.size > limit_bytes:
                yield source, ReadFailure(too_large(path_text(file.path), limit_bytes))
                continue
            decoded = decode(read_regular(file.path), path_text(file.path))
            known = {**known_fields({**file.known}), "file": file.name}
            yield source, Source(decoded.text, known, decoded.encoding, decoded.guessed, file.path.stem)


def _said(
    listed: Sequence[tuple[str, Mapping[str, Any]]],
    links: Sequence[tuple[str, Mapping[str, Any]]],
    text: str,
    where: str,
) -> list[Standoff]:
    """Return what each creator says of a text."""
    found: dict[str, Standoff] = {}
    for name, one in (*listed, *links):
        by = _creator(one)
        said = found.setdefault(by, Standoff(where, by))
        bodies = [each for each in _bodies(one) if isinstance(each, dict)]
        if one.get("motivation") == "linking":
            _link(said, name, one, bodies)
        else:
            _span(said, name, one, bodies, text)
        values = one.get("attributes")
        for key, value in values.items() if isinstance(values, dict) else ():
            said.values.append(FoundValue(0, "", key, name, value))
    return list(found.values()) or [Standoff(where, state="new")]


def _creator(one: Mapping[str, Any]) -> str:
    by = one.get("creator")
    if isinstance(by, dict):
        return next((name for key in ("nickname", "name", "email", "id") if (name := name_of(by.get(key)))), "")
    return name_of(by)


def _bodies(one: Mapping[str, Any]) -> list[Any]:
    given = one.get("body")
    return given if isinstance(given, list) else [given]


def _texts_of(bodies: Sequence[Mapping[str, Any]], *purposes: str) -> list[str]:
    return [body["value"] for body in bodies if body.get("purpose") in purposes and isinstance(body.get("value"), str)]


def _span(said: Standoff, name: str, one: Mapping[str, Any], bodies: Sequence[Mapping[str, Any]], text: str) -> None:
    labels = _texts_of(bodies, "tagging", "classifying") or [
        body["value"] for body in bodies if "purpose" not in body and isinstance(body.get("value"), str)
    ]
    if len(labels) != 1:
        said.refuse(0, f"{name} is not taken", f"It has {len(labels)} bodies that could be its label")
        return
    targets = _targets(one)
    places = [target.place or _search(target, text) for target in targets]
    if None in places:
        said.refuse(0, f"{name} cannot be placed", "Its quotation stands in the text more than once, or nowhere")
        return
    words = [target.words for target in targets if target.words is not None]
    fragments = tuple(place for place in places if place is not None)
    surface = " ".join(words) if len(words) == len(targets) else None
    said.spans.append(FoundSpan(0, name, labels[0], fragments, surface))
    said.notes += [FoundNote(0, "", name, note) for note in _texts_of(bodies, "commenting", "describing")]


def _search(target: _Target, text: str) -> tuple[int, int] | None:
    """Return the only place of a quotation, told apart by what is before and after it."""
    whole = f"{target.before}{target.words}{target.after}"
    at = text.find(whole)
    if not target.words or at < 0 or text.find(whole, at + 1) >= 0:
        return None
    start = at + len(target.before)
    return start, start + len(target.words)


def _link(said: Standoff, name: str, one: Mapping[str, Any], bodies: Sequence[Mapping[str, Any]]) -> None:
    """Add a relation: its target is the head, the body that is linked to is the child, the tag is its name."""
    labels = _texts_of(bodies, "tagging", "classifying")
    children = [body for body in bodies if body.get("purpose") == "linking"]
    if len(labels) != 1 or len(children) != 1:
        said.refuse(0, f"{name} is not taken", "A relation has one tag and one body that it links to")
        return
    ends = _name(one.get("target")), _name(children[0].get("source")), _name(children[0].get("scope"))
    said.links.append(FoundLink(0, name, labels[0], *ends))


IMPORTER = Importer(
    name="w3c",
    title="W3C Web Annotation",
    summary="JSON-LD with positions and quotations, with the texts beside",
    endings=(".jsonld", ".json"),
    looks_like=looks_like_web_annotations,
    read=read_web_annotations,
    beside=(ARTICLES_FILE,),
)
