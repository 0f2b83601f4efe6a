"""Growing a selection to the next larger unit, and finding where a figure or a quotation begins.

Made for hands on a keyboard: from a caret to a word, a quantity, a clause, a quotation, a sentence, a paragraph. All
of it looks only at the sentence's neighbourhood.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import regex

from annotator.domain.boundaries import sentence_at, trim, word_at
from annotator.domain.quantity import parse_quantity
from annotator.domain.quantity_text import without_dates
from annotator.domain.span import Fragment

Landmark = Literal["figure", "quote"]

_REACH = 4096
_DATE_REACH = 24
_QUOTATION = regex.compile(r"“[^“”\n]{1,2000}”|\"[^\"\n]{1,2000}\"|«[^«»\n]{1,2000}»|„[^„“”\n]{1,2000}[“”]")
_CLAUSE_EDGE = regex.compile(r"[,;:](?=\s)|(?<=\s)that(?=\s)|\s[—–-]\s|—|\n|[.!?](?=[\s”\"»]|$)")
_MODIFIER = (
    r"(?:about|around|some|roughly|approximately|nearly|almost|up\s+to|at\s+(?:least|most)|less\s+than|fewer\s+than"
    r"|more\s+than|over|under|between|as\s+many\s+as)"
)
_NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|a\s+(?:few|third|quarter|dozen|hundred|thousand))"
)
_AMOUNT = rf"(?:\p{{Sc}}?\p{{N}}(?:[.,]?\p{{N}})*(?:bn|m|k|tn|%)?(?![\p{{L}}\p{{N}}])|{_NUMBER_WORD}(?!\p{{L}}))"
_NOUN = (
    r"(?:[ \u00a0-](?!(?:and|or|in|on|at|of|for|to|by|from|the|a|an|was|were|is|are"
    r"|had|have|has|who|that|which|percent)\b)"
    r"(?:(?-i:\p{Lu}[\p{L}.’'-]+)[ \u00a0]){0,3}[\p{L}’'-]+(?!\s(?:the|a|an|their|its|his|her|our)\b))?"
)
_FIGURE = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}]|\p{{N}}[:/.,])(?:{_MODIFIER}[\s\u00a0]+)?{_AMOUNT}(?:\s*(?:to|and|in|–|-)\s*{_AMOUNT})?"
    rf"(?:[\s\u00a0-]{_NUMBER_WORD})*(?:[\s\u00a0](?:per\s+cent|percent)|(?<=s)\sof)?{_NOUN}(?![\p{{L}}\p{{N}}]|[:/]\p{{N}})",
    regex.IGNORECASE,
)


def _window(text: str, position: int) -> tuple[int, int]:
    return max(0, position - _REACH), min(len(text), position + _REACH)


def units_around(text: str, start: int, end: int) -> list[Fragment]:
    """Return the units that hold `[start, end)`, smallest first: words, figure, clause, sentences, paragraph."""
    low, high = _window(text, start)
    found = [*_words(text, start, end), *_matches(_FIGURE, text, start, end), *_clauses(text, start, end)]
    found += [Fragment(match.start(), match.end()) for match in _QUOTATION.finditer(text, low, high)]
    first, last = sentence_at(text, start), sentence_at(text, max(start, end - 1))
    if first is not None and last is not None:
        found.append(Fragment(first.start, last.end))
    paragraph = trim(text, text.rfind("\n", low, start) + 1 or low, _line_end(text, end, high))
    found += [paragraph] if paragraph is not None else []
    holding = {unit for unit in found if unit.start <= start and end <= unit.end}
    return sorted(holding, key=lambda unit: (unit.end - unit.start, unit.start))


def expand(text: str, start: int, end: int) -> Fragment | None:
    """Return the smallest unit that holds the selection and is larger, or None at the top."""
    return next((unit for unit in units_around(text, start, end) if unit.end - unit.start > end - start), None)


def next_landmark(text: str, position: int, kind: Landmark, *, forward: bool = True) -> Fragment | None:
    """Return the next figure or quotation that begins after (before) `position`, within reach, or None.

    A figure is what `parse_quantity` understands: dates, clock times and names with numbers are passed over.
    """
    low, high = _window(text, position)
    pattern = _FIGURE if kind == "figure" else _QUOTATION
    places = [match for match in pattern.finditer(text, low, high) if (match.start() > position) == forward]
    for match in places if forward else reversed(places):
        found = Fragment(match.start(), match.end())
        if found.start != position and (kind == "quote" or _is_figure(text, found)):
            return found
    return None


def _is_figure(text: str, found: Fragment) -> bool:
    """Tell whether it is a quantity also where it stands: the 23 of "Oct 23" is one only by itself."""
    if parse_quantity(text[found.start : found.end]) is None:
        return False
    low = max(0, found.start - _DATE_REACH)
    around = without_dates(text[low : found.end + _DATE_REACH])
    return parse_quantity(around[found.start - low : found.end - low]) is not None


def _words(text: str, start: int, end: int) -> Iterator[Fragment]:
    first, last = word_at(text, start), word_at(text, max(start, end - 1))
    if first is not None and last is not None:
        yield Fragment(first.start, last.end)


def _matches(pattern: regex.Pattern[str], text: str, start: int, end: int) -> Iterator[Fragment]:
    sentence = sentence_at(text, start)
    if sentence is not None:
        for match in pattern.finditer(text, sentence.start, sentence.end):
            if match.start() <= start and end <= match.end():
                yield Fragment(match.start(), match.end())


def _clauses(text: str, start: int, end: int) -> Iterator[Fragment]:
    sentence = sentence_at(text, start)
    if sentence is None:
        return
    edges = list(_CLAUSE_EDGE.finditer(text, sentence.start, sentence.end))
    opening = max((edge.end() for edge in edges if edge.end() <= start), default=sentence.start)
    closing = min((edge.start() for edge in edges if edge.start() >= end), default=sentence.end)
    core = trim(text, opening, closing)
    if core is not None:
        yield _without_lone_marks(text, core)


def _without_lone_marks(text: str, core: Fragment) -> Fragment:
    """Leave out a quotation mark at one end that has no partner inside."""
    start, end = core
    words = text[start:end]
    if words[:1] in "“«„" and not any(mark in words for mark in "”»"):
        start += 1
    if words[-1:] in "”»" and not any(mark in words for mark in "“«„"):
        end -= 1
    return Fragment(start, end) if start < end else core


def _line_end(text: str, position: int, high: int) -> int:
    found = text.find("\n", position, high)
    return high if found < 0 else found
