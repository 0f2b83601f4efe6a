"""From a name to a project that can be used, or to the error that says why not."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from annotator.domain.errors import InputError
from annotator.storage import connection, header, migrations
from annotator.storage.backup import backup
from annotator.storage.faults import read_only
from annotator.storage.files import written_beside


def make(path: Path, settings: Mapping[str, str]) -> None:
    """Write a new project; the write lock must be held. Raises InputError if something of its name is there."""
    _refuse_existing(path)
    with written_beside(path) as temporary, closing(sqlite3.connect(temporary, isolation_level=None)) as db:
        migrations.migrate(db, migrations.STEPS)
        db.execute("BEGIN")
        db.executemany("INSERT INTO setting VALUES (?, ?, 0, 0)", settings.items())
        db.execute("COMMIT")


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise InputError("There is a file of this name already", where=str(path), remedy="Choose another name")
    log = path.with_name(f"{path.name}-wal")
    if log.exists():
        raise InputError(
            "There are remains of another project of this name",
            where=str(log),
            why="They may hold that project's last changes",
            remedy="Choose another name, or remove them",
        )


def connect(path: Path, *, write: bool, any_thread: bool) -> sqlite3.Connection:
    """Return a connection to a project whose header was checked; to write, the lock must be held.

    The file is changed only once it is known to be whole: brought up to date (after a backup), and set to a log.
    """
    way = connection.open_for_writing if write else connection.open_for_reading
    db = way(path, any_thread=any_thread)
    try:
        header.check_version(path, migrations.version_of(db), len(migrations.STEPS))
        _bring_up_to_date(db, path, write=write)
        header.check_tables(db, path)
        if write:
            connection.keep_log(db)
    except BaseException:
        db.close()
        raise
    return db


def _bring_up_to_date(db: sqlite3.Connection, path: Path, *, write: bool) -> None:
    def keep_copy(version: int) -> None:
        backup(db, path.with_name(f"{path.name}.backup-v{version}"), replace=True)

    if write:
        migrations.migrate(db, migrations.STEPS, keep_copy)
    elif migrations.version_of(db) < len(migrations.STEPS):
        raise read_only(path, "It is of an older version, and bringing it up to date needs writing")
