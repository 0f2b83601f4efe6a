"""A schema with all seven attribute types, and strategies that make schemas and values."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from annotator.domain.annotation import Annotation, AttributeValue, Provenance
from annotator.domain.identity import object_id
from annotator.domain.schema import Attribute, AttributeType, Schema
from annotator.domain.schema_parts import MEASURES
from annotator.domain.span import fragments_of

DEVICE = "0123456789abcdef"

VERDICTS: dict[str, Any] = {
    "name": "verdicts",
    "title": "Court reports",
    "labels": [
        {
            "name": "ruling",
            "key": "1",
            "color": "#AA3300",
            "examples": ["the appeal was dismissed"],
            "attributes": ["outcome", "reasons", "fine", "paid", "decided", "appeals", "judge", "remark"],
        },
        {"name": "person", "short": "P", "color": "#0033aa", "attributes": ["judge"]},
    ],
    "attributes": [
        {
            "name": "outcome",
            "type": "choice",
            "required": True,
            "ordinal": True,
            "choices": [{"value": "upheld", "key": "u"}, {"value": "quashed"}, {"value": "fined", "key": "="}],
        },
        {"name": "reasons", "type": "multichoice", "choices": [{"value": v} for v in ("facts", "law", "form")]},
        {"name": "fine", "type": "number", "required": True, "show_when": {"attribute": "outcome", "is": ["fined"]}},
        {"name": "paid", "type": "boolean", "default": "no", "show_when": {"attribute": "fine", "filled": True}},
        {"name": "decided", "type": "date", "show_when": {"attribute": "reasons", "is": ["law"], "is_not": ["form"]}},
        {"name": "appeals", "type": "reference", "show_when": {"attribute": "paid", "is_not": [True]}},
        {"name": "judge", "type": "text", "suggestions": ["Ruiz", "Okafor"]},
        {"name": "remark", "type": "text", "on_demand": True, "agreement": "equality"},
    ],
    "relations": [
        {"name": "ruled_by", "head": ["ruling"], "child": ["person"]},
        {
            "name": "overrules",
            "head": ["ruling"],
            "child": ["ruling"],
            "across_articles": True,
            "attributes": ["judge"],
        },
    ],
}


def verdicts(**changes: Any) -> Schema:
    """Return the sample schema with some of its keys replaced."""
    return Schema.model_validate({**VERDICTS, **changes})


def annotation(label: str = "ruling", number: int = 1, **attributes: AttributeValue) -> Annotation:
    """Return an annotation of [0, 5) whose values were all edited by hand."""
    origins = dict.fromkeys(attributes, Provenance.EDITED)
    return Annotation(object_id("s", DEVICE, number), "a_1", "anna", label, fragments_of([(0, 5)]), attributes, origins)


names = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)
lines = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30)
prose = st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\t"), max_size=60)
filled_lines = lines.filter(lambda text: bool(text.strip()))
numbers = st.floats(allow_nan=False, allow_infinity=False)
dates = st.dates().map(str) | st.dates().map(lambda day: str(day)[:7]) | st.dates().map(lambda day: str(day)[:4])
references = st.integers(1, 10**6).map(lambda number: object_id("s", DEVICE, number))


def values_of(attribute: Attribute) -> st.SearchStrategy[AttributeValue]:
    """Return a strategy of values as the program keeps them, never None."""
    match attribute.type:
        case AttributeType.TEXT:
            return filled_lines.map(lambda text: " ".join(text.split()))
        case AttributeType.NUMBER:
            return numbers.map(lambda number: number + 0.0)
        case AttributeType.BOOLEAN:
            return st.booleans()
        case AttributeType.CHOICE:
            return st.sampled_from(attribute.values)
        case AttributeType.MULTICHOICE:
            some = st.sets(st.sampled_from(attribute.values), min_size=1)
            return some.map(lambda chosen: tuple(value for value in attribute.values if value in chosen))
        case AttributeType.DATE:
            return dates
        case AttributeType.REFERENCE:
            return references


@st.composite
def filled(draw: st.DrawFn, schema: Schema, label: str) -> dict[str, AttributeValue]:
    """Return values for some of the attributes of a label."""
    chosen = [attribute for attribute in schema.attributes_of(label) if draw(st.booleans())]
    return {attribute.name: draw(values_of(attribute)) for attribute in chosen}


@st.composite
def attributes(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """Return one attribute without a condition, as plain data."""
    kind = draw(st.sampled_from(AttributeType))
    made: dict[str, Any] = {"name": name, "title": draw(lines), "type": kind, "help": draw(prose)}
    if kind in (AttributeType.CHOICE, AttributeType.MULTICHOICE):
        values = draw(st.lists(filled_lines.map(str.strip), min_size=1, max_size=4, unique=True))
        made["choices"] = [{"value": value, "title": draw(lines)} for value in values]
        made["ordinal"] = kind == AttributeType.CHOICE and draw(st.booleans())
    made["on_demand"] = draw(st.booleans())
    made["required"] = draw(st.booleans()) and not made["on_demand"]
    made["computed"] = draw(st.booleans())
    made["auto"] = "rule" if made["computed"] else draw(st.none() | names)
    made["agreement"] = draw(st.none() | st.sampled_from(MEASURES[kind]))
    made["suggestions"] = draw(st.lists(lines, max_size=2))
    made["default"] = draw(st.none() | values_of(Attribute.model_validate(made)))
    return made


@st.composite
def forms(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return attributes as plain data, some of them shown depending on the one before."""
    found = [draw(attributes(name)) for name in draw(st.lists(names, max_size=5, unique=True))]
    for earlier, later in pairwise(found):
        other = Attribute.model_validate(earlier)
        value = draw(values_of(other))
        single = value[0] if isinstance(value, tuple) else value
        condition = draw(st.sampled_from([None, {"filled": True}, {"filled": False}, {"is": [single]}]))
        later["show_when"] = condition and {"attribute": other.name, **condition}
    return found


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    """Return a valid schema in which every label has all attributes."""
    found = draw(forms())
    labels = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    return Schema.model_validate(
        {
            "name": draw(names),
            "title": draw(lines),
            "version": draw(st.integers(1, 10**6)),
            "labels": [
                {
                    "name": name,
                    "short": f"{nth}é",
                    "key": str(nth),
                    "color": f"#{draw(st.integers(0, 0xFFFFFF)):06x}",
                    "description": draw(prose),
                    "examples": draw(st.lists(prose, max_size=2)),
                    "attributes": [attribute["name"] for attribute in found],
                }
                for nth, name in enumerate(labels, start=1)
            ],
            "attributes": found,
            "relations": [
                {"name": name, "head": labels[:1], "child": labels, "across_articles": draw(st.booleans())}
                for name in draw(st.lists(names, max_size=2, unique=True))
            ],
        }
    )
