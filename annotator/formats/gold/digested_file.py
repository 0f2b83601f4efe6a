"""Files that are read back and compared with what was written to them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import TracebackType
from typing import Self

from annotator.domain.errors import InputError
from annotator.formats.gold.sums import Digest, digest

_BUFFER = 1 << 17
"""Bytes written at once. Larger pieces cost fresh memory each time."""


class DigestedFile:
    """A new file that knows what was written to it. Written in large pieces."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb", buffering=0)
        self._waiting: list[bytes] = []
        self._waiting_size = 0
        self._sha256, self._size = hashlib.sha256(), 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._flush()
        finally:
            self._file.close()

    def write(self, data: bytes) -> None:
        """Write, when enough has come together."""
        self._waiting.append(data)
        self._waiting_size += len(data)
        if self._waiting_size >= _BUFFER:
            self._flush()

    def _flush(self) -> None:
        data = b"".join(self._waiting)
        self._sha256.update(data)
        self._size += len(data)
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]
        self._waiting, self._waiting_size = [], 0

    def written(self) -> Digest:
        """Return what was written, once the file is closed."""
        return Digest(self._sha256.hexdigest(), self._size)


def read_back(path: Path, written: Digest) -> Digest:
    """Return what is on the disk. Raises InputError if it is not what was written."""
    found = digest(path)
    if found != written:
        raise InputError(
            "What is on the disk is not what was written",
            where=path.name,
            why=f"{found.size} bytes were found and {written.size} written, or others of the same number",
            remedy="Check the disk, and export to another one",
        )
    return found
