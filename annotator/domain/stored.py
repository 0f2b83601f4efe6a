"""Rows as the project file keeps them, for paths too long to build an object per annotation.

JSON in these rows was validated when it was written and may be spliced into an export as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, overload

from annotator.domain.article import Article


class AnnotationRow(NamedTuple):
    """One annotation.

    `fragments` is JSON `[[start,end],…]`, `attributes` and `provenance` are JSON objects of what is set,
    `origin` is JSON `{"sources":[…],"decision":"…", …}` (a `Lineage`) or an empty string.
    """

    id: str
    layer: str
    label: str
    fragments: str
    attributes: str
    provenance: str
    note: str
    origin: str


class AnnotationColumns(NamedTuple):
    """Annotations turned on their side, which is the fastest way to go through many. Fields as in `AnnotationRow`."""

    id: Sequence[str] = ()
    layer: Sequence[str] = ()
    label: Sequence[str] = ()
    fragments: Sequence[str] = ()
    attributes: Sequence[str] = ()
    provenance: Sequence[str] = ()
    note: Sequence[str] = ()
    origin: Sequence[str] = ()


class AnnotationTable(Sequence[AnnotationRow]):
    """The annotations of an article, read by column or by row. Rows are made when the first is asked for."""

    __slots__ = ("_rows", "columns")

    def __init__(self, columns: AnnotationColumns) -> None:
        self.columns = columns
        self._rows: list[AnnotationRow] | None = None

    @classmethod
    def of(cls, rows: Sequence[AnnotationRow]) -> AnnotationTable:
        """Return the rows as a table, which they may be already."""
        if isinstance(rows, AnnotationTable):
            return rows
        return cls(AnnotationColumns(*zip(*rows, strict=True)))

    def _made(self) -> list[AnnotationRow]:
        if self._rows is None:
            self._rows = list(map(AnnotationRow._make, zip(*self.columns, strict=True)))
        return self._rows

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, AnnotationTable | list) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as of a list

    def __repr__(self) -> str:
        return f"{type(self).__name__}.of({self._made()})"

    def __len__(self) -> int:
        return len(self.columns.id)

    def __iter__(self) -> Iterator[AnnotationRow]:
        return iter(self._made())

    @overload
    def __getitem__(self, at: int) -> AnnotationRow: ...
    @overload
    def __getitem__(self, at: slice) -> list[AnnotationRow]: ...
    def __getitem__(self, at: int | slice) -> AnnotationRow | list[AnnotationRow]:
        return self._made()[at]

    def of_layer(self, layer: str) -> AnnotationColumns:
        """Return the annotations of one layer."""
        if self.columns.layer.count(layer) == len(self):
            return self.columns
        return AnnotationColumns(*zip(*[row for row in self._made() if row.layer == layer], strict=True))


class RelationRow(NamedTuple):
    """One relation whose head is in the article. `attributes` is a JSON object of what is set."""

    id: str
    layer: str
    label: str
    head: str
    child: str
    child_article_id: str
    attributes: str


class ProgressRow(NamedTuple):
    """The state that an annotator reached in the article, and when (ms since 1970)."""

    layer: str
    state: str
    at_ms: int


class StoredArticle(NamedTuple):
    """One article with all that hangs on it, in storage order. Annotations are in no promised order."""

    article: Article
    text: str
    annotations: Sequence[AnnotationRow]
    relations: list[RelationRow]
    progress: list[ProgressRow]
