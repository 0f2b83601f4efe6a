"""What was changed apart, told in words: both versions beside each other, for the eyes of one annotator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotator.domain.annotation import GOLD, Annotation, AttributeValue, Progress, Relation, Setting
from annotator.domain.article import EDITABLE_FIELDS, Article
from annotator.domain.blinding import may_see
from annotator.domain.edit import Kind, Record
from annotator.domain.merging import Conflict
from annotator.domain.schema import Schema
from annotator.domain.span import surface
from annotator.services.information import value_words
from annotator.services.seeing import adjudicates
from annotator.storage.project_file import ProjectFile

_LONGEST = 200


class Row(NamedTuple):
    """One property of an object in the version that is the state and in the other one, in words."""

    name: str
    kept: str
    other: str


@dataclass(frozen=True, slots=True)
class ToldConflict:
    """A conflict as one annotator may see it.

    `layer` is whose work it is ("" for the project's own things), `title` the article's. `rows` are all properties;
    there are none if the layer may not be seen (`hidden`). `mine` says that the viewer may take the other version.
    """

    conflict: Conflict
    layer: str
    title: str
    rows: tuple[Row, ...] = ()
    hidden: bool = False
    mine: bool = False

    @property
    def article_id(self) -> str:
        """The article it is in, "" for a setting."""
        return "" if self.conflict.kind is Kind.SETTING else self.conflict.key[0]

    @property
    def words(self) -> str:
        """What it is about, in a few words."""
        rows = {row.name: row.kept or row.other for row in self.rows}
        return rows.get("Words") or rows.get("From") or self.conflict.kind.value


def conflicts_told(
    file: ProjectFile,
    conflicts: Sequence[Conflict],
    schema: Schema,
    viewer: str,
    progress: Callable[[int, int], None] | None = None,
) -> list[ToldConflict]:
    """Return conflicts in words, with what `viewer` may not see left out. `progress` may raise to cancel."""
    settings = file.settings()
    told = []
    for done, conflict in enumerate(conflicts):
        if progress is not None:
            progress(done, len(conflicts))
        told.append(_Teller(file, schema, settings, viewer).tell(conflict))
    return told


class _Teller:
    """Looks up what the words of a conflict need."""

    def __init__(self, file: ProjectFile, schema: Schema, settings: Mapping[str, str], viewer: str) -> None:
        self._file, self._schema, self._viewer = file, schema, viewer
        self._adjudicator = adjudicates(settings, viewer)

    def tell(self, conflict: Conflict) -> ToldConflict:
        """Return a conflict in words."""
        layer = layer_of(conflict)
        article_id = "" if conflict.kind is Kind.SETTING else conflict.key[0]
        there = self._file.has_articles([article_id]) if article_id else set()
        article = self._file.articles([article_id])[0] if there else None
        title = "" if article is None else article.title or article.file
        states = {one.layer: one.state for one in self._file.progress(article_id)} if there else {}
        if layer and not may_see(self._viewer, layer, states, adjudicator=self._adjudicator):
            return ToldConflict(conflict, layer, title, hidden=True)
        mine = layer in ("", self._viewer) or (layer == GOLD and self._adjudicator)
        text = self._file.text(article_id) if there else ""
        kept, other = (self._told(version.record, text) for version in (conflict.kept, conflict.other))
        names = dict.fromkeys((*kept, *other))
        rows = tuple(Row(name, kept.get(name, ""), other.get(name, "")) for name in names)
        return ToldConflict(conflict, layer, title, rows, mine=mine)

    def _told(self, record: Record | None, text: str) -> dict[str, str]:
        """Return the properties of a version in words; none if it was deleted."""
        match record:
            case None:
                return {}
            case Annotation():
                words = surface(text, record.fragments) if text else ""
                values = self._values(record.attributes)
                note = {"Note": record.note} if record.note else {}
                return {"Words": _short(words), "Label": self._label(record.label), **values, **note}
            case Relation():
                ends = {"From": self._end(record.article_id, record.head)}
                ends["To"] = self._end(record.child_article_id, record.child)
                return {"Relation": record.label, **ends, **self._values(record.attributes)}
            case Progress():
                return {"State": str(record.state).replace("_", " ")}
            case Article():
                fields = {name.capitalize(): getattr(record, name) for name in EDITABLE_FIELDS}
                return {name: value for name, value in fields.items() if value}
            case Setting():
                return {"Setting": record.key, "Value": _short(record.value)}

    def _values(self, values: Mapping[str, AttributeValue]) -> dict[str, str]:
        titles = {attribute.name: attribute.title for attribute in self._schema.attributes}
        return {titles.get(name, name): value_words(value).strip("“”") for name, value in values.items()}

    def _label(self, name: str) -> str:
        return next((label.title for label in self._schema.labels if label.name == name), name)

    def _end(self, article_id: str, annotation_id: str) -> str:
        if not self._file.has_articles([article_id]):
            return annotation_id
        found = self._file.annotation(article_id, annotation_id)
        return _short(surface(self._file.text(article_id), found.fragments)) if found else annotation_id


def layer_of(conflict: Conflict) -> str:
    """Return whose work a conflict is about, "" for articles and settings, which are everybody's."""
    return str(getattr(_record_of(conflict), "layer", ""))


def _record_of(conflict: Conflict) -> Record | None:
    return conflict.kept.record if conflict.kept.record is not None else conflict.other.record


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
