from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.domain.annotation import Annotation
from annotator.domain.schema import Schema
from annotator.domain.schema_parts import RelationType
from annotator.domain.span import fragments_of
from annotator.services.searching import FoundAnnotation
from annotator.ui.panels.relations import RelationPicker
from tests.ui.panels.samples import claim, desk_of, figure, found, quote, relation, span_id

QUOTE, FIGURE, CLAIM = span_id(1), span_id(2), span_id(3)


def far_claim() -> Annotation:
    return replace(claim(9), article_id="a_other")


def second_claim() -> Annotation:
    return replace(claim(7), fragments=fragments_of([found("3,000 people watched from the quay")]))


Begin = Callable[[str], RelationPicker]


@pytest.fixture
def begin(qtbot: QtBot, schema: Schema) -> Begin:
    picker = RelationPicker()
    qtbot.addWidget(picker)
    picker.resize(320, 400)
    with qtbot.waitActive(picker):
        picker.show()
        picker.activateWindow()

    def start(head: str) -> RelationPicker:
        assert picker.begin(desk_of(quote(), figure(), claim(), second_claim()), schema, head)
        picker.focus()
        return picker

    return start


def words(picker: RelationPicker) -> list[str]:
    return [picker.list.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(picker.list.count())]


def test_tab_shows_candidates_in_the_text_and_enter_links(qtbot: QtBot, begin: Begin) -> None:
    picker = begin(QUOTE)
    assert QApplication.focusWidget() is picker.filter
    with qtbot.waitSignal(picker.candidate_changed) as shown:
        QTest.keyClick(picker.filter, Qt.Key.Key_Tab)
    assert shown.args == [CLAIM]
    with qtbot.waitSignal(picker.candidate_changed) as back:
        QTest.keyClick(picker.filter, Qt.Key.Key_Backtab)
    assert back.args == [FIGURE]
    with qtbot.waitSignal(picker.relation_chosen) as chosen:
        QTest.keyClick(picker.filter, Qt.Key.Key_Return)
    assert chosen.args == ["said_by", QUOTE, figure(), {}]


def test_typing_filters_and_marks_the_first(qtbot: QtBot, begin: Begin) -> None:
    picker = begin(QUOTE)
    QTest.keyClicks(picker.filter, "WATCHED")
    with qtbot.waitSignal(picker.relation_chosen) as chosen:
        QTest.keyClick(picker.filter, Qt.Key.Key_Return)
        QTest.keyClick(picker.filter, Qt.Key.Key_Return)
    assert chosen.args[2] == second_claim()


def test_a_click_in_the_text_chooses(qtbot: QtBot, begin: Begin) -> None:
    picker = begin(QUOTE)
    QTest.keyClicks(picker.filter, "ferry")
    picker.offer(FIGURE)
    picker.offer(QUOTE)
    with qtbot.waitSignal(picker.relation_chosen) as chosen:
        QTest.mouseClick(picker.ok, Qt.MouseButton.LeftButton)
    assert chosen.args[2] == figure()


def test_a_required_attribute_is_asked_for_before_linking(qtbot: QtBot, begin: Begin) -> None:
    picker = begin(CLAIM)
    QTest.keyClick(picker.filter, Qt.Key.Key_Tab)
    with qtbot.assertNotEmitted(picker.relation_chosen):
        QTest.keyClick(picker.filter, Qt.Key.Key_Return)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == "Link"
    QTest.keyClick(focus, Qt.Key.Key_C)
    with qtbot.waitSignal(picker.relation_chosen) as chosen:
        QTest.keyClick(focus, Qt.Key.Key_Return)
    assert chosen.args == ["claim_link", CLAIM, second_claim(), {"link_type": "contradicts"}]


def test_claims_of_other_articles_are_searched_and_can_be_chosen(qtbot: QtBot, begin: Begin) -> None:
    picker = begin(CLAIM)
    with qtbot.waitSignal(picker.search_requested) as asked:
        QTest.keyClicks(picker.filter, "bridge")
    assert asked.args == ["bridge", ["claim"]]
    picker.show_found("older words", [FoundAnnotation(far_claim(), "The bridge fell", "Another day")])
    assert words(picker) == []
    picker.show_found("bridge", [FoundAnnotation(far_claim(), "The bridge fell", "Another day")])
    assert words(picker) == ["Claim: Another day: The bridge fell"]
    with qtbot.waitSignal(picker.candidate_changed) as shown:
        QTest.keyClick(picker.filter, Qt.Key.Key_Down)
    assert shown.args == [""]


def test_esc_cancels(qtbot: QtBot, begin: Begin) -> None:
    picker = begin(QUOTE)
    with qtbot.waitSignals([picker.cancelled, picker.candidate_changed]):
        QTest.keyClick(picker.filter, Qt.Key.Key_Escape)


def test_what_is_linked_already_is_not_offered(qtbot: QtBot, schema: Schema) -> None:
    picker = RelationPicker()
    qtbot.addWidget(picker)
    link = relation(1, "measures", figure(), claim())
    picker.begin(desk_of(figure(), claim(), second_claim(), relations=(link,)), schema, FIGURE)
    assert words(picker) == ["Claim: 3,000 people watched from the quay"]


def test_several_relations_are_chosen_by_number(qtbot: QtBot, schema: Schema) -> None:
    more = RelationType(name="echoes", title="echoes", head=("quote",), child=("quote",))
    wider = schema.model_copy(update={"relations": (*schema.relations, more)})
    picker = RelationPicker()
    qtbot.addWidget(picker)
    with qtbot.waitActive(picker):
        picker.show()
        picker.activateWindow()
    other = replace(quote(5), fragments=fragments_of([found("“Nobody asked.”")]))
    assert picker.begin(desk_of(quote(), other), wider, QUOTE)
    picker.focus()
    assert picker.kinds is not None
    QTest.keyClick(picker.kinds, Qt.Key.Key_2)
    assert words(picker) == ["Quote: “Nobody asked.”"]
    assert picker.title.text() == "Echoes…"
    QTest.keyClick(picker.filter, Qt.Key.Key_Return)
    with qtbot.waitSignal(picker.relation_chosen) as chosen:
        QTest.keyClick(picker.filter, Qt.Key.Key_Return)
    assert chosen.args[0] == "echoes"


def test_nothing_begins_where_the_schema_has_no_relation(qtbot: QtBot, schema: Schema) -> None:
    bare = schema.model_copy(update={"relations": ()})
    picker = RelationPicker()
    qtbot.addWidget(picker)
    assert not picker.begin(desk_of(quote()), bare, QUOTE)
