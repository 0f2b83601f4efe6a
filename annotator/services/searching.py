"""Finding words in the whole project."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from annotator.domain.annotation import Annotation
from annotator.domain.span import surface
from annotator.domain.views import SearchHit
from annotator.services.projects import read_project
from annotator.storage.matching import Needle
from annotator.storage.project_file import ProjectFile

_LIMIT = 60


class FoundAnnotation(NamedTuple):
    """An annotation, its words, and the title of its article."""

    annotation: Annotation
    words: str
    article_title: str


def search_project(path: Path, query: str, *, label: str | None = None, limit: int = 200) -> list[SearchHit]:
    """Return where the words of `query` are in titles, texts, annotations and notes of any layer, in import order."""
    with read_project(path) as file:
        return file.search(query, layer=None, label=label, limit=limit)


def places_of(query: str, text: str) -> list[tuple[int, int]]:
    """Return where a search for `query` finds something in a text, as code points."""
    return list(Needle(query).all(text))


def find_annotations(
    file: ProjectFile,
    query: str,
    layer: str,
    labels: Sequence[str],
    *,
    without_article: str = "",
    limit: int = _LIMIT,
    cancelled: Callable[[], bool] | None = None,
) -> list[FoundAnnotation]:
    """Return annotations of these labels in a layer whose words or note hold `query`, in import order.

    Those in the article `without_article` are left out; an empty query finds all. Raises CancelledError.
    """
    found: list[FoundAnnotation] = []
    titles: dict[str, str] = {}
    for label in labels:
        for hit in file.search(query, layer=layer, label=label, limit=2 * limit, cancelled=cancelled):
            annotation = file.annotation(hit.article_id, hit.annotation_id)
            if annotation is None or hit.article_id == without_article or len(found) >= limit:
                continue
            if hit.article_id not in titles:
                article = file.articles([hit.article_id])[0]
                titles[hit.article_id] = article.title or article.file
            words = surface(file.text(hit.article_id), annotation.fragments)
            found.append(FoundAnnotation(annotation, words, titles[hit.article_id]))
    return found


def words_of(file: ProjectFile, article_id: str, annotation_id: str) -> str:
    """Return the words of an annotation in another article with that article's title, or "" if it is not there."""
    annotation = file.annotation(article_id, annotation_id)
    articles = file.articles([article_id])
    if annotation is None or not articles:
        return ""
    return f"{surface(file.text(article_id), annotation.fragments)} ({articles[0].title or articles[0].file})"
