"""The lines of a WebAnno TSV file: which layers there are, and the sentences with their units.

A unit is a token, a part of one, or a place between two.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple

import orjson

from annotator.domain.errors import InputError
from annotator.domain.offsets import OffsetMap
from annotator.domain.span import Fragment
from annotator.formats.article_records import place
from annotator.formats.offset_units import Mark, place_marks
from annotator.formats.webanno.cells import unescaped

FORMAT = "#FORMAT=WebAnno TSV 3"
_TEXT = "#Text="
_LF = "\n"
_NUMBER = "(?:0|[1-9][0-9]{0,14})"
_OFFSETS = re.compile(f"{_NUMBER}-{_NUMBER}")
_ALL_OFFSETS = re.compile(f"{_NUMBER}-{_NUMBER}(?:\n{_NUMBER}-{_NUMBER})*+")
_BEYOND_BMP = re.compile("[\U00010000-\U0010ffff]")

_PARTS = 4
"""Of a row: the name of the unit, its offsets, its words, and all cells."""
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


class Units(NamedTuple):
    """All units of a file, as columns: lines, names, offsets as the file counts, words, and cells parted by tabs."""

    lines: Sequence[int]
    names: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    words: Sequence[str]
    cells: Sequence[str]


@dataclass(slots=True)
class Sentence:
    """The text of a sentence and the first of its units (the number of all, if it has none)."""

    text: str
    first: int


class TsvFile(NamedTuple):
    """What a file holds."""

    layers: list[Layer]
    sentences: list[Sentence]
    units: Units


def parse_lines(text: str, where: str) -> TsvFile:
    """Return the layers and sentences of a file. Raises InputError that names a line that is none."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    # Nearly all lines are rows, so what is not is looked at by itself.
    others = [number for number, line in enumerate(lines, 1) if not line or line[0] == "#"]
    rows: list[str] = []
    numbers: list[int] = []
    for before, after in pairwise([0, *others, len(lines) + 1]):
        rows += lines[before : after - 1]
        numbers += range(before + 1, after)
    layers: list[Layer] = []
    sentences: list[Sentence] = []
    last_text = 0
    for number in others:
        line = lines[number - 1]
        if line.startswith("#T_"):
            layers.append(_layer(line, place(where, number)))
        elif line.startswith(_TEXT):
            if last_text == number - 1 and sentences:
                sentences[-1].text += "\n" + unescaped(line.removeprefix(_TEXT))
            else:
                sentences.append(Sentence(unescaped(line.removeprefix(_TEXT)), bisect(numbers, number)))
            last_text = number
    if not sentences:
        raise InputError("The file holds no text", where, remedy="The text of a sentence stands in a line #Text=")
    if sentences[0].first:
        raise InputError("A token comes before the text that it is of", place(where, numbers[0]))
    return TsvFile(layers, sentences, _units(rows, numbers, where))


def _units(rows: Sequence[str], numbers: Sequence[int], where: str) -> Units:
    # Of a hundred thousand lists the garbage collector would look at every one again and again; of tuples it does not.
    parts = [tuple(row.split("\t", 3)) for row in rows]
    if {*map(len, parts)} != {_PARTS}:  # there need be no cells; without words it is no token
        parts = [(*part, "")[:_PARTS] if len(part) > 2 else ("", "", "", "") for part in parts]
    names, places, words, cells = zip(*parts, strict=True) if parts else ((), (), (), ())
    written = "\n".join(places)
    if parts and not _ALL_OFFSETS.fullmatch(written):
        bad = next(nth for nth, one in enumerate(places) if not _OFFSETS.fullmatch(one))
        why = "A token has its number, its offsets and its words, such as 1-1<tab>0-4<tab>This"
        raise InputError("The line is no token", place(where, numbers[bad]), why)
    offsets: list[int] = orjson.loads(f"[{written.replace('-', ',').replace(_LF, ',')}]")
    plain = "\\" not in "".join(words)
    return Units(numbers, names, offsets[::2], offsets[1::2], words if plain else list(map(unescaped, words)), cells)


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


Places = list[tuple[int, int]]
"""Where each unit is, in UTF-16 units, as a CAS counts."""


def place_units(found: TsvFile, where: str) -> tuple[str, Places]:
    """Return the text of the article and where each unit is in it.

    The file says how it counts only by the words of its units: all of them must stand where they are said to be.
    Raises InputError if they do so in no way of counting.
    """
    units = found.units
    why = ""
    for codec, width in (("utf-16-le", 2), ("utf-32-le", 4), ("utf-8", 1)):
        text = _joined(found, codec, width)
        if text is None:
            continue
        places = list(zip(units.starts, units.ends, strict=True))
        if _BEYOND_BMP.search(text) is None and [text[start:end] for start, end in places] == list(units.words):
            return text, places
        worded = [nth for nth, words in enumerate(units.words) if words]
        placed = place_marks(text, [Mark((places[nth],), units.words[nth]) for nth in worded]).spans
        fault = next((one for one in placed if isinstance(one, str)), None)
        if fault is None:
            spans = {nth: one[0] for nth, one in zip(worded, placed, strict=True) if not isinstance(one, str)}
            return text, _in_utf16(units, spans, OffsetMap(text))
        why = why or fault
    raise InputError("The tokens are not where the file says", where, why, "Export the article again")


def _joined(found: TsvFile, codec: str, width: int) -> str | None:
    """Return the text of all sentences, with what lies between them as white space; None if they overlap."""
    pieces: list[str] = []
    reached = 0
    afters = [*(sentence.first for sentence in found.sentences[1:]), len(found.units.words)]
    for nth, (sentence, after) in enumerate(zip(found.sentences, afters, strict=True)):
        begin = reached + (nth > 0)
        if sentence.first < after:
            words = found.units.words[sentence.first]
            lead = sentence.text[: len(sentence.text) - len(sentence.text.lstrip())]
            before = lead if words and not words[:1].isspace() else ""
            begin = found.units.starts[sentence.first] - len(before.encode(codec, "surrogatepass")) // width
        gap = begin - reached
        if not 0 <= gap <= _MOST_GAP:
            return None
        pieces += ["\n" * bool(gap) + " " * (gap - 1), sentence.text] if nth else [" " * gap, sentence.text]
        reached = begin + len(sentence.text.encode(codec, "surrogatepass")) // width
    return "".join(pieces)


def _in_utf16(units: Units, spans: Mapping[int, Fragment], map_: OffsetMap) -> Places:
    """Return the places of all units; one without words goes by the token that it belongs to."""
    found = []
    token = (0, 0)
    for nth, name in enumerate(units.names):
        if nth in spans:
            start, end = spans[nth]
            begin, finish = map_.to_utf16(start), map_.to_utf16(end)
            if "." not in name:
                token = (begin, units.starts[nth])
        else:
            begin = token[0] + units.starts[nth] - token[1]
            finish = begin + units.ends[nth] - units.starts[nth]
        found.append((begin, finish))
    return found
