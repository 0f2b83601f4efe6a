"""Going through the whole project once, in import order, with one article in memory at a time."""

# Only names of columns and tables are put into the text of SQL; values never are.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from annotator.domain.identity import ANNOTATION
from annotator.domain.stored import AnnotationRow, ProgressRow, StoredArticle
from annotator.storage.annotations import ANNOTATION_COLUMNS, RELATION_COLUMNS, relation_row
from annotator.storage.articles import COLUMNS, PRESENT, in_list
from annotator.storage.base32 import digits_of
from annotator.storage.codec import article_of
from annotator.storage.connection import read_snapshot
from annotator.storage.names import NUMBER_BITS, NUMBER_MASK, Names

_Row = tuple[Any, ...]


class Beside:
    """Rows of one table, sorted by article, handed out as another cursor goes through the articles."""

    def __init__(self, rows: Iterable[_Row]) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._forward()

    def _forward(self) -> None:
        self._number: int | None
        self._rows: Iterator[_Row]
        self._number, self._rows = next(self._groups, (None, iter(())))

    def take(self, number: int) -> list[_Row]:
        """Return the rows of an article; articles must be asked for in rising order."""
        while self._number is not None and self._number < number:
            self._forward()
        if self._number != number:
            return []
        rows = list(self._rows)
        self._forward()
        return rows


def walk(
    db: sqlite3.Connection, names: Names, layer: str | None, article_ids: Sequence[str] | None
) -> Iterator[StoredArticle]:
    """Yield every article (or those of the ids) with what hangs on it, of one moment and in import order."""
    with read_snapshot(db):
        parts: list[str] = []
        params: list[str | int | None] = []
        if article_ids is not None:
            parts.append("article_no IN (SELECT no FROM article_key WHERE id IN (SELECT value FROM json_each(?)))")
            params.append(in_list(article_ids))
        if layer is not None:
            parts.append("layer_no = ?")
            params.append(names.layer_number(layer))
        where = f" WHERE {' AND '.join(parts)}" if parts else ""

        def beside(columns: str, table: str) -> Beside:
            return Beside(db.execute(f"SELECT {columns} FROM {table}{where} ORDER BY article_no", params))

        annotations, annotation_rows = beside(ANNOTATION_COLUMNS, "annotation"), _AnnotationRows(names)
        relations = beside(RELATION_COLUMNS, "relation")
        progress = beside("article_no, layer_no, state, at_ms", "progress")
        for number, text, *row in _articles(db, article_ids):
            yield StoredArticle(
                article_of(row),
                text,
                annotation_rows(annotations.take(number)),
                [relation_row(names, relation) for relation in relations.take(number)],
                [ProgressRow(names.layer(no), state, at_ms) for _, no, state, at_ms in progress.take(number)],
            )


def _articles(db: sqlite3.Connection, article_ids: Sequence[str] | None) -> Iterable[_Row]:
    """Return number, text and `articles.COLUMNS` of the articles in import order."""
    query = f"SELECT a.no, t.text, {COLUMNS} FROM {PRESENT} JOIN article_text t ON t.article_no = a.no"
    if article_ids is None:
        return db.execute(f"{query} ORDER BY a.no")
    narrowed = f"{query} WHERE k.id IN (SELECT value FROM json_each(?)) ORDER BY a.no"
    return db.execute(narrowed, (in_list(article_ids),))


class _Found(dict[int, str]):
    """Names by number, each looked up once."""

    def __init__(self, find: Callable[[int], str]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, number: int) -> str:
        name = self[number] = self._find(number)
        return name


class _AnnotationRows:
    """Puts names for numbers. A walk spends its time here, so nothing is called that need not be."""

    def __init__(self, names: Names) -> None:
        self._heads = _Found(lambda device: names.unpacked(ANNOTATION, device << NUMBER_BITS)[:-1])
        self._layers = _Found(names.layer)

    def __call__(self, rows: list[_Row]) -> list[AnnotationRow]:
        heads, layers, make = self._heads, self._layers, tuple.__new__
        # Adding tuples takes half the time of unpacking one into another.
        return [
            make(
                AnnotationRow,
                (heads[row[1] >> NUMBER_BITS] + digits_of(row[1] & NUMBER_MASK), layers[row[2]]) + row[3:],  # noqa: RUF005 (see above)
            )
            for row in rows
        ]
