"""Progress over time: every article is in one column, whatever the time it took."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.services.review_pictures import progress_table
from annotator.services.review_scope import Scope

DAYS = st.dates(date(2020, 1, 1), date(2027, 12, 31)).map(date.isoformat)
FINISHED = st.dictionaries(
    st.sampled_from(["anna", "ben"]),
    st.dictionaries(DAYS, st.integers(1, 3), min_size=1, max_size=5),
    min_size=1,
)


def scope(finished: dict[str, dict[str, int]]) -> Scope:
    named = {
        name: {day: tuple(f"{name}-{day}-{n}" for n in range(count)) for day, count in sorted(days.items())}
        for name, days in sorted(finished.items())
    }
    return Scope((), (), (), (), named)


@given(FINISHED)
def test_every_article_is_in_one_column(finished: dict[str, dict[str, int]]) -> None:
    found = progress_table(scope(finished))
    line = found.section.timeline
    assert line is not None
    assert len(line.times) <= 61
    starts = [date.fromisoformat(day) for day in line.times]
    assert len({later - earlier for earlier, later in pairwise(starts)}) <= 1
    for (name, counts), row in zip(line.rows, found.pictures.timeline_behind, strict=True):
        assert sum(counts) == sum(finished[name].values())
        listed = [article for cell in row if cell is not None for article in cell.articles or ()]
        assert len(listed) == len(set(listed)) == sum(counts)
        for start, cell in zip(starts, row, strict=True):
            for article in cell.articles or () if cell is not None else ():
                day = date.fromisoformat(article.split("-", 1)[1].rsplit("-", 1)[0])
                assert start <= day < start + ((starts[1] - starts[0]) if len(starts) > 1 else timedelta(1))


def test_a_long_time_is_shown_in_weeks() -> None:
    found = progress_table(scope({"anna": {"2026-01-01": 1, "2026-06-30": 2}}))
    line = found.section.timeline
    assert line is not None
    assert line.title == "Articles finished per week"
    assert date.fromisoformat(line.times[0]).weekday() == 0
    assert found.section.rows == (("anna", "3", "2026-01-01", "2026-06-30"),)
