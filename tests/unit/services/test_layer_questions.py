from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from annotator.domain.schema_parts import is_name, name_from
from annotator.services.exporting import ExportOptions, export_layer
from annotator.services.importing import ask_before, import_files
from annotator.services.layer_questions import LayerAnswers, known_label, new_names
from annotator.services.projects import Project, create_project, open_project
from annotator.services.sample import sample_project
from tests.unit.domain.schema_samples import verdicts


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return export_layer(sample_project(tmp_path), tmp_path / "gold", ExportOptions(layer="ida")).folder


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("PERSON", "person"),
        ("No. of people", "no_of_people"),
        ("7", "label_7"),
        ("Größe", "gr_e"),
        ("…", "label"),
        ("org.x.type.NamedEntity:value", "namedentity_value"),
    ],
)
def test_a_new_label_is_called_by_what_the_schema_allows(written: str, name: str) -> None:
    assert name_from(written) == name
    assert is_name(name)


def test_a_label_that_is_called_nearly_so_is_proposed() -> None:
    assert known_label("Rulings", verdicts()) == "ruling"
    assert known_label("Court", verdicts()) is None


def test_new_labels_have_names_of_their_own() -> None:
    names = new_names(["PER-SON", "PER SON", "Ruling!"], verdicts())
    assert names == {"PER-SON": "per_son", "PER SON": "per_son_2", "Ruling!": "ruling_2"}


def test_every_layer_of_a_file_can_be_kept_apart(gold: Path, tmp_path: Path) -> None:
    create_project(tmp_path / "other.annot")
    layers = [gold / "layers.jsonl"]
    with open_project(tmp_path / "other.annot", "anna") as project:
        questions = ask_before(project, layers)
        assert not questions.labels
        assert set(questions.annotators) == {"ida", "joel", "mira"}
        assert questions.are_open("anna")
        assert "several annotators" in str(import_files(project, layers).failures[0])
        assert not import_files(project, layers, LayerAnswers(by_annotator=True)).failures
        assert {layer.name for layer in project.reader.summary().layers} == {"ida", "joel", "mira"}


def test_a_file_of_the_one_who_imports_raises_no_question(gold: Path, tmp_path: Path) -> None:
    create_project(tmp_path / "other.annot")
    with open_project(tmp_path / "other.annot", "anna") as project:
        assert not ask_before(project, [gold / "gold.jsonl"]).are_open("anna")


def test_labels_are_counted_by_what_the_file_calls_them(project: Project, gold: Path) -> None:
    path = gold / "gold.jsonl"
    path.write_text(path.read_text("utf-8").replace('"label":"claim"', '"label":"statement"'), encoding="utf-8")
    records = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    said = sum(span["label"] == "statement" for record in records for span in record["spans"])
    assert ask_before(project, [path]).labels == {"statement": said}
    report = import_files(project, [path], LayerAnswers({"statement": "claim"}, finished=True))
    assert not report.failures
    assert len(report.added) == len(records)
