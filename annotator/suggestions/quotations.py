"""What stands between quotation marks."""

from __future__ import annotations

import re

# Each pattern begins with its mark alone, which lets the search jump from mark to mark.
_PATTERNS = {
    "“": re.compile("“([^“”\n]+)"),
    "„": re.compile("„([^„“”\n]+)"),
    "«": re.compile("«([^«»\n]+)"),
    "»": re.compile("»([^«»\n]+)"),
    '"': re.compile('"([^"\n]+)(?:"|$)', re.MULTILINE),
    "‘": re.compile(r"‘(?<!\w‘)((?:[^‘’\n]|’(?=\w))+)"),
    "'": re.compile(r"'(?<!\w')((?:[^'\n]|'(?=\w))+)'(?!\w)"),
}


def quotations(text: str) -> list[str]:
    """Return the texts between quotation marks of every kind, without the marks; kind by kind.

    A quotation ends with its paragraph at the latest: where a speech goes on in the next one, its mark is missing. An
    apostrophe within a word ends none.
    """
    found: list[str] = []
    for mark in _openers(text):
        found += _PATTERNS[mark].findall(text)
    return found


def _openers(text: str) -> list[str]:
    """Return the marks that open quotations in a text: German “ closes, and so does » where « came first."""
    marks = [mark for mark in _PATTERNS if mark in text]
    if "„" in marks and "“" in marks:
        marks.remove("“")
    if "«" in marks and "»" in marks:
        marks.remove("»" if text.index("«") < text.index("»") else "«")
    return marks
