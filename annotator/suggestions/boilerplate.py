"""Lines that are in an article and not of it: "read more", sign-up lines, rights, credits, and what every page repeats.

Only proposals: a person says which of them are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from annotator.domain.span import Fragment

_LONGEST = 300
_SHORTEST_REPEATED = 8
_REPEATED_IN = 3
"""A line is one that pages repeat if it stands in articles of so many groups: copies of one report repeat it all."""
_START = r"^[\s>*•·▪\-–—|]*"
_PATTERNS = tuple(
    re.compile(_START + pattern, re.IGNORECASE)
    for pattern in (
        r"(?:read|see|watch|listen|hear)\s+(?:more|also|next|further)\b",
        r"(?:related|recommended|trending|more|most read|most popular)"
        r"(?: (?:articles?|stories|topics|content|links|news|reading|coverage|from|on|now|for you).{0,60})?\W*$",
        r"(?:you m(?:ay|ight) (?:also )?like|related)\s*:",
        r"(?:advert(?:isement)?|anzeige|publicité|publicidad|sponsored(?: content)?|promoted)\W*$",
        r"(?:sign up|subscribe|follow us|join us|click here|tap here|download (?:our|the) app)\b",
        r".{0,160}\b(?:sign up|subscribe)(?: (?:now|today|here|for free|to our newsletters?))?\W*$",
        r".{0,120}\bnewsletters?\b.{0,80}\b(?:sign up|subscribe|inbox)\b",
        r"(?:share|save|print|e-?mail|copy link|comments?|reply|like|tweet)\W*(?:\(?\d+\)?)?\W*$",
        r"share (?:this|on|via|with)\b",
        r"(?:©|\(c\)\s|copyright\b)",
        r".{0,160}\ball rights reserved\W*$",
        r".{0,160}\balle rechte vorbehalten\W*$",
        r"(?:photo(?:graph)?|image|picture|video|foto|bild)s?(?:\s+(?:credit|by|via|courtesy of))?\s*[:/|]",
        r".{0,120}\b(?:getty images|via reuters|/afp|ap photo)\W*$",
        r"this (?:article|story|report|piece) (?:was|is|has been|first|originally)\b.{0,200}"
        r"\b(?:published|appeared|updated|amended|corrected|republished|translated)\b",
        r"(?:additional )?(?:reporting|editing|writing)(?: by| and)\b",
        r"(?:we|this (?:web)?site|our partners) uses? cookies\b",
        r"(?:accept|reject|manage) (?:all )?cookies\b",
        r"(?:leave|post|add|write) a comment\b",
        r"(?:lesen sie (?:auch|mehr)|mehr zum thema|lire aussi|à lire aussi|lea también|leggi anche)\b",
    )
)


class Ground(StrEnum):
    """Why a line is proposed."""

    WORDING = "wording"
    REPEATED = "repeated"


class Proposal(NamedTuple):
    """A line that may be left out: its place in the text (code points) and why."""

    place: Fragment
    ground: Ground


def propose_excluded(
    texts: Mapping[str, str], groups: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[Proposal, ...]]:
    """Return article -> the lines that may be left out, in order; every article is a key.

    `groups` are those of near-duplicates: what only they repeat is their story.
    """
    repeated = _repeated(texts, groups)
    return {article: tuple(_proposals(text, repeated)) for article, text in texts.items()}


def _lines(text: str) -> Iterable[Fragment]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield Fragment(start, start + len(line))
        start += len(line) + 1


def _proposals(text: str, repeated: set[str]) -> Iterable[Proposal]:
    for place in _lines(text):
        line = text[place.start : place.end]
        if len(line) > _LONGEST:
            continue
        if any(pattern.search(line) for pattern in _PATTERNS):
            yield Proposal(place, Ground.WORDING)
        elif line.strip() in repeated:
            yield Proposal(place, Ground.REPEATED)


def _repeated(texts: Mapping[str, str], groups: Mapping[str, tuple[str, ...]]) -> set[str]:
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for article, text in texts.items():
        group = groups.get(article, (article,))[0]
        for place in _lines(text):
            if _SHORTEST_REPEATED <= len(line := text[place.start : place.end].strip()) <= _LONGEST:
                seen[line].add(group)
    return {line for line, where in seen.items() if len(where) >= _REPEATED_IN}
