"""Opens files from elsewhere, and nothing that only looks like one: a pipe would be waited for, a device never ends."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Without waiting for somebody to write into a pipe. Files do not care."""


def open_regular(path: Path) -> BinaryIO:
    """Open a file to read its bytes. Raises OSError, also for what is no file."""
    descriptor = os.open(path, _FLAGS)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise OSError(errno.EINVAL, "It is a folder, a pipe or a device", str(path))


def read_regular(path: Path) -> bytes:
    """Return the bytes of a file. Raises OSError, also for what is no file."""
    with open_regular(path) as file:
        return file.read()
