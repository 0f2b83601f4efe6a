from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from annotator.domain.annotation import Annotation
from annotator.domain.edit import Change
from annotator.domain.schema import Schema
from annotator.domain.span import fragments_of
from annotator.services import tagging
from annotator.services.desk import ArticleDesk
from annotator.ui.panels.annotations import AnnotationsPanel
from tests.ui.panels.samples import TEXT, claim, desk_of, figure, quote, span_id

QUOTE, FIGURE, CLAIM = span_id(1), span_id(2), span_id(3)


@pytest.fixture
def panel(qtbot: QtBot) -> AnnotationsPanel:
    made = AnnotationsPanel()
    qtbot.addWidget(made)
    made.resize(320, 400)
    made.show()
    QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def ids(panel: AnnotationsPanel) -> list[str]:
    return [panel.model.id_at(row) for row in range(panel.model.rowCount())]


def click(panel: AnnotationsPanel, row: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    place = panel.list.visualRect(panel.model.index(row)).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, keys, place)


def carry_out(panel: AnnotationsPanel, desk: ArticleDesk, *changes: Change) -> None:
    for change in changes:
        desk.apply(change)
    panel.take({change.record.id for change in changes if isinstance(change.record, Annotation)})


def test_reading_order_and_what_is_missing(panel: AnnotationsPanel, schema: Schema) -> None:
    panel.set_desk(desk_of(figure(), quote(), claim()), schema)
    assert ids(panel) == [CLAIM, QUOTE, FIGURE]
    assert panel.count.text() == "3 annotations · 1 needs attention"
    assert "Needed: Speaker" in panel.model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)


def test_one_tag_adds_one_row_and_keeps_the_selection(panel: AnnotationsPanel, schema: Schema) -> None:
    desk = desk_of(figure(), claim())
    panel.set_desk(desk, schema)
    panel.set_current(FIGURE)
    resets: list[None] = []
    panel.model.modelReset.connect(lambda: resets.append(None))
    carry_out(panel, desk, Change(None, quote()))
    assert ids(panel) == [CLAIM, QUOTE, FIGURE]
    assert panel.selected == [FIGURE]
    assert panel.model.lacking == 1
    carry_out(panel, desk, *tagging.set_attribute(desk, schema, [QUOTE], "speaker", "Kerr"))
    assert panel.count.text() == "3 annotations"
    carry_out(panel, desk, *tagging.delete(desk, schema, [QUOTE]))
    assert ids(panel) == [CLAIM, FIGURE]
    assert resets == []


def test_a_moved_annotation_changes_its_place(panel: AnnotationsPanel, schema: Schema) -> None:
    desk = desk_of(figure(), claim())
    panel.set_desk(desk, schema)
    carry_out(panel, desk, Change(claim(), replace(claim(), fragments=fragments_of([(len(TEXT) - 9, len(TEXT) - 1)]))))
    assert ids(panel) == [FIGURE, CLAIM]


def test_filters_by_label_and_by_what_needs_attention(panel: AnnotationsPanel, schema: Schema) -> None:
    desk = desk_of(figure(), quote(), claim())
    panel.set_desk(desk, schema)
    QTest.mouseClick(panel.chips["figure"], Qt.MouseButton.LeftButton)
    assert ids(panel) == [FIGURE]
    carry_out(panel, desk, Change(None, replace(claim(9), label="figure")))
    assert ids(panel) == [span_id(9), FIGURE]
    QTest.mouseClick(panel.chips["!"], Qt.MouseButton.LeftButton)
    assert QUOTE in ids(panel)
    assert CLAIM not in ids(panel)
    QTest.mouseClick(panel.chips[""], Qt.MouseButton.LeftButton)
    assert len(ids(panel)) == 4


def test_click_enter_and_several(qtbot: QtBot, panel: AnnotationsPanel, schema: Schema) -> None:
    panel.set_desk(desk_of(figure(), quote(), claim()), schema)
    with qtbot.waitSignals([panel.annotation_chosen, panel.selection_changed]):
        click(panel, 1)
    assert panel.selected == [QUOTE]
    with qtbot.waitSignal(panel.selection_changed) as changed:
        click(panel, 2, Qt.KeyboardModifier.ControlModifier)
    assert changed.args == [[QUOTE, FIGURE]]
    click(panel, 0)
    with qtbot.waitSignal(panel.annotation_chosen) as chosen:
        QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert chosen.args == [CLAIM]


def test_selecting_from_elsewhere_does_not_echo(panel: AnnotationsPanel, schema: Schema) -> None:
    panel.set_desk(desk_of(figure(), quote(), claim()), schema)
    heard: list[list[str]] = []
    panel.selection_changed.connect(heard.append)
    panel.set_current(QUOTE)
    assert panel.selected == [QUOTE]
    panel.set_current("")
    assert panel.selected == []
    assert heard == []


def test_a_long_list_is_counted_in_slices(qtbot: QtBot, panel: AnnotationsPanel, schema: Schema) -> None:
    many = [
        replace(quote(n), fragments=fragments_of([(n % 150, n % 150 + 1 + n // 150)])) for n in range(3, 1_800)
    ]  # fmt: skip
    panel.set_desk(desk_of(*many), schema)
    assert panel.count.text().endswith("…")
    qtbot.waitUntil(lambda: panel.model.is_counted)
    assert panel.count.text() == "1,797 annotations · 1,797 need attention"


def test_no_article_no_rows(panel: AnnotationsPanel, schema: Schema) -> None:
    panel.set_desk(desk_of(claim()), schema)
    panel.set_desk(None, None)
    assert panel.model.rowCount() == 0
    assert not panel.list.isVisible()


def test_a_selected_row_that_moves_stays_selected_and_nothing_is_said(
    qtbot: QtBot, panel: AnnotationsPanel, schema: Schema
) -> None:
    desk = desk_of(figure(), quote(), claim())
    panel.set_desk(desk, schema)
    click(panel, 0)
    click(panel, 2, Qt.KeyboardModifier.ControlModifier)
    assert panel.selected == [CLAIM, FIGURE]
    with qtbot.assertNotEmitted(panel.selection_changed):
        carry_out(panel, desk, Change(claim(), replace(claim(), fragments=fragments_of([(100, 120)]))))
    assert ids(panel) == [QUOTE, CLAIM, FIGURE]
    assert panel.selected == [CLAIM, FIGURE]
