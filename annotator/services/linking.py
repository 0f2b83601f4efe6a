"""What becomes of relations when a person links annotations: changes, not yet applied."""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.annotation import Annotation, AttributeValue, Relation
from annotator.domain.edit import Change
from annotator.domain.errors import RuleError
from annotator.domain.identity import RELATION, Mint
from annotator.domain.rules import coerce
from annotator.domain.schema import Schema
from annotator.services.desk import ArticleDesk
from annotator.services.tagging import Changes, annotation_of


def relate(
    desk: ArticleDesk, schema: Schema, mint: Mint, label: str, head_id: str, child: Annotation, raw: dict[str, object]
) -> Changes:
    """Link an annotation of this article to a child, here or in another article.

    Raises RuleError where the schema does not allow it, for a doubled relation, and for one of an annotation to itself.
    """
    head = annotation_of(desk, head_id)
    kind = schema.relation(label)
    if not schema.allows(label, head.label, child.label):
        raise RuleError(
            f"{kind.title} does not go from {head.label} to {child.label}",
            remedy=f"It goes from {', '.join(kind.head)} to {', '.join(kind.child)}",
        )
    if child.layer != desk.layer:
        raise RuleError(f"This is in the layer of {child.layer}", remedy="Link it to an annotation of your own")
    if head.id == child.id:
        raise RuleError("An annotation cannot be related to itself")
    if child.article_id != desk.article.id and not kind.across_articles:
        raise RuleError(f"{kind.title} stays within one article")
    if any((link.label, link.head, link.child) == (label, head.id, child.id) for link in desk.relations_of(head.id)):
        raise RuleError("The two are related so already")
    attributes = {
        name: coerce(schema.attribute(name), raw.get(name, schema.attribute(name).default)) for name in kind.attributes
    }
    link = Relation(
        mint.new(RELATION), desk.article.id, desk.layer, label, head.id, child.id, child.article_id, _set(attributes)
    )
    return (Change(None, link),)


def set_relation_attribute(desk: ArticleDesk, schema: Schema, relation_id: str, name: str, raw: object) -> Changes:
    """Set or clear an attribute of a relation."""
    before = relation_of(desk, relation_id)
    if name not in schema.relation(before.label).attributes:
        raise RuleError(f"{name} is not an attribute of {schema.relation(before.label).title}")
    value = coerce(schema.attribute(name), raw)
    after = replace(before, attributes=_set({**before.attributes, name: value}))
    return (Change(before, after),) if after != before else ()


def unrelate(desk: ArticleDesk, relation_id: str) -> Changes:
    """Delete a relation."""
    return (Change(relation_of(desk, relation_id), None),)


def relation_of(desk: ArticleDesk, relation_id: str) -> Relation:
    """Return a relation on the desk. Raises RuleError if it is not there (any more)."""
    found = desk.relations.get(relation_id)
    if found is None:
        raise RuleError("The relation is not there any more", where=relation_id)
    return found


def _set(attributes: dict[str, AttributeValue]) -> dict[str, AttributeValue]:
    return {name: value for name, value in attributes.items() if value is not None}
