"""Reads tables of spans, one a row, with the texts in a table of articles beside.

The tables are those of the CSV export: `spans.csv`, and next to it `articles.csv` and perhaps `relations.csv`. A table
made by hand needs the columns `article`, `label`, `start` and `end`; `text` has the words. No name in a table is ever
opened as a file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from annotator.domain.errors import InputError
from annotator.formats.article_fields import known_fields
from annotator.formats.article_folders import path_text
from annotator.formats.article_records import BadRecord, FoundRecord, place, read_csv
from annotator.formats.csv_tables import ARTICLES_FILE, ATTRIBUTE, RELATIONS_FILE, unsafe
from annotator.formats.importer import Found, FoundArticle, Importer
from annotator.formats.standoff import FoundLink, FoundNote, FoundSpan, FoundValue, Source, Standoff
from annotator.formats.text_files import ReadFailure

_NEEDED = frozenset({"article", "label", "start", "end"})
_OWN = frozenset({*_NEEDED, "id", "title", "text", "fragments", "note", "annotator"})
_LINK_NEEDED = frozenset({"article", "label", "head", "child"})
_NUMBER = re.compile(r"\d{1,15}", re.ASCII)
_ROOM = 20

Row = Mapping[str, str]


@dataclass(slots=True)
class _Tables:
    """Rows by article, each with its line."""

    spans: defaultdict[str, list[tuple[int, Row]]] = field(default_factory=lambda: defaultdict(list))
    links: defaultdict[str, list[tuple[int, Row]]] = field(default_factory=lambda: defaultdict(list))
    failures: list[ReadFailure] = field(default_factory=list)


def looks_like_csv_spans(path: Path) -> bool:
    """Tell whether a table has the columns of a table of spans."""
    if path.suffix.lower() not in (".csv", ".tsv"):
        return False
    try:
        first = next(iter(read_csv(path, path.name, 1_000_000)), None)
    except (InputError, OSError, UnicodeDecodeError):
        return False
    return isinstance(first, FoundRecord) and first.record.keys() >= _NEEDED


def read_csv_spans(path: Path, limit_bytes: int) -> Iterator[Found]:
    """Yield the articles of the table beside, each with the spans that the table has of it."""
    where = path_text(path)
    beside = path.with_name(ARTICLES_FILE)
    if path.name in (ARTICLES_FILE, RELATIONS_FILE) or not beside.is_file():
        what = "There is no table of articles beside the table of spans"
        remedy = f"Put a {ARTICLES_FILE} with the columns id and text next to it, and name the table of spans"
        raise InputError(what, where, remedy=remedy)
    tables = _Tables()
    _gather(path, _NEEDED, tables.spans, tables, limit_bytes)
    links = path.with_name(RELATIONS_FILE)
    if links.is_file():
        _gather(links, _LINK_NEEDED, tables.links, tables, limit_bytes)
    yield from tables.failures
    for found in read_csv(beside, path_text(beside), limit_bytes * _ROOM):
        if isinstance(found, BadRecord):
            yield ReadFailure(found.error)
        else:
            yield _article(found, path_text(beside), where, tables)
    for name, rows in tables.spans.items():
        what = f"There is no article “{name}” in {ARTICLES_FILE}"
        yield ReadFailure(InputError(what, place(where, rows[0][0]), f"{len(rows)} spans of it are not taken"))


def _gather(
    path: Path,
    needed: frozenset[str],
    by_article: defaultdict[str, list[tuple[int, Row]]],
    tables: _Tables,
    limit_bytes: int,
) -> None:
    for found in read_csv(path, path_text(path), limit_bytes):
        if isinstance(found, BadRecord):
            tables.failures.append(ReadFailure(found.error))
            continue
        lacking = sorted(needed - found.record.keys())
        if lacking:
            raise InputError(f"The table has no column {', '.join(lacking)}", path_text(path))
        row = _as_written(found.record)
        by_article[row["article"]].append((found.line, row))


def _as_written(row: Mapping[str, Any]) -> dict[str, str]:
    """Return a row without the apostrophes that our own export puts before cells which a spreadsheet might run."""
    ours = any(name.startswith(ATTRIBUTE) for name in row) or row.keys() >= {"head", "child_article"}
    ours = ours or {"publisher", "annotator", "state"} <= row.keys() or "fragments" in row
    return {name: unsafe(cell) if ours else cell for name, cell in row.items()}


def _article(found: FoundRecord, where: str, spans_where: str, tables: _Tables) -> Found:
    row = _as_written(found.record)
    name = row.get("id") or row.get("article") or row.get("file") or ""
    spans, links = tables.spans.pop(name, []), tables.links.pop(name, [])
    if not row.get("text"):
        return ReadFailure(InputError("The article has no text", place(where, found.line)))
    source = Source(row["text"], known_fields(row), found.encoding, found.guessed, name)
    said: dict[str, Standoff] = {}
    for line, span in spans:
        annotator = span.get("annotator") or row.get("annotator", "")
        one = said.setdefault(annotator, Standoff(spans_where, annotator, row.get("state", "")))
        _span(one, line, span)
    annotator = row.get("annotator", "")
    first = next(iter(said.values()), None) or Standoff(spans_where, annotator, row.get("state", ""))
    for line, link in links:
        _link(first, line, link)
    return FoundArticle(source, list(said.values()) or [first])


def _span(said: Standoff, line: int, row: Row) -> None:
    known = row.get("id") or f"span {line}"
    pairs = _pairs(row)
    if not pairs or not row["label"]:
        said.refuse(line, f"{known} is not taken", "A span has a label, and whole numbers for start and end")
        return
    said.spans.append(FoundSpan(line, known, row["label"], pairs, row.get("text")))
    _values(said, line, known, row)
    if row.get("note"):
        said.notes.append(FoundNote(line, "", known, row["note"]))


def _pairs(row: Row) -> tuple[tuple[int, int], ...]:
    """Return the fragments: `0-5 9-14` in their own column, or else from start to end. Nothing if they are none."""
    written = row.get("fragments", "").split() or [f"{row['start']}-{row['end']}"]
    pairs = []
    for one in written:
        start, _, end = one.partition("-")
        if not _NUMBER.fullmatch(start) or not _NUMBER.fullmatch(end):
            return ()
        pairs.append((int(start), int(end)))
    return tuple(pairs)


def _values(said: Standoff, line: int, known: str, row: Row) -> None:
    """Add the values of attributes: cells of `attribute:NAME`, and in a table made by hand of any further column."""
    prefixed = any(name.startswith(ATTRIBUTE) for name in row)
    for column, cell in row.items():
        name = column.removeprefix(ATTRIBUTE)
        if not cell or (name == column and (prefixed or column in _OWN)):
            continue
        said.values.append(FoundValue(line, "", name, known, cell))


def _link(said: Standoff, line: int, row: Row) -> None:
    known = row.get("id") or f"relation {line}"
    ends = row["head"], row["child"], row.get("child_article", "")
    said.links.append(FoundLink(line, known, row["label"], *ends))
    for column, cell in row.items():
        if column.startswith(ATTRIBUTE) and cell:
            said.values.append(FoundValue(line, "", column.removeprefix(ATTRIBUTE), known, cell))


IMPORTER = Importer(
    name="csv-spans",
    title="Table of spans (CSV)",
    summary="One span a row, with a table of the articles beside",
    endings=(".csv", ".tsv"),
    looks_like=looks_like_csv_spans,
    read=read_csv_spans,
    beside=(ARTICLES_FILE, RELATIONS_FILE, "metadata.csv"),
)
