"""The Adjudicate page of a project of three annotators, opened in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from annotator.domain.adjudication import Difference, Item
from annotator.domain.article import State
from annotator.services.adjudication_desk import AdjudicationDesk
from annotator.ui.deciding import Deciding
from tests.ui.conftest import OpenedWindow, Opener
from tests.unit.services.three_annotators import three_annotators

ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


@pytest.fixture(scope="session")
def halmer_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return three_annotators(tmp_path_factory.mktemp("halmer") / "halmer.annot", articles=2)


@pytest.fixture
def halmer(halmer_file: Path, tmp_path: Path) -> Path:
    path = tmp_path / "halmer.annot"
    path.write_bytes(halmer_file.read_bytes())
    return path


class Page:
    """The page, and what is in hand on it."""

    def __init__(self, window: OpenedWindow) -> None:
        self.window = window
        self.page = window.work.adjudicate_page
        self.deciding: Deciding = window.work.deciding

    @property
    def desk(self) -> AdjudicationDesk:
        assert self.deciding.desk is not None
        return self.deciding.desk

    @property
    def item(self) -> Item:
        place = self.deciding.place
        assert isinstance(place, Item)
        return place

    def key(self, key: Qt.Key | str, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.window.key(key, modifiers)

    def go_to(self, difference: Difference) -> Item:
        """Press Tab until a place is in hand where annotators differ in this, and in nothing else."""
        for _ in range(100):
            place = self.deciding.place
            if isinstance(place, Item) and place.differences == (difference,) and len(place.units) > 1:
                return place
            self.key(Qt.Key.Key_Tab)
        raise AssertionError(f"no place where the {difference} differs")

    def go_to_key(self, key: str) -> None:
        """Press Tab until the place of this key is in hand."""
        for _ in range(100):
            if self.deciding.key == key:
                return
            self.key(Qt.Key.Key_Tab)
        raise AssertionError(f"the queue does not have {key}")

    def go_to_cell(self, row: int, column: int) -> None:
        """Go to a cell of the comparison with the arrow keys."""
        table = self.page.compare.table
        assert table.hasFocus()
        while table.currentIndex().row() != row:
            self.key(Qt.Key.Key_Down if table.currentIndex().row() < row else Qt.Key.Key_Up)
        while table.currentIndex().column() != column:
            self.key(Qt.Key.Key_Right if table.currentIndex().column() < column else Qt.Key.Key_Left)

    def state(self) -> State:
        return self.desk.gold_state

    def again(self, item: Item) -> Item:
        return next(now for now in self.desk.items if now.units[:1] == item.units[:1])

    def heads(self) -> list[str]:
        model = self.page.compare.table.compare
        return [str(model.headerData(n, Qt.Orientation.Horizontal)).split()[-1] for n in range(model.columnCount() - 1)]

    def row(self, name: str) -> int:
        rows = self.page.compare.table.compare.comparison.rows
        return next(number for number, row in enumerate(rows) if row.name == name)


def open_page(open_window: Opener, path: Path, annotator: str = "dora") -> Page:
    window = open_window(path, annotator)
    window.open_first()
    window.key(Qt.Key.Key_3, ALT)
    return Page(window)


@pytest.fixture
def page(open_window: Opener, halmer: Path) -> Page:
    """The page as somebody who has taken the role sees it, with the first open place in hand."""
    page = open_page(open_window, halmer)
    page.key(Qt.Key.Key_Return)
    page.window.qtbot.waitUntil(lambda: page.deciding.place is not None)
    return page
