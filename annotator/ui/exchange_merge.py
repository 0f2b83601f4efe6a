"""Merging from the window: what files would bring, the merge, its conflicts, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from annotator.domain.errors import KnownError
from annotator.domain.merging import Conflict, MergeReport
from annotator.services.conflicts import ToldConflict, conflicts_told
from annotator.services.editing import Editor, Touched
from annotator.services.exchange import MergePreview, merge_into, preview_merge
from annotator.services.projects import Project
from annotator.services.restoring import KeptProject, kept_before_merges, restore_project
from annotator.services.settling import take_other
from annotator.ui.dialogs.conflicts_page import ConflictsSheet
from annotator.ui.dialogs.merge_page import MergeSheet
from annotator.ui.dialogs.unmerge_page import UnmergeSheet
from annotator.ui.kit.tasks import Job, Report, Tasks
from annotator.ui.kit.words import tr
from annotator.ui.session import Session


class _Previewed(NamedTuple):
    preview: MergePreview
    conflicts: list[ToldConflict]


class _Merged(NamedTuple):
    report: MergeReport
    conflicts: list[ToldConflict]


class Merging(QObject):
    """The sheets ask and tell, jobs do the work. `open_wanted` asks for a file to be opened in place of the project."""

    open_wanted = Signal(object)
    article_wanted = Signal(str, str)
    """An article to go to, and the annotation in it or ""."""

    def __init__(self, window: QWidget, session: Session, tasks: Tasks) -> None:
        super().__init__(window)
        self._session, self._tasks = session, tasks
        self.sheet = MergeSheet(window)
        self.conflicts_sheet = ConflictsSheet(window)
        self.unmerge_sheet = UnmergeSheet(window)
        self.sheet.look_wanted.connect(self._look)
        self.sheet.merge_wanted.connect(self._merge)
        self.sheet.undo_wanted.connect(self._undo)
        self.sheet.open_wanted.connect(self.open_wanted)
        self.sheet.conflicts_wanted.connect(self.conflicts_sheet.begin)
        self.conflicts_sheet.go_wanted.connect(self._go)
        self.conflicts_sheet.take_wanted.connect(self._take)
        self.unmerge_sheet.restore_wanted.connect(self._restore)

    # -- merging

    def merge(self, paths: Sequence[Path] = ()) -> None:
        """Ask which files to merge; `paths` are those dropped on the window."""
        if self._session.project is not None:
            self.sheet.begin([path.absolute() for path in paths], may_open=bool(paths))

    def _look(self, paths: list[Path]) -> None:
        project = self._settled()
        if project is None:
            return

        def work(report: Report) -> _Previewed:
            preview = preview_merge(project, paths, progress=report)
            return _Previewed(preview, _told(project, preview.report.conflicts))

        def show(found: _Previewed) -> None:
            self.sheet.show_preview(found.preview, found.conflicts)

        self.sheet.watch(self._tasks.start(tr("Looking at the files"), work, show, quiet=True))

    def _merge(self, paths: list[Path]) -> None:
        project = self._settled()
        if project is None:
            return

        def work(report: Report) -> _Merged:
            merged = merge_into(project, paths, progress=report)
            return _Merged(merged, _told(project, merged.conflicts))

        self.sheet.watch(self._tasks.start(tr("Merging"), work, self._merged, quiet=True))

    def _merged(self, found: _Merged) -> None:
        self._session.refresh()
        self.sheet.show_report(found.report, found.conflicts)

    def _settled(self) -> Project | None:
        """Return the project with everything in it that was typed so far."""
        self._session.hand_on()
        return self._session.project

    # -- going back

    def ask_unmerge(self) -> None:
        """Show what merges have kept, to go back to one of them."""
        project = self._settled()
        if project is None:
            return

        def work(_report: Report) -> list[KeptProject]:
            return kept_before_merges(project)

        self._tasks.start(tr("Looking for backups"), work, self.unmerge_sheet.begin)

    def _restore(self, backup: Path) -> None:
        self.unmerge_sheet.watch(self._start_restoring(backup, self.unmerge_sheet.show_restored))

    def _undo(self, backup: Path) -> None:
        self.sheet.watch(self._start_restoring(backup, self.sheet.show_restored))

    def _start_restoring(self, backup: Path, show: Callable[[Path], None]) -> Job:
        project = self._settled()
        assert project is not None

        def work(report: Report) -> Path:
            return restore_project(project, backup, progress=report)

        def restored(kept: Path) -> None:
            self._session.open(project.path, project.annotator)
            show(kept)

        return self._tasks.start(tr("Going back"), work, restored, quiet=True)

    # -- conflicts

    def show_conflicts(self) -> None:
        """List everything in the project that was changed apart."""
        project = self._settled()
        if project is None:
            return

        def work(report: Report) -> list[ToldConflict]:
            with project.new_reader() as file:
                found = file.conflicts(report)
            return _told(project, found)

        self._tasks.start(tr("Looking for conflicts"), work, self.conflicts_sheet.begin)

    def _go(self, told: ToldConflict) -> None:
        self.conflicts_sheet.dismiss()
        key = told.conflict.key
        self.article_wanted.emit(told.article_id, key[1] if told.conflict.kind == "annotation" else "")

    def _take(self, told: ToldConflict) -> None:
        problem: list[KnownError] = []

        def verb(editor: Editor) -> Touched | None:
            try:
                return take_other(editor, told.conflict)
            except KnownError as error:
                # It belongs into the sheet, which lies over the window's messages.
                problem.append(error)
                return None

        if told.article_id:
            self.article_wanted.emit(told.article_id, "")
        self._session.do(verb)
        if problem:
            self.conflicts_sheet.complain(problem[0])
        else:
            self.conflicts_sheet.settle(told)


def _told(project: Project, conflicts: Sequence[Conflict]) -> list[ToldConflict]:
    with project.new_reader() as file:
        return conflicts_told(file, conflicts, project.schema, project.annotator)
