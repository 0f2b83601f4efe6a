from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.article import Article
from annotator.domain.errors import InputError, UsageError
from annotator.domain.schema import Schema
from annotator.domain.schema_migration import Renames, diff, plan
from annotator.formats.export_folder import Written
from annotator.formats.exporters import exporter_named
from annotator.formats.gold.options import Counts, GoldReport
from annotator.formats.losses import NOTES_DROPPED, Example, Lost
from annotator.formats.schema_yaml import load_schema
from annotator.resources import resource
from annotator.services.articles import ImportReport
from annotator.services.exporting import ExportOptions, ExportReport
from annotator.services.format_exporting import FormatChoice, FormatOptions, FormatReport
from annotator.services.schemas import SchemaProposal
from annotator.ui.dialogs.export_page import ExportChoices, ExportSheet
from annotator.ui.dialogs.import_page import ImportSheet
from annotator.ui.dialogs.schema_page import SchemaSheet
from tests.ui.panels.samples import quote


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 600)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def shown_words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]


def test_import_from_choice_to_report(qtbot: QtBot, window: QWidget, tmp_path: Path) -> None:
    sheet = ImportSheet(window)
    sheet.begin()
    assert not sheet.start_button.isEnabled()
    sheet.add([tmp_path, tmp_path / "a.txt", tmp_path])
    with qtbot.waitSignal(sheet.import_wanted) as wanted:
        QTest.mouseClick(sheet.start_button, Qt.MouseButton.LeftButton)
    assert wanted.args == [[tmp_path, tmp_path / "a.txt"], None]
    sheet.show_progress(1, 2, "a.txt")
    assert sheet.bar.value() == 1
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert sheet.isVisible()
    article = Article(
        "a_1", "0", 9, title="Water", file="a.txt", normalization={"encoding": "cp1252", "guessed": True, "crlf": 1200}
    )
    fault = InputError("The file is empty", "b.txt", remedy="Leave it out")
    sheet.show_report(ImportReport([article], [replace(article, id="a_2")], [fault], [], ["m.csv, row 3: not used"]))
    words = shown_words(sheet)
    assert "1 article added · 1 was there already · 1 could not be read" in words
    assert "b.txt: The file is empty. Leave it out." in words
    assert "Water · a.txt\nread as cp1252 (guessed), 1,200 line ends changed" in words
    QTest.mouseClick(sheet.done_button, Qt.MouseButton.LeftButton)
    assert not sheet.isVisible()


def test_an_import_can_be_cancelled_and_begun_again(qtbot: QtBot, window: QWidget, tmp_path: Path) -> None:
    sheet = ImportSheet(window)
    sheet.begin([tmp_path])
    QTest.mouseClick(sheet.start_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(sheet.cancel_wanted):
        QTest.mouseClick(sheet.cancel_button, Qt.MouseButton.LeftButton)
    assert not sheet.cancel_button.isEnabled()
    sheet.show_stopped()
    assert sheet.start_button.isVisible()
    assert sheet.paths == [tmp_path]


def test_a_path_is_taken_from_the_list(window: QWidget, tmp_path: Path) -> None:
    sheet = ImportSheet(window)
    sheet.begin([tmp_path / "a.txt", tmp_path / "b.txt"])
    sheet.list.setCurrentRow(0)
    sheet.list.setFocus()
    QTest.keyClick(sheet.list, Qt.Key.Key_Delete)
    assert sheet.paths == [tmp_path / "b.txt"]


def test_export_from_choice_to_summary(qtbot: QtBot, window: QWidget, tmp_path: Path) -> None:
    sheet = ExportSheet(window)
    sheet.begin(ExportChoices(["gold", "anna"], "anna", tmp_path / "exports", ["“8,000”: speaker"]))
    assert any("“8,000”: speaker" in words for words in shown_words(sheet))
    QTest.keyClick(sheet.stand_off, Qt.Key.Key_Space)
    with qtbot.waitSignal(sheet.export_wanted) as wanted:
        QTest.mouseClick(sheet.start_button, Qt.MouseButton.LeftButton)
    assert wanted.args == [tmp_path / "exports", ExportOptions(layer="anna", stand_off=True)]
    counts = Counts(9, 1_000, 1, Counter(claim=30, quote=12), Counter(said_by=3))
    report = GoldReport(tmp_path / "exports", {"gold.jsonl": 123_456}, counts, counts, 2)
    sheet.show_report(ExportReport(report, "anna"))
    words = shown_words(sheet)
    assert "9 articles with 42 spans, written and verified" in words
    assert {"claim: 30", "said_by: 3", "finished and empty: 1"} <= set(words)
    one = Counts(1, 100, 0, Counter(claim=1), Counter())
    sheet.show_report(ExportReport(GoldReport(tmp_path / "exports", {}, one, one, 0), "anna"))
    assert "1 article with 1 span, written and verified" in shown_words(sheet)
    with qtbot.waitSignal(sheet.open_folder_wanted) as folder:
        QTest.mouseClick(sheet.folder_button, Qt.MouseButton.LeftButton)
    assert folder.args == [tmp_path / "exports"]


def test_export_says_what_stands_in_the_way(window: QWidget, tmp_path: Path) -> None:
    sheet = ExportSheet(window)
    sheet.begin(ExportChoices([], "", tmp_path))
    assert not sheet.start_button.isEnabled()
    sheet.begin(ExportChoices(["anna"], "anna", tmp_path))
    assert sheet.start_button.isEnabled()
    (tmp_path / "taken").write_text("x")
    sheet.folder.setText(str(tmp_path / "taken"))
    assert not sheet.start_button.isEnabled()
    sheet.show_error(InputError("The folder is full", "exports", "", "Make room"))
    assert {"The folder is full", "exports", "Make room"} <= set(shown_words(sheet))


def proposal(schema: Schema, text: str, renames: Renames) -> SchemaProposal:
    new = load_schema(text, "schema")
    outcome = plan(schema, new, renames, [quote()], [])
    return SchemaProposal(text, new, tuple(diff(schema, new, renames)), outcome)


def test_a_schema_is_checked_renamed_and_changed(qtbot: QtBot, window: QWidget, schema: Schema) -> None:
    text = resource("schemas", "claims.yaml").read_text(encoding="utf-8")
    sheet = SchemaSheet(window)
    sheet.begin(text)
    changed = text.replace("name: cue", "name: verb").replace("cue,", "verb,")
    with qtbot.waitSignal(sheet.check_wanted) as asked:
        sheet.editor.setPlainText(changed)
    assert asked.args == [changed, Renames()]
    sheet.show_proposal(proposal(schema, changed, Renames()))
    assert "Values would be lost" in sheet.outcome.text()
    assert not sheet.change_button.isEnabled()
    combo = sheet.combos["attribute", "", "cue"]
    combo.setFocus()
    with qtbot.waitSignal(sheet.check_wanted) as again:
        QTest.keyClick(combo, Qt.Key.Key_Down)
        combo.activated.emit(combo.currentIndex())
    assert again.args == [changed, Renames(attributes={"cue": "verb"})]
    ready = proposal(schema, changed, again.args[1])
    sheet.show_proposal(ready)
    assert sheet.outcome.text() == "Ready to change; 1 annotation or relation is rewritten"
    with qtbot.waitSignal(sheet.change_wanted) as wanted:
        QTest.mouseClick(sheet.change_button, Qt.MouseButton.LeftButton)
    assert wanted.args == [ready]
    assert not sheet.isVisible()


def test_mistakes_lead_to_their_lines(window: QWidget) -> None:
    sheet = SchemaSheet(window)
    sheet.begin("name: x\nversion: 1\nlabels: []\n")
    error = InputError("The schema has 2 mistakes", "schema, line 1", "line 1: bad name\nline 3: no labels")
    sheet.show_error(error)
    links = [label for label in sheet.findChildren(QLabel) if label.accessibleName().startswith("line 3")]
    links[0].linkActivated.emit("#")
    assert sheet.editor.textCursor().blockNumber() == 2
    assert not sheet.change_button.isEnabled()


def test_a_file_that_is_no_text_is_refused(window: QWidget, tmp_path: Path) -> None:
    sheet = SchemaSheet(window)
    sheet.begin("name: x\n")
    (tmp_path / "s.yaml").write_bytes(b"\xff\xfe\x00")
    sheet.load(tmp_path / "s.yaml")
    assert sheet.outcome.text() == "The schema cannot be read"
    assert sheet.editor.toPlainText() == "name: x\n"


def test_the_empty_import_list_says_what_to_do(window: QWidget, tmp_path: Path) -> None:
    def colours() -> int:
        middle = sheet.list.viewport().grab().toImage()
        row = middle.height() // 2
        return len({middle.pixel(x, y) for x in range(middle.width()) for y in range(row - 8, row + 8)})

    sheet = ImportSheet(window)
    sheet.begin()
    assert colours() > 1
    sheet.add([tmp_path / "a.txt"])
    assert colours() == 1


DOCCANO = FormatChoice("doccano", "doccano", "JSON lines for doccano", ("notes",))
BRAT = FormatChoice("brat", "brat", "Standoff for brat", ())


def format_report(tmp_path: Path, *losses: Lost, part: str | None = None) -> FormatReport:
    files = {"a.jsonl": (1, 2_048), "*.ann": (9, 4_096)}
    spans, relations = Counter(claim=30, quote=12), Counter(said_by=3)
    written = Written(
        9, unfinished=2, other_parts=4, empty=1, spans=spans, relations=relations, losses=losses, files=files
    )
    return FormatReport(exporter_named("doccano"), "anna", written, tmp_path / "story-doccano", part)


LOST = Lost(NOTES_DROPPED, 12, tuple(Example(f"a_{nth}", "Fined, or not?", f"note {nth}") for nth in range(12)))


def test_what_a_format_loses_is_shown_before_the_button_works(qtbot: QtBot, window: QWidget, tmp_path: Path) -> None:
    sheet = ExportSheet(window)
    sheet.begin(ExportChoices(["gold", "anna"], "anna", tmp_path / "story-gold", formats=(BRAT, DOCCANO)))
    assert not sheet.losses.isVisible()
    assert sheet.start_button.isEnabled()
    sheet.format.setFocus()
    with qtbot.waitSignal(sheet.losses_wanted) as wanted:
        QTest.keyClick(sheet.format, Qt.Key.Key_End)
    asked = FormatOptions("doccano", "anna")
    assert wanted.args == [asked]
    assert not sheet.start_button.isEnabled()
    assert not sheet.stand_off.isVisible()
    assert sheet.folder.text() == str(tmp_path / "story-doccano")
    assert {"JSON lines for doccano.", "Looking for what doccano cannot hold…"} <= set(shown_words(sheet))

    sheet.show_losses(FormatOptions("brat", "anna"), format_report(tmp_path))
    assert not sheet.start_button.isEnabled(), "what is not asked for any more does not count"
    sheet.show_losses(asked, format_report(tmp_path, LOST))
    places = "Fined, or not? – note 0\nFined, or not? – note 1\nand 10 more"
    expected = {"doccano cannot hold all of these annotations", "12 notes are left out", places}
    qtbot.waitUntil(lambda: expected <= set(shown_words(sheet)))
    with qtbot.waitSignal(sheet.format_wanted) as started:
        QTest.mouseClick(sheet.start_button, Qt.MouseButton.LeftButton)
    assert started.args == [tmp_path / "story-doccano", asked]

    sheet.show_format_report(format_report(tmp_path, LOST))
    words = shown_words(sheet)
    assert "9 articles with 42 spans, written for doccano" in words
    assert {"12 notes are left out", "claim: 30", "Articles left out", "2 not finished"} <= set(words)
    assert {"a.jsonl: 2.00 KiB", "9 of the form *.ann: 4.00 KiB"} <= set(words)


def test_another_choice_asks_again_and_the_format_is_remembered(qtbot: QtBot, window: QWidget, tmp_path: Path) -> None:
    sheet = ExportSheet(window)
    choices = ExportChoices(["gold", "anna"], "anna", tmp_path / "mine", formats=(BRAT, DOCCANO))
    sheet.begin(choices)
    with qtbot.waitSignal(sheet.losses_wanted):
        QTest.keyClick(sheet.format, Qt.Key.Key_Down)
    assert sheet.folder.text() == str(tmp_path / "mine")
    with qtbot.waitSignal(sheet.losses_wanted) as wanted:
        QTest.keyClick(sheet.unfinished, Qt.Key.Key_Space)
    assert wanted.args == [FormatOptions("brat", "anna", include_unfinished=True)]
    with qtbot.waitSignal(sheet.losses_wanted) as wanted:
        QTest.keyClick(sheet.layer, Qt.Key.Key_Up)
    assert wanted.args == [FormatOptions("brat", "gold", include_unfinished=True)]
    sheet.show_losses(wanted.args[0], format_report(tmp_path))
    assert "doccano holds all of these annotations" in shown_words(sheet)
    sheet.dismiss()
    with qtbot.waitSignal(sheet.losses_wanted):
        sheet.begin(choices)
    assert sheet.format.currentText() == "brat"
    QTest.keyClick(sheet.format, Qt.Key.Key_Home)
    assert sheet.start_button.isEnabled()
    assert not sheet.losses.isVisible()


def test_a_part_of_the_split_is_asked_for_counted_and_has_its_own_folder(
    qtbot: QtBot, window: QWidget, tmp_path: Path
) -> None:
    sheet = ExportSheet(window)
    folder, formats = tmp_path / "story-gold", (BRAT, DOCCANO)
    sheet.begin(ExportChoices(["anna"], "anna", folder, formats=formats, parts=("train", "dev", "test")))
    assert not sheet.part.isVisible(), "a gold set has all parts"
    QTest.keyClick(sheet.format, Qt.Key.Key_End)
    assert sheet.part.isVisible()
    assert [sheet.part.itemText(row) for row in range(sheet.part.count())] == ["All parts", "Train", "Dev", "Test"]
    with qtbot.waitSignal(sheet.losses_wanted) as wanted:
        QTest.keyClick(sheet.part, Qt.Key.Key_End)
    asked = FormatOptions("doccano", "anna", part="test")
    assert wanted.args == [asked]
    assert not sheet.start_button.isEnabled()
    assert sheet.folder.text() == str(tmp_path / "story-doccano-test")
    sheet.show_losses(asked, format_report(tmp_path, part="test"))
    counts = "9 articles with 42 spans · 4 in other parts · 2 not finished"
    qtbot.waitUntil(lambda: counts in shown_words(sheet))
    sheet.show_losses(asked, replace(format_report(tmp_path, part="test"), written=Written(other_parts=13)))
    assert "There is no article to export" in shown_words(sheet)

    QTest.keyClick(sheet.part, Qt.Key.Key_Up)
    assert sheet.folder.text() == str(tmp_path / "story-doccano-dev")
    QTest.keyClick(sheet.format, Qt.Key.Key_Up)
    assert sheet.folder.text() == str(tmp_path / "story-brat-dev")
    QTest.keyClick(sheet.format, Qt.Key.Key_Home)
    assert sheet.folder.text() == str(tmp_path / "story-gold")
    with qtbot.waitSignal(sheet.export_wanted) as started:
        QTest.mouseClick(sheet.start_button, Qt.MouseButton.LeftButton)
    assert started.args == [tmp_path / "story-gold", ExportOptions(layer="anna")]
    sheet.show_stopped()
    sheet.begin(ExportChoices(["anna"], "anna", folder, formats=formats))
    QTest.keyClick(sheet.format, Qt.Key.Key_End)
    assert not sheet.part.isVisible(), "without a split there are no parts"
    assert sheet.folder.text() == str(tmp_path / "story-doccano")


def test_a_format_that_cannot_be_written_says_why(qtbot: QtBot, window: QWidget, tmp_path: Path) -> None:
    sheet = ExportSheet(window)
    sheet.begin(ExportChoices(["anna"], "anna", tmp_path / "mine", formats=(DOCCANO,)))
    with qtbot.waitSignal(sheet.losses_wanted) as wanted:
        QTest.keyClick(sheet.format, Qt.Key.Key_Down)
    error = UsageError("It cannot be written", why="A library is not installed", remedy="Install it")
    sheet.show_losses(wanted.args[0], error)
    expected = {"It cannot be written", "A library is not installed", "Install it"}
    qtbot.waitUntil(lambda: expected <= set(shown_words(sheet)))
    assert not sheet.start_button.isEnabled()
