from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.values import AttributeType, coerce_value
from annotator.suggestions.dates import published_date, time_phrases

WEDNESDAY = "2024-05-15"


def resolve(text: str, published: str | None = WEDNESDAY, *, future: bool = False) -> list[str | None]:
    return [phrase.date for phrase in time_phrases(text, published, future=future)]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("on Monday", "2024-05-13"),
        ("on Wednesday", "2024-05-15"),
        ("on Thursday", "2024-05-09"),
        ("last Saturday", "2024-05-11"),
        ("last Wednesday", "2024-05-08"),
        ("last Tuesday", None),
        ("next Monday", "2024-05-20"),
        ("next Friday", None),
        ("yesterday", "2024-05-14"),
        ("today", "2024-05-15"),
        ("tomorrow", "2024-05-16"),
        ("last week", "2024-05"),
        ("next month", "2024-06"),
        ("last month", "2024-04"),
        ("this year", "2024"),
        ("last year", "2023"),
        ("in March", "2024-03"),
        ("in August", "2023-08"),
        ("last May", "2023-05"),
        ("mid-October", "2023-10"),
        ("in February 2022", "2022-02"),
        ("Feb. 2022", "2022-02"),
        ("in 2022", "2022"),
        ("since 1987", "1987"),
        ("on 3 May 2022", "2022-05-03"),
        ("May 3, 2022", "2022-05-03"),
        ("on 3rd May", "2024-05-03"),
        ("December 24", "2023-12-24"),
        ("2022-05-03", "2022-05-03"),
        ("on 31 February 2022", None),
        ("two years ago", "2022"),
        ("six months ago", "2023-11"),
        ("three days ago", "2024-05-12"),
    ],
)
def test_a_phrase_is_resolved_against_the_day_of_publication(text: str, date: str | None) -> None:
    assert resolve(text) == [date]


@pytest.mark.parametrize(
    "text", ["they may 5 times", "the march 3 soldiers made", "1,987 people", "in 2000s", "Sundays"]
)
def test_what_is_no_time_phrase_is_passed_over(text: str) -> None:
    assert resolve(text) == []


@pytest.mark.parametrize(
    ("text", "published", "date"),
    [
        ("on Monday", None, None),
        ("on Monday", "2024-05", None),
        ("last month", "2024-01", "2023-12"),
        ("last month", "2024", None),
        ("last year", "2024", "2023"),
        ("in March", "2024", None),
        ("in 2022", None, "2022"),
        ("last week", "2024-05-02", "2024-04"),
        ("this week", "2024-05-02", "2024"),
        ("this week", "2025-01-01", None),
        ("yesterday", "2024-03-01", "2024-02-29"),
        ("next month", "2024-99", None),
        ("next Monday", "9999-12-31", None),
        ("last month", "0001-01-01", None),
    ],
)
def test_a_partial_or_missing_publication_date_gives_only_what_is_sure(
    text: str, published: str | None, date: str | None
) -> None:
    assert resolve(text, published) == [date]


def test_a_planned_day_lies_ahead() -> None:
    assert resolve("on Monday", future=True) == ["2024-05-20"]
    assert resolve("in March", future=True) == ["2025-03"]


def test_phrases_come_in_order_and_do_not_overlap() -> None:
    found = time_phrases("From 3 May 2022 to last week, and on Monday.", WEDNESDAY)
    assert [phrase.date for phrase in found] == ["2022-05-03", "2024-05", "2024-05-13"]
    assert all(left.end <= right.start for left, right in pairwise(found))


PIECES = st.sampled_from(
    "on in last next this May March 31 99 2022 1500 Monday week month year ago two 0 days - ,".split()
)


@given(st.lists(PIECES, max_size=12).map(" ".join), st.one_of(st.none(), st.dates().map(str), st.just("2024-13-45")))
def test_every_date_is_one_the_schema_accepts(text: str, published: str | None) -> None:
    for date in resolve(text, published):
        assert date is None or coerce_value(AttributeType.DATE, (), date) == date


def test_a_publication_date_that_is_no_day_is_none() -> None:
    assert published_date("2024-02-30") is None
    assert published_date("soon") is None
