"""Bring a highlighted span into the plain form the quantity grammar reads.

Writers use many signs for the same thing: eleven kinds of space, six dashes, digits of other scripts. Here they
become one, and everything that looks like a number but is a date, a clock time or a name is blanked out, so that
the grammar never meets it.
"""

from __future__ import annotations

import unicodedata
from typing import Final

import regex

MAX_LENGTH: Final = 400
"""Code points looked at. A quantity is short; a span of a megabyte must not cost more than a sentence."""

BLANK: Final = "\ufffc"
"""Stands where a date or name was: neither a word, nor a space, nor a number."""

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\n\r\x00"
_INVISIBLE = (
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069\u202a\u202b\u202c\u202d\u202e\ufeff"
)
_SIGNS: Final = str.maketrans(
    {
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys(_INVISIBLE, None),
        **dict.fromkeys("‐‑‒–—―", "-"),
        "−": "-",
        "﹣": "-",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "٫": ".",
        "٬": ",",
        "٪": "%",
        "﹪": "%",
        "％": "%",
        "×": "x",
        "⁄": "/",
        "∶": ":",
        "º": "°",
        "℃": "°C",
        "℉": "°F",
        "μ": "µ",
        "＄": "$",
        "￡": "£",
        "￥": "¥",
        **dict.fromkeys('“”„«»"‹›', " "),
    }
)
_VULGAR: Final = str.maketrans(
    {
        chr(code): f" {unicodedata.normalize('NFKC', chr(code)).replace(chr(0x2044), '/')} "
        for code in (0xBC, 0xBD, 0xBE, *range(0x2150, 0x215F))
    }
)

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
    r"|JANUARY|FEBRUARY|MARCH|APRIL|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER"
    r"|(?:JAN|FEB|MAR|APR|JUN|JUL|AUG|SEPT?|OCT|NOV|DEC)\b\.?)"
)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d|[.,]\d)"
_YEAR = r"(?:1[5-9]|20)\d\d"
_NOT_FIGURES: Final = regex.compile(
    "|".join(
        (
            rf"\b{_DAY}(?:\s*-\s*{_DAY})?\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?\b",
            rf"\b{_MONTH}\s+{_DAY}(?:\s*-\s*{_DAY})?(?:,?\s+{_YEAR}\b)?(?!\s*(?:%|per\s?cent))",
            rf"\b{_MONTH},?\s+{_YEAR}\b",
            r"(?<![\d/])\d{1,4}([/.])\d{1,2}\1(?:\d{4}|\d{2})(?![\d/])",
            r"(?<![\d-])\d{4}-\d{1,2}-\d{1,2}(?![\d-])",
            r"(?<![\d:])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?:\s*[ap]\.?m\b\.?)?(?![\d:])",
            r"(?<![\d.,])(?:1[0-2]|0?\d)(?:[:.][0-5]\d)?\s*[ap](?:m\b|\.m\.)",
            r"\b(?:[01]\d|2[0-3])[0-5]\d\s*(?:GMT|UTC|hrs?|CET|BST|ET)\b",
            r"\b\d{1,2}\s+o'clock\b",
            rf"(?:\b(?:early|mid|late|the)[\s-]+)?(?:\b{_YEAR}|(?<![\d.,])'?\d0)'?s\b",
            rf"(?<![\d.,$£€-]){_YEAR}\s?[-/]\s?(?:{_YEAR}|\d\d)(?![\d.,]|\s*(?:%|\p{{Ll}}+s\b))",
            rf"\b(?:from|between)\s+{_YEAR}\s+(?:to|and|until)\s+{_YEAR}(?!\s*(?:[,.]?\d|%|\p{{L}}))",
            # A round hundred after "in" may be the odds of something: "1 in 2000".
            rf"\b(?:in|of|since|until|till|during|before|after|year)\s+{_YEAR}\b(?<!00)(?!\s*(?:[,.]?\d|%|\p{{Ll}}+s\b))",
            r"\b(?:\d+(?:st|nd|rd|th)|\p{L}+(?:st|nd|rd|th))[\s-]+(?:century|centuries)\b",
            r"\b(?:first|second|third|fourth|1st|2nd|3rd|4th)[\s-]+(?:half|quarter)\b",
            r"\b(?:9/11|24/7)\b",
            r"\b[Nn]o[\s-]one\b|\b[Oo]ne\s+(?:another|day|of\s+(?:the|these|those|its|his|her|their|our|my|\p{L}+'s))\b",
            r"\b(?:seventeen|eighteen|nineteen|twenty)[\s-](?:hundreds|\p{L}+teen|(?:ten|eleven|twelve|twenty|thirty|forty|fifty"
            r"|sixty|seventy|eighty|ninety)(?:-\p{L}+)?)\b",
        )
    )
)


def plain(text: str) -> str:
    """The first `MAX_LENGTH` code points of `text` with one kind of space, dash, quote and digit; never raises."""
    head = text[:MAX_LENGTH].translate(_SIGNS).translate(_VULGAR)
    digits = "".join(str(unicodedata.decimal(c)) if c > "\x7f" and c.isdecimal() else c for c in head)
    return regex.sub(" +", " ", digits).strip()


def without_dates(text: str) -> str:
    """`text` (from `plain`) with dates, clock times, decades and year ranges blanked, lengths unchanged."""
    return _NOT_FIGURES.sub(lambda match: BLANK * len(match.group()), text)
