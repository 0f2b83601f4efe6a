"""Edits: named changes that know their inverse.

Every change of a project is an `Edit`: a list of objects with what they were and what they become. Adding has no
before, deleting has no after. Undo applies the inverse as an edit of its own, so the journal only grows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from annotator.domain.annotation import Annotation, Progress, Relation, Setting
from annotator.domain.article import Article
from annotator.domain.identity import Stamp

Record = Annotation | Relation | Article | Progress | Setting
"""The objects that edits change."""


class Kind(StrEnum):
    """The kinds of objects that edits change."""

    ARTICLE = "article"
    ANNOTATION = "annotation"
    RELATION = "relation"
    PROGRESS = "progress"
    SETTING = "setting"


KIND_OF: dict[type, Kind] = {
    Article: Kind.ARTICLE,
    Annotation: Kind.ANNOTATION,
    Relation: Kind.RELATION,
    Progress: Kind.PROGRESS,
    Setting: Kind.SETTING,
}


class Role(StrEnum):
    """What an edit is on the undo stack."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Change:
    """One object before and after; at least one of the two is there, and both name the same object."""

    before: Record | None
    after: Record | None

    def __post_init__(self) -> None:
        if self.before is None and self.after is None:
            raise ValueError("a change needs a before or an after")
        if self.before is not None and self.after is not None and key_of(self.before) != key_of(self.after):
            raise ValueError("a change is about one object")

    @property
    def record(self) -> Record:
        """The object after, or before if it is deleted."""
        record = self.after if self.after is not None else self.before
        assert record is not None
        return record

    @property
    def kind(self) -> Kind:
        """The kind of the object."""
        return KIND_OF[type(self.record)]

    @property
    def article_id(self) -> str | None:
        """The article the object belongs to, or None for a setting."""
        record = self.record
        if isinstance(record, Setting):
            return None
        return record.id if isinstance(record, Article) else record.article_id

    def inverse(self) -> Change:
        """Return the change that takes this one back."""
        return Change(self.after, self.before)


@dataclass(frozen=True, slots=True)
class Edit:
    """A named set of changes by one author at one moment.

    `name` completes "Undo …" ("tag quote"). `author` is the layer that is changed, or the annotator's handle for
    changes of the project. `undoes` names the edit that an undo or redo is about.
    """

    id: str
    name: str
    author: str
    stamp: Stamp
    changes: tuple[Change, ...]
    role: Role = Role.DO
    undoes: str | None = None

    def inverse(self) -> tuple[Change, ...]:
        """Return the changes that take this edit back, last first."""
        return tuple(change.inverse() for change in reversed(self.changes))


def by_article(changes: Iterable[Change]) -> dict[str | None, list[Change]]:
    """Return the changes by the article they are of; those of settings are under None."""
    grouped: dict[str | None, list[Change]] = {}
    for change in changes:
        grouped.setdefault(change.article_id, []).append(change)
    return grouped


def key_of(record: Record) -> tuple[str, ...]:
    """Return what names an object among those of its kind."""
    match record:
        case Progress():
            return (record.article_id, record.layer)
        case Setting():
            return (record.key,)
        case Annotation() | Relation():
            return (record.article_id, record.id)
        case Article():
            return (record.id,)
