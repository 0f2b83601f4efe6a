from __future__ import annotations

from pathlib import Path

import pytest

from annotator.services.editing import Editor
from annotator.services.exporting import ExportOptions, export_layer
from annotator.services.importing import formats_of, import_files
from annotator.services.projects import Project, create_project, open_project
from annotator.services.sample import sample_project


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return export_layer(sample_project(tmp_path), tmp_path / "gold", ExportOptions()).folder


@pytest.fixture
def other(tmp_path: Path) -> Path:
    create_project(tmp_path / "other.annot")
    return tmp_path / "other.annot"


def test_gold_and_articles_come_in_together_and_can_be_undone(other: Path, gold: Path, tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("A plain article.", encoding="utf-8")
    assert formats_of([gold / "gold.jsonl", tmp_path / "plain.txt"]) == {"gold", "text"}
    with open_project(other, "anna") as project:
        report = import_files(project, [gold / "gold.jsonl", tmp_path / "plain.txt"])
        assert len(report.added) == 3
        assert not report.failures
        assert "annotations" in report.remarks[0]
        assert project.reader.summary().layers[0].spans > 100
        editor = Editor(project)
        assert len(report.edits) == 2
        editor.undo()
        editor.undo()
        assert project.reader.article_count() == 0


def test_a_window_never_writes_into_the_layers_of_others(other: Path, gold: Path) -> None:
    with open_project(other, "anna") as project:
        report = import_files(project, [gold / "layers.jsonl"])
        assert "several annotators" in str(report.failures[0])
        assert not report.added


def test_a_gold_set_of_another_schema_is_a_failure_that_lists_its_labels(project: Project, gold: Path) -> None:
    path = gold / "gold.jsonl"
    path.write_text(path.read_text("utf-8").replace('"label":"claim"', '"label":"statement"'), encoding="utf-8")
    report = import_files(project, [path])
    assert [failure.where for failure in report.failures] == ["statement"]
    assert project.reader.article_count() == 2
