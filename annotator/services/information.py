"""What can be told of a project without changing it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from annotator.domain.annotation import GOLD, Annotation, AttributeValue, Relation
from annotator.domain.edit import Record
from annotator.domain.errors import InputError
from annotator.domain.span import Fragments
from annotator.domain.views import HistoryEntry, JournalEntry
from annotator.services.projects import read_project, stored_schema


class HistoryStep(NamedTuple):
    """One step in the life of an annotation: when (ms since 1970), who, the edit's name, and what changed in words."""

    at_ms: int
    author: str
    name: str
    detail: str


def project_information(path: Path) -> dict[str, Any]:
    """Return the counts of a project in the form that `annotator info --json` prints."""
    with read_project(path) as file:
        settings, summary = file.settings(), file.summary()
    schema = stored_schema(settings, path)
    return {
        "title": settings.get("title", path.stem),
        "project_id": settings["project_id"],
        "articles": summary.articles,
        "annotators": [
            {"name": layer.name, "finished": layer.finished, "in_progress": layer.in_progress, "spans": layer.spans}
            for layer in summary.layers
            if layer.name != GOLD
        ],
        "layers": [layer.name for layer in summary.layers],
        "labels": summary.labels,
        "relations": summary.relations,
        "edits": summary.edits,
        "schema": schema.name,
        "schema_version": str(schema.version),
    }


def project_history(path: Path, limit: int = 200) -> list[JournalEntry]:
    """Return the latest edits of a project, newest first."""
    with read_project(path) as file:
        return file.edits(limit=limit)


def annotation_history(path: Path, annotation_id: str) -> list[HistoryStep]:
    """Return the life of an annotation, oldest first. Raises InputError if the project never had it."""
    with read_project(path) as file:
        article_id = file.article_of(annotation_id)
        if article_id is None:
            raise InputError("The project has no such annotation", where=annotation_id)
        return history_steps(file.history(article_id, annotation_id))


def history_steps(entries: list[HistoryEntry]) -> list[HistoryStep]:
    """Say in words what each entry changed, oldest first."""
    steps = [
        HistoryStep(entry.at_ms, entry.author, entry.name, difference(entry.before, entry.after)) for entry in entries
    ]
    return sorted(steps, key=lambda step: step.at_ms)


def difference(before: Record | None, after: Record | None) -> str:
    """Say in words what changed between two states of an annotation or relation."""
    if before is None:
        return f"made{_words(after)}"
    if after is None:
        return "deleted"
    if isinstance(before, Annotation) and isinstance(after, Annotation):
        parts = []
        if before.label != after.label:
            parts.append(f"label {before.label} → {after.label}")
        if before.fragments != after.fragments:
            parts.append(f"span {_span(before.fragments)} → {_span(after.fragments)}")
        parts += _attribute_differences(before, after)
        if before.note != after.note:
            parts.append(f"note “{after.note}”" if after.note else "note removed")
        return "; ".join(parts) or "confirmed"
    if isinstance(before, Relation) and isinstance(after, Relation):
        return "; ".join(_attribute_differences(before, after))
    return "changed"


def _words(record: Record | None) -> str:
    return f" {record.label} {_span(record.fragments)}" if isinstance(record, Annotation) else ""


def _span(fragments: Fragments) -> str:
    return "+".join(f"{start}–{end}" for start, end in fragments)


def _attribute_differences(before: Annotation | Relation, after: Annotation | Relation) -> list[str]:
    names = [*before.attributes, *(name for name in after.attributes if name not in before.attributes)]
    return [
        f"{name} {value_words(before.attributes.get(name))} → {value_words(after.attributes.get(name))}"
        for name in names
        if before.attributes.get(name) != after.attributes.get(name)
    ]


def value_words(value: AttributeValue) -> str:
    """Return an attribute's value in words."""
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(value)
        case float():
            return f"{value:g}" if abs(value) < 1e6 else f"{value:,.0f}"
        case _:
            return f"“{value}”"
