"""The lock that lets one window or command write a project at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.errors import InputError
from annotator.storage import faults

if TYPE_CHECKING:
    from filelock import BaseFileLock


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
