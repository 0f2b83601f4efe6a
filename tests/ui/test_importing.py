"""Annotations from elsewhere, dropped on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.conftest import ANNOTATOR, OpenedWindow


def _drop(opened: OpenedWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    opened.window.dropEvent(QDropEvent(QPointF(QPoint(400, 300)), action, data, button, none))


def test_a_brat_folder_goes_into_the_layer_of_who_has_the_window(
    window: OpenedWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "from"
    folder.mkdir()
    (folder / "new.txt").write_text("🌉 A bridge closed on Monday.\n", encoding="utf-8")
    lines = "T1\tclaim 2 27\tA bridge closed on Monday\nE1\tclosing:T1\n"
    (folder / "new.ann").write_text(lines, encoding="utf-8")
    _drop(window, folder)
    sheet = window.work.exchange.import_sheet
    window.key(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page.articles.model.rowCount() == 10)
    words = [label.text() for label in sheet.findChildren(QLabel)]
    assert "from: 1 annotations and 0 relations came in, 0 annotations were there already" in words
    assert any("new.ann, line 2: E1 is an event" in text for text in words)
    project = window.work.session.project
    assert project is not None
    added = project.reader.article_ids()[-1]
    assert [(one.layer, one.label) for one in project.reader.annotations(added)] == [(ANNOTATOR, "claim")]

    window.key(Qt.Key.Key_Escape)
    assert window.work.actions.title("edit.undo") == "Undo import annotations"
    window.key("z", Qt.KeyboardModifier.ControlModifier)
    window.saved()
    qtbot.waitUntil(lambda: window.page.articles.model.rowCount() == 9)
