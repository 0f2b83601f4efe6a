from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.span import Fragments, envelope, fragments_of
from annotator.ui.reader.span_index import SpanIndex
from annotator.ui.reader.values import ReaderSpan

LENGTH = 40_000
RANGES = st.tuples(st.integers(0, LENGTH), st.sampled_from([1, 3, 20, 300, 5_000, 39_000])).map(
    lambda pair: (pair[0], pair[0] + pair[1])
)
FRAGMENTS = st.lists(RANGES, min_size=1, max_size=3).map(fragments_of)
SPANS = st.lists(FRAGMENTS, max_size=25).map(
    lambda found: [span(f"s{nth}", fragments) for nth, fragments in enumerate(found)]
)


def span(name: str, fragments: Fragments) -> ReaderSpan:
    return ReaderSpan(name, fragments, "claim", "claim", "#334455", "", order=(1,))


def overlap(one: ReaderSpan, other: ReaderSpan) -> bool:
    left, right = envelope(one.fragments), envelope(other.fragments)
    return left.start < right.end and right.start < left.end


@given(SPANS, RANGES)
def test_a_range_finds_the_spans_over_it(spans: list[ReaderSpan], place: tuple[int, int]) -> None:
    found = {held.id for held in SpanIndex(spans).overlapping(*place)}
    assert found == {
        held.id
        for held in spans
        if envelope(held.fragments).start < place[1] and place[0] < envelope(held.fragments).end
    }


@given(SPANS)
def test_overlapping_spans_never_share_a_lane(spans: list[ReaderSpan]) -> None:
    index = SpanIndex(spans)
    for nth, one in enumerate(spans):
        for other in spans[:nth]:
            if overlap(one, other):
                assert index.lane(one.id) != index.lane(other.id)


@given(SPANS)
def test_no_more_lanes_than_the_deepest_stack(spans: list[ReaderSpan]) -> None:
    index = SpanIndex(spans)
    places = [envelope(held.fragments).start for held in spans]
    deepest = max((len(index.overlapping(place, place + 1)) for place in places), default=0)
    assert max((index.lane(held.id) for held in spans), default=-1) + 1 == deepest


@settings(max_examples=60)
@given(SPANS, st.lists(st.tuples(st.integers(0, 24), st.none() | FRAGMENTS), max_size=15), st.data())
def test_lanes_do_not_depend_on_how_the_spans_came_about(
    spans: list[ReaderSpan], changes: list[tuple[int, Fragments | None]], data: st.DataObject
) -> None:
    index = SpanIndex(spans)
    held = {one.id: one for one in spans}
    for one in spans[::2]:
        index.lane(one.id)
    for number, fragments in changes:
        name = f"s{number}"
        before = {one: index.lane(one) for one in held}
        if fragments is None:
            old = held.pop(name, None)
            touched = index.remove(name)
            assert bool(touched) == (old is not None)
        else:
            held[name] = span(name, fragments)
            touched = index.put(held[name])
            assert envelope(fragments) in touched
        moved = [one for one in held if one in before and one != name and index.lane(one) != before[one]]
        assert {envelope(held[one].fragments) for one in moved} <= set(touched)
    fresh = SpanIndex(held.values())
    assert {one: index.lane(one) for one in held} == {one: fresh.lane(one) for one in held}
    assert len(index) == len(held)


def test_the_outer_span_lies_above_the_inner() -> None:
    outer, inner = span("outer", fragments_of([(0, 50)])), span("inner", fragments_of([(10, 20)]))
    for spans in ([outer, inner], [inner, outer]):
        index = SpanIndex(spans)
        assert (index.lane("outer"), index.lane("inner")) == (0, 1)


def test_a_gap_is_kept_free() -> None:
    quote = span("quote", fragments_of([(0, 10), (30, 40)]))
    index = SpanIndex([quote, span("between", fragments_of([(15, 20)]))])
    assert index.lane("between") == 1


def test_the_later_of_two_with_one_id_counts() -> None:
    index = SpanIndex([span("a", fragments_of([(0, 5)])), span("a", fragments_of([(9_000, 9_005)]))])
    assert [one.id for one in index] == ["a"]
    assert index.overlapping(0, 5) == []
    assert len(index.overlapping(9_001, 9_002)) == 1


def test_a_new_colour_moves_nothing() -> None:
    index = SpanIndex([span("a", fragments_of([(0, 5)]))])
    changed = ReaderSpan("a", fragments_of([(0, 5)]), "quote", "quote", "#ffffff", "", order=(1,))
    assert index.put(changed) == [(0, 5)]
    assert index.get("a") is changed
    assert index.get("b") is None
