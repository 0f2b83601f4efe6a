from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import RuleError
from annotator.domain.span import (
    Fragments,
    contains,
    covered,
    envelope,
    fragments_of,
    is_canonical,
    overlap,
    surface,
)

PAIRS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1])),
    min_size=1,
    max_size=6,
)


def points(fragments: Fragments) -> set[int]:
    return {point for start, end in fragments for point in range(start, end)}


@given(PAIRS)
def test_fragments_cover_the_same_points_and_are_canonical(pairs: list[tuple[int, int]]) -> None:
    fragments = fragments_of(pairs)
    assert points(fragments) == {point for start, end in pairs for point in range(start, end)}
    assert is_canonical(fragments, 100)
    assert fragments_of(fragments) == fragments
    assert envelope(fragments) == (min(points(fragments)), max(points(fragments)) + 1)


@given(PAIRS, PAIRS)
def test_overlap_counts_shared_points(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> None:
    one, other = fragments_of(left), fragments_of(right)
    assert overlap(one, other) == overlap(other, one) == len(points(one) & points(other))
    assert covered(one) == len(points(one))
    assert contains(one, other) == (points(other) <= points(one))


@pytest.mark.parametrize("pairs", [[], [(3, 3)], [(5, 4)], [(-1, 2)]])
def test_empty_reversed_and_negative_spans_are_refused(pairs: list[tuple[int, int]]) -> None:
    with pytest.raises(RuleError):
        fragments_of(pairs)


@pytest.mark.parametrize("pairs", [[], [(0, 0)], [(0, 2), (2, 4)], [(4, 6), (0, 2)], [(0, 11)]])
def test_what_is_not_canonical(pairs: list[tuple[int, int]]) -> None:
    assert not is_canonical(pairs, 10)


def test_surface_joins_fragments_with_one_space() -> None:
    assert surface("“We left,” she said. “All of us.”", fragments_of([(0, 10), (21, 33)])) == "“We left,” “All of us.”"
