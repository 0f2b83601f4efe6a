"""The real window, opened by its real entry point with a home of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.services.projects import Project, open_project
from annotator.services.sample import sample_project
from annotator.ui.main_window import MainWindow
from annotator.ui.start import start_window
from annotator.ui.workspace import Workspace

ANNOTATOR = "anna"


class OpenedWindow:
    """A loaded window and its parts, for tests to act on with keys and the mouse."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window = window
        self.qtbot = qtbot
        assert window.workspace is not None
        self.work: Workspace = window.workspace
        self.page = self.work.page
        self.reader = self.work.page.reader

    def key(self, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Send a key to whatever has the focus."""
        target = QApplication.focusWidget()
        assert target is not None, "nothing has the focus"
        if isinstance(key, str):
            QTest.keyClicks(target, key, modifiers)
        else:
            QTest.keyClick(target, key, modifiers)

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        target = QApplication.focusWidget()
        assert target is not None, "nothing has the focus"
        QTest.keyClicks(target, text)

    def saved(self) -> None:
        """Wait until everything is on disk."""
        project = self.work.session.project
        assert project is not None
        project.saver.flush()

    def open_first(self) -> None:
        """Wait until an article is open and has the focus."""
        self.qtbot.waitUntil(lambda: self.work.session.desk is not None and self.reader.hasFocus())


Opener = Callable[..., OpenedWindow]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings and window state of the test alone."""
    folder = tmp_path / "home"
    monkeypatch.setenv("ANNOTATOR_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project without annotations, made once; tests work on copies."""
    return sample_project(tmp_path_factory.mktemp("sample"), annotations=False)


@pytest.fixture
def project(sample_file: Path, tmp_path: Path) -> Path:
    """A copy of the sample project without annotations."""
    path = tmp_path / "dam.annot"
    path.write_bytes(sample_file.read_bytes())
    return path


@pytest.fixture
def open_window(qtbot: QtBot) -> Iterator[Opener]:
    """Open windows as `annotator open PROJECT --as NAME` does; they are closed after the test."""
    opened: list[MainWindow] = []

    def open_it(path: Path | None = None, annotator: str | None = ANNOTATOR) -> OpenedWindow:
        window = start_window(path, annotator)
        opened.append(window)
        qtbot.waitUntil(lambda: window.workspace is not None)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return OpenedWindow(window, qtbot)

    yield open_it
    for window in opened:
        if window.workspace is not None:
            window.workspace.give_up()
        window.close()
        window.deleteLater()
    QApplication.processEvents()
    # Readers of exports, which other tests in this process use, start a monitor that nobody can end.
    known = {"MainThread", "tqdm_monitor"}
    left = [thread.name for thread in threading.enumerate() if thread.name not in known]
    assert left == [], "threads are left behind"


@pytest.fixture
def window(open_window: Opener, project: Path) -> OpenedWindow:
    """The window on the sample project, its first article open and in focus."""
    opened = open_window(project)
    opened.open_first()
    return opened


@pytest.fixture
def look_inside() -> Callable[[Path], Project]:
    """Open a project as a second program would, after the window was closed."""
    return lambda path: open_project(path, ANNOTATOR)
