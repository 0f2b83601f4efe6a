from __future__ import annotations

from pathlib import Path

import pytest

from annotator.formats.schema_yaml import dump_schema
from annotator.services.editing import Editor
from annotator.services.exporting import ExportOptions, export_layer
from annotator.services.importing import formats_of, import_files
from annotator.services.layers import LayerOptions, import_layer
from annotator.services.projects import Project, create_project, open_project
from annotator.services.sample import sample_project
from tests.unit.domain.schema_samples import verdicts
from tests.unit.formats.brat_folder import put, t


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return export_layer(sample_project(tmp_path), tmp_path / "gold", ExportOptions(layer="ida")).folder


@pytest.fixture
def other(tmp_path: Path) -> Path:
    create_project(tmp_path / "other.annot")
    return tmp_path / "other.annot"


def test_gold_and_articles_come_in_together_and_can_be_undone(other: Path, gold: Path, tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("A plain article.", encoding="utf-8")
    assert formats_of([gold / "gold.jsonl", tmp_path / "plain.txt"]) == {"gold", "text"}
    with open_project(other, "anna") as project:
        report = import_files(project, [gold / "gold.jsonl", tmp_path / "plain.txt"])
        assert len(report.added) == 4
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


def test_a_brat_folder_goes_into_the_own_layer_beside_articles(project: Project, tmp_path: Path) -> None:
    (tmp_path / "plain.txt").write_text("A plain article.", encoding="utf-8")
    text = project.reader.text(project.reader.article_ids()[0])
    lines = [t(text, 1, "figure", "About 3,000 people"), t(text, 2, "person", "Mara Lind"), "A1\tvalue T1 3000"]
    folder = put(tmp_path / "from", "one", text, *lines)
    assert formats_of([folder, tmp_path / "plain.txt"]) == {"brat", "text"}
    assert formats_of([folder / "one.ann", folder / "one.txt"]) == {"brat"}
    report = import_files(project, [folder])
    assert [failure.where for failure in report.failures] == ["person"]
    (folder / "one.ann").write_text("\n".join([lines[0], lines[2], "E1\tx:T1", ""]), encoding="utf-8")
    (folder / "notes.pdf").write_bytes(b"%PDF-")
    report = import_files(project, [tmp_path / "plain.txt", folder])
    assert [article.file for article in report.added] == ["plain.txt"]
    assert "E1 is an event" in str(report.failures[0])
    assert report.remarks == ["from: 1 annotations and 0 relations came in, 0 annotations were there already"]
    assert "notes.pdf" in str(report.left_out[0])
    (made,) = project.reader.annotations(project.reader.article_ids()[0])
    assert (made.layer, made.attributes) == ("anna", {"value": 3000.0})


def test_references_name_annotations_by_the_ids_that_they_get(tmp_path: Path) -> None:
    create_project(tmp_path / "p.annot", schema_text=dump_schema(verdicts()))
    text = "The court fined Ruiz. He appealed."
    folder = put(tmp_path / "from", "one", text, t(text, 1, "ruling", "He appealed"))
    with open_project(tmp_path / "p.annot", "anna") as project:
        assert import_layer(project, [folder], LayerOptions(form="brat")).annotations == 1
        (article,) = project.reader.article_ids()
        (first,) = project.reader.annotations(article)
        lines = [
            t(text, 1, "ruling", "fined Ruiz"),
            t(text, 2, "ruling", "The court"),
            t(text, 3, "ruling", "He appealed"),
        ]
        put(folder, "one", text, *lines, "A1\tappeals T1 T3", "A2\tappeals T2 T1")
        assert import_layer(project, [folder], LayerOptions(form="brat")).known == 1
        court, fined, there = sorted(project.reader.annotations(article), key=lambda one: one.start)
        assert there.id == first.id
        assert (fined.attributes, court.attributes) == ({"appeals": first.id}, {"appeals": fined.id})
