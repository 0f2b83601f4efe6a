"""The option to take white space and closing punctuation off the edges of spans before they are compared."""

from __future__ import annotations

import unicodedata

from annotator.agreement.values import ArticleLayers, Ranges

_ENDS = frozenset(".,;:!?…。，；：！？、؟،\"'")
"""Marks that close something, beside Unicode's closing brackets and quotation marks (Pe, Pf)."""
_STRAIGHT_QUOTES = frozenset("\"'")


def _closes(character: str) -> bool:
    return character.isspace() or character in _ENDS or unicodedata.category(character) in ("Pe", "Pf")


def _trailing(character: str) -> bool:
    """Tell whether a character is left of a span by mistake: a straight quotation mark there opens the span."""
    return _closes(character) and character not in _STRAIGHT_QUOTES


def trimmed_ranges(text: str, ranges: Ranges) -> Ranges:
    """Return the ranges without white space and closing punctuation at the outer edges.

    A fragment that holds nothing else goes; if nothing at all would be left, the ranges stay as they are.
    """
    positions = [position for start, end in ranges for position in (start, end)]
    starts, ends = positions[::2], positions[1::2]
    first, last = 0, len(ranges) - 1
    while first <= last and _trailing(text[starts[first]]):
        starts[first] += 1
        first += starts[first] == ends[first]
    while first <= last and _closes(text[ends[last] - 1]):
        ends[last] -= 1
        last -= starts[last] == ends[last]
    kept = tuple((starts[index], ends[index]) for index in range(first, last + 1))
    return kept or ranges


def trimmed(article: ArticleLayers, text: str) -> ArticleLayers:
    """Return the article with the edges of all spans trimmed. `text` is the article's text."""
    layers = {
        annotator: tuple(unit._replace(fragments=trimmed_ranges(text, unit.fragments)) for unit in units)
        for annotator, units in article.layers.items()
    }
    return ArticleLayers(article.article_id, article.length, layers)
