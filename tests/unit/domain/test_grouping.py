from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotation import Annotation
from annotator.domain.grouping import OTHER_LABEL, groups_of
from annotator.domain.span import covered, overlap
from tests.unit.domain.adjudication_samples import layers, span


def ids(*annotations: Annotation) -> list[list[str]]:
    return [[unit.id for unit in group] for group in groups_of(annotations)]


@given(layers(), st.randoms(use_true_random=False))
def test_groups_are_a_partition_with_one_of_each_annotator_whatever_the_order(
    annotations: list[Annotation], random: Random
) -> None:
    groups = groups_of(annotations)
    assert sorted(unit.id for group in groups for unit in group) == sorted(unit.id for unit in annotations)
    assert all(len({unit.layer for unit in group}) == len(group) for group in groups)
    random.shuffle(annotations)
    assert groups_of(annotations) == groups


@given(layers())
def test_the_same_span_and_label_are_always_together_unless_one_annotator_has_them_twice(
    annotations: list[Annotation],
) -> None:
    places = [(unit.layer, unit.label, unit.fragments) for unit in annotations]
    if len(set(places)) < len(places):
        return
    group_of = {unit.id: number for number, group in enumerate(groups_of(annotations)) for unit in group}
    for one in annotations:
        for other in annotations:
            if (one.label, one.fragments) == (other.label, other.fragments):
                assert group_of[one.id] == group_of[other.id]


@given(layers())
def test_every_span_of_a_group_overlaps_another_of_it_enough(annotations: list[Annotation]) -> None:
    for group in groups_of(annotations):
        for one in group:
            assert len(group) == 1 or any(_belong(one, other) for other in group if other is not one)


def _belong(one: Annotation, other: Annotation) -> bool:
    shared = overlap(one.fragments, other.fragments)
    share = shared / (covered(one.fragments) + covered(other.fragments) - shared)
    return share >= OTHER_LABEL or (one.label == other.label and shared > 0)


def test_spans_of_one_label_belong_together_however_little_they_overlap() -> None:
    assert ids(span("s_1", "anna", "figure", (0, 18)), span("s_2", "ben", "figure", (6, 11))) == [["s_1", "s_2"]]
    assert ids(span("s_1", "anna", "figure", (0, 18)), span("s_2", "ben", "figure", (18, 20))) == [["s_1"], ["s_2"]]


def test_spans_of_other_labels_belong_together_from_half_of_their_characters() -> None:
    claim = span("s_1", "anna", "claim", (0, 20))
    assert ids(claim, span("s_2", "ben", "quote", (0, 10))) == [["s_1", "s_2"]]
    assert ids(claim, span("s_2", "ben", "quote", (0, 9))) == [["s_1"], ["s_2"]]


def test_the_most_alike_come_together_first() -> None:
    cut = [span("s_2", "ben", "claim", (0, 8)), span("s_3", "ben", "claim", (9, 20))]
    assert ids(span("s_1", "anna", "claim", (0, 20)), *cut) == [["s_1", "s_3"], ["s_2"]]
    nested = [span("s_3", "ben", "claim", (0, 40)), span("s_4", "ben", "quote", (5, 25))]
    outer, inner = span("s_1", "anna", "claim", (0, 40)), span("s_2", "anna", "claim", (5, 25))
    assert ids(outer, inner, *nested) == [["s_1", "s_3"], ["s_2", "s_4"]]


def test_a_span_that_one_annotator_has_twice_makes_two_groups() -> None:
    twice = [span("s_1", "anna", "claim", (0, 5)), span("s_2", "anna", "claim", (0, 5))]
    assert ids(*twice, span("s_3", "ben", "claim", (0, 5))) == [["s_1", "s_3"], ["s_2"]]
