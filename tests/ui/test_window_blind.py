"""Blind by default: nothing in the window shows what another annotator tagged before both have finished."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.article import State
from annotator.services.projects import read_project
from annotator.services.roles import become_adjudicator
from annotator.ui.reader.values import Place
from tests.ui.conftest import OpenedWindow, Opener
from tests.ui.together import copy_of, note_as, tag_as, words_in

LEFT = Qt.MouseButton.LeftButton
SECRET = "bens-secret-note"


@pytest.fixture
def bens(project: Path) -> list[str]:
    """Ben's annotations in the first article, which he has finished, and one in the second, which he has not."""
    names = tag_as(project, "ben", [("claim", 0, 30), ("quote", 60, 80)], finished=True)
    note_as(project, "ben", names[0], SECRET)
    tag_as(project, "ben", [("figure", 0, 9)], article=1)
    return names


@pytest.fixture
def window(open_window: Opener, project: Path, bens: list[str]) -> OpenedWindow:
    """Anna's window on the project in which Ben has worked."""
    assert bens
    opened = open_window(project)
    opened.open_first()
    return opened


def others_shown(window: OpenedWindow) -> set[str]:
    return {span.id for span in window.reader.page.spans if span.owner}


def everything_shown(window: OpenedWindow) -> str:
    tips = [widget.toolTip() for widget in window.window.findChildren(QWidget)]
    spans = [f"{span.short} {span.title}" for span in window.reader.page.spans]
    rows = [str(window.page.articles.model.index(row).data(Qt.ItemDataRole.ToolTipRole)) for row in range(9)]
    return "\n".join([words_in(window.window), *tips, *spans, *rows])


def show_others(window: OpenedWindow) -> None:
    window.work.actions["view.others"].trigger()
    window.qtbot.waitUntil(lambda: not window.work.tasks.running)


def test_the_layer_of_another_is_nowhere_in_the_window(window: OpenedWindow, qtbot: QtBot) -> None:
    assert not list(window.reader.page.spans)
    rows = [window.page.articles.model.row_at(row) for row in range(9)]
    assert {row.state for row in rows} == {State.NEW}
    assert not any(row.counts for row in rows)
    shown = everything_shown(window)
    assert "ben" not in shown.split()
    assert SECRET not in shown
    show_others(window)
    assert others_shown(window) == set(), "Anna has not finished"
    assert "nothing of others" in window.work.messages.shown[0].head

    window.key("f", Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    page = window.work.search_page
    window.type(SECRET)
    qtbot.waitUntil(lambda: "Nothing found" in page.count.text())
    page.field.setText("dam")
    qtbot.waitUntil(lambda: page.model.rowCount() > 0)
    assert "annotation" not in {found.hit.kind for found in page.model.hits}


def test_others_cannot_be_chosen_as_targets_of_relations(window: OpenedWindow, qtbot: QtBot) -> None:
    window.reader.set_selection(100, 110)
    window.key("2")
    window.key("r")
    picker = window.work.relating.picker
    qtbot.waitUntil(picker.isVisible)
    window.type("e")
    qtbot.waitUntil(lambda: not window.work.tasks.running)
    desk = window.work.session.desk
    assert desk is not None
    assert set(desk.annotations) == {annotation.id for annotation in desk.in_order()}
    with read_project(window.work.session.project.path) as file:  # type: ignore[union-attr]
        theirs = {span.id for article in file.article_ids() for span in file.annotations(article, "ben")}
    assert theirs
    assert not theirs & set(desk.annotations)
    assert not any(words in words_in(picker) for words in ("Thousands",)), "Ben's figure in the second article"


def test_when_both_have_finished_the_other_layer_is_shown_on_demand(
    window: OpenedWindow, bens: list[str], qtbot: QtBot
) -> None:
    window.reader.set_selection(10, 20)
    window.key("3")
    desk = window.work.session.desk
    assert desk is not None
    (mine,) = desk.annotations
    window.work.session.do(lambda editor: editor.set_state(State.FINISHED))
    show_others(window)
    assert others_shown(window) == set(bens)
    spans = {span.id: span for span in window.reader.page.spans}
    assert set(spans) == {mine, *bens}
    assert all(spans[name].dashed and spans[name].short.endswith("ben") for name in bens)
    assert "ben" in spans[bens[0]].title
    assert not spans[mine].dashed
    assert [window.page.annotations.model.rowCount(), len(desk.annotations)] == [1, 1], "the list is one's own"

    window.work.session.do(lambda editor: editor.set_state(State.IN_PROGRESS))
    assert others_shown(window) == set(), "at once, with the article's reopening"
    qtbot.waitUntil(lambda: not window.work.tasks.running)
    assert others_shown(window) == set()
    window.work.session.do(lambda editor: editor.set_state(State.FINISHED))
    qtbot.waitUntil(lambda: others_shown(window) == set(bens))
    assert window.work.actions.title("view.others") == "Hide others' layers"
    show_others(window)
    assert others_shown(window) == set()
    assert window.work.actions.title("view.others") == "Others' layers"


def place_of(window: OpenedWindow, position: int) -> QPoint:
    rect = window.reader.place_rect(Place(position))
    return QPoint(rect.left() + 4, rect.center().y())


def test_what_others_tagged_is_looked_at_and_never_touched(window: OpenedWindow, bens: list[str]) -> None:
    window.reader.set_selection(2, 3)
    window.key("3")
    window.work.session.do(lambda editor: editor.set_state(State.FINISHED))
    show_others(window)
    before = others_shown(window)
    work = window.work
    desk = work.session.desk
    assert desk is not None
    (mine,) = desk.annotations
    work.tagging.select(mine)
    QTest.mouseClick(window.reader.viewport(), LEFT, pos=place_of(window, 20))
    assert work.tagging.chosen == [], "a click on Ben's span is a click on the text"
    QTest.mouseClick(window.reader.viewport(), LEFT, pos=place_of(window, 2))
    assert work.tagging.chosen == [mine], "a click goes through to one's own"

    at = place_of(window, 20)
    viewport = window.reader.viewport()
    QApplication.sendEvent(viewport, QHelpEvent(QEvent.Type.ToolTip, at, viewport.mapToGlobal(at)))
    assert "ben" in QToolTip.text()
    QToolTip.hideText()
    for _ in range(4):
        window.key(Qt.Key.Key_Tab)
        assert work.tagging.chosen == [mine]
    work.tagging.select(bens[0])
    assert work.tagging.chosen == []
    window.reader.set_selection(0, 30)
    window.key(Qt.Key.Key_Delete)
    assert others_shown(window) == before
    window.saved()
    with read_project(work.session.project.path) as file:  # type: ignore[union-attr]
        assert {span.id for span in file.annotations(desk.article.id, "ben")} == set(bens)


def test_others_stay_beside_ones_own_edits_and_go_with_the_article(
    window: OpenedWindow, bens: list[str], qtbot: QtBot
) -> None:
    window.work.session.do(become_adjudicator)
    show_others(window)
    assert others_shown(window) == set(bens), "an adjudicator sees all"
    window.reader.set_selection(100, 110)
    window.key("1")
    assert others_shown(window) == set(bens)
    window.key(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(others_shown(window)) == 1)
    assert others_shown(window).isdisjoint(bens)


def test_another_annotator_begins_blind(window: OpenedWindow, qtbot: QtBot) -> None:
    window.work.session.do(lambda editor: editor.set_state(State.FINISHED))
    show_others(window)
    assert others_shown(window)
    window.work.projects.change_annotator()
    sheet = window.work.projects.handle_sheet
    sheet.line.setText("dora")
    QTest.mouseClick(sheet.accept_button, LEFT)
    window.open_first()
    qtbot.waitUntil(lambda: not window.work.tasks.running)
    assert not list(window.reader.page.spans)


def export(window: OpenedWindow, folder: Path) -> list[dict[str, object]]:
    window.key("e", Qt.KeyboardModifier.ControlModifier)
    sheet = window.work.exchange.export_sheet
    window.qtbot.waitUntil(sheet.isVisible)
    sheet.folder.setText(str(folder))
    QTest.mouseClick(sheet.unfinished, LEFT)
    QTest.mouseClick(sheet.start_button, LEFT)
    window.qtbot.waitUntil(sheet.done_button.isVisible)
    QTest.mouseClick(sheet.done_button, LEFT)
    return [json.loads(line) for line in (folder / "layers.jsonl").read_text(encoding="utf-8").splitlines()]


def test_an_export_from_the_window_is_as_blind_as_the_window(window: OpenedWindow, tmp_path: Path) -> None:
    window.reader.set_selection(100, 110)
    window.key("1")
    assert {line["annotator"] for line in export(window, tmp_path / "first")} == {"anna"}
    window.key("e", Qt.KeyboardModifier.ControlModifier)
    sheet = window.work.exchange.export_sheet
    window.qtbot.waitUntil(sheet.isVisible)
    assert [sheet.layer.itemText(row) for row in range(sheet.layer.count())] == ["anna"]
    assert sheet.blind.isVisible()
    assert SECRET not in words_in(sheet)
    QTest.mouseClick(sheet.close_button, LEFT)
    window.work.session.do(lambda editor: editor.set_state(State.FINISHED))
    lines = export(window, tmp_path / "second")
    assert {(line["annotator"], line["id"] == lines[0]["id"]) for line in lines} == {("anna", True), ("ben", True)}
    window.work.session.do(become_adjudicator)
    assert len(export(window, tmp_path / "third")) == 3, "an adjudicator's export has everything"


def test_what_stands_in_the_way_of_a_schema_is_told_without_their_values(window: OpenedWindow, qtbot: QtBot) -> None:
    project = window.work.session.project
    assert project is not None
    window.work.actions["project.schema"].trigger()
    sheet = window.work.schema.sheet
    text = project.settings["schema"]
    sheet.editor.setPlainText(text.replace("certainty, ", ""))
    qtbot.waitUntil(lambda: not window.work.tasks.running and "…" not in sheet.outcome.text())
    names = {label.accessibleName() for label in sheet.findChildren(QWidget)}
    assert any("in the layer of ben, which you may not see yet" in name for name in names), sheet.outcome.text()
    assert not any("'certain'" in name or "“certain”" in name for name in names)


def test_conflicts_of_others_are_listed_without_their_contents(
    open_window: Opener, project: Path, bens: list[str], qtbot: QtBot
) -> None:
    other = copy_of(project, "laptop")
    note_as(project, "ben", bens[0], "one secret")
    note_as(other, "ben", bens[0], "two secrets")
    window = open_window(project)
    window.open_first()
    merging = window.work.merging
    merging.merge([other])
    QTest.mouseClick(merging.sheet.look_button, LEFT)
    qtbot.waitUntil(merging.sheet.merge_button.isVisible)
    assert "1 in the layer of ben" in words_in(merging.sheet)
    QTest.mouseClick(merging.sheet.merge_button, LEFT)
    qtbot.waitUntil(merging.sheet.conflicts_button.isVisible)
    QTest.mouseClick(merging.sheet.conflicts_button, LEFT)
    sheet = merging.conflicts_sheet
    assert sheet.list.count() == 1
    assert "which you see when you have both finished" in words_in(sheet)
    assert "secret" not in words_in(sheet) + sheet.list.item(0).text()
    assert not sheet.take_button.isEnabled()
    assert not sheet.go_button.isEnabled()
