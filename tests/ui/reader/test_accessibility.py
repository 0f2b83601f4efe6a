from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible, QAccessibleTextInterface
from pytestqt.qtbot import QtBot

from annotator.ui.reader import native_selection
from annotator.ui.reader.accessibility import ArticleText
from annotator.ui.reader.view import Reader

TEXT = "👍🏽 a\u00a0b\n👨‍👩‍👧 שלום\nend"


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@pytest.fixture
def text(reader: Reader) -> QAccessibleTextInterface:
    reader.show_article(TEXT, (), title="Headline")
    return QAccessible.queryAccessibleInterface(reader).textInterface()


@pytest.fixture
def listening() -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def test_the_reader_is_a_text_that_can_only_be_read(reader: Reader) -> None:
    accessible = QAccessible.queryAccessibleInterface(reader)
    assert accessible.role() == QAccessible.Role.EditableText
    assert accessible.text(QAccessible.Text.Name) == "Article"
    assert accessible.state().readOnly
    assert accessible.state().multiLine
    assert accessible.childCount() == 0
    assert accessible.valueInterface() is None


def test_the_text_is_the_articles(reader: Reader, text: QAccessibleTextInterface) -> None:
    assert text.characterCount() == units(TEXT)
    assert text.text(0, text.characterCount()) == TEXT
    start = units(TEXT[: TEXT.index("שלום")])
    assert text.text(start, start + 4) == "שלום"
    assert text.text(-3, 10_000) == TEXT
    reader.show_article("another", ())
    assert text.text(0, text.characterCount()) == "another"


def test_the_caret_goes_both_ways(reader: Reader, text: QAccessibleTextInterface) -> None:
    end = TEXT.index("end")
    reader.set_selection(end, end)
    assert text.cursorPosition() == units(TEXT[:end])
    text.setCursorPosition(units("👍🏽 "))
    assert reader.caret == 3
    text.setCursorPosition(1)
    assert reader.caret == 0


def test_the_selection_goes_both_ways(reader: Reader, text: QAccessibleTextInterface) -> None:
    assert text.selectionCount() == 0
    start = TEXT.index("שלום")
    text.setSelection(0, units(TEXT[:start]), units(TEXT[:start]) + 4)
    assert reader.selection() == (start, start + 4)
    assert text.selectionCount() == 1
    assert reader.accessible is not None
    assert reader.accessible.article.selected_units() == (units(TEXT[:start]), units(TEXT[:start]) + 4)
    text.removeSelection(0)
    assert reader.selection() is None
    text.addSelection(0, units("👍🏽"))
    assert reader.selection() == (0, 2)


def test_what_a_screen_reader_reads_is_the_selection(reader: Reader, text: QAccessibleTextInterface) -> None:
    assert isinstance(text, ArticleText)
    for selection in ((3, 5), (TEXT.index("שלום"), len(TEXT))):
        reader.set_selection(*selection)
        assert read_natively(text.address) == text.selected_units() == tuple(units(TEXT[:end]) for end in selection)
    reader.set_selection(0, 0)
    assert read_natively(text.address) == (0, 0)


def read_natively(address: int) -> tuple[int, int]:
    """Ask the C++ object for its selection as a screen reader does."""
    table = ctypes.cast(ctypes.cast(address, ctypes.POINTER(ctypes.c_void_p))[0] or 0, ctypes.POINTER(ctypes.c_void_p))
    start, end = ctypes.c_int(-1), ctypes.c_int(-1)
    native_selection._Selection(table[native_selection._SELECTION] or 0)(address, 0, start, end)
    return start.value, end.value


def test_an_unknown_function_table_is_left_alone(reader: Reader, text: QAccessibleTextInterface) -> None:
    assert isinstance(text, ArticleText)
    reader.set_selection(0, 2)
    assert not native_selection.make_selection_readable(text, text.address, count=99)
    assert native_selection.make_selection_readable(text, text.address, count=1)


def test_a_character_is_found_where_it_says_it_is(reader: Reader, text: QAccessibleTextInterface) -> None:
    for position in (0, 3, TEXT.index("👨"), TEXT.index("ש"), TEXT.index("ו"), TEXT.index("end")):
        unit = units(TEXT[:position])
        rect = text.characterRect(unit)
        assert rect.width() > 2
        assert text.offsetAtPoint(rect.center()) == unit
    assert text.offsetAtPoint(reader.mapToGlobal(QPoint(1, 1))) == -1


def test_a_place_can_be_scrolled_to(reader: Reader, qtbot: QtBot) -> None:
    reader.show_article("A line.\n" * 500, ())
    text = QAccessible.queryAccessibleInterface(reader).textInterface()
    text.scrollToSubstring(8 * 400, 8 * 400 + 6)
    bar = reader.verticalScrollBar()
    assert bar.value() > 0
    assert reader.rect().translated(reader.mapToGlobal(QPoint(0, 0))).contains(text.characterRect(8 * 400))


def test_changes_are_told_while_someone_listens(reader: Reader, listening: None) -> None:
    reader.show_article(TEXT, ())
    reader.set_selection(0, 4)
    reader.set_selection(4, 4)
    assert reader.accessible is not None


def test_readers_come_and_go(qtbot: QtBot) -> None:
    for _ in range(5):
        made = Reader()
        qtbot.addWidget(made)
        made.show_article(TEXT, ())
        assert QAccessible.queryAccessibleInterface(made).textInterface().characterCount() == units(TEXT)
        made.close()
        made.deleteLater()
