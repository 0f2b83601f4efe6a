"""Runs an exporter: into a folder that appears whole or not at all, or into nothing, to count what would be lost."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from types import TracebackType
from typing import Self

from annotator.domain.article import State
from annotator.domain.errors import CancelledError, InputError
from annotator.domain.stored import StoredArticle
from annotator.domain.values import shown
from annotator.formats.atomic_write import refuse_foreign, whole_folder
from annotator.formats.exporter import ExportContext, Exporter
from annotator.formats.gold.digested_file import DigestedFile
from annotator.formats.gold.options import SUMS_FILE
from annotator.formats.gold.sums import exported_names
from annotator.formats.layer_articles import LayerArticle, LayerReader
from annotator.formats.losses import (
    PASSAGES_CUT,
    PASSAGES_UNMARKED,
    RELATIONS_DROPPED,
    SPANS_IN_PASSAGES,
    Losses,
    Lost,
)
from annotator.formats.training_text import without_excluded

_NAME = re.compile(r"[^/\\:*?\"<>|\x00-\x1f]{1,200}")
"""Names that mean a file in the folder on every system."""
FINISHED = State.FINISHED.value


@dataclass(slots=True)
class Written:
    """What was exported, and what of it the format lost.

    `other_parts` are articles of other parts of the split than the one asked for. `spans` and `relations` count those
    of the articles in the layer, by label. `files` maps names, or patterns of names, to how many files and bytes there
    are.
    """

    articles: int = 0
    unfinished: int = 0
    other_parts: int = 0
    empty: int = 0
    spans: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    losses: tuple[Lost, ...] = ()
    files: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def spans_left_out(self) -> int:
        """How many of the spans are not in the export."""
        return sum(lost.count for lost in self.losses if lost.loss.drops_span)


class _Folder:
    """A folder to write into. The checksum of every file goes to `SHA256SUMS` as it is written."""

    def __init__(self, path: Path, patterns: Iterable[str]) -> None:
        self._path = path
        self._patterns = tuple(patterns)
        self._open: dict[str, DigestedFile] = {}
        self._stack = ExitStack()
        self._sums = self._stack.enter_context(DigestedFile(path / SUMS_FILE))
        self.files: dict[str, tuple[int, int]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._stack.__exit__(kind, error, trace)
            return
        with self._stack:  # which closes the others too if the disk is full at one of them
            for name, file in sorted(self._open.items()):
                file.__exit__(None, None, None)
                self._note(name, *file.written())
        self.files[SUMS_FILE] = (1, self._sums.written().size)

    def append(self, name: str, data: bytes) -> None:
        """Add to the end of a file."""
        file = self._open.get(name)
        if file is None:
            file = self._open[name] = self._stack.enter_context(DigestedFile(self._inside(name)))
        file.write(data)

    def write(self, name: str, data: bytes) -> None:
        """Write a whole file."""
        with self._inside(name).open("xb") as file:
            file.write(data)
        self._note(name, hashlib.sha256(data).hexdigest(), len(data))

    def _inside(self, name: str) -> Path:
        """Return the path of a file. Raises InputError for a name that would lead out of the folder."""
        if not _NAME.fullmatch(name) or name in (".", "..", SUMS_FILE):
            what = "A file of the export has a name that no file may have"
            raise InputError(what, shown(name), remedy="Tell whoever made the exporter")
        return self._path / name

    def _note(self, name: str, sha256: str, size: int) -> None:
        self._sums.write(f"{sha256}  {name}\n".encode())
        kind = _kind(name, self._patterns) or name
        files, so_far = self.files.get(kind, (0, 0))
        self.files[kind] = (files + 1, so_far + size)


def _kind(name: str, patterns: Iterable[str]) -> str | None:
    """Return the name or pattern that a file's name fits."""
    return next((pattern for pattern in patterns if fnmatchcase(name, pattern)), None)


class _Nowhere:
    """Takes what is written and keeps nothing."""

    def append(self, name: str, data: bytes) -> None:
        """Forget it."""

    def write(self, name: str, data: bytes) -> None:
        """Forget it."""


class _Run:
    """One pass over the articles."""

    def __init__(
        self,
        exporter: Exporter,
        context: ExportContext,
        *,
        part: str | None,
        include_unfinished: bool,
        progress: Callable[[int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._reader = LayerReader(context.schema, context.layer)
        self._trains = exporter.trains
        self._split, self._part = context.split, part
        self._include_unfinished = include_unfinished
        self._progress, self._cancelled = progress, cancelled
        self.found, self.losses = Written(), Losses()

    def articles(self, stored: Iterable[StoredArticle]) -> Iterator[LayerArticle]:
        """Yield and count the articles that are exported. Raises CancelledError."""
        found = self.found
        for done, each in enumerate(stored, 1):
            if self._cancelled is not None and self._cancelled():
                raise CancelledError
            if self._part is not None and self._split.get(each.article.id) != self._part:
                found.other_parts += 1
            elif self._include_unfinished or self._reader.state(each) == FINISHED:
                article = self._reader.read(each)
                found.articles += 1
                found.empty += not article.spans
                found.spans.update([span.label for span in article.spans])
                found.relations.update([link.label for link in article.relations])
                yield self._without_passages(article) if each.article.excluded else article
            else:
                found.unfinished += 1
            if self._progress is not None:
                self._progress(done)

    def _without_passages(self, article: LayerArticle) -> LayerArticle:
        """Count what becomes of passages that are not the article's own, and cut them if the format is to train on."""
        if not self._trains:
            self.losses.add(PASSAGES_UNMARKED, article)
            return article
        stored, _ = without_excluded(article.stored)
        own = self._reader.read(stored)
        self.losses.add(PASSAGES_CUT, article)
        left = {span.id for span in own.spans}
        for span in article.spans:
            if span.id not in left:
                self.losses.add(SPANS_IN_PASSAGES, article, span)
        for _ in range(len(article.relations) - len(own.relations)):
            self.losses.add(RELATIONS_DROPPED, article)
        return own


def export_folder(
    exporter: Exporter,
    target: Path,
    articles: Iterable[StoredArticle],
    context: ExportContext,
    *,
    part: str | None = None,
    include_unfinished: bool = False,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Written:
    """Write the context's layer of `articles` into the folder `target`; whole, or not at all.

    With a `part` only the articles of that part of the context's split are taken. The same articles give the same
    bytes. Files of an earlier export in this format (those that its `SHA256SUMS` lists)
    are replaced, others are left alone. `progress` is called with the number of articles read. Raises InputError for a
    folder that holds foreign files of the same names or an export in another format, ProjectDamagedError for articles
    that must not be exported, UsageError if a library is missing, DiskFullError and ProjectReadOnlyError, and
    CancelledError once `cancelled` returns True.
    """
    writer = exporter.start(context)
    ours = exported_names(target, lambda names: all(_kind(name, exporter.files) for name in names))
    refuse_foreign(target, [*(name for name in exporter.files if "*" not in name), SUMS_FILE], ours)
    run = _Run(
        exporter, context, part=part, include_unfinished=include_unfinished, progress=progress, cancelled=cancelled
    )
    with whole_folder(target, ours, last=SUMS_FILE) as folder, _Folder(folder, exporter.files) as out:
        for article in run.articles(articles):
            writer.add(article, out, run.losses)
        writer.finish(out)
    run.found.losses = tuple(run.losses)
    run.found.files = out.files
    return run.found


def find_losses(
    exporter: Exporter,
    articles: Iterable[StoredArticle],
    context: ExportContext,
    *,
    part: str | None = None,
    include_unfinished: bool = False,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Written:
    """Return what an export would hold and lose, by making it and keeping nothing.

    Raises as `export_folder` does, apart from errors of the disk.
    """
    writer, out = exporter.start(context), _Nowhere()
    run = _Run(
        exporter, context, part=part, include_unfinished=include_unfinished, progress=progress, cancelled=cancelled
    )
    for article in run.articles(articles):
        writer.add(article, out, run.losses)
    writer.finish(out)
    run.found.losses = tuple(run.losses)
    return run.found
