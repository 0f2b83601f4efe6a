"""`annotator import` of other tools' files from outside: out with one command, in with another, out again the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.app import main
from tests.e2e.test_command_line import Shell
from tests.unit.formats.foreign_files import at, put

STORY = "The ferry 🚢 will sail on Sunday, said Ida Holm. About 300 people wait."


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    assert main(["new", "story.annot"]) == 0
    return Shell(tmp_path, capsys)


def spans(folder: Path, *labels: str) -> Path:
    words = ("The ferry 🚢 will sail on Sunday", "300 people")
    listed = [[*at(one, STORY), label] for one, label in zip(words, labels, strict=True)]
    return put(folder / "export.jsonl", {"text": STORY, "label": listed})


def test_a_file_is_known_by_what_it_holds_and_labels_are_mapped(shell: Shell) -> None:
    path = spans(shell.folder, "Statement", "figure")
    refused = shell("import", "story.annot", path, "--annotator", "ben")
    assert refused.code == 3
    assert "Statement" in refused.err
    assert "--map OLD=new" in refused.err
    done = shell(
        "import", "story.annot", path, "--annotator", "ben", "--map", "Statement=claim", "--finished", "--json"
    )
    assert done.code == 0, done.err
    assert (done.json["annotations"], done.json["failures"]) == (2, [])
    assert "code points" in done.json["left_out"][0]
    assert shell("info", "story.annot", "--json").json["labels"] == {"claim": 1, "figure": 1}


@pytest.mark.parametrize("name", ["label-studio", "cas-xmi", "cas-json", "w3c", "csv", "prodigy", "brat"])
def test_out_in_and_out_again(shell: Shell, name: str) -> None:
    assert (
        shell("import", "story.annot", spans(shell.folder, "claim", "figure"), "--annotator", "ben", "--finished").code
        == 0
    )
    assert shell("export", "story.annot", "first", "--format", name, "--layer", "ben").code == 0
    assert shell("new", "other.annot").code == 0
    done = shell("import", "other.annot", "first", "--annotator", "ben", "--finished", "--json")
    assert done.code == 0, done.err
    assert (done.json["annotations"], done.json["left_out"]) == (2, [])
    assert shell("export", "other.annot", "again", "--format", name, "--layer", "ben").code == 0
    if name != "w3c":  # whose first line names the project
        for path in (shell.folder / "first").iterdir():
            assert (shell.folder / "again" / path.name).read_bytes() == path.read_bytes()


def test_the_folder_of_a_gold_set_is_imported_as_one(shell: Shell) -> None:
    for name in ("ben", "anna"):
        path = spans(shell.folder, "claim", "figure")
        assert shell("import", "story.annot", path, "--annotator", name, "--finished").code == 0
    assert shell("export", "story.annot", "set", "--layer", "ben").code == 0
    assert shell("new", "one.annot").code == 0
    done = shell("import", "one.annot", "set", "--annotator", "cleo", "--json")
    assert (done.code, done.json["annotations"], done.json["articles"]) == (0, 2, 1)
    assert shell("new", "both.annot").code == 0
    done = shell("import", "both.annot", "set", "--format", "layers", "--json")
    assert (done.code, done.json["annotations"]) == (0, 4)


def test_every_annotator_of_a_file_in_a_layer_of_their_own(shell: Shell) -> None:
    region = {"id": "a", "type": "labels", "value": {"start": 0, "end": 3, "text": "The", "labels": ["claim"]}}
    people = [{"completed_by": {"email": f"{who}@example.org"}, "result": [region]} for who in ("ida", "ben")]
    path = put(shell.folder / "tasks.json", [{"data": {"text": STORY}, "annotations": people}])
    assert "several annotators" in shell("import", "story.annot", path).err
    assert shell("import", "story.annot", path, "--by-annotator", "--finished").code == 0
    people_there = shell("info", "story.annot", "--json").json["annotators"]
    assert {"ida", "ben"} <= set(
        people_there if isinstance(people_there, dict) else [one["name"] for one in people_there]
    )


def test_formats_that_are_none_and_options_that_do_not_fit(shell: Shell) -> None:
    path = spans(shell.folder, "claim", "figure")
    done = shell("import", "story.annot", path, "--format", "word")
    assert done.code == 2
    assert "label-studio" in done.err
    assert shell("import", "story.annot", path, "--format", "jsonl", "--by-annotator").code == 2


def test_what_could_not_be_placed_is_named_with_file_and_reason(shell: Shell) -> None:
    (shell.folder / "bad.xmi").write_text('<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>', encoding="utf-8")
    done = shell("import", "story.annot", "bad.xmi", "--format", "cas-xmi")
    assert done.code == 3
    assert "bad.xmi: The file declares a document type or entities, so it is not read" in done.err
