"""Fuzzy order for lists that are searched by typing."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

_CUTOFF = 60.0
_BEGINS, _INSIDE = 60.0, 30.0
"""What is added where every word typed begins a word of the text, or all that was typed stands in it."""
_SPREAD = 60.0
"""Answers this much worse than the best one are noise."""


def rank(query: str, texts: Sequence[str], limit: int = 200) -> list[int]:
    """Return the positions in `texts` that answer `query`, best first; all of them, in order, for an empty query.

    Ties keep the order of `texts`. The score is rapidfuzz's weighted ratio (0 to 100), raised for text that holds
    what was typed.
    """
    wanted = query.casefold().strip()
    if not wanted:
        return list(range(min(limit, len(texts))))
    folded = [text.casefold() for text in texts]
    found = process.extract(wanted, folded, scorer=fuzz.WRatio, score_cutoff=_CUTOFF, limit=None)
    scores = {position: score for _, score, position in found}
    for position, text in enumerate(folded):
        bonus = _bonus(wanted, text)
        if bonus:
            scores[position] = scores.get(position, _CUTOFF) + bonus
    least = max(scores.values(), default=0.0) - _SPREAD
    ordered = sorted((-score, position) for position, score in scores.items() if score >= least)
    return [position for _, position in ordered[:limit]]


def _bonus(wanted: str, text: str) -> float:
    spaced = f" {text}"
    if all(f" {word}" in spaced for word in wanted.split()):
        return _BEGINS
    return _INSIDE if wanted in text else 0.0
