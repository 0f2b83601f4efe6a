"""The lines of an .ann file as values, each with its number; what they mean for a project is said elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from annotator.formats.standoff import FoundLink, FoundNote, FoundSpan, FoundValue, Standoff

_OFFSETS = re.compile(r"\d{1,18} \d{1,18}(?:;\d{1,18} \d{1,18})*", re.ASCII)
_LINE_END_SHOWN = re.compile("\r ?")
"""What is left of a line end in the words of a line: brat writes a space for the line feed."""
_ID = re.compile(r"[A-Z#]\S*")
_NOTE = "AnnotatorNotes"
_NOT_TAKEN = {
    "E": "an event",
    "N": "a normalisation",
    "*": "an equivalence",
}


class _BadLineError(ValueError):
    """A line that is not of its kind's form; the message is that form."""


def parse_standoff(text: str, where: str) -> Standoff:
    """Return what an .ann file says. Only a line feed ends a line, since the words of an annotation may hold others."""
    found = Standoff(where)
    ids: set[str] = set()
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if line.strip():
            _take(found, number, line.removesuffix("\r"), ids)
    return found


def _take(found: Standoff, number: int, line: str, ids: set[str]) -> None:
    name, _, rest = line.partition("\t")
    kind = name[:1]
    if kind in _NOT_TAKEN:
        found.refuse(number, f"{name} is {_NOT_TAKEN[kind]}, which a project does not hold, so it is not taken")
        return
    parse = _PARSERS.get(kind)
    if parse is None or not _ID.fullmatch(name):
        found.refuse(number, "The line is no annotation", remedy="A line begins with T1, A1, R1 or #1 and a tab")
        return
    if name in ids:
        found.refuse(number, f"{name} is there already, so this line is not taken")
        return
    try:
        parse(found, number, name, rest)
        ids.add(name)
    except _BadLineError as fault:
        found.refuse(number, f"{name} cannot be read", f"The form of such a line is: {fault}")


def _text_bound(found: Standoff, number: int, name: str, rest: str) -> None:
    head, tab, surface = rest.partition("\t")
    label, _, offsets = head.partition(" ")
    pairs = tuple(_pairs(offsets)) if _OFFSETS.fullmatch(offsets) else ()
    if not (label and tab and pairs):
        raise _BadLineError(f"{name}<tab>Label 0 5<tab>words, with several fragments as 0 5;7 9")
    empty = next((pair for pair in pairs if pair[0] >= pair[1]), None)
    if empty is not None:
        found.refuse(number, f"{name} marks nothing", f"Its fragment {empty[0]} {empty[1]} holds no character")
    else:
        found.spans.append(FoundSpan(number, name, label, pairs, _LINE_END_SHOWN.sub(" ", surface)))


def _pairs(offsets: str) -> Iterator[tuple[int, int]]:
    for pair in offsets.split(";"):
        start, end = pair.split(" ")
        yield int(start), int(end)


def _attribute(found: Standoff, number: int, name: str, rest: str) -> None:
    parts = rest.split(None, 2)
    if len(parts) < 2:
        raise _BadLineError(f"{name}<tab>Name T1, or {name}<tab>Name T1 value")
    value = parts[2].strip() if len(parts) == 3 else None
    found.values.append(FoundValue(number, name, parts[0], parts[1], value))


def _note(found: Standoff, number: int, name: str, rest: str) -> None:
    head, _, text = rest.partition("\t")
    kind, _, target = head.partition(" ")
    if kind == _NOTE and target.strip():
        found.notes.append(FoundNote(number, name, target.strip(), text))
    else:
        found.refuse(number, f"{name} is no note on an annotation, so it is not taken", f"Notes are called {_NOTE}")


def _link(found: Standoff, number: int, name: str, rest: str) -> None:
    parts = rest.split()
    ends = dict(part.split(":", 1) for part in parts[1:] if ":" in part)
    if len(parts) != 3 or ends.keys() != {"Arg1", "Arg2"} or not all(ends.values()):
        raise _BadLineError(f"{name}<tab>Label Arg1:T1 Arg2:T2")
    found.links.append(FoundLink(number, name, parts[0], ends["Arg1"], ends["Arg2"]))


_PARSERS: dict[str, Callable[[Standoff, int, str, str], None]] = {
    "T": _text_bound,
    "A": _attribute,
    "M": _attribute,
    "#": _note,
    "R": _link,
}
