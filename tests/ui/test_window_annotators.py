"""Whose window it is: asked at the start, shown, changed at any time; and one's own share of the articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from annotator.services.assigning import assigned_to
from annotator.services.editing import Editor
from annotator.services.projects import open_project, read_project
from annotator.services.roles import become_adjudicator
from annotator.services.settings import load_settings
from tests.ui.conftest import OpenedWindow, Opener
from tests.ui.together import deal, tag_as, words_in

LEFT, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shared(project: Path) -> Path:
    """The project with work of Anna and Ben in it and articles dealt out to them and to Cleo."""
    tag_as(project, "anna", [("claim", 0, 12)])
    tag_as(project, "ben", [("quote", 5, 20), ("claim", 30, 40)], finished=True)
    deal(project, ["anna", "ben", "cleo"], 0)
    return project


def annotators_listed(opened: OpenedWindow) -> list[str]:
    rows = opened.work.projects.handle_sheet.list
    return [rows.item(row).text() for row in range(rows.count())]


def test_at_the_start_the_projects_annotators_are_offered(open_window: Opener, shared: Path) -> None:
    opened = open_window(shared, None)
    sheet = opened.work.projects.handle_sheet
    assert sheet.isVisible()
    assert annotators_listed(opened) == [
        "anna\n0 finished · 1 begun · 3 articles assigned",
        "ben\n1 finished · 3 articles assigned",
        "cleo\n0 finished · 3 articles assigned",
    ]
    row = sheet.list.visualItemRect(sheet.list.item(1)).center()
    QTest.mouseClick(sheet.list.viewport(), LEFT, pos=row)
    assert sheet.line.text() == "ben"
    QTest.mouseClick(sheet.accept_button, LEFT)
    opened.open_first()
    assert opened.work.status.annotator.text() == "ben"
    desk = opened.work.session.desk
    assert desk is not None
    assert len(desk.annotations) == 2


def test_another_annotator_takes_over_without_a_restart(open_window: Opener, shared: Path, qtbot: QtBot) -> None:
    opened = open_window(shared, "anna")
    opened.open_first()
    opened.reader.set_selection(50, 60)
    opened.key("1")
    articles = opened.page.articles
    QTest.mouseClick(articles.mine_chip, LEFT)
    qtbot.waitUntil(lambda: articles.model.rowCount() == 3)
    assert opened.work.actions.title("edit.undo") == "Undo tag claim"

    QTest.mouseClick(opened.work.status.annotator, LEFT)
    sheet = opened.work.projects.handle_sheet
    assert "anna\n0 finished · 1 begun · 3 articles assigned" in annotators_listed(opened)
    sheet.list.setFocus()
    opened.key(Qt.Key.Key_Down)
    opened.key(Qt.Key.Key_Return)
    opened.open_first()
    assert opened.work.status.annotator.text() == "ben"
    assert load_settings().settings.annotator == "ben"
    desk = opened.work.session.desk
    assert desk is not None
    assert desk.layer == "ben"
    assert {annotation.layer for annotation in desk.annotations.values()} == {"ben"}
    assert {span.owner for span in opened.reader.page.spans} == {""}
    assert opened.work.actions.title("edit.undo") == "Undo finish article"
    assert "1 of 9 finished" in words_in(articles)
    with read_project(shared) as file:
        bens = assigned_to(file.settings(), "ben")
        annas = file.annotations(desk.article.id, "anna")
    QTest.mouseClick(articles.mine_chip, LEFT)
    qtbot.waitUntil(lambda: articles.model.rowCount() == 3)
    assert {articles.model.row_at(row).article.id for row in range(3)} == bens
    assert len(annas) == 2, "Anna's work was saved and is hers"

    opened.key("z", CTRL)
    opened.saved()
    with read_project(shared) as file:
        assert file.annotations(desk.article.id, "anna") == annas, "Ben's undo is Ben's"


def test_a_window_opened_as_somebody_stays_theirs(open_window: Opener, shared: Path, tmp_path: Path) -> None:
    first = open_window(shared, None)
    first.type("anna")
    first.key(Qt.Key.Key_Return)
    first.open_first()
    first.window.close()
    second = open_window(shared, "ben")
    second.open_first()
    other = tmp_path / "copy.annot"
    other.write_bytes(shared.read_bytes())
    second.work.projects.open(other)
    assert second.work.session.project is not None
    assert second.work.session.project.annotator == "ben"
    assert load_settings().settings.annotator == "anna", "the next window is Anna's again"


def test_ones_own_share_is_marked_counted_and_kept_up_to_date(open_window: Opener, shared: Path, qtbot: QtBot) -> None:
    opened = open_window(shared, "cleo")
    opened.open_first()
    articles = opened.page.articles
    with read_project(shared) as file:
        mine = assigned_to(file.settings(), "cleo")
    rows = [articles.model.row_at(row) for row in range(9)]
    assert {row.article.id for row in rows if row.mine} == mine
    spoken = [str(articles.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)) for row in range(9)]
    assert [words.endswith("assigned to you") for words in spoken] == [row.mine for row in rows]
    QTest.mouseClick(articles.mine_chip, LEFT)
    qtbot.waitUntil(lambda: articles.model.rowCount() == 3)
    assert "0 of your 3 finished" in words_in(articles)
    articles.list.setFocus()
    articles.list.setCurrentIndex(articles.model.index(0))
    opened.key(Qt.Key.Key_Return)
    qtbot.waitUntil(opened.reader.hasFocus)
    first = opened.work.session.desk
    assert first is not None
    assert first.article.id in mine
    opened.key("f")
    qtbot.waitUntil(lambda: "1 of your 3 finished" in words_in(articles))
    second = opened.work.session.desk
    assert second is not None
    assert second.article.id in mine - {first.article.id}, "one goes on within one's share"


def test_nobody_has_a_share_while_nothing_is_assigned(window: OpenedWindow) -> None:
    assert not window.page.articles.mine_chip.isVisible()


def test_articles_are_assigned_looked_at_before_and_undone(window: OpenedWindow, project: Path, qtbot: QtBot) -> None:
    window.reader.set_selection(40, 60)
    window.work.actions["project.assign"].trigger()
    sheet = window.work.sharing.assign_sheet
    assert sheet.isVisible()
    assert not sheet.start_button.isEnabled()
    for name in ("not allowed!", "anna", "ben"):
        sheet.handle.setFocus()
        sheet.handle.clear()
        window.type(name)
        window.key(Qt.Key.Key_Return)
        if not sheet.chosen:
            assert "cannot be an annotator's name" in words_in(sheet)
    assert sheet.chosen == ["anna", "ben"]
    sheet.overlap.setValue(100)
    qtbot.waitUntil(lambda: "9 articles are tagged by two" in words_in(sheet))
    sheet.overlap.setValue(0)
    qtbot.waitUntil(lambda: sheet.start_button.isEnabled() and "0 articles are tagged by two" in words_in(sheet))
    assert window.work.actions.title("edit.undo") == "Undo", "nothing was done yet"
    QTest.mouseClick(sheet.start_button, LEFT)
    assert not sheet.isVisible()
    assert window.work.actions.title("edit.undo") == "Undo assign articles"
    assert window.reader.selection() == (40, 60), "the open article is left alone"
    articles = window.page.articles
    assert articles.mine_chip.isVisible()
    window.saved()
    with read_project(project) as file:
        shares = [len(assigned_to(file.settings(), name)) for name in ("anna", "ben")]
    assert sorted(shares) == [4, 5]
    window.key("z", CTRL)
    assert not articles.mine_chip.isVisible()
    window.key("y", CTRL)
    assert articles.mine_chip.isVisible()
    window.work.actions["project.assign"].trigger()
    qtbot.waitUntil(lambda: "Nothing changes" in words_in(sheet))
    assert not sheet.start_button.isEnabled()


def test_an_adjudicator_tags_only_if_ticked(open_window: Opener, project: Path, qtbot: QtBot) -> None:
    for annotator in ("anna", "ben", "dora"):
        tag_as(project, annotator, [("claim", 0, 9)])
    with open_project(project, "dora") as file:
        become_adjudicator(Editor(file))
    opened = open_window(project, "dora")
    opened.open_first()
    opened.work.actions["project.assign"].trigger()
    sheet = opened.work.sharing.assign_sheet
    assert [sheet.list.item(row).text() for row in range(3)] == ["anna", "ben", "dora"]
    assert sheet.chosen == ["anna", "ben"]
    qtbot.waitUntil(sheet.start_button.isEnabled)
    opened.key(Qt.Key.Key_End)
    opened.key(Qt.Key.Key_Space)
    assert sheet.chosen == ["anna", "ben", "dora"]
    qtbot.waitUntil(sheet.start_button.isEnabled)
    QTest.mouseClick(sheet.start_button, LEFT)
    opened.work.actions["project.assign"].trigger()
    assert sheet.chosen == ["anna", "ben", "dora"], "who has articles stays ticked"


def test_a_share_is_packed_opened_and_merged_back(
    open_window: Opener, shared: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_window(shared, "anna")
    opened.open_first()
    opened.work.actions["project.pack"].trigger()
    sheet = opened.work.sharing.pack_sheet
    assert sheet.isVisible()
    choices = [sheet.annotator.itemText(row) for row in range(sheet.annotator.count())]
    assert choices == ["ben · 3 articles", "cleo · 3 articles", "anna · 3 articles"]
    sheet.annotator.setCurrentIndex(1)
    assert sheet.target == shared.with_name("dam-cleo.annot")
    sheet.path.setText(str(shared))
    assert not sheet.start_button.isEnabled()
    assert "a file of this name" in words_in(sheet)
    target = shared.with_name("for-cleo")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    QTest.mouseClick(sheet.choose_button, LEFT)
    QTest.mouseClick(sheet.start_button, LEFT)
    packed = target.with_suffix(".annot")
    qtbot.waitUntil(lambda: "3 articles are packed for cleo" in words_in(sheet))
    assert packed.exists()
    QTest.mouseClick(sheet.done_button, LEFT)
    with open_project(packed, "cleo") as file:
        assert file.reader.article_count() == 3
        assert set(file.reader.layers()) <= {"cleo"}
    tag_as(packed, "cleo", [("claim", 0, 9)], finished=True)
    opened.work.merging.merge([packed])
    merging = opened.work.merging.sheet
    QTest.mouseClick(merging.look_button, LEFT)
    qtbot.waitUntil(merging.merge_button.isVisible)
    assert "Annotations: 1 new" in words_in(merging)
    QTest.mouseClick(merging.merge_button, LEFT)
    qtbot.waitUntil(merging.undo_button.isVisible)
    with read_project(shared) as file:
        assert set(file.layers()) == {"anna", "ben", "cleo"}


def test_a_pack_that_cannot_be_written_says_why(open_window: Opener, shared: Path, qtbot: QtBot) -> None:
    opened = open_window(shared, "anna")
    opened.open_first()
    opened.work.actions["project.pack"].trigger()
    sheet = opened.work.sharing.pack_sheet
    sheet.path.setText(str(shared.parent / "nowhere" / "x.annot"))
    QTest.mouseClick(sheet.start_button, LEFT)
    qtbot.waitUntil(lambda: "The folder does not exist" in words_in(sheet))
    QTest.mouseClick(sheet.back_button, LEFT)
    assert sheet.start_button.isVisible()


def test_a_sheet_with_nothing_to_press_yet_still_hears_esc(open_window: Opener, shared: Path) -> None:
    opened = open_window(shared, "anna")
    opened.open_first()
    shared.with_name("dam-ben.annot").touch()
    opened.work.actions["project.pack"].trigger()
    sheet = opened.work.sharing.pack_sheet
    assert not sheet.start_button.isEnabled()
    opened.key(Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert opened.reader.hasFocus()


def test_without_shares_packing_leads_to_assigning(window: OpenedWindow) -> None:
    window.work.actions["project.pack"].trigger()
    sheet = window.work.sharing.pack_sheet
    assert "No articles are assigned" in words_in(sheet)
    QTest.mouseClick(sheet.assign_button, LEFT)
    assert window.work.sharing.assign_sheet.isVisible()
