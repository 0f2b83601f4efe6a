from __future__ import annotations

import pytest

from annotator.ui.panels.review.filters import day_of


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("", "", ""),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        (" 2026-02-03 ", "2026-02-03", "2026-02-03"),
        ("2026-13", None, None),
        ("2026-02-30", None, None),
        ("soon", None, None),
        ("9999", "9999-01-01", "9999-12-31"),
        ("0000", None, None),
    ],
)
def test_a_year_or_a_month_stands_for_its_first_or_last_day(text: str, first: str | None, last: str | None) -> None:
    assert (day_of(text, last=False), day_of(text, last=True)) == (first, last)
