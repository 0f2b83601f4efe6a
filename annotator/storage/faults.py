"""The one place where faults of SQLite and of the disk become messages for people."""

from __future__ import annotations

import errno
import functools
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from annotator.domain.errors import (
    CancelledError,
    DiskFullError,
    InputError,
    KnownError,
    ProjectDamagedError,
    ProjectError,
    ProjectLockedError,
    ProjectReadOnlyError,
    RuleError,
)

_NO_ROOM = 1 << 20
"""Bytes: with less than this free, an unexplained write error is taken for a full disk."""


class _HasPath(Protocol):
    @property
    def path(self) -> Path: ...


class StoredError(ValueError):
    """A stored row does not hold what it should; the message says which."""


P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound=_HasPath)


def damaged(path: Path, why: str) -> ProjectDamagedError:
    """Return the error for a project whose bytes or contents are wrong."""
    return ProjectDamagedError(
        "The project file is damaged",
        where=str(path),
        why=why,
        remedy=f"Keep the file as it is, look at it with `annotator verify`, and go on with a backup or a copy "
        f"(what backups there are lie beside it as {path.name}.backup-…)",
    )


def read_only(path: Path, why: str) -> ProjectReadOnlyError:
    """Return the error for a project that cannot be written."""
    return ProjectReadOnlyError(
        "The project cannot be written",
        where=str(path),
        why=why,
        remedy="Copy it to a folder of your own and open the copy",
    )


def disk_full(path: Path) -> DiskFullError:
    """Return the error for a disk without room."""
    return DiskFullError(
        "The disk is full",
        where=str(path),
        why="The change could not be written; everything saved before is safe",
        remedy="Make room and try again",
    )


def _of_sqlite(fault: sqlite3.Error, path: Path) -> Exception | None:
    """Return what a fault of SQLite means for a person, or None if it can only be a bug.

    The low byte of the error code is the primary code: https://www.sqlite.org/rescode.html
    """
    code = getattr(fault, "sqlite_errorcode", None)
    if code is None:
        return damaged(path, str(fault)) if "decode to UTF-8" in str(fault) else None
    match code & 0xFF:
        case sqlite3.SQLITE_FULL:
            return disk_full(path)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return read_only(path, "The file, its folder or the disk does not take writes")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged(path, f"SQLite says: {fault}")
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL:
            return locked(path)
        case sqlite3.SQLITE_INTERRUPT:
            return CancelledError()
        case sqlite3.SQLITE_TOOBIG:
            return InputError("A text is too long to be kept", where=str(path), why="The limit is one billion bytes")
        case sqlite3.SQLITE_IOERR:
            if shutil.disk_usage(path.parent).free < _NO_ROOM:
                return disk_full(path)
            return ProjectError("The disk reported an error", where=str(path), why=f"SQLite says: {fault}")
    return None


def locked(path: Path) -> ProjectLockedError:
    """Return the error for a project that someone else is writing."""
    return ProjectLockedError(
        "The project is open in another window or command",
        where=str(path),
        remedy="Close it there first",
    )


def of_os(fault: OSError, path: Path) -> KnownError | None:
    """Return what a fault of the file system means for a person, or None if it can only be a bug."""
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(path)
    if fault.errno in (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOLCK, errno.ENOSYS):
        return read_only(path, fault.strerror or str(fault))
    if fault.errno in (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP):
        return InputError("The file cannot be found", where=str(path), why=fault.strerror or str(fault))
    if fault.errno == errno.EIO:
        return ProjectError("The disk reported an error", where=str(path), why=fault.strerror or str(fault))
    return None


@contextmanager
def stored(what: str) -> Iterator[None]:
    """Raise StoredError about `what` if decoding it in the block fails."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise StoredError(f"{what} cannot be read ({type(fault).__name__}: {fault})") from fault


class known:  # noqa: N801 (used like a function; a save passes it, so it is no generator)
    """Turn faults inside the block into known errors about `path`; bugs pass through unchanged."""

    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, fault: BaseException | None, _trace: object) -> None:
        meaning = None if fault is None else _meaning(fault, self._path)
        if meaning is not None:
            raise meaning from fault


def _meaning(fault: BaseException, path: Path) -> Exception | None:
    match fault:
        case sqlite3.Error():
            return _of_sqlite(fault, path)
        case OSError():
            return of_os(fault, path)
        case StoredError():
            return damaged(path, str(fault))
        case UnicodeEncodeError():
            return RuleError("A text holds half of a character (a lone surrogate)", why=str(fault))
        case _:
            return None


def guarded(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Run a method of an object with a `path` inside `known`."""

    @functools.wraps(method)
    def inner(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with known(self.path):
            return method(self, *args, **kwargs)

    return inner
