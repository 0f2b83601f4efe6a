"""Finding words in the article and in all articles, and the filter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from annotator.ui.kit.theme import current_theme
from tests.ui.conftest import OpenedWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


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
