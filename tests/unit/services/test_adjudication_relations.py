"""Relations between gold annotations: those that follow by themselves, and those that a person decides."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.adjudication import Why
from annotator.domain.annotation import GOLD, Relation
from annotator.domain.edit import Change
from annotator.services.adjudication import Adjudicator
from annotator.services.adjudication_overview import comparable_articles
from tests.unit.services.three_annotators import write_as


def test_relations_follow_as_soon_as_both_ends_are_gold(dora: Adjudicator) -> None:
    relation = next(
        link
        for link in dora.here.relations.values()
        if all(not _agreed(dora, end) for end in (link.head, link.child)) and link.layer == "anna"
    )
    for end in (relation.head, relation.child):
        assert [link for link in dora.here.relations.values() if link.layer == GOLD] == []
        item = next(now for now in dora.here.items if end in {unit.id for unit in now.units})
        # Only hers, so that nobody else could have made the relation.
        dora.accept_draft(item, replace(dora.here.annotations[end], attributes={}, provenance={}), [end])
    (carried,) = [link for link in dora.here.relations.values() if link.layer == GOLD]
    assert carried.label == relation.label
    ends = [dora.here.annotations[end].lineage for end in (carried.head, carried.child)]
    assert [end.sources for end in ends if end is not None] == [(relation.head,), (relation.child,)]
    item = next(now for now in dora.here.items if relation.head in {unit.id for unit in now.units})
    touched = dora.reject(item)
    assert touched is not None
    assert not any(link.layer == GOLD for link in dora.here.relations.values())


def _agreed(adjudicator: Adjudicator, annotation_id: str) -> bool:
    here = adjudicator.here
    return any(item.is_unanimous and annotation_id in {unit.id for unit in item.units} for item in here.items)


def test_a_relation_that_only_some_made_is_decided_by_a_person(dora: Adjudicator) -> None:
    dora.open(dora.here.article.id)
    for item in [item for item in dora.here.items if item.is_open]:
        dora.accept(item, item.units[0])
    left = [link for link in dora.here.links if link.is_open]
    assert left
    assert all(len(link.relations) < len(link.voters) for link in left)
    dora.accept_link(left[0], left[0].relations[0])
    now = next(link for link in dora.here.links if link.key == left[0].key)
    assert now.gold is not None
    assert now.why == ()
    dora.reject_link(now)
    now = next(link for link in dora.here.links if link.key == left[0].key)
    assert (now.gold, now.why) == (None, ())
    dora.read(dora.here.article.id)
    assert next(link for link in dora.here.links if link.key == left[0].key).why == ()


def test_a_gold_relation_that_nobody_has_any_more_comes_back(dora: Adjudicator) -> None:
    dora.open(dora.here.article.id)
    link = next(link for link in dora.here.links if link.gold is not None)
    for relation in link.relations:
        write_as(dora.editor.project, relation.layer, "unlink", Change(relation, None))
    dora.read(dora.here.article.id)
    now = next(each for each in dora.here.links if each.key == link.key)
    assert now.why == (Why.GONE,)
    dora.keep_link(now)
    assert next(each for each in dora.here.links if each.key == link.key).why == ()


def test_a_relation_into_another_article_follows_when_its_end_there_is_gold_too(dora: Adjudicator) -> None:
    project = dora.editor.project
    first_article, second_article = comparable_articles(project.reader)
    claims = [
        next(each for each in project.reader.annotations(one, "anna") if each.label == "claim")
        for one in (first_article, second_article)
    ]
    link = Relation(
        "r_" + "0" * 16 + "_1", first_article, "anna", "claim_link", claims[0].id, claims[1].id, second_article
    )
    write_as(project, "anna", "link", Change(None, link))
    for claim in claims:
        dora.read(claim.article_id)
        assert [each for each in dora.here.relations.values() if each.layer == GOLD] == []
        item = next(now for now in dora.here.items if claim.id in {unit.id for unit in now.units})
        # Only hers, so that nobody else could have made the relation.
        dora.accept_draft(item, replace(claim, attributes={}, provenance={}), [claim.id])
    (carried,) = [each for each in project.reader.relations(first_article) if each.layer == GOLD]
    assert (carried.article_id, carried.child_article_id) == (first_article, second_article)
    dora.read(first_article)
    item = next(now for now in dora.here.items if now.gold)
    dora.reject(item)
    assert not any(each.layer == GOLD for each in project.reader.relations(first_article))
    dora.editor.undo()
    assert any(each.layer == GOLD for each in project.reader.relations(first_article))
