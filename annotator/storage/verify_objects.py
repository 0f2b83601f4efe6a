"""Checking what hangs on one article: is every row what it should be?"""

# Only names of columns and tables are put into the text of SQL; values never are.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, ParamSpec

import orjson

from annotator.domain.annotation import Progress, Provenance, Setting
from annotator.domain.edit import KIND_OF, Kind, Record, key_of
from annotator.domain.span import is_canonical
from annotator.storage.annotations import ANNOTATION_COLUMNS, RELATION_COLUMNS, annotation_row, relation_row
from annotator.storage.articles import COLUMNS, PRESENT
from annotator.storage.codec import article_of, relation_of, row_json, row_of, state_of
from annotator.storage.faults import StoredError, stored
from annotator.storage.names import Names
from annotator.storage.replay import ObjectKey, Version
from annotator.storage.shelves import Tally

Add = Callable[[str, str], None]
"""Takes where and what of something that is wrong."""

P = ParamSpec("P")
_Row = tuple[Any, ...]
_HAS_ANNOTATION = "SELECT 1 FROM annotation WHERE article_no = ? AND id = ?"


class Objects:
    """The objects of one article, or the settings, in the form the journal keeps them in.

    `state` maps each to its stamp and JSON object, `counts` is what the tallies should be; what is wrong with a row
    goes to `add`.
    """

    def __init__(self, db: sqlite3.Connection, names: Names, add: Add) -> None:
        self._db, self._names, self._add = db, names, add
        self.state: dict[ObjectKey, Version] = {}
        self.counts: Counter[Tally] = Counter()

    def read_settings(self) -> None:
        """Read the settings."""
        for row in self._db.execute("SELECT key, value, clock, device FROM setting").fetchall():
            self._try(f"setting {row[0]}", self._keep, Setting(row[0], row[1]), row)

    def read_article(self, number: int, article_id: str, length: int) -> None:
        """Read an article and what hangs on it; its text has `length` code points."""
        articles = f"SELECT {COLUMNS}, a.clock, a.device FROM {PRESENT} WHERE a.no = ?"
        for row in self._db.execute(articles, (number,)).fetchall():
            self._try(f"article {article_id}", self._article, row, length)
        for row in self._rows("annotation", ANNOTATION_COLUMNS, number):
            self._try(f"an annotation of {article_id}", self._annotation, article_id, row, length)
        for row in self._rows("relation", RELATION_COLUMNS, number):
            self._try(f"a relation of {article_id}", self._relation, article_id, row)
        for row in self._rows("progress", "article_no, layer_no, state, at_ms", number):
            self._try(f"the progress of {article_id}", self._progress, article_id, row)

    def _rows(self, table: str, columns: str, number: int) -> sqlite3.Cursor:
        return self._db.execute(f"SELECT {columns}, clock, device FROM {table} WHERE article_no = ?", (number,))

    def _try(self, where: str, check: Callable[P, None], *args: P.args, **named: P.kwargs) -> None:
        try:
            with stored(where):
                check(*args, **named)
        except StoredError as fault:
            self._add(where, str(fault))

    def _keep(self, record: Record, row: Sequence[Any]) -> None:
        """Keep a record whose row ends with its stamp."""
        name = (KIND_OF[type(record)].value, *key_of(record))
        self._keep_json(name, orjson.loads(row_json(row_of(record))), row)

    def _keep_json(self, name: ObjectKey, known: dict[str, Any], row: Sequence[Any]) -> None:
        self.state[name] = Version((row[-2], self._names.token(row[-1])), known)

    def _article(self, row: _Row, length: int) -> None:
        article = article_of(row[:-2])
        if article.length != length:
            self._add(article.id, f"The length is said to be {article.length}, but the text has {length} characters")
        if article.excluded and not is_canonical(article.excluded, length):
            self._add(article.id, f"The passages that are left out do not fit a text of {length} characters")
        self._keep(article, row)
        self.counts["article", 0, ""] += 1

    def _annotation(self, article_id: str, row: _Row, length: int) -> None:
        self.counts["span", row[2], row[3]] += 1
        stored_row = annotation_row(self._names, row[:-2])
        known = orjson.loads(row_json(stored_row))
        self._keep_json((Kind.ANNOTATION.value, article_id, stored_row.id), known, row)
        fragments = [(start, end) for start, end in known["fragments"]]
        if not is_canonical(fragments, length):
            what = f"The fragments {stored_row.fragments} do not fit a text of {length} characters ({article_id})"
            self._add(stored_row.id, what)
        attributes, provenance, origin = (known.get(part, {}) for part in ("attributes", "provenance", "origin"))
        if not isinstance(attributes, dict) or not isinstance(origin, dict):
            raise TypeError("not an object")
        for value in provenance.values():
            Provenance(value)

    def _relation(self, article_id: str, row: _Row) -> None:
        self.counts["relation", row[2], row[3]] += 1
        relation = relation_of(article_id, relation_row(self._names, row[:-2]))
        self._keep(relation, row)
        for role, key in (("head", (row[0], row[4])), ("child", (row[6], row[5]))):
            if self._db.execute(_HAS_ANNOTATION, key).fetchone() is None:
                self._add(relation.id, f"Its {role} {getattr(relation, role)} does not exist ({article_id})")

    def _progress(self, article_id: str, row: _Row) -> None:
        _, layer, state, at_ms = row[:4]
        self.counts["state", layer, state] += 1
        self._keep(Progress(article_id, self._names.layer(layer), state_of(state), at_ms), row)
