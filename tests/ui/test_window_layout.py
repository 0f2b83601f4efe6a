"""What is remembered of how a person has arranged the pages."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSplitter, QWidget

from tests.ui.conftest import OpenedWindow, Opener
from tests.unit.services.review_project import FIVE, make_project

ALT = Qt.KeyboardModifier.AltModifier


def drag_handle(splitter: QSplitter, by: int) -> list[int]:
    """Drag the only handle of a splitter with the mouse; return the sizes of the two parts."""
    handle = splitter.handle(1)
    start = handle.rect().center()
    way = QPoint(by, 0) if splitter.orientation() == Qt.Orientation.Horizontal else QPoint(0, by)
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(handle, left, pos=start)
    QTest.mouseMove(handle, start + way)
    QTest.mouseRelease(handle, left, pos=start)
    return splitter.sizes()


def test_what_was_arranged_on_other_pages_is_remembered(open_window: Opener, tmp_path: Path) -> None:
    path = make_project(tmp_path / "story.annot", FIVE)

    def opened() -> OpenedWindow:
        window = open_window(path, "anna")
        window.open_first()
        return window

    def shown(window: OpenedWindow, key: Qt.Key, page: QWidget) -> None:
        window.key(key, ALT)
        window.qtbot.waitUntil(page.isVisible)

    first = opened()
    review = first.work.review_page
    shown(first, Qt.Key.Key_2, review)
    before = review.columns.sizes()
    dragged = drag_handle(review.columns, -90)
    assert dragged[0] < before[0] - 60
    first.window.close()

    second = opened()
    review = second.work.review_page
    shown(second, Qt.Key.Key_2, review)
    assert review.columns.sizes() == dragged
    second.window.close()

    third = opened()
    review, adjudicate = third.work.review_page, third.work.adjudicate_page
    shown(third, Qt.Key.Key_2, review)
    assert review.columns.sizes() == dragged, "kept by a window in which nothing was dragged"
    shown(third, Qt.Key.Key_3, adjudicate)
    assert adjudicate.columns.sizes()[0] > adjudicate.queue.minimumWidth(), "a page never seen has its usual sizes"
