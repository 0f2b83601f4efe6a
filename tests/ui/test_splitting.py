"""Near-duplicates in the list, and splits from the window, with real keys and the mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.services.splits import stored_split
from annotator.ui.models.articles_model import ROW_ROLE
from tests.ui.conftest import OpenedWindow

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def grouped(window: OpenedWindow) -> OpenedWindow:
    """The window once it has looked for near-duplicates: two of the nine samples share a quotation."""
    window.qtbot.waitUntil(lambda: window.work.grouping.known is not None)
    return window


def command(window: OpenedWindow, name: str) -> None:
    window.key(Qt.Key.Key_K, CTRL)
    window.type(name)
    window.key(Qt.Key.Key_Return)


def alike(window: OpenedWindow) -> list[int]:
    model = window.page.articles.model
    return [len(model.index(row).data(ROW_ROLE).alike) for row in range(model.rowCount())]


def test_the_list_marks_near_duplicates_and_shows_only_them(grouped: OpenedWindow) -> None:
    panel = grouped.page.articles
    assert alike(grouped) == [1, 1, 0, 0, 0, 0, 0, 0, 0]
    tip = panel.model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert f"Shares a quotation with: {panel.model.row_at(1).title}" in tip
    assert "quotation" not in panel.model.index(4).data(Qt.ItemDataRole.ToolTipRole)
    QTest.mouseClick(panel.alike_chip, LEFT)
    grouped.qtbot.waitUntil(lambda: alike(grouped) == [1, 1])
    QTest.mouseClick(panel.alike_chip, LEFT)
    assert panel.model.rowCount() == 9


def test_a_filter_and_the_near_duplicates_go_together(grouped: OpenedWindow) -> None:
    panel = grouped.page.articles
    QTest.mouseClick(panel.alike_chip, LEFT)
    grouped.qtbot.waitUntil(lambda: panel.model.rowCount() == 2)
    panel.filter.setFocus()
    grouped.type(panel.model.row_at(1).title[:12])
    grouped.qtbot.waitUntil(lambda: panel.model.rowCount() == 1)
    panel.filter.clear()
    grouped.qtbot.waitUntil(lambda: panel.model.rowCount() == 2)


def test_a_command_lists_the_group_of_the_open_article(grouped: OpenedWindow) -> None:
    panel = grouped.page.articles
    command(grouped, "near-duplicates of this")
    grouped.qtbot.waitUntil(lambda: panel.model.rowCount() == 2)
    assert panel.alike_chip.isChecked()
    QTest.mouseClick(panel.alike_chip, LEFT)
    command(grouped, "next article")
    command(grouped, "next article")
    command(grouped, "near-duplicates of this")
    assert panel.model.rowCount() == 9, "an article of its own has no group"


def test_undoing_an_import_takes_the_marks_away(window: OpenedWindow, tmp_path_factory: pytest.TempPathFactory) -> None:
    window.qtbot.waitUntil(lambda: window.work.grouping.known is not None)
    desk = window.work.session.desk
    assert desk is not None
    copy = tmp_path_factory.mktemp("copy") / "copy.txt"
    copy.write_text(desk.text + "\nOne more line.", encoding="utf-8")
    window.work.exchange.import_articles([copy])
    QTest.mouseClick(window.work.exchange.import_sheet.start_button, LEFT)
    window.qtbot.waitUntil(lambda: alike(window) == [2, 2, 0, 0, 0, 0, 0, 0, 0, 2])
    QTest.mouseClick(window.work.exchange.import_sheet.done_button, LEFT)
    command(window, "undo import")
    window.qtbot.waitUntil(lambda: alike(window) == [1, 1, 0, 0, 0, 0, 0, 0, 0])


def test_a_split_is_planned_kept_and_undone(grouped: OpenedWindow) -> None:
    sheet = grouped.work.splitting.sheet
    project = grouped.work.session.project
    assert project is not None
    command(grouped, "split articles")
    grouped.qtbot.waitUntil(lambda: sheet.keep_button.isVisible() and sheet.keep_button.isEnabled())
    assert sheet.about_groups.text() == "1 group of near-duplicates with 2 articles in all. Spans are those of anna."
    model = sheet.table.model()
    headers = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]
    assert headers == ["part", "articles", "groups", "claim", "quote", "figure"]
    cells = [[model.index(row, column).data() for column in range(3)] for row in range(3)]
    assert [row[0] for row in cells] == ["train", "dev", "test"]
    assert sum(int(row[1]) for row in cells) == 9
    assert sum(int(row[2]) for row in cells) == 1
    QTest.mouseClick(sheet.keep_button, LEFT)
    assert not sheet.isVisible()
    split = stored_split(project.settings)
    assert split is not None
    assert (dict(split.shares), split.seed) == ({"train": 0.8, "dev": 0.1, "test": 0.1}, 0)
    grouped.saved()
    with project.new_reader() as file:
        assert stored_split(file.settings()) == split
    grouped.key(Qt.Key.Key_Z, CTRL)
    assert stored_split(project.settings) is None


def test_shares_and_seed_are_changed_by_key_and_checked(grouped: OpenedWindow) -> None:
    sheet = grouped.work.splitting.sheet
    command(grouped, "split articles")
    grouped.qtbot.waitUntil(lambda: sheet.keep_button.isVisible() and sheet.keep_button.isEnabled())
    grouped.key(Qt.Key.Key_Down)
    grouped.qtbot.waitUntil(lambda: "99 %" in sheet.problem.text())
    assert not sheet.keep_button.isEnabled()
    grouped.key(Qt.Key.Key_Tab)
    grouped.key(Qt.Key.Key_Up)
    grouped.qtbot.waitUntil(sheet.keep_button.isEnabled)
    assert sheet.asked_for() == {"train": 0.79, "dev": 0.11, "test": 0.1}
    QTest.mouseClick(sheet.keep_button, LEFT)
    command(grouped, "split articles")
    grouped.qtbot.waitUntil(lambda: sheet.keep_button.isVisible() and sheet.table.rowCount() == 3)
    grouped.qtbot.waitUntil(lambda: sheet.keep_button.toolTip() != "")
    assert not sheet.keep_button.isEnabled(), "the project has it already"
    sheet.seed.setFocus()
    grouped.key(Qt.Key.Key_Up)
    grouped.qtbot.waitUntil(sheet.keep_button.isEnabled)
    assert "to another part" in sheet.about_moves.text()
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_a_part_of_the_split_is_exported_for_another_tool(grouped: OpenedWindow, tmp_path: Path) -> None:
    session, sheet = grouped.work.session, grouped.work.exchange.export_sheet
    project = session.project
    assert project is not None
    place = grouped.reader.text.index("40 lorries")
    grouped.reader.set_selection(place, place + 10)
    grouped.key("3")
    grouped.key("f")
    command(grouped, "split articles")
    split_sheet = grouped.work.splitting.sheet
    grouped.qtbot.waitUntil(lambda: split_sheet.keep_button.isVisible() and split_sheet.keep_button.isEnabled())
    QTest.mouseClick(split_sheet.keep_button, LEFT)
    split, tagged = stored_split(project.settings), project.reader.article_ids()[0]
    assert split is not None
    here = split.parts[tagged]
    parts = list(split.shares)
    elsewhere = next(part for part in parts if part != here)

    grouped.key("e", CTRL)
    grouped.qtbot.waitUntil(sheet.isVisible)
    sheet.folder.setText(str(tmp_path / "dam-gold"))
    sheet.format.setFocus()
    grouped.type("doccano")
    sheet.part.setFocus()

    def choose(part: str, heading: str) -> None:
        grouped.key(Qt.Key.Key_Home)
        for _ in range(1 + parts.index(part)):
            grouped.key(Qt.Key.Key_Down)
        grouped.qtbot.waitUntil(lambda: heading in sheet.losses.heading.text())

    choose(elsewhere, "There is no article to export")
    choose(here, "doccano cannot hold all of these")
    grouped.qtbot.waitUntil(sheet.start_button.isEnabled)
    others = sum(part != here for part in split.parts.values())
    assert sheet.losses.counts.text().startswith(f"1 article with 1 span · {others} in other parts")
    QTest.mouseClick(sheet.start_button, LEFT)
    grouped.qtbot.waitUntil(sheet.done_button.isVisible)
    written = (tmp_path / f"dam-doccano-{here}" / "sequence_labelling.jsonl").read_text(encoding="utf-8")
    assert len(written.splitlines()) == 1
