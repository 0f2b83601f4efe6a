"""How the panels and pages are arranged, by keys and the mouse, and what is remembered of it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from tests.ui.conftest import OpenedWindow, Opener
from tests.unit.services.review_project import FIVE, make_project

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


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
