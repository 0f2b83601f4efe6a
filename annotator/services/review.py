"""Comparing annotators: what they agree on, measured over the articles that two or more of them finished."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.agreement.values import ArticleLayers
from annotator.domain.errors import CancelledError
from annotator.domain.schema import Schema
from annotator.services.projects import read_project, stored_schema
from annotator.services.review_counts import (
    Cancelled,
    Keeper,
    Progress,
    counted,
    finished_layers,
    keep_beside,
    measured,
)
from annotator.services.review_scope import ArticleChoice, ReviewOptions, Scope, Viewer, check_options, scope_of
from annotator.storage.project_file import ProjectFile

if TYPE_CHECKING:
    from annotator.agreement.findings import Report
    from annotator.agreement.gamma_values import Gamma

__all__ = ["ArticleChoice", "Review", "ReviewOptions", "Viewer", "agreement_report", "gamma_report"]


@dataclass(frozen=True, slots=True)
class Review:
    """The report, what it was asked for, and which articles are in it and which are left out."""

    report: Report
    title: str
    options: ReviewOptions
    scope: Scope

    def as_json(self) -> dict[str, Any]:
        """Return it in the form that `annotator agreement --json` prints."""
        from annotator.agreement.report_json import as_json  # noqa: PLC0415 (numpy is loaded by those who compare)

        written = as_json(self.report)
        scope = self.scope
        written["documents"] |= {
            "one_finished": len(scope.one_finished),
            "none_finished": len(scope.none_finished),
        }
        written["settings"]["label"] = self.options.label
        return written


def agreement_report(
    project: Path,
    options: ReviewOptions,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    keep: Keeper | None = None,
) -> Review:
    """Compare the annotators of a project; the gold layer is nobody's and never counts.

    One article is in memory at a time, and its counts; with gamma also the places of its spans. What was counted is
    kept in the project for the next time, through `keep` or, without it, if nobody else is writing. Raises UsageError
    for an annotator or label that is not there or a threshold that cannot be, what opening a project raises, and
    CancelledError.
    """
    from annotator.agreement.report import report  # noqa: PLC0415 (as above; scipy too)

    with read_project(project) as file, file.moment():
        schema, title = _checked(file, project, options)
        scope = scope_of(file, options)
        settings = measured(schema, options)
        columns, new = counted(file, scope, settings, options, progress=progress, cancelled=cancelled)
        chance = _gamma(file, scope, options, progress, cancelled) if options.gamma else None
    if new is not None:
        (keep or keep_beside(project))(partial(ProjectFile.keep_statistics, new=new))
    labels = [options.label] if options.label else [label.name for label in schema.labels]
    left_out = len(scope.one_finished) + len(scope.none_finished) + len(scope.hidden)
    found = report(columns, settings, labels=labels, gamma=chance, left_out=left_out)
    return Review(found, title, options, scope)


def gamma_report(
    project: Path, options: ReviewOptions, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Gamma:
    """Measure gamma alone. Raises what `agreement_report` raises."""
    with read_project(project) as file, file.moment():
        _checked(file, project, options)
        return _gamma(file, scope_of(file, options), options, progress, cancelled)


def _checked(file: ProjectFile, project: Path, options: ReviewOptions) -> tuple[Schema, str]:
    """Return the schema and the title of the project. Raises UsageError if the options do not fit."""
    written = file.settings()
    schema = stored_schema(written, project)
    check_options(options, schema, file.summary())
    return schema, written.get("title") or project.stem


def _gamma(
    file: ProjectFile, scope: Scope, options: ReviewOptions, progress: Progress | None, cancelled: Cancelled | None
) -> Gamma:
    from annotator.agreement.gamma import GammaSettings, gamma  # noqa: PLC0415 (as above; the optimiser too)

    layers: list[ArticleLayers] = []
    with closing(file.walk(article_ids=scope.used)) as articles:
        for article in articles:
            if cancelled is not None and cancelled():
                raise CancelledError
            layers.append(finished_layers(article, options))

    def advance(done: int, total: int) -> None:
        if progress is not None:
            progress(done, total, "gamma")

    return gamma(layers, GammaSettings(), progress=advance, cancelled=cancelled)
