"""Tokens for formats that are made of them: words, numbers and single signs. White space is between tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import regex

Token = tuple[int, int]
"""Start and end in code points, half-open."""

_TOKEN = regex.compile(r"[\w\p{M}]+(?:[-_][\w\p{M}]+)*|(?!\s)\X")
"""Words with the marks on their letters, hyphens inside them, and every other grapheme on its own."""


def tokenise(text: str) -> list[Token]:
    """Return the tokens of a text in order; together they hold every character that is not white space."""
    return [match.span() for match in _TOKEN.finditer(text)]


def cut(tokens: Sequence[Token], edges: Iterable[int]) -> list[Token]:
    """Return the tokens, cut in two wherever an edge lies inside one."""
    inside = iter(sorted(set(edges)))
    edge = next(inside, None)
    found = []
    for first, end in tokens:
        start = first
        while edge is not None and edge < end:
            if edge > start:
                found.append((start, edge))
                start = edge
            edge = next(inside, None)
        found.append((start, end))
    return found


def covering_tokens(text: str, spans: Iterable[Token]) -> list[tuple[int, int, bool]]:
    """Return tokens that hold every character, as spaCy has them, and whether a single space follows.

    White space is a token of its own, apart from one space after another token. A token begins wherever one of `spans`
    begins, and ends wherever one ends.
    """
    starts, ends = set(), set()
    for start, end in spans:
        starts.add(start)
        ends.add(end)
    pieces: list[Token] = []
    reached = 0
    for start, end in tokenise(text):
        if reached < start:
            pieces += _white(text, reached, start)
        pieces.append((start, end))
        reached = end
    if reached < len(text):
        pieces += _white(text, reached, len(text))
    found: list[tuple[int, int, bool]] = []
    for start, end in cut(pieces, starts | ends):
        follows = bool(found) and not found[-1][2] and end - start == 1 and text[start] == " "
        if follows and start not in starts and end not in ends:
            found[-1] = (found[-1][0], start, True)
        else:
            found.append((start, end, False))
    return found


def _white(text: str, start: int, end: int) -> list[Token]:
    """Return white space as pieces, the space after a word apart from the rest."""
    if start and end - start > 1 and text[start] == " ":
        return [(start, start + 1), (start + 1, end)]
    return [(start, end)]


class TokenRange(NamedTuple):
    """The tokens that a span touches, half-open, and whether they hold nothing that is not the span's."""

    first: int
    after: int
    exact: bool


class TokenIndex:
    """The tokens of one text, and which of them spans touch."""

    def __init__(self, text: str) -> None:
        self.tokens = tokenise(text)
        self.words = [text[start:end] for start, end in self.tokens]
        self._starts = [start for start, _ in self.tokens]
        self._ends = [end for _, end in self.tokens]
        self._text = text

    def touched(self, start: int, end: int) -> TokenRange | None:
        """Return the tokens of a span widened to whole tokens, None if it holds only white space."""
        first, after = bisect_right(self._ends, start), bisect_left(self._starts, end)
        if first >= after:
            return None
        return TokenRange(first, after, start <= self._starts[first] and self._ends[after - 1] <= end)

    def paragraphs(self, kept_whole: Iterable[TokenRange]) -> list[Token]:
        """Return ranges of tokens between line ends, none of which cuts one of the ranges `kept_whole`."""
        inside = {at for kept in kept_whole for at in range(kept.first + 1, kept.after)}
        breaks = [
            at
            for at in range(1, len(self.tokens))
            if at not in inside and "\n" in self._text[self._ends[at - 1] : self._starts[at]]
        ]
        edges = [0, *breaks, len(self.tokens)]
        return [(low, high) for low, high in pairwise(edges) if low < high]
