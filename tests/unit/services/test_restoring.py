"""Going back to how a project was before a merge loses nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.errors import CancelledError, InputError, ProjectDamagedError, UsageError
from annotator.services.editing import Editor
from annotator.services.exchange import merge_into, preview_merge
from annotator.services.projects import Project, create_project, open_project, read_project
from annotator.services.restoring import kept_before_merges, restore_project


@pytest.fixture
def apart(project: Project, tmp_path: Path) -> Iterator[Project]:
    """Another copy of the project, in which Ben tagged something."""
    with project.new_reader() as file:
        file.backup(tmp_path / "ben.annot")
    with open_project(tmp_path / "ben.annot", "ben") as opened:
        editor = Editor(opened)
        editor.open(opened.reader.article_ids()[0])
        editor.tag("claim", [(1, 18)])
        yield opened


def whole(path: Path) -> object:
    with read_project(path) as file:
        assert file.verify() == []
        return list(file.walk()), file.settings(), file.edits()


def test_the_project_is_as_it_was_and_the_merged_one_is_kept(project: Project, apart: Project) -> None:
    before = whole(project.path)
    backup = merge_into(project, [apart.path]).backup
    assert backup is not None
    merged = whole(project.path)
    told: list[str] = []
    kept = restore_project(project, backup, progress=lambda _done, _total, words: told.append(words))
    assert kept.name == "story.before-restore-1.annot"
    assert (whole(project.path), whole(kept)) == (before, merged)
    assert set(told) == {"Checking story.before-merge-1.annot", "Keeping the project as it is", "Going back"}
    project.close()
    with open_project(project.path, "anna") as again:
        editor = Editor(again)
        editor.open(again.reader.article_ids()[0])
        editor.tag("figure", [(3, 9)])
        assert again.reader.layers() == ["anna"]
        assert merge_into(again, [kept]).edits == 1
        assert set(again.reader.layers()) == {"anna", "ben"}


def test_what_merges_kept_is_listed_the_newest_first(project: Project, apart: Project, tmp_path: Path) -> None:
    assert kept_before_merges(project) == []
    merge_into(project, [apart.path])
    editor = Editor(apart)
    editor.open(apart.reader.article_ids()[0])
    editor.tag("quote", [(3, 9)])
    merge_into(project, [apart.path])
    create_project(tmp_path / "other.annot")
    shutil.copy(tmp_path / "other.annot", tmp_path / "story.before-merge-7.annot")
    (tmp_path / "story.before-merge-8.annot").write_text("no project")
    found = kept_before_merges(project)
    assert {each.path.name: each.later for each in found} == {
        "story.before-merge-2.annot": 1,
        "story.before-merge-1.annot": 2,
    }
    assert [each.articles for each in found] == [2, 2]


def test_what_is_not_a_backup_of_it_is_refused_and_nothing_changes(
    project: Project, apart: Project, tmp_path: Path
) -> None:
    backup = merge_into(project, [apart.path]).backup
    assert backup is not None
    create_project(tmp_path / "other.annot")
    whole_before, there = whole(project.path), set(tmp_path.iterdir())
    with pytest.raises(InputError, match="another project"):
        restore_project(project, tmp_path / "other.annot")
    with pytest.raises(UsageError, match="project itself"):
        restore_project(project, project.path)
    with pytest.raises(InputError):
        restore_project(project, tmp_path / "missing.annot")
    data = bytearray(backup.read_bytes())
    place = data.index(b"We left at dawn")
    data[place : place + 2] = b"XX"
    backup.write_bytes(bytes(data))
    with pytest.raises(ProjectDamagedError, match="nothing was changed"):
        restore_project(project, backup)
    assert whole(project.path) == whole_before
    assert {path for path in tmp_path.iterdir() if path.suffix == ".annot"} == {
        path for path in there if path.suffix == ".annot"
    }


@pytest.mark.parametrize("stage", ["Checking story.before-merge-1.annot", "Keeping the project as it is", "Going back"])
def test_a_cancelled_going_back_changes_nothing(project: Project, apart: Project, tmp_path: Path, stage: str) -> None:
    backup = merge_into(project, [apart.path]).backup
    assert backup is not None
    merged, there = whole(project.path), {path.name for path in tmp_path.glob("*.annot")}

    def stop(_done: int, _total: int, words: str) -> None:
        if words == stage:
            raise CancelledError

    with pytest.raises(CancelledError):
        restore_project(project, backup, progress=stop)
    assert whole(project.path) == merged
    assert {path.name for path in tmp_path.glob("*.annot")} == there


@pytest.mark.parametrize(
    "stage", ["Checking ben.annot", "Checking story.annot", "Merging", "Keeping the project as it is"]
)
def test_a_cancelled_merge_changes_nothing(project: Project, apart: Project, tmp_path: Path, stage: str) -> None:
    before, there = whole(project.path), {path.name for path in tmp_path.glob("*.annot")}

    def stop(_done: int, _total: int, words: str) -> None:
        if words == stage:
            raise CancelledError

    with pytest.raises(CancelledError):
        merge_into(project, [apart.path], progress=stop)
    assert whole(project.path) == before
    assert {path.name for path in tmp_path.glob("*.annot")} == there


def test_a_preview_says_which_files_fit_and_changes_nothing(project: Project, apart: Project, tmp_path: Path) -> None:
    create_project(tmp_path / "other.annot")
    before = whole(project.path)
    preview = preview_merge(project, [tmp_path / "other.annot", apart.path, project.path])
    assert preview.files == (apart.path,)
    assert [(path.name, error.what) for path, error in preview.refused] == [
        ("other.annot", "This is a file of another project"),
        ("story.annot", "A project cannot be merged with itself"),
    ]
    assert preview.report.edits == 1
    assert preview.report.backup is None
    assert whole(project.path) == before
    nothing = preview_merge(project, [tmp_path / "other.annot"])
    assert (nothing.files, nothing.report.edits) == ((), 0)
