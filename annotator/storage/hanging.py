"""Objects that hang on something another file removed: taken out of the state, and put back when it comes back.

An annotation or state hangs on its article, a relation on both its annotations. Edits leave nothing dangling, but a
merge can. What dangles is hidden: its row gives way to a tombstone of the kind `hidden …` with the stamp of its own
latest version, which the journal still has. So what is shown depends on nothing but the journal.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import cast

import orjson

from annotator.domain.edit import Kind
from annotator.storage.codec import record_of, row_of
from annotator.storage.faults import StoredError
from annotator.storage.names import Names
from annotator.storage.replay import ObjectKey, Replay
from annotator.storage.shelves import SHELVES, Values

Note = Callable[[Kind, Values, Values, int], None]
"""Takes kind, key and values of an object that comes (1) or goes (-1)."""

_HIDDEN = {kind: f"hidden {kind.value}" for kind in (Kind.ANNOTATION, Kind.PROGRESS, Kind.RELATION)}
"""Kinds that can hang on something, each after what it hangs on."""

_LOOSE = {
    Kind.ANNOTATION: "SELECT article_no, id FROM annotation WHERE article_no NOT IN (SELECT no FROM article)",
    Kind.PROGRESS: "SELECT article_no, layer_no FROM progress WHERE article_no NOT IN (SELECT no FROM article)",
    Kind.RELATION: "SELECT article_no, id FROM relation r"
    " WHERE NOT EXISTS (SELECT 1 FROM annotation WHERE article_no = r.article_no AND id = r.head)"
    " OR NOT EXISTS (SELECT 1 FROM annotation WHERE article_no = r.child_article_no AND id = r.child)",
}
_HAS_ARTICLE = "SELECT 1 FROM article WHERE no = ?"
_HAS_ANNOTATION = "SELECT 1 FROM annotation WHERE article_no = ? AND id = ?"


def hidden_kind(kind: Kind) -> str:
    """Return what the tombstone of a hidden object has for its kind, "" for kinds that are never hidden."""
    return _HIDDEN.get(kind, "")


def any_hidden(db: sqlite3.Connection) -> bool:
    """Tell whether anything is hidden. Takes one look into an index."""
    query = "SELECT EXISTS (SELECT 1 FROM tombstone WHERE kind >= 'hidden ' AND kind < 'hidden!')"
    return bool(db.execute(query).fetchone()[0])


def dangles(db: sqlite3.Connection, kind: Kind, key: Values, values: Values) -> bool:
    """Tell whether an object with these columns lacks what it hangs on."""
    if kind is Kind.RELATION:
        ends = ((key[0], values[2]), (values[4], values[3]))
        return any(db.execute(_HAS_ANNOTATION, end).fetchone() is None for end in ends)
    return db.execute(_HAS_ARTICLE, key[:1]).fetchone() is None


def hide(db: sqlite3.Connection, name_of: Callable[[Kind, Values], str], note: Note) -> None:
    """Hide everything that dangles; `name_of` returns an object's key as the tombstones have it."""
    for kind, query in _LOOSE.items():
        for key in db.execute(query).fetchall():
            shelf = SHELVES[kind]
            *values, clock, device = db.execute(shelf.select, key).fetchone()
            db.execute(shelf.delete, key)
            stone = hidden_kind(kind), name_of(kind, key), clock, device
            db.execute("INSERT INTO tombstone VALUES (?, ?, ?, ?)", stone)
            note(kind, key, tuple(values), -1)


def reveal(db: sqlite3.Connection, names: Names, note: Note) -> None:
    """Put back what is hidden and dangles no longer, as the journal has it."""
    for kind, stone_kind in _HIDDEN.items():
        rows = db.execute("SELECT key, clock, device FROM tombstone WHERE kind = ?", (stone_kind,)).fetchall()
        for key_text, clock, device in rows:
            key, values = hidden_columns(db, names, kind, key_text)
            if not dangles(db, kind, key, values):
                db.execute(SHELVES[kind].insert, (*key, *values, clock, device))
                db.execute("DELETE FROM tombstone WHERE kind = ? AND key = ?", (stone_kind, key_text))
                note(kind, key, values, 1)


def hidden_columns(db: sqlite3.Connection, names: Names, kind: Kind, key_text: str) -> tuple[Values, Values]:
    """Return key and values of a hidden object from its latest version in the journal. Raises StoredError."""
    parts = cast("list[str]", orjson.loads(key_text))
    name: ObjectKey = (kind.value, *parts)
    article = names.article_number(parts[0])
    latest = None if article is None else Replay(db, names, article).latest.get(name)
    if article is None or latest is None or latest.after is None:
        raise StoredError(f"{' '.join(name)} is hidden, but the journal does not have it")
    row = row_of(record_of(kind, parts, latest.after))
    return SHELVES[kind].key(names, article, row), SHELVES[kind].values(names, row)
