"""A title for an article that came without one."""

from __future__ import annotations

import re

LONGEST_TITLE = 120
"""In code points. A longer first line is a paragraph, not a headline."""

_OPENING = re.compile(r"^(?:#{1,6}\s+|[•·▪◦‣*–—-]\s+)+")
_DATE_ONLY = re.compile(
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
    r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
    r"|\d{1,2}(?:st|nd|rd|th)?\.?\s+[^\W\d]{3,9}\.?,?\s+\d{4}"
    r"|[^\W\d]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})"
    r"(?:[,T]?\s*\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:[A-Z]{1,4})?)?",
    re.IGNORECASE,
)


def title_of(text: str, otherwise: str) -> str:
    """Return the first line that is not blank and not only a date, without bullet or heading marks.

    `otherwise` is returned where there is none, or where it is longer than 120 characters.
    """
    position = 0
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = _OPENING.sub("", text[position:end].strip()).strip()
        if len(line) > LONGEST_TITLE:  # looking for a date in it could take as long as it is long, squared
            return otherwise
        if line and not _DATE_ONLY.fullmatch(line):
            return line
        position = end + 1
    return otherwise
