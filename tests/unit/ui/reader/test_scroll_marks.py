from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.span import Fragments, fragments_of
from annotator.ui.reader.scroll_marks import MarkBuckets

LENGTHS = st.sampled_from([1, 30, 2_000, 2_001, 50_000])
SHARES = st.lists(st.tuples(st.floats(0, 0.98), st.floats(0, 1)), min_size=1, max_size=3)


def fragments(length: int, shares: list[tuple[float, float]]) -> Fragments:
    pairs = [
        (int(start * length), int(start * length) + 1 + int((1 - start) * extent * (length - 1)))
        for start, extent in shares
    ]
    return fragments_of((start, min(end, length)) for start, end in pairs)


@given(LENGTHS, st.lists(st.tuples(st.sampled_from("rgb"), SHARES), max_size=8))
def test_counting_at_once_and_one_by_one_agree(length: int, drawn: list[tuple[str, list[tuple[float, float]]]]) -> None:
    spans = [(color, fragments(length, shares)) for color, shares in drawn]
    at_once, one_by_one = MarkBuckets(length, spans), MarkBuckets(length)
    for color, held in spans:
        touched = one_by_one.add(color, held)
        for start, end in held:
            inside = [part for part in range(at_once.parts) if start <= at_once.position(part) < end]
            assert touched.issuperset(inside)
    for part in range(at_once.parts):
        assert at_once.colors_in(part, part + 1) == one_by_one.colors_in(part, part + 1)
    assert list(at_once.used()) == list(one_by_one.used())
    for color, held in spans:
        at_once.add(color, held, by=-1)
    assert at_once.colors == []


def test_a_mark_is_where_its_span_is() -> None:
    marks = MarkBuckets(100_000, [("red", fragments_of([(50_000, 50_010)]))])
    (part,) = marks.used()
    assert marks.position(part) <= 50_000 < marks.position(part + 1)
    assert marks.colors == ["red"]
