"""Relations on their way to gold: within an article, and from one into another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from annotator.domain.adjudication import ArticleState, Settled, Why, print_of_relation
from annotator.domain.annotation import GOLD, Annotation, Lineage, Relation
from annotator.domain.gold_links import Link, links_of
from annotator.domain.schema import Label, RelationType, Schema
from annotator.domain.span import fragments_of

SCHEMA = Schema(
    name="small",
    title="Small",
    labels=(Label(name="claim", color="#0b84a5"), Label(name="quote", color="#a50b84")),
    relations=(
        RelationType(name="same", title="same", head=("claim",), child=("claim",), across_articles=True),
        RelationType(name="in", title="in", head=("claim",), child=("quote",)),
    ),
)
HERE, THERE = "a_1", "a_2"


def span(name: str, article: str, layer: str, label: str = "claim", start: int = 0) -> Annotation:
    return Annotation(name, article, layer, label, fragments_of([(start, start + 5)]))


def gold(name: str, *sources: Annotation) -> Annotation:
    lineage = Lineage("accepted", tuple(source.id for source in sources))
    return replace(sources[0], id=name, layer=GOLD, lineage=lineage)


def relation(name: str, head: Annotation, child: Annotation, label: str = "same") -> Relation:
    return Relation(name, head.article_id, head.layer, label, head.id, child.id, child.article_id)


A1, A2 = span("s_1", HERE, "anna"), span("s_2", THERE, "anna")
B1, B2 = span("s_3", HERE, "ben"), span("s_4", THERE, "ben")


def states(*annotations: Annotation, finished: tuple[str, ...] = ("anna", "ben")) -> dict[str, ArticleState]:
    found = {}
    for place in (HERE, THERE):
        mine = {each.id: each for each in annotations if each.article_id == place}
        found[place] = ArticleState(mine, finished, {}, SCHEMA)
    return found


ALL = (A1, A2, B1, B2, gold("s_8", A1, B1), gold("s_9", A2, B2))
OF_ANNA, OF_BEN = relation("r_1", A1, A2), relation("r_2", B1, B2)


def only(found: list[Link]) -> Link:
    (link,) = found
    return link


def test_a_relation_into_another_article_follows_when_both_ends_are_gold() -> None:
    link = only(links_of(states(*ALL), [OF_ANNA, OF_BEN], {}, SCHEMA))
    assert (link.head.id, link.child.id, link.voters) == ("s_8", "s_9", ("anna", "ben"))
    assert link.is_unanimous
    assert link.majority == OF_ANNA
    assert links_of(states(*ALL[:-1]), [OF_ANNA, OF_BEN], {}, SCHEMA) == []


def test_only_those_from_whose_spans_both_ends_were_made_could_have_made_it() -> None:
    mine = (A1, A2, B1, B2, gold("s_8", A1), gold("s_9", A2, B2))
    link = only(links_of(states(*mine), [OF_ANNA], {}, SCHEMA))
    assert link.voters == ("anna",)
    assert link.is_unanimous


def test_a_relation_that_one_of_two_made_is_to_be_decided() -> None:
    link = only(links_of(states(*ALL), [OF_ANNA], {}, SCHEMA))
    assert (link.is_unanimous, link.majority, link.why) == (False, None, (Why.UNDECIDED,))


@pytest.mark.parametrize("finished", [("ben",), ()])
def test_relations_of_annotators_who_have_not_finished_both_articles_are_left_out(finished: tuple[str, ...]) -> None:
    found = states(*ALL)
    found[THERE] = replace(found[THERE], finished=finished)
    assert links_of(found, [OF_ANNA], {}, SCHEMA) == []


def test_relations_that_the_schema_does_not_allow_any_more_are_left_out() -> None:
    relabelled = replace(gold("s_9", A2, B2), label="quote")
    assert links_of(states(*ALL[:-1], relabelled), [OF_ANNA, OF_BEN], {}, SCHEMA) == []


def test_ends_that_became_one_span_have_no_relation() -> None:
    other = span("s_5", HERE, "anna", start=3)
    merged = gold("s_8", A1, other)
    assert links_of(states(A1, other, merged), [relation("r_1", A1, other)], {}, SCHEMA) == []


def made(relation_: Relation, **attributes: str) -> Relation:
    return replace(relation_, id="r_9", layer=GOLD, head="s_8", child="s_9", attributes=attributes)


def test_a_gold_relation_comes_back_when_nobody_has_it_or_not_so() -> None:
    def why(*relations: Relation) -> tuple[Why, ...]:
        return only(links_of(states(*ALL), relations, {}, SCHEMA)).why

    assert why(OF_ANNA, made(OF_ANNA)) == ()
    assert why(made(OF_ANNA)) == (Why.GONE,)
    assert why(replace(OF_ANNA, attributes={"how": "supports"}), made(OF_ANNA)) == (Why.CHANGED,)


def test_what_is_settled_stays_so_until_it_changes() -> None:
    def link(*relations: Relation, settled: Relation) -> Link:
        known = {settled.id: Settled(HERE, print_of_relation(settled), "dora", 1)}
        return only(links_of(states(*ALL), relations, known, SCHEMA))

    assert link(OF_ANNA, settled=OF_ANNA).why == ()
    assert link(OF_ANNA, OF_BEN, settled=OF_ANNA).why == (Why.MORE,)
    assert link(replace(OF_ANNA, attributes={"how": "x"}), settled=OF_ANNA).why == (Why.CHANGED,)
    assert link(made(OF_ANNA), settled=made(OF_ANNA)).why == ()
    assert link(made(OF_ANNA, how="x"), settled=made(OF_ANNA)).why == (Why.GONE,)
