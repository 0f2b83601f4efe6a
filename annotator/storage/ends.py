"""What an edit could leave dangling: relations without an end, objects without their article."""

from __future__ import annotations

import sqlite3
from typing import cast

from annotator.domain.edit import Kind
from annotator.domain.errors import RuleError
from annotator.storage.names import Names
from annotator.storage.shelves import Values

_HOLDS_ANNOTATION = "SELECT 1 FROM annotation WHERE article_no = ? AND id = ?"
_LEANS_ON_ANNOTATION = (
    "SELECT 1 FROM relation WHERE article_no = ?1 AND head = ?2"
    " UNION ALL SELECT 1 FROM relation WHERE child_article_no = ?1 AND child = ?2 LIMIT 1"
)
_LEANS_ON_ARTICLE = (
    "SELECT 1 FROM annotation WHERE article_no = ?1 UNION ALL SELECT 1 FROM relation WHERE article_no = ?1"
    " UNION ALL SELECT 1 FROM progress WHERE article_no = ?1"
    " UNION ALL SELECT 1 FROM relation WHERE child_article_no = ?1 LIMIT 1"
)


class LooseEnds:
    """Collects what an edit touched and looks at the end, when the order of its changes no longer matters."""

    def __init__(self, db: sqlite3.Connection, names: Names) -> None:
        self._db, self._names = db, names
        self._needed: set[tuple[int, int]] = set()
        self._gone: set[tuple[int, int]] = set()
        self._gone_articles: set[int] = set()

    def see(self, kind: Kind, key: Values, values: Values, step: int) -> None:
        """Take notice of an object that comes (step 1) or goes (-1)."""
        if kind is Kind.ANNOTATION and step < 0:
            self._gone.add(cast("tuple[int, int]", key))
        elif kind is Kind.RELATION and step > 0:
            article, (head, child, child_article) = key[0], values[2:5]
            self._needed.add(cast("tuple[int, int]", (article, head)))
            self._needed.add(cast("tuple[int, int]", (child_article, child)))
        elif kind is Kind.ARTICLE and step < 0:
            self._gone_articles.add(cast("int", key[0]))

    def check(self) -> None:
        """Raise RuleError if a relation lacks an end or something hangs on an article that is gone."""
        for key in self._needed:
            if self._db.execute(_HOLDS_ANNOTATION, key).fetchone() is None:
                raise RuleError("A relation needs both its annotations", where=self._names.unpacked("s", key[1]))
        for key in self._gone:
            if self._has(_HOLDS_ANNOTATION, *key):
                continue
            if self._has(_LEANS_ON_ANNOTATION, *key):
                where = self._names.unpacked("s", key[1])
                raise RuleError("The annotation is part of a relation", where=where, remedy="Remove the relation first")
        for number in self._gone_articles:
            if not self._has("SELECT 1 FROM article WHERE no = ?", number) and self._has(_LEANS_ON_ARTICLE, number):
                where = self._names.article(number)
                raise RuleError("The article has annotations", where=where, remedy="Remove its annotations first")

    def _has(self, query: str, *key: int) -> bool:
        return self._db.execute(query, key).fetchone() is not None
