"""Whether the parts of a schema fit together: names are unique, and what is referred to is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

from annotator.domain.errors import RuleError
from annotator.domain.schema_parts import Attribute, Label, Problem, RelationType, doubles
from annotator.domain.values import coerce_value, shown


@dataclass(frozen=True)
class Parts:
    """The parts of a schema as far as they could be read: None where one could not.

    `unread` has the names of those, so that referring to them is not called a fault.
    """

    labels: Sequence[Label | None]
    attributes: Sequence[Attribute | None]
    relations: Sequence[RelationType | None]
    unread: Set[str] = field(default_factory=frozenset)

    def problems(self) -> Iterator[Problem]:
        """Yield everything that does not fit together."""
        yield from self._doubled()
        yield from self._unknown()
        yield from self._conditions()
        yield from self._cycles()

    def _doubled(self) -> Iterator[Problem]:
        named: tuple[tuple[str, str, Sequence[Label | Attribute | RelationType | None]], ...] = (
            ("labels", "label", self.labels),
            ("attributes", "attribute", self.attributes),
            ("relations", "relation", self.relations),
        )
        for where, word, parts in named:
            for position, name in doubles(part.name if part else None for part in parts):
                yield Problem((where, position, "name"), f"there are two {word}s named {shown(name)}")
        for position, key in doubles(label.key if label else None for label in self.labels):
            yield Problem(("labels", position, "key"), f"the key {shown(key)} is used by two labels")
        for position, short in doubles(label.short if label else None for label in self.labels):
            yield Problem(("labels", position, "short"), f"the short name {shown(short)} is used by two labels")

    def _unknown(self) -> Iterator[Problem]:
        labels = {label.name for label in self.labels if label} | self.unread
        attributes = {attribute.name for attribute in self.attributes if attribute} | self.unread
        for owner, path in self._owners():
            yield from _references(owner.attributes, "attribute", attributes, (*path, "attributes"))
            if isinstance(owner, RelationType):
                yield from _references(owner.head, "label", labels, (*path, "head"))
                yield from _references(owner.child, "label", labels, (*path, "child"))

    def _owners(self) -> Iterator[tuple[Label | RelationType, tuple[str | int, ...]]]:
        for where, owners in (("labels", self.labels), ("relations", self.relations)):
            for position, owner in enumerate(owners):
                if owner is not None:
                    yield owner, (where, position)

    def _conditions(self) -> Iterator[Problem]:
        known = {attribute.name: attribute for attribute in self.attributes if attribute}
        for position, attribute in enumerate(self.attributes):
            if attribute is None or attribute.show_when is None:
                continue
            path = ("attributes", position, "show_when")
            other = attribute.show_when.attribute
            if other in known:
                yield from _condition_values(attribute, known[other], path)
            elif other not in self.unread:
                yield Problem((*path, "attribute"), f"there is no attribute {shown(other)}")
                continue
            for owner, _ in self._owners():
                if attribute.name in owner.attributes and other not in owner.attributes:
                    why = f"{shown(attribute.name)} depends on {shown(other)}, which {shown(owner.name)} does not have"
                    yield Problem((*path, "attribute"), why)

    def _cycles(self) -> Iterator[Problem]:
        condition = {
            attribute.name: attribute.show_when.attribute
            for attribute in self.attributes
            if attribute and attribute.show_when
        }
        for position, attribute in enumerate(self.attributes):
            if attribute is None or attribute.name not in condition:
                continue
            seen, name = {attribute.name}, condition[attribute.name]
            while name in condition and name not in seen:
                seen.add(name)
                name = condition[name]
            if name == attribute.name:
                why = f"{shown(attribute.name)} would be shown only when it is shown itself"
                yield Problem(("attributes", position, "show_when"), why)


def _references(names: Sequence[str], word: str, known: Set[str], path: tuple[str | int, ...]) -> Iterator[Problem]:
    for position, name in enumerate(names):
        if name not in known:
            yield Problem((*path, position), f"there is no {word} {shown(name)}")
    for position, name in doubles(names):
        yield Problem((*path, position), f"the {word} {shown(name)} is listed twice")


def _condition_values(attribute: Attribute, other: Attribute, path: tuple[str | int, ...]) -> Iterator[Problem]:
    assert attribute.show_when is not None
    for key, values in (("is", attribute.show_when.is_), ("is_not", attribute.show_when.is_not)):
        for position, value in enumerate(values or ()):
            try:
                fitting = coerce_value(other.type, other.values, value)
            except RuleError:
                fitting = None
            if fitting not in (value, (value,)):
                hint = "" if isinstance(value, str) or not other.choices else "; put it in quotes"
                why = f"{shown(value)} is not a value of {shown(other.name)}, which is a {other.type}{hint}"
                yield Problem((*path, key, position), why)
