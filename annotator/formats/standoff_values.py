"""What a foreign file says of attributes, as values of the schema."""

from __future__ import annotations

from collections.abc import Container, Mapping
from contextlib import suppress

import orjson

from annotator.domain.annotation import AttributeValue
from annotator.domain.errors import RuleError
from annotator.domain.rules import coerce
from annotator.domain.schema import Attribute, AttributeType
from annotator.domain.values import shown
from annotator.formats.annotated import is_annotation_id
from annotator.formats.standoff import FoundValue

Values = dict[str, AttributeValue]


class NoValueError(ValueError):
    """An attribute that cannot be taken; the message is a plain sentence without a full stop."""


def named(name: str, names: Container[str]) -> str | None:
    """Return the one of `names` that is meant: the same, or the same but for capitals, which names here lack."""
    return name if name in names else next((one for one in (name.lower(),) if one in names), None)


def attribute_of(
    found: FoundValue, attributes: Mapping[str, Attribute], form: Container[str] | None, owner: str
) -> Attribute:
    """Return the attribute that is set. `form` names those of its owner, None if it may have any.

    Raises NoValueError if the schema or the owner has none of that name.
    """
    name = named(found.name, attributes)
    if name is None:
        raise NoValueError(f"The schema has no attribute {shown(found.name)}")
    if form is not None and name not in form:
        raise NoValueError(f"{shown(name)} is not an attribute of {shown(owner)}")
    return attributes[name]


def set_value(values: Values, attribute: Attribute, raw: object, targets: Mapping[str, str]) -> None:
    """Set what a file says. Several values of a multichoice add up; otherwise a second value is refused.

    `targets` maps the ids of the file to those of the annotations that were made of them. Raises NoValueError.
    """
    old = values.get(attribute.name)
    new = _value(attribute, raw, targets)
    if new is None:
        return
    if attribute.type == AttributeType.MULTICHOICE and isinstance(old, tuple) and isinstance(new, tuple):
        new = coerce(attribute, [*old, *new])
    elif old is not None and old != new:
        raise NoValueError(f"{shown(attribute.name)} has another value already: {shown(old)}")
    values[attribute.name] = new


def _value(attribute: Attribute, raw: object, targets: Mapping[str, str]) -> AttributeValue:
    if attribute.type == AttributeType.REFERENCE:
        return _target(raw, targets)
    if isinstance(raw, dict) or (isinstance(raw, list) and any(isinstance(one, list | dict) for one in raw)):
        raise NoValueError(f"{shown(attribute.name)} takes no values inside of values")
    if raw is None and attribute.type != AttributeType.BOOLEAN:
        raise NoValueError(f"{shown(attribute.name)} needs a value")
    if attribute.type == AttributeType.MULTICHOICE:
        raw = _several(raw, attribute.values)
    try:
        return coerce(attribute, True if raw is None else raw)
    except RuleError as error:
        raise NoValueError(f"{shown(attribute.name)}: {error.what}. {error.remedy}") from None


def _several(raw: object, choices: Container[str]) -> object:
    """Return the values of a multichoice that are written as a JSON list of texts, and anything else as it is."""
    if isinstance(raw, str) and raw.startswith("[") and raw not in choices:
        with suppress(orjson.JSONDecodeError):
            found = orjson.loads(raw)
            if isinstance(found, list) and all(isinstance(one, str) for one in found):
                return found
    return raw


def _target(raw: object, targets: Mapping[str, str]) -> str:
    """Return the annotation that a reference names; one that the file does not hold may be in another article."""
    name = raw if isinstance(raw, str) else str(raw) if type(raw) is int else ""
    if name in targets:
        return targets[name]
    if is_annotation_id(name):
        return name
    raise NoValueError(f"{shown(name)} is no annotation that was taken")
