"""Filling attributes by rule: what a rule filled stays a rule's until a person confirms or edits it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from annotator.domain.annotation import Annotation, AttributeValue, Provenance
from annotator.domain.errors import RuleError
from annotator.domain.rules import coerce, visible
from annotator.domain.schema import Attribute, Schema
from annotator.suggestions.fillers import FILLERS, FillContext

KEPT = (Provenance.CONFIRMED, Provenance.EDITED)


def fill(schema: Schema, annotation: Annotation, text: str, published: str, opened: Collection[str] = ()) -> Annotation:
    """Return the annotation with every attribute filled that a rule or a default can fill.

    Values that a person confirmed or edited stay, unless the schema's conditions hide them: a hidden attribute does
    not apply and has no value. Attributes on demand are filled only if they are set already or named in `opened`.
    """
    attributes = dict(annotation.attributes)
    provenance = dict(annotation.provenance)
    for attribute in schema.attributes_of(annotation.label):
        name = attribute.name
        if provenance.get(name) in KEPT and not attribute.computed:
            continue
        if attribute.on_demand and name not in attributes and name not in opened:
            continue
        value = _rule_value(attribute, annotation, text, published, attributes)
        attributes.pop(name, None)
        provenance.pop(name, None)
        if value is not None:
            attributes[name], provenance[name] = value, Provenance.AUTO
    return _without_hidden(schema, annotation, attributes, provenance)


def _rule_value(
    attribute: Attribute, annotation: Annotation, text: str, published: str, attributes: Mapping[str, AttributeValue]
) -> AttributeValue:
    value: AttributeValue = None
    if attribute.auto is not None and attribute.auto in FILLERS:
        context = FillContext(text, annotation.fragments, annotation.label, published or None, dict(attributes))
        value = FILLERS[attribute.auto](context)
    try:
        value = coerce(attribute, value)
    except RuleError:
        value = None  # a rule's guess that the schema does not allow is no guess
    return value if value is not None else coerce(attribute, attribute.default)


def _without_hidden(
    schema: Schema,
    annotation: Annotation,
    attributes: Mapping[str, AttributeValue],
    provenance: Mapping[str, Provenance],
) -> Annotation:
    shown = {attribute.name for attribute in visible(schema, annotation.label, attributes)}
    return replace(
        annotation,
        attributes={name: value for name, value in attributes.items() if name in shown},
        provenance={name: origin for name, origin in provenance.items() if name in shown},
    )
