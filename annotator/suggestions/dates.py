"""Resolve a time phrase ("on Monday", "last month", "in February 2022") to an ISO date, month or year.

A phrase is resolved against the article's publication date. Where the words leave more than one day, month or year
open, the answer is the shorter date that holds them all, or None.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, NamedTuple

import regex

_MONTHS: Final = "january february march april may june july august september october november december".split()
_DAYS: Final = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH: Final = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b)\.?"
)
_DAY: Final = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%]|[.,]\d)"
_YEAR: Final = r"(?P<year>(?:1[5-9]|20)\d\d)(?!\d|s\b|[.,]\d)"
_WEEKDAY: Final = r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_BEFORE_YEAR: Final = r"(?:in|since|by|until|during|of|for|from|before|after|end of|early|late|mid)[ -]"


class TimePhrase(NamedTuple):
    """A phrase found in a text (code points, half-open) and the ISO date or partial date it means, if any."""

    start: int
    end: int
    date: str | None


def published_date(published: str | None) -> date | None:
    """The publication day, or None if it is unknown or only a month or year."""
    match = regex.match(r"(\d{4})-(\d{2})-(\d{2})", published or "")
    known = _published_month(published)
    return _day(known[0], known[1], int(match[3])) if match and known and known[1] else None


def _published_month(published: str | None) -> tuple[int, int | None] | None:
    """Year and month of publication, or None if unknown; centuries no newspaper appeared in are mistakes."""
    match = regex.match(r"([12]\d{3})(?:-(0[1-9]|1[0-2]))?(?!\d)", published or "")
    return (int(match[1]), int(match[2]) if match[2] else None) if match else None


def time_phrases(text: str, published: str | None, *, future: bool = False) -> list[TimePhrase]:
    """All time phrases of `text` in order; `future` says that "on Monday" is still to come."""
    found: list[TimePhrase] = []
    taken = 0
    matches = (match for pattern, rule in _RULES for match in ((m, rule) for m in pattern.finditer(text)))
    for match, rule in sorted(matches, key=lambda pair: (pair[0].start(), -pair[0].end())):
        if match.start() >= taken:
            found.append(TimePhrase(match.start(), match.end(), rule(match, published, future)))
            taken = match.end()
    return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month_number(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def _full_date(match: regex.Match[str], published: str | None, future: bool) -> str | None:  # noqa: FBT001 (rules share a shape)
    found = match.groupdict()
    month = int(found["number"]) if found.get("number") else _month_number(found["month"])
    year = int(found["year"]) if found.get("year") else _year_of_month(month, published, future=future)
    day = _day(year, month, int(found["day"])) if year else None
    return day.isoformat() if day else None


def _month(match: regex.Match[str], published: str | None, future: bool) -> str | None:  # noqa: FBT001
    month = _month_number(match["month"])
    said = match.groupdict()
    if said.get("year"):
        return f"{said['year']}-{month:02}"
    which = (said.get("which") or "").lower()
    year = _year_of_month(month, published, future=future or which == "next", before=which == "last")
    return f"{year:04}-{month:02}" if year else None


def _year_of_month(month: int, published: str | None, *, future: bool = False, before: bool = False) -> int | None:
    """The year of a month without one: the last such month up to publication, or the next one from it on."""
    known = _published_month(published)
    if known is None or known[1] is None:
        return None
    year, now = known[0], known[1]
    if future:
        return year + (month < now)
    return year - (month > now or (before and month == now))


def _year(match: regex.Match[str], _published: str | None, _future: bool) -> str | None:  # noqa: FBT001
    return match["year"]


def _weekday(match: regex.Match[str], published: str | None, future: bool) -> str | None:  # noqa: FBT001
    today = published_date(published)
    if today is None:
        return None
    wanted = _DAYS.index(match["weekday"].lower())
    which = (match.groupdict().get("which") or "").lower()
    back = (today.weekday() - wanted) % 7
    if which == "next" or (future and which != "last"):
        ahead = (wanted - today.weekday()) % 7
        # "next Friday", said on a Wednesday, may be this week's or the week after's.
        return (
            None
            if which == "next" and ahead in {1, 2, 3}
            else (today + timedelta(ahead or 7 * (which == "next"))).isoformat()
        )
    if which == "last" and back in {0, 1, 2}:
        return (today - timedelta(7)).isoformat() if back == 0 else None
    return (today - timedelta(back)).isoformat()


def _relative_day(match: regex.Match[str], published: str | None, _future: bool) -> str | None:  # noqa: FBT001
    today = published_date(published)
    shift = {"yesterday": -1, "tomorrow": 1}.get(match["word"].lower(), 0)
    return (today + timedelta(shift)).isoformat() if today else None


def _relative(match: regex.Match[str], published: str | None, _future: bool) -> str | None:  # noqa: FBT001
    """Resolve "last week", "this month", "next year"."""
    shift = {"last": -1, "previous": -1, "past": -1, "this": 0, "next": 1}[match["which"].lower()]
    known = _published_month(published)
    if known is None:
        return None
    if match["unit"].lower() == "year":
        return f"{known[0] + shift:04}"
    if match["unit"].lower() == "month":
        months = known[0] * 12 + known[1] - 1 + shift if known[1] else None
        return f"{months // 12:04}-{months % 12 + 1:02}" if months is not None else None
    return _week(published_date(published), shift)


def _week(today: date | None, shift: int) -> str | None:
    """The month, else the year, that holds the whole week from Monday to Sunday."""
    if today is None:
        return None
    monday = today - timedelta(today.weekday()) + timedelta(7 * shift)
    first, last = monday.isoformat(), (monday + timedelta(6)).isoformat()
    return first[:7] if first[:7] == last[:7] else (first[:4] if first[:4] == last[:4] else None)


def _ago(match: regex.Match[str], published: str | None, _future: bool) -> str | None:  # noqa: FBT001
    """Resolve "two years ago", "three months ago"; days and weeks if the publication day is known."""
    words = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
    many = words.get(match["many"].lower()) or int(match["many"])
    known = _published_month(published)
    unit = match["unit"].lower()
    if known is None or known[0] <= many:
        return None
    if unit == "year":
        return f"{known[0] - many:04}"
    if unit == "month" and known[1]:
        months = known[0] * 12 + known[1] - 1 - many
        return f"{months // 12:04}-{months % 12 + 1:02}"
    today = published_date(published) if unit == "day" else None
    return (today - timedelta(many)).isoformat() if today else None


Rule = Callable[[regex.Match[str], str | None, bool], str | None]
_RULES: Final[tuple[tuple[regex.Pattern[str], Rule], ...]] = (
    (regex.compile(r"\b(?P<year>\d{4})-(?P<number>0[1-9]|1[0-2])-(?P<day>\d\d)\b"), _full_date),
    (regex.compile(rf"\b{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?"), _full_date),
    (regex.compile(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?"), _full_date),
    (regex.compile(rf"\b{_MONTH},?\s+{_YEAR}"), _month),
    (
        regex.compile(
            rf"\b(?:(?P<which>last|next|this|past)\s+|(?:(?i:in|since|by|until|during|of|from|early|late"
            rf"|mid)[ -](?:to[ -])?)+){_MONTH}(?!\s+\d)"
        ),
        _month,
    ),
    (regex.compile(rf"\b(?i:{_BEFORE_YEAR}){_YEAR}(?!\s*(?:[-–]\s*\d|%|\p{{Ll}}+s\b))"), _year),
    (regex.compile(rf"\b(?:(?P<which>(?i:last|next|this|past))\s+)?{_WEEKDAY}\b(?!['’]s)"), _weekday),
    (regex.compile(r"\b(?P<word>yesterday|today|tomorrow|tonight)\b", regex.I), _relative_day),
    (
        regex.compile(r"\b(?P<which>last|this|next|previous|past)\s+(?P<unit>week|month|year)\b(?!\s+and)", regex.I),
        _relative,
    ),
    (
        regex.compile(
            r"\b(?P<many>an?|one|two|three|four|five|six|ten|\d{1,3})\s+(?P<unit>day|month|year)s?\s+(?:ago|earlier)\b",
            regex.I,
        ),
        _ago,
    ),
)
