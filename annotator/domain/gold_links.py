"""Annotators' relations carried over to the gold layer: a relation follows when both its ends have become gold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annotator.domain.adjudication import AllSettled, ArticleState, Why, came_back, print_of_relation
from annotator.domain.annotation import GOLD, Annotation, AttributeValue, Relation
from annotator.domain.schema import Schema

_Key = tuple[str, str, str]
"""Label, and the ids of the gold annotations at head and child."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two gold annotations that annotators have related, and the gold relation if there is one.

    `relations` has one of each annotator who made it, by layer. `voters` are those who could have: both gold
    annotations were made from theirs. `why` is empty when there is nothing to decide.
    """

    label: str
    head: Annotation
    child: Annotation
    relations: tuple[Relation, ...]
    gold: Relation | None
    voters: tuple[str, ...]
    why: tuple[Why, ...]

    @property
    def key(self) -> str:
        """What names the link as long as its ends are there."""
        return " ".join((self.label, self.head.id, self.child.id))

    @property
    def is_open(self) -> bool:
        """Whether there is something to decide."""
        return bool(self.why)

    @property
    def is_stale(self) -> bool:
        """Whether it comes back because something has changed since it was decided."""
        return came_back(self.why)

    @property
    def is_unanimous(self) -> bool:
        """Whether everyone who could have made it has, with the same attributes."""
        return len(self.relations) == len(self.voters) > 0 and len(self._said) == 1

    @property
    def majority(self) -> Relation | None:
        """The relation that more than half of those who could have made it have alike, or None."""
        for relation in self.relations:
            alike = sum(_attributes(other) == _attributes(relation) for other in self.relations)
            if 2 * alike > len(self.voters):
                return relation
        return None

    @property
    def _said(self) -> set[tuple[tuple[str, AttributeValue], ...]]:
        return {_attributes(relation) for relation in self.relations}


def _attributes(relation: Relation) -> tuple[tuple[str, AttributeValue], ...]:
    return tuple(sorted(relation.attributes.items()))


def links_of(
    states: Mapping[str, ArticleState], relations: Iterable[Relation], settled: AllSettled, schema: Schema
) -> list[Link]:
    """Return the links of the relations in reading order of their heads.

    `states` has every article that a relation begins or ends in. Relations of annotators who have not finished both
    articles are left out, as are those whose ends became one span or got labels that the schema does not link.
    """
    made = _Made(states)
    found: defaultdict[_Key, dict[str, Relation]] = defaultdict(dict)
    gold: dict[_Key, Relation] = {}
    for relation in sorted(relations, key=lambda relation: relation.id):
        if relation.layer == GOLD:
            gold.setdefault((relation.label, relation.head, relation.child), relation)
            continue
        ends = made.ends(relation, schema)
        if ends is not None:
            found[relation.label, ends[0].id, ends[1].id].setdefault(relation.layer, relation)
    links = []
    for key in found.keys() | gold.keys():
        head, child = made.gold.get(key[1]), made.gold.get(key[2])
        if head is not None and child is not None:
            mine = tuple(relation for _, relation in sorted(found.get(key, {}).items()))
            why = _why(mine, gold.get(key), settled)
            links.append(Link(key[0], head, child, mine, gold.get(key), made.voters(head, child), why))
    return sorted(links, key=lambda link: (link.head.article_id, link.head.order, link.label, link.child.order))


class _Made:
    """Which gold annotation was made from which annotation."""

    def __init__(self, states: Mapping[str, ArticleState]) -> None:
        self._states = states
        self.gold: dict[str, Annotation] = {}
        self._from: dict[str, Annotation] = {}
        for state in states.values():
            for gold in state.gold:
                self.gold[gold.id] = gold
                for source in gold.lineage.sources if gold.lineage is not None else ():
                    self._from.setdefault(source, gold)

    def ends(self, relation: Relation, schema: Schema) -> tuple[Annotation, Annotation] | None:
        """Return the gold annotations at head and child, or None if the relation cannot be carried over."""
        places = relation.article_id, relation.child_article_id
        if any(place not in self._states or relation.layer not in self._states[place].finished for place in places):
            return None
        head, child = self._from.get(relation.head), self._from.get(relation.child)
        if head is None or child is None or head.id == child.id:
            return None
        return (head, child) if schema.allows(relation.label, head.label, child.label) else None

    def voters(self, head: Annotation, child: Annotation) -> tuple[str, ...]:
        """Return the annotators from whose annotations both were made."""
        return tuple(sorted(self._makers(head) & self._makers(child)))

    def _makers(self, gold: Annotation) -> set[str]:
        annotations = self._states[gold.article_id].annotations
        sources = gold.lineage.sources if gold.lineage is not None else ()
        return {annotations[source].layer for source in sources if source in annotations}


def _why(relations: tuple[Relation, ...], gold: Relation | None, settled: AllSettled) -> tuple[Why, ...]:
    if gold is not None:
        kept = settled.get(gold.id)
        if kept is not None and kept.fingerprint == print_of_relation(gold):
            return ()
        if not relations:
            return (Why.GONE,)
        return () if any(_attributes(each) == _attributes(gold) for each in relations) else (Why.CHANGED,)
    known = [settled[relation.id] for relation in relations if relation.id in settled]
    if not known:
        return (Why.UNDECIDED,)
    if len(known) < len(relations):
        return (Why.MORE,)
    same = all(settled[relation.id].fingerprint == print_of_relation(relation) for relation in relations)
    return () if same else (Why.CHANGED,)
