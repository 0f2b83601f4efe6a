"""The signs of WebAnno TSV: escapes, stacks, slots and the numbers that tell annotations apart."""

from __future__ import annotations

import re
from typing import NamedTuple

NOTHING, UNSET = "_", "*"
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_STACK = re.compile(r"((?:\\.|[^\\|])*)(\||\Z)", re.DOTALL)
_SLOTS = re.compile(r"((?:\\.|[^\\;])*)(;|\Z)", re.DOTALL)
_NUMBERED = re.compile(r"(.*?)(?<!\\)\[(\d{1,9})(?:_(\d{1,9}))?\]", re.DOTALL)
_SIGNS = {"t": "\t", "n": "\n", "r": "\r"}


class Cell(NamedTuple):
    """One value of a stack as it is written, and the number in brackets behind it (0 if there is none).

    `second` is the number of the dependent in a cell that refers to a governor.
    """

    written: str
    number: int
    second: int

    @property
    def value(self) -> str | None:
        """The value, None if it is not set."""
        return None if self.written in (UNSET, NOTHING) else unescaped(self.written)


def unescaped(text: str) -> str:
    """Return a text without escapes."""
    return _ESCAPED.sub(lambda match: _SIGNS.get(match[1], match[1]), text) if "\\" in text else text


def stack(cell: str) -> list[Cell]:
    """Return the values that are stacked in a cell; none for `_`."""
    return [] if cell in ("", NOTHING) else [_numbered(one) for one in _split(_STACK, cell)]


def slots(written: str) -> list[Cell]:
    """Return the roles or targets of the slots of one annotation."""
    return [_numbered(one) for one in _split(_SLOTS, written)]


def _split(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return the parts of a text between separators that are not escaped. A backslash at the end is one of itself."""
    parts: list[str] = []
    at = 0
    while True:
        match = pattern.match(text, at)
        if match is None:
            return [*parts, text[at:]]
        parts.append(match[1])
        at = match.end()
        if not match[2]:
            return parts


def _numbered(text: str) -> Cell:
    match = _NUMBERED.fullmatch(text) if text.endswith("]") else None
    if match is None:
        return Cell(text, 0, 0)
    return Cell(match[1], int(match[2]), int(match[3] or 0))
