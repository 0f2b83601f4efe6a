"""Bringing in whatever was dropped: articles, and gold sets with their annotations, told apart by what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from annotator.domain.errors import InputError
from annotator.formats.registry import Direction, guess_format
from annotator.formats.text_files import DEFAULT_LIMIT_BYTES
from annotator.services.articles import Cancelled, ImportReport, Progress, import_articles
from annotator.services.layers import LayerOptions, LayerReport, import_layer
from annotator.services.projects import Project


def formats_of(paths: Sequence[Path]) -> set[str]:
    """Return the names of the formats that the files are in; folders hold articles."""
    return {guess_format(path).name for path in paths if path.is_file()}


def annotated(paths: Sequence[Path]) -> list[Path]:
    """Return the files that hold annotations, which have no preview."""
    return [path for path in paths if path.is_file() and Direction.READS_ANNOTATIONS in guess_format(path).direction]


def import_files(
    project: Project,
    paths: Sequence[Path],
    *,
    limit_bytes: int = DEFAULT_LIMIT_BYTES,
    keep_originals: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportReport:
    """Import gold sets into the annotator's own layer, and everything else as articles.

    Files with the layers of several annotators are refused (they are in the report): they are nobody's own layer.
    Raises CancelledError and the project's own errors; what was whole by then stays and is an edit of its own.
    """
    report = ImportReport()
    articles = []
    for path in paths:
        kind = guess_format(path).name if path.is_file() else ""
        if kind == "layers":
            report.failures.append(_several_layers(path))
        elif kind == "gold":
            try:
                found = import_layer(project, [path], LayerOptions(), progress=progress, cancelled=cancelled)
            except InputError as error:
                report.failures.append(error)
            else:
                _take(report, path, found)
        else:
            articles.append(path)
    if articles:
        rest = import_articles(
            project,
            articles,
            limit_bytes=limit_bytes,
            keep_originals=keep_originals,
            progress=progress,
            cancelled=cancelled,
        )
        for name in ("added", "known", "failures", "left_out", "remarks", "edits"):
            getattr(report, name).extend(getattr(rest, name))
    return report


def _take(report: ImportReport, path: Path, found: LayerReport) -> None:
    report.added += found.added
    report.failures += found.failures
    report.edits += found.edits
    counts = f"{found.annotations:,} annotations and {found.relations:,} relations came in"
    report.remarks.append(f"{path.name}: {counts}, {found.known:,} annotations were there already")


def _several_layers(path: Path) -> InputError:
    return InputError(
        "The file holds the layers of several annotators",
        where=str(path),
        remedy=f"Import it on the command line: annotator import PROJECT {path.name} --format layers",
    )
