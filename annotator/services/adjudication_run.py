"""Making the gold layer from agreement without a window: what needs nobody is decided, the rest is listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from annotator.domain.adjudication import Decision
from annotator.domain.annotation import Setting
from annotator.domain.article import State
from annotator.domain.edit import Change, Edit, Kind
from annotator.domain.errors import CancelledError, RuleError
from annotator.services.adjudication_desk import read_desk
from annotator.services.adjudication_overview import (
    Cancelled,
    Progress,
    Standing,
    comparable_articles,
    open_places,
    standing_of,
)
from annotator.services.articles import NothingNewError
from annotator.services.gold_automatic import settle_by_themselves
from annotator.services.gold_plan import Plan
from annotator.services.projects import Project
from annotator.services.roles import ADJUDICATORS, adjudicators, with_adjudicator
from annotator.services.settled import settled_in
from annotator.storage.project_file import ProjectFile
from annotator.storage.writer import Writer

Auto = Literal["unanimous", "majority"]


@dataclass(slots=True)
class AdjudicationReport:
    """What went to the gold layer by itself, and what is left in each article.

    `edit` is the one edit that did it, None if nothing changed. `places` lists what is to be decided, by article.
    """

    settled: Counter[Decision] = field(default_factory=Counter)
    relations: int = 0
    finished: int = 0
    articles: list[Standing] = field(default_factory=list)
    places: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    took_role: bool = False
    edit: Edit | None = None

    @property
    def open(self) -> int:
        """How many places are to be decided."""
        return sum(article.open for article in self.articles)

    def as_json(self) -> dict[str, Any]:
        """Return it in the form that `annotator adjudicate --json` prints."""
        return {
            "unanimous": self.settled[Decision.UNANIMOUS],
            "majority": self.settled[Decision.MAJORITY],
            "relations": self.relations,
            "finished": self.finished,
            "changed": self.edit is not None,
            "open": self.open,
            "articles": [
                {
                    "id": one.article_id,
                    "title": one.title,
                    "annotators": list(one.annotators),
                    "state": one.state.value,
                    "decided": one.decided,
                    "open": one.open,
                    "stale": one.stale,
                    "places": self.places.get(one.article_id, []),
                }
                for one in self.articles
            ],
        }


def adjudicate(
    project: Project,
    auto: Auto = "unanimous",
    *,
    finish: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> AdjudicationReport:
    """Decide what needs nobody in every article that two annotators have finished, as one edit.

    What a person decided is never touched, and doing it twice changes nothing. `finish` marks the gold layer finished
    where nothing is left to decide. The first one to adjudicate in a project takes the role; otherwise RuleError is
    raised for those who do not have it. Raises CancelledError; nothing is kept then.
    """
    named = adjudicators(project.settings)
    if named and project.annotator not in named:
        raise RuleError(
            f"{project.annotator} does not adjudicate in this project",
            why=f"It is adjudicated by {', '.join(sorted(named))}",
            remedy="Work as one of them (--as NAME), or take the role on the Adjudicate page",
        )
    run = _Run(project, majority=auto == "majority", finish=finish, progress=progress, cancelled=cancelled)
    report: AdjudicationReport = project.saver.run(run.all).result()
    project.settings.clear()
    project.settings.update(project.reader.settings())
    return report


class _Run:
    """Goes through the articles; each sees what the ones before it became."""

    def __init__(
        self, project: Project, *, majority: bool, finish: bool, progress: Progress | None, cancelled: Cancelled | None
    ) -> None:
        self._project, self._majority, self._finish = project, majority, finish
        self._progress, self._cancelled = progress, cancelled
        self._report = AdjudicationReport()
        self._settled = settled_in(project.settings)

    def all(self, file: ProjectFile) -> AdjudicationReport:
        """Do all articles in one transaction, or nothing."""
        edit = self._project.edit("adjudicate what agrees", ())
        ids = comparable_articles(file)
        with suppress(NothingNewError), file.bulk(edit) as writer:
            self._write(file, writer, ids)
            self._report.edit = edit
        for one in ids:
            desk = read_desk(file, self._project.schema, self._settled, one)
            self._report.articles.append(standing_of(desk))
            self._report.places[one] = list(open_places(desk))
        return self._report

    def _write(self, file: ProjectFile, writer: Writer, ids: Sequence[str]) -> None:
        changed = [self._article(file, writer, one, (done, len(ids))) for done, one in enumerate(ids, 1)]
        if not any(changed):
            raise NothingNewError
        self._take_role(writer)

    def _article(self, file: ProjectFile, writer: Writer, article_id: str, place: tuple[int, int]) -> bool:
        if self._cancelled is not None and self._cancelled():
            raise CancelledError
        project = self._project
        desk = read_desk(file, project.schema, self._settled, article_id)
        plan = Plan(desk, project.mint, project.annotator, project.clock.now_ms())
        done = settle_by_themselves(plan, with_majority=self._majority)
        if not plan.desk.open_count and self._finish and (plan.changes or desk.gold_state != State.FINISHED):
            plan.set_state(State.FINISHED)
            self._report.finished += desk.gold_state != State.FINISHED
        else:
            plan.begin()
        self._report.settled += done
        self._report.relations += sum(change.kind is Kind.RELATION and change.before is None for change in plan.changes)
        writer.write_all(plan.changes, None)
        if self._progress is not None:
            self._progress(*place, desk.article.title)
        return bool(plan.changes)

    def _take_role(self, writer: Writer) -> None:
        settings, name = self._project.settings, self._project.annotator
        if not adjudicators(settings):
            old = settings.get(ADJUDICATORS)
            before = None if old is None else Setting(ADJUDICATORS, old)
            writer.write(None, [Change(before, Setting(ADJUDICATORS, with_adjudicator(settings, name)))])
            self._report.took_role = True
