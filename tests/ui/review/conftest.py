"""A project of three annotators, opened at its review page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

from annotator.ui.panels.review.table import NumbersTable
from annotator.ui.review_page import ReviewPage
from tests.ui.conftest import OpenedWindow, Opener
from tests.unit.services.review_project import FIVE, make_project


@pytest.fixture
def story(tmp_path: Path) -> Path:
    return make_project(tmp_path / "story.annot", FIVE)


class OpenedReview:
    """The review page of a window, and what a person does there."""

    def __init__(self, opened: OpenedWindow) -> None:
        self.opened, self.qtbot = opened, opened.qtbot
        self.page: ReviewPage = opened.work.review_page

    def show(self) -> None:
        """Go to the page by its key and wait for the numbers."""
        self.opened.key(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
        self.qtbot.waitUntil(lambda: self.page.isVisible() and self.counted())

    def counted(self) -> bool:
        """Tell whether nothing is being counted."""
        return not self.page.busy.isVisible() and self.page.left_out.isVisible()

    def recounted(self, act: Callable[[], object]) -> None:
        """Do something and wait until it has been counted again."""
        with self.qtbot.waitSignal(self.opened.work.tasks.started):
            act()
        self.qtbot.waitUntil(self.counted)

    def table(self, title: str) -> NumbersTable:
        """Return the table of a section."""
        (found,) = (view for name, view in self.page.sections.views.items() if name.startswith(title))
        return found.table

    def texts(self, title: str) -> list[list[str]]:
        """Return what a table says."""
        model = self.table(title).model()
        return [
            [str(model.index(row, column).data()) for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def click_cell(self, table: NumbersTable, row: int, column: int) -> None:
        """Scroll to a cell and click it."""
        index = table.model().index(row, column)
        self.bring(table, table.visualRect(index).center())
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
        self.listed()

    def bring(self, widget: QWidget, point: QPoint) -> None:
        """Scroll a point of a widget into view."""
        content = self.page.numbers.widget()
        assert content is not None
        inside = widget.mapTo(content, point)
        self.page.numbers.ensureVisible(inside.x(), inside.y(), 40, 60)

    def listed(self) -> None:
        """Wait until the list is whole."""
        self.qtbot.waitUntil(lambda: bool(self.page.entries.count.text()) and not self.page.entries.busy.isVisible())

    def lines(self) -> list[str]:
        """Return the lines of the list as a screen reader speaks them."""
        model = self.page.entries.model
        rows = (model.index(row) for row in range(model.rowCount(QModelIndex())))
        return [str(index.data(Qt.ItemDataRole.AccessibleTextRole)) for index in rows]

    def press(self, button: QAbstractButton) -> None:
        """Click a button."""
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def review(open_window: Opener, story: Path) -> OpenedReview:
    """The review page as Anna sees it."""
    return opened_as(open_window, story, "anna")


def opened_as(open_window: Opener, path: Path, annotator: str) -> OpenedReview:
    """Open a project as somebody and go to the review page."""
    opened = open_window(path, annotator)
    opened.open_first()
    found = OpenedReview(opened)
    found.show()
    return found
