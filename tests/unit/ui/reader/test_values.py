from __future__ import annotations

import pytest

from annotator.ui.reader.values import HitTarget, Place


@pytest.mark.parametrize(
    ("lane", "spans", "selected", "picked"),
    [
        (None, (), None, None),
        (None, ("small", "large"), None, "small"),
        (None, ("small", "large"), "small", "large"),
        (None, ("small", "large"), "large", "small"),
        (None, ("small", "large"), "elsewhere", "small"),
        ("lane", ("small",), "small", "lane"),
    ],
)
def test_a_click_means_the_lane_or_goes_from_small_to_large(
    lane: str | None, spans: tuple[str, ...], selected: str | None, picked: str | None
) -> None:
    assert HitTarget(Place(3), inside=3, lane=lane, spans=spans).pick(selected) == picked
