"""The preview before an import, in the real window on real files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton

from annotator.ui.dialogs.import_page import ImportSheet
from tests.ui.conftest import OpenedWindow
from tests.unit.formats.conversion.makers import PARAGRAPHS, page, pdf

LEFT = Qt.MouseButton.LeftButton
FOOT = "© 2025 The Harbour Post. All rights reserved."


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.html").write_text(page(), encoding="utf-8")
    plain = f"The ferry 🚢 runs at night.\nSign up for our newsletter.\n{FOOT}\n"
    (folder / "b.txt").write_text(plain, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4")
    (folder / "c.pdf").write_bytes(pdf([["The harbour will be closed for a week in May."]]))
    return folder


def tick(view: QListWidget, row: int) -> None:
    """Click on the box of a row."""
    place = view.visualItemRect(view.item(row))
    QTest.mouseClick(view.viewport(), LEFT, pos=QPoint(place.left() + 18, place.center().y()))


def is_main(button: QPushButton) -> bool:
    return bool(button.property("primary"))


def look(window: OpenedWindow, *paths: Path) -> ImportSheet:
    sheet = window.work.exchange.import_sheet
    window.work.exchange.import_articles(paths)
    QTest.mouseClick(sheet.preview_button, LEFT)
    window.qtbot.waitUntil(lambda: sheet.preview.isVisible() or sheet.done_button.isVisible(), timeout=30_000)
    return sheet


def last_article(window: OpenedWindow) -> tuple[str, str, str, list[str]]:
    """Title, source, date and left-out passages of the newest article."""
    project = window.work.session.project
    assert project is not None
    window.saved()
    with project.new_reader() as file:
        (article,) = file.articles(file.article_ids()[-1:])
        text = file.text(article.id)
    return article.title, article.publisher, article.published, [text[start:end] for start, end in article.excluded]


def test_a_look_shows_what_would_come_in_and_imports_what_was_decided(window: OpenedWindow, pages: Path) -> None:
    sheet = look(window, pages)
    preview = sheet.preview
    titles = [preview.articles.item(row).text() for row in range(preview.articles.count())]
    assert titles[:2] == ["Bridge shut for a year", "The ferry 🚢 runs at night."]
    assert len(titles) == 3
    assert "broken.pdf" in preview.problems.text()
    assert preview.text.toPlainText() == "\n\n".join(PARAGRAPHS)
    assert preview.fields["publisher"].text() == "The Harbour Post"
    left_out = [preview.left_out.item(row).text() for row in range(preview.left_out.count())]
    assert FOOT in left_out

    preview.articles.setCurrentRow(1)
    assert preview.tabs.tabText(0) == "Lines left out of training (2)"
    tick(preview.proposals, 0)
    assert preview.tabs.tabText(0) == "Lines left out of training (1)"
    preview.fields["title"].setFocus()
    preview.fields["title"].selectAll()
    window.type("Ferry")
    preview.fields["publisher"].setFocus()
    window.type("Post")
    assert preview.articles.item(1).text() == "Ferry"
    assert preview.import_button.text() == "Import 3 articles"
    tick(preview.articles, 2)
    assert preview.import_button.text() == "Import 2 articles"
    QTest.mouseClick(preview.import_button, LEFT)
    window.qtbot.waitUntil(sheet.done_button.isVisible)
    assert sheet.outcome.text() == "2 articles added · 1 could not be read"
    assert last_article(window) == ("Ferry", "Post", "", [FOOT])
    QTest.mouseClick(sheet.done_button, LEFT)
    assert window.page.articles.model.rowCount() == 11


def test_one_can_go_back_and_what_is_known_is_not_ticked(window: OpenedWindow, tmp_path: Path) -> None:
    desk = window.work.session.desk
    assert desk is not None
    (tmp_path / "known.txt").write_text(desk.text, encoding="utf-8")
    sheet = look(window, tmp_path / "known.txt")
    assert sheet.preview.articles.item(0).checkState() == Qt.CheckState.Unchecked
    assert "in the project already" in sheet.preview.articles.item(0).text()
    assert not sheet.preview.import_button.isEnabled()
    QTest.mouseClick(sheet.preview.back_button, LEFT)
    assert sheet.start_button.isVisible()
    assert sheet.paths == [tmp_path / "known.txt"]


def test_a_page_is_never_shown_as_more_than_text(window: OpenedWindow, tmp_path: Path) -> None:
    sneaky = (
        "&lt;img src=x onerror=alert(1)&gt;&lt;b&gt;bold&lt;/b&gt; is what the sign on the old bridge said that day."
    )
    (tmp_path / "page.html").write_text(page((*PARAGRAPHS, sneaky)), encoding="utf-8")
    sheet = look(window, tmp_path / "page.html")
    assert "<b>bold</b>" in sheet.preview.text.toPlainText()
    QTest.mouseClick(sheet.preview.import_button, LEFT)
    window.qtbot.waitUntil(sheet.done_button.isVisible)
    labels = [label for label in sheet.findChildren(QLabel) if label.text()]
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)


def test_the_main_button_is_a_look_where_files_are_converted(window: OpenedWindow, pages: Path) -> None:
    sheet = window.work.exchange.import_sheet
    window.work.exchange.import_articles([pages / "b.txt"])
    assert is_main(sheet.start_button)
    assert not is_main(sheet.preview_button)
    sheet.add([pages / "a.html"])
    assert is_main(sheet.preview_button)
    assert not is_main(sheet.start_button)
    sheet.dismiss()
    window.work.exchange.import_articles([pages / "c.pdf"])
    assert sheet.preview_button.hasFocus()


def test_a_gold_set_has_no_preview(window: OpenedWindow, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"schema_version":"1.0","project_schema_sha256":"","spans":[]}\n', encoding="utf-8")
    sheet = look(window, path)
    assert sheet.outcome.text() == "A file with annotations has no preview"


def test_originals_are_kept_if_the_box_is_ticked(window: OpenedWindow, pages: Path) -> None:
    sheet = window.work.exchange.import_sheet
    window.work.exchange.import_articles([pages / "a.html"])
    QTest.keyClick(sheet.originals, Qt.Key.Key_Space)
    QTest.mouseClick(sheet.start_button, LEFT)
    window.qtbot.waitUntil(sheet.done_button.isVisible, timeout=30_000)
    project = window.work.session.project
    assert project is not None
    window.saved()
    with project.new_reader() as file:
        assert file.original(file.article_ids()[-1]) == (pages / "a.html").read_bytes()
