"""Files that are read back and compared with what was written to them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import TracebackType
from typing import Self

from annotator.domain.errors import InputError
from annotator.formats.gold.sums import Digest

_BUFFER = 1 << 17
"""Bytes written at once. Larger pieces cost fresh memory each time."""


class DigestedFile:
    """A new file that knows what was written to it.

    It is written in large pieces, each of which is read back and compared byte for byte. Raises InputError if the disk
    does not hold what was written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("x+b", buffering=0)
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
        if not self._waiting:
            return
        data = b"".join(self._waiting)
        self._sha256.update(data)
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]
        self._read_back(data)
        self._size += len(data)
        self._waiting, self._waiting_size = [], 0

    def _read_back(self, data: bytes) -> None:
        """Compare what has just been written with what is there now."""
        self._file.seek(self._size)
        found = b""
        while len(found) <= len(data) and (more := self._file.read(len(data) + 1 - len(found))):
            found = found + more if found else more
        if found != data:
            raise InputError(
                "What is on the disk is not what was written",
                where=self._path.name,
                why=f"{len(found):,} bytes were found behind byte {self._size:,}, and {len(data):,} written there",
                remedy="Check the disk, and export to another one",
            )

    def written(self) -> Digest:
        """Return what was written, once the file is closed."""
        return Digest(self._sha256.hexdigest(), self._size)
