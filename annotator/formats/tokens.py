"""Tokens for formats that are made of them: words, numbers and single signs. White space is between tokens."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate, pairwise
from typing import NamedTuple

import regex

Token = tuple[int, int]
"""Start and end in code points, half-open."""

_WORD = r"[\w\p{M}]+(?:[-_][\w\p{M}]+)*|(?!\s)\X"
"""Words with the marks on their letters, hyphens inside them, and every other grapheme on its own."""
_PLAIN_WORD = r"\w+(?:[-_]\w+)*|\S"
"""The same for plain texts, in a third of the time."""
_PLAIN = re.compile("[\t\n -~\xa0¡-©«-±´¶·»¿-ˁ‐-‧‰-›€™−]*")
"""Texts of Latin letters with the signs that newspapers use. Nothing in them joins with what stands before it."""
_TOKEN, _PLAIN_TOKEN = regex.compile(_WORD), re.compile(_PLAIN_WORD)
_PIECE, _PLAIN_PIECE = regex.compile(rf"(?:{_WORD}) ?|\s+"), re.compile(rf"(?:{_PLAIN_WORD}) ?|\s+")

_WHITE = frozenset(sign for sign in map(chr, range(0x3001)) if sign.isspace())


def tokenise(text: str) -> list[Token]:
    """Return the tokens of a text in order; together they hold every character that is not white space."""
    if _PLAIN.fullmatch(text):
        return [match.span() for match in _PLAIN_TOKEN.finditer(text)]
    return [match.span() for match in _TOKEN.finditer(text)]


def covering_pieces(text: str, spans: Iterable[Token]) -> list[str]:
    """Return the tokens of a text as consecutive pieces that hold every character, as spaCy has them.

    White space is a token of its own, apart from one space after another token, which stands at the end of its piece
    (see `token_of`). A token begins wherever one of `spans` begins, and ends wherever one ends.
    """
    pieces = (_PLAIN_PIECE if _PLAIN.fullmatch(text) else _PIECE).findall(text)
    stops = list(accumulate(map(len, pieces)))
    done: list[str] = []
    reached = 0
    for nth, edges in sorted(_edges_inside(pieces, stops, spans).items()):
        begin = stops[nth] - len(pieces[nth])
        cuts = [begin, *sorted(edges), stops[nth]]
        done += pieces[reached:nth]
        done += [text[low:high] for low, high in pairwise(cuts)]
        reached = nth + 1
    return done + pieces[reached:]


def _edges_inside(pieces: list[str], stops: list[int], spans: Iterable[Token]) -> dict[int, set[int]]:
    """Return the pieces that spans begin or end inside of, with the places."""
    inside: dict[int, set[int]] = {}
    for start, end in spans:
        nth = bisect_left(stops, start)
        if start and stops[nth] != start:
            inside.setdefault(nth, set()).add(start)
        nth = bisect_left(stops, end)
        rest = stops[nth] - end
        spaced = rest <= 1 and token_of(pieces[nth]) != pieces[nth]
        if rest == 0 and spaced:
            inside.setdefault(nth, set()).add(end - 1)
        elif rest and not (rest == 1 and spaced):
            inside.setdefault(nth, set()).add(end)
    return inside


def token_of(piece: str) -> str:
    """Return the token of a piece: the piece without the one space that follows the token."""
    return piece[:-1] if piece[-1] == " " and piece[0] not in _WHITE else piece


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
        self._text = text

    def touched(self, start: int, end: int) -> TokenRange | None:
        """Return the tokens of a span widened to whole tokens, None if it holds only white space."""
        tokens = self.tokens
        first, after = max(0, bisect_right(self._starts, start) - 1), bisect_left(self._starts, end)
        if first < len(tokens) and tokens[first][1] <= start:
            first += 1
        if first >= after:
            return None
        return TokenRange(first, after, start <= tokens[first][0] and tokens[after - 1][1] <= end)

    def paragraphs(self, kept_whole: Iterable[TokenRange]) -> list[Token]:
        """Return ranges of tokens between line ends, none of which cuts one of the ranges `kept_whole`."""
        breaks = {bisect_left(self._starts, line.start()) for line in re.finditer("\n", self._text)}
        for kept in kept_whole:
            breaks.difference_update(range(kept.first + 1, kept.after))
        edges = sorted({0, *breaks, len(self.tokens)})
        return list(pairwise(edges))
