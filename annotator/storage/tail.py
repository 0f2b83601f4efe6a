"""The end of the journal as its only writer knows it, so that a save need not ask for it again."""

from __future__ import annotations

import sqlite3

_END = (
    "SELECT coalesce(max(seq), 0), EXISTS (SELECT 1 FROM tombstone),"
    " max(coalesce((SELECT count FROM tally WHERE kind = 'clock'), 0),"
    " coalesce((SELECT clock FROM journal ORDER BY seq DESC LIMIT 1), 0)) FROM journal"
)
_MOST = 4096
"""Lengths of articles that are remembered."""


class Tail:
    """What the next edit builds on. After a rollback, or when something else wrote: `forget`.

    The highest clock is that of the last entry, or it is kept among the counts: merged entries come in any order, and
    an edit whose clock is not the highest has to note the one that is.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.forget()

    def forget(self) -> None:
        """Read everything again when it is needed next."""
        self._known = False
        self._seq = self._clock = 0
        self._tombstones = False
        self._lengths: dict[int, int] = {}

    def end(self) -> tuple[int, int, bool]:
        """Return the last entry's number, the highest clock (0 if there is none) and whether there are tombstones."""
        if not self._known:
            self._seq, tombstones, self._clock = self._db.execute(_END).fetchone()
            self._tombstones = bool(tombstones)
            self._known = True
        return self._seq, self._clock, self._tombstones

    def move(self, seq: int, clock: int, *, tombstones: bool) -> None:
        """Take notice of an entry that was written after the one `end` told of."""
        self._seq, self._clock, self._tombstones = seq, clock, tombstones

    def length(self, article: int) -> int | None:
        """Return the length of an article's text (code points), or None if it is not in the project."""
        found = self._lengths.get(article)
        if found is None:
            row = self._db.execute("SELECT length FROM article WHERE no = ?", (article,)).fetchone()
            if row is None:
                return None
            if len(self._lengths) >= _MOST:
                self._lengths.clear()
            found = self._lengths[article] = int(row[0])
        return found

    def article_gone(self, article: int) -> None:
        """Take notice of an article that was removed."""
        self._lengths.pop(article, None)


def last_clock(db: sqlite3.Connection) -> int:
    """Return the highest clock of all stamps in the file, 0 if there is none."""
    return Tail(db).end()[1]
