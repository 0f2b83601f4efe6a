"""Where graphemes, words and sentences begin and end.

All functions look only at a bounded neighbourhood, so they cost the same in a 10 MB paragraph as in a short one.
Positions are code points. Words follow Unicode's default word boundaries (UAX #29), apostrophes and hyphens inside a
word and the marks inside numbers ("1,000", "$1.2bn") kept together; graphemes are extended grapheme clusters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import regex

from annotator.domain.span import Fragment

Snap = Literal["none", "word", "sentence"]

_REACH = 512
"""How many code points around a position are looked at for graphemes and words."""
_SENTENCE_REACH = 4096

_GRAPHEME = regex.compile(r"\X")
_APART = regex.compile(
    r"(?<![\r\p{GCB=Prepend}\p{GCB=Extend}\p{GCB=SpacingMark}\p{GCB=ZWJ}\p{GCB=Regional_Indicator}"
    r"\p{GCB=L}\p{GCB=V}\p{GCB=T}\p{GCB=LV}\p{GCB=LVT}])(?![\p{GCB=Extend}\p{GCB=SpacingMark}\p{GCB=ZWJ}])"
)
"""Matches between two characters that no rule of UAX #29 could keep together, whatever is around them."""
_WORD = regex.compile(
    r"(?:\p{Lu}\.){2,}"
    r"|(?:(?<![\p{L}\p{N}])[\p{Sc}+\-−])?\p{N}+(?:[.,:/'\u00a0\u2009\u202f]\p{N}+)*[\p{L}\p{M}]*%?"
    r"|[\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_\u200c\u200d]|['’\-‑.&](?=[\p{L}\p{N}]))*"
    r"|\p{Extended_Pictographic}|\p{Regional_Indicator}+"
)
_SENTENCE_END = regex.compile(r"[.!?…。！？।؟]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]*[\p{Lu}\p{Lo}\p{N}])|\n+|[\u2028\u2029]")
_ABBREVIATION = regex.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Lt|Col|Capt|Sgt|Rep|Sen|Gov|St|No|vs|Jr|Sr|approx|e\.g|i\.e"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|\p{Lu})\.$"
)


def _safe_start(text: str, position: int) -> int:
    """Return the nearest position at or before `position` where a grapheme begins for certain, within reach."""
    least = max(0, position - _REACH)
    while position > least and not _APART.match(text, position):
        position -= 1
    return position


def _graphemes_around(text: str, position: int) -> Fragment:
    """Return the grapheme cluster that `position` is in or begins."""
    low = _safe_start(text, position)
    for match in _GRAPHEME.finditer(text, low, min(len(text), position + _REACH)):
        if match.end() > position:
            return Fragment(match.start(), match.end())
    return Fragment(position, position)


def grapheme_floor(text: str, position: int) -> int:
    """Return the last grapheme boundary at or before `position`."""
    if position <= 0 or position >= len(text):
        return min(max(position, 0), len(text))
    if (text[position - 1].isascii() and text[position].isascii()) or _APART.match(text, position):
        return position
    return _graphemes_around(text, position).start


def grapheme_ceiling(text: str, position: int) -> int:
    """Return the first grapheme boundary at or after `position`."""
    floor = grapheme_floor(text, position)
    return floor if floor == position else _graphemes_around(text, floor).end


def next_grapheme(text: str, position: int) -> int:
    """Return the first grapheme boundary after `position`, or the end of the text."""
    return len(text) if position >= len(text) else max(position + 1, _graphemes_around(text, position).end)


def previous_grapheme(text: str, position: int) -> int:
    """Return the last grapheme boundary before `position`, or 0."""
    return 0 if position <= 0 else grapheme_floor(text, position - 1)


def _words(text: str, low: int, high: int) -> Iterator[Fragment]:
    """Yield the words that touch `[low, high]`; their ends are moved out to grapheme boundaries."""
    least = max(0, low - 2 * _REACH)
    start = max(text.rfind(" ", least, low), text.rfind("\n", least, low), least)  # no word goes on across these
    before: Fragment | None = None
    for match in _WORD.finditer(text, start, min(len(text), high + _REACH)):
        word = Fragment(grapheme_floor(text, match.start()), grapheme_ceiling(text, match.end()))
        if before is not None and word.start < before.end:
            word = Fragment(before.start, word.end)
        elif before is not None and before.end >= low:
            yield before
        before = word
        if word.start > high:
            return
    if before is not None and before.end >= low:
        yield before


def word_at(text: str, position: int) -> Fragment | None:
    """Return the word that holds `position`, else the one that ends there, else None."""
    touching = [word for word in _words(text, position, position) if word.start <= position <= word.end]
    return touching[-1] if touching else None


def next_word(text: str, position: int) -> int:
    """Return the start of the first word after `position`, or the end of the text."""
    starts = (word.start for word in _words(text, position, position + _REACH) if word.start > position)
    return next(starts, min(len(text), position + _REACH))


def previous_word(text: str, position: int) -> int:
    """Return the start of the last word before `position`, or 0."""
    low = max(0, position - _REACH)
    starts = [word.start for word in _words(text, low, position) if word.start < position]
    return starts[-1] if starts else low


def next_word_end(text: str, position: int) -> int:
    """Return the end of the first word that ends after `position`, or the end of the text."""
    ends = (word.end for word in _words(text, position, position + _REACH) if word.end > position)
    return next(ends, min(len(text), position + _REACH))


def previous_word_end(text: str, position: int) -> int:
    """Return the end of the last word that ends before `position`, or 0."""
    low = max(0, position - _REACH)
    ends = [word.end for word in _words(text, low, position) if word.end < position]
    return ends[-1] if ends else low


def _sentence_ends(text: str, low: int, high: int) -> list[int]:
    """Return the positions after sentences in `[low, high]`."""
    found = []
    for match in _SENTENCE_END.finditer(text, low, high):
        opening = text[max(low, match.start() - 12) : match.start() + 1]
        if match[0] != "." or not _ABBREVIATION.search(opening):
            found.append(match.end())
    return found


def sentence_at(text: str, position: int) -> Fragment | None:
    """Return the sentence that holds `position` without white space at its ends, or None on a blank line."""
    low, high = max(0, position - _SENTENCE_REACH), min(len(text), position + _SENTENCE_REACH)
    ends = _sentence_ends(text, low, high)
    start = max((end for end in ends if end <= position), default=low)
    end = min((end for end in ends if end > position), default=high)
    return trim(text, start, end)


def next_sentence(text: str, position: int) -> int:
    """Return the start of the first sentence after `position`, or the end of the text."""
    high = min(len(text), position + _SENTENCE_REACH)
    for end in _sentence_ends(text, max(0, position - _SENTENCE_REACH), high):
        start = _skip_space(text, end)
        if start > position:
            return start
    return high


def previous_sentence(text: str, position: int) -> int:
    """Return the start of the last sentence that begins before `position`, or 0."""
    low = max(0, position - _SENTENCE_REACH)
    starts = [_skip_space(text, end) for end in _sentence_ends(text, low, position)]
    before = [start for start in starts if start < position]
    return before[-1] if before else low


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def trim(text: str, start: int, end: int) -> Fragment | None:
    """Return the range without white space at its ends, or None if nothing is left.

    White space that is one grapheme cluster with something else (a mark on a blank) stays.
    """
    while start < end and text[start].isspace() and text[start : (after := next_grapheme(text, start))].isspace():
        start = after
    while end > start and text[end - 1].isspace() and text[(before := previous_grapheme(text, end)) : end].isspace():
        end = before
    return Fragment(start, end) if start < end else None


def snap(text: str, start: int, end: int, unit: Snap) -> Fragment | None:
    """Return the selection as it is tagged: whole graphemes, whole words or sentences if asked, trimmed.

    An edge between words stays where it is, so that quotation marks can be taken along. None if only white space
    is selected.
    """
    core = trim(text, grapheme_floor(text, max(0, start)), grapheme_ceiling(text, min(len(text), end)))
    if core is None or unit == "none":
        return core
    if unit == "sentence":
        first, last = sentence_at(text, core.start), sentence_at(text, core.end - 1)
        return Fragment(min(core.start, first.start if first else core.start), max(core.end, last.end if last else 0))
    first, last = word_at(text, core.start), word_at(text, core.end)
    opening = first.start if first and first.start < core.start < first.end else core.start
    closing = last.end if last and last.start < core.end < last.end else core.end
    return Fragment(opening, closing)
