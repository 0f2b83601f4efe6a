"""The schema of a project: the labels, their attributes and the relations, as data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Self, TypeVar

from pydantic import Field, model_validator
from typing_extensions import override

from annotator.domain.errors import RuleError
from annotator.domain.schema_checks import Parts
from annotator.domain.schema_parts import (
    Agreement,
    Attribute,
    Choice,
    Label,
    RelationType,
    ShowWhen,
    Titled,
    refuse,
)
from annotator.domain.values import AttributeType, shown

T = TypeVar("T")

__all__ = [
    "Agreement",
    "Attribute",
    "AttributeType",
    "Choice",
    "Label",
    "RelationType",
    "Schema",
    "ShowWhen",
]


MOST = 200
"""Labels, attributes or relations in a schema: beyond what a person can use, and a bound on every check."""


class Schema(Titled):
    """A whole schema. Every one that exists is valid; lookups take constant time.

    Raises pydantic's ValidationError when it is made from parts that do not fit together.
    """

    version: Annotated[int, Field(ge=1)] = 1
    labels: Annotated[tuple[Label, ...], Field(min_length=1, max_length=MOST)]
    attributes: Annotated[tuple[Attribute, ...], Field(max_length=MOST)] = ()
    relations: Annotated[tuple[RelationType, ...], Field(max_length=MOST)] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        refuse("Schema", Parts(self.labels, self.attributes, self.relations).problems())
        return self

    @override
    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with some fields changed, checked like a new one."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_validate({**fields, **(update or {})})

    @cached_property
    def _labels(self) -> dict[str, Label]:
        return {label.name: label for label in self.labels}

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {label.name: number for number, label in enumerate(self.labels)}

    @cached_property
    def _attributes(self) -> dict[str, Attribute]:
        return {attribute.name: attribute for attribute in self.attributes}

    @cached_property
    def _relations(self) -> dict[str, RelationType]:
        return {relation.name: relation for relation in self.relations}

    @cached_property
    def _attributes_of(self) -> dict[str, tuple[Attribute, ...]]:
        return {label.name: tuple(self._attributes[name] for name in label.attributes) for label in self.labels}

    @cached_property
    def _attributes_of_relation(self) -> dict[str, tuple[Attribute, ...]]:
        return {link.name: tuple(self._attributes[name] for name in link.attributes) for link in self.relations}

    @cached_property
    def _relations_from(self) -> dict[str, tuple[RelationType, ...]]:
        return {label.name: tuple(link for link in self.relations if label.name in link.head) for label in self.labels}

    @cached_property
    def _allowed(self) -> frozenset[tuple[str, str, str]]:
        return frozenset(
            (link.name, head, child) for link in self.relations for head in link.head for child in link.child
        )

    def label(self, name: str) -> Label:
        """Return the label of that name. Raises RuleError if there is none."""
        return _found(self._labels, name, "label")

    def rank(self, label: str) -> int:
        """Return which of the labels this is, from 0; one that the schema does not have comes after all others."""
        return self._ranks.get(label, len(self.labels))

    def attribute(self, name: str) -> Attribute:
        """Return the attribute of that name. Raises RuleError if there is none."""
        return _found(self._attributes, name, "attribute")

    def relation(self, name: str) -> RelationType:
        """Return the relation type of that name. Raises RuleError if there is none."""
        return _found(self._relations, name, "relation")

    def attributes_of(self, label: str) -> tuple[Attribute, ...]:
        """Return the attributes of a label in the order of the form. Raises RuleError for an unknown label."""
        return _found(self._attributes_of, label, "label")

    def attributes_of_relation(self, relation: str) -> tuple[Attribute, ...]:
        """Return the attributes of a relation type. Raises RuleError for an unknown relation."""
        return _found(self._attributes_of_relation, relation, "relation")

    def relations_from(self, label: str) -> tuple[RelationType, ...]:
        """Return the relation types that may begin at a label. Raises RuleError for an unknown label."""
        return _found(self._relations_from, label, "label")

    def allows(self, relation: str, head_label: str, child_label: str) -> bool:
        """Tell whether the relation may link these labels; not so for a name the schema does not have."""
        return (relation, head_label, child_label) in self._allowed


def _found(known: Mapping[str, T], name: str, word: str) -> T:
    try:
        return known[name]
    except KeyError:
        names = ", ".join(known) or "none"
        raise RuleError(
            f"The schema has no {word} {shown(name)}", remedy=f"Use one of the {word}s it has: {names}"
        ) from None
