from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Opener


def focused_name() -> str:
    focused = QApplication.focusWidget()
    return focused.accessibleName() if focused is not None else ""


def test_the_arrow_keys_go_round_the_start_page(open_window: Opener, qtbot: QtBot) -> None:
    opened = open_window(None)
    qtbot.waitUntil(lambda: focused_name() == "New project…")
    names = []
    for _ in range(4):
        names.append(focused_name())
        opened.key(Qt.Key.Key_Down)
    assert names == ["New project…", "Open project…", "Open the sample project", "New project…"]


def test_return_opens_the_project_used_last(open_window: Opener, project: Path, qtbot: QtBot) -> None:
    opened = open_window(project)
    opened.open_first()
    opened.key("w", Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: focused_name() == "Open dam")
    opened.key(Qt.Key.Key_Return)
    opened.open_first()
    assert opened.work.session.project is not None
    assert opened.work.session.project.path == project
