from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Event

import pytest

from annotator.domain.edit import Edit
from annotator.domain.errors import DiskFullError, InputError, KnownError, ProjectError, ProjectLockedError
from annotator.services.articles import import_articles
from annotator.services.editing import Editor
from annotator.services.projects import create_project, open_project
from annotator.services.saving import BackgroundSaver, SaveState
from annotator.storage.project_file import ProjectFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "p.annot"
    (tmp_path / "a.txt").write_text("Some words to tag, many of them.", encoding="utf-8")
    create_project(made)
    with open_project(made, "anna") as project:
        import_articles(project, [tmp_path / "a.txt"])
    return made


def test_edits_are_on_disk_after_a_flush_and_the_states_are_told(path: Path) -> None:
    told: list[SaveState] = []
    with open_project(path, "anna", background=True, listener=lambda state, _error: told.append(state)) as project:
        editor = Editor(project)
        editor.open(project.reader.article_ids()[0])
        editor.tag("claim", [(0, 4)])
        project.saver.flush()
        assert len(project.reader.annotations(editor.here.article.id)) == 1
    assert told[0] == SaveState.SAVING
    assert told[-1] == SaveState.SAVED


def test_what_cannot_be_written_is_kept_and_written_later_in_order(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = Event()
    full.set()
    real = ProjectFile.apply

    def apply(file: ProjectFile, edit: Edit, texts: Mapping[str, str] | None = None) -> None:
        if full.is_set():
            raise DiskFullError("The disk is full", where=str(file.path))
        real(file, edit, texts)

    monkeypatch.setattr(ProjectFile, "apply", apply)
    errors: list[KnownError | None] = []
    with open_project(path, "anna", background=True, listener=lambda _state, error: errors.append(error)) as project:
        editor = Editor(project)
        editor.open(project.reader.article_ids()[0])
        for start, end in ((0, 4), (5, 10), (11, 13)):
            editor.tag("claim", [(start, end)])
        with pytest.raises(DiskFullError):
            project.saver.flush()
        assert isinstance(project.saver, BackgroundSaver)
        assert project.saver.waiting() == 3
        assert any(isinstance(error, DiskFullError) for error in errors)
        full.clear()
        project.saver.retry()
        project.saver.flush()
        assert [a.start for a in project.reader.annotations(editor.here.article.id)] == [0, 5, 11]


def test_a_bug_while_writing_does_not_end_the_thread(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("oh")

    with open_project(path, "anna", background=True) as project:
        editor = Editor(project)
        editor.open(project.reader.article_ids()[0])
        with monkeypatch.context() as patch:
            patch.setattr(ProjectFile, "apply", broken)
            editor.tag("claim", [(0, 4)])
            with pytest.raises(ProjectError, match="ZeroDivisionError"):
                project.saver.flush()
        project.saver.retry()
        project.saver.flush()
        assert project.reader.annotations(editor.here.article.id)


def test_an_error_while_opening_is_raised_where_it_is_opened(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing"):
        open_project(tmp_path / "nothing.annot", "anna", background=True)


def test_a_second_writer_is_told_so(path: Path) -> None:
    with open_project(path, "anna", background=True), pytest.raises(ProjectLockedError):
        open_project(path, "ben", background=True)
    open_project(path, "ben", background=True).close()


def test_nothing_can_be_handed_over_after_closing(path: Path) -> None:
    project = open_project(path, "anna", background=True)
    project.close()
    with pytest.raises(ProjectError, match="closed"):
        project.saver.run(lambda file: file.article_count())


def test_a_pause_brings_what_was_saved_from_the_log_into_the_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settled = Event()
    real = ProjectFile.settle_log

    def settle_log(file: ProjectFile) -> None:
        real(file)
        settled.set()

    monkeypatch.setattr(ProjectFile, "settle_log", settle_log)
    monkeypatch.setattr("annotator.services.saving._PAUSE_SECONDS", 0.01)
    with open_project(path, "anna", background=True) as project:
        editor = Editor(project)
        editor.open(project.reader.article_ids()[0])
        editor.tag("claim", [(0, 4)])
        project.saver.flush()
        assert settled.wait(30)
        alone = path.with_name("alone.annot")
        alone.write_bytes(path.read_bytes())  # without the log beside it
        with ProjectFile.open(alone, write=False) as file:
            assert len(file.annotations(editor.here.article.id)) == 1


def test_a_log_that_has_no_room_does_not_keep_from_saving(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(file: ProjectFile) -> None:
        raise DiskFullError("The disk is full", where=str(file.path))

    monkeypatch.setattr(ProjectFile, "reserve_log", refuse)
    with open_project(path, "anna", background=True) as project:
        editor = Editor(project)
        editor.open(project.reader.article_ids()[0])
        editor.tag("claim", [(0, 4)])
        project.saver.flush()
        assert len(project.reader.annotations(editor.here.article.id)) == 1
