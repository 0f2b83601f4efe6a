"""Whose layer an edit may change: the annotator's own, and the gold layer, which is everybody's work.

What comes in by other ways changes nothing that another person did: a merge brings that person's own edits, and an
import of several layers only begins layers, see `services.layers`.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotator.domain.annotation import GOLD, Annotation, Relation, Setting
from annotator.domain.edit import Change
from annotator.domain.errors import RuleError


def check_own(author: str, changes: Sequence[Change]) -> None:
    """Raise RuleError if a change is of a layer that is neither the author's nor gold.

    One edit reaches into every layer: a change of the schema, which may rewrite annotations and relations so that
    they fit it. It may not add or delete any, nor move spans and ends.
    """
    for change in changes:
        for record in (change.before, change.after):
            layer = getattr(record, "layer", author)
            if layer not in (author, GOLD) and not (_is_rewriting(change) and _changes_schema(changes)):
                raise RuleError(
                    f"This is in the layer of {layer}, and only {layer} can change it",
                    where=getattr(record, "id", "") or getattr(record, "article_id", ""),
                    remedy="Settle differences by adjudication; both versions stay",
                )


def _changes_schema(changes: Sequence[Change]) -> bool:
    return any(isinstance(change.record, Setting) and change.record.key == "schema" for change in changes)


def _is_rewriting(change: Change) -> bool:
    """Tell whether a change leaves an object whose and where it was."""
    match change.before, change.after:
        case Annotation() as before, Annotation() as after:
            return (before.layer, before.fragments, before.note) == (after.layer, after.fragments, after.note)
        case Relation() as before, Relation() as after:
            ends = (before.head, before.child, before.child_article_id)
            return before.layer == after.layer and ends == (after.head, after.child, after.child_article_id)
        case _:
            return False
