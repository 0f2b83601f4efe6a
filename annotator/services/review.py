"""Comparing annotators: what they agree on, measured over the articles that two or more of them finished."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from annotator.agreement.trimming import trimmed
from annotator.agreement.values import ArticleLayers, AttributeMeasure, Settings, Unit
from annotator.domain.annotation import GOLD
from annotator.domain.article import State
from annotator.domain.errors import CancelledError, ProjectDamagedError, UsageError
from annotator.domain.schema import Schema
from annotator.domain.schema_parts import Agreement
from annotator.domain.stored import AnnotationRow, StoredArticle
from annotator.domain.views import ProjectSummary
from annotator.formats.schema_yaml import load_schema
from annotator.services.projects import read_project

if TYPE_CHECKING:
    from annotator.agreement.findings import Report
    from annotator.agreement.gamma_values import Gamma
    from annotator.agreement.statistics import ArticleStatistics

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class ReviewOptions:
    """What a person chooses.

    `annotators`: who is compared, all if empty; others count neither as annotators nor as finished. `label`: as if
    there were no other label. `iou` and `ignore_edges` as in `agreement.values.Settings`. `gamma` takes long.
    """

    annotators: tuple[str, ...] = ()
    label: str | None = None
    iou: float = 0.5
    ignore_edges: bool = False
    gamma: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """The report, and why articles are left out of it: one annotator finished them, or none did."""

    report: Report
    title: str
    label: str | None
    one_finished: int
    none_finished: int

    def as_json(self) -> dict[str, Any]:
        """Return it in the form that `annotator agreement --json` prints."""
        from annotator.agreement.report_json import as_json  # noqa: PLC0415 (numpy is loaded by those who compare)

        written = as_json(self.report)
        written["documents"] |= {"one_finished": self.one_finished, "none_finished": self.none_finished}
        written["settings"]["label"] = self.label
        return written


def agreement_report(
    project: Path,
    options: ReviewOptions,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Review:
    """Compare the annotators of a project; the gold layer is nobody's and never counts.

    One article is in memory at a time, and its counts; with gamma also the places of its spans. Raises UsageError for
    an annotator or label that is not there or a threshold that cannot be, what opening a project raises, and
    CancelledError.
    """
    from annotator.agreement.report import report  # noqa: PLC0415 (as above; scipy too)

    with read_project(project) as file:
        written, summary = file.settings(), file.summary()
        schema = load_schema(written["schema"], f"{project.name}, schema")
        _check(options, schema, summary)
        settings = _settings(schema, options)
        counts = _Counts(settings, options, summary.articles, progress, cancelled)
        with closing(file.walk()) as articles:
            counts.take(articles)
    labels = [options.label] if options.label else [label.name for label in schema.labels]
    found = report(counts.statistics, settings, labels=labels, gamma=counts.gamma())
    title = written.get("title") or project.stem
    return Review(found, title, options.label, counts.finished_by[1], counts.finished_by[0])


def _check(options: ReviewOptions, schema: Schema, summary: ProjectSummary) -> None:
    there = [layer.name for layer in summary.layers if layer.name != GOLD]
    for name in options.annotators:
        if name not in there:
            known = ", ".join(there) or "none"
            raise UsageError(f"The project has no annotator '{name}'", why=f"There are: {known}")
    if options.annotators and len(set(options.annotators)) < 2:
        raise UsageError("Two annotators or more can be compared", remedy="Name them all, such as anna,ben")
    labels = dict.fromkeys([*(label.name for label in schema.labels), *summary.labels])
    if options.label is not None and options.label not in labels:
        raise UsageError(f"The project has no label '{options.label}'", why=f"There are: {', '.join(labels)}")
    if not 0 < options.iou <= 1:
        raise UsageError("The overlap that spans need must be above 0 and at most 1", where=f"{options.iou:g}")


def _settings(schema: Schema, options: ReviewOptions) -> Settings:
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


class _Counts:
    """Takes articles one by one and keeps what is counted in them."""

    def __init__(
        self,
        settings: Settings,
        options: ReviewOptions,
        articles: int,
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> None:
        self.statistics: list[ArticleStatistics] = []
        self.finished_by = [0, 0]
        """How many articles nobody finished, and one annotator."""
        self._layers: list[ArticleLayers] = []
        self._settings, self._options, self._articles = settings, options, articles
        self._progress, self._cancelled = progress, cancelled

    def take(self, articles: Iterable[StoredArticle]) -> None:
        """Count them all. Raises CancelledError."""
        from annotator.agreement.statistics import article_statistics  # noqa: PLC0415 (as above)

        for done, article in enumerate(articles, 1):
            if self._cancelled is not None and self._cancelled():
                raise CancelledError
            found = finished_layers(article, self._options)
            if len(found.layers) < 2:
                self.finished_by[len(found.layers)] += 1
            elif self._options.gamma:
                self._layers.append(found)
            self.statistics.append(article_statistics(found, self._settings))
            if self._progress is not None:
                self._progress(done, self._articles, "")

    def gamma(self) -> Gamma | None:
        """Return gamma if it was asked for. Raises CancelledError."""
        if not self._options.gamma:
            return None
        from annotator.agreement.gamma import GammaSettings, gamma  # noqa: PLC0415 (as above; the optimiser too)

        def advance(done: int, total: int) -> None:
            if self._progress is not None:
                self._progress(done, total, "gamma")

        return gamma(self._layers, GammaSettings(), progress=advance, cancelled=self._cancelled)


def finished_layers(article: StoredArticle, options: ReviewOptions) -> ArticleLayers:
    """Return the spans of those annotators among the chosen ones who finished the article.

    Those of a single annotator are not looked at. Raises ProjectDamagedError.
    """
    wanted = set(options.annotators)
    finished = sorted(
        row.layer
        for row in article.progress
        if row.state == State.FINISHED and row.layer != GOLD and (not wanted or row.layer in wanted)
    )
    units: dict[str, list[Unit]] = {name: [] for name in finished}
    for row in article.annotations if len(finished) > 1 else ():
        if row.layer in units and options.label in (None, row.label):
            units[row.layer].append(_unit(row))
    frozen = {name: tuple(listed) for name, listed in units.items()}
    layers = ArticleLayers(article.article.id, len(article.text), frozen)
    return trimmed(layers, article.text) if options.ignore_edges else layers


def _unit(row: AnnotationRow) -> Unit:
    try:
        ranges, attributes = orjson.loads(row.fragments), orjson.loads(row.attributes)
    except ValueError as error:
        remedy = "Run “annotator verify” on the project"
        raise ProjectDamagedError("An annotation cannot be read", row.id, str(error), remedy) from error
    return Unit(row.id, row.label, tuple((start, end) for start, end in ranges), attributes)
