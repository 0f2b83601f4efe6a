from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from annotator.domain.article import Article, State
from annotator.domain.schema import Schema
from annotator.domain.views import ArticleQuery
from annotator.ui.models.articles_model import ArticleRow
from annotator.ui.panels.article_row import source_words
from annotator.ui.panels.articles import ArticlesPanel
from tests.ui.panels.samples import Shelf, shelf


@pytest.fixture
def panel(qtbot: QtBot) -> ArticlesPanel:
    made = ArticlesPanel()
    qtbot.addWidget(made)
    made.resize(300, 600)
    made.show()
    return made


def test_without_articles_it_offers_to_import(qtbot: QtBot, panel: ArticlesPanel, schema: Schema) -> None:
    panel.set_project(shelf(0), "anna", schema)
    with qtbot.waitSignal(panel.import_requested):
        QTest.mouseClick(panel.import_button, Qt.MouseButton.LeftButton)
    assert not panel.list.isVisible()


def test_a_long_list_is_read_in_pages(qtbot: QtBot, panel: ArticlesPanel, schema: Schema) -> None:
    source = shelf(100_000)
    panel.set_project(source, "anna", schema)
    qtbot.waitExposed(panel)
    panel.grab()
    assert panel.model.rowCount() == 100_000
    assert source.asked
    assert all(0 <= count <= 64 for _, count in source.asked)


def test_click_and_enter_choose_an_article(qtbot: QtBot, panel: ArticlesPanel, schema: Schema) -> None:
    panel.set_project(shelf(5), "anna", schema)
    place = panel.list.visualRect(panel.model.index(2)).center()
    with qtbot.waitSignal(panel.article_chosen) as clicked:
        QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert clicked.args == ["a_2"]
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.article_chosen) as entered:
        QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert entered.args == ["a_3"]


def test_typing_asks_once_and_shows_only_the_latest_answer(qtbot: QtBot, panel: ArticlesPanel, schema: Schema) -> None:
    panel.set_project(shelf(5), "anna", schema)
    asked: list[ArticleQuery] = []
    panel.query_changed.connect(asked.append)
    with qtbot.waitSignal(panel.query_changed):
        QTest.keyClicks(panel.filter, "quay")
    assert asked == [ArticleQuery("quay", layer="anna")]
    panel.show_found(ArticleQuery("qu", layer="anna"), [])
    assert panel.model.rowCount() == 5
    panel.show_found(asked[0], ["a_4", "a_1"])
    assert [panel.model.row_at(row).article.id for row in range(2)] == ["a_4", "a_1"]
    assert panel.neighbour("a_4", 1) == "a_1"
    assert panel.neighbour("a_1", 1) is None


def test_state_chips_and_label_filter_ask(qtbot: QtBot, panel: ArticlesPanel, schema: Schema) -> None:
    panel.set_project(shelf(5), "anna", schema)
    with qtbot.waitSignal(panel.query_changed) as asked:
        QTest.mouseClick(panel.chips[State.FINISHED], Qt.MouseButton.LeftButton)
    assert asked.args == [ArticleQuery(state=State.FINISHED, layer="anna")]
    with qtbot.waitSignal(panel.query_changed) as labelled:
        panel.filter_label("quote")
    assert labelled.args == [ArticleQuery(label="quote", state=State.FINISHED, layer="anna")]
    panel.show_found(labelled.args[0], [])
    assert not panel.list.isVisible()
    panel.clear_filter()
    assert panel.list.isVisible()
    assert panel.model.rowCount() == 5


def test_refresh_reads_state_and_counts_again(panel: ArticlesPanel, schema: Schema) -> None:
    source = shelf(3)
    panel.set_project(source, "anna", schema)
    assert "not read" in panel.model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    source.how_far["a_1"] = State.FINISHED
    source.counts["a_1"] = {"claim": 2}
    panel.refresh(["a_1"])
    spoken = panel.model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "finished" in spoken
    assert "2 claim" in spoken
    assert panel.neighbour("a_0", 1, unfinished=True) == "a_2"


def test_dropped_files_are_handed_on(qtbot: QtBot, panel: ArticlesPanel, schema: Schema, tmp_path: Path) -> None:
    panel.set_project(shelf(0), "anna", schema)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "one.txt"))])
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), action, data, button, keys)
    panel.dragEnterEvent(enter)
    assert enter.isAccepted()
    with qtbot.waitSignal(panel.files_dropped) as dropped:
        panel.dropEvent(QDropEvent(QPointF(9, 9), action, data, button, keys))
    assert dropped.args == [[tmp_path / "one.txt"]]


def test_reload_keeps_the_open_article(panel: ArticlesPanel, schema: Schema) -> None:
    source: Shelf = shelf(3)
    panel.set_project(source, "anna", schema)
    panel.set_current("a_2")
    source.stored += shelf(5).stored[3:]
    panel.reload()
    assert panel.model.rowCount() == 5
    assert panel.list.currentIndex().row() == 2


def test_the_publisher_is_cut_before_the_date(qtbot: QtBot) -> None:
    row = ArticleRow(Article("a_1", "0", 10, publisher="The Quay and Harbour Observer", published="2025-03-12"))
    label = QLabel()
    qtbot.addWidget(label)
    metrics = label.fontMetrics()
    all_of_it = metrics.horizontalAdvance(row.source_line)
    assert source_words(row, metrics, all_of_it) == "The Quay and Harbour Observer · 2025-03-12"
    cut = source_words(row, metrics, all_of_it - 40)
    assert cut.startswith("The Quay")
    assert cut.endswith("… · 2025-03-12")
    assert source_words(row, metrics, metrics.horizontalAdvance("2025-03-12") + 2) == "2025-03-12"


def test_ones_own_share_is_filtered_for_and_counted(qtbot: QtBot, panel: ArticlesPanel, schema: Schema) -> None:
    source = shelf(6)
    source.how_far = {"a_1": State.FINISHED, "a_5": State.FINISHED}
    panel.set_project(source, "anna", schema, frozenset({"a_1", "a_2"}))
    assert [panel.model.row_at(row).mine for row in range(6)] == [False, True, True, False, False, False]
    with qtbot.waitSignal(panel.query_changed) as asked:
        QTest.mouseClick(panel.mine_chip, Qt.MouseButton.LeftButton)
    query = asked.args[0]
    assert query == ArticleQuery(layer="anna", among=frozenset({"a_1", "a_2"}))
    panel.show_found(query, ["a_1", "a_2"])
    assert panel.model.rowCount() == 2
    assert any(label.text() == "1 of your 2 finished" for label in panel.findChildren(QLabel))
    source.how_far["a_2"] = State.FINISHED
    panel.refresh(["a_2"])
    assert any(label.text() == "2 of your 2 finished" for label in panel.findChildren(QLabel))
    with qtbot.waitSignal(panel.query_changed) as again:
        panel.set_mine(frozenset({"a_3"}))
    assert again.args[0].among == frozenset({"a_3"})
    panel.set_mine(frozenset())
    assert not panel.mine_chip.isVisible()
    assert panel.model.rowCount() == 6
