"""The Adjudicate page in the real window, with key and mouse events."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from annotator.domain.adjudication import Decision, Difference, Item, Why
from annotator.domain.annotation import GOLD
from annotator.domain.article import State
from annotator.domain.blinding import in_hidden_order
from annotator.domain.edit import Change
from annotator.services.adjudication_desk import AdjudicationDesk
from annotator.services.projects import open_project
from annotator.ui.deciding import Deciding
from annotator.ui.panels.adjudication.comparison import LABEL, WORDS
from annotator.ui.panels.inspector.choices import SegmentField
from annotator.ui.reader.values import Place
from tests.ui.conftest import OpenedWindow, Opener
from tests.unit.services.review_project import DONE, make_project
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


# ---- deciding


def test_a_digit_accepts_an_annotator_and_goes_on(page: Page) -> None:
    item = page.go_to(Difference.BOUNDARY)
    order = in_hidden_order(page.desk.article.id, page.desk.finished)
    unit = next(unit for unit in item.units if unit.layer == order[1])
    page.key("2")
    (gold,) = page.again(item).gold
    assert (gold.fragments, gold.attributes) == (unit.fragments, unit.attributes)
    assert page.deciding.key != item.key
    assert page.item.is_open
    assert page.window.work.actions.title("edit.undo") == f"Undo accept {unit.label}"
    assert page.page.reader.span(gold.id) is not None


def test_undo_and_redo_show_what_they_are_about(page: Page) -> None:
    item = page.go_to(Difference.BOUNDARY)
    page.key("x")
    assert page.window.work.actions.title("edit.undo") == f"Undo reject {item.units[0].label}"
    page.key("z", CTRL)
    assert page.deciding.key == item.key
    assert page.item.is_open
    page.key("y", CTRL)
    assert page.deciding.key == item.key
    assert not page.item.is_open


def test_merging_and_accepting_all(page: Page) -> None:
    item = page.go_to(Difference.BOUNDARY)
    page.key("m")
    (gold,) = page.again(item).gold
    assert (gold.start, gold.end) == (item.start, item.end)
    second = page.go_to(Difference.BOUNDARY)
    page.key("b")
    assert {each.fragments for each in page.again(second).gold} == {unit.fragments for unit in second.units}


def test_values_are_chosen_one_by_one_with_keys(page: Page) -> None:
    item = page.go_to(Difference.ATTRIBUTES)
    table = page.page.compare.table
    row = next(number for number, found in enumerate(table.compare.comparison.rows) if found.differs)
    name = table.compare.comparison.rows[row].name
    column = next(
        n for n, cell in enumerate(table.compare.comparison.rows[row].cells) if cell.there and not cell.chosen
    )
    page.go_to_cell(row, column)
    page.key(Qt.Key.Key_Space)
    assert table.compare.comparison.rows[row].cells[column].chosen
    page.key(Qt.Key.Key_Return)
    (gold,) = page.again(item).gold
    order = in_hidden_order(page.desk.article.id, page.desk.finished)
    unit = next(unit for unit in item.units if unit.layer == order[column])
    assert gold.attributes.get(name) == unit.attributes.get(name)
    assert gold.lineage is not None
    assert unit.id in gold.lineage.sources


def test_values_are_chosen_one_by_one_with_the_mouse(page: Page) -> None:
    page.go_to(Difference.BOUNDARY)
    table = page.page.compare.table
    row = table.compare.comparison.rows[page.row(WORDS)]
    column = next(number for number, cell in enumerate(row.cells[:-1]) if not cell.chosen)
    rect = table.visualRect(table.compare.index(page.row(WORDS), column))
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    cells = table.compare.comparison.rows[page.row(WORDS)].cells
    assert cells[column].chosen
    assert cells[-1].text == cells[column].text


def test_a_label_comes_with_its_attributes(page: Page) -> None:
    item = page.go_to(Difference.LABEL)
    table = page.page.compare.table
    cells = table.compare.comparison.rows[page.row(LABEL)].cells
    column = next(number for number, cell in enumerate(cells[:-1]) if cell.there and not cell.chosen)
    page.go_to_cell(page.row(LABEL), column)
    page.key(Qt.Key.Key_Space)
    page.key(Qt.Key.Key_Return)
    (gold,) = page.again(item).gold
    order = in_hidden_order(page.desk.article.id, page.desk.finished)
    unit = next(unit for unit in item.units if unit.layer == order[column])
    assert (gold.label, gold.attributes) == (unit.label, unit.attributes)


def test_buttons_do_what_the_keys_do(page: Page) -> None:
    item = page.go_to(Difference.BOUNDARY)
    button: QPushButton = page.page.compare.buttons["reject"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not page.again(item).is_open
    assert page.again(item).gold == ()
    page.key(Qt.Key.Key_Tab)  # the keys still work
    assert page.deciding.place is not None


# ---- editing


def test_brackets_move_the_boundaries_of_the_gold_column_before_it_is_accepted(page: Page) -> None:
    item = page.go_to(Difference.BOUNDARY)
    drafting = page.deciding.drafting
    assert drafting is not None
    assert drafting.draft is not None
    before = drafting.draft.fragments
    page.key("]")
    assert page.page.form.isVisible()
    assert page.page.reader.selected_span() == "draft"
    page.key("{")
    moved = page.deciding.drafting.draft.fragments  # type: ignore[union-attr] # as above
    assert moved[0].start > before[0].start
    assert moved[-1].end < before[-1].end
    assert all(not item.gold for item in page.desk.items if item.is_open)
    page.key(Qt.Key.Key_Return)
    (gold,) = page.again(item).gold
    assert gold.fragments == moved
    assert gold.lineage is not None
    assert gold.lineage.decision == Decision.EDITED
    assert not page.page.form.isVisible()
    assert page.page.reader.span("draft") is None
    assert page.window.work.actions.title("edit.undo") == f"Undo edit {gold.label}"


def test_the_form_changes_label_and_values_and_esc_leaves_all_as_it_was(page: Page) -> None:
    item = page.go_to(Difference.BOUNDARY)
    page.key("e")
    form = page.page.form
    assert form.isVisible()
    assert form.form is not None
    name = next(name for name, row in form.form.rows.items() if row.isVisible() and isinstance(row.field, SegmentField))
    form.form.focus_attribute(name)
    page.key(Qt.Key.Key_Right)
    drafting = page.deciding.drafting
    assert drafting is not None
    assert drafting.draft is not None
    changed = drafting.draft.attributes[name]
    assert changed not in {unit.attributes.get(name) for unit in item.units}
    page.key(Qt.Key.Key_Escape)
    assert not form.isVisible()
    assert page.deciding.drafting.draft.attributes[name] != changed  # type: ignore[union-attr] # as above
    assert page.page.compare.table.hasFocus()
    assert page.again(item).is_open

    page.key("e")
    form.form.focus_attribute(name)
    page.key(Qt.Key.Key_Right)
    QTest.mouseClick(form.accept_button, Qt.MouseButton.LeftButton)
    (gold,) = page.again(item).gold
    assert gold.attributes[name] == changed


def test_letters_typed_into_the_form_are_no_commands(page: Page) -> None:
    page.go_to(Difference.LABEL)
    page.key("e")
    form = page.page.form
    row = next(row for row in form.form.rows.values() if row.isVisible() and row.attribute.type == "text")  # type: ignore[union-attr] # it is open
    row.field.setFocus()
    open_before = page.desk.open_count
    page.window.type("xmb")
    assert page.desk.open_count == open_before
    assert row.field.raw() == "xmb"


# ---- relations


def test_relations_that_only_some_have_are_decided_in_the_queue(page: Page) -> None:
    link = next(link for link in page.desk.links if link.is_open)
    page.go_to_key(link.key)
    order = in_hidden_order(page.desk.article.id, page.desk.finished)
    made = {relation.layer for relation in link.relations}
    lacking = next(number for number, name in enumerate(order, 1) if name not in made)
    page.key(str(lacking))
    assert next(now for now in page.desk.links if now.key == link.key).is_open
    page.key("x")
    now = next(now for now in page.desk.links if now.key == link.key)
    assert (now.is_open, now.gold) == (False, None)
    page.key("z", CTRL)
    page.go_to_key(link.key)
    page.key(str(order.index(link.relations[0].layer) + 1))
    now = next(now for now in page.desk.links if now.key == link.key)
    assert now.gold is not None


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
