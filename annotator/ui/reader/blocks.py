"""How an article's text is cut into blocks: paragraphs, and chunks of paragraphs too long to lay out at once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

import regex

from annotator.domain.boundaries import grapheme_floor
from annotator.domain.span import Fragment

CHUNK = 2000
"""Code points of a chunk. A chunk is built whole when any line of it is seen, so it is about a screenful."""
_LONGEST = CHUNK * 3 // 2
_SEPARATOR = regex.compile("[\n\u2028\u2029]")
_STRONG_OR_END = regex.compile("[\\p{Bidi_Class=L}\\p{Bidi_Class=R}\\p{Bidi_Class=AL}\n\u2029]")
_RIGHT_TO_LEFT = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}]")
_BIDIRECTIONAL = regex.compile(
    r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}\p{Bidi_Class=AN}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]"
)
_DIRECTION_REACH = 4096


class Blocks:
    """The blocks of one text. Blocks are known by index; positions are code points.

    A block ends before the separator that follows it, if any. A chunk that continues a paragraph begins where the
    block before it ends; where exactly is settled when the chunk before it is laid out (`carry`).
    """

    def __init__(self, text: str) -> None:
        self.text = text
        lengths = _line_lengths(text)
        self.starts = list(accumulate((length + 1 for length in lengths[:-1]), initial=0))
        self._continued: set[int] = set()
        self._moved: dict[int, int] = {}
        if max(lengths) > _LONGEST:
            self._cut(lengths)

    def _cut(self, lengths: list[int]) -> None:
        """Cut the long paragraphs into chunks."""
        paragraphs, self.starts = self.starts, []
        for start, length in zip(paragraphs, lengths, strict=True):
            self.starts.append(start)
            for seam in _seams(self.text, start, start + length):
                self._continued.add(len(self.starts))
                self.starts.append(seam)

    def __len__(self) -> int:
        return len(self.starts)

    def continues(self, index: int) -> bool:
        """Tell whether the block continues the paragraph of the block before it."""
        return index in self._continued

    def extent(self, index: int, *, whole: bool = False) -> Fragment:
        """Return where the block's own text begins and ends, without the separator; `whole`: as before any carry."""
        start = self.starts[index]
        if index + 1 == len(self.starts):
            return Fragment(start, len(self.text))
        following = self.starts[index + 1]
        if whole:
            following = self._moved.get(index + 1, following)
        return Fragment(start, following if index + 1 in self._continued else following - 1)

    def sizes(self) -> list[int]:
        """Return how many code points each block holds, its separator included."""
        ends = [*self.starts[1:], len(self.text)]
        return [end - start for start, end in zip(self.starts, ends, strict=True)]

    def at(self, position: int, *, upstream: bool = False) -> int:
        """Return the block of a position; at a seam between chunks the later one unless `upstream`."""
        index = max(0, bisect_right(self.starts, position) - 1)
        seam = upstream and index in self._continued and self.starts[index] == position
        return index - 1 if seam else index

    def carry(self, index: int, start: int) -> None:
        """Move the seam before chunk `index`: the last partial line of the chunk before it is shown with it."""
        self._moved.setdefault(index, self.starts[index])
        self.starts[index] = start

    def reset_seams(self) -> None:
        """Undo every carry, for another width."""
        for index, start in self._moved.items():
            self.starts[index] = start
        self._moved.clear()

    def right_to_left(self, index: int) -> bool:
        """Tell whether the first strong character of the block's paragraph is written right to left."""
        first = index
        while first in self._continued or (first and self.text[self.starts[first] - 1] == "\u2028"):
            first -= 1
        low = self.starts[first]
        found = _STRONG_OR_END.search(self.text, low, low + _DIRECTION_REACH)
        return found is not None and _RIGHT_TO_LEFT.match(found[0]) is not None


def has_bidirectional(text: str) -> bool:
    """Tell whether any character may be shown out of its logical order."""
    return not text.isascii() and _BIDIRECTIONAL.search(text) is not None


def _line_lengths(text: str) -> list[int]:
    separated = "\u2028" in text or "\u2029" in text
    return list(map(len, _SEPARATOR.split(text) if separated else text.split("\n")))


def _seams(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where a long paragraph is cut before anything is laid out: after a space, else between graphemes."""
    while end - start > _LONGEST:
        space = text.rfind(" ", start + CHUNK // 2, start + CHUNK)
        start = space + 1 if space >= 0 else max(start + CHUNK // 2, grapheme_floor(text, start + CHUNK))
        yield start
