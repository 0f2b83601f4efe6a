"""Long work off the GUI thread.

A job is a plain function of one argument, the `Report`. It runs in a thread of its own; progress, result and error come
back to the GUI thread as signals. Nothing here knows what the job does.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from threading import Event, Thread
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal, Slot

from annotator.domain.errors import CancelledError, KnownError


class BugReport(NamedTuple):
    """An error that is ours: one line for the message, and the details to copy."""

    summary: str
    details: str


def bug_report(error: BaseException) -> BugReport:
    """Return what a message about an unexpected error shows."""
    details = "".join(traceback.format_exception(error))
    return BugReport(f"{type(error).__name__}: {error}".rstrip(": "), details)


class Report:
    """What a job is given: it tells how far it is, and learns here that it was cancelled."""

    def __init__(self, told: Callable[[int, int, str], None]) -> None:
        self._told = told
        self._cancel = Event()

    def __call__(self, done: int, total: int, text: str = "") -> None:
        """Tell how far the job is; `total` 0 means that nobody knows. Raises CancelledError once cancelled."""
        if self._cancel.is_set():
            raise CancelledError
        self._told(done, total, text)

    @property
    def cancelled(self) -> bool:
        """Whether the job was asked to stop."""
        return self._cancel.is_set()

    def cancel(self) -> None:
        """Ask the job to stop at its next report."""
        self._cancel.set()


Work = Callable[[Report], Any]


class Job(QObject):
    """One running piece of work. Exactly one of `succeeded`, `failed`, `broken`, `stopped` is emitted, then `ended`."""

    progressed = Signal(int, int, str)
    succeeded = Signal(object)
    failed = Signal(KnownError)
    broken = Signal(BugReport)
    stopped = Signal()
    ended = Signal()
    _arrived = Signal(object, object)

    def __init__(self, title: str, work: Work, parent: QObject) -> None:
        super().__init__(parent)
        self.title = title
        self._work = work
        self._report = Report(self.progressed.emit)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = Thread(target=self._run, name=f"job: {title}")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """Ask the work to stop; `stopped` follows if it does."""
        self._report.cancel()

    def wait(self) -> None:
        """Block until the thread has ended."""
        self._thread.join()

    def _run(self) -> None:
        try:
            self._arrived.emit(self._work(self._report), None)
        except BaseException as error:  # noqa: BLE001 - every error is carried to the GUI thread and shown there
            self._arrived.emit(None, error)

    @Slot(object, object)
    def _deliver(self, result: object, error: BaseException | None) -> None:
        self._thread.join()
        match error:
            case None:
                self.succeeded.emit(result)
            case CancelledError():
                self.stopped.emit()
            case KnownError():
                self.failed.emit(error)
            case _:
                self.broken.emit(bug_report(error))
        self.ended.emit()


class Tasks(QObject):
    """The jobs of one window. `failed` and `broken` are emitted for every job but the quiet ones."""

    started = Signal(Job)
    failed = Signal(KnownError)
    broken = Signal(BugReport)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs: list[Job] = []

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs that have not ended."""
        return tuple(self._jobs)

    def start(self, title: str, work: Work, done: Callable[[Any], None] | None = None, *, quiet: bool = False) -> Job:
        """Run `work(report)` in a thread and call `done(result)` in the GUI thread if it succeeds.

        Of a quiet job the caller shows progress and errors itself, from the job's signals.
        """
        job = Job(title, work, self)
        self._jobs.append(job)
        if done is not None:
            job.succeeded.connect(done)
        job.ended.connect(self._forget)
        if not quiet:
            job.failed.connect(self.failed)
            job.broken.connect(self.broken)
            self.started.emit(job)
        job.start()
        return job

    def close(self) -> None:
        """Cancel every job and wait for its thread; what they would have delivered is dropped."""
        for job in self._jobs:
            job.blockSignals(True)
            job.cancel()
        for job in self._jobs:
            job.wait()
            job.deleteLater()
        self._jobs.clear()

    @Slot()
    def _forget(self) -> None:
        job = self.sender()
        if isinstance(job, Job) and job in self._jobs:
            self._jobs.remove(job)
            job.deleteLater()
