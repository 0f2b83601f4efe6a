"""Counting the articles of a comparison, or taking what was counted before and is still true."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from annotator.agreement.trimming import trimmed
from annotator.agreement.values import ArticleLayers, AttributeMeasure, Settings, Unit
from annotator.domain.errors import (
    CancelledError,
    DiskFullError,
    ProjectDamagedError,
    ProjectLockedError,
    ProjectReadOnlyError,
)
from annotator.domain.schema import Schema
from annotator.domain.schema_parts import Agreement
from annotator.domain.stored import AnnotationRow, StoredArticle
from annotator.services.review_scope import ReviewOptions, Scope, finished_by
from annotator.storage.project_file import ProjectFile
from annotator.storage.statistics import Kept, NewCounts

if TYPE_CHECKING:
    from annotator.agreement.sheet import Columns

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]
Keeper = Callable[[Callable[[ProjectFile], None]], object]
"""Runs a job with a project file that can be written, now or later."""


def measured(schema: Schema, options: ReviewOptions) -> Settings:
    """Return the settings with the attributes to measure as the schema has them.

    With one label only, references are not measured: what they refer to may have another.
    """
    attributes = {
        label.name: tuple(_measures(schema, label.attributes, references=options.label is None))
        for label in schema.labels
        if options.label in (None, label.name)
    }
    return Settings(options.iou, options.ignore_edges, attributes)


def _measures(schema: Schema, names: Iterable[str], *, references: bool) -> Iterable[AttributeMeasure]:
    for name in names:
        attribute = schema.attribute(name)
        if references or attribute.agreement != Agreement.REFERENCE:
            order = attribute.values if attribute.agreement == Agreement.ORDINAL else ()
            yield AttributeMeasure(name, attribute.agreement, order)


def finished_layers(article: StoredArticle, options: ReviewOptions) -> ArticleLayers:
    """Return the spans of those annotators among the chosen ones who finished the article.

    Those of a single annotator are not looked at. Raises ProjectDamagedError.
    """
    finished = finished_by(article.progress, options)
    units: dict[str, list[Unit]] = {name: [] for name in finished}
    wanted = options.label
    if len(finished) > 1:
        rows = [row for row in article.annotations if row.layer in units and (wanted is None or row.label == wanted)]
        for row, unit in zip(rows, units_of(rows), strict=True):
            units[row.layer].append(unit)
    frozen = {name: tuple(listed) for name, listed in units.items()}
    layers = ArticleLayers(article.article.id, len(article.text), frozen)
    return trimmed(layers, article.text) if options.ignore_edges else layers


def units_of(rows: Sequence[AnnotationRow]) -> list[Unit]:
    """Return stored annotations as the measures see them. Raises ProjectDamagedError."""
    try:
        # One call for all of them takes half the time of one for each.
        places = orjson.loads(f"[{','.join([row.fragments for row in rows])}]")
        attributes = orjson.loads(f"[{','.join([row.attributes for row in rows])}]")
    except ValueError as error:
        where = f"{rows[0].id} and {len(rows) - 1} others"
        remedy = "Run “annotator verify” on the project"
        raise ProjectDamagedError("An annotation cannot be read", where, str(error), remedy) from error
    found = zip(rows, places, attributes, strict=True)
    return [Unit(row.id, row.label, tuple(map(tuple, ranges)), values) for row, ranges, values in found]


def counted(
    file: ProjectFile,
    scope: Scope,
    settings: Settings,
    options: ReviewOptions,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[Columns, NewCounts | None]:
    """Return the counts of the articles used, and those to be kept because they are new, if any.

    Only what was not counted before with the same settings, or has changed since, is counted. One article is in memory
    at a time. `file` must be at the moment (`ProjectFile.moment`) of the scope. Raises CancelledError.
    """
    key = _key(settings, options)
    kept = file.kept_statistics(key)
    try:
        return _Counting(file, key, kept, progress, cancelled).run(scope.used, settings, options)
    except ValueError:  # what was kept is damaged; it can be counted anew
        empty = Kept([], {}, kept.changes)
        return _Counting(file, key, empty, progress, cancelled).run(scope.used, settings, options)


def _key(settings: Settings, options: ReviewOptions) -> str:
    """Return what kept counts depend on, besides their article."""
    from annotator.agreement.sheet import FORMAT  # noqa: PLC0415 (numpy is loaded by those who compare)

    chosen = [FORMAT, settings.key, options.label, sorted(options.annotators)]
    return orjson.dumps(chosen).decode()


class _Counting:
    """Puts the rows of a sheet together."""

    def __init__(
        self, file: ProjectFile, key: str, kept: Kept, progress: Progress | None, cancelled: Cancelled | None
    ) -> None:
        self._file, self._key, self._kept = file, key, kept
        self._progress, self._cancelled = progress, cancelled

    def run(self, used: Sequence[str], settings: Settings, options: ReviewOptions) -> tuple[Columns, NewCounts | None]:
        """Count what must be. Raises ValueError if what was kept cannot be read."""
        from annotator.agreement.sheet import Sheet  # noqa: PLC0415 (as above)
        from annotator.agreement.statistics import article_statistics  # noqa: PLC0415 (as above)

        kept, sheet = self._kept, Sheet(self._kept.names)
        stale = [article for article in used if article not in kept.counts]
        for article in used:
            if article in kept.counts:
                sheet.add_packed(article, kept.counts[article])
        new: dict[str, tuple[int, bytes]] = {}
        self._step(len(used) - len(stale), len(used))
        # Where everything is to be read, asking for it one by one would take longer.
        wanted = stale if len(stale) < self._file.article_count() else None
        with closing(self._file.walk(article_ids=wanted)) as articles:
            for stored in articles if stale else ():
                found = finished_layers(stored, options)
                packed = sheet.add(article_statistics(found, settings))
                new[found.article_id] = kept.changes[found.article_id], packed
                self._step(len(used) - len(stale) + len(new), len(used))
        columns = sheet.columns()
        return columns, NewCounts(self._key, sheet.names, len(kept.names), new) if new else None

    def _step(self, done: int, total: int) -> None:
        if self._cancelled is not None and self._cancelled():
            raise CancelledError
        if self._progress is not None:
            self._progress(done, total, "")


def keep_beside(project: Path) -> Keeper:
    """Return a keeper that writes if nobody else does; where that cannot be, nothing is kept, and nothing is lost."""

    def keep(job: Callable[[ProjectFile], None]) -> None:
        try:
            with ProjectFile.open(project, write=True) as file:
                job(file)
        except (ProjectLockedError, ProjectReadOnlyError, DiskFullError):
            pass

    return keep
