"""Blind by default: what an annotator may see of others, in the text and in an export."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.domain.annotation import GOLD
from annotator.domain.blinding import may_see
from annotator.domain.errors import UsageError
from annotator.services.annotators import KnownAnnotator, known_annotators
from annotator.services.assigning import assign_articles
from annotator.services.editing import Editor
from annotator.services.exporting import ExportOptions, export_layer, layers_open_to
from annotator.services.projects import Project, open_project
from annotator.services.roles import become_adjudicator
from annotator.services.seeing import other_layers, seen_by
from tests.unit.services.review_project import DOING, DONE, FIVE, Layers, claim, make_project

VIEWERS = ("anna", "ben", "cara", "dora")


@pytest.fixture
def five(tmp_path: Path) -> Path:
    return make_project(tmp_path / "five.annot", FIVE)


def open_as(path: Path, annotator: str) -> Project:
    return open_project(path, annotator)


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("adjudicator", [False, True])
def test_the_text_and_the_export_show_what_may_be_seen_and_nothing_else(
    five: Path, viewer: str, adjudicator: bool
) -> None:
    with open_as(five, viewer) as project:
        if adjudicator:
            become_adjudicator(Editor(project))
        stored = list(project.reader.walk())
        for whole, seen in zip(stored, seen_by(viewer, stored, adjudicator=adjudicator), strict=True):
            states = {found.layer: found.state for found in project.reader.progress(whole.article.id)}
            allowed = {layer for layer in states if may_see(viewer, layer, states, adjudicator=adjudicator)}
            assert {row.layer for row in seen.annotations} == {row.layer for row in whole.annotations} & allowed
            assert {row.layer for row in seen.progress} == allowed
            assert (seen.article, seen.text) == (whole.article, whole.text)
            shown = other_layers(project.reader, whole.article.id, viewer)
            with_something = {row.layer for row in whole.annotations} | {
                name for name, state in states.items() if state == DONE
            }
            assert set(shown) == allowed & with_something - {viewer}
            assert sum(map(len, shown.values())) == sum(row.layer != viewer for row in seen.annotations)


def layers_in(folder: Path) -> set[tuple[str, str]]:
    lines = (folder / "layers.jsonl").read_text(encoding="utf-8").splitlines()
    return {(record["id"], record["annotator"]) for record in map(json.loads, lines)}


def test_an_annotators_export_has_only_what_they_may_see(five: Path, tmp_path: Path) -> None:
    with open_as(five, "anna") as project:
        first, second, third, fourth, fifth = project.reader.article_ids()
    options = ExportOptions(layer="anna", include_unfinished=True)
    export_layer(five, tmp_path / "blind", options, viewer="anna")
    export_layer(five, tmp_path / "whole", options)
    seen, whole = layers_in(tmp_path / "blind"), layers_in(tmp_path / "whole")
    assert seen == {
        *((article, name) for article in (first, third) for name in ("anna", "ben", "cara")),
        *((second, name) for name in ("anna", "ben")),
        (fourth, "anna"),
    }
    assert whole - seen == {(second, "cara"), (fifth, "ben")}, "the command line has all"
    export_layer(five, tmp_path / "cara", ExportOptions(layer="cara", include_unfinished=True), viewer="cara")
    assert layers_in(tmp_path / "cara") == seen - {(second, "anna"), (second, "ben"), (fourth, "anna")} | {
        (second, "cara")
    }


def test_the_layers_of_others_are_exported_by_adjudicators_alone(five: Path, tmp_path: Path) -> None:
    with open_as(five, "anna") as project:
        summary, settings = project.reader.summary(), project.settings
        assert layers_open_to(summary, settings, "anna") == [GOLD, "anna"]
        assert layers_open_to(summary, settings, "dora") == [GOLD]
        with pytest.raises(UsageError, match="ben"):
            export_layer(five, tmp_path / "out", ExportOptions(layer="ben"), viewer="anna")
        assert not (tmp_path / "out").exists()
        become_adjudicator(Editor(project))
        assert layers_open_to(summary, settings, "anna") == [GOLD, "anna", "ben", "cara"]
    export_layer(five, tmp_path / "out", ExportOptions(layer="ben"), viewer="anna")


def test_known_annotators_are_those_with_work_a_share_or_the_last_word(tmp_path: Path) -> None:
    layers: list[Layers] = [{"anna": (DONE, [claim(0, 5)]), "ben": (DOING, [])}, {"anna": (DOING, [])}]
    path = make_project(tmp_path / "two.annot", layers)
    with open_as(path, "dora") as project:
        become_adjudicator(Editor(project))
        assign_articles(project, ["anna", "cleo"], 0.5)
        found = known_annotators(project.reader)
    assert [each._replace(assigned=0) for each in found] == [
        KnownAnnotator("anna", 1, 1),
        KnownAnnotator("ben", 0, 1),
        KnownAnnotator("cleo"),
        KnownAnnotator("dora", adjudicates=True),
    ]
    assert sum(each.assigned for each in found) == 3
