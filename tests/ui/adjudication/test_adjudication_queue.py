"""The Adjudicate page before there is something to do, its queue, and whose readings it names."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.domain.adjudication import Difference
from annotator.domain.blinding import in_hidden_order
from tests.ui.adjudication.conftest import ALT, CTRL, SHIFT, Page, open_page
from tests.ui.conftest import Opener
from tests.unit.services.review_project import DONE, make_project

# ---- before there is something to do


def test_who_does_not_adjudicate_is_told_what_it_means_and_takes_the_role_with_a_key(
    open_window: Opener, halmer: Path
) -> None:
    page = open_page(open_window, halmer)
    assert page.page.role_button.isVisible()
    assert page.page.role_button.hasFocus()
    assert not page.page.is_at_work

    page.key(Qt.Key.Key_Return)
    page.window.qtbot.waitUntil(lambda: page.deciding.place is not None)
    assert page.window.work.session.editor is not None

    page.key("z", CTRL)  # the agreed spans
    assert page.window.work.actions.title("edit.undo") == "Undo become adjudicator"
    page.key("z", CTRL)
    assert page.page.role_button.isVisible()


def test_nobody_without_the_role_sees_a_layer(open_window: Opener, halmer: Path) -> None:
    page = open_page(open_window, halmer, "anna")
    assert page.deciding.desk is None
    assert page.page.reader.text == ""
    assert page.window.work.actions.reason("adjudicate.finish")


def test_an_empty_page_says_what_leads_to_work(open_window: Opener, tmp_path: Path) -> None:
    path = make_project(tmp_path / "story.annot", [{"anna": (DONE, [])}])
    page = open_page(open_window, path)
    page.key(Qt.Key.Key_Return)
    page.window.qtbot.waitUntil(page.page.merge_button.isVisible)
    page.window.qtbot.waitUntil(page.page.merge_button.hasFocus)


# ---- the queue


def test_what_all_agree_on_is_gold_as_soon_as_the_article_is_open(page: Page) -> None:
    agreed = [item for item in page.desk.items if item.is_unanimous]
    assert agreed
    assert all(item.gold and not item.is_open for item in agreed)
    assert page.window.work.actions.title("edit.undo") == f"Undo settle {len(agreed)} agreed spans"
    told = page.page.queue.agreed
    assert told.isVisible()
    assert told.text() == f"{len(agreed)} agreed spans went to gold"
    assert page.window.work.messages.shown == (), "nothing lies over the headline"
    page.key(Qt.Key.Key_Return)
    assert told.text() == f"{len(agreed)} agreed spans went to gold", "it is so still"
    page.key("z", CTRL)
    page.key("z", CTRL)
    assert not told.isVisible()


def test_the_queue_is_gone_through_by_keys_and_by_mouse(page: Page) -> None:
    keys = [place.key for place in page.deciding.queue]
    page.key(Qt.Key.Key_Tab)
    assert page.deciding.key == keys[1]
    page.key(Qt.Key.Key_Tab, SHIFT)
    page.key(Qt.Key.Key_Tab, SHIFT)
    assert page.deciding.key == keys[-1]
    queue = page.page.queue.list
    queue.scrollToTop()
    QTest.mouseClick(
        queue.viewport(), Qt.MouseButton.LeftButton, pos=queue.visualRect(queue.model().index(2, 0)).center()
    )
    assert page.deciding.key == keys[2]
    page.key(Qt.Key.Key_Down)
    assert page.deciding.key == keys[3]


def test_what_is_left_for_later_comes_last(page: Page) -> None:
    first, second = (place.key for place in page.deciding.queue[:2])
    page.key("l")
    assert page.deciding.key == second
    assert page.deciding.queue[-1].key == first
    assert page.page.queue.model.rows[-1].is_later


def test_what_is_left_for_later_stays_so_until_the_project_is_closed(page: Page, halmer: Path) -> None:
    first, here = page.deciding.queue[0].key, page.desk.article.id
    page.key("l")
    page.key(Qt.Key.Key_PageDown, CTRL)
    assert page.desk.article.id != here
    page.key(Qt.Key.Key_1, ALT)
    page.key(Qt.Key.Key_3, ALT)
    page.key(Qt.Key.Key_PageUp, CTRL)
    assert page.desk.article.id == here
    assert page.deciding.queue[-1].key == first
    assert page.page.queue.model.rows[-1].is_later
    assert page.deciding.key != first

    page.window.work.session.refresh()  # as after a merge
    page.window.qtbot.waitUntil(lambda: page.deciding.place is not None)
    assert page.deciding.queue[-1].key == first

    page.window.work.projects.open(halmer)
    page.key(Qt.Key.Key_3, ALT)
    page.window.qtbot.waitUntil(lambda: page.deciding.place is not None)
    assert page.deciding.queue[0].key == first


def test_the_whole_queue_shows_what_is_decided_and_how(page: Page) -> None:
    page.key("q")
    rows = page.page.queue.model.rows
    assert len(rows) == len(page.desk.places)
    assert {"unanimous"} == {row.about for row in rows if not row.is_open and "→" not in row.words}
    page.key("q")
    assert all(row.is_open for row in page.page.queue.model.rows)


def test_the_progress_counts_what_is_decided(page: Page) -> None:
    before = page.page.queue.progress.value()
    page.go_to(Difference.BOUNDARY)
    page.key("1")
    assert page.page.queue.progress.value() > before
    assert page.page.queue.count.text().startswith(f"{page.page.queue.progress.value()} of ")
    row = page.page.queue.standings.rows[0]
    assert row.open == page.desk.open_count


# ---- names and colours


def test_names_are_hidden_until_a_place_is_decided(page: Page) -> None:
    order = in_hidden_order(page.desk.article.id, page.desk.finished)
    item = page.go_to(Difference.BOUNDARY)
    assert page.heads() == ["A", "B", "C"]
    assert page.page.compare.accept_buttons[0].text() == "Accept A"
    letters = {page.page.reader.span(unit.id).owner for unit in item.units}  # type: ignore[union-attr] # it is shown
    assert letters <= {"A", "B", "C"}
    page.key("1")
    page.key("z", CTRL)
    page.key("y", CTRL)  # shows what was redone
    assert not page.item.is_open
    assert page.heads() == order
    assert order[0] in page.page.compare.lineage.text()


def test_names_are_shown_where_the_settings_say_so(page: Page) -> None:
    page.window.work.change_setting("names", "shown")
    assert page.heads() == ["anna", "ben", "cleo"]


def test_colours_stand_for_labels_or_for_annotators(page: Page) -> None:
    item = page.go_to(Difference.BOUNDARY)

    def colours() -> set[str]:
        spans = [page.page.reader.span(unit.id) for unit in item.units]
        return {span.color for span in spans if span is not None}

    assert len(colours()) == 1
    page.key("c")
    assert len(colours()) == len(item.units)
    assert page.window.work.settings.colours == "annotator"
    page.window.work.change_setting("theme", "dark")
    assert len(colours()) == len(item.units)
