"""Reads CoNLL columns: a token a line, one or several columns of tags, a blank line after a sentence.

Tags are IOB1, IOB2, BIOES or BILOU, which can all be read in one way. The text is gone from such a file: an article is
its tokens with a space between them and a line for each sentence. `columns.txt` beside names the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from annotator.domain.errors import InputError
from annotator.formats.article_folders import path_text
from annotator.formats.conll import COLUMNS_FILE, OUTSIDE
from annotator.formats.decoding import Decoded, decode
from annotator.formats.importer import Found, FoundArticle, Importer
from annotator.formats.json_files import first_bytes, read_whole
from annotator.formats.standoff import FoundSpan, Source, Standoff
from annotator.formats.text_files import ReadFailure

_START = "-DOCSTART-"
_TAG = re.compile(r"([BIESLU])-(\S+)")
_NO_TAGS = ("-", "_")
"""Names in `columns.txt` of columns that are not read."""


class _Line(NamedTuple):
    number: int
    cells: Sequence[str]


@dataclass(slots=True)
class _Words:
    """The text of an article as it is put together, and where each token is in it."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    places: list[tuple[int, int]] = field(default_factory=list)

    def add(self, token: str, before: str) -> None:
        """Add a token with what parts it from the one before."""
        self.pieces += [before, token]
        start = self.length + len(before)
        self.length = start + len(token)
        self.places.append((start, self.length))


def looks_like_conll(path: Path) -> bool:
    """Tell whether a file begins an article as CoNLL does, or has an ending that no other format has."""
    return first_bytes(path).startswith(_START.encode()) or path.suffix.lower() in (".conll", ".iob", ".iob2", ".bio")


def read_conll(path: Path, limit_bytes: int) -> Iterator[Found]:
    """Yield the articles of a file; what is before the first `-DOCSTART-` is one too."""
    where = path_text(path)
    decoded = decode(read_whole(path, limit_bytes * 20), where)
    names = _column_names(path.with_name(COLUMNS_FILE))
    lines = decoded.text.removeprefix("\ufeff").split("\n")
    columns: list[int] | None = None
    for nth, sentences in enumerate(_articles(lines), 1):
        if columns is None:
            columns = _tag_columns(_all_cells(lines), names, where)
        yield _article(sentences, columns, decoded, where, f"{path_text(path.stem)} {nth}")


def _column_names(path: Path) -> list[str] | None:
    try:
        return path.read_text("utf-8").split("\n") if path.is_file() and path.stat().st_size < 100_000 else None
    except UnicodeDecodeError:
        return None


def _cells(line: str) -> list[str]:
    return line.rstrip().split("\t") if "\t" in line else line.split()


def _all_cells(lines: Iterable[str]) -> Iterator[list[str]]:
    return (_cells(line) for line in lines if line.strip() and not line.startswith((_START, "# ")))


def _tag_columns(rows: Iterable[list[str]], names: list[str] | None, where: str) -> list[int]:
    """Return the columns that hold tags: those that are named, or those with nothing else in them."""
    tags: set[int] | None = None
    for row in rows:
        here = {nth for nth, cell in enumerate(row) if nth and (cell == OUTSIDE or _TAG.fullmatch(cell))}
        tags = here if tags is None else tags & here
        if not tags:
            break
    found = sorted(tags or ())
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
    sentences: list[list[_Line]] = [[]]
    for number, line in enumerate(lines, 1):
        if line.startswith(_START):
            if any(sentences):
                yield [one for one in sentences if one]
            sentences = [[]]
        elif not line.strip():
            sentences.append([])
        elif not (line.startswith("# ") and not sentences[-1]):
            sentences[-1].append(_Line(number, _cells(line)))
    if any(sentences):
        yield [one for one in sentences if one]


def _article(
    sentences: Sequence[Sequence[_Line]], columns: Sequence[int], decoded: Decoded, where: str, name: str
) -> Found:
    words, said = _Words(), Standoff(where)
    lines = [line for sentence in sentences for line in sentence]
    for sentence in sentences:
        for nth, line in enumerate(sentence):
            words.add(line.cells[0], "" if not words.places else " " if nth else "\n")
    for column in columns:
        _add_spans(lines, column, words, said)
    text = "".join(words.pieces)
    if not text.strip():
        return ReadFailure(InputError("The article has no words", where))
    said.spans = [span._replace(surface=text[slice(*span.fragments[0])]) for span in said.spans]
    return FoundArticle(Source(text, {}, decoded.encoding, decoded.guessed, name), [said])


def _add_spans(lines: Sequence[_Line], column: int, words: _Words, said: Standoff) -> None:
    """Add the spans of one column. `I` without a beginning begins a span, as in IOB1."""
    begun, label = 0, ""
    for nth, line in enumerate([*lines, _Line(0, ())]):
        match = _TAG.fullmatch(line.cells[column]) if column < len(line.cells) else None
        kind, name = match.groups() if match else ("", "")
        if label and (kind in ("", "B", "S", "U") or name != label):
            _add_span(lines, begun, nth, label, words, said)
            label = ""
        if match and not label:
            begun, label = nth, name
        if label and kind in ("E", "L", "S", "U"):
            _add_span(lines, begun, nth + 1, label, words, said)
            label = ""


def _add_span(lines: Sequence[_Line], first: int, after: int, label: str, words: _Words, said: Standoff) -> None:
    place = (words.places[first][0], words.places[after - 1][1])
    number = lines[first].number
    said.spans.append(FoundSpan(number, f"{label} of line {number}", label, (place,), None))


IMPORTER = Importer(
    name="conll",
    title="CoNLL (IOB2)",
    summary="A token a line with columns of tags; articles are put together from the tokens",
    endings=(".conll", ".iob", ".iob2", ".bio", ".txt", ".tsv"),
    looks_like=looks_like_conll,
    read=read_conll,
    beside=(COLUMNS_FILE,),
)
