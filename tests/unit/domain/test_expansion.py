from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.expansion import Landmark, expand, next_landmark, units_around

STORY = (
    "A first line.\nAbout 3,000 Varn Lake residents left, and officials said “we paid $1.2bn, perhaps more” on Friday. "
    "One in four stayed. On 12 May (5/12/2025) at 17:00 nobody did.\nA last line with a few thousand words."
)


def found(text: str, kind: Landmark) -> list[str]:
    marks, position = [], -1
    while (mark := next_landmark(text, position, kind)) is not None:
        marks.append(text[mark.start : mark.end])
        position = mark.start
    return marks


def test_figures_are_found_whole_and_dates_are_not() -> None:
    assert found(STORY, "figure") == [
        "About 3,000 Varn Lake residents",
        "$1.2bn",
        "One in four stayed",
        "a few thousand words",
    ]


def test_the_day_of_a_date_is_no_figure_where_it_stands() -> None:
    story = (
        "Oct 23, 2025 - 16:28\nFILM COMING OCT. 28\nOn November 5 it sent 40 boats; 12 May was calm. Then 7 boats sank."
    )
    assert found(story, "figure") == ["40 boats", "7 boats"]


def test_quotations_are_found_with_their_marks() -> None:
    assert found(STORY, "quote") == ["“we paid $1.2bn, perhaps more”"]


def test_backwards_finds_the_same_in_reverse() -> None:
    marks, position = [], len(STORY)
    while (mark := next_landmark(STORY, position, "figure", forward=False)) is not None:
        marks.append(STORY[mark.start : mark.end])
        position = mark.start
    assert marks == found(STORY, "figure")[::-1]


@pytest.mark.parametrize(
    ("at", "steps"),
    [
        ("3,000", ["3,000", "About 3,000 Varn Lake residents"]),
        ("paid", ["paid", "“we paid $1.2bn, perhaps more”"]),
        ("$1.2bn", ["$1.2bn", "“we paid $1.2bn, perhaps more”"]),
        ("stayed", ["stayed", "One in four stayed", "One in four stayed."]),
    ],
)
def test_a_selection_grows_by_sensible_steps(at: str, steps: list[str]) -> None:
    start = end = STORY.index(at) + 1
    grown = []
    for _ in steps:
        unit = expand(STORY, start, end)
        assert unit is not None
        start, end = unit
        grown.append(STORY[start:end])
    assert grown == steps


def test_what_is_said_begins_after_that() -> None:
    text = "The ministry said on Friday that the dam would hold. It did."
    grown = expand(text, text.index("dam"), text.index("dam") + 3)
    assert grown is not None
    assert text[grown.start : grown.end] == "the dam would hold"


@given(st.text(st.sampled_from('ab ,.“”"\n3$%😀é—'), max_size=80), st.data())
def test_growing_always_grows_and_ends(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for unit in units_around(text, start, end):
        assert 0 <= unit.start <= start
        assert end <= unit.end <= len(text)
    for _ in range(len(text) + 2):
        grown = expand(text, start, end)
        if grown is None:
            break
        assert grown.end - grown.start > end - start
        start, end = grown
    else:
        pytest.fail("growing did not end")


def test_a_verb_after_the_number_is_left_out() -> None:
    assert found("Thousands leave the valley. Two towns flooded their fields.", "figure") == ["Thousands", "Two towns"]
