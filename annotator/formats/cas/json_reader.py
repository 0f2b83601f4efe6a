"""Reads a CAS from JSON (UIMA's JSON CAS 0.4): our own export, INCEpTION's and cassis'."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.domain.errors import InputError
from annotator.formats.article_folders import path_text
from annotator.formats.cas.found import FoundCas, FoundStructure
from annotator.formats.cas.said import said_of
from annotator.formats.importer import Found, Importer
from annotator.formats.json_files import first_bytes, load_json, name_of, objects

_SOFA, _VIEW_NAME = "uima.cas.Sofa", "_InitialView"
_LISTED = "%FEATURE_STRUCTURES"


def looks_like_json_cas(path: Path) -> bool:
    """Tell whether a file begins as a CAS does."""
    start = first_bytes(path)
    return start[:1] == b"{" and (b'"%TYPES"' in start or f'"{_LISTED}"'.encode() in start)


def read_json_cas(path: Path, limit_bytes: int) -> Iterator[Found]:
    """Yield the article of a file."""
    del limit_bytes  # the text is held against it later
    where = path_text(path)
    found = load_json(path)
    listed = found.get(_LISTED) if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise InputError("The file is no CAS in JSON", where, f"It has no list {_LISTED}")
    yield from said_of(_cas(list(objects(listed)), where), path)


def _cas(listed: list[Mapping[str, Any]], where: str) -> FoundCas:
    sofas = [one for one in listed if one.get("%TYPE") == _SOFA]
    chosen = next((one for one in sofas if one.get("sofaID") == _VIEW_NAME), sofas[0] if sofas else None)
    text = chosen.get("sofaString") if chosen is not None else None
    if chosen is None or not isinstance(text, str):
        raise InputError("The CAS holds no text", where, "There is no Sofa with a sofaString")
    arrays = {name_of(one.get("%ID")): one["%ELEMENTS"] for one in listed if isinstance(one.get("%ELEMENTS"), list)}
    cas = FoundCas(text)
    for one in listed:
        kind = name_of(one.get("%TYPE"))
        if kind in ("", _SOFA) or "%ELEMENTS" in one:
            continue
        if one.get("@sofa", chosen.get("%ID")) == chosen.get("%ID"):
            cas.add(_structure(one, kind, arrays), where)
    return cas


def _structure(one: Mapping[str, Any], kind: str, arrays: Mapping[str, list[Any]]) -> FoundStructure:
    values: dict[str, object] = {}
    refs: dict[str, list[str]] = {}
    for key, value in one.items():
        if key[:1] == "%" or key in ("@sofa", "begin", "end") or value is None:
            continue
        if key[:1] != "@":
            values[key] = value
            continue
        elements = arrays.get(name_of(value))
        if elements is None:
            refs[key[1:]] = [name_of(value)]
        elif all(type(each) is int for each in elements):
            refs[key[1:]] = [str(each) for each in elements]
        else:
            values[key[1:]] = elements
    return FoundStructure(name_of(one.get("%ID")), kind, _offset(one, "begin"), _offset(one, "end"), values, refs)


def _offset(one: Mapping[str, Any], key: str) -> int | None:
    """Return an offset; -1 for one that is no whole number, so that it lies outside of every text."""
    value = one.get(key)
    if value is None:
        return None
    return value if type(value) is int else -1


IMPORTER = Importer(
    name="cas-json",
    title="UIMA CAS (JSON)",
    summary="JSON files of UIMA and INCEpTION, one article each",
    endings=(".json",),
    looks_like=looks_like_json_cas,
    read=read_json_cas,
    prescribed=True,
)
