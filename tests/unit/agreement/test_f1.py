from __future__ import annotations

from collections import Counter

from hypothesis import given, settings

from annotator.agreement.f1 import F1, exact_by_label, exact_unlabelled, outcomes
from annotator.agreement.kinds import Kind
from annotator.agreement.matching import in_order, match
from annotator.agreement.values import Unit
from tests.unit.agreement.builders import layers_of, unit


def test_f1_is_the_share_of_spans_that_are_paired() -> None:
    assert F1(3, 4, 8).coefficient.value == 0.5
    assert F1(0, 4, 0).coefficient.value == 0.0
    nothing = F1(0, 0, 0).coefficient
    assert nothing.value is None
    assert nothing.reason


@settings(deadline=None)
@given(layers_of(2))
def test_exact_counts_are_multiset_intersections(layers: list[list[Unit]]) -> None:
    left, right = layers
    exact = exact_by_label(left, right)
    for label in {one.label for one in left}:
        both = {one.fragments for one in left if one.label == label} & {
            one.fragments for one in right if one.label == label
        }
        assert exact.get(label, 0) == len(both)
    matching = match(in_order(left), in_order(right), 0.5)
    assert sum(exact.values()) <= exact_unlabelled(left, right) <= len(matching.unlabelled)
    assert sum(exact.values()) <= len(matching.labelled) <= len(matching.unlabelled)


@settings(deadline=None)
@given(layers_of(2))
def test_every_span_has_one_outcome(layers: list[list[Unit]]) -> None:
    a, b = in_order(layers[0]), in_order(layers[1])
    found = outcomes(a, b, match(a, b, 0.5))
    assert sorted(one.a.id for one in found if one.a) == sorted(one.id for one in a)
    assert sorted(one.b.id for one in found if one.b) == sorted(one.id for one in b)
    for kind, one, other in found:
        expected = Kind.ONLY_A if other is None else Kind.ONLY_B
        if one and other:
            same = one.fragments == other.fragments
            expected = Kind.LABEL if one.label != other.label else Kind.MATCHED if same else Kind.BOUNDARY
        assert kind == expected


def test_outcomes_are_in_the_order_of_the_text() -> None:
    a = in_order([unit("a1", "claim", (0, 10)), unit("a2", "quote", (20, 30)), unit("a3", "claim", (40, 50))])
    b = in_order([unit("b1", "claim", (0, 9)), unit("b2", "claim", (20, 30)), unit("b3", "claim", (12, 15))])
    found = outcomes(a, b, match(a, b, 0.5))
    assert [one.kind for one in found] == [Kind.BOUNDARY, Kind.ONLY_B, Kind.LABEL, Kind.ONLY_A]
    assert Counter(one.kind for one in found).total() == 4
