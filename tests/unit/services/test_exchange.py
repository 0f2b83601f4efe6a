from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from annotator.domain.edit import Kind
from annotator.domain.errors import (
    InputError,
    KnownError,
    ProjectDamagedError,
    ProjectNotOursError,
    ProjectTooNewError,
    RuleError,
    StaleEditError,
    UsageError,
)
from annotator.domain.merging import Counts
from annotator.services.assigning import ASSIGNMENT, assign_articles, assigned_to
from annotator.services.editing import Editor
from annotator.services.exchange import merge_into, merge_json, merge_projects, pack_project
from annotator.services.projects import Project, create_project, open_project, read_project, verify_project
from annotator.services.schemas import change_schema, propose_schema


@pytest.fixture
def apart(project: Project, tmp_path: Path) -> Iterator[Project]:
    """Another copy of the project, with Ben at it."""
    with project.new_reader() as file:
        file.backup(tmp_path / "ben.annot")
    with open_project(tmp_path / "ben.annot", "ben") as opened:
        yield opened


def tag(project: Project, label: str = "claim") -> Editor:
    editor = Editor(project)
    editor.open(project.reader.article_ids()[0])
    editor.tag(label, [(1, 18)])
    return editor


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.suffix == ".annot"}


def test_merging_brings_a_layer_and_keeps_the_project_as_it_was(
    project: Project, apart: Project, tmp_path: Path
) -> None:
    tag(apart)
    before = project.reader.summary()
    dry = merge_into(project, [apart.path], dry_run=True)
    assert project.reader.summary() == before
    assert dry.backup is None
    assert files(tmp_path) == {"story.annot", "ben.annot"}
    report = merge_into(project, [apart.path, apart.path])
    assert (report.edits, report.counts) == (dry.edits, dry.counts)
    assert report.counts[Kind.ANNOTATION] == Counts(added=1)
    assert project.reader.layers() == ["ben"]
    assert report.backup == tmp_path / "story.before-merge-1.annot"
    with read_project(report.backup) as old:
        assert old.summary() == before
    assert verify_project(report.backup) == []
    again = merge_into(project, [apart.path])
    assert (again.edits, again.backup) == (0, None)
    tag(apart, "quote")
    assert merge_into(project, [apart.path]).backup == tmp_path / "story.before-merge-2.annot"
    project.catch_up()
    later = project.edit("later", ())
    assert later.stamp.clock > apart.reader.last_clock(), "what is done now comes after what was merged"
    assert merge_json(report, dry_run=False)["annotations"] == {"added": 1, "changed": 0, "removed": 0}


def test_undo_after_a_merge_is_refused_where_the_merge_changed_something(project: Project, apart: Project) -> None:
    mine = tag(project)
    merge_into(apart, [project.path])
    with open_project_again(apart) as same:
        other = Editor(same)
        other.open(mine.here.article.id)
        other.set_note(next(iter(other.here.in_order())).id, "seen elsewhere")
    assert merge_into(project, [apart.path]).conflicts == ()
    with pytest.raises(StaleEditError, match="changed or deleted"):
        mine.undo()
    annotation = project.reader.annotations(mine.here.article.id, "anna")[0]
    assert annotation.note == "seen elsewhere"
    assert project.reader.verify() == []


def test_a_window_merges_behind_the_edits_that_wait(project: Project, apart: Project) -> None:
    tag(apart)
    project.close()
    with open_project(project.path, "anna", background=True) as window:
        editor = tag(window, "quote")
        report = merge_into(window, [apart.path])
        assert report.counts[Kind.ANNOTATION] == Counts(added=1)
        assert set(window.reader.layers()) == {"anna", "ben"}
        editor.undo()
        window.saver.flush()
        assert window.reader.layers() == ["ben"]


def open_project_again(project: Project) -> Project:
    """Return the file with Anna at it, as if she went on with a copy."""
    project.close()
    return open_project(project.path, "anna")


def refusals(folder: Path) -> dict[str, tuple[type[KnownError], str]]:
    """Make files that cannot be merged from `ben.annot`: name -> error and what it says."""
    ben = folder / "ben.annot"
    for name in ("damaged", "newer", "cut"):
        shutil.copy(ben, folder / f"{name}.annot")
    change(folder / "damaged.annot", "UPDATE article_text SET text = 'X' || substr(text, 2)")
    change(folder / "newer.annot", "PRAGMA user_version = 99")
    (folder / "cut.annot").write_bytes(ben.read_bytes()[:60])
    (folder / "text.annot").write_text("not a project", encoding="utf-8")
    create_project(folder / "else.annot")
    return {
        "damaged": (ProjectDamagedError, "SHA-256 differs"),
        "newer": (ProjectTooNewError, "newer version"),
        "cut": (ProjectDamagedError, "not whole"),
        "text": (ProjectNotOursError, "another kind of file"),
        "else": (InputError, "another project"),
        "missing": (InputError, "cannot be opened"),
        "story": (UsageError, "with itself"),
    }


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute(statement)
        db.commit()


def test_what_does_not_fit_is_refused_and_nothing_changes(project: Project, apart: Project, tmp_path: Path) -> None:
    tag(apart)
    apart.close()
    project.close()
    before = project.path.read_bytes()
    refused = refusals(tmp_path)
    there = files(tmp_path)
    for name, (kind, says) in refused.items():
        with pytest.raises(kind) as caught:
            merge_projects(project.path, [apart.path, tmp_path / f"{name}.annot"])
        assert says in str(caught.value), name
        assert f"{name}.annot" in str(caught.value), name
        assert project.path.read_bytes() == before, name
    assert files(tmp_path) == there


def test_a_damaged_project_takes_nothing(project: Project, apart: Project) -> None:
    tag(apart)
    project.close()
    change(project.path, "UPDATE article SET length = length + 1")
    with pytest.raises(ProjectDamagedError, match="nothing was merged"):
        merge_projects(project.path, [apart.path])
    with read_project(project.path) as file:
        assert file.layers() == []


def test_another_schema_is_refused_and_the_difference_told(project: Project, apart: Project) -> None:
    schema = apart.settings["schema"].replace("name: figure\n", "name: number\n").replace("[figure", "[number")
    schema = schema.replace(", figure", ", number")
    change_schema(Editor(apart), propose_schema(apart, schema, "new.yaml"))
    apart.saver.flush()
    with pytest.raises(RuleError) as caught:
        merge_into(project, [apart.path])
    assert "Its schema is the newer one" in str(caught.value)
    assert "number" in str(caught.value)
    with pytest.raises(RuleError, match="another schema") as back:
        merge_into(apart, [project.path])
    assert "This project's schema is the newer one" in str(back.value)
    assert project.reader.settings()["schema"] != schema


def test_assigning_is_stored_undone_and_stable(project: Project) -> None:
    editor = Editor(project)
    ids = project.reader.article_ids()
    report = assign_articles(project, ["anna", "ben"], 0.5)
    assert (sum(report.articles.values()), report.shared) == (3, 1)
    mine, his = (assigned_to(project.reader.settings(), name) for name in ("anna", "ben"))
    assert mine | his == frozenset(ids)
    assert len(mine & his) == 1
    assert assign_articles(project, ["anna", "ben"], 0.5).edit is None
    assert report.edit is not None
    editor.adopt([report.edit])
    editor.undo()
    assert ASSIGNMENT not in project.reader.settings()
    assert assigned_to(project.settings, "anna") == frozenset()


@pytest.mark.parametrize(
    ("names", "overlap"), [([], 0.2), (["anna", "anna"], 0.2), (["gold"], 0.2), (["anna"], 1.5), (["anna"], -0.1)]
)
def test_assigning_nonsense_is_refused(project: Project, names: list[str], overlap: float) -> None:
    with pytest.raises(UsageError):
        assign_articles(project, names, overlap)
    assert ASSIGNMENT not in project.reader.settings()


def test_a_pack_is_a_project_with_one_share_and_comes_back(project: Project, apart: Project, tmp_path: Path) -> None:
    tag(project)
    tag(apart)
    merge_into(project, [apart.path])
    assign_articles(project, ["anna", "ben"], 0)
    target = tmp_path / "packed.annot"
    mine = assigned_to(project.settings, "ben")
    assert pack_project(project.path, "ben", target) == 1
    with open_project(target, "ben") as packed:
        assert set(packed.reader.article_ids()) == mine
        assert set(packed.reader.layers()) <= {"ben"}
        assert packed.settings == project.settings
        assert packed.reader.verify() == []
        editor = Editor(packed)
        editor.open(*mine)
        editor.tag("figure", [(0, 4)])
    report = merge_into(project, [target])
    assert report.counts[Kind.ANNOTATION] == Counts(added=1)
    assert report.conflicts == ()
    assert "figure" in {span.label for span in project.reader.annotations(next(iter(mine)), "ben")}


def test_a_pack_is_refused_where_it_makes_no_sense(project: Project, tmp_path: Path) -> None:
    assign_articles(project, ["anna"], 0)
    there = {path.name for path in tmp_path.iterdir()}
    for name, target, kind in (
        ("ben", "new.annot", UsageError),
        ("anna", "new.txt", UsageError),
        ("anna", "story.annot", InputError),
        ("anna", "nowhere/new.annot", InputError),
        ("gold", "new.annot", UsageError),
    ):
        with pytest.raises(kind):
            pack_project(project.path, name, tmp_path / target)
    assert {path.name for path in tmp_path.iterdir()} == there
