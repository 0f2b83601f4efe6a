"""Articles on the Adjudicate page: finishing them, going on, and what is found in another sitting."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from annotator.domain.adjudication import Difference, Why
from annotator.domain.annotation import GOLD
from annotator.domain.article import State
from annotator.domain.edit import Change
from annotator.services.projects import open_project
from annotator.ui.reader.values import Place
from tests.ui.adjudication.conftest import CTRL, SHIFT, Page, open_page
from tests.ui.conftest import Opener

# ---- the article


def test_finishing_needs_everything_decided_and_goes_on_to_the_next_article(page: Page) -> None:
    first = page.desk.article.id
    page.key("f")
    assert page.state() != State.FINISHED
    page.key("m", SHIFT)
    while page.deciding.place is not None and page.deciding.place.is_open:
        page.key("x")
    assert page.desk.open_count == 0
    page.key("f")
    warned = "Required values are missing" in page.window.work.messages.shown[0].head
    assert warned
    page.key("f")
    assert page.desk.article.id != first
    assert page.page.queue.standings.rows[0].state == State.FINISHED
    page.key(Qt.Key.Key_PageUp, CTRL)
    assert page.desk.article.id == first
    assert page.state() == State.FINISHED
    page.window.work.actions.trigger("adjudicate.reopen")
    assert page.state() == State.IN_PROGRESS
    assert page.window.work.actions.title("edit.undo") == "Undo reopen adjudication"


def test_majority_is_marked_and_what_it_leaves_open_stays_in_the_queue(page: Page) -> None:
    page.key("m", SHIFT)
    assert page.window.work.actions.title("edit.undo").startswith("Undo settle ")
    assert page.item.why == (Why.LEFT_OPEN,)
    assert "majority" in page.page.compare.lineage.text()
    assert page.heads() == ["A", "B", "C"]  # nobody has decided yet
    item = page.item
    page.key("k")
    assert not page.again(item).is_open


def test_articles_are_chosen_in_the_list_and_by_key(page: Page) -> None:
    first = page.desk.article.id
    page.key("n")
    second = page.desk.article.id
    assert second != first
    page.key(Qt.Key.Key_PageUp, CTRL)
    assert page.desk.article.id == first
    articles = page.page.queue.articles
    rect = articles.visualRect(articles.model().index(1, 0))
    QTest.mouseClick(articles.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert page.desk.article.id == second


def test_a_click_on_a_span_takes_its_place_in_hand(page: Page) -> None:
    item = next(item for item in page.desk.items if not item.is_open and item.gold)
    reader = page.page.reader
    start = item.gold[0].start
    reader.set_selection(start, start)
    point = reader.place_rect(Place(start + 1)).center()
    while reader.hit(point.toPointF()).pick(None) != item.gold[0].id:
        point += QPoint(0, 1)  # down to the lanes
    QTest.mouseClick(reader.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert page.deciding.key == item.key


def test_f6_goes_through_the_parts(page: Page) -> None:
    page.key(Qt.Key.Key_F6)
    assert page.page.queue.articles.hasFocus()
    page.key(Qt.Key.Key_F6)
    assert page.page.queue.list.hasFocus()
    page.key(Qt.Key.Key_F6)
    assert page.page.reader.hasFocus()
    page.key("2")
    assert page.page.reader.hasFocus() or page.page.compare.table.hasFocus()


# ---- across sittings


def test_what_changed_since_comes_back_flagged(open_window: Opener, halmer: Path) -> None:
    page = open_page(open_window, halmer)
    page.key(Qt.Key.Key_Return)
    page.window.qtbot.waitUntil(lambda: page.deciding.place is not None)
    item = page.go_to(Difference.BOUNDARY)
    page.key("1")
    page.window.work.projects.close()
    unit = item.units[0]
    with open_project(halmer, unit.layer) as project:
        changed = replace(unit, attributes={}, provenance={})
        project.saver.submit(project.edit("change", (Change(unit, changed),)))
    page = open_page(open_window, halmer)
    page.window.qtbot.waitUntil(lambda: page.deciding.place is not None)
    row = next(row for row in page.page.queue.model.rows if row.key == item.key)
    assert row.is_stale
    assert row.about == "changed since it was decided"
    assert page.page.queue.standings.rows[0].stale == 1
    page.go_to_key(item.key)
    assert page.page.compare.buttons["keep"].isVisible()
    page.key("k")
    assert not next(now for now in page.desk.items if now.key == item.key).is_open


def test_nothing_of_an_annotator_is_ever_changed(open_window: Opener, halmer: Path) -> None:
    def layers() -> list[object]:
        with open_project(halmer, "eve") as project:
            file = project.reader
            return [each for one in file.article_ids() for each in file.annotations(one) if each.layer != GOLD]

    before = layers()
    page = open_page(open_window, halmer)
    page.key(Qt.Key.Key_Return)
    page.window.qtbot.waitUntil(lambda: page.deciding.place is not None)
    for key in "1m2xb3]":
        page.key(key)
    page.key(Qt.Key.Key_Return)
    page.window.work.projects.close()
    assert layers() == before


def test_only_the_draft_has_ends_that_can_be_dragged(page: Page) -> None:
    page.go_to(Difference.BOUNDARY)
    assert page.page.reader.selected_span() is None
    page.key("e")
    assert page.page.reader.selected_span() == "draft"


def test_another_page_leads_to_a_place(open_window: Opener, halmer: Path) -> None:
    page = open_page(open_window, halmer)
    page.key(Qt.Key.Key_Return)
    page.window.qtbot.waitUntil(lambda: page.deciding.place is not None)
    item = next(item for item in page.desk.items if not item.is_open)
    article = page.desk.article.id
    page.key("n")
    page.window.work.show_page("annotate")
    page.deciding.show(article, item.units[0].id)
    page.window.work.show_page("adjudicate")
    assert page.desk.article.id == article
    assert page.deciding.key == item.key
