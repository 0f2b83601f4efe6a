"""`annotator import --format brat` from outside: two people's folders on the same texts, up to their agreement."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.app import main
from tests.e2e.test_command_line import Shell
from tests.unit.formats.brat_folder import put, t

FIRST = "The ferry 🚢 will sail on Sunday, said Ida Holm.\nAbout 300 people wait."
SECOND = "“It will not,” said the harbour master. Two cranes failed."
THIRD = "Good morning."


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    assert main(["new", "story.annot"]) == 0
    return Shell(tmp_path, capsys)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """What two people made of the same texts: one on Windows, with CRLF and UTF-16 offsets; one without."""
    anna, ben = tmp_path / "from-anna", tmp_path / "from-ben"
    put(
        anna,
        "one",
        FIRST,
        t(FIRST, 1, "claim", "The ferry 🚢 will sail on Sunday"),
        t(FIRST, 2, "figure", "About 300 people"),
        "A1\tclaim_type T1 prediction",
        "A2\tvalue T2 300",
        "#1\tAnnotatorNotes T1\tif the wind drops",
    )
    put(
        anna,
        "two",
        SECOND,
        t(SECOND, 1, "quote", "“It will not,”"),
        t(SECOND, 2, "claim", "It will not"),
        t(SECOND, 3, "claim", "Two cranes failed"),
        "A1\tspeaker T1 the harbour master",
        "R1\tsaid_by Arg1:T1 Arg2:T2",
    )
    put(anna, "three", THIRD)
    windows = FIRST.replace("\n", "\r\n")

    def units(words: str) -> str:
        start = len(windows[: windows.index(words)].encode("utf-16-le")) // 2
        return f"{start} {start + len(words.encode('utf-16-le')) // 2}\t{words}"

    put(
        ben,
        "one",
        windows,
        f"T1\tClaim {units('ferry 🚢 will sail on Sunday')}",
        f"T2\tFigure {units('300 people')}",
        "A1\tclaim_type T1 prediction",
        "A2\tvalue T2 300",
    )
    put(ben, "two", SECOND, t(SECOND, 1, "quote", "“It will not,”"), t(SECOND, 2, "claim", "Two cranes failed"))
    put(ben, "three", THIRD)
    return anna, ben


def test_two_folders_become_two_layers_that_can_be_compared(shell: Shell, folders: tuple[Path, Path]) -> None:
    for name, folder in zip(("anna", "ben"), folders, strict=True):
        done = shell("import", "story.annot", folder, "--format", "brat", "--annotator", name, "--finished", "--json")
        assert done.code == 0, done.err
    info = shell("info", "story.annot", "--json").json
    assert info["articles"] == 3
    assert info["labels"] == {"claim": 5, "quote": 2, "figure": 2}
    found = shell("agreement", "story.annot", "--json").json
    assert (found["annotators"], found["documents"]["used"]) == (["anna", "ben"], 3)

    def pair(label: str | None) -> tuple[int, int, int, int]:
        one = next(each for each in found["pairs"] if each["label"] == label)
        return (one["exact"]["tp"], one["overlap"]["tp"], one["exact"]["n_a"], one["exact"]["n_b"])

    assert pair("claim") == (1, 2, 3, 2)
    assert pair("quote") == (1, 1, 1, 1)
    assert pair("figure") == (0, 1, 1, 1)
    assert shell("verify", "story.annot").code == 0
    again = shell("import", "story.annot", folders[1], "--annotator", "ben", "--json").json
    assert (again["annotations"], again["known"], again["articles"]) == (0, 4, 0)


def test_a_folder_with_annotations_is_known_as_brat(shell: Shell, folders: tuple[Path, Path]) -> None:
    done = shell("import", "story.annot", folders[0], "--annotator", "anna", "--json")
    assert (done.code, done.json["annotations"], done.json["relations"]) == (0, 5, 1)
    files = shell("import", "story.annot", folders[1] / "two.txt", folders[1] / "two.ann", "--annotator", "ben")
    assert files.code == 0, files.err
    assert "2 annotations" in files.err
    (shell.folder / "more.jsonl").write_text('{"text": "More."}\n', encoding="utf-8")
    assert shell("import", "story.annot", folders[0], "more.jsonl").code == 2


def test_what_is_not_taken_is_said_with_its_line(shell: Shell, folders: tuple[Path, Path]) -> None:
    path = folders[0] / "two.ann"
    path.write_text(path.read_text("utf-8") + "E1\tclaim:T2\nT9\tclaim 0 3\tnot\n*\tEquiv T1 T2\n", encoding="utf-8")
    done = shell("import", "story.annot", folders[0], "--annotator", "anna")
    assert done.code == 3
    for number in (6, 7, 8):
        assert f"two.ann, line {number}: " in done.err
    assert "Added 5 annotations and 1 relation in 3 articles, 0 known already, 3 lines not taken." in done.err


def test_labels_that_the_schema_lacks(shell: Shell, folders: tuple[Path, Path]) -> None:
    for path in folders[0].glob("*.ann"):
        path.write_text(path.read_text("utf-8").replace("\tclaim ", "\tMajorClaim "), encoding="utf-8")
    command = ("import", "story.annot", folders[0], "--annotator", "anna")
    refused = shell(*command)
    assert refused.code == 3
    assert "MajorClaim: The schema lacks labels that the file has" in refused.err
    assert shell("info", "story.annot", "--json").json["articles"] == 0

    def labels(name: str, *options: str) -> Any:
        assert shell("new", name).code == 0
        done = shell("import", name, *command[2:], *options)
        assert done.code == 0, done.err
        assert shell("verify", name).code == 0
        return json.loads(shell("info", name, "--json").out)["labels"]

    assert labels("mapped.annot", "--map", "MajorClaim=claim")["claim"] == 3
    assert labels("added.annot", "--add-labels")["majorclaim"] == 3
    for path in folders[0].glob("*.ann"):
        path.write_text(path.read_text("utf-8").replace("MajorClaim", "Major-Claim"), encoding="utf-8")
    assert labels("called.annot", "--add-labels")["major_claim"] == 3
    assert labels("renamed.annot", "--map", "Major-Claim=major", "--add-labels")["major"] == 3
