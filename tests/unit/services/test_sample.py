"""The sample project: what the seeds say stands in the texts, and three people differ in an honest way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.annotation import Provenance
from annotator.domain.article import State
from annotator.domain.rules import check_annotation, missing, visible
from annotator.domain.span import fragments_of
from annotator.resources import seed
from annotator.services.editing import Editor
from annotator.services.projects import Project, open_project
from annotator.services.review import ReviewOptions, agreement_report
from annotator.services.roles import adjudicators
from annotator.services.sample import VISITOR, sample_articles, sample_project

CAREFUL, HASTY, THIRD = "ida", "joel", "mira"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_project(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    with open_project(path, VISITOR) as opened:
        yield opened


def records() -> list[dict[str, Any]]:
    return [json.loads(line) for line in seed("sample_annotations.jsonl").read_bytes().splitlines()]


def test_the_sample_project_is_whole_and_made_once(path: Path, project: Project) -> None:
    assert sample_project(path.parent) == path
    assert not project.reader.verify()
    summary = project.reader.summary()
    assert summary.articles == len(sample_articles()) >= 8
    for listed in project.reader.articles(project.reader.article_ids()):
        assert listed.title
        assert listed.publisher
        assert listed.published


def test_without_annotations_the_articles_are_untouched(tmp_path: Path) -> None:
    with open_project(sample_project(tmp_path, annotations=False), "anna") as project:
        summary = project.reader.summary()
        assert (summary.articles, summary.layers) == (len(sample_articles()), ())
        assert adjudicators(project.settings) == frozenset()


def test_every_fragment_has_the_words_that_the_seeds_say_it_has(project: Project) -> None:
    texts = {one.file: project.reader.text(one.id) for one in project.reader.articles(project.reader.article_ids())}
    seen = 0
    for record in records():
        for one in record["annotations"]:
            words = [texts[record["file"]][start:end] for start, end in one["fragments"]]
            assert words == one["text"], (record["file"], record["annotator"])
            seen += len(words)
    assert seen > 700


def test_the_project_holds_what_the_seeds_say(project: Project) -> None:
    files = {one.file: one.id for one in project.reader.articles(project.reader.article_ids())}
    for record in records():
        where, who = files[record["file"]], record["annotator"]
        made = {(one.label, one.fragments): one for one in project.reader.annotations(where) if one.layer == who}
        assert len(made) == len(record["annotations"])
        for raw in record["annotations"]:
            one = made[raw["label"], fragments_of(raw["fragments"])]
            assert {name: value for name, value in raw["attributes"].items() if value is not None}.items() <= (
                one.attributes.items()
            )
            left = {name for name, origin in one.provenance.items() if origin == Provenance.AUTO}
            assert record.get("left_to_rules", False) or left <= {"altered", "vague"}
        links = [one for one in project.reader.relations(where) if one.layer == who]
        assert len(links) == len(record["relations"])
        (state,) = [one.state for one in project.reader.progress(where) if one.layer == who]
        assert state == State(record["state"])


def test_values_are_the_schemas_and_gaps_are_the_hasty_ones(project: Project) -> None:
    schema, gaps = project.schema, []
    for article in project.reader.articles(project.reader.article_ids()):
        for one in project.reader.annotations(article.id):
            assert not check_annotation(schema, one, article.length)
            assert set(one.attributes) <= {
                shown.name for shown in visible(schema, one.label, one.attributes, frozenset(one.attributes))
            }
            gaps += [one.layer] * len(missing(schema, one))
    assert set(gaps) == {HASTY}
    assert len(gaps) < 6


def test_three_people_worked_on_it_and_none_of_them_is_the_visitor(project: Project) -> None:
    layers = {layer.name: layer for layer in project.reader.summary().layers}
    assert set(layers) == {CAREFUL, HASTY, THIRD}
    assert {name: (one.finished, one.in_progress) for name, one in layers.items()} == {
        CAREFUL: (3, 1),
        HASTY: (6, 0),
        THIRD: (6, 0),
    }
    assert all(set(one.labels) == {"claim", "quote", "figure"} for one in layers.values())
    empty = {(one["file"][:2], one["annotator"]) for one in records() if not one["annotations"]}
    assert empty == {("06", HASTY), ("08", HASTY)}
    assert VISITOR not in layers
    assert adjudicators(project.settings) == {VISITOR}
    assert Editor(project).undo_name is None


def test_they_agree_neither_wholly_nor_by_chance(path: Path) -> None:
    found = agreement_report(path, ReviewOptions()).as_json()
    assert (found["documents"]["used"], found["documents"]["one_finished"], found["documents"]["none_finished"]) == (
        6,
        1,
        2,
    )
    whole = {(one["a"], one["b"]): one for one in found["pairs"] if one["label"] is None}
    exact = {pair: one["exact"]["f1"] for pair, one in whole.items()}
    overlap = {pair: one["overlap"]["f1"] for pair, one in whole.items()}
    assert 0.6 < exact[CAREFUL, THIRD] < 0.85
    assert 0.35 < exact[HASTY, THIRD] < exact[CAREFUL, THIRD]
    assert all(exact[pair] + 0.05 < overlap[pair] < 0.95 for pair in whole)
    assert all(0.4 < found["alpha"][label]["value"] < 0.9 for label in ("claim", "quote", "figure"))
    values = {(one["label"], one["name"]): one["value"] for one in found["attributes"]}
    for differing in (("claim", "claim_type"), ("quote", "quote_type"), ("quote", "speaker"), ("figure", "comparator")):
        assert 0.5 < values[differing] < 0.95
