"""Finding words in texts whatever their case, accents and kind of space, without moving an offset."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import chain

_MARKS = "[\u0300-\u036f]*"
_ACCENTED = (range(0xC0, 0x250), range(0x370, 0x530), range(0x1E00, 0x2000))
"""Where letters with marks are: Latin, Greek and Cyrillic."""
_NEVER = "(?!)"
"""A pattern that matches nothing."""
_QUOTES = {"'": "['‘’ʼ]", '"': '["“”„«»]', "-": "[-‐‑‒–—−]"}


def _plain(letter: str) -> str:
    """Return the letter without its accents; of scripts whose signs are no accents, the letter itself."""
    base, *marks = list(unicodedata.normalize("NFD", letter))
    return base if marks and all(map(_is_mark, marks)) else letter


def _is_mark(letter: str) -> bool:
    return "\u0300" <= letter <= "\u036f"


@cache
def _variants() -> dict[str, str]:
    """Map a plain letter to itself and the letters that are it with marks."""
    found: dict[str, str] = {}
    for code in chain(*_ACCENTED):
        plain = _plain(chr(code))
        if plain != chr(code):
            found[plain] = found.get(plain, plain) + chr(code)
    return found


def _piece(letter: str) -> str:
    variants = _variants().get(letter, letter)
    one = f"[{variants}]" if len(variants) > 1 else re.escape(letter)
    return one + _MARKS if letter.isalpha() else _QUOTES.get(letter, one)


class Needle:
    """Something searched for: plain text, matched whatever the case, the accents and the kind of space.

    An ASCII text has no accents, and there plain lower-case search is many times faster than a pattern.
    """

    def __init__(self, query: str) -> None:
        words = "".join(_plain(letter) for letter in query if not _is_mark(letter)).split()
        pattern = r"\s+".join("".join(map(_piece, word)) for word in words) or _NEVER
        self._pattern = re.compile(pattern, re.IGNORECASE)
        self._lower = words[0].lower() if len(words) == 1 and words[0].isascii() else None

    def find(self, text: str) -> tuple[int, int] | None:
        """Return the first place in `text` as code points, or None."""
        if self._lower is not None and text.isascii():
            at = text.lower().find(self._lower)
            return None if at < 0 else (at, at + len(self._lower))
        match = self._pattern.search(text)
        return None if match is None else match.span()

    def all(self, text: str) -> list[tuple[int, int]]:
        """Return all places in `text`, none overlapping."""
        if self.find(text) is None:
            return []
        return [match.span() for match in self._pattern.finditer(text)]
