"""Names an annotator is likely to pick as speaker or source: those near the cue first, in their fullest form."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Final, NamedTuple

import regex

from annotator.domain.span import Fragments, envelope
from annotator.suggestions.attribution import quote_cue
from annotator.suggestions.context import REACH, FillContext, surroundings
from annotator.suggestions.speakers import ORGANISATION, is_organisation

SCANNED: Final = 200_000
"""Code points of the article that are searched for the names not near the span."""
_MOST: Final = 40

_UPPER = r"\p{Lu}[\p{L}\p{M}]*(?:['’](?!s\b)[\p{L}]+)*(?:-\p{L}+)*"
_NAME: Final = regex.compile(
    rf"(?:(?:\p{{Lu}}\.){{2,}}|{_UPPER})"
    rf"(?:\s(?:(?:de|da|di|del|von|van|der|den|bin|al|el|la|le|du|of|and|for|the)\s){{0,2}}(?:(?:\p{{Lu}}\.)+"
    rf"|{_UPPER})){{0,11}}"
)
_WEEK_AND_YEAR: Final = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
    "September October November December".split()
)
_LEADING: Final = frozenset(
    "The A An In On At By For From With But And Or So Yet If When While As After Before Since Until Although Though "
    "Because However Meanwhile Later Earlier Last Next This That These Those It Its He She They We I You His Her Their "
    "Our My Your There Here What Who Why How Where Which Some Many Most All Both Two Three Four Five Six Several One "
    "Another Other Not No Nor According Asked Speaking Citing Now Then Also Initially Read More About Only Even Still "
    "Just Such To Of Up Over Under Following During Despite Amid Among Between Given Says Said Will Would Could Should "
    "Is Are Was Were Has Have Had Do Does Did Later Very State Each Every Any Few Dozens Hundreds Thousands Millions "
    "Scores".split()
)
_NUMBERS: Final = frozenset(
    "One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen Sixteen Seventeen "
    "Eighteen Nineteen Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety Hundred Thousand Million".split()
)
_TITLES: Final = frozenset(
    "President Premier Minister Chancellor Secretary Secretary-General Senator Governor Mayor Ambassador Envoy Colonel "
    "Major Captain Lieutenant Sergeant Admiral Commander Judge Justice Professor Doctor Chief Chairman Chairwoman "
    "Director Prince Princess King Queen Pope Bishop Archbishop Cardinal Representative Rep Sen Gov Gen Lt Col General "
    "Spokesman Spokeswoman Spokesperson Congressman Congresswoman Councillor Officer Inspector Detective Analyst "
    "Attorney Commissioner Mr Mrs Ms Dr Sir Prof Dame Lord".split()
)
_TITLE_PARTS: Final = frozenset(
    "Vice Deputy Prime Foreign Defence Defense State Interior Finance Former Acting".split()
)
"""Words that belong to the title behind them; alone they are no name."""
_ADJECTIVES: Final = regex.compile(
    r"(?:\p{L}+(?:ian|ese|ish)|American|Korean|German|Mexican|African|European|Moroccan|Cuban|French|Dutch|Greek|Swiss"
    r"|Czech|Israeli|Iraqi|Pakistani|Saudi|Afghan|Western|Eastern|Northern|Southern|U\.S\.|US|UN|EU|North|South|New)$"
)
_PRONOUN: Final = regex.compile(r"(?:he|she|I)", regex.I)
_WORD: Final = regex.compile(r"[\p{L}][\p{L}\p{M}'’.-]*")


class _Found(NamedTuple):
    name: str
    start: int
    end: int


def name_candidates(text: str, fragments: Fragments) -> list[str]:
    """Names for the speaker of a span, best first: near its cue, near the span, then the article's by frequency.

    A surname is given as the full name if the article has one ("Zelenskiy" -> "Volodymyr Zelenskiy"). Looks at 600
    code points around the span and the first 200,000 of the article; at most 40 names. Names within a quote come
    last: people rarely speak of themselves by name.
    """
    start, end = envelope(fragments)
    outside = [(max(0, start - REACH), start), (end, min(len(text), end + REACH))]
    outside += [(left.end, min(right.start, left.end + REACH)) for left, right in pairwise(fragments)]
    near = [found for low, high in outside for found in _names_between(text, low, high)]
    within = {found.name for found in _names_between(text, start, min(end, start + REACH))}
    counts = Counter(found.name for found in _names(text[:SCANNED], 0))
    cue = quote_cue(surroundings(FillContext(text, fragments)))
    order = _Nearness(start, end, cue.source if cue else "")
    ordered = [found.name for found in sorted(near, key=order.rank)]
    ordered += [name for name, _ in counts.most_common() if name not in within]
    full = _fuller(counts)
    return list(dict.fromkeys(full.get(name, name) for name in (*ordered, *sorted(within))))[:_MOST]


class _Nearness(NamedTuple):
    """The order of names around a span whose cue has the words `source` for its speaker."""

    start: int
    end: int
    source: str

    def rank(self, found: _Found) -> tuple[bool, bool, int]:
        """Names in the cue's words first; for "he" and "she" whoever was named last before; then the nearest."""
        distance = max(0, found.start - self.end, self.start - found.end)
        beside = found.name in self.source
        pronoun = _PRONOUN.fullmatch(self.source) is not None
        organisation = (beside or pronoun) and is_organisation(found.name)  # "U.S. President Joe Biden" is Joe Biden
        return not beside, organisation or (pronoun and found.start >= self.end), distance


def _names_between(text: str, low: int, high: int) -> list[_Found]:
    """The names wholly within a piece of text; one that is cut at an end would be half a name."""
    return [
        found
        for found in _names(text[low:high], low)
        if (found.start > low or not text[max(0, low - 1) : low].isalpha())
        and (found.end < high or not text[high : high + 2].strip()[:1].isalpha())
    ]


def _names(text: str, offset: int) -> list[_Found]:
    """The names in `text`, headlines left out; positions are shifted by `offset`."""
    found: list[_Found] = []
    position = 0
    for line in text.splitlines(keepends=True):
        if not _is_headline(line):
            for match in _NAME.finditer(line):
                found += [
                    _Found(name, offset + position + match.start(), offset + position + match.end())
                    for name in _parts(match[0])
                ]
        position += len(line)
    return found


def _is_headline(line: str) -> bool:
    """A line whose words nearly all begin with a capital, and that is no sentence: its capitals tell nothing."""
    words = [word for word in _WORD.findall(line[:400]) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in words)
    if line.isupper():
        return True
    return len(words) > 2 and capitals > 0.8 * len(words) and not regex.search(r"[.!?”\"]\s*$", line)


def _parts(raw: str) -> list[str]:
    """The names in a run of capitalised words.

    Titles and adjectives are dropped, and what stands before a title is a name of its own: "NATO chief Mark Rutte".
    """
    chunks: list[list[str]] = [[]]
    for word in raw.split():
        if word.rstrip(".") in _TITLES:
            while chunks[-1] and chunks[-1][-1] in _TITLE_PARTS:
                chunks[-1].pop()
            chunks.append([])
        else:
            chunks[-1].append(word)
    return [name for chunk in chunks for name in _unjoined(chunk)]


def _unjoined(words: list[str]) -> list[str]:
    """Split at "and", and at "of" and "for" unless they are part of an organisation's name."""
    while words and (words[0].rstrip(".") in _LEADING or words[0].split("-")[0] in _NUMBERS or words[0].islower()):
        words = words[1:]
    while words and (words[-1].islower() or words[-1] in _WEEK_AND_YEAR):
        words = words[:-1]
    phrase = " ".join(words)
    joints = [index for index, word in enumerate(words) if word in {"and", "of", "for", "the"}]
    if joints and (words[joints[0]] == "and" or not ORGANISATION.search(phrase)):
        return _unjoined(words[: joints[0]]) + _unjoined(words[joints[0] + 1 :])
    return [] if not words or _is_no_name(words) else [phrase]


def _is_no_name(words: list[str]) -> bool:
    only = words[0].rstrip(".")
    if len(words) == 1 and (len(only) < 2 or only in _TITLE_PARTS or regex.match(r"I['’]", only)):
        return True
    return words[-1] not in {"US", "U.S.", "UN", "EU"} and all(_ADJECTIVES.fullmatch(word) for word in words)


def _fuller(counts: Counter[str]) -> dict[str, str]:
    """Part of a name -> the one full name of the article that begins or ends with it."""
    longer: dict[str, list[str]] = {}
    for name in counts:
        words = name.split()
        if 2 <= len(words) <= 4 and not is_organisation(name):
            for part in {words[-1], words[0]}:
                longer.setdefault(part, []).append(name)
    return {
        name: max(longer[name], key=lambda full: counts[full])
        for name in counts
        if name in longer and len({_key(full) for full in longer[name]}) == 1
    }


def _key(name: str) -> str:
    return name.replace("-", " ").casefold()
