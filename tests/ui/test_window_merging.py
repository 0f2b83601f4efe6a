"""Merging from the window: what files bring, the merge, taking it back, and what is refused."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from annotator.domain.edit import Change
from annotator.services.articles import import_articles
from annotator.services.editing import Editor
from annotator.services.projects import open_project, read_project, verify_project
from annotator.storage.merge import Merge
from annotator.ui.dialogs.merge_page import MergeSheet
from tests.ui.conftest import OpenedWindow, Opener
from tests.ui.together import copy_of, drop, note_as, refused_files, tag_as, words_in

LEFT = Qt.MouseButton.LeftButton


def click(button: QPushButton) -> None:
    assert button.isVisible()
    assert button.isEnabled(), button.text()
    QTest.mouseClick(button, LEFT)


@pytest.fixture
def bens(project: Path) -> Path:
    """Ben's copy of the project, in which he tagged two words of the first article."""
    path = copy_of(project, "ben")
    tag_as(path, "ben", [("claim", 0, 4), ("quote", 10, 20)])
    return path


@pytest.fixture
def window(open_window: Opener, project: Path, bens: Path) -> OpenedWindow:
    """The window on the project, after Ben's copy was made."""
    assert bens.exists()
    opened = open_window(project)
    opened.open_first()
    return opened


def look(window: OpenedWindow, *paths: Path) -> MergeSheet:
    drop(window, *paths)
    sheet = window.work.merging.sheet
    assert sheet.isVisible()
    click(sheet.look_button)
    window.qtbot.waitUntil(lambda: sheet.done_button.isVisible() or sheet.merge_button.isVisible())
    return sheet


def merge(window: OpenedWindow, *paths: Path) -> MergeSheet:
    sheet = look(window, *paths)
    click(sheet.merge_button)
    window.qtbot.waitUntil(lambda: not sheet.is_running and sheet.undo_button.isVisible())
    return sheet


def files_beside(project: Path) -> set[str]:
    return {path.name for path in project.parent.iterdir() if path.suffix == ".annot"}


def test_a_dropped_file_is_looked_at_and_then_merged(window: OpenedWindow, project: Path, bens: Path) -> None:
    reader = window.reader
    reader.set_selection(40, 60)
    window.key("1")
    window.saved()
    desk = window.work.session.desk
    assert desk is not None
    (mine,) = desk.annotations.values()
    reader.set_selection(100, 104)
    before = files_beside(project)

    sheet = look(window, bens)
    assert sheet.outcome.text() == "Merging would bring 2 edits"
    assert "Annotations: 2 new" in words_in(sheet)
    assert files_beside(project) == before
    with read_project(project) as file:
        assert file.layers() == ["anna"]

    click(sheet.merge_button)
    window.qtbot.waitUntil(lambda: not sheet.is_running and sheet.undo_button.isVisible())
    assert sheet.outcome.text() == "Merged: 2 edits came in"
    assert files_beside(project) - before == {"dam.before-merge-1.annot"}
    click(sheet.done_button)
    with read_project(project) as file:
        assert set(file.layers()) == {"anna", "ben"}
    again = window.work.session.desk
    assert again is not None
    assert again is not desk, "the desk was read anew"
    assert again.annotations == {mine.id: mine}
    assert reader.selection() == (100, 104), "one is where one was"
    assert [span.id for span in reader.page.spans] == [mine.id], "Ben's layer is not shown"
    assert window.reader.hasFocus()
    window.key("z", Qt.KeyboardModifier.ControlModifier)
    assert again.annotations == {}, "undo goes on with what was done before the merge"
    window.saved()
    assert verify_project(project) == []


def test_files_are_chosen_by_the_menu_and_merged_twice(
    window: OpenedWindow, bens: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QFileDialog

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(bens), str(bens)], ""))
    window.work.actions["project.merge"].trigger()
    sheet = window.work.merging.sheet
    assert not sheet.look_button.isEnabled()
    assert not sheet.open_button.isVisible()
    click(sheet.files_button)
    assert sheet.files.paths == [bens]
    click(sheet.look_button)
    window.qtbot.waitUntil(sheet.merge_button.isVisible)
    assert sheet.merge_button.text() == "Merge 1 file"
    window.key(Qt.Key.Key_Return)
    window.qtbot.waitUntil(lambda: not sheet.is_running and sheet.undo_button.isVisible())
    click(sheet.done_button)
    again = look(window, bens)
    assert again.outcome.text() == "There is nothing new in it; nothing needs to be merged"
    assert not again.merge_button.isVisible()


def test_what_is_dropped_can_be_opened_instead(window: OpenedWindow, bens: Path) -> None:
    drop(window, bens)
    click(window.work.merging.sheet.open_button)
    project = window.work.session.project
    assert project is not None
    assert project.path == bens


def test_what_cannot_be_merged_says_why_and_changes_nothing(window: OpenedWindow, project: Path, bens: Path) -> None:
    window.saved()
    refused = refused_files(bens)
    there = files_beside(project)
    before = read_all(project)
    for name, says in refused.items():
        sheet = look(window, project.with_name(f"{name}.annot"))
        assert sheet.outcome.text() == "None of the files can be merged", name
        assert says in words_in(sheet), name
        assert not sheet.merge_button.isVisible(), name
        click(sheet.done_button)
    assert files_beside(project) == there
    assert read_all(project) == before


def test_the_files_that_fit_can_be_merged_without_the_others(window: OpenedWindow, project: Path, bens: Path) -> None:
    refused_files(bens)
    sheet = look(window, project.with_name("damaged.annot"), bens, project)
    assert "damaged.annot" in words_in(sheet)
    assert "merged with itself" in words_in(sheet)
    assert sheet.merge_button.text() == "Merge 1 file"
    click(sheet.merge_button)
    window.qtbot.waitUntil(lambda: not sheet.is_running and sheet.undo_button.isVisible())
    with read_project(project) as file:
        assert file.layers() == ["ben"]


def read_all(path: Path) -> object:
    with read_project(path) as file:
        return list(file.walk()), file.edits(), file.settings()


def test_a_merge_is_undone_at_once_without_loss(window: OpenedWindow, project: Path, bens: Path) -> None:
    window.saved()
    before = read_all(project)
    sheet = merge(window, bens)
    merged = read_all(project)
    assert merged != before
    click(sheet.undo_button)
    window.qtbot.waitUntil(lambda: not sheet.is_running and "before the merge" in sheet.outcome.text())
    assert read_all(project) == before
    kept = project.with_name("dam.before-restore-1.annot")
    assert str(kept) in words_in(sheet)
    assert read_all(kept) == merged
    click(sheet.done_button)
    window.open_first()
    window.key("1")
    window.saved()
    assert verify_project(project) == []
    with read_project(project) as file:
        assert file.layers() == ["anna"]


def test_a_merge_is_undone_later_and_done_again(window: OpenedWindow, project: Path, bens: Path) -> None:
    click(merge(window, bens).done_button)
    window.key("1")
    window.saved()
    window.work.actions["project.unmerge"].trigger()
    sheet = window.work.merging.unmerge_sheet
    window.qtbot.waitUntil(sheet.isVisible)
    assert sheet.list.count() == 1
    assert sheet.loss.text() == "3 edits, merged or made since, are not in it."
    click(sheet.start_button)
    window.qtbot.waitUntil(lambda: not sheet.is_running and sheet.done_button.isVisible())
    with read_project(project) as file:
        assert file.layers() == []
    click(sheet.done_button)
    sheet_again = merge(window, project.with_name("dam.before-restore-1.annot"))
    assert "3 edits" in sheet_again.outcome.text()
    with read_project(project) as file:
        assert set(file.layers()) == {"anna", "ben"}
        assert file.verify() == []


def test_without_merges_there_is_nothing_to_undo(window: OpenedWindow) -> None:
    window.work.actions["project.unmerge"].trigger()
    sheet = window.work.merging.unmerge_sheet
    window.qtbot.waitUntil(sheet.isVisible)
    assert "No merge to take back" in words_in(sheet)
    assert not sheet.start_button.isEnabled()


def test_an_article_that_was_removed_elsewhere_closes(open_window: Opener, project: Path, qtbot: QtBot) -> None:
    other = copy_of(project, "ben")
    with open_project(other, "ben") as removing:
        first = removing.reader.articles(removing.reader.article_ids(0, 1))[0]
        Editor(removing).change("remove article", (Change(first, None),))
    window = open_window(project)
    window.open_first()
    sheet = merge(window, other)
    assert "Articles: 1 removed" in words_in(sheet)
    click(sheet.done_button)
    assert window.work.session.desk is None
    assert window.page.articles.model.rowCount() == 8
    assert window.reader.text == ""
    window.work.actions["project.unmerge"].trigger()
    again = window.work.merging.unmerge_sheet
    qtbot.waitUntil(again.isVisible)
    click(again.start_button)
    qtbot.waitUntil(lambda: not again.is_running and again.done_button.isVisible())
    assert window.page.articles.model.rowCount() == 9


def test_a_filter_stays_and_finds_what_came(open_window: Opener, project: Path, tmp_path: Path, qtbot: QtBot) -> None:
    other = copy_of(project, "ben")
    (tmp_path / "new.txt").write_text("The saucepan came back.\n", encoding="utf-8")
    with open_project(other, "ben") as importing:
        import_articles(importing, [tmp_path / "new.txt"])
    window = open_window(project)
    window.open_first()
    window.key("/")
    window.type("saucepan")
    model = window.page.articles.model
    qtbot.waitUntil(lambda: 0 < model.rowCount() < 9)
    before = model.rowCount()
    click(merge(window, other).done_button)
    qtbot.waitUntil(lambda: model.rowCount() == before + 1)
    assert window.page.articles.filter.text() == "saucepan"


def test_a_merge_can_be_cancelled(
    window: OpenedWindow, project: Path, bens: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    sheet = look(window, bens)
    window.saved()
    before, there = read_all(project), files_beside(project)
    take = Merge.take

    def cancel_first(self: Merge, *arguments: object) -> None:
        assert threading.current_thread() is not threading.main_thread()
        sheet._job.cancel()  # type: ignore[union-attr]
        take(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Merge, "take", cancel_first)
    click(sheet.merge_button)
    qtbot.waitUntil(lambda: not sheet.is_running)
    assert sheet.look_button.isVisible(), "back at the choice"
    assert read_all(project) == before
    assert files_beside(project) == there


def test_conflicts_are_listed_found_again_and_settled(open_window: Opener, project: Path, qtbot: QtBot) -> None:
    (name,) = tag_as(project, "anna", [("claim", 0, 12)])
    other = copy_of(project, "laptop")
    note_as(project, "anna", name, "seen at the desk")
    note_as(other, "anna", name, "seen on the way")
    window = open_window(project)
    window.open_first()
    sheet = merge(window, other)
    assert "Changed apart" in words_in(sheet)
    click(sheet.conflicts_button)
    conflicts = window.work.merging.conflicts_sheet
    assert conflicts.isVisible()
    assert {"seen at the desk", "seen on the way"} <= set(words_in(conflicts).splitlines())
    click(conflicts.done_button)

    window.work.actions["project.conflicts"].trigger()
    qtbot.waitUntil(conflicts.isVisible)
    assert conflicts.list.count() == 1
    window.page.articles.article_chosen.emit(window.page.articles.model.row_at(3).article.id)
    click(conflicts.go_button)
    assert not conflicts.isVisible()
    assert window.work.tagging.chosen == [name], "the article is open and the annotation selected"
    window.work.actions["project.conflicts"].trigger()
    qtbot.waitUntil(conflicts.isVisible)
    click(conflicts.take_button)
    desk = window.work.session.desk
    assert desk is not None
    assert desk.annotations[name].note == "seen at the desk"
    assert "Nothing was changed apart" in words_in(conflicts)
    click(conflicts.done_button)
    assert window.work.actions.title("edit.undo") == "Undo take the other version"
    window.saved()
    with read_project(project) as file:
        assert file.conflicts() == []
    window.key("z", Qt.KeyboardModifier.ControlModifier)
    assert desk.annotations[name].note == "seen on the way"
    window.saved()
    with read_project(project) as file:
        assert len(file.conflicts()) == 1
