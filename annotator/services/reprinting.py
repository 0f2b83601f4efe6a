"""Decisions through a change of the schema: what they were about says the same in other words, so they still hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from annotator.domain.adjudication import print_of, print_of_relation
from annotator.domain.annotation import GOLD, Annotation, Relation
from annotator.services.settled import SETTLED, setting_of, settled_in
from annotator.storage.project_file import ProjectFile

Renamed = tuple[Annotation | Relation, Annotation | Relation]
"""An object before and after."""


def with_fingerprints(file: ProjectFile, changed: Iterable[Renamed]) -> list[Renamed]:
    """Return the changes with the fingerprints renewed that gold annotations have of what is changed.

    Gold annotations that change in nothing else are added.
    """
    changes = {before.id: (before, after) for before, after in changed}
    prints = _prints(changes.values())
    if not prints:
        return list(changes.values())
    for article_id in file.article_ids():
        for gold in file.annotations(article_id, GOLD):
            before, after = changes.get(gold.id, (gold, gold))
            if isinstance(after, Annotation) and after.lineage is not None:
                seen = {unit: _renewed(prints, unit, print_) for unit, print_ in after.lineage.seen.items()}
                after = replace(after, lineage=replace(after.lineage, seen=seen))
            if after != before:
                changes[gold.id] = before, after
    return list(changes.values())


def renewed_settings(settings: Mapping[str, str], changed: Iterable[Renamed]) -> dict[str, str]:
    """Return the settings of what is settled that get another fingerprint, with their new values."""
    prints = _prints(changed)
    found = {}
    for object_id, settled in settled_in(settings).items() if prints else ():
        renewed = _renewed(prints, object_id, settled.fingerprint)
        if renewed != settled.fingerprint:
            found[SETTLED + object_id] = setting_of(object_id, settled._replace(fingerprint=renewed)).value
    return found


def _prints(changed: Iterable[Renamed]) -> dict[str, tuple[str, str]]:
    """Return the fingerprints before and after of what says something else afterwards, by id."""
    found = {}
    for before, after in changed:
        prints = _print(before), _print(after)
        if prints[0] != prints[1]:
            found[before.id] = prints
    return found


def _print(record: Annotation | Relation) -> str:
    return print_of(record) if isinstance(record, Annotation) else print_of_relation(record)


def _renewed(prints: Mapping[str, tuple[str, str]], object_id: str, fingerprint: str) -> str:
    """Return the fingerprint after the change; one that was out of date before stays so."""
    before, after = prints.get(object_id, ("", ""))
    return after if fingerprint == before else fingerprint
