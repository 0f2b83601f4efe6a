"""Where annotators differ in an article, what was decided there, and whether that still holds.

A decision remembers what it was about: the id of every annotation it looked at, with a fingerprint of what that said.
So a later change shows by comparing contents, whatever the clocks of the machines that made it say.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from annotator.domain.annotation import GOLD, Annotation, AttributeValue, Relation
from annotator.domain.grouping import Group, groups_of
from annotator.domain.rules import visible
from annotator.domain.schema import AttributeType, Schema
from annotator.domain.span import Fragments

_FINGERPRINT = 12


class Decision(StrEnum):
    """How a gold annotation was decided; the first two need nobody."""

    UNANIMOUS = "unanimous"
    MAJORITY = "majority"
    ACCEPTED = "accepted"
    MERGED = "merged"
    EDITED = "edited"


AUTOMATIC = frozenset({Decision.UNANIMOUS, Decision.MAJORITY})


class Difference(StrEnum):
    """In what annotators differ, the weightiest first."""

    LABEL = "label"
    BOUNDARY = "boundary"
    ATTRIBUTES = "attributes"
    MISSING = "missing"


class Why(StrEnum):
    """Why there is something to decide.

    `undecided`: nobody has decided yet. The others bring a decision back: `changed` and `gone`: an annotation it was
    about says something else or was deleted; `more`: a span or a finished annotator has come since; `twice`: two
    people decided apart; `left_open`: the majority had no value for an attribute.
    """

    UNDECIDED = "undecided"
    CHANGED = "changed"
    GONE = "gone"
    MORE = "more"
    TWICE = "twice"
    LEFT_OPEN = "left_open"


class Reading(NamedTuple):
    """What an annotation says: label, fragments and attributes by name, with references as the words they point to."""

    label: str
    fragments: Fragments
    attributes: tuple[tuple[str, object], ...]


class Settled(NamedTuple):
    """That an annotation or relation needs nothing more as it is: its article and fingerprint, who decided, when.

    An annotator's annotation or relation was left out of the gold layer; a gold relation stays although no annotator
    has it any more. `at_ms` is ms since 1970.
    """

    article_id: str
    fingerprint: str
    by: str
    at_ms: int


AllSettled = Mapping[str, Settled]
"""By the id of what is settled."""


@dataclass(frozen=True, slots=True)
class Item:
    """One place in an article: the finished annotators' spans about the same words, and the gold made of them.

    `lacking` are the finished annotators who have nothing there. `why` is empty when there is nothing to decide.
    """

    units: Group
    gold: tuple[Annotation, ...] = ()
    lacking: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    why: tuple[Why, ...] = ()

    @property
    def key(self) -> str:
        """What names the item as long as its first span is there."""
        return (self.units or self.gold)[0].id

    @property
    def start(self) -> int:
        """First code point of what it is about."""
        return min(each.start for each in (*self.units, *self.gold))

    @property
    def end(self) -> int:
        """Code point after what it is about."""
        return max(each.end for each in (*self.units, *self.gold))

    @property
    def is_open(self) -> bool:
        """Whether there is something to decide."""
        return bool(self.why)

    @property
    def is_stale(self) -> bool:
        """Whether a decision came back because something has changed since."""
        return came_back(self.why)

    @property
    def is_unanimous(self) -> bool:
        """Whether all finished annotators have the same fragments, label and attributes."""
        return bool(self.units) and not self.differences


def came_back(why: Collection[Why]) -> bool:
    """Tell whether a decision came back; what the majority left open was not decided yet."""
    return bool(set(why) - {Why.UNDECIDED, Why.LEFT_OPEN})


def fingerprint(label: str, fragments: Iterable[tuple[int, int]], attributes: Mapping[str, object]) -> str:
    """Return 12 hexadecimal digits that differ when label, fragments or attributes do (48 bits of a SHA-256)."""
    plain = {name: list(value) if isinstance(value, tuple) else value for name, value in attributes.items()}
    # A whole number may be read back from JSON as an integer.
    plain = {name: float(value) if type(value) is int else value for name, value in plain.items()}
    said = json.dumps([label, [list(pair) for pair in fragments], plain], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:_FINGERPRINT]


def print_of(annotation: Annotation) -> str:
    """Return the fingerprint of an annotation."""
    return fingerprint(annotation.label, annotation.fragments, annotation.attributes)


def print_of_relation(relation: Relation) -> str:
    """Return the fingerprint of a relation, which has ends instead of fragments."""
    return fingerprint(relation.label, (), {**relation.attributes, "head": relation.head, "child": relation.child})


def reading_of(
    annotation: Annotation, known: Mapping[str, Annotation], references: Collection[str] = frozenset()
) -> Reading:
    """Return what an annotation says; `references` names the attributes that point to other annotations (`known`)."""

    def said(name: str, value: AttributeValue) -> object:
        target = known.get(value) if name in references and isinstance(value, str) else None
        return value if target is None else (target.label, target.fragments)

    attributes = tuple(sorted((name, said(name, value)) for name, value in annotation.attributes.items()))
    return Reading(annotation.label, annotation.fragments, attributes)


@dataclass(frozen=True)
class ArticleState:
    """What there is in an article: every layer's annotations by id, the finished annotators, what is settled.

    Without a schema no attribute points to another annotation, and every attribute applies.
    """

    annotations: Mapping[str, Annotation]
    finished: tuple[str, ...]
    settled: AllSettled = field(default_factory=dict)
    schema: Schema | None = None

    @cached_property
    def references(self) -> frozenset[str]:
        """The attributes that point to other annotations."""
        attributes = () if self.schema is None else self.schema.attributes
        return frozenset(each.name for each in attributes if each.type == AttributeType.REFERENCE)

    @property
    def units(self) -> list[Annotation]:
        """The annotations that are compared."""
        names = set(self.finished)
        return [each for each in self.annotations.values() if each.layer in names]

    @property
    def gold(self) -> list[Annotation]:
        """The gold annotations in their order."""
        return sorted((each for each in self.annotations.values() if each.layer == GOLD), key=lambda each: each.order)

    def reading(self, annotation: Annotation) -> Reading:
        """Return what an annotation says."""
        return reading_of(annotation, self.annotations, self.references)


Judged = dict[str, tuple[tuple[object, ...], Item]]
"""Items by key, with what they followed from beside their spans."""


def items_of(state: ArticleState, groups: Sequence[Group] | None = None, judged: Judged | None = None) -> list[Item]:
    """Return every place of an article in reading order: all spans of finished annotators, and all gold ones, once.

    On the same words the labels come in the schema's order, or else by name.
    `groups` are the spans' groups where they are known already. With `judged`, items are kept there and taken from
    there where nothing has changed; it has to be emptied when an annotator's span or state does.
    """
    groups = groups_of(state.units) if groups is None else groups
    number_of = {unit.id: number for number, group in enumerate(groups) for unit in group}
    beside: defaultdict[int, list[Annotation]] = defaultdict(list)
    alone: list[Annotation] = []
    for annotation in state.gold:
        number = _home(annotation, number_of)
        if number is None:
            alone.append(annotation)
        else:
            beside[number].append(annotation)
    judge = _Judge(state, judged)
    items = [judge.item(group, tuple(beside[number])) for number, group in enumerate(groups)]
    items += [judge.item((), (annotation,)) for annotation in alone]
    return sorted(items, key=lambda item: _place(item, state.schema))


def _place(item: Item, schema: Schema | None) -> tuple[int, int, int, str, str]:
    ranks = {each.label: schema.rank(each.label) if schema is not None else 0 for each in item.units or item.gold}
    first = min(ranks, key=lambda label: (ranks[label], label))
    return item.start, -item.end, ranks[first], first, item.key


def _home(gold: Annotation, number_of: Mapping[str, int]) -> int | None:
    """Return the group that a gold annotation belongs to: that of its first source, or else of what it was about."""
    lineage = gold.lineage
    about = () if lineage is None else (*lineage.sources, *sorted(lineage.seen))
    return next((number_of[unit] for unit in about if unit in number_of), None)


class _Judge:
    """Tells what is to be decided at a place."""

    def __init__(self, state: ArticleState, judged: Judged | None) -> None:
        self._state, self._judged = state, judged
        self._seen: defaultdict[str, set[str]] = defaultdict(set)
        for gold in state.gold:
            for unit, print_ in (gold.lineage.seen if gold.lineage is not None else {}).items():
                self._seen[unit].add(print_)
        for unit, settled in state.settled.items():
            self._seen[unit].add(settled.fingerprint)

    def item(self, units: Group, gold: tuple[Annotation, ...]) -> Item:
        """Return a place with everything there is to say about it."""
        if self._judged is None or not units:
            return self._judge(units, gold)
        follows_from = (gold, *(frozenset(self._seen.get(unit.id, ())) for unit in units))
        known = self._judged.get(units[0].id)
        if known is None or known[0] != follows_from:
            known = self._judged[units[0].id] = (follows_from, self._judge(units, gold))
        return known[1]

    def _judge(self, units: Group, gold: tuple[Annotation, ...]) -> Item:
        present = {unit.layer for unit in units}
        lacking = tuple(name for name in self._state.finished if name not in present) if units else ()
        return Item(units, gold, lacking, self._differences(units, lacking), self._why(units, gold))

    def _differences(self, units: Group, lacking: tuple[str, ...]) -> tuple[Difference, ...]:
        readings = {self._state.reading(unit) for unit in units}
        found = {
            Difference.LABEL: len({reading.label for reading in readings}) > 1,
            Difference.BOUNDARY: len({reading.fragments for reading in readings}) > 1,
            Difference.ATTRIBUTES: _attributes_differ(readings),
            Difference.MISSING: bool(lacking),
        }
        return tuple(difference for difference, there in found.items() if there)

    def _why(self, units: Group, gold: tuple[Annotation, ...]) -> tuple[Why, ...]:
        standing = Counter(self._standing(unit) for unit in units)
        if not gold and not standing["settled"] and not standing["changed"]:
            return (Why.UNDECIDED,) if units else ()
        found = {Why.MORE} if standing["new"] or any(self._outgrown(each) for each in gold) else set()
        if standing["changed"]:
            found.add(Why.CHANGED)
        for each in gold:
            found |= self._behind(each)
        if len({(each.lineage.by, each.lineage.at_ms) for each in gold if each.lineage is not None}) > 1:
            found.add(Why.TWICE)
        if any(undecided_attributes(each, units, self._state) for each in gold):
            found.add(Why.LEFT_OPEN)
        return tuple(why for why in Why if why in found)

    def _standing(self, unit: Annotation) -> str:
        seen = self._seen.get(unit.id)
        if not seen:
            return "new"
        return "settled" if print_of(unit) in seen else "changed"

    def _outgrown(self, gold: Annotation) -> bool:
        """Tell whether a decision that nobody made was made before an annotator finished."""
        lineage = gold.lineage
        by_itself = lineage is not None and lineage.decision in AUTOMATIC and bool(lineage.annotators)
        return by_itself and lineage is not None and not set(self._state.finished) <= set(lineage.annotators)

    def _behind(self, gold: Annotation) -> set[Why]:
        """Return what happened to the annotations that a decision was about."""
        found = set()
        for unit, print_ in (gold.lineage.seen if gold.lineage is not None else {}).items():
            now = self._state.annotations.get(unit)
            if now is None:
                found.add(Why.GONE)
            elif print_of(now) != print_:
                found.add(Why.CHANGED)
        return found


def _attributes_differ(readings: Collection[Reading]) -> bool:
    """Tell whether readings of one label differ in their attributes; those of other labels have others anyway."""
    by_label: defaultdict[str, set[tuple[tuple[str, object], ...]]] = defaultdict(set)
    for reading in readings:
        by_label[reading.label].add(reading.attributes)
    return any(len(found) > 1 for found in by_label.values())


def is_stale(gold: Annotation, annotations: Mapping[str, Annotation]) -> bool:
    """Tell whether an annotation that a decision was about says something else by now, or is gone."""
    seen = gold.lineage.seen if gold.lineage is not None else {}
    return any((now := annotations.get(unit)) is None or print_of(now) != print_ for unit, print_ in seen.items())


# ---- what needs nobody


def shared_reading(item: Item, finished: Sequence[str]) -> Group:
    """Return the spans of more than half of the finished annotators that have the same fragments and label.

    Empty if there are none.
    """
    shared: defaultdict[tuple[Fragments, str], list[Annotation]] = defaultdict(list)
    for unit in item.units:
        shared[unit.fragments, unit.label].append(unit)
    return next((tuple(units) for units in shared.values() if 2 * len(units) > len(finished)), ())


def majority_values(units: Group, names: Iterable[str], state: ArticleState) -> tuple[dict[str, Annotation], list[str]]:
    """Return for each attribute a span with the value that more than half of the spans have, and the names of the rest.

    Not set is a value too.
    """
    said = {unit.id: dict(state.reading(unit).attributes) for unit in units}
    chosen: dict[str, Annotation] = {}
    tied: list[str] = []
    for name in names:
        counts = Counter(said[unit.id].get(name) for unit in units)
        value, times = counts.most_common(1)[0]
        if 2 * times > len(units):
            chosen[name] = next(unit for unit in units if said[unit.id].get(name) == value)
        else:
            tied.append(name)
    return chosen, tied


def undecided_attributes(gold: Annotation, units: Group, state: ArticleState) -> tuple[str, ...]:
    """Return the attributes for which the majority had no value and nobody has given one since."""
    lineage = gold.lineage
    if lineage is None or lineage.decision != Decision.MAJORITY:
        return ()
    sources = tuple(unit for unit in units if unit.id in lineage.sources)
    names = sorted({name for unit in sources for name in unit.attributes})
    tied = majority_values(sources, names, state)[1] if sources else []
    if state.schema is not None:
        applying = {attribute.name for attribute in visible(state.schema, gold.label, gold.attributes, set(tied))}
        tied = [name for name in tied if name in applying]
    return tuple(name for name in tied if name not in gold.attributes and name not in gold.provenance)
