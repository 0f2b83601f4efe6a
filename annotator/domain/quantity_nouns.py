"""Find the noun phrase that says what is counted: "10,000 [North Korean troops] had been deployed"."""

from __future__ import annotations

from typing import Final, NamedTuple

import regex

_MOST_WORDS: Final = 7
_WORD: Final = regex.compile(
    r"[ -]?((?:\p{Lu}\.){2,}|\p{L}[\p{L}\p{M}\p{N}]*(?:['&][\p{L}\p{M}]+|-[\p{L}\p{M}\p{N}]+)*'?)(?!\p{N})"
)
_DETERMINERS: Final = frozenset(
    "the those these its his her their our my your such all another more other additional further extra fewer less "
    "new of".split()
)
_STOPS: Final = frozenset(
    # prepositions and conjunctions
    "about above across after against ago along amid among an and around as at away because before behind below "
    "between beyond but by despite down during each every for from if in including inside into like near nor of off "
    "on onto or out outside over past per rather since so than that though through throughout till to toward towards "
    "under unless until unlike up upon when where whereas whether which while who whom whose why with within without "
    "worth yet aboard apart early earlier late later last next long tall high deep wide thick strong old away "
    # pronouns, determiners and adverbs that begin something else
    "a he her him his i it its me my our she the their them they this us we what you there here now then today "
    "yesterday tomorrow tonight again also already almost alone altogether each either even ever just not only still "
    "too very well however respectively annually daily weekly monthly yearly overall total apiece higher lower more "
    "less fewer worse better "
    # verbs without a tell-tale ending
    "am are be been being can cannot could did do does done had has have is may might must need shall should was were "
    "will would went go goes gone came come comes left leave leaves took take takes taken got get gets gave give "
    "gives given made make makes said say says saw see sees seen sent send sends fell fall falls fallen rose rise "
    "rises grew grow grows began begin begins became become becomes kept keep keeps held hold holds lost lose loses "
    "won met meet meets paid pay pays spent spend spends stood stand stands told tell tells thought think fled "
    "fought died die dies live lives remain remains show shows showed shot hit hurt know knew known want wants put "
    "set flew arrive work works join joins face faces seem seems it's isn't aren't wasn't weren't don't didn't "
    "won't wouldn't can't couldn't hasn't haven't".split()
)
_DIRECTIONS: Final = frozenset("north south east west northeast northwest southeast southwest".split())
_PLURALS: Final = frozenset(
    "people men women children troops police personnel staff casualties cattle sheep fish aircraft spacecraft "
    "civilians servicemen servicewomen policemen fishermen congressmen lawmakers dead wounded injured missing "
    "media data criteria alumni lives feet teeth mice geese oxen deer youth folk offspring crew times series "
    "militia infantry".split()
)
_STATES: Final = frozenset({"dead", "wounded", "injured", "missing", "ill", "homeless"})
_NOT_PLURAL: Final = regex.compile(r"(?:ss|us|'s|as)$|^\p{Ll}+is$")


class NounPhrase(NamedTuple):
    """A noun phrase: its text, its head (the last word), where it ends, and whether the head is a plural."""

    text: str
    head: str
    end: int
    plural: bool


def is_plural(word: str) -> bool:
    """Tell whether an English word looks like a plural noun."""
    lower = word.lower()
    return lower in _PLURALS or (len(lower) > 2 and lower.endswith("s") and not _NOT_PLURAL.search(word))


def noun_phrase(text: str, position: int) -> NounPhrase | None:
    """The noun phrase at `position` of a plain text (a leading "of the" skipped), or None.

    Ends at the first preposition, verb, pronoun or punctuation, and after the first run of plural nouns.
    """
    words: list[tuple[str, int]] = []
    while len(words) < _MOST_WORDS and (match := _WORD.match(text, position)):
        word = match[1].removesuffix("'") if not is_plural(match[1].removesuffix("'")) else match[1].rstrip("'")
        position = match.end()
        if not words and word.lower() in _DETERMINERS:
            continue
        if word in _DIRECTIONS or (word.lower() in _STOPS and word not in {"US", "IT"}):
            break
        if words and is_plural(words[-1][0]) and _may_head(words[-1][0]) and not is_plural(word):
            break
        words.append((word, match.start(1) + len(word)))
    words = _without_trailing_verbs(words)
    if not words:
        return None
    head, end = words[-1]
    return NounPhrase(" ".join(word for word, _ in words), head, end, is_plural(head))


def _may_head(word: str) -> bool:
    # "Texas oil wells": a capitalised plural may be a name; "Houthis" alone is caught by the end of the phrase.
    return word.islower() or word.isupper() or word.lower() in _PLURALS


def _without_trailing_verbs(words: list[tuple[str, int]]) -> list[tuple[str, int]]:
    while words:
        word = words[-1][0].lower()
        verb = word not in _STATES and len(word) > 4 and word.endswith(("ed", "ing", "ly"))
        only = len(words) == 1 and not word.endswith("ing")
        if verb and (len(words) > 1 or only):
            words = words[:-1]
        else:
            break
    return words
