"""Reading the journal: what can be undone, what an edit did, what happened to an object."""

# Only names of columns and tables are put into the text of SQL; values never are.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import orjson

from annotator.domain.edit import Change, Edit, Kind, Role, key_of
from annotator.domain.errors import InputError
from annotator.domain.identity import EDIT, Stamp
from annotator.domain.views import HistoryEntry, JournalEntry, UndoItem, UndoState
from annotator.storage.codec import record_of
from annotator.storage.faults import stored
from annotator.storage.names import NUMBER_BITS, Names, split

_PARTS = (
    "SELECT changes FROM journal_change WHERE article_no = 0 AND seq = ?",
    # One look for each article, in the order of their numbers: an edit does not know which articles it is about.
    "SELECT c.changes FROM article_key k CROSS JOIN journal_change c ON c.article_no = k.no AND c.seq = ?"
    " ORDER BY k.no",
)
_COLUMNS = "seq, device, number, name, author, clock, role, undoes_device, undoes_number, changes"


def _edit_id(names: Names, device: int, number: int) -> str:
    return names.unpacked(EDIT, device << NUMBER_BITS | number)


def _entry(names: Names, row: tuple[Any, ...]) -> JournalEntry:
    seq, device, number, name, author, clock, role, undoes_device, undoes_number, changes = row
    undoes = None if undoes_device is None else _edit_id(names, undoes_device, undoes_number)
    edit_id = _edit_id(names, device, number)
    return JournalEntry(seq, edit_id, name, author, clock >> 16, Role(role), undoes, changes)


def undo_state(db: sqlite3.Connection, names: Names, author: str, limit: int) -> UndoState:
    """Return what `author` can undo and redo, at most `limit` of each.

    Walking back, the newest row about an edit decides where it is: done or redone, it can be undone; undone, it
    can be redone, unless something new was done later. So the walk stops as soon as both lists are settled.
    """
    undo: list[UndoItem] = []
    redo: list[UndoItem] = []
    settled: set[tuple[int, int]] = set()
    redo_open = True
    rows = db.execute(
        "SELECT j.role, coalesce(e.device, j.device), coalesce(e.number, j.number), coalesce(e.name, j.name)"
        " FROM journal j LEFT JOIN journal e ON e.device = j.undoes_device AND e.number = j.undoes_number"
        " WHERE j.author = ? ORDER BY j.seq DESC",
        (author,),
    )
    for role, device, number, name in rows:
        if (device, number) not in settled:
            settled.add((device, number))
            item = UndoItem(_edit_id(names, device, number), name)
            if role != Role.UNDO and len(undo) < limit:
                undo.append(item)
            elif role == Role.UNDO and redo_open and len(redo) < limit:
                redo.append(item)
        redo_open = redo_open and role != Role.DO
        if len(undo) >= limit and (not redo_open or len(redo) >= limit):
            break
    rows.close()
    return UndoState(undo[::-1], redo[::-1])


def entry_of(db: sqlite3.Connection, names: Names, edit_id: str) -> JournalEntry:
    """Return the journal's entry of an edit. Raises InputError if there is none."""
    try:
        token, number = split(EDIT, edit_id)
        key = (names.device_number(token), number)
    except ValueError:
        key = (None, 0)
    row = db.execute(f"SELECT {_COLUMNS} FROM journal WHERE device = ? AND number = ?", key).fetchone()
    if row is None:
        raise InputError("There is no such edit", where=edit_id)
    return _entry(names, row)


def changes_of(db: sqlite3.Connection, seq: int) -> Iterator[list[Change]]:
    """Yield the changes of an edit, article by article; those of settings first."""
    for query in _PARTS:
        for (text,) in db.execute(query, (seq,)):
            yield changes_in(text)


def repeated(db: sqlite3.Connection, names: Names, edit_id: str, *, inverse: bool) -> Iterator[list[Change]]:
    """Yield the changes of an edit article by article, or what takes them back. Raises InputError if there is none."""
    for changes in changes_of(db, entry_of(db, names, edit_id).seq):
        yield [change.inverse() for change in reversed(changes)] if inverse else changes


def changes_in(text: str) -> list[Change]:
    """Return the changes of one row of the journal. Raises StoredError if they cannot be read."""
    with stored("A change in the journal"):
        return [_change_of(entry) for entry in orjson.loads(text)]


def _change_of(entry: list[Any]) -> Change:
    kind, key, before, after = Kind(entry[0]), *entry[1:4]
    return Change(
        None if before is None else record_of(kind, key, before),
        None if after is None else record_of(kind, key, after),
    )


def edit_of(db: sqlite3.Connection, names: Names, edit_id: str) -> Edit:
    """Return an edit with all its changes. Raises InputError if there is none of this id."""
    entry = entry_of(db, names, edit_id)
    (clock,) = db.execute("SELECT clock FROM journal WHERE seq = ?", (entry.seq,)).fetchone()
    changes = tuple(change for part in changes_of(db, entry.seq) for change in part)
    stamp = Stamp(clock, split(EDIT, edit_id)[0])
    return Edit(edit_id, entry.name, entry.author, stamp, changes, entry.role, entry.undoes)


def entries(
    db: sqlite3.Connection, names: Names, article_id: str | None, limit: int, before: int | None
) -> list[JournalEntry]:
    """Return the newest edits (of an article), those with `seq` below `before`, newest first."""
    below = (1 << 62) if before is None else before
    if article_id is None:
        query = f"SELECT {_COLUMNS} FROM journal WHERE seq < ? ORDER BY seq DESC LIMIT ?"
        return [_entry(names, row) for row in db.execute(query, (below, limit))]
    columns = ", ".join(f"j.{column}" for column in _COLUMNS.split(", "))
    query = (
        f"SELECT {columns} FROM journal_change c JOIN journal j USING (seq)"
        " WHERE c.article_no = ? AND c.seq < ? ORDER BY c.seq DESC LIMIT ?"
    )
    number = names.article_number(article_id)
    return [_entry(names, row) for row in db.execute(query, (number, below, limit))]


def history(db: sqlite3.Connection, names: Names, article_id: str, object_id: str) -> list[HistoryEntry]:
    """Return what happened to one object of an article, oldest first.

    `object_id` is the id of an annotation, a relation or the article, or the layer's name for its progress.
    """
    quoted = orjson.dumps(object_id).decode()
    columns = ", ".join(f"j.{column}" for column in _COLUMNS.split(", "))
    query = (
        f"SELECT {columns}, c.changes FROM journal_change c JOIN journal j USING (seq)"
        " WHERE c.article_no = ? AND instr(c.changes, ?) ORDER BY c.seq"
    )
    found = []
    for *row, text in db.execute(query, (names.article_number(article_id), quoted)):
        entry = _entry(names, tuple(row))
        for change in changes_in(text):
            if key_of(change.record)[-1] == object_id:
                about = entry.edit_id, entry.name, entry.author, entry.at_ms
                found.append(HistoryEntry(*about, change.before, change.after))
    return found
