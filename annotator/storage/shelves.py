"""The table of each kind of object: its columns, and how a row fills them."""

# Only names of columns and tables are put into the text of SQL; values never are.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from annotator.domain.annotation import Setting
from annotator.domain.article import Article
from annotator.domain.edit import Kind
from annotator.domain.identity import ANNOTATION, RELATION
from annotator.domain.stored import AnnotationRow, ProgressRow, RelationRow
from annotator.storage.codec import Row, dumps, pairs_json
from annotator.storage.names import Names

Values = tuple[str | int, ...]
Tally = tuple[str, int, str]
"""What is counted: kind (span, relation, state, article), layer number (0: none) and name (label or state)."""


class Shelf:
    """How one kind of object is kept.

    `key` and `values` turn a row into the key's and the other columns' values, giving names that are new here a
    number. `tally` says what the object counts as.
    """

    def __init__(
        self,
        table: str,
        keys: str,
        columns: str,
        key: Callable[[Names, int, Row], Values],
        values: Callable[[Names, Row], Values],
        tally: Callable[[Values, Values], Tally | None],
    ) -> None:
        self.key, self.values, self.tally = key, values, tally
        every = [*columns.split(), "clock", "device"]
        names = [*keys.split(), *every]
        where = " AND ".join(f"{name} = ?" for name in keys.split())
        self.select = f"SELECT {', '.join(every)} FROM {table} WHERE {where}"
        self.insert = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)})"
        self.update = f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in every)} WHERE {where}"
        self.delete = f"DELETE FROM {table} WHERE {where}"


def _annotation_values(names: Names, row: Row) -> Values:
    row = cast("AnnotationRow", row)
    return (names.add_layer(row.layer), *row[2:])


def _relation_values(names: Names, row: Row) -> Values:
    row = cast("RelationRow", row)
    layer, head, child = names.add_layer(row.layer), names.pack(ANNOTATION, row.head), names.pack(ANNOTATION, row.child)
    return (layer, row.label, head, child, names.add_article(row.child_article_id), row.attributes)


def _article_values(_names: Names, row: Row) -> Values:
    row = cast("Article", row)
    texts = (row.title, row.publisher, row.author, row.published, row.language, row.url, row.file)
    return (row.sha256, row.length, *texts, dumps(dict(row.normalization)), pairs_json(row.excluded))


def _labelled(kind: str) -> Callable[[Values, Values], Tally]:
    return lambda _key, values: (kind, cast("int", values[0]), cast("str", values[1]))


SHELVES: dict[Kind, Shelf] = {
    Kind.ANNOTATION: Shelf(
        "annotation",
        "article_no id",
        "layer_no label fragments attributes provenance note origin",
        lambda names, article, row: (article, names.pack(ANNOTATION, cast("AnnotationRow", row).id)),
        _annotation_values,
        _labelled("span"),
    ),
    Kind.RELATION: Shelf(
        "relation",
        "article_no id",
        "layer_no label head child child_article_no attributes",
        lambda names, article, row: (article, names.pack(RELATION, cast("RelationRow", row).id)),
        _relation_values,
        _labelled("relation"),
    ),
    Kind.PROGRESS: Shelf(
        "progress",
        "article_no layer_no",
        "state at_ms",
        lambda names, article, row: (article, names.add_layer(cast("ProgressRow", row).layer)),
        lambda _names, row: (cast("ProgressRow", row).state, cast("ProgressRow", row).at_ms),
        lambda key, values: ("state", cast("int", key[1]), cast("str", values[0])),
    ),
    Kind.ARTICLE: Shelf(
        "article",
        "no",
        "sha256 length title publisher author published language url file normalization excluded",
        lambda _names, article, _row: (article,),
        _article_values,
        lambda _key, _values: ("article", 0, ""),
    ),
    Kind.SETTING: Shelf(
        "setting",
        "key",
        "value",
        lambda _names, _article, row: (cast("Setting", row).key,),
        lambda _names, row: (cast("Setting", row).value,),
        lambda _key, _values: None,
    ),
}
