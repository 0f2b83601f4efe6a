"""The shapes quantities come in: an amount with its unit, a range, a ratio, a rank."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

import regex

from annotator.domain.quantity_nouns import noun_phrase
from annotator.domain.quantity_numbers import Number, read_number
from annotator.domain.quantity_units import COMPOUNDS, CURRENCY_SIGNS, Unit, read_per, read_unit
from annotator.domain.quantity_words import FRACTIONS, MULTIPLES

_SIGNS = "|".join(regex.escape(sign) for sign in sorted(CURRENCY_SIGNS, key=len, reverse=True))
_HEAD: Final = regex.compile(
    rf"(?P<sign>[-+]|minus |negative |plus )?(?:(?P<currency>{_SIGNS})(?: ?(?=[\d.+-])))?(?P<inner>[-+])?", regex.I
)
_HEAD_CASED: Final = regex.compile(rf"(?:[-+]|minus |negative |plus )?(?:{_SIGNS})")
_NEGATIVE: Final = frozenset({"-", "minus ", "negative "})
_ONE_UNIT: Final = regex.compile(r"an?(?=[ -])", regex.I)
_AND_FRACTION: Final = regex.compile(r" and (?:a|one)[ -](half|third|quarter)(?!\p{L})", regex.I)
_OF_A: Final = regex.compile(r" of(?= ?(?:an? )?)(?: an?(?= ))?")
_UNCERTAIN: Final = regex.compile(r" ?(?:±|\+/-) ?(?=[\d.])")
_RANGE: Final = regex.compile(
    r"-(?P<word>to)-|-? (?P<word>to|and|or|through) (?:about |around |even |maybe )?| ?(?P<dash>-) ?", regex.I
)
_OUT_OF: Final = regex.compile(r"[ -](?:in every|of every|for every|out of|in|of)[ -]", regex.I)
_TIMES: Final = regex.compile(r"(?P<fold>[ -]?fold|x)(?!\p{L})|[ -]times?(?!\p{L})")
_COMPARED: Final = regex.compile(r" (?:as|the|more|less|fewer|what|that|its|their|his|her|[\p{Ll}]+er)\b")
_BESIDES: Final = regex.compile(r"(?:,? and |, | )")
_SCORED: Final = regex.compile(
    r" (?:vote|decision|majority|win|victory|defeat|loss|ruling|lead|margin|score|draw|split)s?\b"
)


class Amount(NamedTuple):
    """One number with the unit written beside it, and where both end."""

    number: Number
    unit: Unit | None
    end: int

    @property
    def value(self) -> Decimal:
        """The number itself; 0 for a vague one."""
        return self.number.value or Decimal(0)


class Pair(NamedTuple):
    """Two amounts read as one figure."""

    low: Decimal
    high: Decimal
    unit: Unit | None
    end: int


def read_amount(text: str, position: int, *, join: bool = True) -> Amount | None:
    """The amount at `position`: sign, currency, number, scale, unit ("-$1.2bn", "two and a half hours"), or None."""
    head = _HEAD.match(text, position)
    if head is None:
        return None
    currency = head["currency"] if _HEAD_CASED.match(text, position) else None
    start = head.end() if currency or not head["currency"] else position
    number = read_number(text, start, money=currency is not None, join=join)
    if number is None:
        return _one_unit(text, position)
    if (head["sign"] or "").lower() in _NEGATIVE or head["inner"] == "-":
        number = number._replace(value=-number.value if number.value is not None else None)
    if currency:
        unit, end = Unit(CURRENCY_SIGNS[currency], "money"), number.end
        while per := read_per(text, end):
            unit, end = Unit(f"{unit.symbol}/{per[0]}", "money"), per[1]
        return Amount(number, unit, end)
    return _with_unit(text, number)


def _one_unit(text: str, position: int) -> Amount | None:
    """Read "a decade", "an hour", "a year and a half"."""
    article = _ONE_UNIT.match(text, position)
    found = read_unit(text, article.end()) if article else None
    if found is None or found[0].kind not in {"duration", "measure"} or not found[0].symbol.isascii():
        return None
    unit, end = found
    if unit.symbol == "second" and noun_phrase(text, end):
        return None  # "a second term" is a rank
    value = Decimal(1)
    if half := _AND_FRACTION.match(text, end):
        value, end = value + Decimal(1) / FRACTIONS[half[1].lower()], half.end()
    return Amount(Number(value, end, "words"), unit, end)


def _with_unit(text: str, number: Number) -> Amount:
    if uncertain := _UNCERTAIN.match(text, number.end):
        spread = read_number(text, uncertain.end())
        number = number._replace(end=spread.end) if spread else number
    found = read_unit(text, number.end) if number.form != "ordinal" else None
    if found is None and number.form in {"vague", "fraction"} and (of := _OF_A.match(text, number.end)):
        found = read_unit(text, of.end())
    if found is None:
        return Amount(number, None, number.end)
    unit, end = found
    if unit.symbol.startswith("GBP pence"):
        value = number.value / 100 if number.value is not None else None
        return Amount(number._replace(value=value), Unit("GBP", "money"), end)
    amount = Amount(number, unit, end)
    smaller = _smaller_part(text, amount)
    return smaller if smaller and number.value is not None else amount


def _smaller_part(text: str, amount: Amount) -> Amount | None:
    """Read "two hours and 30 minutes" as 2.5 hours, if a smaller unit of the same kind follows."""
    joint = _BESIDES.match(text, amount.end)
    number = read_number(text, joint.end()) if joint else None
    found = read_unit(text, number.end) if number and number.value is not None and number.form != "ordinal" else None
    if number is None or found is None or amount.unit is None:
        return None
    parts = COMPOUNDS.get((amount.unit.symbol, found[0].symbol))
    if parts is None:
        return None
    value = amount.value + (number.value or Decimal(0)) / parts
    return Amount(amount.number._replace(value=value), amount.unit, found[1])


def read_range(text: str, first: Amount, *, between: bool) -> Pair | None:
    """Read "three to five weeks", "£40m-£50m", "between 5 and 10 per cent": both ends, the lower one first, or None."""
    joint = _RANGE.match(text, first.end)
    second = read_amount(text, joint.end()) if joint else None
    if joint is None or second is None or not _plain(first) or not _plain(second):
        return None
    if joint["word"] == "and" and not between:
        return None
    if (
        first.unit
        and second.unit
        and first.unit.symbol
        not in {
            second.unit.symbol,
            second.unit.symbol.partition("/")[0],  # "$1bn-$2bn a year"
        }
    ):
        return None
    low, high = _shared_scale(first, second), second.value
    if joint["word"] == "or" and (low >= high or (second.unit is None and high > 10 * low)):
        return None
    if joint["dash"] and low < 0 <= high and text[joint.start()] == "-" and not first.unit:
        return Pair(low, high, second.unit, second.end)
    return Pair(min(low, high), max(low, high), second.unit or first.unit, second.end)


def _plain(amount: Amount) -> bool:
    return amount.number.value is not None and amount.number.form != "ordinal"


def _shared_scale(first: Amount, second: Amount) -> Decimal:
    """The first value, in millions too if it is "5 to 10 million"."""
    scale = second.number.scale
    mantissa = second.value / scale
    shared = first.number.scale == 1 < scale and first.value <= mantissa
    return first.value * scale if shared else first.value


def read_ratio(text: str, first: Amount) -> tuple[Decimal | None, int] | None:
    """Read "one in four" -> 0.25, "1:4", "two-to-one", a score "2-1"; the value is None if the divisor is 0."""
    if first.unit or not _plain(first) or first.number.form == "fraction":
        return None
    for joint in (_OUT_OF.match(text, first.end), regex.compile(r" ?: ?(?=\d)").match(text, first.end)):
        second = read_amount(text, joint.end()) if joint else None
        if joint and second and _plain(second) and second.unit is None and second.value > 0:
            usual = ":" in joint[0] or first.value <= second.value
            return (first.value / second.value, second.end) if usual else None
    return _read_score(text, first)


def _read_score(text: str, first: Amount) -> tuple[Decimal | None, int] | None:
    joint = _RANGE.match(text, first.end)
    second = read_amount(text, joint.end()) if joint else None
    if joint is None or second is None or second.unit or not _plain(second) or first.number.scale != 1:
        return None
    scored = joint["dash"] and (_SCORED.match(text, second.end) or noun_phrase(text, second.end) is None)
    odds = joint["word"] == "to" and second.value == 1
    if first.value <= second.value or not (scored or odds):
        return None
    return (first.value / second.value if second.value else None), second.end


def read_share(text: str, first: Amount) -> tuple[Decimal, int] | None:
    """Read "one interpreter for every 30 soldiers" -> 1/30 and where the first noun begins, or None."""
    noun = noun_phrase(text, first.end) if first.unit is None and _plain(first) else None
    joint = regex.compile(r" (?:for|per|to|in) every ").match(text, noun.end) if noun else None
    second = read_amount(text, joint.end()) if joint else None
    if second is None or not _plain(second) or second.value <= 0:
        return None
    return first.value / second.value, first.end


def read_multiple(text: str, position: int) -> tuple[Decimal, int] | None:
    """Read "twice", "tripled", "tenfold" at `position`, and where it ends, or None."""
    word = regex.compile(r"[\p{L}]+").match(text, position)
    value = MULTIPLES.get(word[0].lower()) if word else None
    return (value, word.end()) if word and value is not None else None


def read_times(text: str, amount: Amount) -> tuple[Unit, int] | None:
    """The "times", "-fold" or "x" after a number: a ratio if something is compared, else a count; or None."""
    match = _TIMES.match(text, amount.end) if amount.unit is None and amount.number.form != "ordinal" else None
    if match is None:
        return None
    if per := read_per(text, match.end()):
        return Unit(f"times/{per[0]}", "count"), per[1]
    ratio = match["fold"] or _COMPARED.match(text, match.end())
    return Unit("times", "ratio" if ratio else "count"), match.end()
