"""Whole files of JSON from elsewhere, with limits on size and depth."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.errors import InputError
from annotator.formats.article_folders import path_text
from annotator.formats.decoding import decode, marked_encoding, refuse_other_kinds
from annotator.formats.regular_files import open_regular, read_regular

MOST_BYTES = 1_000_000_000
"""Bytes of a file that is held in memory as a whole."""
_LOOK = 65_536
"""Bytes that a look at the start of a file takes."""


def read_whole(path: Path, limit_bytes: int = MOST_BYTES) -> bytes:
    """Return the bytes of a file. Raises InputError if it is too large or a picture or archive, and OSError."""
    if path.stat().st_size > limit_bytes:
        why = f"The limit is {limit_bytes / 1_000_000:g} MB"
        raise InputError("The file is too large", path_text(path), why, "Export it in several files")
    data = read_regular(path)
    refuse_other_kinds(data, path_text(path))
    return data


def load_json(path: Path) -> Any:
    """Return what a file of JSON holds. Raises InputError for what is not JSON or nested too deeply, and OSError."""
    return parse_json(read_whole(path), path_text(path))


def parse_json(data: bytes, where: str) -> Any:
    """Return what JSON says; numbers beyond 64 bits become floats. Raises InputError."""
    if marked_encoding(data) is not None:
        data = decode(data, where).text.encode()
    try:
        return orjson.loads(data.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as error:
        why = f"{error.msg}, line {error.lineno}, column {error.colno}"
        raise InputError("The file is not JSON that can be read", where, why) from None


def first_bytes(path: Path) -> bytes:
    """Return the start of a file without a byte order mark and white space; nothing if it cannot be read."""
    try:
        with open_regular(path) as file:
            return file.read(_LOOK).removeprefix(codecs.BOM_UTF8).lstrip()
    except OSError:
        return b""


def first_record(path: Path) -> Mapping[str, Any]:
    """Return the first line of a file if it is a JSON object, otherwise an empty one."""
    try:
        with open_regular(path) as file:
            found = orjson.loads(file.readline(50 * _LOOK).removeprefix(codecs.BOM_UTF8))
    except (OSError, orjson.JSONDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def whole_number(value: object) -> int | None:
    """Return an offset or a count; None for anything else, `true` and 5.0 among it."""
    return value if type(value) is int and value >= 0 else None


def objects(value: object) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a list; what is no list holds none."""
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, dict))


def name_of(value: object) -> str:
    """Return an id or a label, which some programs write as a number; empty if there is none."""
    if isinstance(value, str):
        return value
    return str(value) if type(value) is int else ""
