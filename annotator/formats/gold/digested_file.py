"""Files that are read back and compared with what was written to them."""

from __future__ import annotations

import zlib
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from annotator.domain.errors import InputError
from annotator.formats.gold.sums import Digest, digest

_BUFFER = 1 << 17
"""Bytes written at once. Larger pieces cost fresh memory each time."""


class Written(NamedTuple):
    """What was written to a file: bytes, and their CRC-32."""

    size: int
    crc32: int


class DigestedFile:
    """A new file that knows what was written to it. Written in large pieces."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb", buffering=0)
        self._waiting: list[bytes] = []
        self._waiting_size = 0
        self._size, self._crc32 = 0, 0

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
        self._crc32 = zlib.crc32(data, self._crc32)
        self._size += len(data)
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]
        self._waiting, self._waiting_size = [], 0

    def written(self) -> Written:
        """Return what was written, once the file is closed."""
        return Written(self._size, self._crc32)


def read_back(path: Path, written: Written) -> Digest:
    """Return what is on the disk. Raises InputError if it is not what was written.

    What was written is told by its CRC-32, which costs a quarter of a SHA-256 and misses one accident in 2**32.
    """
    found = digest(path)
    if (found.size, found.crc32) != written:
        raise InputError(
            "What is on the disk is not what was written",
            where=path.name,
            why=f"{found.size} bytes were found and {written.size} written, or others of the same number",
            remedy="Check the disk, and export to another one",
        )
    return found
