"""Rows as the project file keeps them, for paths too long to build an object per annotation.

JSON in these rows was validated when it was written and may be spliced into an export as it is.
"""

from __future__ import annotations

from typing import NamedTuple

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
    annotations: list[AnnotationRow]
    relations: list[RelationRow]
    progress: list[ProgressRow]
