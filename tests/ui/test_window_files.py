"""What the window does with files: saving, opening, dropping, exporting, copying; schema and details."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotator.domain.article import State
from annotator.domain.errors import DiskFullError
from annotator.services.editing import Editor
from annotator.services.projects import open_project
from annotator.storage.project_file import ProjectFile
from annotator.ui.dialogs import files
from tests.ui.conftest import ANNOTATOR, OpenedWindow, Opener

CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_full_disk_is_said_and_the_window_stays_until_all_is_saved(
    window: OpenedWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def full(*_: object) -> None:
        raise DiskFullError("There is no room left to write", why="The disk is full", remedy="Make room")

    with monkeypatch.context() as disk:
        disk.setattr(ProjectFile, "apply", full)
        window.key("1")
        qtbot.waitUntil(lambda: window.work.status.saved.text() == "Not saved")
        assert "not on disk" in window.work.messages.shown[0].head

        window.window.close()
        assert window.window.isVisible()
        window.key("w", CTRL)
        assert window.work.session.project is not None

    assert window.work.messages.shown[-1].buttons[0].text == "Try again"
    window.work.session.retry_saving()
    qtbot.waitUntil(lambda: window.work.status.saved.text() == "Saved")
    window.window.close()
    assert not window.window.isVisible()


def test_a_project_that_cannot_be_opened_is_explained(window: OpenedWindow, tmp_path: Path) -> None:
    other = tmp_path / "not.annot"
    other.write_text("hello", encoding="utf-8")
    window.work.projects.open(other)
    assert window.work.messages.shown
    assert window.work.session.project is not None, "the open project stays open"


def test_a_project_without_a_schema_is_explained_and_let_go(open_window: Opener, project: Path) -> None:
    with closing(sqlite3.connect(project)) as db:
        db.execute("DELETE FROM setting WHERE key = 'schema'")
        db.commit()
    opened = open_window(project)
    assert "schema cannot be read" in opened.work.messages.shown[0].head
    assert opened.work.stack.currentWidget() is opened.work.welcome
    with ProjectFile.open(project, write=True):
        pass  # Nothing has it locked.


def test_a_second_window_on_the_same_file_is_refused(window: OpenedWindow, open_window: Opener, project: Path) -> None:
    second = open_window(project, "ben")
    assert second.work.session.project is None
    assert second.work.messages.shown
    assert second.work.stack.currentWidget() is second.work.welcome


def _drop(opened: OpenedWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    opened.window.dropEvent(QDropEvent(QPointF(QPoint(400, 300)), action, data, button, none))


def test_articles_dropped_on_the_window_come_in(window: OpenedWindow, tmp_path: Path, qtbot: QtBot) -> None:
    article = tmp_path / "new.txt"
    article.write_text("A bridge closed on Monday.\n", encoding="utf-8")
    _drop(window, article)
    sheet = window.work.exchange.import_sheet
    assert sheet.isVisible()
    window.key(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page.articles.model.rowCount() == 10)
    assert "1 article added" in sheet.outcome.text()
    window.key(Qt.Key.Key_Escape)

    assert window.work.actions.title("edit.undo") == "Undo import articles"
    window.key("z", CTRL)
    window.saved()
    qtbot.waitUntil(lambda: window.page.articles.model.rowCount() == 9)


def test_a_project_dropped_on_the_start_page_opens(open_window: Opener, project: Path) -> None:
    opened = open_window(None)
    _drop(opened, project)
    opened.open_first()
    assert opened.work.session.project is not None


def test_a_new_project_is_made_where_asked(
    open_window: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "fresh.annot"
    monkeypatch.setattr(files, "ask_new_project", lambda _window, _folder: target)
    opened = open_window(None)
    opened.work.actions.trigger("project.new")
    assert opened.work.session.project is not None
    assert opened.work.session.project.path == target
    assert opened.page.articles.import_button.isVisible()


def test_export_writes_a_gold_set(window: OpenedWindow, tmp_path: Path, qtbot: QtBot) -> None:
    place = window.reader.text.index("40 lorries")
    window.reader.set_selection(place, place + 10)
    window.key("3")
    window.key("f")
    window.key("e", CTRL)
    sheet = window.work.exchange.export_sheet
    qtbot.waitUntil(sheet.isVisible)
    sheet.folder.setText(str(tmp_path / "gold"))
    QTest.mouseClick(sheet.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: (tmp_path / "gold" / "gold.jsonl").exists() and not sheet.is_running)

    lines = [json.loads(line) for line in (tmp_path / "gold" / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [span["text"] for line in lines for span in line["spans"]] == ["40 lorries"]


@pytest.mark.parametrize(("claims", "rest"), [(10, "and 4 more"), (201, "and at least 194 more")])
def test_export_counts_what_lacks_values_up_to_a_limit(
    open_window: Opener, project: Path, claims: int, rest: str
) -> None:
    with open_project(project, ANNOTATOR) as opened:
        editor = Editor(opened)
        text = editor.open(opened.reader.article_ids()[0]).text
        for start in [place for place, letter in enumerate(text) if letter.isalpha()][:claims]:
            editor.tag("claim", [(start, 400)])
        editor.set_state(State.FINISHED)
    window = open_window(project)
    window.open_first()
    window.key("e", CTRL)
    missing = window.work.exchange.export_sheet.missing
    window.qtbot.waitUntil(missing.isVisible)
    assert missing.text().splitlines()[-1] == rest


def test_export_for_another_tool_shows_the_losses_first(window: OpenedWindow, tmp_path: Path, qtbot: QtBot) -> None:
    place = window.reader.text.index("40 lorries")
    window.reader.set_selection(place, place + 10)
    window.key("3")
    window.key("f")
    window.key("e", CTRL)
    sheet = window.work.exchange.export_sheet
    qtbot.waitUntil(sheet.isVisible)
    sheet.format.setFocus()
    QTest.keyClick(sheet.format, Qt.Key.Key_Down)
    QTest.keyClick(sheet.format, Qt.Key.Key_Down)
    assert not sheet.start_button.isEnabled()
    qtbot.waitUntil(sheet.start_button.isEnabled)
    assert sheet.losses.heading.text() == "doccano cannot hold all of these annotations"
    sheet.folder.setText(str(tmp_path / "doccano"))
    QTest.mouseClick(sheet.start_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(sheet.done_button.isVisible)
    line = json.loads((tmp_path / "doccano" / "sequence_labelling.jsonl").read_text(encoding="utf-8"))
    assert [line["text"][start:end] for start, end, _ in line["label"]] == ["40 lorries"]


def test_backup_and_verify(window: OpenedWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    target = tmp_path / "copy.annot"
    monkeypatch.setattr(files, "ask_backup", lambda _window, _project: target)
    window.work.actions.trigger("project.backup")
    qtbot.waitUntil(lambda: any("backed up" in message.head for message in window.work.messages.shown))
    assert target.exists()

    window.work.actions.trigger("project.verify")
    qtbot.waitUntil(lambda: any("sound" in message.head for message in window.work.messages.shown))


def test_another_schema_is_compared_and_then_used(window: OpenedWindow, qtbot: QtBot) -> None:
    project = window.work.session.project
    assert project is not None
    window.work.actions.trigger("project.schema")
    sheet = window.work.schema.sheet
    text = project.settings["schema"].replace("title: Claim\n", "title: Assertion\n")
    sheet.editor.setPlainText(text)
    qtbot.waitUntil(sheet.change_button.isEnabled)
    QTest.mouseClick(sheet.change_button, Qt.MouseButton.LeftButton)

    assert not sheet.isVisible()
    assert window.work.actions.title("tag.1") == "Tag as assertion"
    window.key("z", CTRL)
    assert window.work.actions.title("tag.1") == "Tag as claim"


def test_a_schema_with_a_mistake_is_explained(window: OpenedWindow, qtbot: QtBot) -> None:
    window.work.actions.trigger("project.schema")
    sheet = window.work.schema.sheet
    sheet.editor.setPlainText("labels: [")
    qtbot.waitUntil(lambda: "schema" in sheet.outcome.text().lower() and not window.work.tasks.running)
    assert not sheet.change_button.isEnabled()


def test_article_details_can_be_changed(window: OpenedWindow) -> None:
    window.key(Qt.Key.Key_F2)
    window.work.details.lines["title"].setText("Another headline")
    window.key(Qt.Key.Key_Return)
    desk = window.work.session.desk
    assert desk is not None
    assert desk.article.title == "Another headline"
    assert window.work.actions.title("edit.undo") == "Undo change article details"
