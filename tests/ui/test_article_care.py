"""Passages that are left out, and originals, from the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QFileDialog

from annotator.services.articles import import_articles
from annotator.services.projects import open_project
from tests.ui.conftest import ANNOTATOR, OpenedWindow, Opener

CTRL = Qt.KeyboardModifier.ControlModifier


def ink(window: OpenedWindow) -> int:
    """How dark the first lines of the text are, as the sum of all their pixels."""
    image: QImage = window.reader.viewport().grab().toImage()
    return sum(
        255 - QColor(image.pixel(x, y)).lightness()
        for y in range(60, min(220, image.height()))
        for x in range(0, image.width(), 2)
    )


def test_a_key_leaves_the_selection_out_and_takes_it_back_in(window: OpenedWindow) -> None:
    desk = window.work.session.desk
    assert desk is not None
    before = ink(window)
    window.reader.set_selection(0, 30)
    window.key("x")
    assert desk.article.excluded == ((0, 30),)
    window.key(Qt.Key.Key_Right)
    assert window.reader.caret > 0, "the text stays where it was"
    window.key("x", Qt.KeyboardModifier.NoModifier)
    assert desk.article.excluded != ((0, 30),)
    window.key(Qt.Key.Key_Z, CTRL)
    window.key(Qt.Key.Key_Z, CTRL)
    assert not desk.article.excluded
    assert abs(ink(window) - before) < before * 0.05


def test_a_passage_is_shown_pale(window: OpenedWindow) -> None:
    desk = window.work.session.desk
    assert desk is not None
    before = ink(window)
    window.reader.set_selection(0, min(900, len(desk.text)))
    window.key("x")
    window.reader.set_selection(0, 0)
    assert ink(window) < before * 0.85


def test_with_nothing_selected_it_is_the_paragraph(window: OpenedWindow) -> None:
    desk = window.work.session.desk
    assert desk is not None
    line = desk.text.split("\n")[0]
    window.reader.set_selection(3, 3)
    window.key("x")
    assert desk.article.excluded == ((0, len(line.rstrip())),)


@pytest.fixture
def kept(open_window: Opener, project: Path, tmp_path: Path) -> OpenedWindow:
    """The window on an article whose file was kept."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "kept.txt").write_bytes(b"Caf\xe9 by the bridge, open all night.\r\n")
    with open_project(project, ANNOTATOR) as opened:
        (article,) = import_articles(opened, [tmp_path / "pages"], keep_originals=True).added
    window = open_window(project)
    window.open_first()
    window.work.session.open_article(article.id)
    return window


def test_the_original_is_saved_where_asked(kept: OpenedWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "back.txt"
    asked: list[str] = []

    def choose(_parent: object, _title: str, proposed: str) -> tuple[str, str]:
        asked.append(proposed)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    target.write_text("an older file", encoding="utf-8")
    kept.key(Qt.Key.Key_K, CTRL)
    kept.type("save the original")
    kept.key(Qt.Key.Key_Return)
    assert target.read_bytes() == b"Caf\xe9 by the bridge, open all night.\r\n"
    assert Path(asked[0]).name == "kept.txt"
    kept.work.session.open_article(kept.page.articles.model.row_at(0).article.id)
    kept.key(Qt.Key.Key_K, CTRL)
    kept.type("save the original")
    kept.key(Qt.Key.Key_Return)
    assert any("was not kept" in message.head for message in kept.work.messages.shown)
    assert target.read_bytes().startswith(b"Caf\xe9"), "what was there is not lost"
