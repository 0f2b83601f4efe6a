from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.article import State
from annotator.domain.errors import CancelledError, UsageError
from annotator.services.editing import Editor
from annotator.services.format_exporting import (
    FormatOptions,
    export_format,
    export_formats,
    find_format_losses,
)
from annotator.services.projects import Project, open_project


@pytest.fixture
def tagged(project: Project) -> Project:
    """Anna has finished the first article, with an interrupted quote and a claim that has a note."""
    editor = Editor(project)
    editor.open(project.reader.article_ids()[0])
    editor.tag("quote", [(0, 18), (35, 52)])
    editor.tag("claim", [(1, 16)])
    claim = next(made for made in editor.here.annotations.values() if made.label == "claim")
    editor.set_note(claim.id, "why?")
    editor.set_state(State.FINISHED)
    project.saver.flush()
    return project


def test_every_format_can_be_chosen_and_says_what_it_lacks() -> None:
    formats = {one.name: one for one in export_formats()}
    assert "interrupted spans" in formats["doccano"].lacks
    assert formats["w3c"].lacks == ()
    assert all(one.title and one.summary for one in formats.values())


def test_losses_are_told_before_and_nothing_is_written(tagged: Project, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    report = find_format_losses(tagged.path, FormatOptions("doccano", "anna"))
    sentences = [lost.sentence for lost in report.losses]
    assert "1 interrupted span is exported as one, with what lies between its fragments" in sentences
    assert "1 note is left out" in sentences
    assert report.folder is None
    assert (report.written.articles, report.written.unfinished) == (1, 1)
    assert {path.suffix for path in set(tmp_path.iterdir()) - before} <= {".lock"}


def test_an_export_reports_what_the_losses_did(tagged: Project, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    options = FormatOptions("doccano", "anna")
    report = export_format(
        tagged.path, tmp_path / "out", options, progress=lambda done, total, item: told.append((done, total, item))
    )
    assert report.losses == find_format_losses(tagged.path, options).losses
    assert told == [(1, 2, ""), (2, 2, "")]
    found = report.as_json()
    assert found["folder"] == str(tmp_path / "out")
    assert found["spans"] == {"claim": 1, "quote": 1}
    assert found["files"]["sequence_labelling.jsonl"]["files"] == 1
    assert {lost["feature"] for lost in found["losses"]} >= {"fragments", "notes", "overlap"}
    assert found["losses"][0]["examples"][0]["article_id"].startswith("a_")


def test_the_layer_is_chosen_as_for_gold(tagged: Project, tmp_path: Path) -> None:
    assert find_format_losses(tagged.path, FormatOptions("brat")).layer == "anna"
    with pytest.raises(UsageError, match="no layer 'ben'"):
        find_format_losses(tagged.path, FormatOptions("brat", "ben"))
    with pytest.raises(UsageError, match="no format"):
        export_format(tagged.path, tmp_path / "out", FormatOptions("docx"))
    assert not (tmp_path / "out").exists()


def test_nobody_exports_what_they_may_not_see(tagged: Project, tmp_path: Path) -> None:
    path = tmp_path / "both.annot"
    tagged.reader.backup(path)
    with open_project(path, "ben") as project:
        editor = Editor(project)
        editor.open(project.reader.article_ids()[1])
        editor.tag("figure", [(0, 12)])
    with pytest.raises(UsageError, match="not finished for you to see"):
        find_format_losses(path, FormatOptions("brat", "anna"), viewer="ben")
    with pytest.raises(UsageError, match="not finished for you to see"):
        export_format(path, tmp_path / "out", FormatOptions("brat", "anna"), viewer="ben")
    assert not (tmp_path / "out").exists()
    own = find_format_losses(path, FormatOptions("brat", "ben", include_unfinished=True), viewer="ben")
    assert own.written.spans == {"figure": 1}


def test_a_cancelled_export_leaves_nothing(tagged: Project, tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        export_format(tagged.path, tmp_path / "out", FormatOptions("w3c", "anna"), cancelled=lambda: True)
    assert not [path for path in tmp_path.iterdir() if "out" in path.name]
