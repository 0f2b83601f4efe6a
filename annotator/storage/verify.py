"""Looking for anything wrong in a project, article by article, without changing it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from annotator.domain.edit import Kind
from annotator.domain.identity import article_id as id_of_hash
from annotator.domain.views import Finding
from annotator.storage.codec import dumps
from annotator.storage.connection import read_snapshot
from annotator.storage.faults import StoredError
from annotator.storage.hanging import dangles, hidden_columns, hidden_kind
from annotator.storage.material import original_of
from annotator.storage.names import Names
from annotator.storage.replay import AT_CREATION, ObjectKey, Replay, Version
from annotator.storage.shelves import Tally
from annotator.storage.tail import last_clock
from annotator.storage.verify_objects import Objects
from annotator.storage.writer import CLOCK, SETTINGS

Progress = Callable[[int, int], None]
_MOST = 100
"""Faults of the database's pages that are listed."""
_STONE = "SELECT clock, device FROM tombstone WHERE kind = ? AND key = ?"

_JOURNAL_CHECKS = {
    "An entry lacks changes, or they cannot be read": "SELECT j.seq FROM journal j LEFT JOIN (SELECT seq,"
    " sum(iif(json_valid(changes), json_array_length(changes), 0)) AS there FROM journal_change GROUP BY seq) c"
    " USING (seq) WHERE j.changes <> coalesce(c.there, 0) ORDER BY j.seq",
    "Changes belong to no entry": "SELECT seq FROM journal_change WHERE seq NOT IN (SELECT seq FROM journal)",
    "Changes belong to no article": "SELECT seq FROM journal_change WHERE article_no <> 0"
    " AND article_no NOT IN (SELECT no FROM article_key)",
    "An entry has a role that no edit has": "SELECT seq FROM journal WHERE role NOT IN ('do', 'undo', 'redo')",
    "An entry's device has no name": "SELECT seq FROM journal WHERE device NOT IN (SELECT no FROM device)"
    " OR undoes_device NOT IN (SELECT no FROM device)",
}


def verify(db: sqlite3.Connection, path: Path, progress: Progress | None = None) -> list[Finding]:
    """Return everything wrong that can be found; `progress` gets articles done and in all, and may raise to cancel."""
    factory = db.text_factory
    # A byte that is no UTF-8 must be found and named, not end the search.
    db.text_factory = lambda raw: raw.decode(errors="replace")
    try:
        with read_snapshot(db):
            checks = _Checks(db, path)
            checks.run(progress)
            return checks.findings
    finally:
        db.text_factory = factory


class _Checks:
    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db, self._file, self._names = db, path.name, Names(db)
        self._counts: Counter[Tally] = Counter()
        self._deleted = 0
        self.findings: list[Finding] = []

    def _add(self, where: str, what: str) -> None:
        self.findings.append(Finding(where, what))

    def run(self, progress: Progress | None) -> None:
        """Run every check; a page that cannot be read ends the one it is met in."""
        for check in (self._pages, lambda: self._articles(progress), self._settings, self._journal, self._tallies):
            try:
                check()
            except sqlite3.DatabaseError as fault:
                self._add(self._file, f"Not everything can be read: {fault}")

    def _pages(self) -> None:
        """Let SQLite check its pages, indexes and references."""
        for (line,) in self._db.execute(f"PRAGMA integrity_check({_MOST})"):
            if line != "ok":
                self._add(self._file, f"Database: {line}")
        for table, _, parent, _ in self._db.execute("PRAGMA foreign_key_check"):
            self._add(table, f"A row belongs to nothing in {parent}")

    def _articles(self, progress: Progress | None) -> None:
        keys = self._db.execute("SELECT no, id FROM article_key ORDER BY no").fetchall()
        for done, (number, article_id) in enumerate(keys):
            if progress is not None:
                progress(done, len(keys))
            objects = Objects(self._db, self._names, self._add)
            objects.read_article(number, article_id, self._text(number, article_id))
            self._original(number, article_id)
            self._compare(number, article_id, objects)
        if progress is not None:
            progress(len(keys), len(keys))

    def _settings(self) -> None:
        objects = Objects(self._db, self._names, self._add)
        objects.read_settings()
        self._compare(SETTINGS, "settings", objects)
        (stones,) = self._db.execute("SELECT count(*) FROM tombstone").fetchone()
        if stones > self._deleted:
            self._add("tombstone", f"{stones - self._deleted} are of objects that were never deleted")

    def _text(self, number: int, article_id: str) -> int:
        """Check the text against the article's id; return its length in code points."""
        query = "SELECT CAST(text AS BLOB) FROM article_text WHERE article_no = ?"
        row = self._db.execute(query, (number,)).fetchone()
        if row is None:
            # Only the number of a relation's or journal's article is known, as after a merge of a part.
            if self._db.execute("SELECT 1 FROM article WHERE no = ?", (number,)).fetchone() is not None:
                self._add(article_id, "The text is missing")
            return 0
        if id_of_hash(sha256(row[0]).hexdigest()) != article_id:
            self._add(article_id, "The text is not the one that was imported (its SHA-256 differs)")
        return len(row[0].decode(errors="replace"))

    def _original(self, number: int, article_id: str) -> None:
        try:
            original_of(self._db, number)
        except StoredError as fault:
            self._add(article_id, str(fault))

    def _compare(self, number: int, where: str, objects: Objects) -> None:
        """Compare objects with what the journal says they should be, and its deletions with the tombstones."""
        self._counts.update(objects.counts)
        try:
            self._compare_with(Replay(self._db, self._names, number), objects)
        except StoredError as fault:
            self._add(where, f"The journal cannot be played again: {fault}")

    def _compare_with(self, replay: Replay, objects: Objects) -> None:
        for where, what in replay.problems:
            self._add(where, what)
        for name, version in replay.latest.items():
            if version.after is None:
                self._deleted += 1
                self._tombstone(name, version.stamp)
            elif name not in objects.state:
                self._absent(name, version)
            elif objects.state[name] != version:
                self._add(" ".join(name), "It is not what the journal says")
        for name, version in objects.state.items():
            if version.stamp != AT_CREATION and (name not in replay.latest or replay.latest[name].after is None):
                self._add(" ".join(name), "It is there, but the journal does not have it")

    def _absent(self, name: ObjectKey, version: Version) -> None:
        """Look whether an object that the journal has is hidden, and rightly."""
        kind, key_text = Kind(name[0]), dumps(name[1:])
        row = self._db.execute(_STONE, (hidden_kind(kind), key_text)).fetchone()
        if row is None:
            self._add(" ".join(name), "The journal has it, but it is not there")
            return
        self._deleted += 1
        stamp = row[0], self._names.token(row[1])
        if stamp != version.stamp or not dangles(
            self._db, kind, *hidden_columns(self._db, self._names, kind, key_text)
        ):
            self._add(" ".join(name), "It is hidden, but what it hangs on is there, or it has another stamp")

    def _tombstone(self, name: tuple[str, ...], stamp: tuple[int, str]) -> None:
        row = self._db.execute(_STONE, (name[0], dumps(name[1:]))).fetchone()
        if row is None or (row[0], self._names.token(row[1])) != stamp:
            self._add(" ".join(name), "Its deletion is not noted as the journal says")

    def _journal(self) -> None:
        for what, query in _JOURNAL_CHECKS.items():
            for (seq,) in self._db.execute(query):
                self._add(f"journal {seq}", what)

    def _tallies(self) -> None:
        query = "SELECT kind, layer_no, name, count FROM tally WHERE count <> 0"
        found = {(kind, layer, name): count for kind, layer, name, count in self._db.execute(query)}
        expected: dict[Tally, int] = dict(self._counts)
        (clock,) = self._db.execute("SELECT coalesce(max(clock), 0) FROM journal").fetchone()
        noted = found.pop(CLOCK, 0)
        if noted > clock or last_clock(self._db) != clock:
            self._add("tally", f"The highest clock is {clock}, not {max(noted, last_clock(self._db))}")
        for key in sorted(found.keys() | expected.keys()):
            if found.get(key, 0) != expected.get(key, 0):
                kind, layer, name = key
                said, there = found.get(key, 0), expected.get(key, 0)
                self._add("tally", f"{kind} {name} of layer {layer}: {said} are noted, {there} are there")
