"""What the tour says it tagged, kept apart from the program's own records, and compared with the gold set's bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any


@dataclass
class Tagged:
    """One annotation: its words, one string a fragment, and what was entered by hand."""

    label: str
    fragments: tuple[str, ...]
    attributes: dict[str, object] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Linked:
    """One relation between two annotations of the list, by their words."""

    label: str
    head: str
    child: str
    attributes: tuple[tuple[str, object], ...] = ()


@dataclass
class Tally:
    """Everything that the gold set must hold, and nothing else. All of it is in one article."""

    title: str = ""
    annotator: str = ""
    tagged: list[Tagged] = field(default_factory=list)
    linked: list[Linked] = field(default_factory=list)

    def add(self, label: str, *fragments: str) -> Tagged:
        """Note down an annotation that was made."""
        made = Tagged(label, fragments)
        self.tagged.append(made)
        return made

    def link(self, label: str, head: Tagged, child: Tagged, **attributes: object) -> None:
        """Note down a relation that was made."""
        items = tuple(sorted(attributes.items()))
        self.linked.append(Linked(label, " ".join(head.fragments), " ".join(child.fragments), items))

    def differences(self, gold: Path) -> list[str]:
        """Return what is not the same in a `gold.jsonl`, in words; empty if it is exactly what was tagged."""
        records = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
        if len(records) != 1:
            return [f"one article was finished, {len(records)} are in the gold set"]
        return [*self._of_record(records[0]), *self._of_spans(records[0]), *self._of_relations(records[0])]

    def _of_record(self, record: dict[str, Any]) -> Iterator[str]:
        found = (record["source"]["title"], record["provenance"]["annotators"], record["provenance"]["status"])
        wanted = (self.title, [self.annotator], "finished")
        if found != wanted:
            yield f"the article is {found}, not {wanted}"

    def _of_spans(self, record: dict[str, Any]) -> Iterator[str]:
        text: str = record["text"]
        found = {
            (span["label"], tuple(text[part["start"] : part["end"]] for part in span["fragments"])): span
            for span in record["spans"]
        }
        if len(found) != len(record["spans"]):
            yield "the same words are there twice with the same label"
        wanted = {(made.label, made.fragments): made for made in self.tagged}
        yield from (f"not in the gold set: {key}" for key in wanted.keys() - found.keys())
        yield from (f"never tagged: {key}" for key in found.keys() - wanted.keys())
        for key in wanted.keys() & found.keys():
            yield from _of_span(wanted[key], found[key], self.annotator)

    def _of_relations(self, record: dict[str, Any]) -> Iterator[str]:
        words = {span["id"]: span["text"] for span in record["spans"]}
        found = [
            Linked(
                link["label"],
                words[link["head"]],
                words[link["child"]],
                tuple(sorted((name, value) for name, value in link["attributes"].items() if value is not None)),
            )
            for link in record["relations"]
        ]
        for one, other in zip_longest(sorted(self.linked, key=repr), sorted(found, key=repr)):
            if one != other:
                yield f"the relation is {other}, not {one}"


def _of_span(made: Tagged, span: dict[str, Any], annotator: str) -> Iterator[str]:
    where = f"“{span['text']}”"
    for name, value in made.attributes.items():
        if span["attributes"][name] != value:
            yield f"{where}: {name} is {span['attributes'][name]!r}, not {value!r}"
    if span["note"] != made.note:
        yield f"{where}: the note is {span['note']!r}, not {made.note!r}"
    if span["annotators"] != [annotator]:
        yield f"{where}: tagged by {span['annotators']}, not by {annotator}"
