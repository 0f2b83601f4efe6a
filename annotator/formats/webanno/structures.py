"""The cells of a WebAnno TSV file as feature structures."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from annotator.formats.cas.found import FoundCas, FoundStructure
from annotator.formats.webanno.cells import Cell, slots, stack, unescaped
from annotator.formats.webanno.lines import Column, Layer, Places, TsvFile

WHOLE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
_PLACE = re.compile(r"[0-9]{1,9}")
_ANY = "uima.tcas.Annotation"


_EMPTY = frozenset({"_", ""})


class _Placed(NamedTuple):
    line: int
    name: str
    begin: int
    end: int


@dataclass(slots=True)
class _Made:
    """An annotation on its way: where it is, its values, and what its slots or its ends refer to."""

    id: str
    type: str
    number: int
    line: int
    begin: int
    end: int
    values: dict[str, object] = field(default_factory=dict)
    slots: list[tuple[str, str | None, Column, Cell]] = field(default_factory=list)
    ends: tuple[Column, Cell, str] | None = None
    next: str = ""
    done: bool = False

    def widen(self, begin: int, end: int) -> None:
        """Take one more unit in."""
        self.begin, self.end = min(self.begin, begin), max(self.end, end)


class StructureMaker:
    """Makes the structures of a file."""

    def __init__(self, found: TsvFile) -> None:
        self._file = found
        self._targets = {column.refers_to for layer in found.layers for column in layer.columns} - {""}
        """Types that something refers to by the name of a unit."""
        self._made: dict[tuple[object, ...], _Made] = {}
        self._at: defaultdict[str, list[_Made]] = defaultdict(list)
        """Name of a unit -> the annotations on it."""
        self._going_on: dict[str, list[_Made]] = {}
        """Cells of a unit, all numbered -> the annotations that they are of."""

    def make(self, text: str, places: Places) -> FoundCas:
        """Return the structures. Tokens are among them only if something refers to one."""
        layers = []
        first = 0
        for layer in self._file.layers:
            layers.append((layer, first, first + len(layer.columns)))
            first += len(layer.columns)
        units = self._file.units
        for at, name in enumerate(units.names if WHOLE in self._targets else ()):
            if "." not in name:
                self._token(name, units.lines[at], places[at])
        # Most units have the same cells as the one before, and most of all have none.
        changes = [at for at, (before, after) in enumerate(pairwise(units.cells), 1) if before != after]
        for start, end in pairwise([0, *changes, len(units.cells)]):
            if start < end and units.cells[start].strip("_\t"):
                self._run(layers, start, places[start:end])
        self._tie_chains()
        return self._cas(text)

    def _token(self, name: str, line: int, place: tuple[int, int]) -> None:
        token = self._made["token", name] = _Made(f"token {name}", WHOLE, 0, line, *place)
        self._at[name].append(token)

    def _run(self, layers: list[tuple[Layer, int, int]], first: int, places: Places) -> None:
        """Take in units with the same cells, one after the other."""
        units = self._file.units
        written = units.cells[first]
        for nth, place in enumerate(places):
            going_on = self._going_on.get(written)
            if going_on is not None:  # all that are left are more of spans that were begun
                begin, end = min(places[nth:])[0], max(end for _, end in places[nth:])
                for made in going_on:
                    made.widen(begin, end)
                return
            self._row(layers, written, _Placed(units.lines[first + nth], units.names[first + nth], *place))

    def _row(self, layers: list[tuple[Layer, int, int]], written: str, placed: _Placed) -> None:
        cells, made = written.split("\t"), []
        numbered = not self._targets
        for nth, (layer, low, high) in enumerate(layers):
            own = cells[low:high]
            if not _EMPTY.issuperset(own):
                numbers = self._layer(nth, layer, own + ["_"] * (high - low - len(own)), placed)
                numbered = numbered and bool(numbers) and all(numbers)
                made += [self._made[nth, number] for number in numbers if number]
        if numbered:
            self._going_on[written] = made

    def _layer(self, nth: int, layer: Layer, cells: list[str], placed: _Placed) -> list[int]:
        """Take in the cells of a layer, and return the numbers of what they are of, none for links of chains."""
        stacks, numbers = [stack(cell) for cell in cells], []
        for at in range(max((len(one) for one in stacks), default=0)):
            row = [one[at] if at < len(one) else None for one in stacks]
            if layer.kind == "CH":
                self._link(nth, layer, row, placed)
            else:
                self._annotation(nth, at, layer, row, placed)
                numbers.append(_number(layer, row))
        return numbers

    def _annotation(self, nth: int, at: int, layer: Layer, row: list[Cell | None], placed: _Placed) -> None:
        number = _number(layer, row)
        key = (nth, number) if number else (nth, placed.name, at)
        made = self._begun(key, layer.type, number, placed)
        if made.done:
            return  # said on an earlier token
        made.done = True
        roles: list[Cell] = []
        for column, cell in zip(layer.columns, row, strict=True):
            if cell is None:
                continue
            if column.kind == "value" and column.feature and cell.value is not None:
                made.values[column.feature] = cell.value
            elif column.kind == "role":
                roles = slots(cell.written)
            elif column.kind == "target":
                self._slots(made, column, cell, roles)
            elif column.kind == "governor":
                made.ends = (column, cell, placed.name)

    @staticmethod
    def _slots(made: _Made, column: Column, cell: Cell, roles: list[Cell]) -> None:
        written = f"{cell.written}[{cell.number}]" if cell.number else cell.written
        for at, target in enumerate(slots(written)):
            if target.written not in ("*", "_"):
                role = roles[at].value if at < len(roles) else None
                made.slots.append((column.feature, role, column, target))

    def _link(self, nth: int, layer: Layer, row: list[Cell | None], placed: _Placed) -> None:
        """Add one link of a chain: `relation->chain-place`."""
        first, second = row
        written = first.written if first is not None else ""
        relation, arrow, place = written.rpartition("->")
        if not arrow:
            return
        made = self._begun((nth, "chain", place), layer.type, 0, placed)
        if relation not in ("*", "_"):
            made.values["referenceRelation"] = unescaped(relation)
        if second is not None and second.value is not None:
            made.values["referenceType"] = second.value

    def _begun(self, key: tuple[object, ...], kind: str, number: int, placed: _Placed) -> _Made:
        """Return the annotation of a key, made or widened to this unit."""
        made = self._made.get(key)
        if made is None:
            name = f"{kind.rpartition('.')[2]} {len(self._made) + 1}"
            made = self._made[key] = _Made(name, kind, number, placed.line, placed.begin, placed.end)
        else:
            made.widen(placed.begin, placed.end)
        if not self._targets.isdisjoint((kind, _ANY)):
            self._at[placed.name].append(made)
        return made

    def _tie_chains(self) -> None:
        for key, made in self._made.items():
            if len(key) == 3 and key[1] == "chain":
                chain, _, place = str(key[2]).partition("-")
                after = f"{chain}-{int(place) + 1}" if _PLACE.fullmatch(place) else ""
                following = self._made.get((key[0], "chain", after))
                made.next = following.id if following is not None else ""

    def _cas(self, text: str) -> FoundCas:
        cas = FoundCas(text)
        lines = {}
        for made in self._made.values():
            lines[made.id] = made.line
            refs: dict[str, list[str]] = {}
            for feature, role, column, target in made.slots:
                found = self._referred(column.refers_to, target.written, target.number)
                link = f"{made.id} slot {len(cas.structures)}"
                values: dict[str, object] = {"role": role} if role is not None else {}
                ends = {"target": [found.id]} if found is not None else {"target": [f"{target.written}"]}
                cas.structures.append(FoundStructure(link, "slot", None, None, values, ends))
                refs.setdefault(feature, []).append(link)
            begin, end = made.begin, made.end
            if made.ends is not None:
                column, cell, here = made.ends
                governor = self._referred(column.refers_to, cell.written, cell.number)
                dependent = self._referred(column.refers_to, here, cell.second)
                refs["Governor"] = [governor.id if governor is not None else cell.written]
                refs["Dependent"] = [dependent.id if dependent is not None else here]
                if dependent is not None:
                    begin, end = dependent.begin, dependent.end
            if made.next:
                refs["next"] = [made.next]
            cas.structures.append(FoundStructure(made.id, made.type, begin, end, made.values, refs))
        cas.lines = lines
        return cas

    def _referred(self, kind: str, unit: str, number: int) -> _Made | None:
        """Return the annotation of a type on a unit: that of the number, or the only one."""
        there = [one for one in self._at.get(unit, ()) if kind == one.type or (kind == _ANY and one.type != WHOLE)]
        if number:
            return next((one for one in there if one.number == number), None)
        return next((one for one in there if not one.number), there[0] if len(there) == 1 else None)


def _number(layer: Layer, row: list[Cell | None]) -> int:
    """Return the number that tells an annotation apart from others, 0 if it has none."""
    for column, cell in zip(layer.columns, row, strict=True):
        if cell is not None and cell.number and column.kind in ("value", "role"):
            return cell.number
    return 0
