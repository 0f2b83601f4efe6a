"""Word lists as expressions."""

from __future__ import annotations

import regex


def any_of(words: str, *, cased: bool = False) -> regex.Pattern[str]:
    """An expression for any of the blank-separated `words`, each whole; an underscore stands for a space.

    A word may be an expression itself ("fail(ed|ing)?"). Case is ignored unless `cased`.
    """
    forms = "|".join(word.replace("_", r"\s+").replace("'", "['’]") for word in words.split())
    return regex.compile(rf"(?<!\p{{L}})(?:{forms})(?![\p{{L}}])", 0 if cased else regex.I)
