"""Conflicts in words, for the eyes of one annotator, and settled by taking the other version."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.annotation import Annotation
from annotator.domain.article import State
from annotator.domain.edit import Kind
from annotator.domain.errors import RuleError
from annotator.services.conflicts import ToldConflict, conflicts_told
from annotator.services.editing import Editor
from annotator.services.exchange import merge_into
from annotator.services.projects import Project, open_project
from annotator.services.roles import become_adjudicator
from annotator.services.settling import take_other


@pytest.fixture
def laptop(project: Project, tmp_path: Path) -> Iterator[Project]:
    """Another copy of the project with Anna's one annotation in it."""
    tagged(project).tag("claim", [(1, 18)])
    with project.new_reader() as file:
        file.backup(tmp_path / "laptop.annot")
    with open_project(tmp_path / "laptop.annot", "anna") as opened:
        yield opened


def tagged(project: Project) -> Editor:
    editor = Editor(project)
    editor.open(project.reader.article_ids()[0])
    return editor


def the_span(editor: Editor) -> Annotation:
    (annotation,) = editor.here.annotations.values()
    return annotation


def merged(project: Project, *others: Project) -> Editor:
    merge_into(project, [other.path for other in others])
    project.catch_up()
    return tagged(project)


def told(project: Project, viewer: str = "anna") -> list[ToldConflict]:
    return conflicts_told(project.reader, project.reader.conflicts(), project.schema, viewer)


def note(project: Project, text: str) -> None:
    editor = tagged(project)
    editor.set_note(the_span(editor).id, text)


def test_both_versions_are_told_with_what_differs(project: Project, laptop: Project) -> None:
    note(project, "at the desk")
    note(laptop, "on the way")
    merged(project, laptop)
    (conflict,) = told(project)
    assert (conflict.layer, conflict.mine, conflict.hidden) == ("anna", True, False)
    assert conflict.words == "We left at dawn,”"
    differing = {row.name: {row.kept, row.other} for row in conflict.rows if row.kept != row.other}
    assert differing == {"Note": {"at the desk", "on the way"}}
    assert {"Words", "Label", "Certainty"} <= {row.name for row in conflict.rows}


def test_taking_the_other_version_is_an_edit_like_any_other(project: Project, laptop: Project) -> None:
    note(project, "at the desk")
    note(laptop, "on the way")
    editor = merged(project, laptop)
    (conflict,) = told(project)
    kept = the_span(editor)
    assert take_other(editor, conflict.conflict) is not None
    assert the_span(editor) == conflict.conflict.other.record
    assert told(project) == []
    assert take_other(editor, conflict.conflict) is None
    editor.undo()
    assert the_span(editor) == kept
    assert len(told(project)) == 1


def test_a_deletion_is_taken_and_taken_back(project: Project, laptop: Project) -> None:
    editor = tagged(project)
    editor.delete([the_span(editor).id])
    note(laptop, "still here")
    editor = merged(project, laptop)
    (conflict,) = [each for each in told(project) if each.conflict.kind is Kind.ANNOTATION]
    assert conflict.conflict.other.record is None
    take_other(editor, conflict.conflict)
    assert editor.here.annotations == {}
    assert told(project) == []
    editor.undo()
    assert the_span(editor).note == "still here"
    assert project.reader.verify() == []


def test_what_was_deleted_later_is_brought_back(project: Project, laptop: Project) -> None:
    note(project, "still here")
    editor = tagged(laptop)
    editor.delete([the_span(editor).id])
    editor = merged(project, laptop)
    (conflict,) = [each for each in told(project) if each.conflict.kind is Kind.ANNOTATION]
    assert conflict.conflict.kept.record is None
    assert editor.here.annotations == {}
    take_other(editor, conflict.conflict)
    assert the_span(editor).note == "still here"
    assert told(project) == []
    assert project.reader.verify() == []


def test_states_details_and_settings_are_told_and_taken_too(project: Project, laptop: Project) -> None:
    for opened, state, title in ((project, State.FINISHED, "Dawn"), (laptop, State.NEW, "Dusk")):
        editor = tagged(opened)
        editor.set_state(state)
        editor.describe(editor.here.article, title=title)
        editor.change_setting("title", {"title": f"Story of {title}"})
    editor = merged(project, laptop)
    found = {each.conflict.kind: each for each in told(project)}
    assert set(found) == {Kind.PROGRESS, Kind.ARTICLE, Kind.SETTING}
    assert all(each.mine for each in found.values())
    assert {row.name for row in found[Kind.ARTICLE].rows if row.kept != row.other} == {"Title"}
    assert found[Kind.SETTING].article_id == ""
    for each in found.values():
        assert take_other(editor, each.conflict) is not None
        editor.refresh()
    assert told(project) == []
    assert project.reader.verify() == []


def test_another_schema_is_not_taken_as_a_version(project: Project, laptop: Project) -> None:
    for opened, name in ((project, "denied"), (laptop, "refuted")):
        text = opened.settings["schema"]
        tagged(opened).change_setting("change schema", {"schema": f"# {name}\n{text}"})
    editor = merged(project, laptop)
    (conflict,) = told(project)
    with pytest.raises(RuleError, match="Change schema"):
        take_other(editor, conflict.conflict)


def test_what_does_not_fit_any_more_is_refused(project: Project, laptop: Project) -> None:
    tagged(laptop).relabel([the_span(tagged(laptop)).id], "quote")
    note(project, "at the desk")
    editor = merged(project, laptop)
    (conflict,) = told(project)
    other = conflict.conflict.other.record
    assert isinstance(other, Annotation)
    editor.tag(other.label, [(1, 18)])
    with pytest.raises(RuleError, match="same words have the same label"):
        take_other(editor, conflict.conflict)


@pytest.fixture
def bens(project: Project, tmp_path: Path) -> Iterator[tuple[Project, Project]]:
    """Ben's work on two machines, changed apart; Anna's project does not have it yet."""
    with project.new_reader() as file:
        file.backup(tmp_path / "ben.annot")
    with open_project(tmp_path / "ben.annot", "ben") as first:
        tagged(first).tag("claim", [(1, 18)])
        with first.new_reader() as file:
            file.backup(tmp_path / "ben2.annot")
        with open_project(tmp_path / "ben2.annot", "ben") as second:
            note(first, "mine")
            note(second, "mine too")
            yield first, second


def test_conflicts_of_others_are_theirs_and_blind(project: Project, bens: tuple[Project, Project]) -> None:
    editor = merged(project, *bens)
    (conflict,) = told(project)
    assert (conflict.layer, conflict.mine, conflict.hidden, conflict.rows) == ("ben", False, True, ())
    with pytest.raises(RuleError, match="Only ben"):
        take_other(editor, conflict.conflict)
    become_adjudicator(editor)
    (seen,) = told(project)
    assert (seen.hidden, seen.mine) == (False, False)
    assert {"mine", "mine too"} == {row.kept for row in seen.rows if row.name == "Note"} | {
        row.other for row in seen.rows if row.name == "Note"
    }
    with pytest.raises(RuleError, match="Only ben"):
        take_other(editor, conflict.conflict)


def test_conflicts_of_others_are_seen_when_both_have_finished(project: Project, bens: tuple[Project, Project]) -> None:
    tagged(bens[0]).set_state(State.FINISHED)
    editor = merged(project, *bens)
    assert [each.hidden for each in told(project) if each.conflict.kind is Kind.ANNOTATION] == [True]
    editor.set_state(State.FINISHED)
    assert [each.hidden for each in told(project) if each.conflict.kind is Kind.ANNOTATION] == [False]
    assert [each.mine for each in told(project, "ben") if each.conflict.kind is Kind.ANNOTATION] == [True]
