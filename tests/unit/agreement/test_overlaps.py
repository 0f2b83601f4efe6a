from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.overlaps import expanded, overlapping

RANGES = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 9)).map(lambda one: (one[0], one[0] + one[1])), max_size=8
)


@settings(deadline=None)
@given(RANGES, RANGES)
def test_all_overlapping_pairs_are_found_once(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> None:
    one, other = np.array(left, int).reshape(-1, 2), np.array(right, int).reshape(-1, 2)
    i, j = overlapping(one[:, 0], one[:, 1], other[:, 0], other[:, 1])
    expected = [
        (i, j)
        for i, (low, high) in enumerate(left)
        for j, (other_low, other_high) in enumerate(right)
        if low < other_high and other_low < high
    ]
    assert sorted(zip(i.tolist(), j.tolist(), strict=True)) == expected


def test_counts_are_expanded() -> None:
    which, steps = expanded(np.array([2, 0, 3]))
    assert which.tolist() == [0, 0, 2, 2, 2]
    assert steps.tolist() == [0, 1, 0, 1, 2]
