"""One article on the desk of one annotator: its text and annotations in memory, with quick answers about them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator

from annotator.domain.annotation import Annotation, Progress, Relation
from annotator.domain.article import Article, State
from annotator.domain.edit import Change
from annotator.domain.offsets import OffsetMap
from annotator.domain.span import Fragments, contains, covered

Order = tuple[int, int, str, str]


class ArticleDesk:
    """The state of one article in one layer.

    Every answer costs the same in a long article as in a short one, apart from moving numbers in a list.
    """

    def __init__(
        self,
        article: Article,
        text: str,
        layer: str,
        annotations: Iterable[Annotation],
        relations: Iterable[Relation],
        progress: Progress | None,
    ) -> None:
        self.article = article
        self.text = text
        self.layer = layer
        self.offsets = OffsetMap(text)
        self.progress = progress
        self.annotations: dict[str, Annotation] = {}
        self.relations: dict[str, Relation] = {}
        self._linked: dict[str, set[str]] = {}
        for relation in relations:
            self._link(relation)
        self.label_counts: Counter[str] = Counter()
        self._order: list[Order] = []
        self._exact: dict[tuple[str, Fragments], str] = {}
        self._longest = 0
        for annotation in annotations:
            self._keep(annotation)
        self._order = sorted(annotation.order for annotation in self.annotations.values())

    @property
    def state(self) -> State:
        """How far the annotator is."""
        return self.progress.state if self.progress is not None else State.NEW

    def apply(self, change: Change) -> None:
        """Take a change of this article into the state. Changes of other objects are passed over."""
        record, after = change.record, change.after
        if isinstance(record, Annotation) and record.layer == self.layer and record.article_id == self.article.id:
            if isinstance(change.before, Annotation):
                self._remove(change.before)
            if isinstance(after, Annotation):
                self._add(after)
        elif (
            isinstance(record, Relation)
            and record.layer == self.layer
            and self.article.id in (record.article_id, record.child_article_id)
        ):
            if isinstance(change.before, Relation):
                self._unlink(change.before)
            if isinstance(after, Relation):
                self._link(after)
        elif isinstance(record, Progress) and (record.article_id, record.layer) == (self.article.id, self.layer):
            self.progress = after if isinstance(after, Progress) else None
        elif isinstance(after, Article) and after.id == self.article.id:
            self.article = after

    def is_tagged_by(self, change: Change) -> bool:
        """Tell whether a change is of an annotation or relation of this article and layer."""
        record = change.record
        return isinstance(record, Annotation | Relation) and (record.article_id, record.layer) == (
            self.article.id,
            self.layer,
        )

    def _keep(self, annotation: Annotation) -> None:
        self.annotations[annotation.id] = annotation
        self._exact[annotation.label, annotation.fragments] = annotation.id
        self._longest = max(self._longest, annotation.end - annotation.start)
        self.label_counts[annotation.label] += 1

    def _add(self, annotation: Annotation) -> None:
        self._keep(annotation)
        insort(self._order, annotation.order)

    def _remove(self, annotation: Annotation) -> None:
        del self.annotations[annotation.id]
        self.label_counts[annotation.label] -= 1
        self._exact.pop((annotation.label, annotation.fragments), None)
        place = bisect_left(self._order, annotation.order)
        if place < len(self._order) and self._order[place] == annotation.order:
            del self._order[place]

    def _link(self, relation: Relation) -> None:
        self.relations[relation.id] = relation
        for end in (relation.head, relation.child):
            self._linked.setdefault(end, set()).add(relation.id)

    def _unlink(self, relation: Relation) -> None:
        self.relations.pop(relation.id, None)
        for end in (relation.head, relation.child):
            self._linked.get(end, set()).discard(relation.id)

    def exact(self, label: str, fragments: Fragments) -> Annotation | None:
        """Return the annotation with exactly this label and these fragments, if there is one."""
        found = self._exact.get((label, fragments))
        return self.annotations[found] if found is not None else None

    def in_order(self) -> Iterator[Annotation]:
        """Yield the annotations by start, longer first."""
        return (self.annotations[order[3]] for order in self._order)

    def place_of(self, annotation_id: str) -> int:
        """Return the annotation's place in the order, from 0."""
        return bisect_left(self._order, self.annotations[annotation_id].order)

    def at_place(self, place: int) -> Annotation:
        """Return the annotation at a place in the order. Raises IndexError."""
        return self.annotations[self._order[place][3]]

    def touching(self, start: int, end: int) -> list[Annotation]:
        """Return the annotations whose envelope shares a code point with `[start, end)`, in order."""
        low = bisect_left(self._order, (start - self._longest,))
        high = bisect_left(self._order, (end,))
        return [self.annotations[key] for first, last, _, key in self._order[low:high] if -last > start and first < end]

    def next_after(self, position: int, annotation_id: str | None = None) -> Annotation | None:
        """Return the annotation after the given one, or else the first that starts at or after `position`; it wraps."""
        if not self._order:
            return None
        if annotation_id in self.annotations:
            place = self.place_of(annotation_id) + 1
        else:
            place = bisect_left(self._order, (position,))
        return self.at_place(place % len(self._order))

    def previous_before(self, position: int, annotation_id: str | None = None) -> Annotation | None:
        """Return the annotation before the given one, or else the last that starts before `position`; it wraps."""
        if not self._order:
            return None
        if annotation_id in self.annotations:
            place = self.place_of(annotation_id) - 1
        else:
            place = bisect_right(self._order, (position,)) - 1
        return self.at_place(place % len(self._order))

    def relations_of(self, annotation_id: str) -> list[Relation]:
        """Return the relations that begin or end at an annotation, by id."""
        return [self.relations[key] for key in sorted(self._linked.get(annotation_id, ()))]

    def smallest_around(self, fragments: Fragments, labels: Iterable[str]) -> Annotation | None:
        """Return the shortest annotation of one of the labels that holds all of the fragments."""
        wanted = set(labels)
        start, end = fragments[0].start, fragments[-1].end
        around = [
            annotation
            for annotation in self.touching(start, end)
            if annotation.label in wanted
            and annotation.fragments != fragments
            and contains(annotation.fragments, fragments)
        ]
        return min(around, key=lambda annotation: (covered(annotation.fragments), annotation.order), default=None)
