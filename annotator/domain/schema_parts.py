"""The parts of a schema: choices, conditions, attributes, labels and relation types, each checked on its own."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Any, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from annotator.domain.annotation import AttributeValue
from annotator.domain.errors import RuleError
from annotator.domain.values import UNPRINTABLE, AttributeType, coerce_value, shown

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_PACKAGE = re.compile(r"^(?:\w+\.){2,}(?=\w)")
_LONGEST_TITLE = 50
_COLOR = re.compile(r"#[0-9a-f]{6}")
_KEY = re.compile(r"[1-9a-z]")
_CHOICE_KEY = re.compile(r"[!-~]")


class Agreement(StrEnum):
    """How agreement on an attribute is measured."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    LOG_INTERVAL = "log_interval"
    EQUALITY = "equality"
    SIMILARITY = "similarity"
    REFERENCE = "reference"


MEASURES: dict[AttributeType, tuple[Agreement, ...]] = {
    AttributeType.TEXT: (Agreement.SIMILARITY, Agreement.EQUALITY, Agreement.NOMINAL),
    AttributeType.NUMBER: (Agreement.INTERVAL, Agreement.LOG_INTERVAL, Agreement.EQUALITY, Agreement.NOMINAL),
    AttributeType.BOOLEAN: (Agreement.NOMINAL, Agreement.EQUALITY),
    AttributeType.CHOICE: (Agreement.NOMINAL, Agreement.ORDINAL, Agreement.EQUALITY),
    AttributeType.MULTICHOICE: (Agreement.NOMINAL, Agreement.EQUALITY),
    AttributeType.DATE: (Agreement.EQUALITY, Agreement.NOMINAL),
    AttributeType.REFERENCE: (Agreement.REFERENCE,),
}
"""The measures that make sense for a type; the first is the default (ordinal for an ordinal choice)."""


class Problem(NamedTuple):
    """Something wrong with a schema: the path to the place (keys and list indexes) and a plain sentence."""

    path: tuple[str | int, ...]
    why: str


PROBLEM = "schema_problem"
"""The error type under which pydantic reports a `Problem`."""


def refuse(model: str, problems: Iterable[Problem]) -> None:
    """Raise pydantic's ValidationError with one entry for each problem, if there is any."""
    details = [
        InitErrorDetails(type=PydanticCustomError(PROBLEM, "{why}", {"why": why}), loc=path, input=None)
        for path, why in problems
    ]
    if details:
        raise ValidationError.from_exception_data(model, details)


def doubles(values: Iterable[str | None]) -> Iterator[tuple[int, str]]:
    """Yield position and value of everything that was there before."""
    seen: Counter[str] = Counter()
    for position, value in enumerate(values):
        if value is not None:
            seen[value] += 1
            if seen[value] > 1:
                yield position, value


def _problem(why: str) -> PydanticCustomError:
    return PydanticCustomError(PROBLEM, "{why}", {"why": why})


def is_name(text: str) -> bool:
    """Tell whether a label, attribute or relation can be called that."""
    return _NAME.fullmatch(text) is not None


def title_from(label: str) -> str:
    """Return what a label of another tool is called in a schema: in one line, without the package of its type."""
    return " ".join(UNPRINTABLE.sub(" ", _PACKAGE.sub("", label)).split())[:_LONGEST_TITLE]


def name_from(label: str) -> str:
    """Return the name that a label of another tool can have in a schema."""
    plain = _NOT_IN_NAMES.sub("_", title_from(label).lower()).strip("_")
    return plain if is_name(plain) else f"label_{plain}".rstrip("_")


def _name(value: str) -> str:
    if not is_name(value):
        raise _problem(f"{shown(value)} is not a name: use a to z, 0 to 9 and _, beginning with a letter")
    return value


def _line(value: str) -> str:
    if UNPRINTABLE.search(value):
        raise _problem("the text holds a control character or a line break")
    return value.strip()


def _prose(value: str) -> str:
    if UNPRINTABLE.search(value.replace("\n", "").replace("\t", "")):
        raise _problem("the text holds a control character")
    return value.strip()


def _value(value: str) -> str:
    if not _line(value):
        raise _problem("a value must not be empty")
    return value.strip()


def _key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise _problem(f"the key {shown(value)} must be one character, 1 to 9 or a to z")
    return value


def _choice_key(value: str) -> str:
    if not _CHOICE_KEY.fullmatch(value):
        raise _problem(f"the key {shown(value)} must be one letter, digit or sign of ASCII")
    return value


def _color(value: str) -> str:
    if not _COLOR.fullmatch(value.lower()):
        raise _problem(f"the colour {shown(value)} must look like '#0b84a5'")
    return value.lower()


def _condition_value(value: object) -> str | float | bool:
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    raise _problem(f"{shown(value)} must be text, a number, true or false")


def _empty_for_none(value: object) -> object:
    return "" if value is None else value


Name = Annotated[str, AfterValidator(_name)]
Line = Annotated[str, AfterValidator(_line), BeforeValidator(_empty_for_none)]
Prose = Annotated[str, AfterValidator(_prose), BeforeValidator(_empty_for_none)]
Value = Annotated[str, AfterValidator(_value)]
Key = Annotated[str, AfterValidator(_key)]
ChoiceKey = Annotated[str, AfterValidator(_choice_key)]
Color = Annotated[str, AfterValidator(_color)]
ConditionValue = Annotated[str | float | bool, PlainValidator(_condition_value)]


def words(name: str) -> str:
    """Return the title of what has a name but no title: `quote_type` is "Quote type"."""
    return name.replace("_", " ").strip().capitalize() or name


def _fill(data: Any, key: str, source: str, length: int | None = None) -> Any:
    """Return the data of a part with `key` made from the words of its `source` where it is blank."""
    if not isinstance(data, dict) or not isinstance(data.get(source), str):
        return data
    given = data.get(key)
    blank = given is None or (isinstance(given, str) and not given.strip())
    return {**data, key: words(data[source])[:length].strip()} if blank else data


class Part(BaseModel):
    """Base of all parts: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Titled(Part):
    """A part with a name and a title, which is made from the name where it is left out."""

    name: Name
    title: Line = ""

    @model_validator(mode="before")
    @classmethod
    def _fill_title(cls, data: Any) -> Any:
        return _fill(data, "title", "name")


class Choice(Part):
    """One of the values of a choice; `key` picks it while the attribute has the focus."""

    value: Value
    title: Line = ""
    key: ChoiceKey | None = None

    @model_validator(mode="before")
    @classmethod
    def _fill_title(cls, data: Any) -> Any:
        return _fill(data, "title", "value")


class ShowWhen(Part):
    """The condition under which an attribute is shown. Where several are given, all must hold.

    `is_`: the other attribute has (or its multichoice contains) one of these values. `is_not`: none of these,
    which also holds while it is not set. `filled`: it is set, or not.
    """

    attribute: Name
    is_: tuple[ConditionValue, ...] | None = Field(default=None, validation_alias="is", serialization_alias="is")
    is_not: tuple[ConditionValue, ...] | None = None
    filled: bool | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.is_ and not self.is_not and self.filled is None:
            refuse("ShowWhen", [Problem((), "a condition needs one of 'is', 'is_not' and 'filled'")])
        return self


class Attribute(Titled):
    """An attribute of labels or relations. An attribute has one type in the whole schema.

    `auto` names the rule that fills it; `computed` ones are read-only; `on_demand` ones are shown once asked for.
    """

    type: AttributeType
    help: Prose = ""
    choices: tuple[Choice, ...] = ()
    default: AttributeValue = None
    required: bool = False
    ordinal: bool = False
    computed: bool = False
    suggestions: tuple[Line, ...] = ()
    show_when: ShowWhen | None = None
    auto: Name | None = None
    on_demand: bool = False
    agreement: Agreement = Field(default=Agreement.NOMINAL, validate_default=True)

    @property
    def values(self) -> tuple[str, ...]:
        """The values of the choices, in schema order."""
        return tuple(choice.value for choice in self.choices)

    @field_validator("default", mode="before")
    @classmethod
    def _fit_default(cls, raw: object, info: ValidationInfo) -> AttributeValue:
        if "type" not in info.data or "choices" not in info.data:
            return None
        try:
            return coerce_value(info.data["type"], [choice.value for choice in info.data["choices"]], raw)
        except RuleError as error:
            raise _problem(f"the default does not fit: {error.what}") from None

    @model_validator(mode="before")
    @classmethod
    def _fill_agreement(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("agreement") is None and data.get("type") in list(AttributeType):
            first = MEASURES[AttributeType(data["type"])][0]
            ordinal = data["type"] == AttributeType.CHOICE and data.get("ordinal") in (True, "true", "yes")
            return {**data, "agreement": Agreement.ORDINAL if ordinal else first}
        return data

    @model_validator(mode="after")
    def _check(self) -> Self:
        refuse("Attribute", self._problems())
        return self

    def _problems(self) -> Iterator[Problem]:
        chooses = self.type in (AttributeType.CHOICE, AttributeType.MULTICHOICE)
        if chooses and not self.choices:
            yield Problem(("type",), f"the {self.type} {shown(self.name)} needs choices")
        if self.choices and not chooses:
            yield Problem(("choices",), f"the {self.type} {shown(self.name)} cannot have choices")
        for position, value in doubles(choice.value for choice in self.choices):
            yield Problem(("choices", position, "value"), f"the choice {shown(value)} is there twice")
        for position, key in doubles(choice.key for choice in self.choices):
            yield Problem(("choices", position, "key"), f"the key {shown(key)} is used by two choices")
        if self.ordinal and self.type != AttributeType.CHOICE:
            yield Problem(("ordinal",), "only a choice can be ordinal")
        if self.computed and self.auto is None:
            yield Problem(("computed",), f"{shown(self.name)} is computed, so it needs 'auto', the rule that fills it")
        if self.required and self.on_demand:
            yield Problem(("on_demand",), f"{shown(self.name)} is required, so it cannot be on demand")
        if self.agreement not in MEASURES[self.type]:
            fitting = ", ".join(MEASURES[self.type])
            yield Problem(("agreement",), f"agreement on a {self.type} is one of: {fitting}")


class Label(Titled):
    """What a span can be. `key` tags with it, `short` is its name where there is little room."""

    short: Annotated[Line, Field(max_length=8)] = ""
    key: Key | None = None
    color: Color
    description: Prose = ""
    examples: tuple[Prose, ...] = ()
    attributes: tuple[Name, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _fill_short(cls, data: Any) -> Any:
        return _fill(data, "short", "name", 3)


class RelationType(Titled):
    """What can link annotations: from one labelled as in `head` to one labelled as in `child`."""

    head: Annotated[tuple[Name, ...], Field(min_length=1)]
    child: Annotated[tuple[Name, ...], Field(min_length=1)]
    across_articles: bool = False
    auto: Name | None = None
    attributes: tuple[Name, ...] = ()
