"""Records of a JSONL or CSV file, one at a time, each with its line."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import orjson

from annotator.domain.errors import InputError
from annotator.formats.article_fields import field_of
from annotator.formats.decoding import Decoded, decode, marked_encoding, refuse_other_kinds
from annotator.formats.regular_files import open_regular

_DETECT_STEP = 1_000_000
_MOST_WIDE = 1_000_000_000
"""Bytes of a file in an encoding in which lines cannot be told apart before all of it is decoded."""


class FoundRecord(NamedTuple):
    """A record, the line it starts at (from 1), the encoding it was read in, and the bytes of the file read so far."""

    record: dict[str, Any]
    line: int
    encoding: str
    guessed: bool
    read: int


class BadRecord(NamedTuple):
    """A line that holds no record, and the bytes of the file read so far."""

    error: InputError
    read: int


Records = Iterator[FoundRecord | BadRecord]


def place(where: str, line: int) -> str:
    """Return how a line of a file is named in messages."""
    return f"{where}, line {line}"


def read_jsonl(path: Path, where: str, limit_bytes: int) -> Records:
    """Yield one record per line; blank lines are skipped. A line longer than `limit_bytes` is a bad record.

    Raises InputError if the file is of another kind altogether, OSError if it cannot be read.
    """
    with open_regular(path) as file:
        start = file.read(4096)
        refuse_other_kinds(start, where)
        file.seek(0)
        if marked_encoding(start) is None:
            yield from _byte_lines(file, where, limit_bytes)
            return
        data = file.read(_MOST_WIDE + 1)
        if len(data) > _MOST_WIDE:
            why = f"The limit is {_MOST_WIDE / 1_000_000:g} MB for files in UTF-16 and UTF-32"
            raise InputError("The file is too large", where, why, "Save it as UTF-8")
        decoded = decode(data, where)
    for number, text in enumerate(decoded.text.removeprefix("\ufeff").split("\n"), 1):
        if text.strip():
            yield _json_record(decoded._replace(text=text), place(where, number), number, 0)


def _byte_lines(file: BinaryIO, where: str, limit_bytes: int) -> Records:
    number, read = 0, 0
    while data := file.readline(limit_bytes + 1):
        number += 1
        read += len(data)
        if number == 1:
            data = data.removeprefix(codecs.BOM_UTF8)
        if len(data) > limit_bytes:
            while data and not data.endswith(b"\n"):
                data = file.readline(_DETECT_STEP)
                read += len(data)
            yield BadRecord(too_large(place(where, number), limit_bytes), read)
        elif data.strip():
            try:
                decoded = decode(data, place(where, number))
            except InputError as error:
                yield BadRecord(error, read)
            else:
                yield _json_record(decoded, place(where, number), number, read)


def too_large(where: str, limit_bytes: int) -> InputError:
    """Return the error for an article beyond the limit."""
    return InputError(
        "The article is too large",
        where=where,
        why=f"The limit is {limit_bytes / 1_000_000:g} MB",
        remedy="Split it, or raise the limit in the settings",
    )


def _json_record(decoded: Decoded, where: str, line: int, read: int) -> FoundRecord | BadRecord:
    try:
        record = orjson.loads(decoded.text)
    except orjson.JSONDecodeError as error:
        return BadRecord(_not_json(error, where), read)
    if not isinstance(record, dict):
        why = f"It is a {type(record).__name__}, not an object in braces"
        return BadRecord(InputError("The line is not a record", where, why, "Write one JSON object per line"), read)
    return FoundRecord(record, line, decoded.encoding, decoded.guessed, read)


def _not_json(error: json.JSONDecodeError, where: str) -> InputError:
    """Return the error of a line; half characters are told apart, because the line looks right to a person."""
    if "surrogate" in error.msg:
        return InputError(
            "The text holds half of a character (a lone surrogate)",
            where=where,
            why=f"Near column {error.colno} there is an escape such as \\ud83d without its other half",
            remedy="Write the file again from the program it came from, as UTF-8",
        )
    return InputError("The line is not JSON", where, f"{error.msg}, column {error.colno}", "Correct it or leave it out")


def _csv_encoding(path: Path, where: str) -> tuple[str, bool]:
    """Return the codec of a CSV file and whether it was guessed. The guess sees the start and the first odd bytes."""
    with open_regular(path) as file:
        start = file.read(4096)
        refuse_other_kinds(start, where)
        marked = marked_encoding(start)
        if marked is not None:
            return marked, False
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        odd, ended = b"", False
        while not ended:
            data = file.read(_DETECT_STEP)
            odd, ended = data or odd, not data
            try:
                decoder.decode(data, final=ended)
            except UnicodeDecodeError:
                decoded = decode(odd, where)
                return decoded.encoding, decoded.guessed
    return "utf-8", False


def read_csv(path: Path, where: str, limit_bytes: int) -> Records:
    """Yield one record per row, with the names of the header as keys. Cells may hold line ends.

    Columns are parted by the comma, semicolon or tab that the header holds most of. Raises InputError for a file
    without a header or of another kind, OSError if it cannot be read.
    """
    encoding, guessed = _csv_encoding(path, where)
    csv.field_size_limit(max(csv.field_size_limit(), limit_bytes))
    with open_regular(path) as binary, io.TextIOWrapper(binary, encoding=encoding, newline="") as table:
        lines = _bounded(table, limit_bytes)
        header, delimiter = _header(lines, where)
        rows = csv.reader(lines, delimiter=delimiter, strict=True)
        line = 2
        while True:
            try:
                row = next(rows, None)
            except (csv.Error, UnicodeDecodeError) as error:
                why = f"{error}. The rows after it are not read"
                yield BadRecord(InputError("The row cannot be read", place(where, line), why), binary.tell())
                return
            if row is None:
                return
            if row:
                yield _csv_record(header, row, FoundRecord({}, line, encoding, guessed, binary.tell()), where)
            line = rows.line_num + 2


def _bounded(lines: io.TextIOWrapper, limit: int) -> Iterator[str]:
    """Yield the lines of a table. Raises csv.Error for one that is too long to be held in memory."""
    while line := lines.readline(limit + 1):
        if len(line) > limit:
            raise csv.Error(f"line longer than {limit / 1_000_000:g} MB")
        yield line


def _header(lines: Iterator[str], where: str) -> tuple[list[str], str]:
    """Return the names of the columns, and what parts them. Raises InputError."""
    try:
        first = next(lines, "").removeprefix("\ufeff")
        delimiter = max(",;\t", key=first.count)
        header = [name.strip() for name in next(csv.reader([first], delimiter=delimiter), [])]
    except (csv.Error, UnicodeDecodeError) as error:
        raise InputError("The header cannot be read", place(where, 1), str(error), "Save it in UTF-8") from error
    if not any(header):
        raise InputError("The table has no header", place(where, 1), remedy="Name the columns in the first line")
    return header, delimiter


def _csv_record(header: list[str], row: list[str], found: FoundRecord, where: str) -> FoundRecord | BadRecord:
    if len(row) != len(header):
        what = f"The row has {len(row)} cells, the header has {len(header)}"
        remedy = "Put cells that hold the separator or line ends into quotation marks"
        return BadRecord(InputError(what, place(where, found.line), remedy=remedy), found.read)
    return found._replace(record=dict(zip(header, row, strict=True)))


def read_records(path: Path, where: str, limit_bytes: int) -> Records:
    """Yield the records of a CSV file (`.csv`, `.tsv`) or else of a JSONL file."""
    reader = read_csv if path.suffix.lower() in (".csv", ".tsv") else read_jsonl
    return reader(path, where, limit_bytes)


def record_fields(path: Path, limit_bytes: int) -> set[str]:
    """Return the article fields that the first readable record has; empty for a file that cannot be read."""
    try:
        for found in read_records(path, path.name, limit_bytes):
            if isinstance(found, FoundRecord):
                return {field for name in found.record if (field := field_of(name)) is not None}
    except (InputError, OSError, UnicodeDecodeError):
        return set()
    return set()
