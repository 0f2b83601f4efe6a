"""What a comparison of annotators is about: whose layers, which articles, and what may be seen of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from annotator.domain.annotation import GOLD
from annotator.domain.article import State
from annotator.domain.blinding import may_see
from annotator.domain.errors import UsageError
from annotator.domain.schema import Schema
from annotator.domain.stored import ProgressRow
from annotator.domain.views import ArticleQuery, ProjectSummary
from annotator.storage.project_file import ProjectFile

_DAY = len("2026-01-31")


@dataclass(frozen=True, slots=True)
class ArticleChoice:
    """Which articles to compare in; empty parts do not narrow it down.

    `text`: words of title, source or text. `state`: how far the viewer is. `first`, `last`: the days between which
    they were published (ISO, both included). `adjudicated`: whether the gold layer's state is finished.
    """

    text: str = ""
    state: State | None = None
    first: str = ""
    last: str = ""
    adjudicated: bool | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks. An adjudicator sees every layer, an annotator what `domain.blinding` allows."""

    name: str
    adjudicator: bool


@dataclass(frozen=True, slots=True)
class ReviewOptions:
    """What a person chooses.

    `annotators`: who is compared, all if empty; others count neither as annotators nor as finished. `label`: as if
    there were no other label. `iou` and `ignore_edges` as in `agreement.values.Settings`. `gamma` takes long. Without
    a `viewer` everything may be seen.
    """

    annotators: tuple[str, ...] = ()
    label: str | None = None
    iou: float = 0.5
    ignore_edges: bool = False
    gamma: bool = False
    articles: ArticleChoice = ArticleChoice()
    viewer: Viewer | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """The articles that were chosen, by what becomes of them: `used` in the comparison, or left out and why.

    `hidden`: two or more annotators finished them, but the viewer may not see that yet. `finished`: annotator -> day
    (ISO, local time) -> articles finished on it, by the state as it is now.
    """

    used: tuple[str, ...]
    one_finished: tuple[str, ...]
    none_finished: tuple[str, ...]
    hidden: tuple[str, ...]
    finished: Mapping[str, Mapping[str, tuple[str, ...]]]


def check_options(options: ReviewOptions, schema: Schema, summary: ProjectSummary) -> None:
    """Raise UsageError for an annotator or label that is not there or a threshold that cannot be."""
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


def finished_by(progress: Sequence[ProgressRow], options: ReviewOptions) -> list[str]:
    """Return which of the chosen annotators finished an article, sorted."""
    wanted = set(options.annotators)
    return sorted(
        row.layer
        for row in progress
        if row.state == State.FINISHED and row.layer != GOLD and (not wanted or row.layer in wanted)
    )


def scope_of(file: ProjectFile, options: ReviewOptions) -> Scope:
    """Sort the articles out. Raises what reading a project raises."""
    kinds: dict[str, list[str]] = {"used": [], "one_finished": [], "none_finished": [], "hidden": []}
    finished: dict[str, dict[str, list[str]]] = {}
    for article, progress in _chosen(file, options):
        annotators = finished_by(progress, options)
        kinds[_kind(annotators, progress, options.viewer)].append(article)
        for row in progress:
            if row.layer in annotators:
                finished.setdefault(row.layer, {}).setdefault(_day(row.at_ms), []).append(article)
    days = {
        name: {day: tuple(articles) for day, articles in sorted(found.items())}
        for name, found in sorted(finished.items())
    }
    return Scope(**{kind: tuple(articles) for kind, articles in kinds.items()}, finished=days)


def _kind(annotators: Sequence[str], progress: Sequence[ProgressRow], viewer: Viewer | None) -> str:
    if len(annotators) < 2:
        return ("none_finished", "one_finished")[len(annotators)]
    if viewer is None:
        return "used"
    states = {row.layer: State(row.state) for row in progress}
    seen = all(may_see(viewer.name, name, states, adjudicator=viewer.adjudicator) for name in annotators)
    return "used" if seen else "hidden"


def _chosen(file: ProjectFile, options: ReviewOptions) -> Iterator[tuple[str, list[ProgressRow]]]:
    choice = options.articles
    worded = None if not choice.text.strip() else set(file.find_article_ids(ArticleQuery(text=choice.text)))
    every = file.progress_of_all()
    dated = _dated(file, list(every), choice)
    viewer = "" if options.viewer is None else options.viewer.name
    for article, progress in every.items():
        if (worded is not None and article not in worded) or (dated is not None and article not in dated):
            continue
        states = {row.layer: row.state for row in progress}
        if choice.state is not None and states.get(viewer, State.NEW) != choice.state:
            continue
        if choice.adjudicated in (None, states.get(GOLD) == State.FINISHED):
            yield article, progress


def _dated(file: ProjectFile, articles: list[str], choice: ArticleChoice) -> set[str] | None:
    """Return the articles published between the days; None if none are given. An article without a date is not."""
    if not choice.first and not choice.last:
        return None
    last = choice.last or "9999"
    days = ((article.id, article.published[:_DAY]) for article in file.articles(articles))
    return {article for article, day in days if day and choice.first <= day <= last}


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000).astimezone().date().isoformat()
