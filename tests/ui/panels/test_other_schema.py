"""A schema that has nothing to do with news gives its form without a line of code."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.schema import Schema
from annotator.domain.span import fragments_of
from annotator.formats.schema_yaml import load_schema
from annotator.services import tagging
from annotator.services.desk import ArticleDesk
from annotator.ui.panels.annotations import AnnotationsPanel
from annotator.ui.panels.inspector.panel import InspectorPanel
from tests.ui.panels.samples import annotation, desk_of, found, span_id

GARDEN = """
name: garden
version: 1
labels:
  - {name: plant, short: P, key: p, color: "#2a7f3f", attributes: [sort, uses, sown, height, wild, beside]}
  - {name: bed, title: Bed, short: B, key: b, color: "#8a4b08"}
attributes:
  - {name: sort, type: text, required: true, suggestions: [rose, bean, beetroot]}
  - name: uses
    type: multichoice
    choices: [{value: food, key: f}, {value: show, key: s}, {value: hedge}]
  - {name: sown, type: date}
  - {name: height, type: number, show_when: {attribute: sort, filled: true}}
  - {name: wild, type: boolean}
  - {name: beside, type: reference}
relations: []
"""
PLANT, NEIGHBOUR = span_id(1), span_id(2)


@pytest.fixture(scope="module")
def garden() -> Schema:
    return load_schema(GARDEN, "garden.yaml")


class Garden:
    def __init__(self, qtbot: QtBot, schema: Schema) -> None:
        plant = annotation(1, "plant", "ferry")
        other = replace(annotation(2, "plant", "harbour master"), fragments=fragments_of([found("harbour master")]))
        self.schema = schema
        self.desk: ArticleDesk = desk_of(plant, other)
        self.panel = InspectorPanel()
        qtbot.addWidget(self.panel)
        self.panel.resize(320, 700)
        with qtbot.waitActive(self.panel):
            self.panel.show()
            self.panel.activateWindow()
        self.panel.attribute_edited.connect(self.edit)
        self.panel.show_annotations(self.desk, schema, [PLANT])

    def edit(self, ids: list[str], name: str, raw: object) -> None:
        for change in tagging.set_attribute(self.desk, self.schema, ids, name, raw):
            self.desk.apply(change)
        self.panel.refresh()

    def input(self, name: str) -> QWidget:
        assert self.panel.form is not None
        widget = self.panel.form.rows[name].field.focusProxy()
        assert widget is not None
        return widget

    def value(self, name: str) -> object:
        return self.desk.annotations[PLANT].attributes.get(name)


@pytest.fixture
def bench(qtbot: QtBot, garden: Schema) -> Garden:
    return Garden(qtbot, garden)


def test_conditions_and_suggestions(bench: Garden) -> None:
    assert bench.panel.form is not None
    assert bench.panel.form.rows["height"].isHidden()
    bench.panel.focus_first()
    text = bench.input("sort")
    QTest.keyClicks(text, "be")
    QTest.keyClick(text, Qt.Key.Key_Down)
    QTest.keyClick(text, Qt.Key.Key_Down)
    QTest.keyClick(text, Qt.Key.Key_Return)
    assert bench.value("sort") == "beetroot"
    assert not bench.panel.form.rows["height"].isHidden()


def test_several_choices(bench: Garden) -> None:
    uses = bench.input("uses")
    uses.setFocus()
    QTest.keyClick(uses, Qt.Key.Key_S)
    QTest.keyClick(uses, Qt.Key.Key_F)
    assert bench.value("uses") == ("food", "show")
    QTest.keyClick(uses, Qt.Key.Key_S)
    assert bench.value("uses") == ("food",)
    QTest.keyClick(uses, Qt.Key.Key_Right)
    QTest.keyClick(uses, Qt.Key.Key_Space)
    assert bench.value("uses") == ("food", "hedge")
    QTest.keyClick(uses, Qt.Key.Key_Backspace)
    assert bench.value("uses") is None


def test_part_of_a_date(bench: Garden) -> None:
    date = bench.input("sown")
    date.setFocus()
    QTest.keyClicks(date, "2024-04")
    QTest.keyClick(date, Qt.Key.Key_Down)
    assert bench.value("sown") == "2024-04"


def test_a_reference_is_picked_by_its_words(bench: Garden) -> None:
    beside = bench.input("beside")
    beside.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(beside, "master")
    QTest.keyClick(beside, Qt.Key.Key_Down)
    QTest.keyClick(beside, Qt.Key.Key_Return)
    assert bench.value("beside") == NEIGHBOUR
    assert bench.panel.form is not None
    assert bench.panel.form.rows["beside"].field.raw() == NEIGHBOUR
    beside.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(beside, "nobody knows")
    QTest.keyClick(beside, Qt.Key.Key_Return)
    assert bench.panel.form.rows["beside"].message.isVisible()
    assert bench.value("beside") == NEIGHBOUR


def test_a_boolean_is_unset_until_a_person_says(bench: Garden) -> None:
    wild = bench.input("wild")
    assert bench.value("wild") is None
    wild.setFocus()
    QTest.keyClick(wild, Qt.Key.Key_N)
    assert bench.value("wild") is False


def test_labels_take_their_own_keys(qtbot: QtBot, bench: Garden) -> None:
    wild = bench.input("wild")
    wild.setFocus()
    with qtbot.waitSignal(bench.panel.label_chosen) as chosen:
        QTest.keyClick(wild, Qt.Key.Key_B)
    assert chosen.args == [[PLANT], "bed"]


def test_a_schema_without_relations_offers_none(bench: Garden) -> None:
    assert bench.panel.links.add.isHidden()


def test_the_list_has_the_schemas_labels(qtbot: QtBot, garden: Schema, schema: Schema, bench: Garden) -> None:
    panel = AnnotationsPanel()
    qtbot.addWidget(panel)
    panel.set_desk(None, schema)
    panel.set_desk(bench.desk, garden)
    assert list(panel.chips) == ["", "plant", "bed", "!"]
    bench.panel.show_annotations(bench.desk, garden, [PLANT])
    assert list(bench.panel.head.chips) == ["plant", "bed"]
