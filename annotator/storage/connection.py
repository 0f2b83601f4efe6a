"""Opening the file: is it ours, may we write, who else does."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from annotator.domain.errors import InputError, ProjectDamagedError, ProjectNotOursError, ProjectTooNewError
from annotator.storage import faults
from annotator.storage.migrations import APPLICATION_ID, version_of

if TYPE_CHECKING:
    from filelock import BaseFileLock

_MAGIC = b"SQLite format 3\x00"
_BUSY_SECONDS = 5.0


def lock_path(path: Path) -> Path:
    """Return the file beside the project that the one writer holds a lock on."""
    return path.with_name(f".{path.name}.lock")


def take_lock(path: Path) -> BaseFileLock:
    """Return the held write lock of the project; the system releases it if the process dies.

    Raises ProjectLockedError if someone else holds it and ProjectReadOnlyError if no lock file can be made.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 (50 ms that reading a project need not wait for)

    if not path.parent.is_dir():  # FileLock would make it
        raise InputError(
            "The folder does not exist", where=str(path.parent), remedy="Check the name, or make the folder"
        )
    lock = FileLock(lock_path(path), timeout=0, thread_local=False)
    try:
        with faults.known(path):
            lock.acquire()
    except Timeout:
        raise faults.locked(path) from None
    return lock


def check_header(path: Path, newest: int) -> None:
    """Look at the first 100 bytes without opening the database, so that a file of others stays untouched.

    `newest` is the highest version this program knows. Layout: https://www.sqlite.org/fileformat2.html
    """
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as fault:
        raise _unreadable(path, fault) from fault
    sqlite = header.startswith(_MAGIC)
    ours = header[68:72] == APPLICATION_ID.to_bytes(4, "big")
    if (sqlite and len(header) < 100) or (ours and not sqlite):
        raise faults.damaged(path, "The first bytes are not whole")
    if not sqlite:
        raise _not_ours(path, "It is another kind of file" if header else "The file is empty")
    if not ours:
        raise _not_ours(path, "It is a database of another program")
    check_version(path, int.from_bytes(header[60:64], "big"), newest)


def _unreadable(path: Path, fault: OSError) -> Exception:
    why = "It is a folder" if isinstance(fault, IsADirectoryError) else (fault.strerror or str(fault))
    remedy = "Check the name, or make a new project with `annotator new`"
    return InputError("The project cannot be opened", where=str(path), why=why, remedy=remedy)


def _not_ours(path: Path, why: str) -> ProjectNotOursError:
    remedy = "Open a file that Annotator made (NAME.annot), or import this one into a project"
    return ProjectNotOursError("This is not an Annotator project", where=str(path), why=why, remedy=remedy)


def check_version(path: Path, version: int, newest: int) -> None:
    """Raise ProjectTooNewError if the file's version is above `newest`."""
    if version > newest:
        raise ProjectTooNewError(
            "The project was made by a newer version of Annotator",
            where=str(path),
            why=f"Its format is version {version}; this program knows up to {newest}",
            remedy="Install the newest Annotator; this file was not changed",
        )


def connect(path: Path, mode: str, *, any_thread: bool) -> sqlite3.Connection:
    """Return a connection in autocommit; `mode` is `rw`, `ro` or `immutable`. Nothing is read yet."""
    query = "mode=ro&immutable=1" if mode == "immutable" else f"mode={mode}"
    db = sqlite3.connect(
        f"file:{quote(str(path))}?{query}",
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
    """Return the size of the writers' log, or None if there is none."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size
    except FileNotFoundError:
        return None


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


def check_tables(db: sqlite3.Connection, path: Path, expected: frozenset[str]) -> None:
    """Raise ProjectDamagedError if a table is missing."""
    missing = expected - {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if missing:
        fault: ProjectDamagedError = faults.damaged(path, f"It lacks the tables {', '.join(sorted(missing))}")
        raise fault
