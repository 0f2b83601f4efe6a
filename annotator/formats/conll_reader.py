"""Reads CoNLL columns: a token a line, one or several columns of tags, a blank line after a sentence.

Tags are IOB1, IOB2, BIOES or BILOU, which can all be read in one way. The text is gone from such a file: an article is
its tokens with a space between them and a line for each sentence. `columns.txt` beside names the columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
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


class _Article(NamedTuple):
    """An article as columns, which take less room than rows: their cells, the lines of rows, where sentences begin."""

    columns: Sequence[Sequence[str]]
    numbers: Sequence[int]
    sentences: Sequence[int]


def looks_like_conll(path: Path) -> bool:
    """Tell whether a file begins an article as CoNLL does, or has an ending that no other format has."""
    return first_bytes(path).startswith(_START.encode()) or path.suffix.lower() in (".conll", ".iob", ".iob2", ".bio")


def read_conll(path: Path, limit_bytes: int) -> Iterator[Found]:
    """Yield the articles of a file; what is before the first `-DOCSTART-` is one too."""
    where = path_text(path)
    decoded = decode(read_whole(path, limit_bytes * 20), where)
    lines = decoded.text.removeprefix("\ufeff").split("\n")
    articles = list(_articles(lines))
    columns = _tag_columns(articles, _column_names(path.with_name(COLUMNS_FILE)), where) if articles else []
    for nth, article in enumerate(articles, 1):
        yield _found(article, columns, decoded, where, f"{path_text(path.stem)} {nth}")


def _column_names(path: Path) -> list[str] | None:
    try:
        return path.read_text("utf-8").split("\n") if path.is_file() and path.stat().st_size < 100_000 else None
    except UnicodeDecodeError:
        return None


def _tag_columns(articles: Sequence[_Article], names: list[str] | None, where: str) -> list[int]:
    """Return the columns that hold tags: those that are named, or those with nothing else in them."""
    columns = zip(*(article.columns for article in articles), strict=False)
    cells = [set().union(*column) for column in columns]
    found = [
        nth
        for nth, distinct in enumerate(cells)
        if nth and all(cell == OUTSIDE or _TAG.fullmatch(cell) for cell in distinct)
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


def _articles(lines: Iterable[str]) -> Iterator[_Article]:
    """Yield the articles; of rows that are longer than others what is more is left out."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    sentences: list[int] = []
    inside = False
    for number, line in enumerate(lines, 1):
        cells = line.rstrip().split("\t") if "\t" in line else line.split()
        if not cells or not cells[0]:
            inside = False
        elif cells[0] == _START:
            if rows:
                yield _Article(list(zip(*rows, strict=False)), numbers, sentences)
            rows, numbers, sentences, inside = [], [], [], False
        elif inside or cells[0] != "#":
            if not inside:
                sentences.append(len(rows))
            rows.append(cells)
            numbers.append(number)
            inside = True
    if rows:
        yield _Article(list(zip(*rows, strict=False)), numbers, sentences)


def _found(article: _Article, columns: Sequence[int], decoded: Decoded, where: str, name: str) -> Found:
    words = article.columns[0]
    edges = [*article.sentences, len(words)]
    text = "\n".join([" ".join(words[start:end]) for start, end in pairwise(edges)])
    starts = list(accumulate([len(word) + 1 for word in words], initial=0))
    said = Standoff(where)
    for column in columns:
        for first, after, label in _tagged(article.columns[column]):
            place = (starts[first], starts[after] - 1)
            number = article.numbers[first]
            known = f"{label} of line {number}"
            said.spans.append(FoundSpan(number, known, label, (place,), text[slice(*place)]))
    return FoundArticle(Source(text, {}, decoded.encoding, decoded.guessed, name), [said])


def _tagged(cells: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the spans of one column as rows, half-open. `I` without a beginning begins a span, as in IOB1."""
    begun, label = 0, ""
    for nth, cell in enumerate((*cells, OUTSIDE)):
        if cell == OUTSIDE and not label:
            continue
        match = _TAG.fullmatch(cell)
        kind, name = match.groups() if match else ("", "")
        if label and (kind in ("", "B", "S", "U") or name != label):
            yield begun, nth, label
            label = ""
        if match and not label:
            begun, label = nth, name
        if label and kind in ("E", "L", "S", "U"):
            yield begun, nth + 1, label
            label = ""


IMPORTER = Importer(
    name="conll",
    title="CoNLL (IOB2)",
    summary="A token a line with columns of tags; articles are put together from the tokens",
    endings=(".conll", ".iob", ".iob2", ".bio", ".txt", ".tsv"),
    looks_like=looks_like_conll,
    read=read_conll,
    beside=(COLUMNS_FILE,),
)
