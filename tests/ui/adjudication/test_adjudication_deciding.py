"""Decisions on the Adjudicate page: accepting, choosing values, editing gold, relations."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from annotator.domain.adjudication import Decision, Difference
from annotator.domain.blinding import in_hidden_order
from annotator.ui.panels.adjudication.comparison import LABEL, WORDS
from annotator.ui.panels.inspector.choices import SegmentField
from tests.ui.adjudication.conftest import CTRL, Page

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
