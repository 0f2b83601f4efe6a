"""Taking a layer out in the form of another tool, and saying beforehand what that form cannot hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator import __version__
from annotator.domain.annotation import GOLD
from annotator.domain.errors import UsageError
from annotator.domain.stored import StoredArticle
from annotator.formats.export_folder import Written, export_folder, find_losses
from annotator.formats.exporter import ExportContext, Exporter
from annotator.formats.exporters import exporter_named, exporters
from annotator.formats.losses import TITLES, Lost
from annotator.services.exporting import Cancelled, Progress, choose_layer, walk_for
from annotator.services.projects import read_project, stored_schema
from annotator.services.splits import stored_split


@dataclass(frozen=True, slots=True)
class FormatOptions:
    """What a person chooses. `layer` None takes the gold layer, or else the only layer there is.

    `part` is the part of the kept split (train, dev or test) whose articles are taken; None takes all.
    """

    format: str
    layer: str | None = None
    include_unfinished: bool = False
    part: str | None = None


@dataclass(frozen=True, slots=True)
class FormatReport:
    """What was exported or would be. `folder` is None if nothing was written."""

    exporter: Exporter
    layer: str
    written: Written
    folder: Path | None = None
    part: str | None = None

    @property
    def losses(self) -> tuple[Lost, ...]:
        """What the format cannot hold."""
        return self.written.losses

    def as_json(self) -> dict[str, Any]:
        """Return it in the form that `annotator export --json` prints."""
        written = self.written
        return {
            "format": self.exporter.name,
            "folder": None if self.folder is None else str(self.folder),
            "layer": self.layer,
            "articles": written.articles,
            "empty_articles": written.empty,
            "unfinished_left_out": written.unfinished,
            "part": self.part,
            "spans": dict(sorted(written.spans.items())),
            "spans_left_out": written.spans_left_out,
            "relations": dict(sorted(written.relations.items())),
            "files": {name: {"files": files, "bytes": size} for name, (files, size) in sorted(written.files.items())},
            "losses": [lost.as_json() for lost in written.losses],
        }


@dataclass(frozen=True, slots=True)
class FormatChoice:
    """A format that can be chosen. `lacks` says in words what it cannot hold, whatever the project."""

    name: str
    title: str
    summary: str
    lacks: tuple[str, ...]


def export_formats() -> tuple[FormatChoice, ...]:
    """Return the formats that a layer can be exported to, apart from the gold set."""
    return tuple(
        FormatChoice(
            one.name, one.title, one.summary, tuple(words for feature, words in TITLES.items() if feature in one.lacks)
        )
        for one in exporters()
    )


def export_format(
    project: Path,
    folder: Path,
    options: FormatOptions,
    *,
    viewer: str | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> FormatReport:
    """Export a layer of a project into a folder in the form of another tool; whole, or not at all.

    With a `viewer` it holds nothing that this annotator may not see, and the layer must be open to them. Raises
    UsageError for the choice of format and layer, what `export_folder` raises, and CancelledError.
    """
    with _prepared(project, options, viewer, progress) as ready:
        written = export_folder(
            ready.exporter,
            folder,
            ready.articles,
            ready.context,
            part=options.part,
            include_unfinished=options.include_unfinished,
            progress=ready.advance,
            cancelled=cancelled,
        )
        return FormatReport(ready.exporter, ready.context.layer, written, folder, options.part)


def find_format_losses(
    project: Path,
    options: FormatOptions,
    *,
    viewer: str | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> FormatReport:
    """Return what an export for `viewer` would hold and what the format would lose, and write nothing.

    Raises as `export_format` does, apart from errors of the disk.
    """
    with _prepared(project, options, viewer, progress) as ready:
        written = find_losses(
            ready.exporter,
            ready.articles,
            ready.context,
            part=options.part,
            include_unfinished=options.include_unfinished,
            progress=ready.advance,
            cancelled=cancelled,
        )
        return FormatReport(ready.exporter, ready.context.layer, written, part=options.part)


@dataclass(frozen=True, slots=True)
class _Prepared:
    exporter: Exporter
    context: ExportContext
    articles: Iterator[StoredArticle]
    advance: Callable[[int], None]


@contextmanager
def _prepared(
    project: Path, options: FormatOptions, viewer: str | None, progress: Progress | None
) -> Iterator[_Prepared]:
    exporter = exporter_named(options.format)
    with read_project(project) as file:
        settings, summary = file.settings(), file.summary()
        layer = choose_layer(summary, options.layer)
        split = stored_split(settings)
        if options.part is not None and split is None:
            raise UsageError("The project has no split to take a part of", remedy="Split it with --split first")
        context = ExportContext(
            schema=stored_schema(settings, project),
            layer=layer,
            title=settings.get("title", project.stem),
            project_id=settings["project_id"],
            guideline_version=settings.get("guideline_version", ""),
            tool_version=__version__,
            split=split.parts if split is not None else {},
            adjudicators=file.state_authors(GOLD) if layer == GOLD else {},
        )

        def advance(done: int) -> None:
            if progress is not None:
                progress(done, summary.articles, "")

        with closing(walk_for(file, layer, viewer)) as articles:
            yield _Prepared(exporter, context, articles, advance)
