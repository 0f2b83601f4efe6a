"""The annotators that a project knows, and how far each of them is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from annotator.domain.annotation import GOLD
from annotator.domain.views import LayerSummary
from annotator.services.assigning import share_sizes
from annotator.services.roles import adjudicators
from annotator.storage.project_file import ProjectFile


class KnownAnnotator(NamedTuple):
    """An annotator: how many articles are finished, begun and assigned to them, and whether they adjudicate."""

    name: str
    finished: int = 0
    in_progress: int = 0
    assigned: int = 0
    adjudicates: bool = False


def known_annotators(file: ProjectFile, settings: Mapping[str, str] | None = None) -> list[KnownAnnotator]:
    """Return everybody who has tagged, has articles assigned or adjudicates, by name.

    `settings` are those of an open project, which may be ahead of the file. Takes no longer for a long project than
    for a short one. Raises ProjectDamagedError.
    """
    settings = file.settings() if settings is None else settings
    layers = {layer.name: layer for layer in file.summary().layers if layer.name != GOLD}
    shares, deciding = share_sizes(settings), adjudicators(settings)
    return [
        KnownAnnotator(name, layer.finished, layer.in_progress, shares[name], name in deciding)
        for name in sorted({*layers, *shares, *deciding})
        for layer in (layers.get(name, LayerSummary(name)),)
    ]
