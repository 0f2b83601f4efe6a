"""Exports in the forms of other tools, from outside."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from annotator.app import main
from annotator.services.sample import sample_project


class Outcome(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


LAYER = "mira"


class Shell:
    """Runs the export of a layer of the sample project in a folder with a home of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.project = sample_project(folder)

    def __call__(self, *arguments: object) -> Outcome:
        self._capsys.readouterr()
        code = main(["export", str(self.project), "--layer", LAYER, *map(str, arguments)])
        return Outcome(code, *self._capsys.readouterr())


@pytest.fixture
def export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return Shell(tmp_path, capsys)


def test_what_is_lost_is_said_before_the_export(export: Shell) -> None:
    done = export("out", "--format", "conll")
    assert (done.code, done.out.strip()) == (0, "out")
    lines = done.err.splitlines()
    assert lines[0] == "CoNLL (IOB2) cannot hold all of this layer:"
    words = r"  (\d+) interrupted spans are exported as one each, with what lies between their fragments"
    (place,) = [nth for nth, line in enumerate(lines) if re.fullmatch(words, line)]
    count = int(lines[place].split()[0])
    assert all(re.fullmatch(r"    \S.* – .*", line) for line in lines[place + 1 : place + 4])
    assert lines[place + 4] == f"    … and {count - 3} more"
    left_out = next(int(line.split()[0]) for line in lines if "overlap others of the same label" in line)
    last = re.fullmatch(r"Exported 6 articles with (\d+) of (\d+) spans\.", lines[-1])
    assert last is not None
    assert int(last[2]) - int(last[1]) == left_out
    assert (export.folder / "out" / "data.conll").exists()


def test_a_format_that_holds_everything_says_so(export: Shell) -> None:
    done = export("out", "--format", "brat")
    first, last = done.err.splitlines()
    assert first == "brat holds all of this layer."
    assert re.fullmatch(r"Exported 6 articles with \d+ spans\.", last)
    assert len(list((export.folder / "out").glob("*.ann"))) == 6


def test_losses_as_json_without_writing(export: Shell) -> None:
    done = export("out", "--format", "doccano", "--dry-run", "--json", "--include-unfinished")
    assert done.code == 0
    assert (done.json["folder"], done.json["articles"], done.json["unfinished_left_out"]) == (None, 9, 0)
    lost = {one["feature"]: one for one in done.json["losses"]}
    assert lost["notes"]["what"] == f"{lost['notes']['count']} notes are left out"
    assert len(lost["notes"]["examples"]) == lost["notes"]["count"]
    assert set(lost["notes"]["examples"][0]) == {"article_id", "title", "excerpt"}
    assert not (export.folder / "out").exists()


def test_the_report_of_an_export_as_json(export: Shell) -> None:
    done = export("out", "--format", "csv", "--json")
    assert done.json["format"] == "csv"
    assert set(done.json["files"]) == {"spans.csv", "relations.csv", "articles.csv", "SHA256SUMS"}
    with (export.folder / "out" / "spans.csv").open(encoding="utf-8-sig", newline="") as file:
        assert Counter(record["label"] for record in csv.DictReader(file)) == done.json["spans"]
    assert [one["feature"] for one in done.json["losses"]] == ["characters"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("out", "--format", "docx"), "There is no format “docx”"),
        (("out", "--format", "brat", "--stand-off"), "--stand-off goes with gold and layers"),
        (("out", "--dry-run"), "--dry-run and --part go with other formats"),
        (("out", "--part", "dev"), "--dry-run and --part go with other formats"),
        (("out", "--format", "brat", "--part", "dev"), "no split to take a part of"),
        (("out", "--format", "brat", "--dry-run", "--split", "train=1"), "--split changes the project"),
        (("out", "--format", "brat", "--layer", "nobody"), "no layer 'nobody'"),
    ],
)
def test_wrong_use(export: Shell, arguments: tuple[str, ...], words: str) -> None:
    done = export(*arguments)
    assert done.code == 2
    assert words in done.err
    assert not (export.folder / "out").exists()


def test_a_folder_with_a_gold_set_is_left_alone(export: Shell) -> None:
    assert export("out").code == 0
    before = {path.name: path.read_bytes() for path in (export.folder / "out").iterdir()}
    refused = export("out", "--format", "parquet")
    assert refused.code == 3
    assert "another format" in refused.err
    assert {path.name: path.read_bytes() for path in (export.folder / "out").iterdir()} == before


def test_a_part_of_the_split(export: Shell) -> None:
    shares = ("--split", "train=0.5,dev=0.3,test=0.2", "--include-unfinished", "--json")
    whole = export("out", "--format", "gliner", *shares)
    assert whole.json["articles"] == 9
    assert sum(whole.json["split"]["parts"][part]["articles"] for part in ("train", "dev", "test")) == 9
    found = [
        export(part, "--format", "parquet", "--part", part, "--include-unfinished", "--json").json
        for part in ("train", "dev", "test")
    ]
    assert [one["part"] for one in found] == ["train", "dev", "test"]
    assert sum(one["articles"] for one in found) == 9
    assert all(one["articles"] for one in found)


def test_the_files_of_an_export_are_verified(export: Shell, capsys: pytest.CaptureFixture[str]) -> None:
    assert export("out", "--format", "brat").code == 0
    assert main(["verify", "out"]) == 0
    text = min((export.folder / "out").glob("*.txt"))
    text.write_bytes(text.read_bytes()[:-1] + b"!")
    capsys.readouterr()
    assert main(["verify", "out"]) == 1
    assert re.fullmatch(rf"SHA256SUMS, line \d+: The checksum of {text.name} is another one\n", capsys.readouterr().out)
    (export.folder / "empty").mkdir()
    assert main(["verify", "empty"]) == 3
    assert "not a folder with an export" in capsys.readouterr().err
