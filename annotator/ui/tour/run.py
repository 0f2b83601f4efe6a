"""Running the tour: a fresh sample project, the real window, the steps, and a look at what came out."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from annotator.domain.errors import KnownError
from annotator.services.exporting import verify_folder
from annotator.services.look import HOME_VARIABLE
from annotator.services.projects import SUFFIX, verify_project
from annotator.services.sample import sample_project
from annotator.services.settings import Settings, save_settings
from annotator.ui.start import start_window
from annotator.ui.tour.camera import FAILED, Camera
from annotator.ui.tour.hands import Hands, TourError
from annotator.ui.tour.steps import STEPS, Step, Tour

GOLD = "gold"
_MARKER = ".annotator-tour"
"""Says that a folder is the tour's, to empty and fill."""


def run(folder: Path) -> int:
    """Take the tour; write its pictures, its project and the gold set into a folder. Returns the exit code.

    What an older tour left in the folder is removed first; other files stay.
    """
    folder = folder.resolve()
    try:
        project = _prepare(folder)
        with _own_home(project):
            tour = _drive(folder, project)
        _check(tour)
    except (TourError, KnownError) as error:
        sys.stderr.write(f"annotator tour: {error}\n")
        return 1
    sys.stdout.write(f"pictures: {folder} ({len(tour.camera.pictures)})\ngold set: {tour.gold}\n")
    return 0


def _prepare(folder: Path) -> Path:
    """Return a sample project that nobody has worked on, in a folder without anything of an older tour.

    Raises TourError if something is in the way that no tour made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    marker, project, gold = folder / _MARKER, folder / f"sample{SUFFIX}", folder / GOLD
    if not marker.exists() and (project.exists() or gold.exists()):
        raise TourError(f"{folder} has a {project.name} or a folder “{GOLD}” that no tour made; choose another folder")
    marker.touch()
    for old in (*folder.glob("[0-9][0-9]-*.png"), *folder.glob(f"{project.name}*"), *folder.glob(FAILED)):
        old.unlink()
    shutil.rmtree(gold, ignore_errors=True)
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


def _drive(folder: Path, project: Path) -> Tour:
    """Carry the steps out in a new window, one after the other."""
    with _faults() as faults:
        hands = Hands(start_window())
        tour = Tour(hands, Camera(hands, folder), project, folder / GOLD)
        try:
            hands.begin()
            for step in STEPS:
                sys.stderr.write(f"{step.name}\n")
                _take(step, tour, faults)
            hands.press("Ctrl+Q")
            hands.wait(lambda: not hands.window.isVisible(), "the window closes")
        finally:
            hands.window.close()
    return tour


def _take(step: Step, tour: Tour, faults: list[str]) -> None:
    """Carry one step out. Raises TourError if it does not work, or if anything in the window raised."""
    try:
        step.do(tour)
        tour.hands.settle()
        tour.hands.check(not faults, "; ".join(faults))
    except TourError as error:
        raise TourError(f"{step.name}: {error} (see {tour.camera.failure()})") from error


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


def _check(tour: Tour) -> None:
    """Compare the gold set with what was tagged. Raises TourError for the first difference."""
    for finding in (*verify_project(tour.project), *verify_folder(tour.gold)):
        raise TourError(f"{finding.where}: {finding.what}")
    for difference in tour.tally.differences(tour.gold / "gold.jsonl"):
        raise TourError(f"the gold set is not what was tagged: {difference}")
