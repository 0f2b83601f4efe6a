"""What is still missing before an export."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from annotator.domain.article import State
from annotator.domain.errors import CancelledError
from annotator.domain.rules import missing
from annotator.domain.schema import Schema
from annotator.domain.span import surface
from annotator.storage.project_file import ProjectFile

MOST_INCOMPLETE = 200
"""Annotations that are looked for; there may be more."""
_BATCH = 200


class Incomplete(NamedTuple):
    """An annotation that lacks required values: its article's title, its words, the titles of the attributes."""

    article_title: str
    words: str
    attributes: tuple[str, ...]


def incomplete_annotations(
    file: ProjectFile, schema: Schema, layer: str, *, cancelled: Callable[[], bool] | None = None
) -> list[Incomplete]:
    """Return annotations of finished articles that lack required values, in import order, at most 200.

    Raises CancelledError.
    """
    found: list[Incomplete] = []
    start = 0
    while len(found) < MOST_INCOMPLETE and (ids := file.article_ids(start, _BATCH)):
        start += _BATCH
        states = file.states(ids, layer)
        for article in file.articles([key for key in ids if states.get(key) == State.FINISHED]):
            if cancelled is not None and cancelled():
                raise CancelledError
            lacking = [(each, missing(schema, each)) for each in file.annotations(article.id, layer)]
            text = file.text(article.id) if any(names for _, names in lacking) else ""
            found += [
                Incomplete(
                    article.title or article.file,
                    surface(text, each.fragments),
                    tuple(schema.attribute(name).title for name in names),
                )
                for each, names in lacking
                if names
            ]
    return found[:MOST_INCOMPLETE]
