from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.adjudication import (
    ArticleState,
    Difference,
    Item,
    Why,
    fingerprint,
    is_stale,
    items_of,
    majority_values,
    print_of,
    reading_of,
    shared_reading,
    undecided_attributes,
)
from annotator.domain.annotation import Annotation, AttributeValue
from annotator.domain.span import Fragment
from tests.unit.domain.adjudication_samples import NAMES, gold, layers, span, state
from tests.unit.domain.schema_samples import verdicts

ANNA = span("s_1", "anna", "claim", (0, 9), kind="fact", sure=1.0)
BEN = span("s_2", "ben", "claim", (0, 9), kind="fact", sure=1.0)
LONGER = span("s_2", "ben", "claim", (0, 12), kind="fact", sure=1.0)


def only(found: list[Item]) -> Item:
    (item,) = found
    return item


# ---- places


@given(layers(), st.randoms(use_true_random=False))
def test_items_hold_every_span_once_whatever_the_order(annotations: list[Annotation], random: Random) -> None:
    names = tuple(sorted({unit.layer for unit in annotations}))
    items = items_of(state(*annotations, finished=names))
    assert sorted(unit.id for item in items for unit in item.units) == sorted(unit.id for unit in annotations)
    random.shuffle(annotations)
    assert items_of(state(*annotations, finished=names)) == items


@pytest.mark.parametrize("ids", ["123", "321"])
def test_items_on_the_same_words_come_in_the_order_of_the_labels_not_of_the_ids(ids: str) -> None:
    names = ["ruling", "person", "court"]  # the schema does not have the last
    spans = [span(f"s_{nth}", "anna", name, (3, 9)) for nth, name in zip(ids, names, strict=True)]
    longer, later = span("s_9", "anna", "person", (3, 20)), span("s_0", "anna", "ruling", (4, 6))
    found = state(later, *spans, longer, finished=("anna",))
    for schema, expected in ((None, sorted(names)), (verdicts(), names)):
        items = items_of(replace(found, schema=schema))
        assert [item.units[0].label for item in items] == ["person", *expected, "ruling"]


@given(layers())
def test_an_item_is_unanimous_if_and_only_if_all_have_the_same_fragments_label_and_attributes(
    annotations: list[Annotation],
) -> None:
    finished = tuple(sorted({unit.layer for unit in annotations}))
    for item in items_of(state(*annotations, finished=finished)):
        said = {(unit.label, unit.fragments, tuple(sorted(unit.attributes.items()))) for unit in item.units}
        everybody = {unit.layer for unit in item.units} == set(finished)
        assert item.is_unanimous == (everybody and len(said) == 1)


def test_spans_of_annotators_who_have_not_finished_are_not_compared() -> None:
    items = items_of(state(ANNA, BEN, replace(LONGER, id="s_9", layer="cleo")))
    assert only(items).units == (ANNA, BEN)
    assert only(items).is_unanimous


@pytest.mark.parametrize(
    ("other", "differences"),
    [
        (BEN, ()),
        (LONGER, (Difference.BOUNDARY,)),
        (replace(BEN, label="quote"), (Difference.LABEL,)),
        (replace(LONGER, label="quote"), (Difference.LABEL, Difference.BOUNDARY)),
        (replace(BEN, attributes={"kind": "fact"}), (Difference.ATTRIBUTES,)),
        (replace(LONGER, attributes={}), (Difference.BOUNDARY, Difference.ATTRIBUTES)),
        (replace(BEN, label="quote", attributes={}), (Difference.LABEL,)),
        (None, (Difference.MISSING,)),
    ],
)
def test_in_what_annotators_differ(other: Annotation | None, differences: tuple[Difference, ...]) -> None:
    item = only(items_of(state(ANNA, *([other] if other is not None else []))))
    assert item.differences == differences
    assert item.lacking == (() if other is not None else ("ben",))
    assert item.why == (Why.UNDECIDED,)


def test_references_are_the_same_if_they_point_to_the_same_words() -> None:
    targets = [span("s_7", "anna", "quote", (20, 30)), span("s_8", "ben", "quote", (20, 30))]
    known = {target.id: target for target in targets}
    ours, theirs = span("s_1", "anna", "claim", (0, 9), whose="s_7"), span("s_2", "ben", "claim", (0, 9), whose="s_8")
    assert reading_of(ours, known, {"whose"}) == reading_of(theirs, known, {"whose"})
    assert reading_of(ours, known) != reading_of(theirs, known)
    moved = {**known, "s_8": span("s_8", "ben", "quote", (20, 31))}
    assert reading_of(ours, moved, {"whose"}) != reading_of(theirs, moved, {"whose"})


# ---- fingerprints


@given(layers())
def test_fingerprints_differ_as_contents_do(annotations: list[Annotation]) -> None:
    contents = {(unit.label, unit.fragments, tuple(sorted(unit.attributes.items()))) for unit in annotations}
    assert len({print_of(unit) for unit in annotations}) == len(contents)


def test_a_fingerprint_is_about_content_alone() -> None:
    other = replace(ANNA, id="s_99", layer="cleo", note="Really?", provenance={})
    assert print_of(other) == print_of(ANNA)
    assert len(print_of(ANNA)) == 12
    plain = fingerprint("claim", [(0, 9)], {"sure": 1, "kind": "fact"})  # as JSON may give it back
    assert plain == print_of(ANNA)
    listed = fingerprint("claim", [(0, 9)], {"kinds": ["a", "b"]})
    assert listed == fingerprint("claim", [(0, 9)], {"kinds": ("a", "b")})
    assert fingerprint("claim", [(0, 9)], {"sure": True}) != fingerprint("claim", [(0, 9)], {"sure": 1.0})


# ---- what was decided


def test_what_was_decided_needs_nothing_more() -> None:
    made = gold("s_3", ANNA, ANNA, also=(LONGER,))
    item = only(items_of(state(ANNA, LONGER, made)))
    assert (item.gold, item.why, item.is_open) == ((made,), (), False)


def test_what_was_left_out_needs_nothing_more() -> None:
    item = only(items_of(state(ANNA, LONGER, settled=(ANNA, LONGER))))
    assert (item.gold, item.why) == ((), ())
    agreed = only(items_of(state(ANNA, BEN, settled=(ANNA, BEN))))
    assert (agreed.is_unanimous, agreed.why) == (True, ())


@pytest.mark.parametrize(
    "changed",
    [
        replace(ANNA, label="quote"),
        replace(ANNA, fragments=(Fragment(0, 8),)),
        replace(ANNA, attributes={"kind": "fact"}),
    ],
)
def test_a_decision_comes_back_when_a_source_changes(changed: Annotation) -> None:
    made = gold("s_3", ANNA, ANNA, also=(LONGER,))
    item = next(item for item in items_of(state(changed, LONGER, made)) if item.gold)
    assert Why.CHANGED in item.why
    assert item.is_stale
    assert is_stale(made, {changed.id: changed, LONGER.id: LONGER})
    left_out = items_of(state(changed, LONGER, settled=(ANNA, LONGER)))
    assert any(Why.CHANGED in item.why for item in left_out)


def test_a_decision_comes_back_when_what_was_dropped_changes() -> None:
    made = gold("s_3", ANNA, ANNA, also=(LONGER,))
    item = only(items_of(state(ANNA, BEN, made)))
    assert item.why == (Why.CHANGED,)


def test_a_decision_comes_back_when_a_source_is_deleted_also_where_nothing_else_is() -> None:
    made = gold("s_3", ANNA, ANNA, also=(LONGER,))
    assert only(items_of(state(LONGER, made))).why == (Why.GONE,)
    alone = only(items_of(state(gold("s_3", ANNA, ANNA))))
    assert (alone.units, alone.why) == ((), (Why.GONE,))


def test_a_note_or_a_confirmed_value_does_not_bring_a_decision_back() -> None:
    made = gold("s_3", ANNA, ANNA)
    assert not only(
        items_of(
            state(replace(ANNA, note="sure"), made),
        )
    ).is_open


def test_a_decision_comes_back_when_a_span_has_come_since() -> None:
    made = gold("s_3", ANNA, ANNA)
    assert only(items_of(state(ANNA, LONGER, made))).why == (Why.MORE,)
    assert only(items_of(state(ANNA, LONGER, settled=(ANNA,)))).why == (Why.MORE,)


def test_what_nobody_decided_comes_back_when_another_annotator_finishes() -> None:
    made = gold("s_3", ANNA, ANNA, BEN, decision="unanimous")
    assert only(items_of(state(ANNA, BEN, made))).why == ()
    assert only(items_of(state(ANNA, BEN, made, finished=NAMES))).why == (Why.MORE,)
    by_person = gold("s_3", ANNA, ANNA, BEN)
    assert only(items_of(state(ANNA, BEN, by_person, finished=NAMES))).why == ()


def test_what_two_people_decided_apart_comes_back() -> None:
    one, other = gold("s_3", ANNA, ANNA, also=(LONGER,)), gold("s_4", LONGER, LONGER, also=(ANNA,), by="eve")
    assert only(items_of(state(ANNA, LONGER, one, other))).why == (Why.TWICE,)
    both = gold("s_4", LONGER, LONGER, also=(ANNA,))
    assert only(items_of(state(ANNA, LONGER, one, both))).why == ()


def test_gold_without_a_lineage_is_an_item_of_its_own() -> None:
    bare = replace(ANNA, id="s_3", layer="gold")
    assert only(items_of(state(bare))).why == ()


# ---- majority


def test_more_than_half_of_the_finished_annotators_share_a_reading() -> None:
    cleo = replace(ANNA, id="s_3", layer="cleo")
    shared = only(items_of(state(ANNA, LONGER, cleo, finished=NAMES)))
    assert shared_reading(shared, NAMES) == (ANNA, cleo)
    assert shared_reading(shared, (*NAMES, "dora")) == ()
    apart = only(items_of(state(ANNA, LONGER)))
    assert shared_reading(apart, ("anna", "ben")) == ()


def test_values_by_majority_and_those_without() -> None:
    def unit(name: str, **attributes: AttributeValue) -> Annotation:
        return span(name, name, "claim", (0, 9), **attributes)

    units = (unit("anna", kind="fact", sure=1.0), unit("ben", kind="fact", sure=2.0), unit("cleo", kind="view"))
    chosen, tied = majority_values(units, ("kind", "sure", "negated"), state(*units))
    assert {name: each.attributes.get(name) for name, each in chosen.items()} == {"kind": "fact", "negated": None}
    assert tied == ["sure"]


def test_an_attribute_without_a_majority_stays_open_until_it_has_a_value() -> None:
    other = replace(BEN, attributes={"kind": "view", "sure": 1.0})
    both = ArticleState({"s_1": ANNA, "s_2": other}, ("anna", "ben"))
    bare = replace(ANNA, attributes={"sure": 1.0}, provenance={})
    made = gold("s_3", bare, ANNA, other, decision="majority")
    assert undecided_attributes(made, (ANNA, other), both) == ("kind",)
    assert only(items_of(state(ANNA, other, made))).why == (Why.LEFT_OPEN,)
    given_ = replace(made, attributes={"sure": 1.0, "kind": "view"})
    assert only(items_of(state(ANNA, other, given_))).why == ()
