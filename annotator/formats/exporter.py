"""What an exporter is: a record that says what it writes and cannot hold, and a writer that takes articles.

A package adds a format by an entry point of the group `annotator.exporters` that names an `Exporter`:

    [project.entry-points."annotator.exporters"]
    my-format = "my_package:EXPORTER"
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Protocol

from annotator.domain.errors import UsageError
from annotator.domain.schema import Schema
from annotator.formats.layer_articles import LayerArticle
from annotator.formats.losses import Feature, Losses


@dataclass(frozen=True, slots=True)
class ExportContext:
    """What holds for a whole export. Nothing in it depends on when it happens.

    `split` maps article ids to `train`, `dev` or `test`, `adjudicators` to who brought the gold layer to its state.
    """

    schema: Schema
    layer: str
    title: str
    project_id: str
    guideline_version: str
    tool_version: str
    split: Mapping[str, str] = field(default_factory=dict)
    adjudicators: Mapping[str, str] = field(default_factory=dict)


class Output(Protocol):
    """Where a writer puts its files: a folder, or nowhere while losses are counted."""

    def append(self, name: str, data: bytes) -> None:
        """Add to the end of a file of that name, which is made if it is not there."""

    def write(self, name: str, data: bytes) -> None:
        """Write a whole file at once. Every name may be written once."""


class Writer(Protocol):
    """Writes one export. Only one article is in memory at a time."""

    def add(self, article: LayerArticle, out: Output, losses: Losses) -> None:
        """Write an article; what the format cannot hold of it is added to `losses`."""

    def finish(self, out: Output) -> None:
        """Write what comes after the last article."""


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format to export to.

    `name` is for the command line, `title` for people, `summary` one sentence without a full stop. `files` are the
    names that it writes, with `*` for one file an article. `lacks` is what it cannot hold. `start` makes a writer for
    one export; it raises UsageError if a library that it needs is missing. `trains` says that models are trained on the
    text as it is written: it gets articles without the passages that are not their own words.
    """

    name: str
    title: str
    summary: str
    files: tuple[str, ...]
    lacks: frozenset[Feature]
    start: Callable[[ExportContext], Writer]
    trains: bool = False


def library(name: str, title: str) -> ModuleType:
    """Return a library that is not part of a plain installation. Raises UsageError that says how to get it."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise UsageError(
            f"{title} cannot be written",
            why=f"The library {name.partition('.')[0]} is not installed",
            remedy="Install it with: pip install 'annotator[formats]'",
        ) from error
