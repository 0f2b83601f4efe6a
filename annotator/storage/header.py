"""Is the file a project of a version that this program knows?"""

from __future__ import annotations

import errno
import sqlite3
import stat
from pathlib import Path

from annotator.domain.errors import InputError, ProjectNotOursError, ProjectTooNewError
from annotator.storage import faults
from annotator.storage.migrations import APPLICATION_ID

_MAGIC = b"SQLite format 3\x00"
_TABLES = frozenset(
    "device layer article_key setting article article_text annotation relation progress tombstone journal"
    " journal_change tally statistics statistics_key original".split()
)


def check_header(path: Path, newest: int) -> None:
    """Look at the first 100 bytes without opening the database, so that a file of others stays untouched.

    `newest` is the highest version this program knows. Layout: https://www.sqlite.org/fileformat2.html
    """
    try:
        header = _first_bytes(path)
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


def _first_bytes(path: Path) -> bytes:
    """Return the header of a file. Raises OSError, also for a pipe, which would be waited for."""
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(errno.EINVAL, "It is a pipe or a device")
    with path.open("rb") as file:
        return file.read(100)


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


def check_tables(db: sqlite3.Connection, path: Path) -> None:
    """Raise ProjectDamagedError if a table is missing, or if there is anything that acts by itself.

    A project has no triggers and no views; in one from elsewhere they would change what is written.
    """
    acting = db.execute("SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'view')").fetchone()
    if acting is not None:
        raise faults.damaged(path, f"It holds a {acting[0]}, {acting[1]}, which Annotator does not make")
    missing = _TABLES - {name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if missing:
        raise faults.damaged(path, f"It lacks the tables {', '.join(sorted(missing))}")
