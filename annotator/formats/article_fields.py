"""What is known of an article beside its text, as columns of a table or keys of a record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from email.utils import parsedate
from typing import Any, NamedTuple

from annotator.domain.errors import InputError
from annotator.domain.values import short

NAMES = {
    "text": ("text", "body", "content"),
    "title": ("title", "headline"),
    "publisher": ("publisher", "source", "outlet", "site"),
    "author": ("author", "authors", "byline"),
    "published": ("published", "date", "published_at", "publication_date"),
    "language": ("language", "lang"),
    "url": ("url", "link"),
    "file": ("file", "filename", "file_name"),
}
"""Field of an article to the names it goes by, the one that counts first."""

_FIELD = {name: field for field, names in NAMES.items() for name in names}
_ISO = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2})(?:[T ]\d{2}:\d{2}\S*)?)?)?")
_MONTHS = "january february march april may june july august september october november december".split()
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.? (?P<month>[A-Za-z]{3,9})\.?,? (?P<year>\d{4})")
_MONTH_FIRST = re.compile(r"(?P<month>[A-Za-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})")


_TOLD = 20
"""So many fields that are not used are named."""


class Fields(NamedTuple):
    """The fields of one record that have a value, and remarks on what was left out."""

    known: dict[str, str]
    remarks: tuple[str, ...]


def field_of(name: object) -> str | None:
    """Return the article field that a column or key is about, or None."""
    return _FIELD.get(str(name).strip().lower().replace(" ", "_"))


def iso_date(written: str) -> str | None:
    """Return a date in ISO 8601 (or the year, or year and month, if that is all), or None.

    Only forms that can be read in one way are understood: `11/12/2024` is not.
    """
    written = written.strip()
    match = _ISO.fullmatch(written)
    if match is not None:
        year, month, day = match.groups()
        parts = [int(year), int(month or 1), int(day or 1)]
        return _date_text(parts, 1 + bool(month) + bool(day))
    match = _DAY_FIRST.fullmatch(written) or _MONTH_FIRST.fullmatch(written)
    if match is not None:
        months = [number for number, name in enumerate(_MONTHS, 1) if name.startswith(match["month"].lower())]
        return _date_text([int(match["year"]), months[0], int(match["day"])], 3) if months else None
    parsed = parsedate(written) if "," in written[:5] else None
    return None if parsed is None else _date_text(list(parsed[:3]), 3)


def _date_text(parts: list[int], given: int) -> str | None:
    try:
        whole = date(*parts).isoformat()
    except (ValueError, OverflowError):
        return None
    return whole[: (4, 7, 10)[given - 1]]


def _as_text(value: Any, where: str, name: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise InputError(f'"{short(name)}" is not a text', where=where, why=f"It is a {type(value).__name__}")


def read_fields(record: Mapping[str, Any], where: str) -> Fields:
    """Return the article fields of a record; white space around all but the text is dropped.

    Of several names for one field the first in `NAMES` that has a value counts. Raises InputError for a value
    that cannot be a text.
    """
    known: dict[str, str] = {}
    rank: dict[str, int] = {}
    unused: list[str] = []
    for name, value in record.items():
        field = field_of(name)
        if field is None:
            unused.append(name)
            continue
        text = _as_text(value, where, name)
        place = NAMES[field].index(str(name).strip().lower().replace(" ", "_"))
        if text.strip() and place < rank.get(field, len(NAMES[field])):
            known[field], rank[field] = (text if field == "text" else text.strip()), place
    remarks = [f'"{short(name)}" is not used' for name in unused[:_TOLD]]
    if len(unused) > _TOLD:
        remarks.append(f"{len(unused) - _TOLD} more fields are not used")
    if "published" in known:
        written = known.pop("published")
        published = iso_date(written)
        if published is None:
            remarks.append(f'the date "{short(written)}" is not understood')
        else:
            known["published"] = published
    return Fields(known, tuple(remarks))


def known_fields(record: Mapping[str, Any]) -> dict[str, str]:
    """Return what a record of another program tells of an article beside its text; other values are passed over."""
    known = read_fields({name: value for name, value in record.items() if isinstance(value, str)}, "").known
    known.pop("text", None)
    return known
