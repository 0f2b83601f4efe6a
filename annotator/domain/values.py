"""The seven types of attribute values, and how what a person or a file gives becomes one of them."""

from __future__ import annotations

import math
import re
import reprlib
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date
from enum import StrEnum

from annotator.domain.annotation import AttributeValue
from annotator.domain.errors import RuleError
from annotator.domain.identity import ANNOTATION, split_object_id


class AttributeType(StrEnum):
    """What kind of value an attribute takes."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    MULTICHOICE = "multichoice"
    DATE = "date"
    REFERENCE = "reference"


_BREAKS = re.compile("(?<![ \t])[ \t]*[\t\n\r\v\f\x85\u2028\u2029][\\s]*")
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters and halves of characters, which no value may hold."""
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d+)?", re.ASCII)
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}
_SHOWN = 40
_SHORT = reprlib.Repr()
"""Writes values of any depth and length; what is built in fails at a thousand lists in one another."""
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 2 * _SHOWN
_SHORT.maxlist = _SHORT.maxtuple = _SHORT.maxdict = _SHOWN


def coerce_value(kind: AttributeType, choices: Collection[str], raw: object) -> AttributeValue:
    """Return `raw` as a value of type `kind`; None and blank text are None (not set).

    `choices` are the values that a choice or multichoice takes, in schema order. Raises RuleError, which says
    what to write instead.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    match kind:
        case AttributeType.TEXT:
            return _text(raw)
        case AttributeType.NUMBER:
            return _number(raw)
        case AttributeType.BOOLEAN:
            return _boolean(raw)
        case AttributeType.CHOICE:
            return _choice(choices, raw)
        case AttributeType.MULTICHOICE:
            return _choices(choices, raw)
        case AttributeType.DATE:
            return _date(raw)
        case AttributeType.REFERENCE:
            return _reference(raw)


def canonical_text(value: str | float) -> str:
    """Return a single value as text from which it can be read back: `true`, `1200`, `0.5`, `1e+22`."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(float(value)).removesuffix(".0")


def shown(raw: object) -> str:
    """Return a value in quotes for a message, shortened if it is long."""
    text = raw if isinstance(raw, str) else _SHORT.repr(raw)
    return f"'{short(text)}'"


def short(text: str) -> str:
    """Return a text cut to 40 code points, for a message."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _text(raw: object) -> str:
    if not isinstance(raw, str):
        raise RuleError(f"{shown(raw)} is not text", remedy="Write it as text")
    text = _BREAKS.sub(" ", raw.strip()).strip()
    odd = UNPRINTABLE.search(text)
    if odd is not None:
        raise RuleError(
            "The text holds a control character",
            why=f"Character {odd.start() + 1} is U+{ord(odd[0]):04X}",
            remedy="Type the text again without it",
        )
    return text


def _number(raw: object) -> float:
    number = math.nan
    if isinstance(raw, str):
        text = raw.strip().replace("\N{MINUS SIGN}", "-")
        if _NUMBER.fullmatch(text) and any(character.isdigit() for character in text.lower().partition("e")[0]):
            number = float(text.replace(",", ""))
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        try:
            number = float(raw)
        except OverflowError:
            number = math.inf
    if math.isnan(number):
        raise RuleError(f"{shown(raw)} is not a number", remedy="Write digits, such as 1200, 1,200, 0.5 or 1.2e3")
    if math.isinf(number):
        raise RuleError("The number is too large", remedy="Write a number below 1e308")
    return number + 0.0  # minus zero becomes zero, so that equal numbers are written the same


def _boolean(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    found = _BOOLEANS.get(raw.strip().lower()) if isinstance(raw, str) else None
    if found is None:
        raise RuleError(f"{shown(raw)} is neither true nor false", remedy="Write true or false")
    return found


def _choice(choices: Collection[str], raw: object) -> str:
    value = raw.strip() if isinstance(raw, str) else raw
    if not isinstance(value, str) or value not in choices:
        raise RuleError(f"{shown(raw)} is not one of the choices", remedy=f"Choose one of: {', '.join(choices)}")
    return value


def _choices(choices: Collection[str], raw: object) -> tuple[str, ...] | None:
    items: Iterable[object] = [raw]
    if isinstance(raw, list | tuple | set | frozenset):
        items = raw
    chosen = {_choice(choices, item) for item in items}
    return tuple(value for value in choices if value in chosen) or None


def _date(raw: object) -> str:
    text = raw.strip() if isinstance(raw, str) else ""
    match = _DATE.fullmatch(text)
    with suppress(ValueError):
        if match is not None:
            date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
            return text
    raise RuleError(
        f"{shown(raw)} is not a date", remedy="Write a date such as 2024-03-09, or part of one: 2024-03 or 2024"
    )


def _reference(raw: object) -> str:
    text = raw.strip() if isinstance(raw, str) else ""
    with suppress(ValueError):
        if split_object_id(text)[0] == ANNOTATION:
            return text
    raise RuleError(f"{shown(raw)} does not name an annotation", remedy="Pick the annotation that is meant")
