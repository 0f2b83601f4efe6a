"""The journal played again: what the objects of an article should be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from annotator.storage.faults import StoredError, stored
from annotator.storage.names import Names

ObjectKey = tuple[str, ...]
"""The kind of an object, then its `domain.edit.key_of`."""
_Stamp = tuple[int, str]
_NEVER: tuple[None, None] = (None, None)
AT_CREATION: _Stamp = (0, "")
"""The stamp of the settings that a project is made with; they are not in the journal."""


class Version(NamedTuple):
    """An object as one edit left it: stamp, and the journal's JSON object, or None if it was deleted."""

    stamp: _Stamp
    after: dict[str, Any] | None


class Replay:
    """The changes of one article (0: of the settings), in the order of their stamps."""

    def __init__(self, db: sqlite3.Connection, names: Names, article: int) -> None:
        self.problems: list[tuple[str, str]] = []
        """Where and what, for each thing in the journal that contradicts itself."""
        self.latest: dict[ObjectKey, Version] = {}
        self._versions: dict[tuple[ObjectKey, _Stamp], dict[str, Any] | None] = {}
        for where, stamp, entry in self._entries(db, names, article):
            try:
                with stored(where):
                    self._play(where, stamp, entry)
            except StoredError as fault:
                self.problems.append((where, str(fault)))

    def _entries(self, db: sqlite3.Connection, names: Names, article: int) -> Iterator[tuple[str, _Stamp, list[Any]]]:
        rows = db.execute(
            "SELECT j.clock, j.device, c.seq, c.changes FROM journal_change c JOIN journal j USING (seq)"
            " WHERE c.article_no = ? ORDER BY c.seq",
            (article,),
        )
        parts = [((clock, names.token(device)), seq, text) for clock, device, seq, text in rows]
        for stamp, seq, text in sorted(parts):
            where = f"journal {seq}"
            try:
                with stored(where):
                    entries = orjson.loads(text)
                    if not isinstance(entries, list):
                        raise TypeError("not a list")
            except StoredError as fault:
                self.problems.append((where, str(fault)))
                continue
            for entry in entries:
                yield where, stamp, entry

    def _play(self, where: str, stamp: _Stamp, entry: list[Any]) -> None:
        kind, key, before, after, *replaced = entry
        name: ObjectKey = (kind, *key)
        old = (replaced[0], replaced[1])
        if old == _NEVER:
            agrees = before is None
        elif old == AT_CREATION:
            agrees = before is not None
        else:
            agrees = (name, old) in self._versions and self._versions[name, old] == before
        if not agrees:
            self.problems.append((where, f"What {kind} {key[-1]} was before does not agree with an earlier edit"))
        self._versions[name, stamp] = after
        self.latest[name] = Version(stamp, after)
