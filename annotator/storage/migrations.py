"""The tables of a project file, as a list of steps that each take it one version further.

A step is never changed once released; a new version is a new step at the end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

APPLICATION_ID = 0x414E4E4F
"""Bytes 68 to 71 of every project file: "ANNO"."""

Step = tuple[str, ...]
"""SQL statements that are executed in one transaction."""

_FIRST: Step = (
    # Numbers that stand for long names inside this file. Rows are never deleted or renumbered.
    "CREATE TABLE device (no INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE) STRICT",
    "INSERT INTO device VALUES (0, '')",
    "CREATE TABLE layer (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
    "CREATE TABLE article_key (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT",
    # The state: what there is now.
    "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL, clock INTEGER NOT NULL,"
    " device INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE article (no INTEGER PRIMARY KEY REFERENCES article_key, sha256 TEXT NOT NULL,"
    " length INTEGER NOT NULL, title TEXT NOT NULL, publisher TEXT NOT NULL, author TEXT NOT NULL,"
    " published TEXT NOT NULL, language TEXT NOT NULL, url TEXT NOT NULL, file TEXT NOT NULL,"
    " normalization TEXT NOT NULL, clock INTEGER NOT NULL, device INTEGER NOT NULL) STRICT",
    # Kept when an import is undone, so that it can be redone.
    "CREATE TABLE article_text (article_no INTEGER PRIMARY KEY REFERENCES article_key, text TEXT NOT NULL) STRICT",
    "CREATE TABLE annotation (article_no INTEGER NOT NULL REFERENCES article DEFERRABLE INITIALLY DEFERRED,"
    " id INTEGER NOT NULL, layer_no INTEGER NOT NULL, label TEXT NOT NULL, fragments TEXT NOT NULL,"
    " attributes TEXT NOT NULL, provenance TEXT NOT NULL, note TEXT NOT NULL, origin TEXT NOT NULL,"
    " clock INTEGER NOT NULL, device INTEGER NOT NULL, PRIMARY KEY (article_no, id)) STRICT, WITHOUT ROWID",
    "CREATE TABLE relation (article_no INTEGER NOT NULL REFERENCES article DEFERRABLE INITIALLY DEFERRED,"
    " id INTEGER NOT NULL, layer_no INTEGER NOT NULL, label TEXT NOT NULL, head INTEGER NOT NULL,"
    " child INTEGER NOT NULL, child_article_no INTEGER NOT NULL, attributes TEXT NOT NULL,"
    " clock INTEGER NOT NULL, device INTEGER NOT NULL, PRIMARY KEY (article_no, id)) STRICT, WITHOUT ROWID",
    "CREATE INDEX relation_child ON relation (child_article_no, child)",
    "CREATE TABLE progress (article_no INTEGER NOT NULL REFERENCES article DEFERRABLE INITIALLY DEFERRED,"
    " layer_no INTEGER NOT NULL, state TEXT NOT NULL, at_ms INTEGER NOT NULL,"
    " clock INTEGER NOT NULL, device INTEGER NOT NULL, PRIMARY KEY (article_no, layer_no)) STRICT, WITHOUT ROWID",
    # What there was: deleted objects, and every edit.
    "CREATE TABLE tombstone (kind TEXT NOT NULL, key TEXT NOT NULL, clock INTEGER NOT NULL,"
    " device INTEGER NOT NULL, PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID",
    "CREATE TABLE journal (seq INTEGER PRIMARY KEY, device INTEGER NOT NULL, number INTEGER NOT NULL,"
    " name TEXT NOT NULL, author TEXT NOT NULL, clock INTEGER NOT NULL, role TEXT NOT NULL,"
    " undoes_device INTEGER, undoes_number INTEGER, changes INTEGER NOT NULL, UNIQUE (device, number)) STRICT",
    # Beside the other changes of its article: a save writes one page of it, and a history is read in one go.
    "CREATE TABLE journal_change (article_no INTEGER NOT NULL, seq INTEGER NOT NULL, changes TEXT NOT NULL,"
    " PRIMARY KEY (article_no, seq)) STRICT, WITHOUT ROWID",
    # Counts that would otherwise need a scan; kept by the same transactions, checked by verify.
    "CREATE TABLE tally (kind TEXT NOT NULL, layer_no INTEGER NOT NULL, name TEXT NOT NULL,"
    " count INTEGER NOT NULL, PRIMARY KEY (kind, layer_no, name)) STRICT, WITHOUT ROWID",
)

_STATISTICS: Step = (
    # Counts for the measures of agreement, kept under the settings they were made with. They can be made anew.
    "CREATE TABLE statistics_key (no INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, names TEXT NOT NULL) STRICT",
    "CREATE TABLE statistics (key_no INTEGER NOT NULL REFERENCES statistics_key, article_no INTEGER NOT NULL"
    " REFERENCES article_key, changes INTEGER NOT NULL, counts BLOB NOT NULL, PRIMARY KEY (key_no, article_no))"
    " STRICT, WITHOUT ROWID",
)

_MATERIAL: Step = (
    # Passages of the text that are not the article's own words.
    "ALTER TABLE article ADD COLUMN excluded TEXT NOT NULL DEFAULT '[]'",
    # The files that articles came in, packed with zlib, if they were to be kept. They stay as the texts do.
    "CREATE TABLE original (article_no INTEGER PRIMARY KEY REFERENCES article_key, sha256 TEXT NOT NULL,"
    " size INTEGER NOT NULL, packed BLOB NOT NULL) STRICT",
)

STEPS: tuple[Step, ...] = (_FIRST, _STATISTICS, _MATERIAL)
"""`user_version` is how many of these a file has behind it."""


def version_of(db: sqlite3.Connection) -> int:
    """Return the `user_version` of the file."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return int(version)


def migrate(
    db: sqlite3.Connection, steps: Sequence[Step], before_first: Callable[[int], None] = lambda _version: None
) -> None:
    """Take the file through the steps it lacks, each in one transaction with its version number.

    `before_first` is called with the old version before anything is changed. A step that breaks a foreign key is
    rolled back (sqlite3.IntegrityError). `foreign_keys` is on afterwards.
    """
    version = version_of(db)
    if version < len(steps):
        before_first(version)
        # Rebuilding a table needs the checks off, and inside a transaction they cannot be switched.
        db.execute("PRAGMA foreign_keys = OFF")
        for number, step in enumerate(steps[version:], start=version + 1):
            _run(db, step, number)
    db.execute("PRAGMA foreign_keys = ON")


def _run(db: sqlite3.Connection, step: Step, number: int) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        for statement in step:
            db.execute(statement)
        if number == 1:
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        _check_foreign_keys(db, number)
        db.execute(f"PRAGMA user_version = {number}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _check_foreign_keys(db: sqlite3.Connection, number: int) -> None:
    if db.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise sqlite3.IntegrityError(f"migration {number} breaks a foreign key")
