"""The frame: first paint, what is remembered, palette, keys, settings, status bar."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from annotator.services.settings import load_settings
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
