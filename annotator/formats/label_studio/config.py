"""The labelling configuration of a schema: labels, a field for each attribute, relations."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from annotator.domain.schema import Attribute, AttributeType, RelationType, Schema

SPAN_CONTROL, TEXT_OBJECT = "span-label", "article-text"
"""Names with a hyphen, which no attribute has."""
NEXT_FRAGMENT = "next-fragment"
"""The relation from one fragment of an interrupted span to the next; no relation type has a hyphen in its name."""
CHOOSING = frozenset({AttributeType.CHOICE, AttributeType.MULTICHOICE, AttributeType.BOOLEAN})
"""Attributes that become choices. All others are typed in."""


def labelling_config(schema: Schema) -> str:
    """Return the XML that a Label Studio project is set up with before tasks are imported."""
    lines = [
        "<View>",
        f"  <Labels name={quoteattr(SPAN_CONTROL)} toName={quoteattr(TEXT_OBJECT)}>",
        *(f"    {_label(label.name, label.color, label.key)}" for label in schema.labels),
        "  </Labels>",
        f'  <Text name={quoteattr(TEXT_OBJECT)} value="$text"/>',
        *(f"  {line}" for line in _relations(schema)),
        *(f"  {line}" for attribute in schema.attributes for line in _field(schema, attribute)),
        "</View>",
        "",
    ]
    return "\n".join(lines)


def _label(name: str, color: str, key: str | None) -> str:
    hotkey = f" hotkey={quoteattr(key)}" if key else ""
    return f"<Label value={quoteattr(name)} background={quoteattr(color)}{hotkey}/>"


def _relations(schema: Schema) -> Iterator[str]:
    yield "<Relations>"
    yield f"  <Relation value={quoteattr(NEXT_FRAGMENT)}/>"
    for relation in schema.relations:
        yield f"  <Relation value={quoteattr(relation.name)}/>"
    for value in dict.fromkeys(value for relation in schema.relations for value in _values(schema, relation)):
        yield f"  <Relation value={quoteattr(value)}/>"
    yield "</Relations>"


def _values(schema: Schema, relation: RelationType) -> Iterator[str]:
    """Yield the values that can be listed of a relation's attributes, as relations carry them."""
    for name in relation.attributes:
        for value in options(schema.attribute(name)):
            yield relation_value(name, value)


def relation_value(attribute: str, value: str) -> str:
    """Return the value of a relation's attribute as a relation of Label Studio carries it: as one more label."""
    return f"{attribute}={value}"


def options(attribute: Attribute) -> tuple[str, ...]:
    """Return the values that can be chosen for an attribute."""
    return ("true", "false") if attribute.type == AttributeType.BOOLEAN else attribute.values


def _field(schema: Schema, attribute: Attribute) -> Iterator[str]:
    """Yield the field of an attribute, which shows for spans of the labels that have it."""
    owners = [label.name for label in schema.labels if attribute.name in label.attributes]
    if not owners:
        return
    where = f"whenTagName={quoteattr(SPAN_CONTROL)} whenLabelValue={quoteattr(','.join(owners))}"
    common = f'name={quoteattr(attribute.name)} toName={quoteattr(TEXT_OBJECT)} perRegion="true" {where}'
    yield f'<View visibleWhen="region-selected" {where}>'
    yield f'  <Header value={quoteattr(attribute.title)} size="6"/>'
    if attribute.type in CHOOSING:
        number = "multiple" if attribute.type == AttributeType.MULTICHOICE else "single"
        yield f'  <Choices {common} choice="{number}">'
        for value in options(attribute):
            yield f"    <Choice value={quoteattr(value)}/>"
        yield "  </Choices>"
    else:
        yield f'  <TextArea {common} maxSubmissions="1" editable="true"/>'
    yield "</View>"
