"""The form of a gold record as pydantic models, from which its JSON Schema is made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.json_schema import GenerateJsonSchema
from typing_extensions import override

from annotator.domain.schema import Attribute, AttributeType, Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_BASE32 = "[0-9a-hjkmnp-tv-z]"
Offset = Annotated[int, Field(ge=0)]
End = Annotated[int, Field(ge=1)]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
ArticleId = Annotated[str, Field(pattern=f"^a_{_BASE32}{{26}}$")]
SpanId = Annotated[str, Field(pattern=f"^s_{_BASE32}{{16}}_{_BASE32}{{1,8}}$")]
RelationId = Annotated[str, Field(pattern=f"^r_{_BASE32}{{16}}_{_BASE32}{{1,8}}$")]
Time = Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z$")]


class Part(BaseModel):
    """Base of all parts: no key more, and no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class FragmentPart(Part):
    """A half-open range of code points."""

    start: Offset
    end: End


class Normalization(Part):
    """How the text was read in: encoding, whether it was guessed, and how often each step changed something."""

    encoding: str
    guessed: bool
    bom: Offset
    crlf: Offset
    controls: Offset


class Source(Part):
    """Where the article is from; empty where unknown."""

    url: str
    title: str
    publisher: str
    author: str
    published: str
    language: str
    file: str
    normalization: Normalization


class Provenance(Part):
    """Who made the annotations, how far they are, and with what."""

    status: Literal["new", "in_progress", "finished"]
    annotators: list[str]
    adjudicator: str | None
    completed_at: Time | None
    guideline_version: str
    tool: str


class Span(Part):
    """A labelled span. `start` and `end` are its envelope, `text` the fragments joined by one space."""

    id: SpanId
    label: str
    start: Offset
    end: End
    text: str | None
    fragments: Annotated[list[FragmentPart], Field(min_length=1)]
    attributes: dict[str, Any]
    annotators: list[str]
    note: str


class Relation(Part):
    """A link from a span of this article to a span of this or another one."""

    id: RelationId
    label: str
    head: SpanId
    child: SpanId
    child_article: ArticleId
    attributes: dict[str, Any]


class Record(Part):
    """One article with one layer. `text` and the texts of the spans are null in a stand-off set."""

    schema_version: Literal["1.0"]
    project_schema_sha256: Sha256
    id: ArticleId
    split: Literal["train", "dev", "test"] | None
    text: str | None
    text_sha256: Sha256
    text_length: End
    offset_unit: Literal["codepoint"]
    spans: list[Span]
    relations: list[Relation]
    source: Source
    provenance: Provenance


class SchemaGenerator(GenerateJsonSchema):
    """Leaves out titles made from field names: they say nothing."""

    @override
    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


_TYPES: dict[AttributeType, Any] = {AttributeType.NUMBER: float, AttributeType.BOOLEAN: bool}


def _one_of(values: Iterable[str]) -> Any:
    """Return the type of these strings; of any string if there are none."""
    listed = tuple(values)
    return Literal[listed] if listed else str


def _attribute_type(attribute: Attribute) -> Any:
    if attribute.type == AttributeType.CHOICE:
        return _one_of(attribute.values)
    if attribute.type == AttributeType.MULTICHOICE:
        return list[_one_of(attribute.values)]  # type: ignore[misc]  # made from the project's schema
    return _TYPES.get(attribute.type, str)


def _attributes_model(schema: Schema) -> Any:
    """Return the closed object of all attributes. Fields are numbered, for a name could be one that pydantic needs."""
    fields: dict[str, Any] = {
        f"attribute_{nth}": (
            _attribute_type(attribute) | None,
            Field(alias=attribute.name, description=attribute.help or None),
        )
        for nth, attribute in enumerate(schema.attributes)
    }
    return create_model("Attributes", __base__=Part, __doc__="All attributes; null where not set.", **fields)


def record_model(schema: Schema, *, annotator: bool = False) -> type[Record]:
    """Return the model of a record of this schema; with `annotator` of a line of `layers.jsonl`."""
    attributes = _attributes_model(schema)
    label = _one_of(item.name for item in schema.labels)
    link = _one_of(item.name for item in schema.relations)
    span: Any = create_model(
        "Span", __base__=Span, __doc__=Span.__doc__, label=(label, ...), attributes=(attributes, ...)
    )
    relation: Any = create_model(
        "Relation", __base__=Relation, __doc__=Relation.__doc__, label=(link, ...), attributes=(attributes, ...)
    )
    fields: dict[str, Any] = {"spans": (list[span], ...), "relations": (list[relation], ...)}
    if annotator:
        fields["annotator"] = (str, ...)
    return create_model("Record", __base__=Record, __doc__=Record.__doc__, **fields)


def json_schema(schema: Schema, *, annotator: bool = False) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a record of this schema: closed, with every key required."""
    model = record_model(schema, annotator=annotator)
    return {"$schema": DIALECT, **model.model_json_schema(schema_generator=SchemaGenerator)}
