"""Measuring agreement off the GUI thread, and following what happens to the project while the page is open."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.domain.errors import CancelledError, KnownError
from annotator.domain.views import ProjectSummary
from annotator.services.projects import Project
from annotator.services.review import Review, ReviewOptions, Viewer, agreement_report, gamma_report
from annotator.services.review_linking import ReviewTable, same_again
from annotator.services.review_lists import Behind, Entry, listed, shown_article
from annotator.services.review_tables import gamma_table, review_tables, summary
from annotator.services.roles import become_adjudicator
from annotator.services.seeing import adjudicates
from annotator.ui.kit.tasks import Job, Report, Tasks, Work
from annotator.ui.kit.words import tr
from annotator.ui.panels.review.entries import MOST
from annotator.ui.review_page import ReviewPage
from annotator.ui.session import Session

if TYPE_CHECKING:
    from annotator.agreement.gamma_values import Gamma

_PAUSE_MS = 200


class _Numbers(NamedTuple):
    """What a measurement gives the page, and the counts of the project it is about."""

    review: Review
    sentences: list[str]
    tables: list[ReviewTable]
    annotators: list[str]
    project: ProjectSummary


class Reviewing(QObject):
    """One measurement, one list and one gamma at a time; a new one cancels the one before."""

    _found = Signal(object, object)
    """The list they belong to, and more of its lines. From another thread."""

    def __init__(self, session: Session, tasks: Tasks, page: ReviewPage) -> None:
        super().__init__(page)
        self._session, self._tasks, self._page = session, tasks, page
        self._jobs: dict[str, Job] = {}
        self._options: ReviewOptions | None = None
        self._seen: ProjectSummary | None = None
        self._list: Behind | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._follow)
        self._found.connect(self._add)
        page.shown.connect(self._follow)
        page.options_changed.connect(self.measure)
        page.stop_wanted.connect(partial(self._cancel, "measure"))
        page.gamma.busy.stopped.connect(partial(self._cancel, "gamma"))
        page.gamma_wanted.connect(self.measure_gamma)
        page.behind_wanted.connect(self.show_list)
        page.entries.stopped.connect(partial(self._cancel, "list"))
        page.entry_wanted.connect(self.go_to)
        page.adjudicator_wanted.connect(self.adjudicate)
        session.project_opened.connect(self._begin)
        session.project_closed.connect(self._begin)
        session.save_state.connect(self._on_saved)
        session.refreshed.connect(self._pause.start)

    # -- what happens elsewhere

    def _begin(self) -> None:
        """Forget the project before."""
        for name in tuple(self._jobs):
            self._cancel(name)
        self._options, self._list, self._seen = None, None, None
        self._page.clear()

    def _on_saved(self, state: str, _error: object) -> None:
        if state == "saved" and self._page.isVisible():
            self._pause.start()

    def _follow(self) -> None:
        """Count again if the project changed since: by an edit, an undo, a merge, a new role."""
        project = self._session.project
        if project is None or not self._page.isVisible():
            return
        same = self._options is not None and self._viewer() == self._options.viewer
        if not same or self._seen != project.reader.summary():
            self.measure()

    def _viewer(self) -> Viewer | None:
        project = self._session.project
        if project is None:
            return None
        return Viewer(project.annotator, adjudicates(project.settings, project.annotator))

    # -- measuring

    def measure(self) -> None:
        """Count what has changed, and show the numbers."""
        project, chosen = self._session.project, self._page.filters.options()
        if project is None or chosen is None:
            return
        options = self._options = replace(chosen, viewer=self._viewer())
        first = self._seen is None
        self._page.busy.begin(tr("Counting …") if first else tr("Counting again …"))
        self._cancel("gamma")
        self._page.gamma.show_table(None)
        job = self._start("measure", tr("Measuring agreement"), partial(_measure, project, options))
        job.progressed.connect(self._page.busy.advance)
        job.succeeded.connect(self._show)

    def _show(self, numbers: _Numbers) -> None:
        project = self._session.project
        if project is None or numbers.review.options != self._options:
            return
        self._seen = numbers.project
        self._page.filters.set_project(numbers.annotators, project.schema.labels)
        self._page.show_review(numbers.review, numbers.sentences, numbers.tables)
        self._renew_article()
        if self._list is not None:
            self.show_list(same_again(numbers.tables, self._list))

    def measure_gamma(self) -> None:
        """Measure gamma over the articles shown."""
        project, options = self._session.project, self._options
        if project is None or options is None:
            return

        def work(report: Report) -> Gamma:
            project.saver.flush()
            return gamma_report(project.path, options, progress=report, cancelled=lambda: report.cancelled)

        self._page.gamma.set_busy(on=True)
        job = self._start("gamma", tr("Measuring gamma"), work)
        job.progressed.connect(self._page.gamma.busy.advance)
        job.succeeded.connect(self._show_gamma)
        for ending in (job.stopped, job.failed, job.broken):
            ending.connect(partial(self._page.gamma.show_table, None))

    def _show_gamma(self, found: Gamma) -> None:
        self._page.gamma.show_table(gamma_table(found))

    # -- lists

    def show_list(self, behind: Behind) -> None:
        """List what is behind a number."""
        project, options = self._session.project, self._options
        if project is None or options is None:
            return
        self._list = behind
        self._page.begin_list(behind, {label.name: label for label in project.schema.labels})

        def work(report: Report) -> bool:
            found = 0
            project.saver.flush()
            entries = listed(project.path, options, behind, cancelled=lambda: report.cancelled)
            try:
                for batch in entries:
                    self._found.emit(behind, batch[: MOST - found])
                    found += len(batch)
                    if found > MOST:
                        return False
            finally:
                entries.close()
            return True

        job = self._start("list", tr("Looking through the articles"), work)
        job.succeeded.connect(partial(self._end_list, behind))

    def _add(self, behind: Behind, entries: list[Entry]) -> None:
        if behind is self._list:
            self._page.entries.add(entries)

    def _end_list(self, behind: Behind, whole: object) -> None:
        if behind is self._list:
            self._page.entries.end(whole=bool(whole))

    def go_to(self, entry: Entry) -> None:
        """Open the article of a line at its place, with all layers."""
        project, viewer = self._session.project, self._viewer()
        if project is None or viewer is None:
            return
        try:
            shown = shown_article(project.reader, entry.article_id, viewer)
        except KnownError as error:
            self._session.failed.emit(error)
            return
        if self._page.lanes.article_id == entry.article_id:
            self._page.lanes.renew(shown, project.schema)
        else:
            self._page.lanes.show_article(shown, project.schema)
        unit = entry.a or entry.b
        self._page.lanes.go_to(entry.place, unit.id if unit is not None else "")

    def _renew_article(self) -> None:
        """Show what may be seen now of the article that is open."""
        project, viewer, shown = self._session.project, self._viewer(), self._page.lanes.article_id
        if project is None or viewer is None or not shown:
            return
        if project.reader.has_articles([shown]):
            self._page.lanes.renew(shown_article(project.reader, shown, viewer), project.schema)
        else:
            self._page.lanes.clear()

    def adjudicate(self) -> None:
        """Let the annotator see every layer."""
        self._session.do(become_adjudicator)
        self.measure()

    # -- jobs

    def _start(self, name: str, title: str, work: Work) -> Job:
        self._cancel(name)
        job = self._jobs[name] = self._tasks.start(title, work)
        return job

    def _cancel(self, name: str) -> None:
        job = self._jobs.pop(name, None)
        if job is not None and job in self._tasks.running:
            job.cancel()


def _measure(project: Project, options: ReviewOptions, report: Report) -> _Numbers:
    project.saver.flush()
    with project.new_reader() as file:
        summary_of = file.summary()
    if report.cancelled:
        raise CancelledError
    review = agreement_report(
        project.path, options, progress=report, cancelled=lambda: report.cancelled, keep=project.saver.run
    )
    annotators = [layer.name for layer in summary_of.layers if layer.name != "gold"]
    return _Numbers(review, list(summary(review)), list(review_tables(review)), annotators, summary_of)
