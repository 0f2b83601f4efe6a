"""Tokens for formats that are made of them: words, numbers and single signs. White space is between tokens."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate, chain, compress, pairwise
from operator import add
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
_TOKEN = regex.compile(_WORD)
_PIECE, _PLAIN_PIECE = regex.compile(rf"(?:{_WORD}) ?|\s+"), re.compile(rf"(?:{_PLAIN_WORD}) ?|\s+")

_KEPT = 1 << 13
_WHITE = frozenset(sign for sign in map(chr, range(0x3001)) if sign.isspace())


class _Pieces(dict[str, list[str]]):
    """Pieces of what stands between two spaces of a plain text, the last with a space. The same words come often."""

    def __missing__(self, words: str) -> list[str]:
        if len(self) >= _KEPT:
            self.clear()
        made = self[words] = _PLAIN_PIECE.findall(words + " ")
        return made


_BETWEEN_SPACES = _Pieces()


def _pieces(text: str) -> list[str]:
    """Return the tokens, each with the space behind it, and all other white space, one piece after another."""
    if not _PLAIN.fullmatch(text):
        return _PIECE.findall(text)
    if "  " in text:
        return _PLAIN_PIECE.findall(text)
    *before, last = text.split(" ")
    return [*chain.from_iterable(map(_BETWEEN_SPACES.__getitem__, before)), *_PLAIN_PIECE.findall(last)]


def _split(text: str) -> tuple[list[str], list[int], list[int]]:
    """Return the tokens of a text, where they start and where they end."""
    if not _PLAIN.fullmatch(text):
        found = list(_TOKEN.finditer(text))
        return [match[0] for match in found], [match.start() for match in found], [match.end() for match in found]
    pieces = _pieces(text)
    stripped = list(map(str.rstrip, pieces))
    starts = list(compress(accumulate(map(len, pieces), initial=0), stripped))
    words = list(filter(None, stripped))
    return words, starts, list(map(add, starts, map(len, words)))


def tokenise(text: str) -> list[Token]:
    """Return the tokens of a text in order; together they hold every character that is not white space."""
    _, starts, ends = _split(text)
    return list(zip(starts, ends, strict=True))


def covering_pieces(text: str, spans: Iterable[Token]) -> tuple[list[str], list[int]]:
    """Return the tokens of a text as consecutive pieces that hold every character, as spaCy has them, and their edges.

    White space is a token of its own, apart from one space after another token, which stands at the end of its piece
    (see `token_of`). A token begins wherever one of `spans` begins, and ends wherever one ends. The edges are where the
    pieces start, and the end of the text.
    """
    pieces = _pieces(text)
    edges = list(accumulate(map(len, pieces), initial=0))
    for cut in sorted(_cuts(pieces, edges, spans), reverse=True):  # from the end, so that what is before stays in place
        nth = bisect_right(edges, cut) - 1
        within = cut - edges[nth]
        pieces[nth : nth + 1] = pieces[nth][:within], pieces[nth][within:]
        edges.insert(nth + 1, cut)
    return pieces, edges


def _cuts(pieces: list[str], edges: list[int], spans: Iterable[Token]) -> set[int]:
    """Return the places inside of pieces where spans begin or end."""
    cuts: set[int] = set()
    for start, end in spans:
        if edges[bisect_left(edges, start)] != start:
            cuts.add(start)
        nth = bisect_left(edges, end)
        rest = edges[nth] - end
        spaced = rest <= 1 and token_of(pieces[nth - 1]) != pieces[nth - 1]
        if rest == 0 and spaced:
            cuts.add(end - 1)
        elif rest and not (rest == 1 and spaced):
            cuts.add(end)
    return cuts


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
        self.words, self.starts, self.ends = _split(text)
        self._text = text

    def touched(self, start: int, end: int) -> TokenRange | None:
        """Return the tokens of a span widened to whole tokens, None if it holds only white space."""
        first, after = bisect_right(self.ends, start), bisect_left(self.starts, end)
        if first >= after:
            return None
        return TokenRange(first, after, start <= self.starts[first] and self.ends[after - 1] <= end)

    def paragraphs(self, kept_whole: Iterable[TokenRange]) -> list[Token]:
        """Return ranges of tokens between line ends, none of which cuts one of the ranges `kept_whole`."""
        breaks = {bisect_left(self.starts, line.start()) for line in re.finditer("\n", self._text)}
        for kept in kept_whole:
            breaks.difference_update(range(kept.first + 1, kept.after))
        edges = sorted({0, *breaks, len(self.words)})
        return list(pairwise(edges))
