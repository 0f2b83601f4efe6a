"""Looking at articles before they come in: text, metadata, what is left out, and lines that may be excluded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotator.domain.article import EDITABLE_FIELDS
from annotator.domain.errors import InputError, KnownError, RuleError
from annotator.domain.span import Fragment
from annotator.formats.text_files import DEFAULT_LIMIT_BYTES, ReadArticle, ReadFailure, read_articles
from annotator.services.articles import ArticleKind, ImportReport, import_read
from annotator.services.projects import Project
from annotator.suggestions.boilerplate import Proposal, propose_excluded
from annotator.suggestions.near_duplicates import near_duplicates

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]

MOST_PREVIEWED = 2_000
"""Articles that are held in memory to be looked at; nobody looks at more."""


@dataclass(frozen=True, slots=True)
class Previewed:
    """An article as it would come in.

    `proposals` are the lines that may be excluded, `known` tells that the project has the text already. Give `excluded`
    and changed fields with `decided`.
    """

    read: ReadArticle
    proposals: tuple[Proposal, ...] = ()
    known: bool = False

    def decided(self, excluded: Iterable[Fragment], **fields: str) -> Previewed:
        """Return it with what a person decided: what is left out, and title, source, date and the like.

        Raises RuleError for a field that may not change.
        """
        if set(fields) - set(EDITABLE_FIELDS):
            raise RuleError("Only what is known of an article can be changed, not its text")
        stripped: dict[str, Any] = {name: value.strip() for name, value in fields.items()}
        article = replace(self.read.article, excluded=tuple(sorted(excluded)), **stripped)
        return replace(self, read=replace(self.read, article=article))


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would bring: articles in order, files that cannot be read, and files that are left out."""

    articles: tuple[Previewed, ...]
    failures: tuple[KnownError, ...]
    left_out: tuple[KnownError, ...]


def preview_articles(
    project: Project,
    paths: Sequence[Path],
    *,
    kind: ArticleKind = "auto",
    limit_bytes: int = DEFAULT_LIMIT_BYTES,
    keep_originals: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Preview:
    """Read articles without importing them. Raises InputError if there are too many, and CancelledError."""
    found = read_articles(
        paths,
        kind=kind,
        limit_bytes=limit_bytes,
        keep_originals=keep_originals,
        progress=progress,
        cancelled=cancelled,
    )
    articles: list[ReadArticle] = []
    failures: list[ReadFailure] = []
    for item in found:
        if isinstance(item, ReadFailure):
            failures.append(item)
        elif len(articles) == MOST_PREVIEWED:
            why = f"There are more than {MOST_PREVIEWED:,} articles"
            raise InputError("These are too many to look at", why=why, remedy="Import them without a look, or in parts")
        else:
            articles.append(item)
    with project.new_reader() as file:
        known = file.has_articles({item.article.id for item in articles})
    return Preview(
        tuple(_with_proposals(articles, known)),
        tuple(failure.error for failure in failures if not failure.left_out),
        tuple(failure.error for failure in failures if failure.left_out),
    )


def _with_proposals(articles: Sequence[ReadArticle], known: set[str]) -> Iterable[Previewed]:
    texts = {item.article.id: item.text for item in articles}
    proposals = propose_excluded(texts, near_duplicates(texts.items()).by_article())
    return [Previewed(item, proposals[item.article.id], item.article.id in known) for item in articles]


def exclude_proposed(found: Iterable[ReadArticle | ReadFailure]) -> Iterator[ReadArticle | ReadFailure]:
    """Yield articles with every proposed line excluded, for an import at which nobody looks. Reads them all first."""
    items = list(found)
    articles = [item for item in items if isinstance(item, ReadArticle)]
    decided = {
        id(item.read): item.decided(proposal.place for proposal in item.proposals).read
        for item in _with_proposals(articles, set())
    }
    for item in items:
        yield decided.get(id(item), item) if isinstance(item, ReadArticle) else item


def import_previewed(project: Project, articles: Sequence[Previewed]) -> ImportReport:
    """Import articles as they were decided on, in one transaction."""
    return import_read(project, iter([item.read for item in articles]))
