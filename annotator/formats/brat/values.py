"""Attributes of brat lines as values of the schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from annotator.domain.annotation import AttributeValue
from annotator.domain.errors import RuleError
from annotator.domain.rules import coerce
from annotator.domain.schema import Attribute, AttributeType
from annotator.domain.values import shown
from annotator.formats.brat.lines import AttributeLine

Values = dict[str, AttributeValue]


class NoValueError(ValueError):
    """An attribute that cannot be taken; the message is a plain sentence without a full stop."""


def named(name: str, names: Iterable[str]) -> str | None:
    """Return the one of `names` that is meant: the same, or the same but for capitals, which brat's names have."""
    names = list(names)
    return name if name in names else next((one for one in names if one == name.lower()), None)


def attribute_of(line: AttributeLine, schema: Sequence[Attribute], form: Iterable[str] | None, owner: str) -> Attribute:
    """Return the attribute that a line sets. `form` names those of its owner, None if it may have any.

    Raises NoValueError if the schema or the owner has none of that name.
    """
    by_name = {attribute.name: attribute for attribute in schema}
    name = named(line.name, by_name)
    if name is None:
        raise NoValueError(f"The schema has no attribute {shown(line.name)}")
    if form is not None and name not in form:
        raise NoValueError(f"{shown(name)} is not an attribute of {shown(owner)}")
    return by_name[name]


def set_value(values: Values, attribute: Attribute, raw: str | None, targets: Mapping[str, str]) -> None:
    """Set what a line says. Several lines of a multichoice add up; otherwise a second value is refused.

    `targets` maps the ids of the file to those of the annotations that were made of them. Raises NoValueError.
    """
    old = values.get(attribute.name)
    new = _value(attribute, raw, targets)
    if attribute.type == AttributeType.MULTICHOICE and isinstance(old, tuple) and isinstance(new, tuple):
        new = coerce(attribute, [*old, *new])
    elif old is not None and old != new:
        raise NoValueError(f"{shown(attribute.name)} has another value already: {shown(old)}")
    values[attribute.name] = new


def _value(attribute: Attribute, raw: str | None, targets: Mapping[str, str]) -> AttributeValue:
    if attribute.type == AttributeType.REFERENCE:
        if raw is None or raw not in targets:
            raise NoValueError(f"{shown(raw or '')} is no annotation that was taken")
        return targets[raw]
    if raw is None and attribute.type != AttributeType.BOOLEAN:
        raise NoValueError(f"{shown(attribute.name)} needs a value")
    try:
        return coerce(attribute, True if raw is None else raw)
    except RuleError as error:
        raise NoValueError(f"{shown(attribute.name)}: {error.what}. {error.remedy}") from None
