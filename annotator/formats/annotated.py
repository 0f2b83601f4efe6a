"""What a reader of an annotated format yields, whatever the format: one article with one layer, as rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from annotator.domain.article import Article
from annotator.domain.errors import InputError
from annotator.domain.identity import ANNOTATION, RELATION
from annotator.domain.stored import AnnotationRow, ProgressRow, RelationRow

_OBJECT_ID = re.compile(r"([sr])_[0-9a-hjkmnp-tv-z]{16}_[0-9a-hjkmnp-tv-z]{1,8}")


def is_annotation_id(name: str) -> bool:
    """Tell whether a project could have made an annotation of that id."""
    return name[:1] == ANNOTATION and _OBJECT_ID.fullmatch(name) is not None


def is_relation_id(name: str) -> bool:
    """Tell whether a project could have made a relation of that id."""
    return name[:1] == RELATION and _OBJECT_ID.fullmatch(name) is not None


class UnknownLabelsError(InputError):
    """Labels that the schema lacks, and that were neither mapped nor are to be added. `labels` lists them."""

    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """One article with the annotations of one layer, as rows for the project.

    `layer` is the annotator that the file names, or what the caller gave; `named` tells which. Rows keep the
    ids they came with; `foreign_ids` are those that no project could have made, so they need new ones. `progress` is
    None where it is not known; unless `begun`, the annotator has not begun. `new_labels` maps labels that the schema
    lacks to the attributes they are used with; whether relations may link them is for whoever adds them to say.
    `lacking` counts the annotations of such labels, by what the file calls them and the name that they have here.
    """

    where: str
    article: Article
    text: str
    layer: str
    annotations: list[AnnotationRow]
    relations: list[RelationRow]
    progress: ProgressRow | None
    split: str | None
    foreign_ids: frozenset[str]
    new_labels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    named: bool = False
    begun: bool = True
    lacking: Mapping[tuple[str, str], int] = field(default_factory=dict)


def unknown_labels(labels: Iterable[str], where: str) -> UnknownLabelsError:
    """Return the error for labels that the schema lacks."""
    names = sorted(set(labels))
    error = UnknownLabelsError(
        f"The schema lacks these labels: {', '.join(names)}",
        where=where,
        remedy="Map them to labels it has (--map OLD=new), or add them (--add-labels)",
    )
    error.labels = tuple(names)
    return error
