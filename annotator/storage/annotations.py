"""Reading annotations, relations and progress of one article."""

# Only names of columns and tables are put into the text of SQL; values never are.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from typing import Any

from annotator.domain.annotation import Annotation, Progress, Relation
from annotator.domain.identity import ANNOTATION, RELATION
from annotator.domain.stored import AnnotationRow, RelationRow
from annotator.storage.codec import annotation_of, relation_of, state_of
from annotator.storage.names import Names

ANNOTATION_COLUMNS = "article_no, id, layer_no, label, fragments, attributes, provenance, note, origin"
RELATION_COLUMNS = "article_no, id, layer_no, label, head, child, child_article_no, attributes"


def annotation_row(names: Names, row: tuple[Any, ...]) -> AnnotationRow:
    """Return the row of `ANNOTATION_COLUMNS` with names for numbers."""
    return AnnotationRow(names.unpacked(ANNOTATION, row[1]), names.layer(row[2]), *row[3:])


def relation_row(names: Names, row: tuple[Any, ...]) -> RelationRow:
    """Return the row of `RELATION_COLUMNS` with names for numbers."""
    _, packed, layer, label, head, child, child_article, attributes = row
    ends = names.unpacked(ANNOTATION, head), names.unpacked(ANNOTATION, child), names.article(child_article)
    return RelationRow(names.unpacked(RELATION, packed), names.layer(layer), label, *ends, attributes)


def of_article(db: sqlite3.Connection, names: Names, article_id: str, layer: str | None) -> list[Annotation]:
    """Return the annotations of an article (and layer) in the gold set's order."""
    query, params = _select(ANNOTATION_COLUMNS, "annotation", names, article_id, layer)
    rows = (annotation_row(names, row) for row in db.execute(query, params))
    return sorted((annotation_of(article_id, row) for row in rows), key=lambda annotation: annotation.order)


def _select(
    columns: str, table: str, names: Names, article_id: str, layer: str | None
) -> tuple[str, tuple[int | None, ...]]:
    number = names.article_number(article_id)
    query = f"SELECT {columns} FROM {table} WHERE article_no = ?"
    return (query, (number,)) if layer is None else (f"{query} AND layer_no = ?", (number, names.layer_number(layer)))


def one(db: sqlite3.Connection, names: Names, article_id: str, annotation_id: str) -> Annotation | None:
    """Return an annotation of an article, or None if it is not there."""
    key = names.article_number(article_id), names.packed(ANNOTATION, annotation_id)
    query = f"SELECT {ANNOTATION_COLUMNS} FROM annotation WHERE article_no = ? AND id = ?"
    row = db.execute(query, key).fetchone()
    return None if row is None else annotation_of(article_id, annotation_row(names, row))


def article_of(db: sqlite3.Connection, names: Names, annotation_id: str) -> str | None:
    """Return the article of an annotation, also of a deleted one, or None if the project never had it.

    Looks through the whole table, and for a deleted one through the whole journal.
    """
    packed = names.packed(ANNOTATION, annotation_id)
    if packed is None:
        return None
    row = db.execute("SELECT article_no FROM annotation WHERE id = ?", (packed,)).fetchone()
    if row is None:
        query = "SELECT article_no FROM journal_change WHERE instr(changes, ?) > 0 LIMIT 1"
        row = db.execute(query, (f'"{annotation_id}"',)).fetchone()
    return None if row is None else names.article(row[0])


def relations_of_article(db: sqlite3.Connection, names: Names, article_id: str, layer: str | None) -> list[Relation]:
    """Return the relations whose head or child is in the article, sorted by id."""
    query = (
        f"SELECT {RELATION_COLUMNS} FROM relation WHERE article_no = ?1"
        f" UNION SELECT {RELATION_COLUMNS} FROM relation WHERE child_article_no = ?1"
    )
    rows = db.execute(query, (names.article_number(article_id),))
    found = [
        relation_of(names.article(row[0]), relation_row(names, row))
        for row in rows
        if layer is None or names.layer(row[2]) == layer
    ]
    return sorted(found, key=lambda relation: relation.id)


def progress_of_article(db: sqlite3.Connection, names: Names, article_id: str) -> list[Progress]:
    """Return how far each layer is with the article, sorted by layer; a layer without a state is left out."""
    query = "SELECT layer_no, state, at_ms FROM progress WHERE article_no = ?"
    rows = db.execute(query, (names.article_number(article_id),))
    found = [Progress(article_id, names.layer(layer), state_of(state), at_ms) for layer, state, at_ms in rows]
    return sorted(found, key=lambda progress: progress.layer)
