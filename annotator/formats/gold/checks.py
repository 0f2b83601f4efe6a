"""What a gold record must be, checked by hand on plain dictionaries: an object per annotation would be too slow.

The form is taken from the project's schema (for an import) or from a shipped `gold.schema.json` (for verifying).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from annotator.domain.article import State
from annotator.domain.errors import RuleError
from annotator.domain.identity import article_id, text_sha256
from annotator.domain.schema import Attribute, AttributeType, Schema
from annotator.domain.values import coerce_value, shown
from annotator.formats.gold.lines import NORMALIZATION
from annotator.formats.gold.options import SCHEMA_VERSION
from annotator.formats.gold.record import Provenance, Record, Relation, Source, Span

RECORD_KEYS = frozenset(Record.model_fields)
_SPAN_KEYS = frozenset(Span.model_fields)
_RELATION_KEYS = frozenset(Relation.model_fields)
_SOURCE_KEYS = frozenset(Source.model_fields)
_PROVENANCE_KEYS = frozenset(Provenance.model_fields)
_FRAGMENT_KEYS = frozenset({"start", "end"})
_TEXT_TYPE = frozenset({str})
_STATES = frozenset(state.value for state in State)
_SPLITS = ("train", "dev", "test", None)
_COMPLETED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)


class BadGoldError(ValueError):
    """Something in a record that must not be; the message is a plain sentence without a full stop."""


class Form(NamedTuple):
    """What values an attribute takes: their JSON types, the choices if it has any, and the attribute if known."""

    types: tuple[type, ...]
    choices: frozenset[str] | None
    attribute: Attribute | None

    def fits(self, value: object) -> bool:
        """Tell whether a value is one of the attribute's, in the form in which it is kept."""
        if type(value) not in self.types:
            return False
        if self.attribute is None:
            return self._allows(value)
        try:
            kept = coerce_value(self.attribute.type, self.attribute.values, value)
        except RuleError:
            return False
        return value == (list(kept) if isinstance(kept, tuple) else kept)

    def _allows(self, value: object) -> bool:
        """Tell whether a value is among the choices, if there are any."""
        if isinstance(value, list):
            return bool(value) and all(
                isinstance(one, str) and (not self.choices or one in self.choices) for one in value
            )
        return self.choices is None or value in self.choices

    def plain(self) -> Callable[[Any], bool]:
        """Return a quick test: what passes it surely fits; for what does not, `fits` decides."""
        kind, choices = None if self.attribute is None else self.attribute.type, self.choices
        if kind == AttributeType.TEXT:
            return lambda value: type(value) is str and value.isprintable() and "" != value == value.strip()
        if kind == AttributeType.CHOICE and choices is not None:
            return lambda value: type(value) is str and value in choices
        if kind == AttributeType.NUMBER:
            return lambda value: type(value) is float and math.isfinite(value)
        if kind == AttributeType.BOOLEAN:
            return lambda value: value is True or value is False
        return lambda _value: False


@dataclass(frozen=True, slots=True)
class Shape:
    """The labels, relations and attributes that records may have.

    `of_label` and `of_link` say whose attributes they are, where that is known. `closed`: every attribute must be
    there, set or null, and no other.
    """

    labels: frozenset[str]
    links: frozenset[str]
    forms: Mapping[str, Form]
    of_label: Mapping[str, frozenset[str]]
    of_link: Mapping[str, frozenset[str]]
    closed: bool
    plain: dict[str, Callable[[Any], bool]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "plain", {name: form.plain() for name, form in self.forms.items()})

    def set_attributes(self, attributes: object, owner: str, owners: Mapping[str, frozenset[str]]) -> dict[str, Any]:
        """Return what is set. Raises BadGoldError if one is unknown, not `owner`'s, or of another type."""
        if type(attributes) is not dict:
            raise BadGoldError("The attributes are not an object")
        if self.closed and attributes.keys() != self.forms.keys():
            raise BadGoldError(f"The attributes are not those of the schema: {_difference(attributes, self.forms)}")
        found = {name: value for name, value in attributes.items() if value is not None}
        allowed, plain = owners.get(owner, self.forms), self.plain
        for name, value in found.items():
            if name not in allowed or not plain[name](value):
                self._check_attribute(name, value, owner, allowed)
        return found

    def _check_attribute(self, name: str, value: object, owner: str, allowed: Container[str]) -> None:
        form = self.forms.get(name)
        if form is None:
            raise BadGoldError(f"The schema has no attribute {shown(name)}")
        if not form.fits(value):
            raise BadGoldError(f"{shown(value)} is not a value of the attribute {shown(name)}")
        if name not in allowed:
            raise BadGoldError(f"{shown(name)} is not an attribute of {shown(owner)}")


_TYPES: dict[AttributeType, tuple[type, ...]] = {
    AttributeType.NUMBER: (float,),
    AttributeType.BOOLEAN: (bool,),
    AttributeType.MULTICHOICE: (list,),
}
_JSON_TYPES: dict[str, tuple[type, ...]] = {"number": (float,), "boolean": (bool,), "array": (list,)}


def shape_of(schema: Schema) -> Shape:
    """Return the shape of records to import into a project of this schema."""
    forms = {
        item.name: Form(_TYPES.get(item.type, (str,)), frozenset(item.values) if item.choices else None, item)
        for item in schema.attributes
    }
    return Shape(
        labels=frozenset(item.name for item in schema.labels),
        links=frozenset(item.name for item in schema.relations),
        forms=forms,
        of_label={item.name: frozenset(item.attributes) for item in schema.labels},
        of_link={item.name: frozenset(item.attributes) for item in schema.relations},
        closed=False,
    )


def shape_of_json(json_schema: Mapping[str, Any]) -> Shape:
    """Return the shape that a `gold.schema.json` of this program describes. Raises BadGoldError if it is not one."""
    try:
        parts = json_schema["$defs"]
        forms = {name: _form_of_json(prop) for name, prop in parts["Attributes"]["properties"].items()}
        labels, links = (frozenset(_enum(parts[part]["properties"]["label"])) for part in ("Span", "Relation"))
    except (KeyError, TypeError, AttributeError, StopIteration) as error:
        raise BadGoldError("It does not describe gold records") from error
    return Shape(labels, links, forms, {}, {}, closed=True)


def _enum(described: Mapping[str, Any]) -> list[str]:
    return [described["const"]] if "const" in described else list(described.get("enum", []))


def _form_of_json(described: Mapping[str, Any]) -> Form:
    either = next(choice for choice in described["anyOf"] if choice.get("type") != "null")
    choices = _enum(either.get("items", either))
    return Form(_JSON_TYPES.get(either.get("type", "string"), (str,)), frozenset(choices) or None, None)


def _difference(found: Iterable[str], expected: Iterable[str]) -> str:
    found, expected = set(found), set(expected)
    parts = [
        f"{word} {', '.join(sorted(names)[:3])}"
        for word, names in (("missing", expected - found), ("not known", found - expected))
        if names
    ]
    return "; ".join(parts)


def check_keys(found: object, expected: frozenset[str], what: str) -> dict[str, Any]:
    """Return `found` if it is an object with exactly these keys. Raises BadGoldError."""
    if type(found) is not dict:
        raise BadGoldError(f"{what} is not an object")
    if found.keys() != expected:
        raise BadGoldError(f"{what} has other keys: {_difference(found, expected)}")
    return found


def check_record(record: object) -> tuple[dict[str, Any], int]:
    """Return a record and the length of its text in code points, after looking at everything but its lists.

    Raises BadGoldError. A stand-off record has no text, so its hash and length cannot be checked.
    """
    extra = RECORD_KEYS | {"annotator"} if type(record) is dict and "annotator" in record else RECORD_KEYS
    found = check_keys(record, extra, "The record")
    if found["schema_version"] != SCHEMA_VERSION or found["offset_unit"] != "codepoint":
        raise BadGoldError(f"Only version {SCHEMA_VERSION} of the gold record, in code points, can be read")
    if found["split"] not in _SPLITS:
        raise BadGoldError(f"{shown(found['split'])} is not a split")
    _check_text(found)
    if not isinstance(found["spans"], list) or not isinstance(found["relations"], list):
        raise BadGoldError("spans or relations is not a list")
    source = check_keys(found["source"], _SOURCE_KEYS, "source")
    steps = check_keys(source["normalization"], frozenset(NORMALIZATION), "source.normalization")
    _check_texts({**source, "normalization": ""}, "source")
    if any(type(steps[name]) is not type(plain) for name, plain in NORMALIZATION.items()):
        raise BadGoldError("source.normalization holds values of other types")
    _check_provenance(check_keys(found["provenance"], _PROVENANCE_KEYS, "provenance"))
    if "annotator" in found and (not isinstance(found["annotator"], str) or not found["annotator"]):
        raise BadGoldError("annotator is not a name")
    return found, found["text_length"]


def _check_texts(values: Mapping[str, object], what: str) -> None:
    wrong = [name for name, value in values.items() if not isinstance(value, str)]
    if wrong:
        raise BadGoldError(f"{what}.{wrong[0]} is not a text")


def _check_text(record: Mapping[str, Any]) -> None:
    text, sha256, length = record["text"], record["text_sha256"], record["text_length"]
    if not isinstance(sha256, str) or not re.fullmatch("[0-9a-f]{64}", sha256) or type(length) is not int:
        raise BadGoldError("text_sha256 or text_length is of another type")
    if text is not None:
        if not isinstance(text, str):
            raise BadGoldError("text is not a text")
        if not text or text.isspace():
            raise BadGoldError("The text is empty")
        if text_sha256(text) != sha256:
            raise BadGoldError("The text is not the one whose SHA-256 is given")
        if len(text) != length:
            raise BadGoldError(f"The text has {len(text)} code points, not {length}")
    if record["id"] != article_id(sha256):
        raise BadGoldError(f"The id of this text is {article_id(sha256)}, not {shown(record['id'])}")


def _check_provenance(found: Mapping[str, Any]) -> None:
    _check_texts({name: found[name] for name in ("guideline_version", "tool")}, "provenance")
    if not isinstance(found["status"], str) or found["status"] not in _STATES:
        raise BadGoldError(f"{shown(found['status'])} is not a status")
    done, names, adjudicator = found["completed_at"], found["annotators"], found["adjudicator"]
    if done is not None and not (isinstance(done, str) and _COMPLETED.fullmatch(done)):
        raise BadGoldError(f"{shown(done)} is not a time such as 2024-03-09T12:00:00.000Z")
    if (done is None) == (found["status"] == State.FINISHED):
        raise BadGoldError("completed_at belongs to finished articles, and only to them")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadGoldError("provenance.annotators is not a list of names")
    if adjudicator is not None and not isinstance(adjudicator, str):
        raise BadGoldError("provenance.adjudicator is not a name")


def check_span(span: Any, text: str | None, length: int) -> list[tuple[int, int]]:
    """Return the fragments of a span as pairs, after looking at everything but label and attributes.

    Raises BadGoldError for offsets that are not canonical or do not give the span's text.
    """
    if type(span) is not dict or span.keys() != _SPAN_KEYS:
        check_keys(span, _SPAN_KEYS, "The span")
    fragments, annotators = span["fragments"], span["annotators"]
    pairs, before = [], -1
    for fragment in fragments if type(fragments) is list and fragments else [None]:
        if type(fragment) is not dict or fragment.keys() != _FRAGMENT_KEYS:
            raise BadGoldError("A fragment is not an object with start and end")
        start, end = fragment["start"], fragment["end"]
        if type(start) is not int or type(end) is not int or not before < start < end <= length:
            raise BadGoldError(f"The fragments are not ascending, apart and within the {length} characters of the text")
        before = end
        pairs.append((start, end))
    if span["start"] != pairs[0][0] or span["end"] != before:
        raise BadGoldError("start and end are not those of the fragments")
    surface = None
    if text is not None:
        surface = text[start:end] if len(pairs) == 1 else " ".join([text[low:high] for low, high in pairs])
    if span["text"] != surface:
        raise BadGoldError(f"The offsets give {shown(surface)}, not {shown(span['text'])}")
    if type(span["note"]) is not str or type(annotators) is not list or {*map(type, annotators)} - _TEXT_TYPE:
        raise BadGoldError("note or annotators is of another type")
    if type(span["id"]) is not str or not span["id"] or type(span["label"]) is not str:
        raise BadGoldError("id or label is not a text")
    return pairs


def check_relation(relation: Any, article: str, spans: Mapping[str, Any]) -> dict[str, Any]:
    """Return a relation whose ends are known, as far as they are in this article. Raises BadGoldError."""
    found = check_keys(relation, _RELATION_KEYS, "The relation")
    if not all(isinstance(value, str) for name, value in found.items() if name != "attributes"):
        raise BadGoldError("A value is not a text")
    if found["head"] not in spans:
        raise BadGoldError(f"The head {shown(found['head'])} is not a span of the article")
    if found["child_article"] == article and found["child"] not in spans:
        raise BadGoldError(f"The child {shown(found['child'])} is not a span of the article")
    return found
