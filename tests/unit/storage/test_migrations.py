from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from annotator.storage.migrations import APPLICATION_ID, STEPS, migrate, version_of

ONE = ("CREATE TABLE one (no INTEGER PRIMARY KEY) STRICT", "INSERT INTO one VALUES (1)")
TWO = ("CREATE TABLE two (no INTEGER REFERENCES one) STRICT", "INSERT INTO two VALUES (1)")
REBUILT = (
    "CREATE TABLE one_new (no INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT",
    "INSERT INTO one_new SELECT no, 'x' FROM one",
    "DROP TABLE one",
    "ALTER TABLE one_new RENAME TO one",
)


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as opened:
        yield opened


def tables(db: sqlite3.Connection) -> set[str]:
    return {name for (name,) in db.execute("SELECT name FROM sqlite_schema")}


def test_steps_are_taken_once_each_and_in_order(db: sqlite3.Connection) -> None:
    asked: list[int] = []
    migrate(db, (ONE,), asked.append)
    assert (version_of(db), tables(db)) == (1, {"one"})
    migrate(db, (ONE, TWO, REBUILT), asked.append)
    assert (version_of(db), tables(db)) == (3, {"one", "two"})
    assert db.execute("SELECT * FROM one").fetchall() == [(1, "x")]
    migrate(db, (ONE, TWO, REBUILT), asked.append)
    assert asked == [0, 1]
    assert db.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)


@pytest.mark.parametrize("bad", ["INSERT INTO nowhere VALUES (1)", "DELETE FROM one"])
def test_a_failing_step_is_taken_back_and_the_ones_before_it_stay(db: sqlite3.Connection, bad: str) -> None:
    with pytest.raises(sqlite3.Error):
        migrate(db, (ONE, TWO, ("CREATE TABLE three (no INTEGER) STRICT", bad)))
    assert (version_of(db), tables(db)) == (2, {"one", "two"})
    assert not db.in_transaction
    assert db.execute("SELECT * FROM one").fetchall() == [(1,)]


def test_nothing_is_done_if_the_backup_fails(db: sqlite3.Connection) -> None:
    def fail(_version: int) -> None:
        raise OSError("no room for a backup")

    with pytest.raises(OSError, match="backup"):
        migrate(db, (ONE,), fail)
    assert (version_of(db), tables(db)) == (0, set())


def test_every_table_is_strict(db: sqlite3.Connection) -> None:
    migrate(db, STEPS)
    strict = dict(
        db.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'")
    )
    assert strict
    assert set(strict.values()) == {1}
