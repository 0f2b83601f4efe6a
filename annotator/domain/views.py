"""What reading a project gives back besides the records themselves: lists, counts, hits and findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from annotator.domain.article import State
from annotator.domain.edit import Record, Role


@dataclass(frozen=True, slots=True)
class ArticleQuery:
    """Which articles to list; empty parts do not filter.

    `text` is words that must all occur in title, publisher or text, whatever their case and accents. `label` asks
    for articles with an annotation of it and `state` for articles in it, both in `layer`, or in any layer if empty.
    `among` are the ids that come into question, None for all.
    """

    text: str = ""
    label: str = ""
    state: State | None = None
    layer: str = ""
    among: frozenset[str] | None = None


class SearchHit(NamedTuple):
    """One place where a search found something. `start` and `end` are code points in the title or in the text."""

    article_id: str
    kind: Literal["title", "text", "annotation"]
    start: int
    end: int
    excerpt: str
    annotation_id: str = ""


class JournalEntry(NamedTuple):
    """One edit of the journal, without its changes. `seq` is its place in this file, `at_ms` ms since 1970."""

    seq: int
    edit_id: str
    name: str
    author: str
    at_ms: int
    role: Role
    undoes: str | None
    changes: int


class HistoryEntry(NamedTuple):
    """What one edit did to one object. `at_ms` is ms since 1970."""

    edit_id: str
    name: str
    author: str
    at_ms: int
    before: Record | None
    after: Record | None


class UndoItem(NamedTuple):
    """An edit that can be undone or redone."""

    edit_id: str
    name: str


class UndoState(NamedTuple):
    """What an author can undo and redo; the next one is last in each list."""

    undo: list[UndoItem]
    redo: list[UndoItem]


class Finding(NamedTuple):
    """Something wrong in a project: where (article, annotation, table) and what."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class LayerSummary:
    """The counts of one layer. `labels` maps label to spans, without zeros."""

    name: str
    finished: int = 0
    in_progress: int = 0
    relations: int = 0
    labels: Mapping[str, int] = field(default_factory=dict)

    @property
    def spans(self) -> int:
        """How many annotations the layer has."""
        return sum(self.labels.values())


@dataclass(frozen=True, slots=True)
class ProjectSummary:
    """The counts of a whole project."""

    articles: int
    edits: int
    layers: tuple[LayerSummary, ...]

    @property
    def relations(self) -> int:
        """How many relations all layers have."""
        return sum(layer.relations for layer in self.layers)

    @property
    def labels(self) -> dict[str, int]:
        """Label -> spans over all layers, without zeros, sorted by label."""
        names = sorted({label for layer in self.layers for label in layer.labels})
        return {name: sum(layer.labels.get(name, 0) for layer in self.layers) for name in names}
