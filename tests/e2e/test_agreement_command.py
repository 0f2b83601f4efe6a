"""`annotator agreement` from outside: its table, JSON, page and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.app import main
from tests.unit.services.review_project import DONE, FIVE, Layers, claim, make_project


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")
    return make_project(tmp_path / "story.annot", FIVE)


def test_the_table_fits_100_columns(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agreement", str(story), "--gamma"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 100
    assert lines[0] == "Story"
    cells = [line.split() for line in lines]
    assert ["claim", "3", "3", "1"] in cells
    assert "claim anna – ben 3/3 0.33 (1) 0.67 (1)".split() in cells
    assert "claim.kind nominal 4 of 4 0.00 (1) 0.75".split() in cells
    assert not [line for line in lines if line.startswith("Labels of")]


def test_json_has_what_was_promised(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agreement", str(story), "--json"]) == 0
    out = capsys.readouterr().out
    assert "NaN" not in out
    found = json.loads(out)
    assert (found["documents"]["used"], found["documents"]["excluded"]) == (3, 2)
    assert found["annotators"] == ["anna", "ben", "cara"]
    first = next(one for one in found["pairs"] if (one["a"], one["b"], one["label"]) == ("anna", "ben", None))
    exact, overlap = first["exact"], first["overlap"]
    assert [exact[key] for key in ("tp", "n_a", "n_b", "f1", "ci")] == [2, 4, 4, 0.5, None]
    assert exact["reason"] == "2 articles only, from 3 on"
    assert overlap["f1"] == 0.75
    assert {"exact", "overlap", "sd"} <= found["mean_f1"]["null"].keys()
    assert {"value", "ci", "reason"} <= found["alpha"]["claim"].keys()
    assert found["alpha"]["quote"] == {"value": None, "ci": None, "ci_method": None, "reason": "nobody used the label"}
    assert "u_alpha" in found["unitizing"]
    assert {"label", "name", "measure", "value", "n", "of", "ci"} <= found["attributes"][0].keys()
    assert found["gamma"] is None


def test_gamma_in_json_has_all_it_depends_on(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agreement", str(story), "--json", "--gamma"]) == 0
    found = json.loads(capsys.readouterr().out)["gamma"]
    assert {"value", "observed", "expected", "samples", "seed", "sd"} <= found.keys()
    assert found["value"] == pytest.approx(1 - found["observed"] / found["expected"])


def test_options_narrow_the_comparison(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--annotators", "ben, anna", "--label", "claim", "--iou", "0.9", "--ignore-edges", "--json"]
    assert main(["agreement", str(story), *arguments]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["annotators"] == ["anna", "ben"]
    assert found["settings"] == {"iou": 0.9, "ignore_edges": True, "label": "claim"}
    assert [(one["label"], one["overlap"]["tp"]) for one in found["pairs"]] == [("claim", 1), (None, 1)]


def test_the_page_is_written_and_nothing_else_overwritten(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = story.with_name("agreement.html")
    for _ in range(2):
        assert main(["agreement", str(story), "--html", str(target)]) == 0
    page = target.read_text("utf-8")
    assert "2 articles left out: 1 finished by one annotator only, 1 by nobody." in page
    assert "claim.kind of anna – ben" in page
    before = story.read_bytes()
    assert main(["agreement", str(story), "--html", str(story)]) == 3
    assert story.read_bytes() == before
    assert "story.annot" in capsys.readouterr().err


def test_exit_codes(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agreement", str(story), "--annotators", "anna,nobody"]) == 2
    assert "anna, ben, cara" in capsys.readouterr().err
    assert main(["agreement", str(story), "--annotators", "anna"]) == 2
    assert main(["agreement", str(story), "--label", "nothing"]) == 2
    assert main(["agreement", str(story), "--iou", "0"]) == 2
    assert main(["agreement", str(story.with_name("none.annot"))]) == 3
    other = story.with_name("other.annot")
    other.write_text("not a project", encoding="utf-8")
    assert main(["agreement", str(other)]) == 4


def test_nothing_to_compare_is_said(tmp_path: Path, story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    alone: Layers = {"anna": (DONE, [claim(0, 10)])}
    path = make_project(tmp_path / "alone.annot", [alone])
    assert main(["agreement", str(path), "--html", str(tmp_path / "alone.html")]) == 0
    assert "nothing to compare yet" in capsys.readouterr().out
    assert (tmp_path / "alone.html").exists()


def test_other_commands_do_not_wait_for_numbers(story: Path) -> None:
    program = (
        "import sys; from annotator.app import main; code = main(sys.argv[1:]);"
        "print(code, 'numpy' in sys.modules, 'scipy' in sys.modules)"
    )
    for command, loaded in (("info", False), ("agreement", True)):
        run = [sys.executable, "-c", program, command, str(story)]
        done = subprocess.run(run, capture_output=True, text=True, check=True, encoding="utf-8")
        assert done.stdout.splitlines()[-1] == f"0 {loaded} {loaded}"
