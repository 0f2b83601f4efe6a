"""Bringing articles in: whole or not at all, the same text only once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from annotator.domain.article import Article
from annotator.domain.edit import Change, Edit
from annotator.domain.errors import KnownError
from annotator.formats.text_files import DEFAULT_LIMIT_BYTES, ReadArticle, ReadFailure, read_articles
from annotator.services.projects import Project
from annotator.storage.project_file import ProjectFile

ArticleKind = Literal["auto", "text", "jsonl", "csv"]
Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]

_BATCH_ARTICLES = 2_000
_BATCH_CHARACTERS = 64_000_000
"""One edit holds at most this much, so that memory stays flat however many articles come in."""


@dataclass(slots=True)
class ImportReport:
    """What an import did.

    `known` are articles whose text was there already (or twice in the input), `failures` what could not be read,
    `left_out` files of other kinds in the folders, `remarks` what of the input was not used, with its place.
    `edits` can be handed to `Editor.adopt`.
    """

    added: list[Article] = field(default_factory=list)
    known: list[Article] = field(default_factory=list)
    failures: list[KnownError] = field(default_factory=list)
    left_out: list[KnownError] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)


def import_articles(
    project: Project,
    paths: Sequence[Path],
    *,
    kind: ArticleKind = "auto",
    limit_bytes: int = DEFAULT_LIMIT_BYTES,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportReport:
    """Read articles from files and folders into the project, in one transaction.

    What cannot be read is in the report; the rest comes in. Raises CancelledError (nothing is kept then) and the
    project's own errors.
    """
    found = read_articles(paths, kind=kind, limit_bytes=limit_bytes, progress=progress, cancelled=cancelled)
    return project.saver.run(lambda file: _import(project, file, found)).result()


def _import(project: Project, file: ProjectFile, found: Iterator[ReadArticle | ReadFailure]) -> ImportReport:
    report = ImportReport()
    seen: set[str] = set()
    with file.transaction():
        for batch in _batches(found, report):
            here = file.has_articles([item.article.id for item in batch])
            new: dict[str, ReadArticle] = {}
            for item in batch:
                if item.article.id in here or item.article.id in seen:
                    report.known.append(item.article)
                else:
                    new[item.article.id] = item
                    seen.add(item.article.id)
            if new:
                changes = tuple(Change(None, item.article) for item in new.values())
                what = "article" if len(changes) == 1 else f"{len(changes):,} articles"
                edit = project.edit(f"import {what}", changes)
                file.apply(edit, {key: item.text for key, item in new.items()})
                report.added += [item.article for item in new.values()]
                report.edits.append(edit)
    return report


def _batches(found: Iterator[ReadArticle | ReadFailure], report: ImportReport) -> Iterator[list[ReadArticle]]:
    """Yield the articles in batches; failures and remarks go into the report."""
    batch: list[ReadArticle] = []
    size = 0
    for item in found:
        if isinstance(item, ReadFailure):
            (report.left_out if item.left_out else report.failures).append(item.error)
            continue
        report.remarks += [f"{item.where}: {remark}" for remark in item.remarks]
        batch.append(item)
        size += len(item.text)
        if len(batch) >= _BATCH_ARTICLES or size >= _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
