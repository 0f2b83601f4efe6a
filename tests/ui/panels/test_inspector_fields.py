"""The fields of the inspector: typing, choosing, confirming, going from one to the next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.ui.panels.inspector.text_input import TextInput
from tests.ui.panels.inspector_bench import CLAIM, FIGURE, QUOTE, Bench


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


def test_words_are_not_shown_as_selected_where_the_focus_is_not(bench: Bench) -> None:
    bench.show(QUOTE)
    cue = bench.input("cue")
    assert isinstance(cue, TextInput)
    cue.setFocus(Qt.FocusReason.TabFocusReason)
    assert cue.textCursor().hasSelection()
    bench.input("quote_type").setFocus(Qt.FocusReason.OtherFocusReason)
    assert not cue.textCursor().hasSelection()


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
