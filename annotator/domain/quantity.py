"""Parse the words of a figure ("about 10,000 troops", "$1.2bn", "one in four") into a value, a unit and a noun.

The text is what an annotator highlighted: modifier, number, unit or noun. What comes back follows these choices:

- "nearly" and "almost" are approximate (`~`); "up to" and "as many as" are `<=`; "or more" and "+" are `>=`.
- Percentages keep their number ("1%" is 1.0, unit "%"); fractions, odds, multiples and scores are ratios
  ("one in four" is 0.25, "twice" is 2.0, "2-1" is 2.0).
- Commas group by threes ("1,200"); a comma before any other number of digits is a decimal comma ("1,5 Mio. Euro").
- A vague figure ("a few thousand") has no value and the comparator `~`.
- Dates, clock times, decades and years are not figures, nor are names with a number in them ("38 North",
  "61st Brigade", "Boeing 737") and a "one" that stands for a noun: None. Four plain digits from 1500 to 2100 are a
  year unless they are a round hundred with a modifier or a plural noun ("2000 troops", not "2024 elections").
  "1:30" is a time, "1:4" a ratio.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

import regex

from annotator.domain.quantity_nouns import NounPhrase, noun_phrase
from annotator.domain.quantity_shapes import (
    Amount,
    read_amount,
    read_multiple,
    read_range,
    read_ratio,
    read_share,
    read_times,
)
from annotator.domain.quantity_text import BLANK, plain, without_dates
from annotator.domain.quantity_units import CURRENCY_SIGNS, Unit
from annotator.domain.quantity_words import AFTER, BEFORE, FIRST_WORDS, Comparator

QuantityKind = Literal["count", "measure", "percent", "money", "duration", "ratio", "ordinal_rank"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A parsed figure.

    `value` is None if `vague` (or a score without a ratio, "3-0"); `value_high` is the upper end of a range.
    `unit` is an ISO 4217 code, an SI or customary symbol, "%", an English singular for time ("week") or the counted
    noun; `entity` is the noun phrase that is counted or measured.
    """

    value: float | None
    value_high: float | None
    comparator: Comparator
    unit: str | None
    kind: QuantityKind
    entity: str | None
    vague: bool


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the number part said, before modifiers and nouns are looked at."""

    value: Decimal | None
    high: Decimal | None
    unit: Unit | None
    kind: QuantityKind | None
    end: int
    vague: bool = False


_BEFORE_FORMS = "|".join(
    regex.escape(form.replace("_", " "), literal_spaces=True) + (r"(?!\p{L})" if form[-1].isalpha() else "")
    for form in sorted(BEFORE, key=len, reverse=True)
)
_FILLERS = (
    r"(?:an?|the|another|its|their|further|additional|record|total(?: of)?|just|well|only|somewhere|anywhere|between"
    r"|from|slightly|a little|far|much|or|to|by|even|initial|exactly|precisely)(?!\p{L})"
)
_MODIFIER: Final = regex.compile(_BEFORE_FORMS, regex.I)
_MODIFIERS: Final = regex.compile(rf"(?<![\p{{L}}])(?:(?:{_BEFORE_FORMS}|{_FILLERS})[ -]?)+$", regex.I)
_AFTER: Final = regex.compile(
    r"[ -]?("
    + "|".join(regex.escape(f.replace("_", " "), literal_spaces=True) for f in sorted(AFTER, key=len, reverse=True))
    + r")(?!\p{L}|[ ]?\d)",
    regex.I,
)
_START: Final = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}{BLANK}]|\p{{L}}-|\p{{N}}[.,':/])(?:[-+]?(?:US|A|AU|C|CA|NZ|HK|S|NT|R)?[$€£¥₩₽₴₹₺₪₦₫₱฿₿₸]|[-+]?\.?\d|\p{{L}}+)"
)
_RANKED: Final = regex.compile(r"(?:\b(?:No\.|number|ranked|rank|ranking|place) |#)$", regex.I)
_LABELLED: Final = regex.compile(
    r"\b(?:Article|Section|Chapter|Route|Highway|Interstate|Flight|Boeing|Airbus|Channel|Apollo|Voyager|Windows|No|Room"
    r"|Level|Type|Phase|Covid|Area|Building|Platform|Gate|Terminal|Unit|Clause|Page|Version|Formula|Resolution"
    r"|Act|Part|Volume|Season|Episode|Line|Ward|District|World War|Class|Group|Studio|Pier|Hall)s? $"
)
_CAPITALISED: Final = regex.compile(r"\p{Lu}[\p{L}']*[ ]$")
_NOT_NAMES: Final = frozenset(
    "all another both some the these those its his her their every each only just with".split()
)
_SUPERLATIVE: Final = regex.compile(r"[ -](?:(?:most|least)[ -]\p{Ll}+|\p{Ll}+est|worst|best)(?!\p{L})")
_ARTICLE_ORDINAL: Final = regex.compile(r"an? \p{L}+(?:rd|th)", regex.I)
_OLD: Final = regex.compile(r"[ -](?:olds?|long|strong)(?!\p{L})")
_OF: Final = regex.compile(r" (?:of|worth of|in)(?: all| the| its| their| his| her| some| total)? (?=[\p{L}])")
_UNIT_BEFORE: Final = regex.compile(r"\b(?:(?P<aged>aged)|magnitude(?:[- ]of)?)[ -](?:about |around )?$", regex.I)
_ROUGH: Final = regex.compile(r"(?:a )?couple|.* ?(?:±|\+/-)", regex.I)
_YEAR: Final = regex.compile(r"(?:1[5-9]\d\d|20\d\d|2100)(?!\d)")


def parse_quantity(text: str) -> Quantity | None:
    """Return the first figure in `text`, or None if there is none; never raises, and never gives inf or nan.

    Only the first 400 code points are read.
    """
    return _parse(without_dates(plain(text)))


@lru_cache(maxsize=256)  # each attribute of a figure asks for the same words
def _parse(text: str) -> Quantity | None:
    for match in _START.finditer(text):
        word = match[0]
        begins = not word[0].isalpha() or word.lower() in FIRST_WORDS or word in CURRENCY_SIGNS
        found = _parse_at(text, match.start()) if begins else None
        if found is not None:
            return found
    return None


def _parse_at(text: str, start: int) -> Quantity | None:
    head = _MODIFIERS.search(text[max(0, start - 60) : start])
    said = head[0].lower() if head else ""
    amount = read_amount(text, start)
    if amount is None:
        multiple = read_multiple(text, start)
        reading = _Reading(multiple[0], None, Unit("times", "ratio"), "ratio", multiple[1]) if multiple else None
        return _finished(text, reading, said, start) if reading else None
    if rank := _rank_of(text, start, amount):
        return _ranked(text, rank, amount.end)
    reading = _read(text, start, amount, between="between" in said)
    if reading.unit is None and reading.kind is None and _is_name_or_year(text, start, amount, said):
        return None
    return _finished(text, reading, said, start)


def _read(text: str, start: int, amount: Amount, *, between: bool) -> _Reading:
    """Decide between range, ratio, multiple and plain amount."""
    if ratio := read_ratio(text, amount):
        return _Reading(ratio[0], None, None, "ratio", ratio[1])
    pair = read_range(text, amount, between=between)
    if pair is None and between:
        shorter = read_amount(text, start, join=False)
        pair = read_range(text, shorter, between=between) if shorter else None
    if pair:
        return _Reading(pair.low, pair.high, pair.unit, pair.unit.kind if pair.unit else "count", pair.end)
    if share := read_share(text, amount):
        return _Reading(share[0], None, None, "ratio", share[1])
    if times := read_times(text, amount):
        return _Reading(amount.number.value, None, times[0], times[0].kind, times[1], amount.number.value is None)
    unit = amount.unit or _unit_before(text[:start])
    kind: QuantityKind | None = unit.kind if unit else None
    if kind is None and amount.number.form == "fraction":
        kind = "ratio"
    return _Reading(amount.number.value, None, unit, kind, amount.end, amount.number.value is None)


def _unit_before(before: str) -> Unit | None:
    """Read "a magnitude of 5.6", "aged 25"."""
    match = _UNIT_BEFORE.search(before)
    if match is None:
        return None
    return Unit("year", "duration") if match["aged"] else Unit("magnitude", "measure")


def _finished(text: str, reading: _Reading, said: str, start: int) -> Quantity | None:
    """Add the comparator and the noun; None if the value is not finite or nothing is left of a pronoun."""
    end = reading.end
    old = _OLD.match(text, end)
    noun = _noun_after(text, old.end() if old else end, reading)
    if reading.value == 1 and regex.fullmatch("one", text[start:end], regex.I) and noun is None:
        return None
    value, high = _finite(reading.value), _finite(reading.high)
    if (value is None) != (reading.value is None) or (high is None) != (reading.high is None):
        return None
    unit = reading.unit.symbol if reading.unit else None
    kind = reading.kind or "count"
    if unit is None and kind == "count" and noun:
        unit = noun.head
    comparator = _comparator(text, start, reading, said, (end, noun.end if noun else end))
    return Quantity(value, high, comparator, unit, kind, noun.text if noun else None, reading.vague)


def _noun_after(text: str, position: int, reading: _Reading) -> NounPhrase | None:
    of = _OF.match(text, position)
    if of and (" in " not in of[0] or (reading.kind == "money" and text[of.end()].islower())):
        return noun_phrase(text, of.end())
    hyphenated = "-" in text[max(0, position - 12) : position]
    if reading.kind == "duration" and not hyphenated:
        return None
    after = _AFTER.match(text, position)
    return noun_phrase(text, after.end() if after else position)


def _comparator(text: str, start: int, reading: _Reading, said: str, ends: tuple[int, int]) -> Comparator:
    if reading.high is not None:
        return "range"
    heard = [BEFORE[match[0].replace(" ", "_")] for match in _MODIFIER.finditer(said)]
    heard += [AFTER[match[1].lower().replace(" ", "_")] for end in ends if (match := _AFTER.match(text, end))]
    limits = [sign for sign in heard if sign != "~"]
    if limits:
        return limits[0]
    return "~" if heard or reading.vague or _ROUGH.match(text, start, ends[0]) else "="


def _rank_of(text: str, start: int, amount: Amount) -> Decimal | None:
    """The place in "3rd largest", "ranked third" and "a third country" (but not in "a third of voters"), or None."""
    number = amount.number
    if number.form == "ordinal":
        return number.value
    if number.form in {"digits", "words"} and amount.unit is None and _RANKED.search(text[:start]):
        return number.value
    if number.form != "fraction" or amount.unit or not _ARTICLE_ORDINAL.fullmatch(text[start : amount.end]):
        return None
    whole = _OF.match(text, amount.end) or noun_phrase(text, amount.end) is None
    return None if whole else 1 / amount.value


def _ranked(text: str, rank: Decimal, end: int) -> Quantity | None:
    """The figure of a rank, or None if it is part of a name ("61st Brigade")."""
    superlative = _SUPERLATIVE.match(text, end)
    noun = noun_phrase(text, superlative.end() if superlative else end)
    if superlative is None and noun and noun.text[0].isupper() and not text.isupper():
        return None
    value = _finite(rank)
    if value is None:
        return None
    return Quantity(value, None, "=", None, "ordinal_rank", noun.text if noun else None, vague=False)


def _is_name_or_year(text: str, start: int, amount: Amount, said: str) -> bool:
    literal = text[start : amount.end]
    noun = noun_phrase(text, amount.end)
    if _LABELLED.search(text[:start]) or text[amount.end : amount.end + 1].isalpha():
        return True
    if _YEAR.fullmatch(literal):
        counted = bool(_MODIFIER.search(said)) or (noun is not None and noun.plural)
        return not counted or amount.value % 100 != 0
    if not 0 < amount.value < 1000 or amount.number.form not in {"digits", "words"}:
        return False
    if noun is not None:
        named = noun.text.istitle() or (noun.head[0].isupper() and noun.text[0].isupper())
        return named and not noun.plural and not text.isupper()
    before = _CAPITALISED.search(text[:start])
    return (
        before is not None and not said and before[0].strip().lower() not in _NOT_NAMES and not text[:start].isupper()
    )


def _finite(value: Decimal | None) -> float | None:
    if value is None:
        return None
    number = float(value) + 0.0  # no minus zero
    return number if math.isfinite(number) else None
