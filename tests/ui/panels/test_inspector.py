"""The inspector around its fields: label, fragments, note, relations, history, several annotations at once."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.annotation import Annotation
from annotator.domain.identity import Mint
from annotator.domain.schema import Schema
from annotator.domain.views import HistoryEntry
from annotator.services import tagging
from annotator.ui.panels.parts import ElidedLabel
from tests.ui.panels.inspector_bench import CLAIM, FIGURE, QUOTE, Bench, bench_of
from tests.ui.panels.samples import DEVICE, claim, desk_of, figure, quote, relation


def test_labels_by_click_and_by_key(bench: Bench, qtbot: QtBot) -> None:
    bench.show(CLAIM)
    QTest.mouseClick(bench.panel.head.chips["quote"], Qt.MouseButton.LeftButton)
    assert bench.desk.annotations[CLAIM].label == "quote"
    segments = bench.input("quote_type")
    segments.setFocus()
    QTest.keyClick(segments, Qt.Key.Key_3)
    assert bench.desk.annotations[CLAIM].label == "figure"


def test_a_refused_label_goes_back(bench: Bench) -> None:
    bench.show(CLAIM)
    bench.panel.label_chosen.disconnect()
    QTest.mouseClick(bench.panel.head.chips["quote"], Qt.MouseButton.LeftButton)
    assert bench.panel.head.chips["claim"].isChecked() is True


def test_fragments_are_listed_with_a_way_to_remove_them(bench: Bench, qtbot: QtBot) -> None:
    bench.show(QUOTE)
    bench.panel.resize(140, 400)
    first = bench.panel.head.findChildren(ElidedLabel)[0]
    qtbot.waitUntil(lambda: first.text().endswith("…"))
    assert first.toolTip() == "1  “It was never tested,”"
    with qtbot.waitSignal(bench.panel.fragment_removed) as removed:
        QTest.mouseClick(bench.panel.head.fragment_buttons[1], Qt.MouseButton.LeftButton)
    assert removed.args == [QUOTE, 1]
    bench.show(CLAIM)
    assert bench.panel.head.fragment_buttons == []


def test_note_opens_by_key_is_handed_on_and_undone_by_clearing(bench: Bench) -> None:
    bench.show(CLAIM)
    bench.panel.focus_note()
    note = bench.panel.note.input
    assert QApplication.focusWidget() is note
    QTest.keyClicks(note, "Who says so?")
    QTest.keyClick(note, Qt.Key.Key_Escape)
    assert bench.desk.annotations[CLAIM].note == "Who says so?"
    assert bench.lefts == 1
    bench.show(QUOTE)
    assert not note.isVisible()
    bench.show(CLAIM)
    assert note.isVisible()


def test_relations_are_chips_seen_from_both_ends(bench: Bench, qtbot: QtBot) -> None:
    bench.show(CLAIM)
    chip = next(iter(bench.panel.links.chips.values()))
    assert chip.accessibleName() == "← measures F  $1.2bn"
    with qtbot.waitSignal(bench.panel.annotation_followed) as followed:
        QTest.mouseClick(chip.target, Qt.MouseButton.LeftButton)
    assert followed.args == [bench.desk.article.id, FIGURE]
    QTest.mouseClick(chip.remove, Qt.MouseButton.LeftButton)
    assert bench.desk.relations == {}
    assert bench.panel.links.chips == {}


def test_an_attribute_of_a_relation_is_edited_in_its_chip(qtbot: QtBot, schema: Schema) -> None:
    other = replace(claim(9), fragments=figure().fragments)
    link = relation(1, "claim_link", claim(), other)
    bench = bench_of(qtbot, schema, desk_of(claim(), other, relations=(link,)))
    bench.show(CLAIM)
    form = bench.panel.links.chips[link.id].form
    assert form is not None
    segments = form.rows["link_type"].field.focusProxy()
    assert segments is not None
    with qtbot.waitSignal(bench.panel.relation_attribute_edited) as edited:
        QTest.keyClick(segments, Qt.Key.Key_C)
    assert edited.args == [link.id, "link_type", "contradicts"]


def test_history_is_read_when_opened_and_told_in_words(bench: Bench, qtbot: QtBot) -> None:
    bench.show(CLAIM)
    panel = bench.panel
    with qtbot.waitSignal(panel.history_wanted) as wanted:
        QTest.mouseClick(panel.history.button, Qt.MouseButton.LeftButton)
    assert wanted.args == [CLAIM]
    before = bench.desk.annotations[CLAIM]
    after = replace(before, attributes={**before.attributes, "certainty": "possible"}, note="Odd")
    panel.show_history(CLAIM, [HistoryEntry("e_1", "set certainty", "anna", 1_700_000_000_000, before, after)])
    words = [label.text() for label in panel.history.findChildren(type(panel.head.title))]
    assert "Certainty: Certain → Possible" in words
    assert "Note: “Odd”" in words
    assert any(text.startswith("anna · ") for text in words)


def test_several_annotations_are_changed_at_once(qtbot: QtBot, schema: Schema) -> None:
    other = replace(
        claim(
            9,
        ),
        attributes={**claim().attributes, "certainty": "possible"},
        fragments=figure().fragments,
    )
    bench = bench_of(qtbot, schema, desk_of(claim(), other, quote()))
    bench.show(CLAIM, other.id)
    segments = bench.input("certainty")
    assert not getattr(segments, "chosen", None)
    segments.setFocus()
    QTest.keyClick(segments, Qt.Key.Key_U)
    assert bench.heard == [([CLAIM, other.id], "certainty", "unknown")]
    assert {bench.value(key, "certainty") for key in (CLAIM, other.id)} == {"unknown"}
    bench.show(CLAIM, QUOTE)
    assert bench.panel.form is None
    with qtbot.waitSignal(bench.panel.deleted) as deleted:
        QTest.mouseClick(bench.panel.head.delete_button, Qt.MouseButton.LeftButton)
    assert deleted.args == [[CLAIM, QUOTE]]


def test_what_is_deleted_elsewhere_is_not_shown(bench: Bench) -> None:
    bench.show(CLAIM)
    bench.do(tagging.delete(bench.desk, bench.schema, [CLAIM]))
    assert bench.panel.ids == ()
    bench.panel.show_annotations(None, None, [])


def test_delete_key_in_a_field_that_has_no_use_for_it(bench: Bench, qtbot: QtBot) -> None:
    bench.show(CLAIM)
    bench.input("negated").setFocus()
    with qtbot.waitSignal(bench.panel.deleted):
        QTest.keyClick(bench.input("negated"), Qt.Key.Key_Delete)


def test_the_relation_button_asks(bench: Bench, qtbot: QtBot) -> None:
    bench.show(CLAIM)
    with qtbot.waitSignal(bench.panel.relation_requested) as asked:
        QTest.mouseClick(bench.panel.links.add, Qt.MouseButton.LeftButton)
    assert asked.args == [CLAIM]


def test_every_field_has_a_name_for_screen_readers(bench: Bench) -> None:
    for annotation in (QUOTE, FIGURE, CLAIM):
        bench.show(annotation)
        assert bench.panel.form is not None
        for name in bench.shown():
            row = bench.panel.form.rows[name]
            if row.editable:
                assert bench.input(name).accessibleName() == row.attribute.title


def test_sample_values_fit_the_schema(schema: Schema) -> None:
    made: list[Annotation] = [quote(), figure(), claim()]
    assert Mint(DEVICE).new("s")
    assert {each.label for each in made} == {label.name for label in schema.labels}


def seen(bench: Bench, widget: QWidget) -> bool:
    """Whether all of a widget is inside the part of the inspector that is not scrolled away."""
    area = bench.panel.findChild(QScrollArea)
    assert area is not None
    place = QRect(widget.mapTo(area.viewport(), QPoint(0, 0)), widget.size())
    return area.viewport().rect().contains(place)


def test_the_field_with_the_focus_is_scrolled_to(bench: Bench, qtbot: QtBot) -> None:
    bench.show(QUOTE)
    bench.panel.resize(280, 160)
    bench.panel.focus_note()
    qtbot.waitUntil(lambda: seen(bench, bench.panel.note))

    bench.panel.focus_attribute("speaker")
    assert bench.panel.form is not None
    speaker = bench.panel.form.rows["speaker"]
    qtbot.waitUntil(lambda: seen(bench, speaker))
    for _ in range(3):
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClick(focus, Qt.Key.Key_Tab)
        QApplication.processEvents()
        focus = QApplication.focusWidget()
        assert focus is not None
        assert seen(bench, focus)
