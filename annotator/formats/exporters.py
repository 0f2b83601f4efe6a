"""The formats that a layer can be exported to: those of the program, and those that installed packages add."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points

from annotator.domain.errors import UsageError
from annotator.formats import (
    chat,
    conll,
    csv_tables,
    doccano,
    gliner,
    parquet,
    prodigy,
    spacy_docs,
    web_annotation,
)
from annotator.formats.brat import writer as brat
from annotator.formats.cas import json as cas_json
from annotator.formats.cas import xmi as cas_xmi
from annotator.formats.exporter import Exporter
from annotator.formats.label_studio import writer as label_studio

GROUP = "annotator.exporters"
"""The group of entry points by which a package adds an exporter."""
OWN: tuple[Exporter, ...] = (
    brat.EXPORTER,
    doccano.EXPORTER,
    label_studio.EXPORTER,
    prodigy.EXPORTER,
    spacy_docs.EXPORTER,
    conll.EXPORTER,
    gliner.EXPORTER,
    chat.EXPORTER,
    web_annotation.EXPORTER,
    cas_xmi.EXPORTER,
    cas_json.EXPORTER,
    parquet.EXPORTER,
    csv_tables.EXPORTER,
)
"""The exporters of the program, in the order in which they are offered."""


def exporters() -> tuple[Exporter, ...]:
    """Return all exporters, those of other packages last and by name; these never hide one of the program's.

    An entry point that cannot be loaded is left out here; `exporter_named` says what is wrong with it.
    """
    names = {one.name for one in OWN}
    added = []
    for entry in sorted(entry_points(group=GROUP), key=lambda one: one.name):
        if entry.name not in names:
            names.add(entry.name)
            try:
                added.append(_load(entry))
            except UsageError:
                continue
    return (*OWN, *added)


def exporter_named(name: str) -> Exporter:
    """Return the exporter of that name. Raises UsageError if there is none or its package cannot be loaded."""
    for one in OWN:
        if one.name == name:
            return one
    for entry in entry_points(group=GROUP, name=name):
        return _load(entry)
    names = ", ".join(one.name for one in exporters())
    raise UsageError(f"There is no format “{name}” to export to", remedy=f"Use one of: gold, layers, {names}")


def _load(entry: EntryPoint) -> Exporter:
    """Return what an entry point names. Somebody else's code may raise anything while it is imported."""
    try:
        found = entry.load()
    except Exception as error:
        raise _broken(entry, f"{type(error).__name__}: {error}") from error
    if not isinstance(found, Exporter):
        raise _broken(entry, "It does not name an Exporter")
    if found.name != entry.name:
        raise _broken(entry, f"The exporter is called “{found.name}”")
    return found


def _broken(entry: EntryPoint, why: str) -> UsageError:
    package = entry.dist.name if entry.dist is not None else entry.value
    return UsageError(f"The format “{entry.name}” cannot be used", where=package, why=why, remedy="Update its package")
