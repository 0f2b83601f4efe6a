"""Converting files in another process, which may take long, crash or eat memory without harm to this one."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from time import monotonic
from types import TracebackType
from typing import Self

from annotator.domain.errors import CancelledError, InputError
from annotator.formats.conversion.converted import Converted, ConvertedKind, unpack_answer
from annotator.formats.conversion.worker import serve

_LOOK_SECONDS = 0.1
_START_SECONDS = 30.0
_MOST_ANSWER = 400_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take: seconds of waiting, and bytes of the process's address space."""

    seconds: float = 60.0
    memory_bytes: int = 2_000_000_000


class Converter:
    """Converts files one by one. The process starts with the first and is started again if it was stopped.

    Use it as a context manager: leaving it ends the process.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._is_warm = False

    def convert(
        self, kind: ConvertedKind, data: bytes, where: str, cancelled: Callable[[], bool] | None = None
    ) -> Converted:
        """Return the article in a file's bytes.

        Raises InputError, which names the file `where`, if it holds none, is damaged, protected or too much, and
        CancelledError once `cancelled` returns True.
        """
        try:
            connection = self._connected()
            connection.send_bytes(json.dumps(kind).encode())
            connection.send_bytes(data)
            answer = unpack_answer(self._received(connection, where, cancelled))
        except (EOFError, OSError) as error:
            code = self.close()
            why = f"The process that read it stopped (code {code})"
            raise InputError("The file cannot be read", where, why, "It may be damaged, or made to do harm") from error
        self._is_warm = True
        if isinstance(answer, Converted):
            return answer
        if answer.spent:
            self.close()
        raise InputError(answer.what, where, answer.why, answer.remedy)

    def _received(self, connection: Connection, where: str, cancelled: Callable[[], bool] | None) -> bytes:
        seconds = self._limits.seconds
        # The first file also waits for the process and its libraries.
        end = monotonic() + seconds + (0 if self._is_warm else _START_SECONDS)
        while not connection.poll(_LOOK_SECONDS):
            if cancelled is not None and cancelled():
                self.close()
                raise CancelledError
            if monotonic() > end:
                self.close()
                why = f"The limit is {seconds:g} seconds"
                raise InputError("Reading the file takes too long", where, why, "Copy its text into a .txt file")
        return connection.recv_bytes(_MOST_ANSWER)

    def _connected(self) -> Connection:
        if self._connection is None:
            # A fresh interpreter: a fork would have this one's open project and threads in it.
            context = multiprocessing.get_context("spawn")
            ours, theirs = context.Pipe()
            limits = self._limits
            process = context.Process(
                target=serve, args=(theirs, limits.memory_bytes, limits.seconds), name="convert", daemon=True
            )
            process.start()
            theirs.close()
            self._process, self._connection, self._is_warm = process, ours, False
        return self._connection

    def close(self) -> int | None:
        """End the process; return its exit code, None if there was none. Another file starts another."""
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if connection is not None:
            connection.close()
        if process is None:
            return None
        process.kill()
        process.join()
        code = process.exitcode
        process.close()
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()
