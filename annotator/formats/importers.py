"""The formats of other tools whose annotations can be imported. brat and the gold set have readers of their own."""

from __future__ import annotations

from pathlib import Path

from annotator.domain.errors import UsageError
from annotator.formats import (
    conll_reader,
    csv_spans_reader,
    doccano_reader,
    prodigy_reader,
    web_annotation_reader,
)
from annotator.formats.cas import json_reader as cas_json_reader
from annotator.formats.cas import xmi_reader as cas_xmi_reader
from annotator.formats.importer import Importer
from annotator.formats.label_studio import reader as label_studio_reader
from annotator.formats.webanno import reader as webanno_reader

IMPORTERS: tuple[Importer, ...] = (
    doccano_reader.IMPORTER,
    label_studio_reader.IMPORTER,
    prodigy_reader.IMPORTER,
    conll_reader.IMPORTER,
    cas_xmi_reader.IMPORTER,
    cas_json_reader.IMPORTER,
    webanno_reader.IMPORTER,
    web_annotation_reader.IMPORTER,
    csv_spans_reader.IMPORTER,
)
"""All importers, in the order in which they are offered and asked whether a file is theirs."""


def importer_named(name: str) -> Importer:
    """Return the importer of that name. Raises UsageError if there is none."""
    for one in IMPORTERS:
        if one.name == name:
            return one
    raise UsageError(
        f"There is no format “{name}” to import from", remedy=f"Use one of: {', '.join(one.name for one in IMPORTERS)}"
    )


def importer_of(path: Path) -> Importer | None:
    """Return the importer whose files look like this one, or None."""
    return next((one for one in IMPORTERS if path.suffix.lower() in one.endings and one.looks_like(path)), None)
