"""The cells of a WebAnno TSV file as feature structures."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.formats.cas.found import FoundCas, FoundStructure
from annotator.formats.webanno.cells import Cell, slots, stack, unescaped
from annotator.formats.webanno.lines import Column, Layer, Places, TsvFile, Unit

WHOLE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
_PLACE = re.compile(r"[0-9]{1,9}")
_ANY = "uima.tcas.Annotation"


class _Placed(NamedTuple):
    unit: Unit
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


class StructureMaker:
    """Makes the structures of a file."""

    def __init__(self, found: TsvFile) -> None:
        self._file = found
        self._made: dict[tuple[object, ...], _Made] = {}
        self._at: defaultdict[str, list[_Made]] = defaultdict(list)
        """Name of a unit -> the annotations on it."""

    def make(self, text: str, places: Places) -> FoundCas:
        """Return the structures. Tokens are among them only if something refers to one."""
        referred = any(column.refers_to == WHOLE for layer in self._file.layers for column in layer.columns)
        units = [unit for sentence in self._file.sentences for unit in sentence.units]
        for unit, (begin, end) in zip(units, places, strict=True):
            if not referred and not unit.cells.strip("_\t"):
                continue
            placed = _Placed(unit, begin, end)
            if referred and unit.is_token:
                token = _Made(f"token {unit.name}", WHOLE, 0, unit.line, begin, end)
                self._made["token", unit.name] = token
                self._at[unit.name].append(token)
            cells = iter(unit.cells.split("\t"))
            for nth, layer in enumerate(self._file.layers):
                self._layer(nth, layer, [next(cells, "_") for _ in layer.columns], placed)
        self._tie_chains()
        return self._cas(text)

    def _layer(self, nth: int, layer: Layer, cells: list[str], placed: _Placed) -> None:
        stacks = [stack(cell) for cell in cells]
        for at in range(max((len(one) for one in stacks), default=0)):
            row = [one[at] if at < len(one) else None for one in stacks]
            if layer.kind == "CH":
                self._link(nth, layer, row, placed)
            else:
                self._annotation(nth, at, layer, row, placed)

    def _annotation(self, nth: int, at: int, layer: Layer, row: list[Cell | None], placed: _Placed) -> None:
        plain = [
            cell for column, cell in zip(layer.columns, row, strict=True) if cell and column.kind in ("value", "role")
        ]
        number = next((cell.number for cell in plain if cell.number), 0)
        key = (nth, number) if number else (nth, placed.unit.name, at)
        made = self._begun(key, f"{layer.type.rpartition('.')[2]} {len(self._made)}", layer.type, number, placed)
        if made.values or made.slots or made.ends:
            return  # said on an earlier token
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
                made.ends = (column, cell, placed.unit.name)

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
        made = self._begun((nth, "chain", place), f"{layer.type.rpartition('.')[2]} {place}", layer.type, 0, placed)
        if relation not in ("*", "_"):
            made.values["referenceRelation"] = unescaped(relation)
        if second is not None and second.value is not None:
            made.values["referenceType"] = second.value

    def _begun(self, key: tuple[object, ...], name: str, kind: str, number: int, placed: _Placed) -> _Made:
        """Return the annotation of a key, made or widened to this unit."""
        made = self._made.get(key)
        if made is None:
            made = _Made(name, kind, number, placed.unit.line, placed.begin, placed.end)
            self._made[key] = made
        made.begin, made.end = min(made.begin, placed.begin), max(made.end, placed.end)
        self._at[placed.unit.name].append(made)
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
