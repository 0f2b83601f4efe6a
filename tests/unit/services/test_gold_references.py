"""Attributes that point to annotations, on their way to the gold layer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.annotation import GOLD, Annotation, Progress
from annotator.domain.article import State
from annotator.domain.edit import Change
from annotator.domain.identity import ANNOTATION
from annotator.domain.span import fragments_of
from annotator.services.adjudication import Adjudicator
from annotator.services.articles import import_articles
from annotator.services.editing import Editor
from annotator.services.projects import create_project, open_project
from annotator.services.roles import become_adjudicator
from tests.unit.services.reference_schema import SCHEMA
from tests.unit.services.three_annotators import write_as


@pytest.fixture
def dora(tmp_path: Path) -> Iterator[Adjudicator]:
    """An article in which two annotators have the same claim that points to a quote; ben's quote is longer."""
    path = tmp_path / "story.annot"
    create_project(path, schema_text=SCHEMA)
    (tmp_path / "one.txt").write_text("The ferry was late. “We waited,” said Ona Brandt.", encoding="utf-8")
    with open_project(path, "dora") as project:
        (article,) = import_articles(project, [tmp_path / "one.txt"]).added
        for name, end in (("anna", 32), ("ben", 37)):
            quote = Annotation(project.mint.new(ANNOTATION), article.id, name, "quote", fragments_of([(20, end)]))
            claim = Annotation(
                project.mint.new(ANNOTATION), article.id, name, "claim", fragments_of([(0, 19)]), {"whose": quote.id}
            )
            done = Progress(article.id, name, State.FINISHED, 1)
            write_as(project, name, "tag", *(Change(None, each) for each in (quote, claim, done)))
        editor = Editor(project)
        become_adjudicator(editor)
        adjudicator = Adjudicator(editor)
        adjudicator.open(article.id)
        yield adjudicator


def gold(adjudicator: Adjudicator, label: str) -> Annotation | None:
    return next((each for each in adjudicator.here.state.gold if each.label == label), None)


def test_a_reference_points_to_the_gold_that_was_made_from_what_was_meant(dora: Adjudicator) -> None:
    claim = next(item for item in dora.here.items if item.start == 0)
    assert not claim.is_unanimous  # they mean other words
    dora.accept(claim, claim.units[0])
    made = gold(dora, "claim")
    assert made is not None
    assert "whose" not in made.attributes  # there is no gold to point to yet
    quote = next(item for item in dora.here.items if item.start == 20)
    dora.accept(quote, next(unit for unit in quote.units if unit.layer == claim.units[0].layer))
    made, target = gold(dora, "claim"), gold(dora, "quote")
    assert made is not None
    assert target is not None
    assert made.attributes["whose"] == target.id
    assert dora.editor.project.reader.annotation(made.article_id, made.id) == made
    assert not dora.here.open_count


def test_a_reference_to_gold_that_is_taken_out_again_is_cleared(dora: Adjudicator) -> None:
    for start in (20, 0):
        item = next(item for item in dora.here.items if item.start == start)
        dora.accept(item, item.units[0])
    target = gold(dora, "quote")
    assert target is not None
    if gold(dora, "claim").attributes.get("whose") is None:  # type: ignore[union-attr] # it was accepted
        claim = next(item for item in dora.here.items if item.start == 0)
        dora.accept(claim, claim.units[1])
    assert gold(dora, "claim").attributes["whose"] == target.id  # type: ignore[union-attr] # as above
    dora.reject(next(item for item in dora.here.items if item.start == 20))
    assert "whose" not in gold(dora, "claim").attributes  # type: ignore[union-attr] # as above
    assert gold(dora, "quote") is None
    assert not any(each.layer == GOLD and each.attributes for each in dora.here.annotations.values())
