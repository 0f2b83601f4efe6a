"""What a person may want to enter: suggestions for text attributes and annotations to refer to, nearest first."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.domain.annotation import Annotation
from annotator.domain.schema import AttributeType, Schema
from annotator.services.desk import ArticleDesk
from annotator.suggestions.names import name_candidates

_AROUND = 30_000
"""How far from the annotation other annotations are looked at, in code points."""
_MOST = 40


def value_suggestions(desk: ArticleDesk, schema: Schema, annotation: Annotation, name: str) -> list[str]:
    """Return what a text attribute may be: what the article has already, then what the schema lists.

    Where the schema lists nothing, names in the text are offered, those near the annotation first.
    """
    attribute = schema.attribute(name)
    if attribute.type != AttributeType.TEXT:
        return []
    found = dict.fromkeys(_used(desk, annotation, name))
    if attribute.suggestions:
        found |= dict.fromkeys(attribute.suggestions)
    else:
        found |= dict.fromkeys(name_candidates(desk.text, annotation.fragments))
    return list(found)[:_MOST]


def _used(desk: ArticleDesk, annotation: Annotation, name: str) -> Iterator[str]:
    near = sorted(
        (other for other in _around(desk, annotation) if isinstance(other.attributes.get(name), str)),
        key=lambda other: _gap(annotation, other),
    )
    return (str(other.attributes[name]) for other in near if other.id != annotation.id)


def _around(desk: ArticleDesk, annotation: Annotation) -> list[Annotation]:
    return desk.touching(max(0, annotation.start - _AROUND), annotation.end + _AROUND)


def _gap(annotation: Annotation, other: Annotation) -> int:
    return max(other.start - annotation.end, annotation.start - other.end, 0)


def nearest_annotations(desk: ArticleDesk, annotation: Annotation, limit: int = 200) -> list[Annotation]:
    """Return other annotations of the article, nearest first."""
    others = (other for other in _around(desk, annotation) if other.id != annotation.id)
    return sorted(others, key=lambda other: (_gap(annotation, other), other.order))[:limit]
