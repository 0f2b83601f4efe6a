"""What the tour says it decided, worked out from the annotators' spans alone, to compare with the gold set's bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from annotator.domain.annotation import Annotation, AttributeValue, Provenance, Relation
from annotator.domain.span import Fragments, fragments_of

Key = tuple[str, Fragments]
"""Label and fragments name a gold span: the gold layer has no two alike."""
LinkKey = tuple[str, Key, Key]
Values = tuple[tuple[str, object], ...]


_FILLED_AGAIN = {"merged", "edited"}
"""Rules fill again for other words, so that only what a person entered is known to stay."""


class Verdict(NamedTuple):
    """One gold span: its values, how it was decided, and the ids of what it was made from and of what was dropped."""

    values: Values
    decision: str
    sources: frozenset[str]
    dropped: frozenset[str]


@dataclass
class Verdicts:
    """Everything that the gold set of one article must hold, and nothing else."""

    title: str = ""
    adjudicator: str = ""
    annotators: tuple[str, ...] = ()
    spans: dict[Key, Verdict] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    asked: dict[LinkKey, Values | None] = field(default_factory=dict)
    """Relations that were decided by a key, None if they were left out."""

    # -- what is decided

    def accept(self, units: Iterable[Annotation], unit: Annotation, decision: str = "accepted") -> None:
        """Note down that one annotator's span becomes gold."""
        group = [*units]
        same = frozenset(each.id for each in group if _said(each) == _said(unit))
        rest = frozenset(each.id for each in group) - same
        self.spans[_key(unit)] = Verdict(_plain(unit.attributes), decision, same, rest)

    def accept_all(self, units: Iterable[Annotation]) -> None:
        """Note down that every annotator's span becomes gold."""
        group = [*units]
        for unit in group:
            self.accept(group, unit)

    def merge(self, units: Iterable[Annotation], unit: Annotation) -> None:
        """Note down one gold span on the words of all; only values that rules filled may change with the words."""
        group = [*units]
        fragments = fragments_of([pair for each in group for pair in each.fragments])
        twin = next((each for each in group if _said(each) == (unit.label, fragments, _plain(unit.attributes))), None)
        if twin is not None:
            self.accept(group, twin)
            return
        sources = frozenset(each.id for each in group)
        self.spans[unit.label, fragments] = Verdict(_by_hand(unit), "merged", sources, frozenset())

    def trim(self, unit: Annotation, end: int) -> None:
        """Note down that a span becomes gold with another end."""
        fragments = fragments_of([*unit.fragments[:-1], (unit.fragments[-1].start, end)])
        self.spans[unit.label, fragments] = Verdict(_by_hand(unit), "edited", frozenset({unit.id}), frozenset())

    def reject(self, ids: Iterable[str]) -> None:
        """Note down that annotations are left out of the gold layer."""
        self.left_out.update(ids)

    def ask(self, label: str, head: Annotation, child: Annotation, taken: Relation | None) -> None:
        """Note down what was decided about a relation between two gold annotations."""
        link = label, _key(head), _key(child)
        self.asked[link] = None if taken is None else _plain(taken.attributes)

    # -- what follows for relations

    def relations(self, made: Iterable[Relation], units: Mapping[str, Annotation]) -> dict[LinkKey, Values | None]:
        """Return the gold relations that must be there, and with None those that must not.

        A relation follows by itself if all have it, and have it alike, from whose spans both its ends were made.
        """
        gold_of = {source: key for key, verdict in self.spans.items() for source in verdict.sources}
        votes: dict[LinkKey, dict[str, Values]] = {}
        for relation in made:
            head, child = gold_of.get(relation.head), gold_of.get(relation.child)
            if head is not None and child is not None and head != child:
                said = votes.setdefault((relation.label, head, child), {})
                said.setdefault(relation.layer, _plain(relation.attributes))
        found: dict[LinkKey, Values | None] = dict(self.asked)
        for link, said in votes.items():
            makers = [{units[source].layer for source in self.spans[end].sources} for end in link[1:]]
            if said.keys() == makers[0] & makers[1] and len(set(said.values())) == 1:
                found.setdefault(link, next(iter(said.values())))
            elif link not in self.asked:
                raise ValueError(f"nobody decided the relation {link}")
        return found

    # -- what was exported

    def differences(self, folder: Path, relations: Mapping[LinkKey, Values | None]) -> list[str]:
        """Return what is not the same in a gold set, in words; empty if it is exactly what was decided."""
        records, lineages = (_lines(folder / name) for name in ("gold.jsonl", "lineage.jsonl"))
        if len(records) != 1 or len(lineages) != 1:
            return [f"one article was adjudicated, {len(records)} are in the gold set"]
        record, lineage = records[0], lineages[0]
        origins = {each["id"]: each for each in lineage["spans"]}
        found = {_key_of(span): span for span in record["spans"]}
        parts = (
            self._of_record(record, lineage, found),
            self._of_spans(found, origins),
            _of_relations(record, {span["id"]: _key_of(span) for span in record["spans"]}, relations),
        )
        return [difference for part in parts for difference in part]

    def _of_record(self, record: Any, lineage: Any, found: Mapping[Key, Any]) -> Iterator[str]:
        who = record["provenance"]
        said = record["source"]["title"], who["status"], who["adjudicator"], tuple(who["annotators"])
        wanted = self.title, "finished", self.adjudicator, self.annotators
        if said != wanted:
            yield f"the article is {said}, not {wanted}"
        if len(found) != len(record["spans"]):
            yield "the same words are there twice with the same label"
        left_out = {each["id"] for each in lineage["left_out"] if each["fragments"]}
        if left_out != self.left_out:
            yield f"left out are {sorted(left_out)}, not {sorted(self.left_out)}"

    def _of_spans(self, found: Mapping[Key, Any], origins: Mapping[str, Any]) -> Iterator[str]:
        yield from (f"not in the gold set: {key}" for key in self.spans.keys() - found.keys())
        yield from (f"never decided: {key}" for key in found.keys() - self.spans.keys())
        for key in self.spans.keys() & found.keys():
            verdict, span = self.spans[key], found[key]
            origin = origins.get(span["id"])
            if origin is None:
                yield f"“{span['text']}” has no lineage"
                continue
            yield from self._of_span(verdict, span, origin)

    def _of_span(self, verdict: Verdict, span: Any, origin: Any) -> Iterator[str]:
        said = Verdict(
            _plain(span["attributes"]),
            origin["decision"],
            frozenset(each["id"] for each in origin["sources"]),
            frozenset(each["id"] for each in origin["dropped"]),
        )
        if verdict.decision in _FILLED_AGAIN:
            names = dict(verdict.values)
            said = said._replace(values=tuple(pair for pair in said.values if pair[0] in names))
        if said != verdict:
            yield f"“{span['text']}” is {said}, not {verdict}"
        who = origin["by"], tuple(origin["annotators"]), origin["stale"]
        if who != (self.adjudicator, self.annotators, False):
            yield f"“{span['text']}” was decided by {who}"


def _of_relations(record: Any, keys: Mapping[str, Key], wanted: Mapping[LinkKey, Values | None]) -> Iterator[str]:
    found = {
        (link["label"], keys[link["head"]], keys[link["child"]]): _plain(link["attributes"])
        for link in record["relations"]
    }
    if len(found) != len(record["relations"]):
        yield "the same relation is there twice"
    for link in found.keys() | wanted.keys():
        if found.get(link) != wanted.get(link):
            yield f"the relation {link} is {found.get(link)}, not {wanted.get(link)}"


def _key(unit: Annotation) -> Key:
    return unit.label, unit.fragments


def _key_of(span: Any) -> Key:
    return span["label"], fragments_of([(part["start"], part["end"]) for part in span["fragments"]])


def _said(unit: Annotation) -> tuple[str, Fragments, Values]:
    return unit.label, unit.fragments, _plain(unit.attributes)


def _by_hand(unit: Annotation) -> Values:
    return _plain({name: value for name, value in unit.attributes.items() if unit.provenance[name] != Provenance.AUTO})


def _plain(values: Mapping[str, AttributeValue]) -> Values:
    """Return values as they can be compared: what is not set is left out."""
    return tuple(sorted((name, _scalar(value)) for name, value in values.items() if value is not None))


def _scalar(value: Any) -> object:
    return tuple(value) if isinstance(value, list | tuple) else value


def _lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
