from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.reader.heights import Heights

LISTS = st.lists(st.integers(1, 60), min_size=1, max_size=700)


@given(LISTS, st.data())
def test_sums_follow_changes(heights: list[int], data: st.DataObject) -> None:
    kept = Heights(heights)
    for _ in range(data.draw(st.integers(0, 5))):
        index = data.draw(st.integers(0, len(heights) - 1))
        heights[index] = data.draw(st.integers(0, 90))
        kept.change(index, heights[index])
    assert kept.total == sum(heights)
    assert len(kept) == len(heights)
    for index in data.draw(st.lists(st.integers(0, len(heights) - 1), max_size=10)):
        assert kept[index] == heights[index]
        assert kept.top(index) == sum(heights[:index])


@given(LISTS, st.data())
def test_a_block_is_found_by_any_of_its_pixels(heights: list[int], data: st.DataObject) -> None:
    kept = Heights(heights)
    index = data.draw(st.integers(0, len(heights) - 1))
    assert kept.at(kept.top(index)) == index
    assert kept.at(kept.top(index) + heights[index] - 1) == index


def test_outside_is_the_first_or_the_last_block() -> None:
    kept = Heights([5] * 600)
    assert kept.at(-7) == 0
    assert kept.at(10**9) == 599
