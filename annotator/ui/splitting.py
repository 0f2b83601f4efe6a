"""Splitting the project's articles from the window: the sheet asks and tells, jobs look and count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.domain.annotation import GOLD
from annotator.domain.groups import ArticleGroups
from annotator.domain.splits import Split
from annotator.services.splits import SPLIT, SplitPlan, plan_split, split_setting, stored_split
from annotator.ui.dialogs.split_page import SplitSheet
from annotator.ui.grouping import Grouped, Grouping, look
from annotator.ui.kit.tasks import Job, Report, Tasks, Work
from annotator.ui.kit.words import tr
from annotator.ui.session import Session


class Splitting(QObject):
    """Opens the sheet, works out what a split would hold, keeps it."""

    def __init__(self, window: QWidget, session: Session, tasks: Tasks, grouping: Grouping) -> None:
        super().__init__(window)
        self._session = session
        self._tasks = tasks
        self._grouping = grouping
        self._groups: ArticleGroups | None = None
        self._layer = ""
        self._job: Job | None = None
        self.sheet = SplitSheet(window)
        self.sheet.plan_wanted.connect(self._plan)
        self.sheet.split_wanted.connect(self._keep)
        self.sheet.cancel_wanted.connect(self._cancel)

    def begin(self) -> None:
        """Look for near-duplicates, then show what the split would be."""
        project = self._session.project
        if project is None or self.sheet.is_running:
            return
        known = self._grouping.known
        self._layer = GOLD if GOLD in project.reader.layers() else project.annotator
        labels = [label.name for label in project.schema.labels]
        self.sheet.begin(stored_split(project.settings), labels, self._layer)

        def work(report: Report) -> Grouped:
            return look(project, known, report)

        self._start(tr("Looking for near-duplicates"), work, self._found)

    def _found(self, found: Grouped) -> None:
        self._groups = found.groups
        self.sheet.show_groups(found.groups)

    def _plan(self, shares: Mapping[str, float], seed: int) -> None:
        project, groups, layer = self._session.project, self._groups, self._layer
        if project is None or groups is None:
            return

        def work(report: Report) -> SplitPlan:
            with project.new_reader() as file:
                return plan_split(file, shares, seed, layer=layer, groups=groups, cancelled=lambda: report.cancelled)

        self._start(tr("Dealing articles out"), work, self.sheet.show_plan)

    def _start(self, title: str, work: Work, done: Callable[[Any], None]) -> None:
        self._cancel()
        job = self._job = self._tasks.start(title, work, done, quiet=True)
        job.progressed.connect(self.sheet.show_progress)
        job.stopped.connect(self.sheet.show_stopped)
        job.failed.connect(self.sheet.show_error)
        job.broken.connect(self._tasks.broken)

    def _keep(self, split: Split) -> None:
        self._session.do(lambda editor: editor.change_setting("split articles", {SPLIT: split_setting(split)}))

    def _cancel(self) -> None:
        if self._job is not None and self._job in self._tasks.running:
            self._job.cancel()
