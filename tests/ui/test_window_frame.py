"""The frame: first paint, what is remembered, pages, sheets, messages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from annotator.domain.errors import DiskFullError
from annotator.services.settings import load_settings
from annotator.storage.project_file import ProjectFile
from annotator.ui.dialogs import files
from annotator.ui.kit.theme import Choice, current_theme
from tests.ui.conftest import OpenedWindow, Opener

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_FIRST_PAINT = """
import sys
from annotator.ui.start import application, start_window
app = application()
window = start_window()
window.painted.connect(lambda: (print(" ".join(sys.modules)), sys.stdout.flush(), __import__("os")._exit(0)))
app.exec()
"""


def test_the_first_paint_waits_for_nothing_heavy(tmp_path: Path) -> None:
    environment = {**os.environ, "ANNOTATOR_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_PAINT], env=environment, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "annotator.ui.main_window" in loaded
    assert not loaded & {"pydantic", "numpy", "scipy", "sqlite3", "yaml", "rapidfuzz", "regex", "PySide6.QtSvg"}


def test_the_start_page_leads_on(open_window: Opener, project: Path) -> None:
    opened = open_window(None)
    assert opened.work.stack.currentWidget() is opened.work.welcome
    assert not opened.work.rail.isVisible()
    assert opened.work.actions.reason("edit.undo") == "Open a project first"

    opened.work.welcome.project_chosen.emit(project)
    opened.open_first()
    assert opened.work.stack.currentWidget() is opened.page

    opened.key("w", CTRL)
    assert opened.work.stack.currentWidget() is opened.work.welcome
    recent = [button.toolTip() for button in opened.work.welcome.findChildren(QPushButton) if button.toolTip()]
    assert str(project) in recent


def test_the_handle_is_asked_for_once(open_window: Opener, project: Path) -> None:
    opened = open_window(project, None)
    sheet = opened.work.projects.handle_sheet
    assert sheet.isVisible()

    opened.type("not allowed!")
    opened.key(Qt.Key.Key_Return)
    assert sheet.problem.isVisible()
    sheet.line.clear()
    opened.type("ben")
    opened.key(Qt.Key.Key_Return)
    opened.open_first()

    assert opened.work.status.annotator.text() == "ben"
    assert load_settings().settings.annotator == "ben"


def test_place_and_layout_come_back(window: OpenedWindow, open_window: Opener, project: Path) -> None:
    window.key(Qt.Key.Key_PageDown, CTRL)
    desk = window.work.session.desk
    assert desk is not None
    window.reader.set_selection(120, 120)
    window.page.columns.setSizes([230, 300, 250])
    sizes = window.page.columns.sizes()
    window.window.resize(800, 640)
    QApplication.processEvents()
    window.window.close()

    again = open_window()
    again.open_first()
    assert again.work.session.project is not None
    assert again.work.session.project.path == project
    assert again.work.session.desk is not None
    assert again.work.session.desk.article.id == desk.article.id
    assert again.reader.caret == 120
    assert (again.window.width(), again.window.height()) == (800, 640)
    assert again.page.columns.sizes()[0] == pytest.approx(sizes[0], abs=60)


def test_the_palette_finds_a_command_by_a_part_of_its_name(window: OpenedWindow) -> None:
    window.key("k", CTRL)
    window.type("undo")
    palette = window.work.palette
    assert palette.isVisible()
    assert palette.model.entries[0].title == "Undo"
    assert palette.model.entries[0].reason == "Nothing to undo"
    window.key(Qt.Key.Key_Return)
    assert palette.isVisible(), "a command that cannot be used does nothing"

    palette.search.clear()
    window.type("search")
    window.key(Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert window.work.stack.currentWidget() is window.work.search_page


def test_the_palette_goes_to_an_article(window: OpenedWindow) -> None:
    window.key("p", CTRL)
    window.type("saucepan")
    window.key(Qt.Key.Key_Return)
    desk = window.work.session.desk
    assert desk is not None
    assert "saucepan" in desk.article.title


def test_keys_of_the_text_rest_while_a_sheet_is_open(window: OpenedWindow) -> None:
    window.key(Qt.Key.Key_F1)
    assert window.work.keys.isVisible()
    window.key("1")
    assert window.work.keys.search.text() == "1"
    desk = window.work.session.desk
    assert desk is not None
    assert not desk.annotations

    window.key(Qt.Key.Key_Escape)
    assert not window.work.keys.isVisible()
    assert window.reader.hasFocus()


def test_the_key_sheet_shows_the_keys_in_force(window: OpenedWindow) -> None:
    window.work.change_setting("keys", {"annotation.note": ("M",)})
    window.key(Qt.Key.Key_F1)
    window.type("note")
    shown = window.work.keys.text.toPlainText()
    assert "Write a note" in shown
    line = shown.split("Write a note")[0].splitlines()
    assert "M" in line
    assert "N" not in line


def test_changed_keys_work_at_once_and_a_clash_is_said(window: OpenedWindow) -> None:
    window.key(",", CTRL)
    sheet = window.work.settings_sheet
    sheet.tabs.setCurrentIndex(1)
    editor = sheet.keys
    assert editor is not None
    editor.search.setText("confirm values")
    QTest.keyClicks(editor.key, "n")
    QTest.mouseClick(editor.use, Qt.MouseButton.LeftButton)

    assert editor.warning.isVisible()
    assert "Confirm values" in editor.warning.text()
    assert load_settings().settings.keys == {"annotation.confirm": ("N",)}
    assert window.work.actions["annotation.confirm"].shortcut().toString() == "N"
    assert window.work.actions["annotation.note"].shortcut().isEmpty()

    QTest.mouseClick(editor.reset, Qt.MouseButton.LeftButton)
    assert not editor.warning.isVisible()
    assert load_settings().settings.keys == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_boxes_look_like_the_fields_beside_them(window: OpenedWindow, theme: Choice) -> None:
    window.window.theme.choose(theme)
    window.key(",", CTRL)
    editors = window.work.settings_sheet.editors
    spin, choice, text = editors["measure"], editors["snap"], editors["annotator"]
    assert spin.height() == choice.height() == text.height()
    for editor in (spin, choice, text):
        editor.setFocus()
        QApplication.processEvents()
        picture = editor.grab().toImage()
        border = picture.pixelColor(picture.width() // 2, 0)
        assert border == window.window.theme.tokens["focus"], editor.accessibleName()
        assert picture.pixelColor(0, 0) != border, "corners are round"
    window.window.theme.choose("light")


def test_settings_hold_at_once_and_are_kept(window: OpenedWindow) -> None:
    window.key(",", CTRL)
    editors = window.work.settings_sheet.editors
    measure = editors["measure"]
    measure.setProperty("value", 55)
    theme = editors["theme"]
    theme.setProperty("currentIndex", 2)

    assert load_settings().settings.measure == 55
    assert current_theme().tokens.dark
    window.work.change_setting("theme", "light")
    assert not current_theme().tokens.dark


def test_the_text_is_zoomed_by_keys(window: OpenedWindow) -> None:
    before = window.reader.zoom
    window.key("+", CTRL)
    assert window.reader.zoom > before
    window.key("0", CTRL)
    assert window.reader.zoom == before


def test_a_damaged_settings_file_is_set_aside_and_said(open_window: Opener, home: Path, project: Path) -> None:
    home.mkdir()
    (home / "settings.json").write_text('{"measure": "wide"}', encoding="utf-8")
    opened = open_window(project)
    assert any("settings file is damaged" in message.head for message in opened.work.messages.shown)
    assert (home / "settings.json.damaged").exists()


def test_finding_words_in_the_article(window: OpenedWindow) -> None:
    window.key("f", CTRL)
    window.type("DAM")
    first = window.reader.selection()
    assert first is not None
    assert window.reader.text[slice(*first)].lower() == "dam"
    assert window.page.find_bar.count.text().startswith("1 of ")

    window.key(Qt.Key.Key_Return)
    second = window.reader.selection()
    assert second is not None
    assert second > first
    window.key(Qt.Key.Key_Escape)
    assert not window.page.find_bar.isVisible()
    assert window.reader.hasFocus()
    assert window.reader.selection() == second


def test_the_search_page_opens_what_it_found(window: OpenedWindow, qtbot: QtBot) -> None:
    window.key("f", CTRL | SHIFT)
    window.type("saucepan")
    page = window.work.search_page
    qtbot.waitUntil(lambda: page.model.rowCount() > 0)
    for hit, _, places in page.model.hits:
        assert {hit.excerpt[start:end].lower() for start, end in places} == {"saucepan"}
    picture = page.list.viewport().grab().toImage()
    tint = current_theme().tokens["selection"]
    row = page.list.visualRect(page.model.index(0, 0))
    assert any(picture.pixelColor(x, row.top() + 9) == tint for x in range(row.width())), "the hit is tinted"
    keys = window.work.status.keys.text()
    assert "annotate" in keys
    assert "new project" not in keys
    window.key(Qt.Key.Key_Return)
    assert page.list.hasFocus()
    window.key(Qt.Key.Key_Down)
    window.key(Qt.Key.Key_Return)

    assert window.work.stack.currentWidget() is window.page
    span = window.reader.selection()
    if span is not None:
        assert window.reader.text[slice(*span)].lower() == "saucepan"
    desk = window.work.session.desk
    assert desk is not None
    assert "saucepan" in desk.text


def test_the_filter_is_a_key_away(window: OpenedWindow, qtbot: QtBot) -> None:
    window.key("/")
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    window.type("saucepan")
    qtbot.waitUntil(lambda: 0 < window.page.articles.model.rowCount() < 9)
    window.key(Qt.Key.Key_Escape)
    assert window.reader.hasFocus()


def test_the_status_bar_says_caret_selection_and_saved_state(window: OpenedWindow) -> None:
    place = window.reader.text.index("40 lorries")
    window.reader.set_selection(place, place)
    assert window.work.status.caret.text() == f"Position {place:,}"
    window.reader.set_selection(place, place + 10)
    assert window.work.status.caret.text() == "2 words, 10 characters"
    assert window.work.status.saved.text() == "Saved"
    assert "tag as claim" in window.work.status.keys.text()


def test_the_caret_is_told_only_where_its_text_is(window: OpenedWindow) -> None:
    caret, place = window.work.status.caret, window.reader.text.index("40 lorries")
    window.reader.set_selection(place, place)
    for key, modifiers in ((Qt.Key.Key_2, ALT), (Qt.Key.Key_3, ALT), (Qt.Key.Key_F, CTRL | SHIFT)):
        window.key(key, modifiers)
        assert not window.page.isVisible()
        assert caret.text() == ""
        window.key(Qt.Key.Key_1, ALT)
        assert caret.text() == f"Position {place:,}"
    window.work.actions.trigger("help.welcome")
    assert caret.text() == ""


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


def test_side_panels_hide_and_come_back(window: OpenedWindow) -> None:
    window.key("a", CTRL | SHIFT)
    assert not window.page.articles.isVisible()
    window.key("a", CTRL | SHIFT)
    assert window.page.articles.isVisible()
    window.key("g", CTRL)
    assert window.page.side.currentWidget() is window.page.guideline


def test_f6_goes_round_the_panels(window: OpenedWindow) -> None:
    seen = []
    for _ in range(4):
        window.key(Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus)
    assert window.reader in seen
    assert len(set(seen)) == 4


@pytest.mark.parametrize(("width", "height"), [(800, 560), (1024, 700), (1280, 800)])
def test_no_column_lies_over_another(window: OpenedWindow, width: int, height: int) -> None:
    page = window.page
    window.window.resize(width, height)
    window.qtbot.waitUntil(lambda: window.window.width() == width and page.columns.width() == page.width())
    columns = [each for each in map(page.columns.widget, range(3)) if each is not None]
    edges = [(each.x(), each.x() + each.width()) for each in columns]
    assert all(right < left for (_, right), (left, _) in pairwise(edges)), edges
    assert edges[-1][1] <= page.columns.width()
    assert all(each.width() >= each.minimumSizeHint().width() for each in columns)
