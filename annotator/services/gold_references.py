"""Attributes that point to annotations, in the gold layer: they point to the gold that was made from what was meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from annotator.domain.annotation import Annotation, AttributeValue, Provenance
from annotator.services.adjudication_desk import AdjudicationDesk


def with_references(desk: AdjudicationDesk) -> list[tuple[Annotation, Annotation]]:
    """Return the gold annotations whose references have to change, as they are and as they should be.

    What points to an annotator's annotation points to the gold made from it, or to nothing as long as there is none.
    """
    names = desk.state.references
    if not names:
        return []
    made: dict[str, str] = {}
    for gold in desk.state.gold:
        for source in gold.lineage.sources if gold.lineage is not None else ():
            made.setdefault(source, gold.id)
    there = {gold.id for gold in desk.state.gold}
    found = []
    for gold in desk.state.gold:
        own = names & {attribute.name for attribute in desk.schema.attributes_of(gold.label)}
        linked = gold
        for name in sorted(own):
            linked = _linked(linked, name, made, there, desk.annotations)
        if linked != gold:
            found.append((gold, linked))
    return found


def _linked(
    gold: Annotation, name: str, made: Mapping[str, str], there: set[str], annotations: Mapping[str, Annotation]
) -> Annotation:
    value = gold.attributes.get(name)
    if value is None and name in gold.provenance:
        return gold  # left empty on purpose
    if value is not None:
        target = value if value in there else made.get(str(value))
        return _with(gold, name, target, gold.provenance.get(name, Provenance.EDITED))
    meant = set(_meant(gold, name, made, annotations))
    if len(meant) == 1:
        target, provenance = meant.pop()
        return _with(gold, name, target, provenance)
    return gold


def _meant(
    gold: Annotation, name: str, made: Mapping[str, str], annotations: Mapping[str, Annotation]
) -> Iterator[tuple[str | None, Provenance]]:
    """Yield the gold that each of an annotation's sources points to."""
    for source in gold.lineage.sources if gold.lineage is not None else ():
        unit = annotations.get(source)
        if unit is not None:
            yield made.get(str(unit.attributes.get(name))), unit.provenance.get(name, Provenance.EDITED)


def _with(gold: Annotation, name: str, target: AttributeValue, provenance: Provenance) -> Annotation:
    attributes = {key: value for key, value in gold.attributes.items() if key != name}
    origins = {key: value for key, value in gold.provenance.items() if key != name}
    if target is not None:
        attributes[name], origins[name] = target, provenance
    return replace(gold, attributes=attributes, provenance=origins)
