from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.statistics import article_statistics
from annotator.agreement.trimming import trimmed, trimmed_ranges
from annotator.agreement.values import Ranges, Settings
from tests.unit.agreement.builders import article, unit

TEXT = '“We left,” she said. "No." (See 3)… '


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        (((0, 10),), ["“We left"]),
        (((0, 8),), ["“We left"]),
        (((9, 20),), ["she said"]),
        (((20, 26),), ['"No']),
        (((27, 36),), ["(See 3"]),
        (((0, 9), (21, 26)), ["“We left,", '"No']),
        (((0, 8), (19, 20)), ["“We left"]),
        (((8, 11),), [",” "]),
    ],
)
def test_edges_lose_white_space_and_closing_marks(ranges: Ranges, expected: list[str]) -> None:
    assert [TEXT[start:end] for start, end in trimmed_ranges(TEXT, ranges)] == expected


@settings(deadline=None)
@given(st.text('a ."”,(', min_size=1, max_size=12), st.data())
def test_trimming_only_takes_away_and_is_done_at_once(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    once = trimmed_ranges(text, ((start, end),))
    assert trimmed_ranges(text, once) == once
    assert start <= once[0][0] < once[-1][1] <= end


def test_layers_that_differ_in_edges_only_agree_then() -> None:
    differing = article(len(TEXT), a=[unit("a", "quote", (0, 10))], b=[unit("b", "quote", (0, 8))])
    settings = Settings(ignore_edges=True)
    assert article_statistics(differing, settings).pairs["a", "b"].exact == {}
    assert article_statistics(trimmed(differing, TEXT), settings).pairs["a", "b"].exact == {"quote": 1}
