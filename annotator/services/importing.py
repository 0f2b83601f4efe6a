"""Bringing in whatever was dropped: articles, and sets with annotations, told apart by what they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from annotator.domain.errors import InputError
from annotator.formats.brat.files import ANNOTATIONS, TEXT
from annotator.formats.registry import Direction, annotated_formats, format_named, guess_format
from annotator.formats.text_files import DEFAULT_LIMIT_BYTES
from annotator.services.articles import Cancelled, ImportReport, Progress, import_articles
from annotator.services.layer_questions import LayerAnswers, LayerQuestions, find_questions
from annotator.services.layers import LayerOptions, import_layer
from annotator.services.projects import Project


def formats_of(paths: Sequence[Path]) -> set[str]:
    """Return the names of the formats that the files and folders are in.

    A text named together with its brat annotations belongs to them; a folder of articles is `text`.
    """
    return {_format(path, paths) for path in paths}


def _format(path: Path, among: Sequence[Path]) -> str:
    if path.suffix.lower() == TEXT and any(
        path.with_suffix("") == one.with_suffix("") for one in among if _is_ann(one)
    ):
        return "brat"
    return guess_format(path).name


def _is_ann(path: Path) -> bool:
    return path.suffix.lower() == ANNOTATIONS


def annotated(paths: Sequence[Path]) -> list[Path]:
    """Return the files and folders that hold annotations, which have no preview."""
    return [path for path in paths if Direction.READS_ANNOTATIONS in format_named(_format(path, paths)).direction]


def ask_before(
    project: Project,
    paths: Sequence[Path],
    *,
    limit_bytes: int = DEFAULT_LIMIT_BYTES,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> LayerQuestions:
    """Return what a person has to decide before the annotations among these files come in. Raises CancelledError."""
    _, files = _sorted(paths)
    return find_questions(project, files, limit_bytes=limit_bytes, progress=progress, cancelled=cancelled)


def import_files(
    project: Project,
    paths: Sequence[Path],
    answers: LayerAnswers | None = None,
    *,
    limit_bytes: int = DEFAULT_LIMIT_BYTES,
    keep_originals: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportReport:
    """Import files with annotations as the answers have it, and everything else as articles.

    What cannot be taken is in the report. Raises CancelledError and the project's own errors; what was whole by then
    stays and is an edit of its own.
    """
    report = ImportReport()
    answers = answers or LayerAnswers()
    articles, annotations = _sorted(paths)
    for kind, files in annotations.items():
        _take(report, project, files, answers.options(kind, project.schema, limit_bytes), progress, cancelled)
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


def _sorted(paths: Sequence[Path]) -> tuple[list[Path], dict[str, list[Path]]]:
    """Return the files and folders of articles, and those with annotations by format."""
    articles: list[Path] = []
    annotations: defaultdict[str, list[Path]] = defaultdict(list)
    for path in paths:
        kind = _format(path, paths)
        (annotations[kind] if kind in annotated_formats() else articles).append(path)
    return articles, annotations


def _take(
    report: ImportReport,
    project: Project,
    paths: Sequence[Path],
    options: LayerOptions,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> None:
    """Import files with annotations and add what came of it to the report."""
    try:
        found = import_layer(project, paths, options, progress=progress, cancelled=cancelled)
    except InputError as error:
        report.failures.append(error)
        return
    for name in ("added", "failures", "left_out", "edits"):
        getattr(report, name).extend(getattr(found, name))
    counts = f"{found.annotations:,} annotations and {found.relations:,} relations came in"
    where = ", ".join(path.name for path in paths)
    report.remarks.append(f"{where}: {counts}, {found.known:,} annotations were there already")
