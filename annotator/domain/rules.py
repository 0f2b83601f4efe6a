"""What the schema allows: values, which attributes a form shows, what is missing, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from annotator.domain.annotation import Annotation, AttributeValue, Relation
from annotator.domain.errors import RuleError
from annotator.domain.schema import Attribute, AttributeType, Schema, ShowWhen
from annotator.domain.span import is_canonical
from annotator.domain.values import coerce_value, shown

Values = Mapping[str, AttributeValue]
"""Attribute name -> value, holding what is set."""


def coerce(attribute: Attribute, raw: object) -> AttributeValue:
    """Return `raw` as a value of the attribute, None for empty. Raises RuleError, which says what to write."""
    try:
        return coerce_value(attribute.type, attribute.values, raw)
    except RuleError as error:
        raise replace(error, where=attribute.title) from None


def visible(schema: Schema, label: str, attributes: Values, opened: Set[str] = frozenset()) -> tuple[Attribute, ...]:
    """Return the attributes that the form of a label shows, in its order.

    `opened` names the on-demand attributes that were asked for. Raises RuleError for an unknown label.
    """
    return shown_attributes(schema.attributes_of(label), attributes, opened)


def shown_attributes(
    form: Sequence[Attribute], attributes: Values, opened: Set[str] = frozenset()
) -> tuple[Attribute, ...]:
    """Return those of a form's attributes (of a label or a relation) that are shown with these values."""
    by_name = {attribute.name: attribute for attribute in form}
    decided: dict[str, bool] = {}

    def is_shown(attribute: Attribute) -> bool:
        name = attribute.name
        if name not in decided:
            wanted = not attribute.on_demand or attributes.get(name) is not None or name in opened
            condition = attribute.show_when
            decided[name] = wanted and (
                condition is None
                or (is_shown(by_name[condition.attribute]) and holds(condition, attributes.get(condition.attribute)))
            )
        return decided[name]

    return tuple(attribute for attribute in form if is_shown(attribute))


def holds(condition: ShowWhen, value: AttributeValue) -> bool:
    """Tell whether a condition holds while the attribute it looks at has this value (None: not set)."""
    held: tuple[object, ...] = value if isinstance(value, tuple) else () if value is None else (value,)
    if condition.is_ and not any(item in condition.is_ for item in held):
        return False
    if condition.is_not and any(item in condition.is_not for item in held):
        return False
    return condition.filled is None or condition.filled == bool(held)


def missing(schema: Schema, annotation: Annotation) -> tuple[str, ...]:
    """Return the names of the required attributes that are shown but not set, in form order."""
    return tuple(
        attribute.name
        for attribute in visible(schema, annotation.label, annotation.attributes)
        if attribute.required and annotation.attributes.get(attribute.name) is None
    )


def check_annotation(schema: Schema, annotation: Annotation, text_length: int) -> list[str]:
    """Return what is wrong with an annotation in plain sentences; `text_length` is in code points."""
    problems = []
    if not is_canonical(annotation.fragments, text_length):
        problems.append(f"the fragments are not ascending, apart and within the text of {text_length} characters")
    try:
        form = schema.attributes_of(annotation.label)
    except RuleError:
        return [*problems, f"the schema has no label {shown(annotation.label)}"]
    return problems + check_attributes(form, f"label {shown(annotation.label)}", annotation.attributes)


def check_relation(schema: Schema, relation: Relation, head_label: str, child_label: str) -> list[str]:
    """Return what is wrong with a relation between annotations of these labels, in plain sentences."""
    try:
        kind = schema.relation(relation.label)
    except RuleError:
        return [f"the schema has no relation {shown(relation.label)}"]
    problems = []
    if not schema.allows(kind.name, head_label, child_label):
        problems.append(f"{shown(kind.name)} cannot link {shown(head_label)} to {shown(child_label)}")
    if not kind.across_articles and relation.article_id != relation.child_article_id:
        problems.append(f"{shown(kind.name)} cannot link annotations of two articles")
    form = schema.attributes_of_relation(kind.name)
    return problems + check_attributes(form, f"relation {shown(kind.name)}", relation.attributes)


def check_attributes(form: Sequence[Attribute], owner: str, attributes: Values) -> list[str]:
    """Return what is wrong with the values of a label's or relation's attributes."""
    by_name = {attribute.name: attribute for attribute in form}
    problems = []
    for name, value in attributes.items():
        if name not in by_name:
            problems.append(f"{shown(name)} is not an attribute of the {owner}")
        elif not _fits(by_name[name], value):
            attribute = by_name[name]
            within = f" ({', '.join(attribute.values)})" if attribute.choices else ""
            problems.append(f"{shown(value)} is not a value of {shown(name)}, which is a {attribute.type}{within}")
    return problems


def _fits(attribute: Attribute, value: AttributeValue) -> bool:
    try:
        fitting = coerce(attribute, value)
    except RuleError:
        return False
    return fitting is not None and type(fitting) is type(value) and fitting == value


def is_duplicate(a: Annotation, b: Annotation) -> bool:
    """Tell whether two annotations say the same of the same span in the same layer of the same article."""
    return (a.article_id, a.layer, a.label, a.fragments) == (b.article_id, b.layer, b.label, b.fragments)


def closed_attributes(schema: Schema) -> tuple[str, ...]:
    """Return the names of all attributes in schema order: the keys of every gold record's attributes."""
    return tuple(attribute.name for attribute in schema.attributes)


def closed(schema: Schema, attributes: Values) -> dict[str, object]:
    """Return the values as the gold record has them: every key there, None if not set, float, list.

    Raises RuleError for an attribute the schema does not have, so that no value is left out.
    """
    for name in attributes:
        schema.attribute(name)
    return {attribute.name: _closed_value(attribute, attributes.get(attribute.name)) for attribute in schema.attributes}


def _closed_value(attribute: Attribute, value: AttributeValue) -> object:
    if value is None:
        return None
    if isinstance(value, tuple):
        return list(value)
    if attribute.type == AttributeType.NUMBER and isinstance(value, int | float):
        return float(value)
    return value
