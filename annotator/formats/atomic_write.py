"""Files and folders that appear whole or not at all, and never in place of somebody else's."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from annotator.domain.errors import DiskFullError, InputError, KnownError, ProjectReadOnlyError

_MANY = 64
_LEFTOVER_SECONDS = 24 * 3600
"""A temporary name older than this belongs to a run that ended without cleaning up."""


def cannot_write(error: OSError, target: Path) -> KnownError:
    """Return the error to show for a system error while writing."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFullError("There is no room left to write", str(target), remedy="Make room or choose another disk")
    remedy = "Choose another folder"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return ProjectReadOnlyError("The folder cannot be written to", str(target), error.strerror or "", remedy)
    return InputError("The file cannot be written", str(target), error.strerror or str(error), remedy)


def sync(path: Path) -> None:
    """Make the system put a file or folder on the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open folders, and needs it not
    descriptor = os.open(path, os.O_RDWR if path.is_file() and os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_files(folder: Path) -> None:
    """Make the system put all files of a folder on the disk.

    One by one takes a millisecond each, so of many files everything that waits is put there at once, where that waits.
    """
    paths = list(folder.iterdir())
    if len(paths) > _MANY and sys.platform == "linux":
        os.sync()
    else:
        for path in paths:
            sync(path)
    sync(folder)


def _temporary(target: Path) -> Path:
    """Return a free name beside `target`, and remove what killed runs left there long ago."""
    start = f".{target.name}.tmp-"
    for left in target.parent.glob(f"{start}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _LEFTOVER_SECONDS:
                _remove(left)
    return target.parent / f"{start}{secrets.token_hex(4)}"


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Yield a temporary path beside `target`; what is written there takes its place at the end.

    On any exception nothing is left. Raises KnownError for errors of the disk.
    """
    target = Path(os.path.realpath(target))  # unlike resolve, without a fault for links in a circle
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = _temporary(target)
        try:
            yield temporary
            sync(temporary)
            temporary.replace(target)
            sync(target.parent)
        finally:
            _remove(temporary)
    except OSError as error:
        raise cannot_write(error, target) from error


@contextmanager
def whole_folder(target: Path, ours: Collection[str] = (), last: str = "") -> Iterator[Path]:
    """Yield a temporary folder beside `target`, which becomes it at the end.

    If `target` is there already, the new files go into it; `ours` names the files of an earlier export, which are
    replaced (the one named `last` after the others), or removed if they are not written again. Any other file of the
    same name is somebody's own: then InputError is raised and nothing is changed. On any exception nothing is left of
    the temporary folder. Raises KnownError for errors of the disk.
    """
    target = Path(os.path.realpath(target))  # unlike resolve, without a fault for links in a circle
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = _temporary(target)
        temporary.mkdir()
        try:
            yield temporary
            _sync_files(temporary)
            _move(temporary, target, ours, last)
            sync(target.parent)
        finally:
            _remove(temporary)
    except OSError as error:
        raise cannot_write(error, target) from error


def refuse_foreign(target: Path, names: Collection[str], ours: Collection[str]) -> None:
    """Raise InputError if `target` is no folder or holds one of `names` that is not in `ours`."""
    if target.exists() and not target.is_dir():
        raise InputError("There is a file where the folder should be", str(target), remedy="Choose another name")
    foreign = sorted(name for name in names if name not in ours and os.path.lexists(target / name))
    if foreign:
        raise InputError(
            "The folder holds files that are not from an earlier export",
            where=str(target),
            why=f"They have names that are needed: {', '.join(foreign)}",
            remedy="Choose another folder, or move them away",
        )


def _move(temporary: Path, target: Path, ours: Collection[str], last: str) -> None:
    written = sorted((path.name for path in temporary.iterdir()), key=lambda name: (name == last, name))
    refuse_foreign(target, written, ours)
    if not target.exists():
        temporary.rename(target)
        return
    for name in written:
        (temporary / name).replace(target / name)
    for name in set(ours) - set(written):
        (target / name).unlink(missing_ok=True)
    sync(target)
