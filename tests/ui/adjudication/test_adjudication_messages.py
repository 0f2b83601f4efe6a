"""Messages on the Adjudicate page have a room of their own: they cover nothing, and nothing but the table gives way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.adjudication.conftest import ALT, SHIFT, Page


def on_screen(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint()), widget.size())


def settled_layout(page: Page, width: int, height: int) -> None:
    """Give the window a size and wait until everything has its place."""
    page.window.window.resize(width, height)
    page.window.qtbot.waitUntil(lambda: page.window.window.size().toTuple() == (width, height))
    QApplication.processEvents()


def covered(page: Page) -> list[str]:
    """Return what the messages lie over, of all that is read or pressed on the page."""
    parts = page.page
    read = [parts.reader, parts.queue, parts.compare.table, parts.compare.title, parts.compare.about]
    shown = [*read, parts.form, *parts.compare.accept_buttons, *parts.compare.buttons.values()]
    messages = on_screen(page.window.work.messages)
    return [each.accessibleName() for each in shown if each.isVisible() and on_screen(each).intersects(messages)]


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (800, 560)])
def test_a_message_covers_nothing_and_moves_neither_text_nor_buttons(page: Page, width: int, height: int) -> None:
    settled_layout(page, width, height)
    page.key("m", SHIFT)
    page.key("m", SHIFT)
    messages = page.window.work.messages
    assert [message.head for message in messages.shown] == ["There is no majority for anything that is open"]
    page.window.qtbot.waitUntil(lambda: covered(page) == [])
    assert on_screen(page.window.window).contains(on_screen(messages))
    reader, buttons = on_screen(page.page.reader), on_screen(page.page.compare.buttons["reject"])
    page.page.compare.table.setFocus()
    page.key(Qt.Key.Key_Escape)
    assert messages.shown == ()
    page.window.qtbot.waitUntil(lambda: page.page.message_room.height() == 0)
    assert (on_screen(page.page.reader), on_screen(page.page.compare.buttons["reject"])) == (reader, buttons)


def test_a_message_stays_in_its_room_when_the_window_or_the_form_changes(page: Page) -> None:
    settled_layout(page, 1280, 800)
    page.key("m", SHIFT)
    page.window.qtbot.waitUntil(lambda: covered(page) == [])
    page.key("e")
    page.window.qtbot.waitUntil(lambda: page.page.form.isVisible() and covered(page) == [])
    page.key(Qt.Key.Key_Escape)
    settled_layout(page, 900, 600)
    page.window.qtbot.waitUntil(lambda: covered(page) == [])
    before = on_screen(page.window.work.messages)
    page.page.columns.setSizes([300, 500])
    page.window.qtbot.waitUntil(lambda: on_screen(page.window.work.messages) != before and covered(page) == [])


def test_on_another_page_the_message_lies_over_the_top_of_the_text(page: Page) -> None:
    page.key("m", SHIFT)
    page.key(Qt.Key.Key_1, ALT)
    messages, reader = page.window.work.messages, page.window.reader
    page.window.qtbot.waitUntil(reader.isVisible)
    assert messages.isVisible()
    assert abs(on_screen(messages).center().x() - on_screen(reader).center().x()) <= 1
    assert on_screen(messages).top() - on_screen(reader).top() < 40


def test_what_is_missing_is_told_in_full_in_a_small_window(page: Page) -> None:
    settled_layout(page, 800, 560)
    while page.deciding.place is not None and page.deciding.place.is_open:
        page.key(Qt.Key.Key_Return)
    page.key("f")
    (message,) = page.window.work.messages.shown
    assert message.head.startswith("Required values are missing")
    messages, reader = page.window.work.messages, page.page.reader
    page.window.qtbot.waitUntil(lambda: not on_screen(messages).intersects(on_screen(page.page.compare.foot)))
    assert not on_screen(messages).intersects(on_screen(reader))
