"""Files that are read back and compared with what was written to them."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from annotator.domain.errors import InputError
from annotator.formats.gold.sums import Digest

_BLOCK = 1 << 21
"""Bytes that are handed over at once. Of smaller blocks the waiting for one another takes longer than the work."""


class DigestedFile:
    """A new file that knows what was written to it, and reads it back.

    A file of more than one block is hashed, written and compared beside whoever makes the next block. What goes wrong
    there is raised by the next call.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("x+b", buffering=0)
        self._waiting: list[bytes] = []
        self._waiting_size = 0
        self._sha256, self._size = hashlib.sha256(), 0
        self._beside: ThreadPoolExecutor | None = None
        self._putting: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._wait()
                if self._waiting:
                    self._put(self._waiting)
                    self._waiting = []
        finally:
            if self._beside is not None:
                self._beside.shutdown()
            self._file.close()

    def write(self, data: bytes) -> None:
        """Write, when enough has come together."""
        self._waiting.append(data)
        self._waiting_size += len(data)
        if self._waiting_size >= _BLOCK:
            self._wait()
            self._beside = self._beside or ThreadPoolExecutor(1, "write an export")
            self._putting = self._beside.submit(self._put, self._waiting)
            self._waiting, self._waiting_size = [], 0

    def _wait(self) -> None:
        if self._putting is not None:
            self._putting.result()

    def _put(self, pieces: list[bytes]) -> None:
        data = b"".join(pieces)
        self._sha256.update(data)
        self._size += len(data)
        rest = memoryview(data)
        while rest:
            rest = rest[self._file.write(rest) :]
        self._compare(data)

    def _compare(self, data: bytes) -> None:
        """Read back what was just written. Raises InputError if it is anything else."""
        begin = self._file.seek(-len(data), os.SEEK_CUR)
        found = bytearray()
        while piece := self._file.read(len(data) - len(found)):
            found += piece
        if found != data:
            raise InputError(
                "What is on the disk is not what was written",
                where=Path(self._file.name).name,
                why=f"Of {len(data)} bytes from byte {begin} on {len(found)} were found, or others",
                remedy="Check the disk, and export to another one",
            )

    def written(self) -> Digest:
        """Return what was written, once the file is closed."""
        return Digest(self._sha256.hexdigest(), self._size)
