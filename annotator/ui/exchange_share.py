"""Sharing the work from the window: dealing articles out, and packing a colleague's share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.services.annotators import known_annotators
from annotator.services.assigning import AssignPlan, assign, assignment, plan_assignment
from annotator.services.exchange import pack_project
from annotator.services.projects import check_handle
from annotator.ui.dialogs.assign_page import AssignSheet
from annotator.ui.dialogs.pack_page import PackSheet
from annotator.ui.kit.tasks import Report, Tasks
from annotator.ui.kit.words import tr
from annotator.ui.session import Session


class Sharing(QObject):
    """The sheets ask and tell, jobs do the work."""

    def __init__(self, window: QWidget, session: Session, tasks: Tasks) -> None:
        super().__init__(window)
        self._session, self._tasks = session, tasks
        self._question = 0
        self.assign_sheet = AssignSheet(window, check_handle)
        self.pack_sheet = PackSheet(window)
        self.assign_sheet.plan_wanted.connect(self._plan)
        self.assign_sheet.assign_wanted.connect(self._assign)
        self.pack_sheet.pack_wanted.connect(self._pack)
        self.pack_sheet.assign_wanted.connect(self.ask_assign)

    # -- dealing out

    def ask_assign(self) -> None:
        """Ask to whom the articles are dealt out."""
        project = self._session.project
        if project is not None:
            shares = assignment(project.settings)
            shared = sum(len(handles) > 1 for handles in shares.values())
            self.assign_sheet.begin(
                known_annotators(project.reader, project.settings), shared / len(shares) if shares else None
            )

    def _plan(self, handles: list[str], overlap: float, seed: int) -> None:
        """Work out what would come of it; a newer question makes an older one pointless."""
        project = self._session.project
        if project is None:
            return
        self._question += 1
        question, settings = self._question, dict(project.settings)

        def work(_report: Report) -> AssignPlan:
            with project.new_reader() as file:
                return plan_assignment(file.article_ids(), settings, handles, overlap, seed)

        def answer(show: Callable[[Any], None], found: object) -> None:
            if question == self._question:
                show(found)

        job = self._tasks.start(tr("Dealing out"), work, partial(answer, self.assign_sheet.show_plan), quiet=True)
        job.failed.connect(partial(answer, self.assign_sheet.complain))
        job.broken.connect(self._tasks.broken)

    def _assign(self, plan: AssignPlan) -> None:
        self._session.do(lambda editor: assign(editor, plan))

    # -- packing

    def ask_pack(self) -> None:
        """Ask whose share to pack, and where to."""
        project = self._session.project
        if project is not None:
            self.pack_sheet.begin(known_annotators(project.reader, project.settings), project.annotator, project.path)

    def _pack(self, annotator: str, target: Path) -> None:
        self._session.hand_on()
        project = self._session.project
        if project is None:
            return

        def work(report: Report) -> int:
            project.saver.flush()
            return pack_project(project.path, annotator, target, progress=report)

        def show(articles: int) -> None:
            self.pack_sheet.show_packed(target, annotator, articles)

        self.pack_sheet.watch(self._tasks.start(tr("Packing"), work, show, quiet=True))
