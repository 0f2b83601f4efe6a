"""Searching off the GUI thread: the filter of the article list, and the search page."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from annotator.domain.errors import CancelledError
from annotator.domain.views import ArticleQuery
from annotator.services.projects import Project
from annotator.services.searching import places_of
from annotator.ui.kit.tasks import Job, Report, Tasks
from annotator.ui.kit.words import tr
from annotator.ui.panels.articles import ArticlesPanel
from annotator.ui.search_page import Found, SearchPage
from annotator.ui.session import Session

_LIMIT = 300


class Searching(QObject):
    """Runs one filter and one search at a time; a new one cancels the one before."""

    def __init__(self, session: Session, tasks: Tasks, articles: ArticlesPanel, page: SearchPage) -> None:
        super().__init__(page)
        self._session = session
        self._tasks = tasks
        self._articles = articles
        self._page = page
        self._jobs: dict[str, Job] = {}

    def filter_articles(self, query: ArticleQuery) -> None:
        """Find the articles that the list is to show."""
        project = self._session.project
        if project is None:
            return

        def work(report: Report) -> list[str]:
            with project.new_reader() as file:
                found = file.find_article_ids(query, lambda: report.cancelled)
            if report.cancelled:
                raise CancelledError
            return found

        self._replace("filter", self._tasks.start(tr("Filtering"), work, partial(self._articles.show_found, query)))

    def search(self, words: str) -> None:
        """Find words in the whole project."""
        project = self._session.project
        if project is None:
            return
        show = partial(self._show, words)
        self._replace("search", self._tasks.start(tr("Searching"), partial(_search, project, words), show))

    def _show(self, words: str, found: list[Found]) -> None:
        self._page.show_hits(words, found[:_LIMIT], more=len(found) > _LIMIT)

    def _replace(self, name: str, job: Job) -> None:
        before = self._jobs.get(name)
        if before is not None and before in self._tasks.running:
            before.cancel()
        self._jobs[name] = job


def _search(project: Project, words: str, report: Report) -> list[Found]:
    with project.new_reader() as file:
        hits = file.search(words, layer=project.annotator, limit=_LIMIT + 1)
        if report.cancelled:
            raise CancelledError
        ids = list(dict.fromkeys(hit.article_id for hit in hits))
        titles = {article.id: article.title or article.file or article.id for article in file.articles(ids)}
    lines = [hit._replace(excerpt=" ".join(hit.excerpt.split())) for hit in hits]
    return [Found(hit, titles.get(hit.article_id, ""), places_of(words, hit.excerpt)) for hit in lines]
