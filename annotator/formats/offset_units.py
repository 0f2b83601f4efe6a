"""How the offsets of a foreign file count, found out by the words that stand beside them; never guessed.

Programs count code points, UTF-16 units or UTF-8 bytes, a line end as one or as two, a byte order mark or not. Every
way of counting is held against the words of all marks of a file, and what it gives is carried over to the text as
the project keeps it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from annotator.domain.article import dropped_characters
from annotator.domain.span import Fragments, fragments_of
from annotator.domain.values import shown

Width = Callable[[str], int]
Spelling = Callable[[Sequence[str]], str]

_LOOK = 100
"""Code points of each fragment that a message may show."""
_BEYOND_ASCII = re.compile("[^\x00-\x7f]")
_BEYOND_BMP = re.compile("[\U00010000-\U0010ffff]")
_LINE_ENDS = re.compile("\r\n?|\n")


class Mark(NamedTuple):
    """What a foreign file marks: fragments in its own unit, half-open, and the words it says are there.

    The words are None where the file has none. Such a mark goes by the unit that the words of others show.
    """

    fragments: tuple[tuple[int, int], ...]
    surface: str | None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where marks are in the normalised text, in code points, or in a plain sentence why one is nowhere.

    `unit` says how the file counts, in words; empty if no way of counting was accepted.
    """

    unit: str
    spans: list[Fragments | str]


class Counting:
    """One way of counting the characters of a text: 1 for each but those in `widths` (position -> width).

    `length` is the length of the text so counted.
    """

    __slots__ = ("_ends", "_positions", "_starts", "length")

    def __init__(self, text: str, widths: dict[int, int]) -> None:
        self._positions = sorted(widths)
        self._starts: list[int] = []
        self._ends: list[int] = []
        shift = 0
        for position in self._positions:
            self._starts.append(position + shift)
            shift += widths[position] - 1
            self._ends.append(position + 1 + shift)
        self.length = len(text) + shift

    def start(self, offset: int) -> int | None:
        """Return the code point that a fragment from this offset begins with: behind what does not count.

        None inside a character and beyond the text.
        """
        nth = bisect_right(self._starts, offset) - 1
        if nth >= 0 and offset == self._starts[nth] < self._ends[nth]:
            return self._positions[nth]
        return self._after(nth, offset)

    def end(self, offset: int) -> int | None:
        """Return the code point that a fragment up to this offset ends before: in front of what does not count."""
        nth = bisect_left(self._starts, offset)
        if nth < len(self._starts) and offset == self._starts[nth]:
            return self._positions[nth]
        return self._after(nth - 1, offset)

    def _after(self, nth: int, offset: int) -> int | None:
        """Return the code point of an offset behind the `nth` odd character, if it is there."""
        if not 0 <= offset <= self.length:
            return None
        if nth < 0:
            return offset
        return None if offset < self._ends[nth] else self._positions[nth] + 1 + offset - self._ends[nth]

    def offset(self, code_point: int) -> int:
        """Return the offset of a code point of the text."""
        nth = bisect_left(self._positions, code_point) - 1
        return code_point if nth < 0 else self._ends[nth] + code_point - self._positions[nth] - 1


def as_kept(raw: str) -> Counting:
    """Return the counting in which an offset is that of the normalised text."""
    return Counting(raw, dict.fromkeys(dropped_characters(raw), 0))


def place_marks(raw: str, marks: Sequence[Mark], spelled: Spelling = " ".join) -> Placement:
    """Place marks in the normalised form of `raw`, which is the text as the other program read it.

    `spelled` makes of the words of the fragments what the format writes beside them. Code points of the text as it
    is are the first choice, as long as no other way of counting gives more of the surfaces: a surface that is not
    there is then wrong by itself. Any other way must give every surface, and no two may do so at different places.
    """
    own, kept = _CODE_POINTS.of(raw), as_kept(raw)
    found = [_found(raw, own, mark, spelled) for mark in marks]
    worded = [nth for nth, mark in enumerate(marks) if mark.surface is not None]
    here = _given(worded, found)
    if here < len(worded):
        whole: list[Placement] = []
        most = here
        for unit in _other_units(raw):
            counting = unit.of(raw)
            others = [_found(raw, counting, mark, spelled) for mark in marks]
            given = _given(worded, others)
            if given == len(worded):
                whole.append(Placement(unit.name, _spans(raw, kept, marks, others, spelled)))
            most = max(most, given)
        if whole and all(one.spans == whole[0].spans for one in whole):
            return whole[0]
        if most > here:
            return Placement("", [_unclear(len(worded), most, several=bool(whole))] * len(marks))
    return Placement(_CODE_POINTS.name, _spans(raw, kept, marks, found, spelled))


Pieces = tuple[tuple[int, int], ...]
"""Fragments as code points of the raw text."""


class _Unit(NamedTuple):
    """A way of counting: its name, the characters that do not count as one, and what they count as."""

    name: str
    odd: re.Pattern[str] | None
    width: Width
    line_ends: int | None = None
    with_mark: bool = True

    def of(self, raw: str) -> Counting:
        """Return this way of counting a text. `line_ends` counts each line end as so many, however it is written."""
        widths = {} if self.odd is None else {at.start(): self.width(at[0]) for at in self.odd.finditer(raw)}
        if self.line_ends is not None:
            for at in _LINE_ENDS.finditer(raw):
                # The line feed of a pair counts as one, so the carriage return takes the rest.
                widths[at.start()] = self.line_ends - len(at[0]) + 1
        if not self.with_mark:
            widths[0] = 0
        return Counting(raw, widths)


def _one(_character: str) -> int:
    return 1


_CODE_POINTS = _Unit("code points", None, _one)
_UNITS = (
    _CODE_POINTS,
    _Unit("UTF-16 units", _BEYOND_BMP, lambda _: 2),
    _Unit("UTF-8 bytes", _BEYOND_ASCII, lambda character: len(character.encode())),
)


def _other_units(raw: str) -> Iterator[_Unit]:
    """Yield every way of counting that differs from code points in this text."""
    units = [unit for unit in _UNITS if unit.odd is None or unit.odd.search(raw)]
    ends: list[int | None] = [None]
    if "\r\n" in raw:
        ends.append(1)
    if re.search("(?<!\r)\n|\r(?!\n)", raw):
        ends.append(2)
    marks = [True, False] if raw.startswith("\ufeff") else [True]
    for with_mark, line_ends, unit in product(marks, ends, units):
        if (with_mark, line_ends) == (True, None) and unit is _CODE_POINTS:
            continue
        words = [unit.name]
        if line_ends is not None:
            words.append("line ends as one" if line_ends == 1 else "line ends as two")
        if not with_mark:
            words.append("without the byte order mark")
        yield unit._replace(name=", ".join(words), line_ends=line_ends, with_mark=with_mark)


def _found(raw: str, counting: Counting, mark: Mark, spelled: Spelling) -> Pieces | None:
    """Return where a way of counting puts a mark, if its words are there."""
    pieces = []
    # Nothing is cut out of the text that is longer than its words can be, even with line ends written as one sign.
    longest = len(raw) if mark.surface is None else 2 * len(mark.surface)
    for start, end in mark.fragments:
        low, high = counting.start(start), counting.end(end)
        if low is None or high is None or low >= high or high - low > longest:
            return None
        pieces.append((low, high))
    if mark.surface is None or spelled([raw[low:high] for low, high in pieces]) == mark.surface:
        return tuple(pieces)
    return None


def _given(worded: Sequence[int], found: Sequence[Pieces | None]) -> int:
    """Return how many of the marks that have words were found."""
    return sum(found[nth] is not None for nth in worded)


def _spans(
    raw: str, kept: Counting, marks: Sequence[Mark], found: Sequence[Pieces | None], spelled: Spelling
) -> list[Fragments | str]:
    """Return where each mark is in the normalised text, or why it is nowhere."""
    return [
        _why_not(raw, mark, spelled) if one is None else _kept_span(kept, one)
        for mark, one in zip(marks, found, strict=True)
    ]


def _kept_span(kept: Counting, pieces: Pieces) -> Fragments | str:
    """Return the fragments in the normalised text; a fragment of which nothing is kept is left out."""
    pairs = [(kept.offset(low), kept.offset(high)) for low, high in pieces]
    filled = [pair for pair in pairs if pair[0] < pair[1]]
    return fragments_of(filled) if filled else "It marks only characters that are not kept"


def _why_not(raw: str, mark: Mark, spelled: Spelling) -> str:
    outside = [number for pair in mark.fragments for number in pair if not 0 <= number <= len(raw)]
    if outside:
        return f"{max(outside)} is beyond the text, which has {len(raw)} characters"
    if mark.surface is None:
        return "It begins or ends inside a character, or marks nothing"
    given = spelled([raw[start : min(end, start + _LOOK)] for start, end in mark.fragments])
    return f"The text there is {shown(given)}, not {shown(mark.surface)}"


def _unclear(total: int, most: int, *, several: bool) -> str:
    if several:
        return "The offsets fit the words in more than one way of counting, at different places"
    return f"No way of counting characters gives the words of all {total} spans; the best gives {most}"
