"""Drafts of gold annotations: what would be decided if it were accepted as it is.

A draft is an annotation of the gold layer with a lineage that has decision and sources; the `Plan` fills in the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from annotator.domain.adjudication import Decision, Item, majority_values
from annotator.domain.annotation import GOLD, Annotation, Lineage, Provenance
from annotator.domain.errors import RuleError
from annotator.domain.grouping import Group
from annotator.domain.rules import visible
from annotator.domain.span import fragments_of
from annotator.services.adjudication_desk import AdjudicationDesk
from annotator.services.autofill import fill

_RANK = (Provenance.AUTO, Provenance.CONFIRMED, Provenance.EDITED)


def bare(unit: Annotation) -> Annotation:
    """Return an annotator's annotation as a draft without a decision; a note stays with who wrote it."""
    return replace(unit, layer=GOLD, note="", lineage=None)


def accepted(desk: AdjudicationDesk, item: Item, unit: Annotation) -> Annotation:
    """Return the draft that accepts what one annotator says; its sources are all who say the same."""
    draft = replace(bare(unit), provenance=_confirmed(unit.provenance))
    return decided(desk, item, draft, (unit.id,))


def all_accepted(desk: AdjudicationDesk, item: Item) -> list[Annotation]:
    """Return a draft for each span of an item. Raises RuleError if some differ in their attributes alone."""
    drafts: dict[tuple[object, object], Annotation] = {}
    for unit in item.units:
        draft = accepted(desk, item, unit)
        known = drafts.setdefault((unit.label, unit.fragments), draft)
        if known.lineage != draft.lineage:
            raise RuleError(
                "The same words cannot be gold twice with one label",
                why="Some of these differ in their attributes alone",
                remedy="Accept one of them, or choose its attributes one by one",
            )
    return list(drafts.values())


def merged(desk: AdjudicationDesk, item: Item, unit: Annotation) -> Annotation:
    """Return the draft with one annotator's label and attributes on the words of all; rules fill again for these."""
    fragments = fragments_of([pair for each in item.units for pair in each.fragments])
    moved = replace(bare(unit), fragments=fragments, provenance=unit.provenance)
    filled = fill(desk.schema, moved, desk.text, desk.article.published)
    draft = replace(filled, provenance=_confirmed(filled.provenance))
    sources = tuple(sorted(each.id for each in item.units))
    found = decided(desk, item, draft, sources)
    lineage = found.lineage
    if lineage is not None and lineage.decision == Decision.EDITED:
        lineage = replace(lineage, decision=Decision.MERGED)
    return replace(found, lineage=lineage)


def decided(desk: AdjudicationDesk, item: Item, draft: Annotation, sources: Iterable[str]) -> Annotation:
    """Return a draft with its decision: accepted if it says what some annotators say, or else edited from `sources`."""
    state = desk.state
    reading = state.reading(draft)
    alike = tuple(sorted(unit.id for unit in item.units if state.reading(unit) == reading))
    lineage = Lineage(Decision.ACCEPTED, alike) if alike else Lineage(Decision.EDITED, tuple(sorted(set(sources))))
    return replace(draft, lineage=lineage)


def unanimous(item: Item) -> Annotation:
    """Return the draft of what all finished annotators say."""
    first = item.units[0]
    provenance = {name: _most_human(item.units, name) for name in first.provenance}
    lineage = Lineage(Decision.UNANIMOUS, tuple(sorted(unit.id for unit in item.units)))
    return replace(bare(first), provenance=provenance, lineage=lineage)


def majority(desk: AdjudicationDesk, shared: Group) -> Annotation:
    """Return the draft of what most annotators say: each attribute as most of those have it who marked the span.

    Where there is no such value, the attribute is left without one.
    """
    names = [attribute.name for attribute in desk.schema.attributes_of(shared[0].label)]
    chosen, _ = majority_values(shared, names, desk.state)
    attributes = {name: unit.attributes[name] for name, unit in chosen.items() if name in unit.attributes}
    shown = {attribute.name for attribute in visible(desk.schema, shared[0].label, attributes, set(attributes))}
    provenance = {
        name: _most_human(shared, name) for name, unit in chosen.items() if name in shown and name in unit.provenance
    }
    lineage = Lineage(Decision.MAJORITY, tuple(sorted(unit.id for unit in shared)))
    return replace(
        bare(shared[0]),
        attributes={name: value for name, value in attributes.items() if name in shown},
        provenance=provenance,
        lineage=lineage,
    )


def _confirmed(provenance: Mapping[str, Provenance]) -> dict[str, Provenance]:
    """Return where values come from, once a person has accepted them."""
    return {name: Provenance.CONFIRMED if origin == Provenance.AUTO else origin for name, origin in provenance.items()}


def _most_human(units: Group, name: str) -> Provenance:
    origins = [unit.provenance[name] for unit in units if name in unit.provenance]
    return max(origins, key=_RANK.index)
