"""Annotations from other tools come in: the window asks which labels are meant and whose layer it is."""

from __future__ import annotations

from pathlib import Path

import orjson
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QScrollArea, QWidget

from annotator.ui.dialogs.import_page import ImportSheet
from tests.ui.conftest import ANNOTATOR, OpenedWindow

TEXT = "🌉 An inquiry opened. “Nobody wrote back,” said Oskar Brandt. About 1,200 people left."
LEFT = Qt.MouseButton.LeftButton


def place(words: str, label: str) -> list[object]:
    start = TEXT.index(words)
    return [start, start + len(words), label]


def doccano(folder: Path) -> Path:
    spans = [place("Oskar Brandt", "PERSON"), place("“Nobody wrote back,”", "Quotes"), place("1,200 people", "No. of")]
    path = folder / "doccano.jsonl"
    path.write_bytes(orjson.dumps({"text": TEXT, "label": spans}))
    return path


def label_studio(folder: Path, *annotators: str) -> Path:
    def result(words: str, label: str) -> dict[str, object]:
        start, end, _ = place(words, label)
        value = {"start": start, "end": end, "text": words, "labels": [label]}
        return {"id": label, "from_name": "label", "to_name": "text", "type": "labels", "value": value}

    said = [result("“Nobody wrote back,”", "quote"), result("1,200 people", "figure")]
    made = [
        {"id": nth, "completed_by": {"id": nth, "email": f"{name}@harbour.test"}, "result": [one]}
        for nth, (name, one) in enumerate(zip(annotators, said, strict=False), 1)
    ]
    path = folder / "tasks.json"
    path.write_bytes(orjson.dumps([{"id": 1, "data": {"text": TEXT}, "annotations": made}]))
    return path


def ask(window: OpenedWindow, path: Path) -> ImportSheet:
    sheet = window.work.exchange.import_sheet
    window.work.exchange.import_articles([path])
    window.key(Qt.Key.Key_Return)
    window.qtbot.waitUntil(lambda: sheet.questions.isVisible() or sheet.done_button.isVisible())
    return sheet


def done(window: OpenedWindow, sheet: ImportSheet) -> list[str]:
    window.qtbot.waitUntil(sheet.done_button.isVisible)
    return [label.text() for label in sheet.findChildren(QLabel) if label.isVisible()]


def spans(window: OpenedWindow) -> list[tuple[str, str, str]]:
    """Return layer, label and words of all that is tagged in the newest article."""
    project = window.work.session.project
    assert project is not None
    window.saved()
    with project.new_reader() as file:
        article = file.article_ids()[-1]
        text = file.text(article)
        found = [(one.layer, one.label, text[one.start : one.end]) for one in file.annotations(article)]
    return sorted(found, key=lambda one: text.index(one[2]))


def open_last(window: OpenedWindow) -> None:
    """Open the newest article, which is the last in the list."""
    view = window.page.articles.list
    row = view.model().index(view.model().rowCount() - 1, 0)
    view.scrollTo(row)
    QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(row).center())
    window.qtbot.waitUntil(lambda: len(window.page.annotations.chips) > 0)
    desk = window.work.session.desk
    assert desk is not None
    assert desk.text == TEXT


def test_labels_that_the_schema_lacks_are_renamed_or_added(window: OpenedWindow, tmp_path: Path) -> None:
    sheet = ask(window, doccano(tmp_path))
    assert {name: combo.currentText() for name, combo in sheet.questions.labels.items()} == {
        "PERSON": "new label: person",
        "Quotes": "Quote",
        "No. of": "new label: no_of",
    }
    assert not sheet.questions.layer.isEnabled()
    combo = sheet.questions.labels["No. of"]
    combo.setFocus()
    QTest.keyClicks(combo, "fig")
    assert combo.currentText() == "Figure"
    QTest.mouseClick(sheet.questions.import_button, LEFT)
    assert any("3 annotations and 0 relations came in" in words for words in done(window, sheet))
    assert spans(window) == [
        (ANNOTATOR, "quote", "“Nobody wrote back,”"),
        (ANNOTATOR, "person", "Oskar Brandt"),
        (ANNOTATOR, "figure", "1,200 people"),
    ]
    window.key(Qt.Key.Key_Return)
    open_last(window)
    assert list(window.page.annotations.chips) == ["", "claim", "quote", "figure", "person", "!"]
    window.key("z", Qt.KeyboardModifier.ControlModifier)
    window.saved()
    project = window.work.session.project
    assert project is not None
    assert [label.name for label in project.schema.labels] == ["claim", "quote", "figure"]


def test_several_annotators_keep_a_layer_each(window: OpenedWindow, tmp_path: Path) -> None:
    sheet = ask(window, label_studio(tmp_path, "ben", "mira"))
    assert sheet.questions.layer.currentText() == "layers of their own: ben, mira"
    assert not sheet.questions.layer.isEnabled()
    window.key(Qt.Key.Key_Return)
    done(window, sheet)
    assert [one[:2] for one in spans(window)] == [("ben", "quote"), ("mira", "figure")]


def test_the_work_of_one_can_be_taken_into_the_own_layer(window: OpenedWindow, tmp_path: Path) -> None:
    sheet = ask(window, label_studio(tmp_path, "ben"))
    assert sheet.questions.layer.currentText() == "the layer of ben"
    sheet.questions.layer.setFocus()
    window.key(Qt.Key.Key_Down)
    assert sheet.questions.layer.currentText() == f"my layer ({ANNOTATOR})"
    window.key(Qt.Key.Key_Tab)
    window.key(Qt.Key.Key_Space)
    QTest.mouseClick(sheet.questions.import_button, LEFT)
    done(window, sheet)
    assert [one[:2] for one in spans(window)] == [(ANNOTATOR, "quote")]
    project = window.work.session.project
    assert project is not None
    with project.new_reader() as file:
        assert [row.state for row in file.progress(file.article_ids()[-1])] == ["finished"]


def test_one_can_go_back_and_nothing_has_come_in(window: OpenedWindow, tmp_path: Path) -> None:
    sheet = ask(window, doccano(tmp_path))
    QTest.mouseClick(sheet.questions.back_button, LEFT)
    assert sheet.form.isVisible()
    assert window.page.articles.model.rowCount() == 9


def test_back_among_added_files_return_goes_on_again(window: OpenedWindow, tmp_path: Path) -> None:
    window.key(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    sheet = window.work.exchange.import_sheet
    sheet.add([doccano(tmp_path)])
    QTest.mouseClick(sheet.start_button, LEFT)
    window.qtbot.waitUntil(sheet.questions.isVisible)
    QTest.mouseClick(sheet.questions.back_button, LEFT)
    assert sheet.start_button.hasFocus()
    window.key(Qt.Key.Key_Return)
    window.qtbot.waitUntil(sheet.questions.isVisible)


def test_nothing_is_asked_where_there_is_nothing_to_decide(window: OpenedWindow, tmp_path: Path) -> None:
    sheet = ask(window, label_studio(tmp_path, ANNOTATOR))
    assert "1 article added" in done(window, sheet)
    assert [one[:2] for one in spans(window)] == [(ANNOTATOR, "quote")]


LONG_LABEL = "a label that goes on for quite some time without ever coming to an end, as people do write them"
RIGHT_TO_LEFT = "تسمية طويلة جدا من اليمين إلى اليسار"


def many_labels(folder: Path) -> Path:
    """Return a file with 25 labels that the schema lacks, one of them with a hundred letters."""
    labels = [LONG_LABEL, RIGHT_TO_LEFT, *(f"Category {number:02d}" for number in range(23))]
    path = folder / "many.jsonl"
    path.write_bytes(orjson.dumps({"text": TEXT, "label": [place("1,200 people", label) for label in labels]}))
    return path


def seen_whole(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect() == widget.rect()


def test_many_labels_with_long_names_are_all_seen_and_reached_with_tab(window: OpenedWindow, tmp_path: Path) -> None:
    window.window.resize(800, 560)
    sheet = ask(window, many_labels(tmp_path))
    asked = sheet.questions
    combos = list(asked.labels.values())
    assert len(combos) == 25
    assert asked.import_button.hasFocus()
    for expected in [*combos, asked.finished, asked.back_button, asked.import_button, combos[0]]:
        window.key(Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is expected
        assert seen_whole(expected)
    for expected in (asked.import_button, asked.back_button, asked.finished, combos[-1]):
        window.key(Qt.Key.Key_Backtab)
        assert QApplication.focusWidget() is expected
        assert seen_whole(expected)
    assert all(combo.width() == combos[0].width() for combo in combos)


def test_the_number_of_annotations_is_not_cut_off_with_a_long_name(window: OpenedWindow, tmp_path: Path) -> None:
    sheet = ask(window, many_labels(tmp_path))
    rows = [label for label in sheet.questions.findChildren(QLabel) if label.text().endswith(" · 1 annotation")]
    assert len(rows) == 25
    (long,) = (label for label in rows if label.toolTip() == f"{LONG_LABEL} · 1 annotation")
    assert "…" in long.text()
    assert all(label.fontMetrics().horizontalAdvance(label.text()) <= label.width() for label in rows)
    (other,) = (label for label in rows if label.toolTip().startswith(RIGHT_TO_LEFT))
    assert other.text().startswith("\u2068"), "the number stands after the name in its own direction"


def test_a_scrolling_wheel_changes_no_choice(window: OpenedWindow, tmp_path: Path) -> None:
    sheet = ask(window, many_labels(tmp_path))
    before = sheet.questions.answers()
    (area,) = sheet.questions.findChildren(QScrollArea)
    combo: QComboBox = sheet.questions.labels[LONG_LABEL]
    combo.setFocus()
    middle = combo.mapTo(window.window, combo.rect().center())
    QTest.wheelEvent(window.window.windowHandle(), QPointF(middle), QPoint(0, -120))
    assert sheet.questions.answers() == before
    assert area.verticalScrollBar().value() > 0, "the list scrolls instead"
