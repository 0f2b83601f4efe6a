from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from annotator.ui.reader.values import Place
from annotator.ui.reader.view import Reader
from tests.ui.reader.conftest import STORY, find

K, M = Qt.Key, Qt.KeyboardModifier


def press(reader: Reader, key: Qt.Key, modifiers: Qt.KeyboardModifier = M.NoModifier) -> int:
    QTest.keyClick(reader, key, modifiers)
    return reader.caret


def test_words_and_sentences(reader: Reader) -> None:
    assert press(reader, K.Key_Right, M.ControlModifier) == find("harbour")[0]
    assert press(reader, K.Key_Right, M.ControlModifier) == find("city")[0]
    assert press(reader, K.Key_Left, M.ControlModifier) == find("harbour")[0]
    assert press(reader, K.Key_Right, M.AltModifier) == find("It was quiet")[0]
    assert press(reader, K.Key_Down, M.AltModifier) == find("“We counted")[0]
    assert press(reader, K.Key_Up, M.AltModifier) == find("It was quiet")[0]
    assert press(reader, K.Key_Left, M.AltModifier) == 0
    assert reader.selection() is None


def test_shift_extends_every_motion(reader: Reader) -> None:
    start = find("quiet")[0]
    reader.set_selection(start, start)
    press(reader, K.Key_Right, M.ControlModifier | M.ShiftModifier)
    assert reader.selection() == (start, find("by noon")[0])
    press(reader, K.Key_Left, M.AltModifier | M.ShiftModifier)
    assert reader.selection() == (find("It was")[0], start)
    press(reader, K.Key_End, M.ControlModifier | M.ShiftModifier)
    assert reader.selection() == (start, len(STORY))
    press(reader, K.Key_Home, M.ControlModifier | M.ShiftModifier)
    assert reader.selection() == (0, start)


def test_an_arrow_collapses_the_selection_to_its_side(reader: Reader) -> None:
    reader.set_selection(*find("harbour"))
    assert press(reader, K.Key_Left) == find("harbour")[0]
    reader.set_selection(*find("harbour"))
    assert press(reader, K.Key_Right) == find("harbour")[1]
    assert reader.selection() is None


def test_in_right_to_left_text_left_goes_on(reader: Reader) -> None:
    start = find("שלושת")[0]
    reader.set_selection(start, start)
    assert press(reader, K.Key_Left) == start + 1
    assert press(reader, K.Key_Right) == start
    assert press(reader, K.Key_Left, M.ControlModifier) == find("אלפים")[0]


def test_home_and_end_go_to_the_ends_of_the_visual_line(reader: Reader) -> None:
    reader.set_selection(3, 3)
    end = press(reader, K.Key_End)
    assert 0 < end < STORY.index("\n")
    assert STORY[end] == " "
    end_rect = reader.place_rect(reader.place)
    assert press(reader, K.Key_Home) == 0
    assert reader.place_rect(reader.place).top() == end_rect.top()


def test_end_of_a_line_without_spaces_shows_the_caret_there(reader: Reader) -> None:
    reader.show_article("x" * 500, ())
    end = press(reader, K.Key_End)
    assert 0 < end < 500
    assert reader.place == Place(end, upstream=True)
    upper = reader.place_rect(reader.place)
    assert press(reader, K.Key_Right) == end + 1
    assert reader.place_rect(reader.place).top() > upper.top()


def test_up_and_down_keep_the_column(reader: Reader) -> None:
    reader.set_selection(30, 30)
    x = reader.place_rect(reader.place).x()
    places = [30]
    while places[-1] < find("Nobody stayed")[0] - 40:
        places.append(press(reader, K.Key_Down))
    blank = STORY.index("\n\n") + 1
    assert blank in places
    assert abs(reader.place_rect(reader.place).x() - x) < 12
    for before in reversed(places[:-1]):
        assert press(reader, K.Key_Up) == before
    assert press(reader, K.Key_Up) == 0
    reader.set_selection(len(STORY), len(STORY))
    assert press(reader, K.Key_Down) == len(STORY)


def test_page_keys_move_a_screenful(reader: Reader) -> None:
    reader.show_article("A line of its own.\n" * 400, ())
    there = press(reader, K.Key_PageDown)
    assert 15 * 19 < there < 60 * 19
    assert reader.viewport().rect().contains(reader.place_rect(reader.place))
    press(reader, K.Key_PageDown)
    assert press(reader, K.Key_PageUp) == there
    assert press(reader, K.Key_PageUp) == 0
    press(reader, K.Key_PageDown, M.ShiftModifier)
    assert reader.selection() == (0, there)
    press(reader, K.Key_End, M.ControlModifier)
    assert press(reader, K.Key_PageDown) == 400 * 19


def test_the_caret_stays_in_sight(reader: Reader) -> None:
    reader.show_article("Some words that make up a line of their own.\n\n" * 300, ())
    for _ in range(60):
        press(reader, K.Key_Down)
        assert reader.viewport().rect().contains(reader.place_rect(reader.place))
    for _ in range(60):
        press(reader, K.Key_Up)
        assert reader.viewport().rect().contains(reader.place_rect(reader.place))
    assert reader.verticalScrollBar().value() < 200


def test_copying_takes_our_text(reader: Reader) -> None:
    reader.show_article("10\u00a0000 people\u2028e\u0301 👨‍👩‍👧", ())
    press(reader, K.Key_A, M.ControlModifier)
    press(reader, K.Key_C, M.ControlModifier)
    assert QGuiApplication.clipboard().text() == reader.text
    press(reader, K.Key_Home, M.ControlModifier)
    press(reader, K.Key_C, M.ControlModifier)
    assert QGuiApplication.clipboard().text() == reader.text


@pytest.mark.parametrize(
    "key", [K.Key_1, K.Key_Tab, K.Key_Return, K.Key_F, K.Key_BracketLeft, K.Key_Delete, K.Key_Escape]
)
def test_all_other_keys_are_the_windows(qtbot: QtBot, key: Qt.Key) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    reader = Reader(window)
    column.addWidget(reader)
    column.addWidget(QLineEdit(window))
    fired: list[bool] = []
    action = QAction(window)
    action.setShortcut(QKeySequence(key))
    action.triggered.connect(lambda: fired.append(True))
    window.addAction(action)
    with qtbot.waitActive(window):
        window.show()
    reader.setFocus()
    QTest.keyClick(reader, key)
    assert fired == [True]
    action.setEnabled(False)
    QTest.keyClick(reader, key)
    assert reader.hasFocus()


def test_signals_tell_of_caret_and_selection(reader: Reader, qtbot: QtBot) -> None:
    with qtbot.waitSignal(reader.caret_moved, check_params_cb=lambda position: position == 1):
        press(reader, K.Key_Right)
    with qtbot.assertNotEmitted(reader.selection_changed):
        press(reader, K.Key_Right)
    with qtbot.waitSignals([reader.selection_changed, reader.caret_moved]):
        press(reader, K.Key_Right, M.ShiftModifier)
    with qtbot.assertNotEmitted(reader.caret_moved):
        reader.set_selection(2, 3)


def test_a_position_inside_a_grapheme_moves_to_its_start(reader: Reader) -> None:
    reader.show_article("a👨‍👩‍👧b", ())
    reader.set_selection(3, 5)
    assert (reader.anchor, reader.caret) == (1, 1)
    reader.set_selection(-4, 99)
    assert reader.selection() == (0, 7)


def test_the_caret_blinks_unless_the_desktop_wants_it_steady(reader: Reader, qtbot: QtBot) -> None:
    assert reader.blink.visible
    reader.clearFocus()
    assert not reader.blink.visible
    QApplication.setCursorFlashTime(40)
    reader.setFocus()
    assert reader.blink.visible
    qtbot.waitUntil(lambda: not reader.blink.visible)
    qtbot.waitUntil(lambda: reader.blink.visible)
    reader.clearFocus()
    assert not reader.blink.visible
