"""Adjudicating an article: the role, what is decided by itself, the verbs, finishing, undo."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.domain.adjudication import Decision, Item, Why, print_of
from annotator.domain.annotation import GOLD, Annotation, Provenance
from annotator.domain.article import State
from annotator.domain.edit import Change
from annotator.domain.errors import RuleError
from annotator.domain.schema_migration import Renames
from annotator.services.adjudication import Adjudicator
from annotator.services.editing import Editor, Touched
from annotator.services.projects import Project, open_project, verify_project
from annotator.services.roles import become_adjudicator
from annotator.services.schemas import change_schema, propose_schema
from tests.unit.services.three_annotators import write_as


def layers(project: Project) -> dict[str, list[object]]:
    """Return all that the annotators have, by article; the gold layer is left out."""
    file = project.reader
    return {
        one: [
            *(each for each in file.annotations(one) if each.layer != GOLD),
            *(each for each in file.relations(one) if each.layer != GOLD),
            *(each for each in file.progress(one) if each.layer != GOLD),
        ]
        for one in file.article_ids()
    }


def stored_gold(adjudicator: Adjudicator) -> list[Annotation]:
    return adjudicator.editor.project.reader.annotations(adjudicator.here.article.id, GOLD)


def first(adjudicator: Adjudicator, **wanted: object) -> Item:
    """Return the first open item with these properties, such as `differences=("boundary",)`."""
    for item in adjudicator.here.items:
        if item.is_open and all(getattr(item, name) == value for name, value in wanted.items()):
            return item
    raise AssertionError(f"no open item with {wanted}")


def again(adjudicator: Adjudicator, item: Item) -> Item:
    """Return an item as it is now."""
    return next(now for now in adjudicator.here.items if now.units[:1] == item.units[:1])


# ---- the role


def test_who_does_not_adjudicate_may_not(halmer: Path) -> None:
    with open_project(halmer, "anna") as project:
        adjudicator = Adjudicator(Editor(project))
        adjudicator.read(project.reader.article_ids()[0])
        assert not adjudicator.may_adjudicate
        assert adjudicator.desk is not None
        item = adjudicator.desk.items[0]
        verbs = (partial(adjudicator.accept, item, item.units[0]), adjudicator.finish, adjudicator.settle_majority)
        for verb in verbs:
            with pytest.raises(RuleError, match="anna does not adjudicate"):
                verb()
        assert project.reader.annotations(project.reader.article_ids()[0], GOLD) == []


# ---- by itself


def test_opening_an_article_takes_over_what_all_agree_on_as_one_edit(dora: Adjudicator) -> None:
    here = dora.here.article.id
    agreed = [item for item in dora.here.items if item.is_unanimous]
    touched = dora.open(here)
    assert touched is not None
    assert touched.name == f"settle {len(agreed)} agreed spans"
    gold = stored_gold(dora)
    assert [(each.label, each.fragments, each.attributes) for each in gold] == sorted(
        [(item.units[0].label, item.units[0].fragments, item.units[0].attributes) for item in agreed],
        key=lambda said: [(each.label, each.fragments) for each in gold].index(said[:2]),
    )
    for each, item in zip(gold, agreed, strict=True):
        assert each.lineage is not None
        assert each.lineage.decision == Decision.UNANIMOUS
        assert set(each.lineage.sources) == {unit.id for unit in item.units}
        assert each.lineage.seen == {unit.id: print_of(unit) for unit in item.units}
        assert (each.lineage.annotators, each.lineage.by) == (("anna", "ben", "cleo"), "dora")
    assert dora.editor.project.reader.entry(touched.edit_id).author == "dora"
    assert dora.here.gold_state == State.IN_PROGRESS
    assert dora.open(here) is None
    assert not any(item.is_open for item in dora.here.items if item.is_unanimous)


def test_majority_is_marked_and_leaves_ties_open(dora: Adjudicator) -> None:
    dora.open(dora.here.article.id)
    before = {each.id: each for each in stored_gold(dora)}
    touched = dora.settle_majority()
    assert touched is not None
    new = [each for each in stored_gold(dora) if each.id not in before]
    assert new
    assert {each.lineage.decision for each in new if each.lineage is not None} == {Decision.MAJORITY}
    assert all(each.lineage is not None and 2 * len(each.lineage.sources) > 3 for each in new)
    assert all(stored == before[stored.id] for stored in stored_gold(dora) if stored.id in before)
    left = [item for item in dora.here.items if item.is_open]
    assert left
    assert {item.why for item in left} == {(Why.LEFT_OPEN,)}
    assert dora.settle_majority() is None


# ---- verbs


def test_accepting_takes_the_span_as_it_is_and_names_everyone_who_says_the_same(dora: Adjudicator) -> None:
    item = first(dora, differences=("boundary",))
    unit = item.units[0]
    touched = dora.accept(item, unit)
    assert touched is not None
    assert touched.name == f"accept {unit.label}"
    done = again(dora, item)
    (gold,) = done.gold
    assert (gold.label, gold.fragments, gold.attributes) == (unit.label, unit.fragments, unit.attributes)
    assert gold.lineage is not None
    same = {other.id for other in item.units if dora.here.state.reading(other) == dora.here.state.reading(unit)}
    assert set(gold.lineage.sources) == same
    assert set(gold.lineage.seen) == {other.id for other in item.units}
    assert gold.lineage.decision == Decision.ACCEPTED
    assert Provenance.AUTO not in gold.provenance.values()
    assert done.why == ()
    assert stored_gold(dora) == [gold]


def test_accepting_all_makes_a_span_for_each_boundary(dora: Adjudicator) -> None:
    item = first(dora, differences=("boundary",))
    dora.accept_all(item)
    gold = again(dora, item).gold
    assert {each.fragments for each in gold} == {unit.fragments for unit in item.units}
    assert again(dora, item).why == ()


def test_accepting_all_is_refused_where_only_attributes_differ(dora: Adjudicator) -> None:
    item = first(dora, differences=("attributes",))
    with pytest.raises(RuleError, match="gold twice"):
        dora.accept_all(item)
    assert stored_gold(dora) == []


def test_merging_takes_the_words_of_all(dora: Adjudicator) -> None:
    item = first(dora, differences=("boundary",))
    longest = max(item.units, key=lambda unit: unit.end)
    shorter = next(unit for unit in item.units if unit.fragments != longest.fragments)
    touched = dora.merge(item, shorter)
    assert touched is not None
    (gold,) = again(dora, item).gold
    assert (gold.start, gold.end) == (item.start, item.end)
    assert gold.lineage is not None
    assert gold.lineage.decision in (Decision.MERGED, Decision.ACCEPTED)
    assert touched.name == f"merge {shorter.label}"


def test_rejecting_is_remembered_and_can_be_taken_back(dora: Adjudicator) -> None:
    item = first(dora, differences=("boundary",))
    touched = dora.reject(item)
    assert touched is not None
    assert touched.name == f"reject {item.units[0].label}"
    assert (again(dora, item).gold, again(dora, item).why) == ((), ())
    dora.read(dora.here.article.id)
    assert again(dora, item).why == ()
    undone = dora.editor.undo()
    assert undone is not None
    dora.take(undone)
    assert again(dora, item) == item


def test_an_agreed_span_that_was_taken_out_of_gold_does_not_come_back(dora: Adjudicator) -> None:
    dora.open(dora.here.article.id)
    item = next(item for item in dora.here.items if item.gold)
    dora.reject(item)
    assert dora.open(dora.here.article.id) is None
    assert dora.settle_majority() is not None
    assert (again(dora, item).gold, again(dora, item).why) == ((), ())


def test_a_rejected_item_comes_back_when_its_span_changes(dora: Adjudicator) -> None:
    item = first(dora, differences=("boundary",))
    dora.reject(item)
    unit = item.units[0]
    _change(dora, unit, replace(unit, attributes={}, provenance={}))
    dora.read(dora.here.article.id)
    now = next(now for now in dora.here.items if unit.id in {each.id for each in now.units})
    assert now.why == (Why.CHANGED,)


def _change(adjudicator: Adjudicator, before: Annotation, after: Annotation | None) -> None:
    write_as(adjudicator.editor.project, before.layer, "change", Change(before, after))


def test_deciding_again_changes_the_gold_span_instead_of_making_another(dora: Adjudicator) -> None:
    item = first(dora, differences=("boundary",))
    dora.accept(item, item.units[0])
    (gold,) = again(dora, item).gold
    other = next(unit for unit in item.units if unit.fragments != item.units[0].fragments)
    dora.accept(again(dora, item), other)
    (now,) = again(dora, item).gold
    assert (now.id, now.fragments) == (gold.id, other.fragments)
    dora.accept_all(again(dora, item))
    dora.reject(again(dora, item))
    assert stored_gold(dora) == []


def test_a_draft_that_says_what_an_annotator_says_counts_as_accepted(dora: Adjudicator) -> None:
    item = first(dora, differences=("attributes",))
    unit = item.units[0]
    dora.accept_draft(item, replace(unit, layer=GOLD), [item.units[1].id])
    (gold,) = again(dora, item).gold
    assert gold.lineage is not None
    assert (gold.lineage.decision, unit.id in gold.lineage.sources) == (Decision.ACCEPTED, True)
    edited = replace(unit, layer=GOLD, attributes={}, provenance={})
    touched = dora.accept_draft(again(dora, item), edited, [item.units[1].id])
    assert touched is not None
    assert touched.name == f"edit {unit.label}"
    (gold,) = again(dora, item).gold
    assert gold.lineage is not None
    assert (gold.lineage.decision, gold.lineage.sources) == (Decision.EDITED, (item.units[1].id,))


def test_stale_gold_can_be_kept(dora: Adjudicator) -> None:
    item = first(dora, differences=("boundary",))
    dora.accept(item, item.units[0])
    unit = item.units[-1]
    _change(dora, unit, replace(unit, attributes={}, provenance={}))
    dora.read(dora.here.article.id)
    stale = again(dora, item)
    assert stale.why == (Why.CHANGED,)
    dora.keep(stale)
    assert again(dora, item).why == ()
    assert again(dora, item).gold[0].fragments == stale.gold[0].fragments


def test_gold_whose_sources_are_gone_comes_back_and_can_be_removed(dora: Adjudicator) -> None:
    item = first(dora, lacking=("ben",))
    dora.accept(item, item.units[0])
    for relation in [link for unit in item.units for link in dora.here.relations_of(unit.id)]:
        write_as(dora.editor.project, relation.layer, "unlink", Change(relation, None))
    for unit in item.units:
        _change(dora, unit, None)
    dora.read(dora.here.article.id)
    alone = next(now for now in dora.here.items if not now.units)
    assert alone.why == (Why.GONE,)
    dora.reject(alone)
    assert stored_gold(dora) == []


def test_the_same_words_are_not_gold_twice(dora: Adjudicator) -> None:
    item = first(dora, differences=("boundary",))
    dora.accept(item, item.units[0])
    other = next(now for now in dora.here.items if now.is_open and now.units[0].label == item.units[0].label)
    twin = replace(other.units[0], fragments=item.units[0].fragments)
    with pytest.raises(RuleError, match="is in the gold layer as"):
        dora.accept_draft(other, twin, [other.units[0].id])


def test_a_change_of_the_schema_brings_nothing_back(dora: Adjudicator) -> None:
    dora.open(dora.here.article.id)
    boundary = first(dora, differences=("boundary",))
    dora.accept(boundary, boundary.units[0])
    rejected = next(item for item in dora.here.items if item.is_open and item.units[0].label == "claim")
    dora.reject(rejected)
    is_open = [item.is_open for item in dora.here.items]
    stale_unit = next(item for item in dora.here.items if item.gold and item.units[0].label == "claim").units[0]
    _change(dora, stale_unit, replace(stale_unit, attributes={}, provenance={}))
    project = dora.editor.project
    old = project.settings["schema"]
    new = old.replace("name: claim\n", "name: statement\n").replace("[claim]", "[statement]")
    new = new.replace("[quote, claim, figure]", "[quote, statement, figure]")
    proposal = propose_schema(project, new, "new.yaml", Renames(labels={"claim": "statement"}))
    assert change_schema(dora.editor, proposal) is not None
    dora.read(dora.here.article.id)
    came_back = [item for item, before in zip(dora.here.items, is_open, strict=True) if item.is_open and not before]
    assert [item.why for item in came_back] == [(Why.CHANGED,)]
    assert stale_unit.id in {unit.id for unit in came_back[0].units}
    dora.editor.undo()
    assert project.settings["schema"] == old
    assert not project.reader.verify()


# ---- the article


def test_an_article_is_finished_when_nothing_is_left_and_can_be_reopened(dora: Adjudicator) -> None:
    dora.open(dora.here.article.id)
    with pytest.raises(RuleError, match="still something to decide here"):
        dora.finish()
    _decide_all(dora)
    touched = dora.finish()
    assert touched is not None
    assert (touched.name, dora.here.gold_state) == ("finish adjudication", State.FINISHED)
    assert dora.editor.project.reader.state_authors(GOLD) == {dora.here.article.id: "dora"}
    assert dora.open(dora.here.article.id) is None
    dora.reopen()
    assert dora.here.gold_state == State.IN_PROGRESS
    dora.finish()
    item = next(item for item in dora.here.items if item.gold)
    dora.reject(item)
    assert dora.here.gold_state == State.IN_PROGRESS


def _decide_all(adjudicator: Adjudicator) -> None:
    for item in [item for item in adjudicator.here.items if item.is_open]:
        adjudicator.accept(item, item.units[0])
    while (link := next((link for link in adjudicator.here.links if link.is_open), None)) is not None:
        adjudicator.reject_link(link)


def test_an_article_that_one_annotator_finished_cannot_be_adjudicated(dora: Adjudicator) -> None:
    third = dora.editor.project.reader.article_ids()[2]
    dora.read(third)
    with pytest.raises(RuleError, match="Fewer than two"):
        dora.finish()


# ---- undo, and other people's layers

_ABOUT_ITEMS = ("accept", "accept_all", "merge", "reject", "keep")
_VERBS = (*_ABOUT_ITEMS, "open", "majority", "link", "unlink", "undo", "redo")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(_VERBS), st.integers(0, 60)), max_size=12))
def test_whatever_is_decided_the_layers_stay_and_undo_brings_everything_back(
    halmer_file: Path, tmp_path: Path, steps: list[tuple[str, int]]
) -> None:
    path = tmp_path / "halmer.annot"
    path.write_bytes(halmer_file.read_bytes())
    with open_project(path, "dora") as project:
        editor = Editor(project)
        become_adjudicator(editor)
        adjudicator = Adjudicator(editor)
        here = adjudicator.read(project.reader.article_ids()[0]).article.id
        before = layers(project)
        for verb, number in steps:
            _do(adjudicator, verb, number)
            desk = adjudicator.here
            fresh = Adjudicator(editor).read(here)
            assert (fresh.items, fresh.links) == (desk.items, desk.links)
        assert layers(project) == before
        while editor.undo_name not in (None, "become adjudicator"):
            _do(adjudicator, "undo", 0)
        assert project.reader.annotations(here, GOLD) == []
        assert not any(link.layer == GOLD for link in project.reader.relations(here))
        assert not any(name.startswith("settled.") for name in project.reader.settings())
    assert verify_project(path) == []


def _do(adjudicator: Adjudicator, verb: str, number: int) -> None:
    """Do one thing to the place with this number, if that is possible."""
    desk, editor = adjudicator.here, adjudicator.editor
    item = desk.items[number % len(desk.items)]
    link = desk.links[number % len(desk.links)] if desk.links else None
    touched: Touched | None = None
    if verb == "redo" or (verb == "undo" and editor.undo_name != "become adjudicator"):
        touched = editor.undo() if verb == "undo" else editor.redo()
    elif verb == "open":
        adjudicator.open(desk.article.id)
    elif verb == "majority":
        adjudicator.settle_majority()
    elif verb in ("link", "unlink") and link is not None and link.relations:
        adjudicator.accept_link(link, link.relations[0]) if verb == "link" else adjudicator.reject_link(link)
    elif verb in _ABOUT_ITEMS:
        unit = [item.units[number % len(item.units)]] if item.units and verb in ("accept", "merge") else []
        if unit or verb not in ("accept", "merge"):
            with suppress(RuleError):
                getattr(adjudicator, verb)(item, *unit)
    if touched is not None:
        adjudicator.take(touched)
