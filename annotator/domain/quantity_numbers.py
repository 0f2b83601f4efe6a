"""Read one number, in digits or in English words, from a plain text."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal, NamedTuple

import regex

from annotator.domain.quantity_words import (
    FRACTIONS,
    ONLY_WITH_MONEY,
    ORDINALS,
    PLURAL_SCALES,
    SCALES,
    SHORT_SCALES,
    TENS,
    UNITS_AND_TEENS,
    VAGUE_COUNTS,
)

Form = Literal["digits", "words", "fraction", "ordinal", "vague"]


class Number(NamedTuple):
    """A number as read: `value` is None if vague; `scale` is what "million" and the like multiplied it by."""

    value: Decimal | None
    end: int
    form: Form
    scale: Decimal = Decimal(1)


_ONE: Final = Decimal(1)
_LITERAL: Final = regex.compile(
    r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?![\d.,]?\d)|\d+(?:[.,']\d+)*|\.\d+",
)
_POWER: Final = regex.compile(
    r"(?: ?x ?(?P<base>10|2)\^?(?P<power>[+-]?\d{1,3})|[eE](?P<exponent>[+-]?\d{1,9}))(?![\p{L}\d])"
)
_ORDINAL_MARK: Final = regex.compile(r"(?:st|nd|rd|th)(?!\p{L})")
_SLASH: Final = regex.compile(r"(?P<mixed> )?(?P<top>\d{1,6})/(?P<bottom>\d{1,6})(?![\d/])")
_GROUPS: Final = tuple(
    regex.compile(pattern)
    for pattern in (r"\d{1,3}(,\d{3})+", r"\d{1,2}(,\d{2})+,\d{3}", r"\d{1,3}(\.\d{3}){2,}", r"\d{1,3}('\d{3})+")
)
_SCALE: Final = regex.compile(rf"(?:[ -])?({'|'.join(['hundred', *SCALES])})(?!\p{{L}})", regex.I)
_OF_SCALE: Final = regex.compile(rf" of an? ({'|'.join(['hundred', *SCALES])})(?!\p{{L}})", regex.I)
_SHORT: Final = regex.compile(
    rf"(?P<space> ?)(?P<sign>{'|'.join(sorted(SHORT_SCALES, key=len, reverse=True))})(?![\p{{L}}\d])\.?"
)
_COUNTED: Final = regex.compile(
    r" (?!(?:of|and|or|to|in|on|at|by|for|from|long|tall|high|deep|wide|away|off|above|below|under)\b)[\p{L}]{3}"
)
_WORD: Final = regex.compile(r"[\p{L}]+")
_JOINT: Final = regex.compile(r",? and |,? & |, ?| |-")
_FRACTION: Final = regex.compile(rf"(?:[ -])({'|'.join(sorted(FRACTIONS, key=len, reverse=True))})(?!\p{{L}})", regex.I)
_AND_FRACTION: Final = regex.compile(r" and (?:a|one)[ -](half|third|quarter)(?!\p{L})", regex.I)
_ARTICLE: Final = regex.compile(r"(?:an?|one)(?=[ -])", regex.I)
_HALF: Final = regex.compile(r"(?:a |one[ -])?half(?:[ -](?:an?|of an?)\b)?(?![\p{L}])", regex.I)
_VAGUE: Final = regex.compile(
    rf"(?:(?:{PLURAL_SCALES})(?: (?:and|or|upon|of) (?:{PLURAL_SCALES}))*"
    rf"|(?:{VAGUE_COUNTS})(?: (?:dozen|hundred|thousand|million|billion|trillion|lakh|crore)s?)*)(?!\p{{L}})",
    regex.I,
)
_COUPLE: Final = regex.compile(r"(?:a )?(?:couple|pair)(?: of)?(?!\p{L})", regex.I)
_POINT: Final = regex.compile(r" point((?:[ -](?:zero|oh|one|two|three|four|five|six|seven|eight|nine))+)", regex.I)


def decimal_of(literal: str) -> Decimal | None:
    """The number a digit string stands for, or None if its separators make no sense.

    "1,234" and "1 234" are groups; "1.234" is a decimal (English news), "1,5" and "1.234,5" have a decimal comma.
    """
    compact = literal.replace(" ", "")
    if any(pattern.fullmatch(compact) for pattern in _GROUPS) and not compact.startswith("0"):
        return Decimal(regex.sub(r"\D", "", compact))
    marks = regex.sub(r"\d", "", compact)
    if len(marks) > 1:
        whole, fraction = compact.rsplit(marks[-1], 1)
        if marks[-1] in marks[:-1] or not any(pattern.fullmatch(whole) for pattern in (*_GROUPS, _DOT_GROUP)):
            return None
        return Decimal(regex.sub(r"\D", "", whole) + "." + fraction)
    return None if "'" in marks else Decimal(compact.replace(",", "."))


_DOT_GROUP: Final = regex.compile(r"\d{1,3}\.\d{3}")


def read_number(text: str, position: int, *, money: bool = False, join: bool = True) -> Number | None:
    """The number that begins at `position`, or None.

    `money` says that a currency stands before it ("$5b"); `join=False` stops number words at "and", for
    "between one hundred and five hundred".
    """
    if vague := _VAGUE.match(text, position):
        return Number(None, vague.end(), "vague")
    number = _read_digits(text, position) or _read_words(text, position, join=join)
    if number is not None and number.form == "fraction" and (whole := _OF_SCALE.match(text, number.end)):
        value = (number.value or Decimal(0)) * SCALES.get(whole[1].lower(), Decimal(100))
        return Number(value, whole.end(), "words")
    if number is None or number.form in {"fraction", "ordinal"}:
        return number
    return _scaled(text, number, money=money)


def _read_digits(text: str, position: int) -> Number | None:
    if slash := _SLASH.match(text, position):
        return _fraction(int(slash["top"]), int(slash["bottom"]), slash.end())
    literal = _LITERAL.match(text, position)
    value = decimal_of(literal[0]) if literal else None
    if literal is None or value is None:
        return None
    end = literal.end()
    if mark := _ORDINAL_MARK.match(text, end):
        return Number(value, mark.end(), "ordinal")
    if power := _POWER.match(text, end):
        exponent = int(power["power"] or power["exponent"])
        if abs(exponent) > 300:
            return None
        return Number(value * Decimal(int(power["base"] or 10)) ** exponent, power.end(), "digits")
    mixed = _SLASH.match(text, end) or _SLASH.match(text, end + 1)
    if mixed and text[end : end + 1] == " " and (part := _fraction(int(mixed["top"]), int(mixed["bottom"]), 0)):
        return Number(value + (part.value or 0), mixed.end(), "digits")
    return Number(value, end, "digits")


def _fraction(top: int, bottom: int, end: int) -> Number | None:
    return Number(Decimal(top) / Decimal(bottom), end, "fraction") if bottom else None


def _scaled(text: str, number: Number, *, money: bool) -> Number:
    """Multiply by the scales that follow: "1.5 lakh crore", "5 hundred thousand", "£40m", "two and a half million"."""
    scale, end = number.scale, number.end
    mantissa = (number.value or Decimal(0)) / scale
    if half := _AND_FRACTION.match(text, end):
        mantissa, end = mantissa + _ONE / FRACTIONS[half[1].lower()], half.end()
    while (match := _SCALE.match(text, end)) and scale < Decimal(10) ** 18:
        scale *= SCALES.get(match[1].lower(), Decimal(100))
        end = match.end()
    short = _SHORT.match(text, end) if scale == _ONE and number.form == "digits" else None
    if short and _is_scale(short, text, money=money):
        scale, end = SHORT_SCALES[short["sign"]], short.end()
    if scale != number.scale and (half := _AND_FRACTION.match(text, end)):
        mantissa, end = mantissa + _ONE / FRACTIONS[half[1].lower()], half.end()
    return Number(mantissa * scale, end, number.form, scale)


def _is_scale(short: regex.Match[str], text: str, *, money: bool) -> bool:
    """Tell million from metre and thousand from kelvin."""
    sign = short["sign"]
    if money:
        return True
    if sign in ONLY_WITH_MONEY or (short["space"] and len(sign) == 1):
        return False
    return sign != "m" or _COUNTED.match(text, short.end()) is not None


def _read_words(text: str, position: int, *, join: bool) -> Number | None:
    if half := _HALF.match(text, position):
        return _half(text, half)
    if couple := _COUPLE.match(text, position):
        return Number(Decimal(2), couple.end(), "words")
    ordinal = _WORD.match(text, position)
    if ordinal and ordinal[0].lower() in ORDINALS:
        return Number(Decimal(ORDINALS[ordinal[0].lower()]), ordinal.end(), "ordinal")
    if (article := _ARTICLE.match(text, position)) and (part := _FRACTION.match(text, article.end())):
        return _fraction(1, FRACTIONS[part[1].lower()], part.end())
    number = _cardinal(text, position, join=join)
    if number is None:
        return None
    if point := _POINT.match(text, number.end):
        digits = "".join(str(UNITS_AND_TEENS.get(word.lower(), 0)) for word in _WORD.findall(point[1]))
        return Number((number.value or Decimal(0)) + Decimal("0." + digits), point.end(), "words")
    part = _FRACTION.match(text, number.end)
    if part and number.value and number.value < 100:
        return _fraction(int(number.value), FRACTIONS[part[1].lower()], part.end())
    tail = _WORD.match(text, number.end + 1)
    if text[number.end : number.end + 1] == "-" and tail and tail[0].lower() in ORDINALS:
        return Number((number.value or Decimal(0)) + ORDINALS[tail[0].lower()], tail.end(), "ordinal")
    return number


def _half(text: str, half: regex.Match[str]) -> Number:
    """Half of something, "half a million" or "half a dozen"."""
    value, end, scaled = Decimal("0.5"), half.end(), False
    while match := _SCALE.match(text, end):
        value, end, scaled = value * SCALES.get(match[1].lower(), Decimal(100)), match.end(), True
    article = regex.search(r" (?:of )?an?$", half[0], regex.I)
    return Number(value, end, "words" if scaled or article else "fraction")


def _cardinal(text: str, position: int, *, join: bool) -> Number | None:
    """Cardinal words: groups of falling size ("two million, three hundred and five"), or None."""
    total, ceiling, end, first_scale = Decimal(0), None, position, _ONE
    while group := _group(text, position, join=join):
        value, scale, stop = group
        if ceiling is not None and value >= ceiling:
            break
        first_scale = scale if ceiling is None else _ONE
        total, end, ceiling = total + value, stop, scale
        joint = _JOINT.match(text, end) if scale > 1 else None
        if joint is None or (not join and "and" in joint[0]):
            break
        position = joint.end()
    return Number(total, end, "words", first_scale) if ceiling is not None else None


def _group(text: str, position: int, *, join: bool) -> tuple[Decimal, Decimal, int] | None:
    """One number below a thousand with its scales -> (value, smallest scale, end)."""
    article = _ARTICLE.match(text, position)
    if article and _SCALE.match(text, article.end()):
        value, end = _ONE, article.end()
    elif (small := _below_hundred(text, position)) is not None:
        value, end = small
    elif (bare := _SCALE.match(text, position)) and bare.start(1) == position and bare[1].lower() != "hundred":
        value, end = _ONE, position
    else:
        return None
    scale = _ONE
    if (hundred := _SCALE.match(text, end)) and hundred[1].lower() == "hundred":
        value, end, scale = value * 100, hundred.end(), Decimal(100)
        joint = _JOINT.match(text, end)
        rest = _below_hundred(text, joint.end()) if joint and (join or "and" not in joint[0]) else None
        following = _SCALE.match(text, rest[1]) if rest else None
        if rest and not (following and following[1].lower() == "hundred"):
            value, end, scale = value + rest[0], rest[1], _ONE
    while (match := _SCALE.match(text, end)) and scale < Decimal(10) ** 18:
        factor = SCALES.get(match[1].lower(), Decimal(100))
        value, end, scale = value * factor, match.end(), (scale if scale > 1 else _ONE) * factor
    return value, scale, end


def _below_hundred(text: str, position: int) -> tuple[Decimal, int] | None:
    word = _WORD.match(text, position)
    if word is None:
        return None
    lower = word[0].lower()
    if lower in UNITS_AND_TEENS:
        return Decimal(UNITS_AND_TEENS[lower]), word.end()
    if lower not in TENS:
        return None
    unit = _WORD.match(text, word.end() + 1) if text[word.end() : word.end() + 1] in {"-", " "} else None
    ones = UNITS_AND_TEENS.get(unit[0].lower(), 0) if unit else 0
    if unit and 0 < ones < 10:
        return Decimal(TENS[lower] + ones), unit.end()
    return Decimal(TENS[lower]), word.end()
