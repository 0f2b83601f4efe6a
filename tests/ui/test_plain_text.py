"""Words of a project from elsewhere that look like HTML are shown as they are written, everywhere in the window."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.errors import InputError
from annotator.services.articles import import_articles
from annotator.services.editing import Editor
from annotator.services.projects import create_project, open_project
from annotator.ui.kit.messages import message_of
from tests.ui.conftest import OpenedWindow, Opener

MARKUP = "<img src='x.png'><b>Bold</b><a href='https://x.test/'>here</a>"
_SCHEMA = f"""
name: markup
version: 1
title: "{MARKUP}"
labels:
  - {{name: person, title: "{MARKUP}", description: "{MARKUP}", color: "#AA3300", key: "1", attributes: [judge, side]}}
attributes:
  - {{name: judge, type: text, title: "{MARKUP} 1", help: "{MARKUP}"}}
  - {{name: side, type: choice, title: "{MARKUP} 2", choices: [{{value: "{MARKUP}"}}]}}
"""


@pytest.fixture
def hostile(open_window: Opener, tmp_path: Path) -> OpenedWindow:
    """A window on a project in which everything that can be named is named with markup."""
    path = tmp_path / "markup.annot"
    create_project(path, title=MARKUP, schema_text=_SCHEMA, guideline=f"# {MARKUP}\n\n![x](/dev/zero)\n\n{MARKUP}\n")
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": f"{MARKUP} said so.", "title": MARKUP, "publisher": MARKUP}))
    with open_project(path, "anna") as project:
        import_articles(project, [tmp_path / "a.jsonl"])
        editor = Editor(project)
        editor.open(project.reader.article_ids()[0])
        editor.tag("person", [(0, len(MARKUP))])
        editor.set_note(next(iter(editor.here.in_order())).id, MARKUP)
    opened = open_window(path)
    opened.open_first()
    return opened


def labels_with_markup(widget: QWidget) -> list[QLabel]:
    return [label for label in widget.findChildren(QLabel) if "<img" in label.text()]


def tips_of(opened: OpenedWindow) -> list[QLabel]:
    """Ask for the tool tip at every few pixels of the window; return the labels that tips are shown in."""
    seen: list[QLabel] = []
    for widget in opened.window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        area = QRect(QPoint(0, 0), widget.size())
        for y in range(4, area.height(), 24):
            at = QPoint(min(20, area.width() - 1), y)
            QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
            if "<img" in QToolTip.text():
                seen += [
                    one for one in QApplication.topLevelWidgets() if isinstance(one, QLabel) and "<img" in one.text()
                ]
    return seen


def test_labels_and_tool_tips_show_markup_as_it_is_written(hostile: OpenedWindow, qtbot: QtBot) -> None:
    hostile.window.resize(1400, 900)
    hostile.key(Qt.Key.Key_Tab)  # selects the annotation, which the inspector then shows
    qtbot.waitUntil(lambda: bool(labels_with_markup(hostile.window)))
    shown = labels_with_markup(hostile.window)
    assert shown
    assert {label.textFormat() for label in shown} == {Qt.TextFormat.PlainText}
    tips = tips_of(hostile)
    assert tips
    assert {tip.textFormat() for tip in tips} == {Qt.TextFormat.PlainText}


def test_messages_and_forms_show_markup_as_it_is_written(hostile: OpenedWindow, qtbot: QtBot) -> None:
    error = InputError(MARKUP, where=MARKUP, why=MARKUP, remedy=MARKUP)
    hostile.work.messages.show_message(message_of(error))
    qtbot.waitUntil(lambda: bool(labels_with_markup(hostile.work.messages)))
    hostile.work.projects.handle_sheet.complain(MARKUP)
    shown = labels_with_markup(hostile.window)
    assert hostile.work.projects.handle_sheet.problem in shown
    assert {label.textFormat() for label in shown} == {Qt.TextFormat.PlainText}
