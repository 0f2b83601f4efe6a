"""No command of one annotator changes another's layer; see also tests/unit/domain/test_ownership.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.annotation import Annotation, Progress
from annotator.domain.article import State
from annotator.domain.edit import Change
from annotator.domain.errors import RuleError
from annotator.domain.schema_migration import Renames
from annotator.domain.span import fragments_of
from annotator.services.editing import Editor
from annotator.services.exporting import ExportOptions, export_layer
from annotator.services.layers import LayerOptions, import_layer
from annotator.services.projects import Project, create_project, open_project
from annotator.services.schemas import change_schema, propose_schema


@pytest.fixture
def bens(project: Project) -> Annotation:
    """Ben's one annotation in the project, which is Anna's again."""
    project.annotator = "ben"
    editor = Editor(project)
    editor.open(project.reader.article_ids()[0])
    editor.tag("claim", [(1, 18)])
    editor.set_state(State.FINISHED)
    project.annotator = "anna"
    (annotation,) = project.reader.annotations(project.reader.article_ids()[0], "ben")
    return annotation


def anna(project: Project) -> Editor:
    editor = Editor(project)
    editor.open(project.reader.article_ids()[0])
    return editor


def test_no_verb_of_the_editor_reaches_another_layer(project: Project, bens: Annotation) -> None:
    editor = anna(project)
    name = bens.id
    verbs: list[Callable[[], object]] = [
        lambda: editor.delete([name]),
        lambda: editor.set_note(name, "mine"),
        lambda: editor.respan(name, [(2, 6)]),
        lambda: editor.relabel([name], "quote"),
        lambda: editor.set_attribute([name], "status", "asserted"),
        lambda: editor.nudge(name, "end", "word", forward=True),
        lambda: editor.add_fragment(name, 20, 25),
        lambda: editor.confirm([name]),
        lambda: editor.change("delete", (Change(bens, None),)),
        lambda: editor.change_setting("x", {"title": "x"}, (Change(bens, replace(bens, note="x")),)),
    ]
    before = project.reader.annotations(bens.article_id), project.reader.summary()
    for verb in verbs:
        with pytest.raises(RuleError):
            verb()
    assert (project.reader.annotations(bens.article_id), project.reader.summary()) == before
    assert project.settings["title"] == "Story"


def test_nothing_is_linked_to_another_layer(project: Project, bens: Annotation) -> None:
    editor = anna(project)
    editor.tag("claim", [(20, 40)])
    (mine,) = editor.here.annotations
    with pytest.raises(RuleError, match="in the layer of ben"):
        editor.relate("claim_link", mine, bens)


def test_an_edit_for_another_layer_cannot_even_be_made(project: Project, bens: Annotation) -> None:
    state = Progress(bens.article_id, "ben", State.NEW, 1)
    foreign = Annotation("s_x", bens.article_id, "ben", "claim", fragments_of([(0, 4)]))
    for change in (Change(bens, None), Change(None, foreign), Change(None, state)):
        with pytest.raises(RuleError, match="only ben can change it"):
            project.edit("meddle", (change,))


def test_undo_takes_back_ones_own_edits_only(project: Project, bens: Annotation) -> None:
    editor = anna(project)
    assert editor.undo_name == "import articles"
    with pytest.raises(RuleError):
        editor.undo()
    assert project.reader.annotations(bens.article_id) == [bens]


def test_a_change_of_the_schema_and_its_undo_reach_every_layer(project: Project, bens: Annotation) -> None:
    editor = anna(project)
    text = project.settings["schema"].replace("negated", "denied")
    change_schema(editor, propose_schema(project, text, "schema", Renames(attributes={"negated": "denied"})))
    (rewritten,) = project.reader.annotations(bens.article_id, "ben")
    assert ("negated" in bens.attributes, "denied" in rewritten.attributes) == (True, True)
    assert editor.here.progress is None, "that a schema changed is no work on the open article"
    editor.undo()
    assert project.reader.annotations(bens.article_id, "ben") == [bens]


def layers_file(project: Project, folder: Path) -> Path:
    options = ExportOptions(layers_only=True, include_unfinished=True)
    return export_layer(project.path, folder, options).folder / "layers.jsonl"


def test_importing_layers_begins_layers_and_never_changes_what_is_there(
    project: Project, bens: Annotation, tmp_path: Path
) -> None:
    options = LayerOptions(by_annotator=True)
    first = layers_file(project, tmp_path / "first")
    project.annotator = "ben"
    later = anna(project)
    later.tag("quote", [(1, 4)])
    second = layers_file(project, tmp_path / "second")
    later.undo()
    project.annotator = "anna"
    before = project.reader.annotations(bens.article_id), project.reader.progress(bens.article_id)

    again = import_layer(project, [first], options)
    assert (again.known, again.annotations, again.failures) == (1, 0, [])
    refused = import_layer(project, [second], options)
    assert (refused.known, refused.annotations) == (0, 0)
    assert ["ben has tagged this article already" in str(one) for one in refused.failures] == [True]
    assert (project.reader.annotations(bens.article_id), project.reader.progress(bens.article_id)) == before

    project.annotator = "ben"
    assert import_layer(project, [second], options).annotations == 1


def test_importing_layers_links_nothing_in_a_layer_that_is_begun(
    project: Project, bens: Annotation, tmp_path: Path
) -> None:
    project.annotator = "ben"
    editor = Editor(project)
    editor.open(project.reader.article_ids()[1])
    editor.tag("claim", [(0, 9)])
    (elsewhere,) = editor.here.annotations.values()
    editor.open(bens.article_id)
    editor.relate("claim_link", bens.id, elsewhere)
    linked = layers_file(project, tmp_path / "linked")
    editor.undo()
    project.annotator = "anna"
    before = list(project.reader.walk())
    refused = import_layer(project, [linked], LayerOptions(by_annotator=True))
    assert ["ben has tagged" in str(one) for one in refused.failures] == [True]
    assert refused.relations == 0
    assert list(project.reader.walk()) == before
    project.annotator = "ben"
    assert import_layer(project, [linked], LayerOptions(by_annotator=True)).relations == 1


def test_importing_layers_into_a_project_without_them_takes_all(
    project: Project, bens: Annotation, tmp_path: Path
) -> None:
    first = layers_file(project, tmp_path / "first")
    create_project(tmp_path / "other.annot")
    with open_project(tmp_path / "other.annot", "anna") as other:
        report = import_layer(other, [first], LayerOptions(by_annotator=True))
        assert (report.annotations, report.failures) == (1, [])
        assert other.reader.layers() == ["ben"]
        editor = Editor(other)
        editor.adopt(report.edits)
        editor.undo()
        assert other.reader.article_ids() == []
    assert bens.layer == "ben"
