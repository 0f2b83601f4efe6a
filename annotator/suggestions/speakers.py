"""What kind of speaker some words stand for: a person, an organisation, someone unnamed, or a document."""

from __future__ import annotations

from typing import Final, Literal

import regex

from annotator.suggestions.cue_words import any_of

SpeakerKind = Literal["person", "organisation", "anonymous", "document"]

ORGANISATION: Final = any_of(
    "ministry department pentagon kremlin white_house government council agenc(y|ies) commission committee "
    "compan(y|ies) corporation bank university institute cent(er|re) party police army navy air_force court union "
    "association group office forum service board authority foundation fund embassy congress parliament senate "
    "military "
    "media alliance federation administration regime secretariat headquarters organi[sz]ation league club "
    "network trust "
    "campaign team think_tank republic coalition command brigade newspaper broadcaster radio reuters times post "
    "guardian "
    "journal tribune herald news press politico bbc (?-i:Inc|Ltd|Corp|Co|plc|GmbH|AG|LLC)"
)
_PLACES: Final = frozenset(
    "Afghanistan Ankara Argentina Athens Australia Austria Baghdad Bangladesh Beijing Belarus Belgium Berlin Brazil "
    "Britain Brussels Budapest Cairo Canada Canberra Chile China Colombia Copenhagen Cuba Damascus Delhi Denmark "
    "Dublin Egypt England Estonia Ethiopia Europe Finland France Germany Greece Hamas Havana Helsinki Hezbollah "
    "Hungary India Indonesia Iran Iraq Ireland Islamabad Israel Italy Jakarta Japan Jerusalem Kabul Kenya Kiev Kyiv "
    "Latvia Lebanon Lisbon Lithuania London Madrid Malaysia Manila Mexico Minsk Moscow Nigeria Norway Oslo Ottawa "
    "Pakistan Paris Poland Portugal Prague Pyongyang Qatar Riyadh Romania Rome Russia Scotland Seoul Serbia Singapore "
    "Spain Stockholm Sudan Sweden Switzerland Syria Taipei Taiwan Taliban Tehran Thailand Tokyo Turkey Ukraine "
    "Venezuela Vienna Vietnam Warsaw Washington Yemen".split()
)
_STATES: Final = regex.compile(
    r"^(?:the )?(?:United (?:States|Kingdom|Nations|Arab Emirates)|(?:North|South|New) \p{Lu}\p{Ll}+|Saudi Arabia"
    r"|European Union|West|North|South|Netherlands|Philippines|U\.?S\.?A?|U\.?K|E\.?U|U\.?N)\.?$",
    regex.I,
)
_UNNAMED: Final = any_of(
    "officials? sources? diplomats? witness(es)? analysts? experts? aides? lawmakers? spokes(man|woman|person|people) "
    "residents? people critics observers insiders? investigators? representatives? executives? officers? soldiers? "
    "protesters? neighbou?rs? survivors? employees? workers? prosecutors? researchers? scientists? doctors? advisers? "
    "senators ministers leaders commanders someone some many others anonymity unnamed"
)
_DOCUMENT: Final = any_of(
    "(statement|report|document|letter|e-?mail|memo(randum)?|survey|study|paper|indictment|lawsuit|filing|sign|communiqu[eé]"
    "|transcript|website|leaflet|poster|text|note|message|ruling|resolution|agreement|treaty|declaration|article|editorial"
    "|book|banner|press_release)s?"
)
_NAMED: Final = regex.compile(
    r"(?:^|[\s,(])(?:Mr|Mrs|Ms|Dr|Sir|Prof)\.?\s+\p{Lu}|\p{Lu}[\p{Ll}'’-]+,?\s+(?:\p{Lu}\.\s+)?\p{Lu}[\p{Ll}\p{Lu}'’-]+"
)
_AFTER_ROLE: Final = regex.compile(r"^,?\s+\p{Lu}\p{Ll}")
_HEAD_END: Final = regex.compile(r"\s(?:of|in|at|from|for|by|with|on|to|who|which|that|briefed|familiar|close)\s|,")
_ACRONYM: Final = regex.compile(r"(?<![\p{L}.])(?:\p{Lu}{2,}|(?:\p{Lu}\.){2,})(?![\p{L}])")
_PERSONAL: Final = any_of(
    "he she I president premier chancellor secretary minister mayor governor king queen prince pope leader "
    "judge coach man "
    "woman father mother brother sister son daughter envoy ambassador general chief chairman chairwoman director"
)
# "White House adviser Ann Lee" and "Defense Ministry chief Ivan Petrov" end in a person's name.
_PERSON_BEHIND: Final = regex.compile(
    r"(?:\s+\p{Ll}+)*\s+(?:[\p{L}-]*(?:ary|ister|ident|chief|head|man|woman|or|er)\s+)?\p{Lu}\p{Ll}+\s+\p{Lu}\p{Ll}"
)


def speaker_kind(words: str) -> SpeakerKind | None:
    """The kind of speaker that `words` ("two U.S. officials", "the ministry") describe, or None if they do not say."""
    words = words.strip()[:200]
    if not words:
        return None
    head = _HEAD_END.split(words, maxsplit=1)[0]
    role = _UNNAMED.search(words)
    if role:
        named = _AFTER_ROLE.match(words[role.end() :]) or _named_person(words)
        return "person" if named else "anonymous"
    if _DOCUMENT.search(head) and not _named_person(head):
        return "document"
    if is_organisation(head):
        return "organisation"
    if _PERSONAL.search(words) or regex.search(r"\p{Lu}", words):
        return "person"
    return "organisation" if regex.match(r"(?:it|they|which)\b", words, regex.I) else None


def _named_person(words: str) -> bool:
    match = _NAMED.search(words)
    return match is not None and not is_organisation(match[0]) and not _STATES.match(match[0].strip())


def is_organisation(words: str) -> bool:
    """Tell whether `words` name an organisation, or a state or capital that stands for its government."""
    bare = words.removeprefix("The ").removeprefix("the ").strip()
    if _STATES.match(bare) or bare.split(" ")[-1] in _PLACES or _ACRONYM.fullmatch(bare):
        return True
    found = list(ORGANISATION.finditer(words))
    if not found:
        return False
    return not _PERSON_BEHIND.match(words, found[-1].end())
