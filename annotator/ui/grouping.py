"""Looking for near-duplicates off the GUI thread, once for the articles that there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject

from annotator.domain.article import Article
from annotator.domain.errors import CancelledError
from annotator.domain.groups import ArticleGroups
from annotator.services.editing import Touched
from annotator.services.projects import Project
from annotator.services.splits import find_groups
from annotator.ui.kit.tasks import Job, Report, Tasks
from annotator.ui.kit.words import tr
from annotator.ui.panels.articles import ArticlesPanel
from annotator.ui.session import Session

_UNASKED = 5_000
"""So many articles are looked at without being asked, which takes a few seconds; for more somebody has to ask."""


class Grouped(NamedTuple):
    """The groups of just these articles."""

    articles: frozenset[str]
    groups: ArticleGroups


class Grouping(QObject):
    """Keeps the groups of the open project, and shows them in the list of articles."""

    def __init__(self, session: Session, tasks: Tasks, articles: ArticlesPanel) -> None:
        super().__init__(articles)
        self._session = session
        self._tasks = tasks
        self._articles = articles
        self._known: Grouped | None = None
        self._job: Job | None = None

    def begin(self) -> None:
        """Look at another project, unless it is so large that somebody should ask."""
        self._known = None
        self._articles.set_groups(ArticleGroups())
        self.look_again()

    def look_again(self) -> None:
        """Look again after articles came or went."""
        project = self._session.project
        if project is not None and project.reader.article_count() <= _UNASKED:
            self._start(project, self._show)

    def on_touched(self, touched: Touched) -> None:
        """Look again if an edit brought articles or took them away."""
        if touched.large or any(
            isinstance(change.record, Article) and (change.before is None or change.after is None)
            for change in touched.changes
        ):
            self.look_again()

    def show_alike(self) -> None:
        """List only the near-duplicates of the open article; look for them first if nobody did."""
        project = self._session.project
        if project is None:
            return
        if self._known is None:
            self._start(project, self._show_and_filter)
        else:
            self._filter()

    def _start(self, project: Project, done: Callable[[Grouped], None]) -> None:
        if self._job is not None and self._job in self._tasks.running:
            self._job.cancel()
        known = self._known

        def work(report: Report) -> Grouped:
            return look(project, known, report)

        self._job = self._tasks.start(tr("Looking for near-duplicates"), work, done, quiet=True)
        self._job.failed.connect(self._tasks.failed)
        self._job.broken.connect(self._tasks.broken)

    def _show(self, found: Grouped) -> None:
        if self._session.project is not None:
            self._known = found
            self._articles.set_groups(found.groups)

    def _show_and_filter(self, found: Grouped) -> None:
        self._show(found)
        self._filter()

    def _filter(self) -> None:
        desk = self._session.desk
        self._articles.show_alike(desk.article.id if desk is not None else "")

    @property
    def known(self) -> Grouped | None:
        """What was found last, which may be of fewer articles than there are."""
        return self._known


def look(project: Project, known: Grouped | None, report: Report) -> Grouped:
    """Return the groups of a project's articles: those known, if the articles are the same. Raises CancelledError."""
    with project.new_reader() as file:
        articles = frozenset(file.article_ids())
        if known is not None and known.articles == articles:
            return known
        groups = find_groups(file, progress=report, cancelled=lambda: report.cancelled)
    if report.cancelled:
        raise CancelledError
    return Grouped(articles, groups)
