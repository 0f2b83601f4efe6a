"""Connections to the database: one that writes, and those that only read."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.storage import faults
from annotator.storage.migrations import version_of

_BUSY_SECONDS = 5.0
_RESERVED_FRAMES = 1000
"""Pages of 4 kB; a save takes about six."""
_WRITER_CACHE_KB = 16384
"""An import touches pages all over the file; with SQLite's 2 MB it would read many of them again and again."""


def connect(path: Path, mode: str, *, any_thread: bool) -> sqlite3.Connection:
    """Return a connection in autocommit; `path` is absolute, `mode` is `rw`, `ro` or `immutable`."""
    query = "mode=ro&immutable=1" if mode == "immutable" else f"mode={mode}"
    db = sqlite3.connect(
        f"{path.as_uri()}?{query}",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=not any_thread,
        cached_statements=256,
    )
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    db.execute("PRAGMA temp_store = MEMORY")
    return db


def open_for_writing(path: Path, *, any_thread: bool) -> sqlite3.Connection:
    """Return a connection that can write; the lock must be held."""
    if not os.access(path, os.W_OK):
        raise faults.read_only(path, "The file is write-protected")
    db = connect(path, "rw", any_thread=any_thread)
    try:
        db.execute("PRAGMA synchronous = FULL")
        db.execute(f"PRAGMA cache_size = -{_WRITER_CACHE_KB}")
        # What still cannot be written SQLite opens for reading, without a word; beginning to write tells.
        db.execute("BEGIN IMMEDIATE")
        db.execute(f"PRAGMA user_version = {version_of(db)}")
        db.execute("ROLLBACK")
    except BaseException:
        db.close()
        raise
    return db


def keep_log(db: sqlite3.Connection) -> None:
    """Write through a log (WAL) from now on. The file's header remembers it, so only do it to a file found whole."""
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA journal_size_limit = 16777216")


def reserve_log(db: sqlite3.Connection) -> None:
    """Write a stretch of the log ahead of its use, so that a save overwrites it and the file need not grow.

    A file that grows costs the file system an entry of its own at every sync, which on a fast disk is half of a save.
    From then on whoever writes has to call `settle_log` when there is time.
    """
    version = version_of(db)
    db.execute("PRAGMA wal_autocheckpoint = 0")
    db.execute("PRAGMA synchronous = OFF")  # the frames say nothing new
    try:
        for _ in range(_RESERVED_FRAMES):
            db.execute(f"PRAGMA user_version = {version}")
    finally:
        db.execute("PRAGMA synchronous = FULL")
        db.execute(f"PRAGMA wal_autocheckpoint = {4 * _RESERVED_FRAMES}")
    settle_log(db)


def settle_log(db: sqlite3.Connection) -> None:
    """Bring what is in the log into the file, as far as no reader needs it there; the log then begins anew."""
    db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def open_for_reading(path: Path, *, any_thread: bool) -> sqlite3.Connection:
    """Return a connection that only reads, also beside a writer and in a folder that takes no files.

    A reader in WAL mode shares memory with writers through a file in the folder and removes it when it is the last
    to leave, so it asks for `rw` first. Who may not write the file could not remove that file again, which would be
    in the owner's way. Where no writer left a log, the file stands still and can be read without sharing.
    """
    log = _log_bytes(path)
    tries = ["rw"] if os.access(path, os.W_OK) else []
    if tries or log is not None:
        tries.append("ro")
    if not log:
        tries.append("immutable")
    for mode in tries:
        db = connect(path, mode, any_thread=any_thread)
        try:
            db.execute("PRAGMA query_only = ON")
            db.execute("SELECT 1 FROM sqlite_schema").fetchone()
        except sqlite3.OperationalError as fault:
            db.close()
            refused = fault.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
            if not refused or mode == tries[-1]:
                raise
        except BaseException:
            db.close()
            raise
        else:
            return db
    raise AssertionError("every way of opening either returns or raises")


def _log_bytes(path: Path) -> int | None:
    """Return the size of what writers have yet to bring into the file, or None if there is no log."""
    logs = [path.with_name(path.name + ending) for ending in ("-wal", "-journal")]
    sizes = [log.stat().st_size for log in logs if log.exists()]
    return sum(sizes) if sizes else None


@contextmanager
def read_snapshot(db: sqlite3.Connection) -> Iterator[None]:
    """Let everything read inside the block be of one moment, whatever another connection writes."""
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN")
    try:
        yield
    finally:
        if db.in_transaction:
            db.execute("COMMIT")
