"""Bringing articles in: whole or not at all, the same text only once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Literal

from annotator.domain.article import Article
from annotator.domain.edit import Change, Edit
from annotator.domain.errors import KnownError
from annotator.formats.text_files import DEFAULT_LIMIT_BYTES, ReadArticle, ReadFailure, read_articles
from annotator.services.projects import Project
from annotator.storage.project_file import ProjectFile

ArticleKind = Literal["auto", "text", "jsonl", "csv", "html", "pdf", "docx", "eml"]
Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]
Found = Iterator[ReadArticle | ReadFailure]

_BATCH = 500
"""So many articles are looked up and written together."""


@dataclass(slots=True)
class ImportReport:
    """What an import did.

    `known` are articles whose text was there already (or twice in the input), `failures` what could not be read,
    `left_out` files of other kinds in the folders, `remarks` what of the input was not used, with its place.
    `edits` (without their changes) can be handed to `Editor.adopt`; none if nothing was added.
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
    keep_originals: bool = False,
    decide: Callable[[Found], Found] = iter,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> ImportReport:
    """Read articles from files and folders into the project, in one transaction.

    What cannot be read is in the report; the rest comes in. `keep_originals` keeps the files beside the texts. `decide`
    may change what is known of the articles. Raises CancelledError (nothing is kept then) and the project's own errors.
    """
    found = read_articles(
        paths,
        kind=kind,
        limit_bytes=limit_bytes,
        keep_originals=keep_originals,
        progress=progress,
        cancelled=cancelled,
    )
    return import_read(project, decide(found))


def import_read(project: Project, found: Found) -> ImportReport:
    """Bring articles in that were read, in one transaction."""
    return project.saver.run(lambda file: _import(project, file, found)).result()


def _import(project: Project, file: ProjectFile, found: Found) -> ImportReport:
    report = ImportReport()
    seen: set[str] = set()
    articles = _kept(found, report)
    first = list(islice(articles, _BATCH))
    if not first:
        return report
    edit = project.edit("import articles", ())
    with suppress(NothingNewError), file.bulk(edit) as writer:
        batch = first
        while batch:
            here = file.has_articles([item.article.id for item in batch])
            for item in batch:
                if item.article.id in here or item.article.id in seen:
                    report.known.append(item.article)
                    continue
                seen.add(item.article.id)
                writer.put_text(item.article, item.text)
                if item.original is not None:
                    writer.put_original(item.article, item.original)
                writer.write(item.article.id, [Change(None, item.article)])
                report.added.append(item.article)
            batch = list(islice(articles, _BATCH))
        if not report.added:
            raise NothingNewError
        report.edits.append(edit)
    return report


class NothingNewError(Exception):
    """Takes back an edit that turned out to hold nothing."""


def _kept(found: Found, report: ImportReport) -> Iterator[ReadArticle]:
    """Yield the articles; failures and remarks go into the report."""
    for item in found:
        if isinstance(item, ReadFailure):
            (report.left_out if item.left_out else report.failures).append(item.error)
            continue
        report.remarks += [f"{item.where}: {remark}" for remark in item.remarks]
        if item.left_out:
            some = "; ".join(item.left_out[:3]) + ("; …" if len(item.left_out) > 3 else "")
            report.remarks.append(f"{item.where}: {len(item.left_out):,} lines are not in the text: {some}")
        yield item
