"""Copies of a project that are whole, checked and of one moment."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from annotator.domain.errors import InputError
from annotator.storage.connection import connect
from annotator.storage.faults import damaged, known
from annotator.storage.files import written_beside

_PAGES = 4096
"""Pages (4 kB) that are copied between two calls of `progress`."""


def backup(
    db: sqlite3.Connection, target: Path, *, replace: bool = False, progress: Callable[[int, int], None] | None = None
) -> None:
    """Copy the open project to `target`, check the copy and only then give it its name.

    `progress` gets pages done and pages in all and may raise to cancel. Raises InputError if `target` is there
    (unless `replace`), ProjectDamagedError if the copy does not pass SQLite's check.
    """
    if target.exists() and not replace:
        remedy = "Choose another name"
        raise InputError("There is a file of this name already", where=str(target), remedy=remedy)
    with known(target), written_beside(target) as temporary:
        copy = sqlite3.connect(temporary, isolation_level=None)
        try:
            copy_pages(db, copy, progress)
            # The copy is one file: no log that could be lost on the way.
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
        _check(temporary, target)


def copy_pages(
    source: sqlite3.Connection, target: sqlite3.Connection, progress: Callable[[int, int], None] | None
) -> None:
    """Put all of one database in the place of another, in one transaction of the other.

    `progress` gets pages done and pages in all; it may raise as long as that can still take everything back.
    """

    def told(_status: int, remaining: int, total: int) -> None:
        if progress is not None and remaining:
            progress(total - remaining, total)

    if progress is not None:
        progress(0, 0)

    # One step when nobody watches: a writer in another process cannot make it start over.
    source.backup(target, pages=_PAGES if progress is not None else -1, progress=told)


def _check(copy: Path, target: Path) -> None:
    db = connect(copy, "immutable", any_thread=False)
    try:
        (first,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    finally:
        db.close()
    if first != "ok":
        raise damaged(target, f"The copy does not pass the check: {first}")
