"""Who says it, and with which verb: the cue nearest to a quote or claim."""

from __future__ import annotations

from typing import Final, NamedTuple

import regex

from annotator.suggestions.context import Surroundings
from annotator.suggestions.cue_words import any_of

_REGULAR: Final = (
    "accuse acknowledge add advise affirm agree allege announce answer argue ask assert assess assure believe boast "
    "brand caution characterise characterize claim comment complain concede conclude condemn confess confirm contend "
    "corroborate counter criticise criticize declare demand deny describe disclose dismiss echo emphasise emphasize "
    "estimate exclaim explain hail hint indicate inform insist joke label lament maintain mention muse note observe "
    "opine pledge praise predict proclaim promise reaffirm recall reiterate remark remind repeat reply report respond "
    "reveal shout signal state stress suggest tweet urge voice vow warn whisper"
).split()
_IRREGULAR: Final = (
    "say says said saying tell tells told telling write writes wrote writing written quote quotes quoted quoting call "
    "calls called calling term terms termed terming post posts posted posting dub dubbed dubbing thinks thought put "
    "labelled labelling admit admits admitted admitting quip quips quipped quipping"
).split()
_NOUN_LIKE: Final = frozenset(
    "answer brand call caution claim comment counter demand echo estimate hail hint joke label note pledge post praise "
    "promise put quote remark reply report repeat signal stress term thought voice vow whisper answers brands calls "
    "claims comments counters demands echoes estimates hints jokes labels notes pledges posts promises quotes remarks "
    "replies reports signals stresses terms voices vows posting writing saying quoted".split()
)
"""Forms that are nouns as often as verbs: they need a speaker right before them, or stand after a comma."""


def _forms(verb: str) -> set[str]:
    stem = verb.removesuffix("e")
    if verb.endswith("y") and verb[-2] not in "aeo":
        return {verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
    third = verb + ("es" if verb.endswith(("s", "sh", "cho")) else "s")
    return {verb, third, stem + "ed", (verb if verb.endswith("ee") else stem) + "ing"}


_VERBS: Final = frozenset(_IRREGULAR).union(*map(_forms, _REGULAR)) - {"state", "states", "respond"}
_WORD: Final = regex.compile(r"[\p{L}\p{M}]+(?:['’]\p{L}+)?")
_ACCORDING: Final = regex.compile(r"\baccording to ((?:[^,;:.“”\"\n]|(?<=\b\p{Lu})\.){2,80})", regex.I)
_QUOTED: Final = regex.compile(r"^[^“”]*”|“[^”]*”?|\"[^\"]*\"?|«[^»]*»?")
_NEXT_QUOTE: Final = regex.compile(r"[“«;]|(?<=[\s(])\"")
_SPEECH_END: Final = regex.compile(r"[,?!.…][”\"'’»]?\s*$")
_SPEAKER_BEFORE: Final = regex.compile(
    r"(?:\b(?:he|she|it|they|who|I|we|officials|experts|analysts|sources|lawmakers|which)"
    r"|(?<!\p{L})(?!(?:The|An?|His|Her|Its|Their|Our|These|Those|No)\b)\p{Lu}[\p{L}.]*(?<!['’]s))\s+(?:(?:also|later|then|further)\s)?$"
)
_LEADS_IN: Final = regex.compile(r"(?:,|\band)\s+$|^\s*$")
_AS_NOUN: Final = regex.compile(r"(?:\b(?:the|an?|his|her|their|its|to be)\s+|\p{L}-)$")
_PASSIVE: Final = regex.compile(r"\b(?:is|are|was|were|be|been)\s+$")
_PRONOUN: Final = regex.compile(r"(?:(?:that|and|but) )?(?:he|she|it|they)", regex.I)
_OPENING: Final = regex.compile(
    r"^(?:Speaking|Asked|Citing|Following|In|On|At|After|Before|During|If|When|While|As|Later|Earlier|Last|For|With"
    r"|Initially|However|Meanwhile|But|And|Yet)\b(?:[^,]*, )?"
)
_FINITE: Final = any_of("is are was were has have had will would could did do")
_CLAUSE: Final = regex.compile(
    r"(?<!\b\p{Lu})[.!?:;]\s|,\s(?:and|but|while|as|when|after|with)\s|,\s(?=if\b)"
    r"|\b(?:while|although|though|but|because)\s"
)
_BEHIND: Final = regex.compile(r"\s+((?:[^\s,;:.“”\"]+(?:\.(?=\p{Lu}|\s\p{L}))?\s?){1,10})")
_NO_SUBJECT: Final = frozenset(
    "that on in at this it he she they to how why what for with about by as of during after before".split()
)
_AUXILIARY: Final = regex.compile(
    r"(?:\s+(?:has|have|had|is|was|were|be|been|being|also|later|then|further|earlier|already|repeatedly|would|will"
    r"|could|not|previously|initially|reportedly|once|again|both|all|who|(?:on )?\p{Lu}\p{Ll}+day))+\s*$"
)
_FULL_NAME: Final = regex.compile(r"(?:^|\s)\p{Lu}[\p{L}'’-]+\s(?:\p{Lu}[\p{L}.'’-]*\s)*\p{Lu}[\p{L}'’-]+$")


class Cue(NamedTuple):
    """A reporting verb as it stands, and the words for the one who speaks ("" if not found)."""

    verb: str
    source: str


def quote_cue(around: Surroundings) -> Cue | None:
    """The cue of a quote: between its fragments, else right behind it, else the last one before it, or None."""
    for gap in around.gaps:
        if cue := _cue_behind(gap):
            return cue
    behind = _cue_behind(around.after)
    if behind and _SPEECH_END.search(around.surface):
        return behind
    if behind and _FINITE.search(behind.source):
        behind = None  # another clause stands between
    return cue_before(around.before) or behind or _according(around.after) or _according(around.before)


def claim_cue(around: Surroundings) -> Cue | None:
    """The cue of a claim: the last one before it in its sentence, one in a tail behind it, or one within it."""
    if cue := cue_before(around.before):
        return cue
    tail = regex.match(r"[\s.,”\"’]*(?<=[,”\"’])", around.after)
    if tail and (cue := _cue_behind(around.after[tail.end() :])):
        return cue
    inside = _without_quotes(around.surface)
    return _cue_inside(inside) or _according(around.after) or _according(around.before) or _according(inside)


def cue_before(text: str) -> Cue | None:
    """The last reporting verb in `text`, quotes left out, or None."""
    words = _without_quotes(text.rstrip("“\"«‘' "))
    found = _cues(words)
    return _cue_at(words, found, len(found) - 1) if found else None


def _cue_behind(text: str) -> Cue | None:
    """The first reporting verb in the text behind a quote, before the next quote, or None."""
    cut = _NEXT_QUOTE.search(text)
    near = text[: min(cut.start() if cut else 200, 200)]
    found = _cues(near)
    if not found:
        return None
    subject = _AUXILIARY.sub("", " " + near[: found[0].start()].strip(" ,.”\"'’»—–-\n")).strip(" ,")
    return Cue(found[0][0].lower(), subject or _subject_behind(near[found[0].end() :]))


def _cue_inside(text: str) -> Cue | None:
    """The cue of a whole sentence: in its tail ("…, she said on Monday"), else the first one, or None."""
    found = _cues(text)
    if not found:
        return None
    last = found[-1]
    tail = regex.search(r",[^,]*(?:,[^,]*,)?[^,]*$", text[: last.start()])
    short = len(text[last.end() :].split()) <= 4 or text[: last.start()].rstrip().endswith(",")
    is_tail = tail is not None and short and not text[last.end() :].lstrip().startswith("that")
    cue = _cue_at(text, found, len(found) - 1 if is_tail else 0)
    return cue if cue.source else None


def _according(text: str) -> Cue | None:
    match = _ACCORDING.search(text)
    return Cue("according to", match[1].strip()) if match else None


def _without_quotes(text: str) -> str:
    return _QUOTED.sub(lambda match: " " * (len(match[0]) - 1) + ("," if "," in match[0][-2:] else " "), text)


def _cues(text: str) -> list[regex.Match[str]]:
    return [match for match in _WORD.finditer(text) if match[0] in _VERBS and _is_verb(text, match)]


def _is_verb(text: str, match: regex.Match[str]) -> bool:
    word, before = match[0], text[max(0, match.start() - 40) : match.start()]
    if word in _NOUN_LIKE:
        leads_in = word.endswith("ing") and _LEADS_IN.search(before)
        return bool(leads_in) or _SPEAKER_BEFORE.search(before) is not None
    return not (_PASSIVE if word in {"believed", "estimated"} else _AS_NOUN).search(before)


def _cue_at(text: str, cues: list[regex.Match[str]], index: int) -> Cue:
    cue = cues[index]
    inverted = text[: cue.start()].rstrip().endswith((",", "”")) and not cue[0].endswith("ing")
    behind = _subject_behind(text[cue.end() :]) if inverted else ""
    source = behind or _subject_before(text, cues[: index + 1]) or _subject_behind(text[cue.end() :])
    return Cue(cue[0].lower(), source)


def _subject_before(text: str, cues: list[regex.Match[str]]) -> str:
    """The words in front of the last cue; "…, warning that" and "he believed" borrow the subject of the cue before."""
    last, earlier = cues[-1], cues[:-1]
    start = max(
        [match.end() for match in _CLAUSE.finditer(text, 0, last.start())] + [cue.end() for cue in earlier] + [0]
    )
    subject = _AUXILIARY.sub("", " " + text[start : last.start()].rstrip(" ,")).strip(' ,“”"')
    if earlier and (last[0].endswith("ing") or not subject or _PRONOUN.fullmatch(subject)):
        return _subject_before(text, earlier)
    return " ".join(_last_party(_OPENING.sub("", subject)).split()[-14:])


def _last_party(words: str) -> str:
    """The last of several parts between commas, with the name or role that belongs to it ("Ann Lee, a judge")."""
    *others, last = words.split(", ")
    before = others[-1] if others else ""
    if before and not _FINITE.search(before) and (_FULL_NAME.search(before) or _FULL_NAME.fullmatch(last)):
        return f"{before}, {last}"
    return last


def _subject_behind(text: str) -> str:
    match = _BEHIND.match(text)
    words = match[1].split() if match else []
    return " ".join(words) if words and words[0].lower() not in _NO_SUBJECT else ""
