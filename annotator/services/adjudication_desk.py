"""One article on the desk of an adjudicator: every layer of it, and what is to be decided there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TypeVar

from annotator.domain.adjudication import AllSettled, ArticleState, Item, Judged, Settled, items_of
from annotator.domain.annotation import GOLD, Annotation, Progress, Relation, Setting
from annotator.domain.article import Article, State
from annotator.domain.edit import Change
from annotator.domain.gold_links import Link, links_of
from annotator.domain.grouping import Group, groups_of
from annotator.domain.schema import Schema
from annotator.domain.span import Fragments
from annotator.services.settled import SETTLED, settled_in
from annotator.storage.project_file import ProjectFile

T = TypeVar("T")
Place = Item | Link
Elsewhere = Callable[[str], ArticleState]
"""Returns what there is in another article, for relations that end there."""


class AdjudicationDesk:
    """The state of one article. What follows from it is worked out when asked for, and again after a change."""

    def __init__(
        self,
        article: Article,
        text: str,
        schema: Schema,
        annotations: Iterable[Annotation],
        relations: Iterable[Relation],
        progress: Iterable[Progress],
        settled: AllSettled,
        elsewhere: Elsewhere,
    ) -> None:
        self.article, self.text, self.schema = article, text, schema
        self.annotations = {annotation.id: annotation for annotation in annotations}
        self.relations = {relation.id: relation for relation in relations}
        self.progress = {each.layer: each for each in progress}
        self.settled: dict[str, Settled] = dict(settled)
        self._elsewhere = elsewhere
        self._groups: list[Group] | None = None
        self._judged: Judged = {}
        self._items: list[Item] | None = None
        self._places: list[Place] | None = None
        self._links: list[Link] | None = None
        self._gold_at: dict[tuple[str, Fragments], set[str]] = {}
        for annotation in self.annotations.values():
            self._note_gold(annotation, there=True)

    @property
    def finished(self) -> tuple[str, ...]:
        """The annotators who have finished the article, sorted."""
        return finished_of(self.progress.values())

    @property
    def gold_state(self) -> State:
        """How far the gold layer is."""
        return self.progress[GOLD].state if GOLD in self.progress else State.NEW

    @property
    def state(self) -> ArticleState:
        """What items follow from."""
        return ArticleState(self.annotations, self.finished, self.settled, self.schema)

    @property
    def items(self) -> list[Item]:
        """Every place of the article in reading order."""
        state = self.state
        if self._groups is None:
            self._groups = groups_of(state.units)
        if self._items is None:
            self._items = items_of(state, self._groups, self._judged)
        return self._items

    @property
    def links(self) -> list[Link]:
        """Every pair of gold annotations that annotators have related."""
        if self._links is None:
            here = self.article.id
            places = {here} | {
                end for each in self.relations.values() for end in (each.article_id, each.child_article_id)
            }
            states = {place: self.state if place == here else self._elsewhere(place) for place in places}
            self._links = links_of(states, self.relations.values(), self.settled, self.schema)
        return self._links

    @property
    def places(self) -> list[Place]:
        """Every item and every link that begins here, in reading order; links come after the spans they begin at."""
        if self._places is not None:
            return self._places
        here = self.article.id
        links = [link for link in self.links if link.head.article_id == here or link.is_open]
        found: list[tuple[tuple[int, int], Place]] = [((item.start, 0), item) for item in self.items]
        found += [((_link_start(link, here), 1), link) for link in links]
        # Items and links are in order among themselves, which a stable sort leaves alone.
        self._places = [place for _, place in sorted(found, key=lambda pair: pair[0])]
        return self._places

    @property
    def open_count(self) -> int:
        """How many items and links are to be decided."""
        return sum(item.is_open for item in self.items) + sum(link.is_open for link in self.links)

    @property
    def stale_count(self) -> int:
        """How many of them were decided before."""
        return sum(item.is_stale for item in self.items) + sum(link.is_stale for link in self.links)

    def gold_at(self, label: str, fragments: Fragments) -> frozenset[str]:
        """Return the ids of the gold annotations with this label on exactly these fragments."""
        return frozenset(self._gold_at.get((label, fragments), ()))

    def _note_gold(self, annotation: Annotation | None, *, there: bool) -> None:
        if annotation is not None and annotation.layer == GOLD:
            ids = self._gold_at.setdefault((annotation.label, annotation.fragments), set())
            (ids.add if there else ids.discard)(annotation.id)

    def relations_of(self, annotation_id: str) -> list[Relation]:
        """Return the relations that begin or end at an annotation, by id."""
        ends = (link for link in self.relations.values() if annotation_id in (link.head, link.child))
        return sorted(ends, key=lambda relation: relation.id)

    def copy(self) -> AdjudicationDesk:
        """Return a desk with the same on it, to try changes on."""
        parts = self.annotations.values(), self.relations.values(), self.progress.values()
        made = AdjudicationDesk(self.article, self.text, self.schema, *parts, self.settled, self._elsewhere)
        made._groups, made._judged = self._groups, dict(self._judged)
        return made

    def apply(self, change: Change) -> None:
        """Take a change into the state. Changes of other articles are passed over."""
        record, after = change.record, change.after
        here = self.article.id
        if isinstance(record, Annotation) and record.article_id == here:
            self._note_gold(self.annotations.get(record.id), there=False)
            _put(self.annotations, record.id, after if isinstance(after, Annotation) else None)
            self._note_gold(self.annotations.get(record.id), there=True)
        elif isinstance(record, Relation) and here in (record.article_id, record.child_article_id):
            _put(self.relations, record.id, after if isinstance(after, Relation) else None)
        elif isinstance(record, Progress) and record.article_id == here:
            _put(self.progress, record.layer, after if isinstance(after, Progress) else None)
        elif isinstance(record, Setting) and record.key.startswith(SETTLED):
            known = settled_in({after.key: after.value}) if isinstance(after, Setting) else {}
            name = record.key.removeprefix(SETTLED)
            _put(self.settled, name, known.get(name))
        elif isinstance(after, Article) and after.id == here:
            self.article = after
        else:
            return
        if isinstance(record, Annotation | Progress) and record.layer != GOLD:
            self._groups, self._judged = None, {}
        self._items = self._links = self._places = None


def _put(known: dict[str, T], name: str, value: T | None) -> None:
    if value is None:
        known.pop(name, None)
    else:
        known[name] = value


def _link_start(link: Link, article_id: str) -> int:
    return link.head.start if link.head.article_id == article_id else link.child.start


def finished_of(progress: Iterable[Progress]) -> tuple[str, ...]:
    """Return the annotators who have finished, sorted; the gold layer is nobody's."""
    return tuple(sorted(each.layer for each in progress if each.state == State.FINISHED and each.layer != GOLD))


def read_desk(file: ProjectFile, schema: Schema, settled: AllSettled, article_id: str) -> AdjudicationDesk:
    """Put an article on the desk. Raises InputError if it is not in the project."""

    @cache
    def elsewhere(other: str) -> ArticleState:
        annotations = {annotation.id: annotation for annotation in file.annotations(other)}
        return ArticleState(annotations, finished_of(file.progress(other)), settled, schema)

    return AdjudicationDesk(
        file.articles([article_id])[0],
        file.text(article_id),
        schema,
        file.annotations(article_id),
        file.relations(article_id),
        file.progress(article_id),
        settled,
        elsewhere,
    )
