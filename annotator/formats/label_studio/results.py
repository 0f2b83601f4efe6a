"""The results of one annotation of Label Studio as spans, values, notes and relations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from annotator.formats.json_files import name_of, objects, whole_number
from annotator.formats.label_studio.config import NEXT_FRAGMENT
from annotator.formats.standoff import FoundLink, FoundNote, FoundSpan, FoundValue, Standoff

_MOST_LABELS = 50
_LABELS = {"labels": "labels", "hypertextlabels": "hypertextlabels"}
_VALUES = {
    "choices": "choices",
    "textarea": "text",
    "number": "number",
    "rating": "rating",
    "datetime": "datetime",
    "taxonomy": "taxonomy",
}
"""Type of a result that says something of a region -> where its value is."""


class _Region(NamedTuple):
    id: str
    label: str
    fragment: tuple[int, int]
    words: str | None


def read_results(results: object, said: Standoff) -> None:
    """Add what results say."""
    regions: list[_Region] = []
    names: dict[str, list[str]] = {}
    ties: dict[str, str] = {}
    values: list[FoundValue] = []
    for nth, one in enumerate(objects(results), 1):
        kind = name_of(one.get("type"))
        if kind in _LABELS:
            regions += _regions(one, kind, nth, said, names)
        elif kind in _VALUES:
            values += _values(one, kind, nth)
        elif kind == "relation":
            _relation(one, nth, ties, said)
        else:
            what = f"result {nth} is not taken"
            said.refuse(0, what, f"Results of type “{kind}” say nothing that a project holds")
    first = _add_spans(regions, ties, said)
    for value in values:
        said.values += [value._replace(target=first.get(name, name)) for name in names.get(value.target, ())]
        if value.target not in names:
            what = f"'{value.name}' is not taken"
            said.refuse(0, what, "It is said of the whole text, or of a region that is not there, not of a span")


def _regions(
    one: Mapping[str, Any], kind: str, nth: int, said: Standoff, names: dict[str, list[str]]
) -> Iterator[_Region]:
    """Yield a region, once for each of its labels; `names` keeps what all of them are called."""
    value = one.get("value")
    known = name_of(one.get("id")) or f"result {nth}"
    place = _place(value) if isinstance(value, dict) else None
    labels = value.get(_LABELS[kind]) if isinstance(value, dict) else None
    named = [label for label in map(name_of, labels) if label] if isinstance(labels, list) else []
    if not isinstance(value, dict) or place is None or not named:
        said.refuse(0, f"{known} is not taken", "A region has a start, an end and labels")
        return
    if len(named) > _MOST_LABELS:  # everything that is said of the region is said once for each
        said.refuse(0, f"{known} is not taken", f"It has {len(named):,} labels, the limit is {_MOST_LABELS}")
        return
    words = value.get("text")
    copies = names.setdefault(known, [])
    for label in named:
        copies.append(f"{known}#{len(copies) + 1}" if copies else known)
        yield _Region(copies[-1], label, place, words if isinstance(words, str) else None)
    meta = one.get("meta")
    notes = meta.get("text") if isinstance(meta, dict) else None
    for note in notes if isinstance(notes, list) else [notes]:
        if isinstance(note, str) and note:
            said.notes.append(FoundNote(0, "", known, note))


def _place(value: Mapping[str, Any]) -> tuple[int, int] | None:
    """Return where a region is. Those of HTML say it in `globalOffsets`; their `start` is a path."""
    anywhere = value.get("globalOffsets")
    given = anywhere if isinstance(anywhere, dict) else value
    start, end = whole_number(given.get("start")), whole_number(given.get("end"))
    return None if start is None or end is None else (start, end)


def _values(one: Mapping[str, Any], kind: str, nth: int) -> Iterator[FoundValue]:
    value = one.get("value")
    given = value.get(_VALUES[kind]) if isinstance(value, dict) else None
    name, target = name_of(one.get("from_name")), name_of(one.get("id")) or f"result {nth}"
    for each in given if isinstance(given, list) else [given]:
        # A choice in a taxonomy is the path to it.
        last = each[-1] if kind == "taxonomy" and isinstance(each, list) and each else each
        if last is not None:
            yield FoundValue(0, "", name, target, last)


def _relation(one: Mapping[str, Any], nth: int, ties: dict[str, str], said: Standoff) -> None:
    """Add a relation; further labels of it are values of its attributes, as our export writes them."""
    ends = name_of(one.get("from_id")), name_of(one.get("to_id"))
    listed = one.get("labels")
    labels = [label for label in map(name_of, listed) if label] if isinstance(listed, list) else []
    known = f"relation {nth}"
    if not labels or not all(ends):
        said.refuse(0, f"{known} is not taken", "A relation has two ends and a label")
        return
    if labels[0] == NEXT_FRAGMENT:
        ties[ends[0]] = ends[1]
        return
    if one.get("direction") == "left":
        ends = ends[1], ends[0]
    said.links.append(FoundLink(0, known, labels[0], *ends))
    for label in labels[1:]:
        name, sign, value = label.partition("=")
        if sign:
            said.values.append(FoundValue(0, "", name, known, value))
        else:
            said.refuse(0, f"“{label}” of {known} is not taken", "A relation has one label")


def _add_spans(regions: list[_Region], ties: Mapping[str, str], said: Standoff) -> Mapping[str, str]:
    """Add the spans, each of a region or of several that are tied; return the first fragment of every further one."""
    by_id = {region.id: region for region in regions}
    further = {after for before, after in ties.items() if before in by_id and after in by_id}
    first: dict[str, str] = {}
    for region in regions:
        if region.id in further:
            continue
        chain = [region]
        while (after := by_id.get(ties.get(chain[-1].id, ""))) is not None and after.id not in first:
            first[after.id] = region.id
            chain.append(after)
        words = [one.words for one in chain if one.words is not None]
        surface = " ".join(words) if len(words) == len(chain) else None
        fragments = tuple(one.fragment for one in chain)
        said.spans.append(FoundSpan(0, region.id, region.label, fragments, surface))
    lost = further - first.keys()
    for name in sorted(lost):
        said.refuse(0, f"{name} is not taken", "Its fragments are tied in a circle")
    return first
