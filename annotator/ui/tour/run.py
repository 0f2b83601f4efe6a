"""Running the tour: fresh sample projects, the real window, the steps, and a look at what came out.

Two windows are opened, one after the other: on the articles alone, to tag one; and on the project that three
annotators have tagged, to compare and adjudicate.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from annotator.domain.errors import KnownError
from annotator.services.exporting import verify_folder
from annotator.services.look import HOME_VARIABLE
from annotator.services.projects import SUFFIX, verify_project
from annotator.services.sample import VISITOR, sample_project
from annotator.services.settings import Settings, save_settings
from annotator.ui.start import start_window
from annotator.ui.tour.adjudication_steps import STEPS as ADJUDICATING
from annotator.ui.tour.adjudication_steps import Adjudication
from annotator.ui.tour.camera import FAILED, Camera
from annotator.ui.tour.hands import Hands, TourError
from annotator.ui.tour.step import Step, V, Visit
from annotator.ui.tour.steps import STEPS, Tour

GOLD, ADJUDICATED = "gold", "gold-adjudicated"
_SHARED = f"shared{SUFFIX}"
_MARKER = ".annotator-tour"
"""Says that a folder is the tour's, to empty and fill."""


def run(folder: Path) -> int:
    """Take the tour; write its pictures, its projects and the gold sets into a folder. Returns the exit code.

    What an older tour left in the folder is removed first; other files stay.
    """
    folder = folder.resolve()
    try:
        project = _prepare(folder)
        with _own_home(project):
            first = _tag(folder, project)
            second = _adjudicate(folder, first.camera.pictures)
    except (TourError, KnownError) as error:
        sys.stderr.write(f"annotator tour: {error}\n")
        return 1
    sys.stdout.write(f"pictures: {folder} ({len(second.camera.pictures)})\n")
    sys.stdout.write(f"gold set of one annotator: {first.gold}\ngold set of three, adjudicated: {second.gold}\n")
    return 0


def _prepare(folder: Path) -> Path:
    """Return a sample project that nobody has worked on, beside one that is shared; nothing of an older tour is left.

    Raises TourError if something is in the way that no tour made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    marker, project = folder / _MARKER, folder / f"sample{SUFFIX}"
    ours = [project, folder / _SHARED, folder / GOLD, folder / ADJUDICATED]
    theirs = next((path for path in ours if path.exists()), None)
    if theirs is not None and not marker.exists():
        raise TourError(f"{folder} has “{theirs.name}”, which no tour made; choose another folder")
    marker.touch()
    for pattern in ("[0-9][0-9]-*.png", FAILED, f"sample*{SUFFIX}*", f"shared*{SUFFIX}*"):
        for old in folder.glob(pattern):
            old.unlink()
    for path in (folder / GOLD, folder / ADJUDICATED):
        shutil.rmtree(path, ignore_errors=True)
    sample_project(folder).rename(folder / _SHARED)
    return sample_project(folder, annotations=False)


@contextmanager
def _own_home(project: Path) -> Iterator[None]:
    """Keep the person's own settings out: light colours, the project among the recent ones, no handle yet."""
    before = os.environ.get(HOME_VARIABLE)
    with tempfile.TemporaryDirectory(prefix="annotator-tour-") as home:
        os.environ[HOME_VARIABLE] = home
        try:
            save_settings(Settings(theme="light").with_recent(project))
            yield
        finally:
            os.environ.pop(HOME_VARIABLE)
            if before is not None:
                os.environ[HOME_VARIABLE] = before


def _tag(folder: Path, project: Path) -> Tour:
    """Tag an article and export it. Raises TourError unless the gold set is exactly what was tagged."""
    hands = Hands(start_window())
    tour = Tour(hands, Camera(hands, folder), project, folder / GOLD)
    _drive(tour, STEPS)
    _verify(tour)
    for difference in tour.tally.differences(tour.gold / "gold.jsonl"):
        raise TourError(f"the gold set is not what was tagged: {difference}")
    return tour


def _adjudicate(folder: Path, pictures: Sequence[Path]) -> Adjudication:
    """Compare and adjudicate an article. Raises TourError unless the gold set is exactly what was decided."""
    project = folder / _SHARED
    hands = Hands(start_window(project, VISITOR))
    visit = Adjudication(hands, Camera(hands, folder, pictures), project, folder / ADJUDICATED)
    _drive(visit, ADJUDICATING)
    _verify(visit)
    for difference in visit.verdicts.differences(visit.gold, visit.relations):
        raise TourError(f"the adjudicated gold set is not what was decided: {difference}")
    return visit


def _drive(visit: V, steps: Sequence[Step[V]]) -> None:
    """Carry the steps out in a new window, one after the other."""
    hands = visit.hands
    with _faults() as faults:
        try:
            hands.begin()
            for step in steps:
                sys.stderr.write(f"{step.name}\n")
                _take(step, visit, faults)
            hands.press("Ctrl+Q")
            hands.wait(lambda: not hands.window.isVisible(), "the window closes")
        finally:
            hands.leave()


def _take(step: Step[V], visit: V, faults: list[str]) -> None:
    """Carry one step out. Raises TourError if it does not work, or if anything in the window raised."""
    try:
        step.do(visit)
        visit.hands.settle()
        visit.hands.check(not faults, "; ".join(faults))
    except TourError as error:
        raise TourError(f"{step.name}: {error} (see {visit.camera.failure()})") from error


@contextmanager
def _faults() -> Iterator[list[str]]:
    """Collect what is raised where Qt calls Python; it would only be printed otherwise."""
    found: list[str] = []
    before = sys.excepthook

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        found.append(f"{kind.__name__}: {error}")
        before(kind, error, trace)

    sys.excepthook = note
    try:
        yield found
    finally:
        sys.excepthook = before


def _verify(visit: Visit) -> None:
    """Raises TourError for the first thing that is wrong with the project or with the gold set by itself."""
    for finding in (*verify_project(visit.project), *verify_folder(visit.gold)):
        raise TourError(f"{finding.where}: {finding.what}")
