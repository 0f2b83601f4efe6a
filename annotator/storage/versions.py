"""The versions of objects that one file's journal has of one article, and which of two is the later."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any, NamedTuple

import orjson

from annotator.domain.edit import Kind
from annotator.domain.identity import EDIT, Stamp, object_id
from annotator.domain.merging import MergedVersion
from annotator.storage.codec import record_of
from annotator.storage.faults import stored
from annotator.storage.names import Names
from annotator.storage.replay import ObjectKey

EditKey = tuple[str, int]
"""Device token and number of an edit, which mean the same in every file."""
Entry = list[Any]
"""One change as the journal has it: kind, key, before, after, replaced clock and device."""

_PARTS = (
    "SELECT j.device, j.number, j.clock, j.author, j.name, c.seq, c.changes"
    " FROM journal_change c JOIN journal j USING (seq) WHERE c.article_no = ? ORDER BY c.seq"
)


class Part(NamedTuple):
    """What one edit did to one article (or to the settings)."""

    edit: EditKey
    stamp: Stamp
    author: str
    name: str
    seq: int
    text: str

    def entries(self) -> list[Entry]:
        """Return the changes. Raises StoredError if they cannot be read."""
        with stored(f"journal {self.seq}"):
            return list(orjson.loads(self.text))


class Version(NamedTuple):
    """An object as one edit left it; `parent` is the stamp of the version that was replaced."""

    part: Part
    parent: tuple[Any, Any]
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    def told(self, name: ObjectKey) -> MergedVersion:
        """Return the version for a report."""
        part = self.part
        record = None if self.after is None else record_of(Kind(name[0]), list(name[1:]), self.after)
        return MergedVersion(record, part.stamp, object_id(EDIT, *part.edit), part.name, part.author)


Versions = dict[Stamp, Version]
"""The versions of one object."""


def parts_of(db: sqlite3.Connection, names: Names, article: int) -> dict[EditKey, Part]:
    """Return what each edit did to an article (0: to the settings), in the order they came into the file."""
    found = {}
    for device, number, clock, author, name, seq, text in db.execute(_PARTS, (article,)):
        token = names.token(device)
        found[token, number] = Part((token, number), Stamp(clock, token), author, name, seq, text)
    return found


def name_of(entry: Entry) -> ObjectKey:
    """Return the name of the object that an entry is about."""
    return (entry[0], *entry[1])


def grouped(entries: Iterable[Entry]) -> dict[ObjectKey, list[Entry]]:
    """Return the entries object by object."""
    found: dict[ObjectKey, list[Entry]] = {}
    for entry in entries:
        found.setdefault(name_of(entry), []).append(entry)
    return found


def versions_of(parts: Iterable[Part], wanted: Iterable[ObjectKey] | None = None) -> dict[ObjectKey, Versions]:
    """Return the versions of the wanted objects (None: of all); one that has none is left out."""
    chosen = None if wanted is None else frozenset(wanted)
    found: dict[ObjectKey, Versions] = {}
    for part in parts:
        for entry in part.entries():
            name = name_of(entry)
            if chosen is None or name in chosen:
                versions = found.setdefault(name, {})
                # An edit may change an object twice: what it replaced is what the first of them did.
                first = versions.get(part.stamp)
                parent = (entry[4], entry[5]) if first is None else first.parent
                versions[part.stamp] = Version(part, parent, entry[2], entry[3])
    return found
