"""Moving a project to another schema: what changes, which records are rewritten, and which stand in the way.

No value is ever dropped. A record whose values the new schema cannot hold is refused with the reason, and a plan
with refusals cannot be applied: a person changes those records, or the schema, first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal

from annotator.domain.annotation import Annotation, AttributeValue, Relation
from annotator.domain.edit import Change
from annotator.domain.errors import RuleError
from annotator.domain.rules import Values, check_attributes, check_relation, coerce
from annotator.domain.schema import Attribute, Schema
from annotator.domain.schema_parts import Titled
from annotator.domain.values import canonical_text, shown


@dataclass(frozen=True)
class Renames:
    """Old names -> new names. `choices` maps (old attribute name, old value) to the new value.

    Everything else keeps its name if the new schema has it, and is removed if not. The values of attributes that
    are not choices count as their text ("true", "1200"), for when such an attribute becomes a choice.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    relations: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def inverse(self) -> Renames:
        """Return the renames of the way back."""
        return Renames(
            {new: old for old, new in self.labels.items()},
            {new: old for old, new in self.attributes.items()},
            {new: old for old, new in self.relations.items()},
            {(self.attributes.get(name, name), new): old for (name, old), new in self.choices.items()},
        )


class ChangeKind(StrEnum):
    """What happens to a part of the schema. `MOVED`: an attribute belongs to other labels or relations."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    RETYPED = "retyped"
    MOVED = "moved"


Thing = Literal["label", "attribute", "choice", "relation"]


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One difference between two schemas.

    `name` is the old name (the new one if added); `to` is the new name, the new type, or the owners after a move,
    separated by commas. `of` is the attribute that a choice belongs to, by its old name.
    """

    kind: ChangeKind
    thing: Thing
    name: str
    to: str = ""
    of: str = ""

    def __str__(self) -> str:
        thing = f"{self.thing} {shown(self.name)}" + (f" of {shown(self.of)}" if self.of else "")
        match self.kind:
            case ChangeKind.RENAMED:
                return f"{thing} is now called {shown(self.to)}"
            case ChangeKind.RETYPED:
                return f"{thing} is now a {self.to}"
            case ChangeKind.MOVED:
                return f"{thing} now belongs to {self.to or 'nothing'}"
            case _:
                return f"{thing} is {self.kind}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that the new schema cannot hold, and why."""

    record_id: str
    article_id: str
    why: str


Rewrite = tuple[Annotation, Annotation] | tuple[Relation, Relation]


@dataclass(frozen=True)
class SchemaPlan:
    """What moving to another schema does to the records: those rewritten (before, after), those that refuse."""

    changed: list[Rewrite] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def as_changes(self) -> tuple[Change, ...]:
        """Return the rewriting as changes of one edit. Raises RuleError if any record refuses."""
        if self.refused:
            first = self.refused[0]
            raise RuleError(
                f"The schema cannot be changed: {len(self.refused)} records do not fit the new one",
                where=first.record_id,
                why=first.why,
                remedy="Change these records, or keep what they use in the schema",
            )
        return tuple(Change(before, after) for before, after in self.changed)


def diff(old: Schema, new: Schema, renames: Renames | None = None) -> list[SchemaChange]:
    """Return how `new` differs from `old` in labels, attributes, choices and relations.

    Raises RuleError for renames that the schemas do not bear out.
    """
    return list(_Migration(old, new, renames or Renames()).differences())


def plan(
    old: Schema, new: Schema, renames: Renames, annotations: Iterable[Annotation], relations: Iterable[Relation]
) -> SchemaPlan:
    """Return what the records of a project become under `new`; unchanged ones are not listed.

    `annotations` must hold the heads and children of all `relations`. Values are converted between types only where
    they can be converted back. Raises RuleError for renames that the schemas do not bear out.
    """
    migration = _Migration(old, new, renames)
    found = SchemaPlan()
    labels: dict[str, str] = {}
    for annotation in annotations:
        migrated, problems = migration.annotation(annotation)
        labels[annotation.id] = migrated.label
        if problems:
            found.refused.append(Refusal(annotation.id, annotation.article_id, "; ".join(problems)))
        elif migrated != annotation:
            found.changed.append((annotation, migrated))
    for relation in relations:
        moved, problems = migration.relation(relation, labels)
        if problems:
            found.refused.append(Refusal(relation.id, relation.article_id, "; ".join(problems)))
        elif moved != relation:
            found.changed.append((relation, moved))
    return found


class _Migration:
    """Old names -> new names; a name that is not there is removed."""

    def __init__(self, old: Schema, new: Schema, renames: Renames) -> None:
        self.old, self.new = old, new
        self.labels = _targets("label", _names(old.labels), _names(new.labels), renames.labels)
        self.attributes = _targets("attribute", _names(old.attributes), _names(new.attributes), renames.attributes)
        self.relations = _targets("relation", _names(old.relations), _names(new.relations), renames.relations)
        self.renamed_values = self._renamed_values(renames)

    def _renamed_values(self, renames: Renames) -> dict[str, dict[str, str]]:
        """Return old attribute name -> old value -> new value."""
        grouped: dict[str, dict[str, str]] = {}
        for (name, value), to in renames.choices.items():
            grouped.setdefault(name, {})[value] = to
        for name, values in grouped.items():
            if name not in self.attributes:
                raise RuleError(f"Choices of {shown(name)} cannot be renamed: the attribute is not in both schemas")
            before, after = self.old.attribute(name).values, self.new.attribute(self.attributes[name]).values
            _targets("choice", before or values, after or set(values.values()), values)
        return grouped

    def value_target(self, name: str, value: str) -> str | None:
        """Return what a value of an old attribute is called now, None if its name was given to another."""
        renamed = self.renamed_values.get(name, {})
        return renamed.get(value, None if value in renamed.values() else value)

    def annotation(self, annotation: Annotation) -> tuple[Annotation, list[str]]:
        """Return the annotation under the new schema and what is lost or wrong."""
        if annotation.label not in self.labels:
            return annotation, [f"the new schema has no label {shown(annotation.label)}"]
        label = self.labels[annotation.label]
        values, problems = self._values(annotation.attributes)
        origins = {self.attributes.get(name, name): origin for name, origin in annotation.provenance.items()}
        problems += check_attributes(self.new.attributes_of(label), f"label {shown(label)}", values)
        return replace(annotation, label=label, attributes=values, provenance=origins), problems

    def relation(self, relation: Relation, labels: Mapping[str, str]) -> tuple[Relation, list[str]]:
        """Return the relation under the new schema and what is lost or wrong; `labels`: annotation id -> label."""
        if relation.label not in self.relations:
            return relation, [f"the new schema has no relation {shown(relation.label)}"]
        values, problems = self._values(relation.attributes)
        moved = replace(relation, label=self.relations[relation.label], attributes=values)
        absent = [end for end in (relation.head, relation.child) if end not in labels]
        if absent:
            return moved, [*problems, f"it links annotations that are not there: {', '.join(absent)}"]
        return moved, problems + check_relation(self.new, moved, labels[relation.head], labels[relation.child])

    def _values(self, attributes: Values) -> tuple[dict[str, AttributeValue], list[str]]:
        values: dict[str, AttributeValue] = {}
        problems: list[str] = []
        for name, value in attributes.items():
            target = self.attributes.get(name)
            if target is None:
                problems.append(f"the new schema has no attribute {shown(name)}, whose value is {shown(value)}")
                continue
            try:
                values[target] = self._convert(name, self.new.attribute(target), value)
            except RuleError as error:
                problems.append(f"{shown(target)} cannot take over {shown(value)}: {error.what}")
        return values, problems

    def _convert(self, name: str, target: Attribute, value: AttributeValue) -> AttributeValue:
        """Return the value as the new attribute has it. Raises RuleError where it could not be converted back."""
        single = value if isinstance(value, tuple) else () if value is None else (value,)
        texts = [self.value_target(name, canonical_text(item)) for item in single]
        if None in texts:
            raise RuleError("this choice is removed, and another one takes its name")
        converted = coerce(target, texts[0] if len(texts) == 1 else texts)
        back = converted if isinstance(converted, tuple) else () if converted is None else (converted,)
        if {canonical_text(item) for item in back} != set(texts):
            raise RuleError(f"as a {target.type} it would be {shown(converted)}")
        return converted

    def differences(self) -> Iterator[SchemaChange]:
        """Yield the differences: labels, attributes with their choices, relations."""
        yield from _differences("label", _names(self.old.labels), _names(self.new.labels), self.labels)
        yield from _differences("attribute", _names(self.old.attributes), _names(self.new.attributes), self.attributes)
        for name, target in self.attributes.items():
            yield from self._attribute_differences(self.old.attribute(name), self.new.attribute(target))
        yield from _differences("relation", _names(self.old.relations), _names(self.new.relations), self.relations)

    def _attribute_differences(self, before: Attribute, after: Attribute) -> Iterator[SchemaChange]:
        if before.type != after.type:
            yield SchemaChange(ChangeKind.RETYPED, "attribute", before.name, after.type)
        targets = {value: self.value_target(before.name, value) for value in before.values}
        kept = {value: to for value, to in targets.items() if to is not None and to in after.values}
        yield from _differences("choice", before.values, after.values, kept, of=before.name)
        kept_owners = {("label", old): new for old, new in self.labels.items()}
        kept_owners |= {("relation", old): new for old, new in self.relations.items()}
        owners_before = {
            (kind, kept_owners[kind, name])
            for kind, name in _owners(self.old, before.name)
            if (kind, name) in kept_owners
        }
        owners_after = _owners(self.new, after.name)
        if owners_before != set(owners_after):
            owners = ", ".join(name for _, name in owners_after)
            yield SchemaChange(ChangeKind.MOVED, "attribute", before.name, owners)


def _names(parts: Iterable[Titled]) -> tuple[str, ...]:
    return tuple(part.name for part in parts)


def _owners(schema: Schema, attribute: str) -> list[tuple[str, str]]:
    labels = [("label", label.name) for label in schema.labels if attribute in label.attributes]
    return labels + [("relation", link.name) for link in schema.relations if attribute in link.attributes]


def _targets(
    thing: Thing, before: Collection[str], after: Collection[str], renamed: Mapping[str, str]
) -> dict[str, str]:
    """Return old name -> new name of what stays. Raises RuleError for a rename that cannot be."""
    for old, new in renamed.items():
        if old not in before:
            raise RuleError(f"The old schema has no {thing} {shown(old)} to rename")
        if new not in after:
            raise RuleError(f"The new schema has no {thing} {shown(new)}, which {shown(old)} would become")
    taken = set(renamed.values())
    if len(taken) < len(renamed):
        raise RuleError(f"Two {thing}s cannot become one: afterwards nobody could tell them apart")
    stays = [name for name in before if name in renamed or (name in after and name not in taken)]
    return {name: renamed.get(name, name) for name in stays}


def _differences(
    thing: Thing, before: Iterable[str], after: Iterable[str], targets: Mapping[str, str], of: str = ""
) -> Iterator[SchemaChange]:
    for name in before:
        if name not in targets:
            yield SchemaChange(ChangeKind.REMOVED, thing, name, of=of)
        elif targets[name] != name:
            yield SchemaChange(ChangeKind.RENAMED, thing, name, targets[name], of)
    taken = set(targets.values())
    for name in after:
        if name not in taken:
            yield SchemaChange(ChangeKind.ADDED, thing, name, of=of)
