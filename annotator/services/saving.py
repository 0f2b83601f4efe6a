"""Who writes to the project file: one thread in the window, the caller itself on the command line.

Edits are handed over and applied in order. What could not be written stays in the queue and is tried again with
the next edit or when asked, so nothing is lost while the program runs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from threading import Condition, Thread
from typing import Any, Protocol, TypeVar

from annotator.domain.edit import Edit
from annotator.domain.errors import KnownError, ProjectError
from annotator.storage.project_file import ProjectFile

T = TypeVar("T")
_PAUSE_SECONDS = 2.0
"""After so long without an edit the log is brought into the file."""


class SaveState(StrEnum):
    """What the window says about saving."""

    SAVED = "saved"
    SAVING = "saving"
    NOT_SAVED = "not saved"


SaveListener = Callable[[SaveState, KnownError | None], None]


class Saver(Protocol):
    """What the rest of the services need of a writer."""

    device: str
    last_clock: int

    def submit(self, edit: Edit, texts: Mapping[str, str] | None = None) -> None:
        """Write an edit; in the background it is on disk after the next `flush`."""

    def run(self, job: Callable[[ProjectFile], T]) -> Future[T]:
        """Run a job with the write connection, after all edits handed over before."""

    def flush(self) -> None:
        """Return when everything handed over is on disk. Raises the KnownError that prevents it."""

    def retry(self) -> None:
        """Try again to write what could not be written."""

    def close(self) -> None:
        """Flush as far as possible and close the file."""


class DirectSaver:
    """Writes at once, in the caller's thread."""

    def __init__(self, file: ProjectFile) -> None:
        self.file = file
        self.device = file.device
        self.last_clock = file.last_clock()

    def submit(self, edit: Edit, texts: Mapping[str, str] | None = None) -> None:
        """Write the edit; it is on disk when this returns. Raises what the file raises."""
        self.file.apply(edit, texts)

    def run(self, job: Callable[[ProjectFile], T]) -> Future[T]:
        """Run the job now."""
        future: Future[T] = Future()
        _settle(future, job, self.file)
        return future

    def flush(self) -> None:
        """Nothing is ever waiting."""

    def retry(self) -> None:
        """Nothing is ever waiting."""

    def close(self) -> None:
        """Close the file."""
        self.file.close()


class BackgroundSaver:
    """Writes in a thread of its own, which owns the write connection. Listeners are called from that thread."""

    def __init__(self, path: Path, listener: SaveListener | None = None) -> None:
        self.listener = listener
        self._edits: deque[tuple[Edit, Mapping[str, str] | None] | tuple[Callable[[ProjectFile], Any], Future[Any]]]
        self._edits = deque()
        self._changed = Condition()
        self._error: KnownError | None = None
        self._busy = False
        self._unsettled = False
        self._closing = False
        ready: Future[tuple[str, int]] = Future()
        self._thread = Thread(target=self._work, args=(path, ready), name="writer", daemon=True)
        self._thread.start()
        self.device, self.last_clock = ready.result()

    def submit(self, edit: Edit, texts: Mapping[str, str] | None = None) -> None:
        """Queue the edit."""
        self._tell(SaveState.SAVING, None)
        self._put((edit, texts))

    def run(self, job: Callable[[ProjectFile], T]) -> Future[T]:
        """Queue the job behind the edits that wait."""
        future: Future[T] = Future()
        self._put((job, future))
        return future

    def flush(self) -> None:
        """Wait until the queue is empty. Raises the error that keeps edits from being written."""
        with self._changed:
            self._changed.wait_for(lambda: self._error is not None or (not self._edits and not self._busy))
            if self._error is not None:
                raise self._error

    def retry(self) -> None:
        """Wake the thread so that it tries again."""
        with self._changed:
            self._error = None
            self._changed.notify_all()

    def waiting(self) -> int:
        """Return how many edits are not on disk."""
        with self._changed:
            return sum(1 for item in self._edits if isinstance(item[0], Edit))

    def close(self) -> None:
        """Write what waits (one more try for what failed), then end the thread and close the file."""
        with self._changed:
            self._closing = True
            self._error = None
            self._changed.notify_all()
        self._thread.join()

    def _put(self, item: Any) -> None:
        if self._closing:
            raise ProjectError("The project is closed")
        with self._changed:
            self._edits.append(item)
            self._error = None
            self._changed.notify_all()

    def _tell(self, state: SaveState, error: KnownError | None) -> None:
        if self.listener is not None:
            self.listener(state, error)

    def _work(self, path: Path, ready: Future[tuple[str, int]]) -> None:
        try:
            file = ProjectFile.open(path, write=True)
        except BaseException as error:  # noqa: BLE001 - whatever it was, the opener must hear of it
            ready.set_exception(error)
            return
        ready.set_result((file.device, file.last_clock()))
        with suppress(KnownError):  # without it saves are a little slower
            file.reserve_log()
        while self._step(file):
            pass
        file.close()

    def _step(self, file: ProjectFile) -> bool:
        """Do the next thing in the queue, or use a pause; return False when the thread should end."""
        if self._paused():
            self._unsettled = False
            with suppress(KnownError):  # what was saved is safe in the log as well
                file.settle_log()
            return True
        with self._changed:
            if not self._edits or (self._closing and self._error is not None):
                return False
            item = self._edits[0]
            self._busy = self._unsettled = True
        error = self._do(file, item)
        with self._changed:
            self._busy = False
            self._error = error
            if error is None:
                self._edits.popleft()
            empty = not self._edits
            self._changed.notify_all()
        if error is not None:
            self._tell(SaveState.NOT_SAVED, error)
        elif empty:
            self._tell(SaveState.SAVED, None)
        return True

    def _paused(self) -> bool:
        """Wait for something to do; return True if there is time for what is better done in a pause."""
        with self._changed:
            pause = _PAUSE_SECONDS if self._unsettled else None
            return not self._changed.wait_for(lambda: self._closing or (self._edits and self._error is None), pause)

    @staticmethod
    def _do(file: ProjectFile, item: Any) -> KnownError | None:
        first, second = item
        if not isinstance(first, Edit):
            _settle(second, first, file)
            return None
        try:
            file.apply(first, second)
        except KnownError as error:
            return error
        except Exception as error:  # noqa: BLE001 - a bug must not end the thread that saves
            return ProjectError("The change could not be saved", why=f"{type(error).__name__}: {error}")
        return None


def _settle(future: Future[T], job: Callable[[ProjectFile], T], file: ProjectFile) -> None:
    try:
        future.set_result(job(file))
    except BaseException as error:  # noqa: BLE001 - it is raised where the result is asked for
        future.set_exception(error)
