"""Going through the whole project once, in the order of the articles' ids, with one article in memory at a time.

Ids are made from the texts, so two files of the same articles are gone through in the same order, however they came
by them.
"""

# Only names of columns and tables are put into the text of SQL; values never are.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from annotator.domain.article import Article
from annotator.domain.identity import ANNOTATION, PAIRS
from annotator.domain.stored import AnnotationColumns, AnnotationTable, ProgressRow, StoredArticle
from annotator.storage.annotations import ANNOTATION_COLUMNS, RELATION_COLUMNS, relation_row
from annotator.storage.articles import COLUMNS, in_list
from annotator.storage.codec import article_of
from annotator.storage.connection import read_snapshot
from annotator.storage.faults import StoredError
from annotator.storage.names import NUMBER_MASK, Names

_Row = tuple[Any, ...]
_TAIL_BITS, _TAIL_MASK = 10, 1023
"""Bits of a number that are the last two digits of an id."""
_ANNOTATION_COLUMNS = ANNOTATION_COLUMNS.removeprefix("article_no, ")


class _Cursors:
    """Rows of the tables (of one layer and some articles), all in the order of the articles' ids."""

    def __init__(self, db: sqlite3.Connection, layer: int | None, article_ids: Sequence[str] | None) -> None:
        self._db = db
        self._narrow = "" if article_ids is None else " AND k.id IN (SELECT value FROM json_each(:ids))"
        self._values = {"layer": layer, "ids": None if article_ids is None else in_list(article_ids)}

    def articles(self) -> Iterator[tuple[int, Article, str]]:
        """Yield the articles with their numbers and texts. Raises StoredError if a text is missing."""
        query = (
            f"SELECT k.no, {COLUMNS}, t.text FROM article_key k CROSS JOIN article a ON a.no = k.no"
            f" LEFT JOIN article_text t ON t.article_no = k.no WHERE TRUE{self._narrow} ORDER BY k.id"
        )
        for number, *row, text in self._db.execute(query, self._values):
            if text is None:
                raise StoredError(f"The text of {row[0]} is missing")
            yield number, article_of(row), text

    def rows(self, table: str, columns: str) -> _Following:
        """Return the rows of a table, of the same articles."""
        listed = ", ".join(f"n.{column}" for column in columns.split(", "))
        query = (
            f"SELECT k.no, {listed} FROM article_key k CROSS JOIN {table} n ON n.article_no = k.no"
            f" WHERE (:layer IS NULL OR n.layer_no = :layer){self._narrow} ORDER BY k.id"
        )
        return _Following(table, self._db.execute(query, self._values))


class _Following:
    """Rows in the order of the articles, handed out as another cursor goes through all of these."""

    def __init__(self, table: str, rows: Iterable[_Row]) -> None:
        self._table = table
        self._groups = groupby(rows, key=itemgetter(0))
        self._forward()

    def _forward(self) -> None:
        none: tuple[int, Iterator[_Row]] = (-1, iter(()))
        self._number: int
        self._number, self._rows = next(self._groups, none)

    def take(self, number: int) -> list[_Row]:
        """Return the rows of the article of that number, which comes next."""
        if number != self._number:
            return []
        rows = list(self._rows)
        self._forward()
        return rows

    def end(self) -> None:
        """Raise StoredError for a row of an article that did not come, behind which no row was handed out."""
        for _ in self._rows:
            raise StoredError(f"The table {self._table} has rows of an article that is missing")


class Beside:
    """Rows whose first column rises with the articles, handed out as another cursor goes through those."""

    def __init__(self, rows: Iterable[_Row]) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._forward()

    def _forward(self) -> None:
        self._key: int | None
        self._rows: Iterator[_Row]
        self._key, self._rows = next(self._groups, (None, iter(())))

    def take(self, key: int) -> list[_Row]:
        """Return the rows that begin with `key`; keys must be asked for in rising order."""
        while self._key is not None and self._key < key:
            self._forward()
        if self._key != key:
            return []
        rows = list(self._rows)
        self._forward()
        return rows


def walk(
    db: sqlite3.Connection, names: Names, layer: str | None, article_ids: Sequence[str] | None
) -> Iterator[StoredArticle]:
    """Yield every article (or those of the ids) with what hangs on it (in the layer), of one moment."""
    with read_snapshot(db):
        # A name that has no number has no rows either.
        cursors = _Cursors(db, None if layer is None else names.layer_number(layer) or 0, article_ids)
        annotations, table_of = cursors.rows("annotation", _ANNOTATION_COLUMNS), _Tables(names)
        relations = cursors.rows("relation", RELATION_COLUMNS)
        progress = cursors.rows("progress", "layer_no, state, at_ms")
        for number, article, text in cursors.articles():
            yield StoredArticle(
                article,
                text,
                table_of(annotations.take(number)),
                [relation_row(names, row[1:]) for row in relations.take(number)],
                [ProgressRow(names.layer(no), state, at_ms) for _, no, state, at_ms in progress.take(number)],
            )
        for following in (annotations, relations, progress):
            following.end()


class _Found(dict[int, str]):
    """Names by number, each looked up once."""

    def __init__(self, find: Callable[[int], str]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, number: int) -> str:
        name = self[number] = self._find(number)
        return name


class _Tables:
    """Makes tables of rows, with names for numbers. A walk spends its time here, so nothing is called that need not be.

    Numbers that differ in their last bits only have ids that differ in their last two digits only.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._heads = _Found(lambda head: names.unpacked(ANNOTATION, head << _TAIL_BITS | _TAIL_MASK)[:-2])
        self._layers = _Found(names.layer)

    def __call__(self, rows: list[_Row]) -> AnnotationTable:
        if not rows:
            return AnnotationTable(AnnotationColumns())
        _, numbers, layers, *others = zip(*rows, strict=True)
        heads, tails = self._heads, PAIRS
        ids = [
            heads[number >> _TAIL_BITS] + tails[number & _TAIL_MASK]
            if number & NUMBER_MASK > _TAIL_MASK
            else self._names.unpacked(ANNOTATION, number)
            for number in numbers
        ]
        layers_of = self._layers
        return AnnotationTable(AnnotationColumns(ids, [layers_of[number] for number in layers], *others))
