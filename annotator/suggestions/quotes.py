"""Rules for quotes: type, cue, who passes it on, whether it was altered, what kind of speaker."""

from __future__ import annotations

from typing import Final

import regex

from annotator.suggestions.attribution import quote_cue
from annotator.suggestions.context import FillContext, Surroundings, surroundings
from annotator.suggestions.speakers import speaker_kind

_MARKS: Final = "\"'“”‘’„«»‹›「」"
_WORD: Final = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}'’\-]*")
_ALTERED: Final = regex.compile(r"…|\.\.\.|\. \. \.|\[|\]")
_NAME = r"(?:\p{Lu}[\p{L}\p{N}.&’'-]*(?<!\.)(?:\s+(?:of|and|the|for|de)?\s*\p{Lu}[\p{L}\p{N}&’'-]*){0,5})"
_CHANNEL = (
    r"(?:X|Twitter|Telegram|Facebook|Instagram|Truth Social|YouTube|TikTok|WeChat|Weibo|LinkedIn|Bluesky|Mastodon)"
)
_TOLD: Final = regex.compile(rf"\b(?:told|telling|tells)\s+(?:the\s+)?({_NAME})")
_TO: Final = regex.compile(
    rf"\b(?:statement|comments?|remarks?|interview|e-?mail|letter|message)s?\s+(?:to|with"
    rf"|for)\s+(?:the\s+)?(?:[\p{{Ll}}-]+\s+)*({_NAME})"
    rf"|\b(?:speaking|spoke|talking)\s+(?:to|with)\s+(?:the\s+)?({_NAME})"
)
_ON: Final = regex.compile(rf"\b(?:on|via|to)\s+({_CHANNEL})(?![\p{{L}}\p{{N}}-])")
_ACCORDING: Final = regex.compile(rf"\baccording to\s+(?:the\s+)?({_NAME})")
_REPORTED: Final = regex.compile(
    rf"\b(?:reported by|cited by|quoted by)\s+(?:the\s+)?({_NAME})|({_NAME})\s+(?:reported|reports)\b"
)
_OUTLET: Final = regex.compile(
    r"\b(?:Reuters|Associated Press|Agence France-Presse|Bloomberg|Politico|Axios|Yonhap|Xinhua|Interfax|Tass"
    r"|Al Jazeera"
    r"|Guardian|Economist|Spiegel|Monde|Figaro|Pa[ií]s|Repubblica|Newsweek|Sky|Fox|Kyodo|Kyiv Independent"
    r"|\p{L}*(?:Times|Post|News|Journal|Tribune|Herald|Telegraph|Mail|Mirror|Express|Observer|Independent"
    r"|Gazette|Courier"
    r"|Chronicle|Globe|Star|Sun|Standard|Magazine|Newspaper|TV|Television|Radio|Press|Agency|Network|Broadcasting"
    r"|Today|Daily|Weekly|Review|Zeitung|Dispatch|Examiner|Inquirer|Bulletin|Media))\b"
)


def quote_type(context: FillContext) -> str:
    """Direct if the quoted words begin like a sentence and are at least four, else mixed; indirect without marks."""
    around = surroundings(context)
    words = _WORD.findall(around.surface)
    if not _has_marks(around):
        return "indirect"
    # Scripts without case (Arabic, Hindi) have no capital to miss.
    return "direct" if len(words) >= 4 and not words[0][0].islower() else "mixed"


def _has_marks(around: Surroundings) -> bool:
    edges = around.surface[:2] + around.surface[-2:] + around.before[-1:] + around.after[:1]
    return any(mark in edges for mark in _MARKS) or any(mark in around.surface for mark in '“”«»"')


def quote_cue_verb(context: FillContext) -> str | None:
    """The reporting verb next to the quote, without auxiliary ("has said" -> "said"), or None."""
    cue = quote_cue(surroundings(context))
    return cue.verb if cue else None


def quote_relay(context: FillContext) -> str | None:
    """Who passes the quote on ("told Reuters", "according to CNN", "said on X"), or None."""
    around = surroundings(context)
    near = " ".join((*around.gaps, around.after))[:300]
    earlier = around.before[-200:]
    for words in (near, earlier):
        for pattern in (_TOLD, _TO, _REPORTED):
            for match in pattern.finditer(words):
                name = next(group for group in match.groups() if group)
                if _is_outlet(name):
                    return name
        if channel := _ON.search(words):
            return channel[1]
    source = _ACCORDING.search(near)
    cue = quote_cue(around)
    said_by_another = cue is not None and cue.verb != "according to"
    return source[1] if source and (said_by_another or _is_outlet(source[1])) else None


def _is_outlet(name: str) -> bool:
    acronym = regex.fullmatch(r"\p{Lu}{2,5}", name) is not None and name not in {"US", "EU", "UN", "UK", "NATO", "WHO"}
    return acronym or _OUTLET.search(name) is not None


def quote_altered(context: FillContext) -> bool:
    """Tell whether the quote has words left out (…) or put in [brackets]."""
    return _ALTERED.search(surroundings(context).surface) is not None


def quote_speaker_kind(context: FillContext) -> str | None:
    """The kind of the speaker named in the attributes, else of the words beside the cue, or None."""
    named = context.attributes.get("speaker")
    if isinstance(named, str) and named.strip():
        return speaker_kind(named)
    cue = quote_cue(surroundings(context))
    return speaker_kind(cue.source) if cue else None
