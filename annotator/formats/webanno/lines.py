"""The lines of a WebAnno TSV file: which layers there are, and the sentences with their units.

A unit is a token, a part of one, or a place between two.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from annotator.domain.errors import InputError
from annotator.domain.offsets import OffsetMap
from annotator.domain.span import Fragment
from annotator.formats.article_records import place
from annotator.formats.offset_units import Mark, place_marks
from annotator.formats.webanno.cells import unescaped

FORMAT = "#FORMAT=WebAnno TSV 3"
_TEXT = "#Text="
_BEYOND_BMP = re.compile("[\U00010000-\U0010ffff]")

_MOST_GAP = 100_000
"""White space between two sentences that is believed."""
Kind = Literal["value", "role", "target", "governor", "chain", "link"]


class Column(NamedTuple):
    """A column: what is in it, the feature that it is of, and the type that it refers to."""

    kind: Kind
    feature: str
    refers_to: str = ""


class Layer(NamedTuple):
    """A layer: `SP` of spans, `RL` of relations or `CH` of chains, its type and its columns."""

    kind: str
    type: str
    columns: tuple[Column, ...]


class Unit(NamedTuple):
    """A unit: its line, its name, its offsets as the file counts, its words and its cells with tabs between them."""

    line: int
    name: str
    start: int
    end: int
    words: str
    cells: str

    @property
    def is_token(self) -> bool:
        """Whether it is a whole token."""
        return "." not in self.name


@dataclass(slots=True)
class Sentence:
    """The text of a sentence and its units."""

    text: str = ""
    units: list[Unit] = field(default_factory=list)


@dataclass(slots=True)
class TsvFile:
    """What a file holds."""

    layers: list[Layer] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)


def parse_lines(text: str, where: str) -> TsvFile:
    """Return the layers and sentences of a file. Raises InputError that names a line that is none."""
    found = TsvFile()
    open_text = False
    lines = [line.removesuffix("\r") for line in text.removeprefix("\ufeff").split("\n")]
    for number, line in enumerate(lines, 1):
        if line[:1] not in ("#", ""):
            open_text = False
            if not found.sentences:
                raise InputError("A token comes before the text that it is of", place(where, number))
            found.sentences[-1].units.append(_unit(line, number, where))
        elif line.startswith("#T_"):
            found.layers.append(_layer(line, place(where, number)))
        elif line.startswith(_TEXT):
            if open_text:
                found.sentences[-1].text += "\n" + unescaped(line.removeprefix(_TEXT))
            else:
                found.sentences.append(Sentence(unescaped(line.removeprefix(_TEXT))))
            open_text = True
        else:
            open_text = False
    return found


def _layer(line: str, where: str) -> Layer:
    head, _, rest = line.partition("=")
    kind = head.removeprefix("#T_")
    name, _, written = rest.partition("|")
    items = written.split("|")
    if kind not in ("SP", "RL", "CH") or not name:
        raise InputError("The line names no layer", where, remedy="Such a line begins with #T_SP=, #T_RL= or #T_CH=")
    if kind == "CH":
        return Layer(kind, name, (Column("chain", "referenceRelation"), Column("link", "referenceType")))
    columns: list[Column] = []
    following = iter(items)
    for item in following:
        if item.startswith("ROLE_"):
            feature = item.partition(":")[2].partition("_")[0]
            columns += [Column("role", feature), Column("target", feature, next(following, ""))]
        elif item.startswith("BT_"):
            columns.append(Column("governor", "Governor", item.removeprefix("BT_")))
        else:
            columns.append(Column("value", item))
    return Layer(kind, name, tuple(columns))


def _unit(line: str, number: int, where: str) -> Unit:
    name, offsets, words, cells = (*line.split("\t", 3), "", "", "")[:4]
    start, _, end = offsets.partition("-")
    if not (start.isdigit() and end.isdigit() and offsets.isascii() and len(offsets) < 32):
        why = "A token has its number, its offsets and its words, such as 1-1<tab>0-4<tab>This"
        raise InputError("The line is no token", place(where, number), why)
    return Unit(number, name, int(start), int(end), unescaped(words), cells)


Places = list[tuple[int, int]]
"""Where each unit is, in UTF-16 units, as a CAS counts."""


def place_units(found: TsvFile, where: str) -> tuple[str, Places]:
    """Return the text of the article and where each unit is in it.

    The file says how it counts only by the words of its units: all of them must stand where they are said to be.
    Raises InputError if they do so in no way of counting.
    """
    units = [unit for sentence in found.sentences for unit in sentence.units]
    why = ""
    for codec, width in (("utf-16-le", 2), ("utf-32-le", 4), ("utf-8", 1)):
        text = _joined(found.sentences, codec, width)
        if text is None:
            continue
        if _BEYOND_BMP.search(text) is None and all([text[one.start : one.end] == one.words for one in units]):  # noqa: C419 (faster)
            return text, [(one.start, one.end) for one in units]
        worded = [unit for unit in units if unit.words]
        placed = place_marks(text, [Mark(((unit.start, unit.end),), unit.words) for unit in worded]).spans
        fault = next((one for one in placed if isinstance(one, str)), None)
        if fault is None:
            places = {unit.name: one[0] for unit, one in zip(worded, placed, strict=True) if not isinstance(one, str)}
            return text, _in_units(units, places, OffsetMap(text))
        why = why or fault
    raise InputError("The tokens are not where the file says", where, why, "Export the article again")


def _joined(sentences: list[Sentence], codec: str, width: int) -> str | None:
    """Return the text of all sentences, with what lies between them as white space; None if they overlap."""
    pieces: list[str] = []
    reached = 0
    for nth, sentence in enumerate(sentences):
        first = sentence.units[0] if sentence.units else None
        begin = reached + (nth > 0)
        if first is not None:
            lead = sentence.text[: len(sentence.text) - len(sentence.text.lstrip())]
            before = lead if first.words and not first.words[:1].isspace() else ""
            begin = first.start - len(before.encode(codec, "surrogatepass")) // width
        gap = begin - reached
        if not 0 <= gap <= _MOST_GAP:
            return None
        pieces += ["\n" * bool(gap) + " " * (gap - 1), sentence.text] if nth else [" " * gap, sentence.text]
        reached = begin + len(sentence.text.encode(codec, "surrogatepass")) // width
    return "".join(pieces)


def _in_units(units: list[Unit], places: Mapping[str, Fragment], map_: OffsetMap) -> Places:
    """Return the places of all units; one without words goes by the token that it belongs to."""
    found = []
    token = (0, 0)
    for unit in units:
        if unit.name in places:
            start, end = places[unit.name]
            begin, finish = map_.to_utf16(start), map_.to_utf16(end)
            if unit.is_token:
                token = (begin, unit.start)
        else:
            begin = token[0] + unit.start - token[1]
            finish = begin + unit.end - unit.start
        found.append((begin, finish))
    return found
