from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.annotation import Annotation
from annotator.domain.edit import Change
from annotator.domain.identity import Mint
from annotator.domain.schema import Schema
from annotator.domain.views import HistoryEntry
from annotator.services import linking, tagging
from annotator.services.desk import ArticleDesk
from annotator.ui.panels.inspector.panel import InspectorPanel
from annotator.ui.panels.inspector.text_input import TextInput
from tests.ui.panels.samples import DEVICE, claim, desk_of, figure, quote, relation, span_id

QUOTE, FIGURE, CLAIM = span_id(1), span_id(2), span_id(3)


@dataclass
class Bench:
    """An inspector whose intents are carried out on a desk, as the window does it."""

    panel: InspectorPanel
    desk: ArticleDesk
    schema: Schema
    heard: list[tuple[object, ...]] = field(default_factory=list)
    lefts: int = 0

    def wire(self) -> None:
        panel = self.panel
        panel.attribute_edited.connect(self.edited)
        panel.attribute_opened.connect(
            lambda key, name: self.do(tagging.open_attribute(self.desk, self.schema, key, name))
        )
        panel.confirmed.connect(lambda ids, names: self.do(tagging.confirm(self.desk, ids, names)))
        panel.label_chosen.connect(lambda ids, label: self.do(tagging.relabel(self.desk, self.schema, ids, label)))
        panel.note_edited.connect(lambda key, note: self.do(tagging.set_note(self.desk, key, note)))
        panel.relation_removed.connect(lambda key: self.do(linking.unrelate(self.desk, key)))
        panel.left.connect(self.leave)

    def edited(self, ids: list[str], name: str, raw: object) -> None:
        self.heard.append((ids, name, raw))
        self.do(tagging.set_attribute(self.desk, self.schema, ids, name, raw))

    def do(self, changes: tuple[Change, ...]) -> None:
        for change in changes:
            self.desk.apply(change)
        self.panel.refresh()

    def leave(self) -> None:
        self.lefts += 1

    def show(self, *ids: str) -> None:
        self.panel.show_annotations(self.desk, self.schema, ids)

    def value(self, annotation_id: str, name: str) -> object:
        return self.desk.annotations[annotation_id].attributes.get(name)

    def origin(self, annotation_id: str, name: str) -> str:
        return str(self.desk.annotations[annotation_id].provenance.get(name, ""))

    def input(self, name: str) -> QWidget:
        assert self.panel.form is not None
        found = self.panel.form.rows[name].field.focusProxy()
        assert found is not None
        return found

    def shown(self) -> list[str]:
        assert self.panel.form is not None
        return [name for name, row in self.panel.form.rows.items() if not row.isHidden()]


def bench_of(qtbot: QtBot, schema: Schema, desk: ArticleDesk) -> Bench:
    panel = InspectorPanel()
    qtbot.addWidget(panel)
    panel.resize(320, 800)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    bench = Bench(panel, desk, schema)
    bench.wire()
    return bench


@pytest.fixture
def bench(qtbot: QtBot, schema: Schema) -> Bench:
    link = relation(1, "measures", figure(), claim())
    return bench_of(qtbot, schema, desk_of(quote(), figure(), claim(), relations=(link,)))


def test_enter_goes_to_what_is_missing_and_types_it(bench: Bench) -> None:
    bench.show(QUOTE)
    bench.panel.focus_first()
    speaker = bench.input("speaker")
    assert QApplication.focusWidget() is speaker
    QTest.keyClicks(speaker, "Orla Finch")
    QTest.keyClick(speaker, Qt.Key.Key_Return)
    assert bench.value(QUOTE, "speaker") == "Orla Finch"
    assert bench.origin(QUOTE, "speaker") == "edited"
    assert "speaker_kind" in bench.shown()


def test_names_near_the_quote_are_offered_and_picked_with_two_keys(bench: Bench) -> None:
    bench.show(QUOTE)
    bench.panel.focus_first()
    speaker = bench.input("speaker")
    QTest.keyClick(speaker, Qt.Key.Key_Down)
    QTest.keyClick(speaker, Qt.Key.Key_Return)
    assert bench.value(QUOTE, "speaker") == "Maria Kerr"


def test_typing_shortens_the_list_and_esc_closes_it_first(bench: Bench) -> None:
    bench.show(QUOTE)
    bench.panel.focus_first()
    speaker = bench.input("speaker")
    assert isinstance(speaker, TextInput)
    assert speaker.choosing
    QTest.keyClicks(speaker, "kerr")
    assert [speaker.offers.item(row).text() for row in range(speaker.offers.count())] == ["Maria Kerr"]
    QTest.keyClick(speaker, Qt.Key.Key_Escape)
    assert not speaker.choosing
    assert bench.lefts == 0
    QTest.keyClick(speaker, Qt.Key.Key_Escape)
    assert bench.lefts == 1
    assert bench.value(QUOTE, "speaker") == "kerr"


def test_a_click_on_a_suggestion_takes_it(bench: Bench) -> None:
    bench.show(QUOTE)
    bench.panel.focus_first()
    speaker = bench.input("speaker")
    assert isinstance(speaker, TextInput)
    place = speaker.offers.visualItemRect(speaker.offers.item(0)).center()
    QTest.mouseClick(speaker.offers.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert bench.value(QUOTE, "speaker") == "Maria Kerr"


def test_a_choice_takes_its_letter_and_arrows(bench: Bench) -> None:
    bench.show(QUOTE)
    segments = bench.input("quote_type")
    segments.setFocus()
    QTest.keyClick(segments, Qt.Key.Key_I)
    assert bench.value(QUOTE, "quote_type") == "indirect"
    QTest.keyClick(segments, Qt.Key.Key_Right)
    assert bench.value(QUOTE, "quote_type") == "not_speech"
    assert "speaker" not in bench.shown()
    assert bench.value(QUOTE, "cue") is None


def test_enter_on_a_value_of_a_rule_confirms_it_and_goes_on(bench: Bench) -> None:
    bench.show(QUOTE)
    segments = bench.input("quote_type")
    segments.setFocus()
    QTest.keyClick(segments, Qt.Key.Key_Return)
    assert bench.origin(QUOTE, "quote_type") == "confirmed"
    assert QApplication.focusWidget() is bench.input("speaker")


def test_the_mark_beside_a_value_confirms_it(bench: Bench) -> None:
    bench.show(FIGURE)
    assert bench.panel.form is not None
    row = bench.panel.form.rows["unit"]
    assert row.mark.text() == "auto"
    QTest.mouseClick(row.mark, Qt.MouseButton.LeftButton)
    assert bench.origin(FIGURE, "unit") == "confirmed"
    assert row.mark.isHidden()


def test_down_moves_without_confirming_and_the_last_field_leads_back(bench: Bench) -> None:
    bench.show(CLAIM)
    names = [name for name in bench.shown() if name != "altered"]
    bench.input(names[0]).setFocus()
    for name in names:
        assert QApplication.focusWidget() is bench.input(name)
        QTest.keyClick(bench.input(name), Qt.Key.Key_Down)
    assert bench.lefts == 1
    assert bench.heard == []


def test_esc_keeps_what_was_typed_and_leads_back(bench: Bench) -> None:
    bench.show(FIGURE)
    value = bench.input("value")
    value.setFocus()
    QTest.keyClick(value, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(value, "3,500")
    assert bench.panel.form is not None
    assert bench.heard == []
    QTest.keyClick(value, Qt.Key.Key_Escape)
    assert bench.value(FIGURE, "value") == 3500.0
    assert bench.lefts == 1


def test_a_long_number_is_written_out(bench: Bench) -> None:
    bench.show(FIGURE)
    assert bench.panel.form is not None
    echo = bench.panel.form.rows["value"].field.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert "1,200,000,000" in [getattr(child, "text", str)() for child in echo]


def test_what_does_not_fit_is_said_below_and_kept(bench: Bench) -> None:
    bench.show(FIGURE)
    value = bench.input("value")
    value.setFocus()
    QTest.keyClicks(value, "many")
    QTest.keyClick(value, Qt.Key.Key_Return)
    assert bench.panel.form is not None
    row = bench.panel.form.rows["value"]
    assert row.message.isVisible()
    assert "not a number" in row.message.text()
    assert bench.value(FIGURE, "value") == 1.2e9
    bench.show(CLAIM)
    bench.show(FIGURE)
    assert row.message.isVisible()
    assert "many" in str(row.field.raw())


def test_text_is_handed_on_when_another_annotation_is_shown(bench: Bench) -> None:
    bench.show(QUOTE)
    speaker = bench.input("speaker")
    speaker.setFocus(Qt.FocusReason.MouseFocusReason)
    QTest.keyClicks(speaker, "Orla")
    bench.show(CLAIM)
    assert bench.value(QUOTE, "speaker") == "Orla"


def test_an_attribute_on_demand_opens_by_its_button(bench: Bench) -> None:
    bench.show(FIGURE)
    assert bench.panel.form is not None
    assert "as_of" not in bench.shown()
    QTest.mouseClick(bench.panel.form.openers["as_of"], Qt.MouseButton.LeftButton)
    date = bench.input("as_of")
    assert QApplication.focusWidget() is date
    QTest.keyClicks(date, "2025-13")
    QTest.keyClick(date, Qt.Key.Key_Return)
    assert bench.panel.form.rows["as_of"].message.isVisible()
    QTest.keyClick(date, Qt.Key.Key_Backspace)
    QTest.keyClicks(date, "2")
    QTest.keyClick(date, Qt.Key.Key_Return)
    assert bench.value(FIGURE, "as_of") == "2025-12"


def test_the_only_attribute_on_demand_opens_at_once(bench: Bench) -> None:
    bench.show(CLAIM)
    bench.panel.open_optional()
    assert "check_worthy" in bench.shown()
    QTest.keyClick(bench.input("check_worthy"), Qt.Key.Key_U)
    assert bench.value(CLAIM, "check_worthy") == "unsure"
    QTest.keyClick(bench.input("check_worthy"), Qt.Key.Key_Backspace)
    assert bench.value(CLAIM, "check_worthy") is None


def test_a_choice_of_many_takes_keys_and_arrows(bench: Bench) -> None:
    bench.show(FIGURE)
    combo = bench.input("kind")
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_P)
    assert bench.value(FIGURE, "kind") == "percent"
    QTest.keyClick(combo, Qt.Key.Key_Right)
    assert bench.value(FIGURE, "kind") == "money"


def test_boolean_and_computed(bench: Bench) -> None:
    bench.show(CLAIM)
    box = bench.input("negated")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert bench.value(CLAIM, "negated") is True
    QTest.keyClick(box, Qt.Key.Key_N)
    assert bench.value(CLAIM, "negated") is False
    bench.show(QUOTE)
    assert bench.panel.form is not None
    assert not bench.panel.form.rows["altered"].editable


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
