"""`annotator adjudicate` from outside: what it prints, what it leaves, and the gold set that comes of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.app import main
from tests.unit.services.review_project import DONE, make_project
from tests.unit.services.three_annotators import three_annotators


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "100")
    return three_annotators(tmp_path / "halmer.annot", articles=2)


def adjudicate(capsys: pytest.CaptureFixture[str], project: Path, *options: str) -> dict[str, object]:
    """Run the command and return its JSON."""
    assert main(["adjudicate", str(project), "--as", "dora", "--json", *options]) == 0
    return dict(json.loads(capsys.readouterr().out))


def test_twice_unanimous_then_majority(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = adjudicate(capsys, project)
    assert (first["changed"], first["majority"]) == (True, 0)
    assert isinstance(first["unanimous"], int)
    assert first["unanimous"] > 0
    second = adjudicate(capsys, project)
    assert (second["changed"], second["unanimous"], second["open"]) == (False, 0, first["open"])
    third = adjudicate(capsys, project, "--auto", "majority")
    assert isinstance(third["majority"], int)
    assert third["majority"] > 0
    assert main(["verify", str(project)]) == 0


def test_json_lists_what_is_left(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = adjudicate(capsys, project)
    articles = found["articles"]
    assert isinstance(articles, list)
    assert [len(article["places"]) for article in articles] == [article["open"] for article in articles]
    place = articles[0]["places"][0]
    assert place["kind"] == "span"
    assert {"labels", "start", "end", "words", "annotations", "lacking", "differences", "gold", "why"} <= place.keys()
    assert place["why"] == ["undecided"]


def test_the_table_says_how_far_each_article_is(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adjudicate", str(project), "--as", "dora"]) == 0
    out, err = capsys.readouterr()
    assert "dora adjudicates this project from now on." in err
    assert "spans on which all agree" in err
    assert "Only the first 20" in err
    assert "Soldiers sent to Halmer dam as 3,000 people are told to leave" in out
    assert main(["adjudicate", str(project), "--as", "dora"]) == 0
    assert "Nothing was changed" in capsys.readouterr().err


def test_who_does_not_adjudicate_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    adjudicate(capsys, project)
    assert main(["adjudicate", str(project), "--as", "anna"]) == 1
    assert "anna does not adjudicate in this project" in capsys.readouterr().err


def test_nothing_to_adjudicate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = make_project(tmp_path / "story.annot", [{"anna": (DONE, [])}])
    assert main(["adjudicate", str(story), "--as", "dora"]) == 0
    assert "nothing to adjudicate yet" in capsys.readouterr().err


def test_the_gold_set_has_annotators_adjudicator_lineage_and_agreement(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = adjudicate(capsys, project, "--auto", "majority", "--finish")
    assert main(["export", str(project), str(tmp_path / "gold"), "--include-unfinished"]) == 0
    assert main(["verify", str(tmp_path / "gold")]) == 0
    records = [json.loads(line) for line in (tmp_path / "gold" / "gold.jsonl").read_text("utf-8").splitlines()]
    lineage = [json.loads(line) for line in (tmp_path / "gold" / "lineage.jsonl").read_text("utf-8").splitlines()]
    spans = [span for record in records for span in record["spans"]]
    assert len(spans) == found["unanimous"] + found["majority"]  # type: ignore[operator]
    told = [span for record in lineage for span in record["spans"]]
    assert [span["id"] for span in spans] == [span["id"] for span in told]
    for span, known in zip(spans, told, strict=True):
        assert span["annotators"] == sorted(source["annotator"] for source in known["sources"])
        assert (known["by"], known["decision"] in ("unanimous", "majority")) == ("dora", True)
        assert known["at"].endswith("Z")
    touched = [record for record in records if record["spans"]]
    assert {record["provenance"]["adjudicator"] for record in touched} == {"dora"}
    assert [record["provenance"]["annotators"] for record in touched] == [["anna", "ben", "cleo"]] * 2
    card = (tmp_path / "gold" / "README.md").read_text("utf-8")
    assert "n = 2 articles finished by two or more of them" in card
    assert "Krippendorff's alpha on characters, claim" in card
    again = tmp_path / "again"
    assert main(["export", str(project), str(again), "--include-unfinished"]) == 0
    for path in (tmp_path / "gold").iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes()
