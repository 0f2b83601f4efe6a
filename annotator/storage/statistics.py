"""Counts of articles for the measures of agreement, kept so that only articles that changed are counted again.

What is kept belongs to no version of the project: it may be thrown away at any time, is in no journal and is not
merged. What the counts mean is the caller's business; here they are bytes under a key that says how they were made.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import orjson

from annotator.domain.annotation import Progress
from annotator.domain.stored import ProgressRow
from annotator.storage.annotations import progress_of_article
from annotator.storage.connection import read_snapshot
from annotator.storage.faults import guarded, known
from annotator.storage.names import Names

MOST_KEYS = 4
"""So many ways of counting are kept; the one that was begun first goes."""

_CHANGES = (
    "SELECT c.article_no, sum(j.changes) AS changes FROM journal_change c JOIN journal j ON j.seq = c.seq"
    " WHERE c.article_no > 0 GROUP BY c.article_no"
)
"""How many changes the edits made that touched an article.

It grows with every edit of the article, and with every merge that adds to its journal, wherever in the order of the
edits that is; so an article with the same number is the same. (An edit of several articles of which a merge brings one
later makes the others look changed as well, which costs time but no truth.)
"""


class Kept(NamedTuple):
    """What is kept under a key: names, and counts of the articles that have not changed since.

    `changes` has every article of the project with the number that is to be kept with its counts.
    """

    names: list[list[str]]
    counts: dict[str, bytes]
    changes: dict[str, int]


class NewCounts(NamedTuple):
    """Counts to be kept under a key. `began` is how many of the names were kept when they were made."""

    key: str
    names: Collection[Collection[str]]
    began: int
    counts: Mapping[str, tuple[int, bytes]]
    """Article -> its number of changes when it was read, and its counts."""


class KeepsStatistics:
    """The part of a project file that knows of progress, and of statistics of what is finished."""

    path: Path
    _db: sqlite3.Connection
    _names: Names

    if TYPE_CHECKING:

        def transaction(self) -> AbstractContextManager[None]:
            """Make what is written inside the block one transaction; the project file has it."""

    @contextmanager
    def moment(self) -> Iterator[None]:
        """Let everything read inside the block be of one moment. Nothing can be written inside it."""
        with known(self.path), read_snapshot(self._db):
            yield

    @guarded
    def progress(self, article_id: str) -> list[Progress]:
        """Return how far each layer is with the article, sorted by layer."""
        return progress_of_article(self._db, self._names, article_id)

    @guarded
    def progress_of_all(self) -> dict[str, list[ProgressRow]]:
        """Return how far each layer is with each article, in import order; every article is a key."""
        found: dict[str, list[ProgressRow]] = {}
        query = (
            "SELECT k.id, p.layer_no, p.state, p.at_ms FROM article a JOIN article_key k ON k.no = a.no"
            " LEFT JOIN progress p ON p.article_no = a.no ORDER BY a.no, p.layer_no"
        )
        for article, layer, state, at_ms in self._db.execute(query):
            rows = found.setdefault(article, [])
            if layer is not None:
                rows.append(ProgressRow(self._names.layer(layer), state, at_ms))
        return found

    @guarded
    def kept_statistics(self, key: str) -> Kept:
        """Return what is kept under a key."""
        query = f"SELECT k.id, n.changes FROM ({_CHANGES}) n JOIN article_key k ON k.no = n.article_no"  # noqa: S608
        changes: dict[str, int] = dict(self._db.execute(query))
        row = self._db.execute("SELECT no, names FROM statistics_key WHERE key = ?", (key,)).fetchone()
        if row is None:
            return Kept([], {}, changes)
        rows = self._db.execute(
            "SELECT k.id, s.changes, s.counts FROM statistics s JOIN article_key k ON k.no = s.article_no"
            " WHERE s.key_no = ?",
            (row[0],),
        )
        counts = {article: data for article, number, data in rows if changes.get(article) == number}
        return Kept(orjson.loads(row[1]), counts, changes)

    def keep_statistics(self, new: NewCounts) -> None:
        """Keep counts, beside those kept under the key already if they were made from the same names on.

        Raises ProjectReadOnlyError and DiskFullError.
        """
        with self.transaction():
            number = _key_number(self._db, new)
            rows = [
                (number, article_no, changes, data)
                for article, (changes, data) in new.counts.items()
                if (article_no := self._names.article_number(article)) is not None
            ]
            self._db.executemany("INSERT OR REPLACE INTO statistics VALUES (?, ?, ?, ?)", rows)


def _key_number(db: sqlite3.Connection, new: NewCounts) -> int:
    """Return the number of the key, whose names are the new ones now; counts with other names are gone."""
    names = [list(name) for name in new.names]
    written = orjson.dumps(names).decode()
    row = db.execute("SELECT no, names FROM statistics_key WHERE key = ?", (new.key,)).fetchone()
    if row is not None:
        if orjson.loads(row[1]) == names[: new.began]:
            db.execute("UPDATE statistics_key SET names = ? WHERE no = ?", (written, row[0]))
            return int(row[0])
        _forget(db, row[0])
    numbers = [number for (number,) in db.execute("SELECT no FROM statistics_key ORDER BY no")]
    for number in numbers[: max(0, len(numbers) + 1 - MOST_KEYS)]:
        _forget(db, number)
    last = numbers[-1] if numbers else 0
    db.execute("INSERT INTO statistics_key VALUES (?, ?, ?)", (last + 1, new.key, written))
    return last + 1


def _forget(db: sqlite3.Connection, number: int) -> None:
    db.execute("DELETE FROM statistics WHERE key_no = ?", (number,))
    db.execute("DELETE FROM statistics_key WHERE no = ?", (number,))
