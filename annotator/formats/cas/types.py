"""The type system of a schema: a type for each label and each relation, with its attributes as features.

Names of a schema are made of a to z, digits and _, so nothing here needs escaping.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from annotator.domain.schema import Attribute, AttributeType, Schema

STRING, DOUBLE, BOOLEAN, STRING_ARRAY = "uima.cas.String", "uima.cas.Double", "uima.cas.Boolean", "uima.cas.StringArray"
FS_ARRAY, ANNOTATION, DOCUMENT = "uima.cas.FSArray", "uima.tcas.Annotation", "uima.tcas.DocumentAnnotation"
ARTICLE, FRAGMENT, SPAN, RELATION = "annotator.Article", "annotator.Fragment", "annotator.Span", "annotator.Relation"
ABOUT = ("identifier", "title", "publisher", "author", "published", "url", "file", "annotator", "state")
"""The features of the article. Its language has a place in every CAS."""
_TAKEN = frozenset(
    "begin end sofa language identifier note fragments head child type self id address view cas xmi uima".split()
)
"""Names that a feature has already, or that a reader of CAS files gives a meaning of its own."""
_RANGES = {
    AttributeType.NUMBER: DOUBLE,
    AttributeType.BOOLEAN: BOOLEAN,
    AttributeType.MULTICHOICE: STRING_ARRAY,
}


class CasFeature(NamedTuple):
    """A feature with the type of its values, and that of its elements if it is an array of structures."""

    name: str
    range: str
    elements: str = ""


class CasType(NamedTuple):
    """A type, the one that it refines, and the features that it adds."""

    name: str
    supertype: str
    features: tuple[CasFeature, ...]


def span_type(label: str) -> str:
    """Return the name of the type of a label."""
    return f"annotator.span.{label}"


def relation_type(name: str) -> str:
    """Return the name of the type of a relation."""
    return f"annotator.relation.{name}"


def feature_name(attribute: str) -> str:
    """Return the feature of an attribute: its name, or `attributeName` where that is taken. Names have no capitals."""
    return f"attribute{attribute.capitalize()}" if attribute in _TAKEN else attribute


def attribute_name(feature: str) -> str:
    """Return the attribute that `feature_name` made a feature of."""
    rest = feature.removeprefix("attribute")
    return rest.lower() if rest != feature and rest.lower() in _TAKEN and rest[:1].isupper() else feature


def type_system(schema: Schema) -> list[CasType]:
    """Return the types of a schema, each after the one that it refines."""
    return [
        CasType(ARTICLE, DOCUMENT, tuple(CasFeature(name, STRING) for name in ABOUT)),
        CasType(FRAGMENT, ANNOTATION, ()),
        CasType(
            SPAN,
            ANNOTATION,
            (CasFeature("identifier", STRING), CasFeature("note", STRING), CasFeature("fragments", FS_ARRAY, FRAGMENT)),
        ),
        CasType(
            RELATION,
            ANNOTATION,
            (
                CasFeature("identifier", STRING),
                CasFeature("head", SPAN),
                CasFeature("child", SPAN),
                CasFeature("childIdentifier", STRING),
                CasFeature("childArticle", STRING),
            ),
        ),
        *(CasType(span_type(item.name), SPAN, _features(schema.attributes_of(item.name))) for item in schema.labels),
        *(
            CasType(relation_type(item.name), RELATION, _features(schema.attributes_of_relation(item.name)))
            for item in schema.relations
        ),
    ]


def _features(attributes: Iterable[Attribute]) -> tuple[CasFeature, ...]:
    return tuple(CasFeature(feature_name(item.name), _RANGES.get(item.type, STRING)) for item in attributes)


def as_xml(types: Iterable[CasType]) -> str:
    """Return the type system description that UIMA and INCEpTION read."""
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">',
            "  <types>",
            *(f"    {line}" for one in types for line in _type_lines(one)),
            "  </types>",
            "</typeSystemDescription>",
            "",
        ]
    )


def _type_lines(one: CasType) -> Iterator[str]:
    yield "<typeDescription>"
    yield f"  <name>{one.name}</name>"
    yield "  <description/>"
    yield f"  <supertypeName>{one.supertype}</supertypeName>"
    yield "  <features>"
    for feature in one.features:
        elements = f"<elementType>{feature.elements}</elementType>" if feature.elements else ""
        parts = f"<name>{feature.name}</name><description/><rangeTypeName>{feature.range}</rangeTypeName>{elements}"
        yield f"    <featureDescription>{parts}</featureDescription>"
    yield "  </features>"
    yield "</typeDescription>"


def as_json(types: Iterable[CasType]) -> dict[str, Any]:
    """Return the types as a CAS in JSON holds them."""
    return {
        one.name: {
            "%NAME": one.name,
            "%SUPER_TYPE": one.supertype,
            **{item.name: {"%NAME": item.name, "%RANGE": _json_range(item)} for item in one.features},
        }
        for one in types
    }


def _json_range(feature: CasFeature) -> str:
    if feature.range == STRING_ARRAY:
        return f"{STRING}[]"
    return f"{feature.elements}[]" if feature.range == FS_ARRAY else feature.range
