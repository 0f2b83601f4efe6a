"""Reads CoNLL columns: a token a line, one or several columns of tags, a blank line after a sentence.

Tags are IOB1, IOB2, BIOES or BILOU, which can all be read in one way. The text is gone from such a file: an article is
its tokens with a space between them and a line for each sentence. `columns.txt` beside names the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from annotator.domain.errors import InputError
from annotator.formats.article_folders import path_text
from annotator.formats.conll import COLUMNS_FILE, OUTSIDE
from annotator.formats.decoding import Decoded, decode
from annotator.formats.importer import Found, FoundArticle, Importer
from annotator.formats.json_files import first_bytes, read_whole
from annotator.formats.standoff import FoundSpan, Source, Standoff

_START = "-DOCSTART-"
_TAG = re.compile(r"([BIESLU])-(\S+)")
_NO_TAGS = ("-", "_")
"""Names in `columns.txt` of columns that are not read."""


class _Line(NamedTuple):
    number: int
    cells: Sequence[str]


def looks_like_conll(path: Path) -> bool:
    """Tell whether a file begins an article as CoNLL does, or has an ending that no other format has."""
    return first_bytes(path).startswith(_START.encode()) or path.suffix.lower() in (".conll", ".iob", ".iob2", ".bio")


def read_conll(path: Path, limit_bytes: int) -> Iterator[Found]:
    """Yield the articles of a file; what is before the first `-DOCSTART-` is one too."""
    where = path_text(path)
    decoded = decode(read_whole(path, limit_bytes * 20), where)
    lines = decoded.text.removeprefix("\ufeff").split("\n")
    articles = list(_articles(lines))
    rows = [line.cells for sentences in articles for sentence in sentences for line in sentence]
    columns = _tag_columns(rows, _column_names(path.with_name(COLUMNS_FILE)), where) if rows else []
    for nth, sentences in enumerate(articles, 1):
        yield _article(sentences, columns, decoded, where, f"{path_text(path.stem)} {nth}")


def _column_names(path: Path) -> list[str] | None:
    try:
        return path.read_text("utf-8").split("\n") if path.is_file() and path.stat().st_size < 100_000 else None
    except UnicodeDecodeError:
        return None


def _tag_columns(rows: Sequence[Sequence[str]], names: list[str] | None, where: str) -> list[int]:
    """Return the columns that hold tags: those that are named, or those with nothing else in them."""
    shortest = min(map(len, rows))
    columns = list(zip(*rows, strict=False))[:shortest]
    found = [
        nth
        for nth, cells in enumerate(columns)
        if nth and all(cell == OUTSIDE or _TAG.fullmatch(cell) for cell in set(cells))
    ]
    if names is not None:
        found = [nth for nth in found if nth < len(names) and names[nth] not in ("", *_NO_TAGS)]
    if not found:
        raise InputError(
            "There is no column of tags",
            where,
            "A tag is O, or B or I with a hyphen and a label",
            f"Name the columns in a file {COLUMNS_FILE} beside, one a line, and - for those without tags",
        )
    return found


def _articles(lines: Iterable[str]) -> Iterator[list[list[_Line]]]:
    """Yield the sentences of each article."""
    sentences: list[list[_Line]] = []
    sentence: list[_Line] = []
    for number, line in enumerate(lines, 1):
        cells = line.rstrip().split("\t") if "\t" in line else line.split()
        if not cells or not cells[0]:
            sentence = []
        elif cells[0] == _START:
            if sentences:
                yield sentences
            sentences, sentence = [], []
        elif sentence or cells[0] != "#":
            if not sentence:
                sentences.append(sentence)
            sentence.append(_Line(number, cells))
    if sentences:
        yield sentences


def _article(
    sentences: Sequence[Sequence[_Line]], columns: Sequence[int], decoded: Decoded, where: str, name: str
) -> Found:
    text = "\n".join([" ".join([line.cells[0] for line in sentence]) for sentence in sentences])
    lines = [line for sentence in sentences for line in sentence]
    starts, reached = [], 0
    for line in lines:
        starts.append(reached)
        reached += len(line.cells[0]) + 1
    said = Standoff(where)
    for column in columns:
        _add_spans(lines, starts, column, said)
    said.spans = [span._replace(surface=text[slice(*span.fragments[0])]) for span in said.spans]
    return FoundArticle(Source(text, {}, decoded.encoding, decoded.guessed, name), [said])


def _add_spans(lines: Sequence[_Line], starts: Sequence[int], column: int, said: Standoff) -> None:
    """Add the spans of one column. `I` without a beginning begins a span, as in IOB1."""
    begun, label = 0, ""
    for nth, line in enumerate([*lines, _Line(0, (OUTSIDE,) * (column + 1))]):
        cell = line.cells[column]
        if cell == OUTSIDE and not label:
            continue
        match = _TAG.fullmatch(cell)
        kind, name = match.groups() if match else ("", "")
        if label and (kind in ("", "B", "S", "U") or name != label):
            _add_span(lines, starts, begun, nth, label, said)
            label = ""
        if match and not label:
            begun, label = nth, name
        if label and kind in ("E", "L", "S", "U"):
            _add_span(lines, starts, begun, nth + 1, label, said)
            label = ""


def _add_span(
    lines: Sequence[_Line], starts: Sequence[int], first: int, after: int, label: str, said: Standoff
) -> None:
    last = after - 1
    fragment = (starts[first], starts[last] + len(lines[last].cells[0]))
    number = lines[first].number
    said.spans.append(FoundSpan(number, f"{label} of line {number}", label, (fragment,), None))


IMPORTER = Importer(
    name="conll",
    title="CoNLL (IOB2)",
    summary="A token a line with columns of tags; articles are put together from the tokens",
    endings=(".conll", ".iob", ".iob2", ".bio", ".txt", ".tsv"),
    looks_like=looks_like_conll,
    read=read_conll,
    beside=(COLUMNS_FILE,),
)
