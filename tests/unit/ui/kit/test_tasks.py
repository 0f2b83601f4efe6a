from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from annotator.domain.errors import CancelledError, InputError
from annotator.ui.kit.tasks import BugReport, Report, Tasks


@pytest.fixture
def tasks(qapp: QObject) -> Iterator[Tasks]:
    made = Tasks(qapp)
    yield made
    made.close()
    assert threading.active_count() == 1
    made.deleteLater()


def test_a_result_comes_back_to_the_gui_thread(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[tuple[object, bool]] = []
    here = threading.current_thread()
    job = tasks.start("count", lambda _: threading.current_thread(), lambda it: seen.append((it, it is not here)))
    with qtbot.waitSignal(job.ended):
        pass
    assert [elsewhere for _, elsewhere in seen] == [True]
    assert tasks.running == ()


def test_progress_is_told_in_order(tasks: Tasks, qtbot: QtBot) -> None:
    told: list[tuple[int, int, str]] = []
    go = threading.Event()

    def work(report: Report) -> None:
        go.wait()
        for step in range(3):
            report(step, 3, f"step {step}")

    job = tasks.start("steps", work)
    job.progressed.connect(lambda *how_far: told.append(how_far))
    go.set()
    with qtbot.waitSignal(job.ended):
        pass
    assert told == [(0, 3, "step 0"), (1, 3, "step 1"), (2, 3, "step 2")]


def test_a_cancelled_job_stops_at_its_next_report(tasks: Tasks, qtbot: QtBot) -> None:
    go = threading.Event()
    reached: list[str] = []

    def work(report: Report) -> None:
        go.wait()
        report(1, 2)
        reached.append("the end")

    job = tasks.start("long", work)
    job.cancel()
    with qtbot.waitSignal(job.stopped):
        go.set()
    assert reached == []


def test_a_known_fault_and_a_bug_are_told_apart(tasks: Tasks, qtbot: QtBot) -> None:
    def fail(_: Report) -> None:
        raise InputError("The file is empty")

    with qtbot.waitSignal(tasks.failed) as failed:
        tasks.start("fails", fail)
    assert failed.args is not None
    assert failed.args[0].what == "The file is empty"

    with qtbot.waitSignal(tasks.broken) as broken:
        tasks.start("breaks", lambda _: 1 / 0)
    assert broken.args is not None
    bug = broken.args[0]
    assert isinstance(bug, BugReport)
    assert bug.summary == "ZeroDivisionError: division by zero"
    assert "Traceback" in bug.details


def test_a_quiet_job_is_not_told_by_the_tasks(tasks: Tasks, qtbot: QtBot) -> None:
    started: list[object] = []
    tasks.started.connect(started.append)
    job = tasks.start("quiet", lambda _: 1 / 0, quiet=True)
    with qtbot.assertNotEmitted(tasks.broken), qtbot.waitSignal(job.broken):
        pass
    assert started == []


def test_closing_waits_for_the_threads_and_drops_what_they_would_say(qapp: QObject, qtbot: QtBot) -> None:
    tasks = Tasks(qapp)
    said: list[object] = []
    begun = threading.Event()

    def work(report: Report) -> str:
        begun.set()
        while not report.cancelled:
            threading.Event().wait(0.001)
        raise CancelledError

    tasks.start("endless", work, said.append)
    assert begun.wait(5)
    tasks.close()
    assert threading.active_count() == 1
    qtbot.wait(1)
    assert said == []
