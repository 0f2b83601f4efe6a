"""What a person can do with projects and files: one small function per verb."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from annotator.domain.errors import KnownError
from annotator.domain.views import Finding
from annotator.services.annotators import KnownAnnotator, known_annotators
from annotator.services.look import home
from annotator.services.projects import (
    SUFFIX,
    backup_project,
    check_handle,
    create_project,
    read_project,
    verify_project,
)
from annotator.services.sample import VISITOR, sample_project
from annotator.ui.dialogs import files
from annotator.ui.dialogs.annotator_page import AnnotatorSheet
from annotator.ui.kit.messages import Button, Message, Messages, Weight
from annotator.ui.kit.tasks import Report, Tasks
from annotator.ui.kit.words import tr
from annotator.ui.session import Session

_LISTED = 12


class ProjectVerbs(QObject):
    """Verbs of projects. `handle_chosen` tells under which name a person works from now on."""

    handle_chosen = Signal(str)
    import_wanted = Signal(list)
    merge_wanted = Signal(list)
    """Project files were dropped on an open project."""

    def __init__(self, window: QWidget, session: Session, tasks: Tasks, messages: Messages) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._tasks = tasks
        self._messages = messages
        self._asked_for: Path | None = None
        self._then_import: list[Path] = []
        self.handle = ""
        self.handle_sheet = AnnotatorSheet(window, check_handle)
        self.handle_sheet.chosen.connect(self._take_handle)

    def _folder(self) -> Path:
        project = self._session.project
        return project.path.parent if project is not None else Path.home()

    # -- opening

    def new(self) -> None:
        """Ask where, make an empty project and open it."""
        path = files.ask_new_project(self._window, self._folder())
        if path is not None and self._create(path):
            self.open(path)

    def _create(self, path: Path) -> bool:
        try:
            create_project(path)
        except KnownError as error:
            self._messages.show_error(error)
            return False
        return True

    def ask_and_open(self) -> None:
        """Ask which project and open it."""
        path = files.ask_project(self._window, self._folder())
        if path is not None:
            self.open(path)

    def open(self, path: Path, annotator: str = "") -> None:
        """Open a project under a handle; ask for the handle if there is none yet."""
        path = path.absolute()
        handle = annotator or self.handle
        if handle:
            self._open_as(path, handle)
        else:
            self._asked_for = path
            self.handle_sheet.ask("", _known_in(path))

    def _open_as(self, path: Path, handle: str) -> None:
        if self._session.open(path, handle) and self._then_import:
            waiting, self._then_import = self._then_import, []
            self.import_wanted.emit(waiting)

    def open_sample(self) -> None:
        """Open the sample project, made on first use."""
        folder = home()

        def make(_report: Report) -> Path:
            folder.mkdir(parents=True, exist_ok=True)
            return sample_project(folder)

        self._tasks.start(tr("Making the sample project"), make, lambda path: self.open(path, VISITOR))

    def drop(self, paths: Sequence[Path]) -> None:
        """Open a project that was dropped on the window, or offer to merge it; other files are articles to import."""
        projects = [path for path in paths if path.suffix == SUFFIX]
        if projects and self._session.project is not None:
            self.merge_wanted.emit(projects)
        elif projects:
            self.open(projects[0])
        elif self._session.project is not None:
            self.import_wanted.emit(list(paths))
        else:
            self._then_import = list(paths)
            self.new()

    def close(self) -> None:
        """Close the project and go back to the start page."""
        if self._session.may_close():
            self._session.close()

    # -- the annotator

    def change_annotator(self) -> None:
        """Ask under which handle to go on."""
        project = self._session.project
        self._asked_for = project.path if project is not None else None
        known = known_annotators(project.reader, project.settings) if project is not None else ()
        self.handle_sheet.ask(project.annotator if project is not None else self.handle, known)

    def _take_handle(self, handle: str) -> None:
        self.handle = handle
        self.handle_chosen.emit(handle)
        path, self._asked_for = self._asked_for, None
        project = self._session.project
        if path is not None and (project is None or project.annotator != handle or project.path != path):
            self._open_as(path, handle)

    # -- care

    def back_up(self) -> None:
        """Ask where and write a verified copy."""
        project = self._session.project
        target = files.ask_backup(self._window, project.path) if project is not None else None
        if project is None or target is None:
            return
        source, saver = project.path, project.saver

        def work(_report: Report) -> Path:
            saver.flush()
            backup_project(source, target)
            return target

        self._tasks.start(tr("Backing up"), work, self._tell_backup)

    def _tell_backup(self, target: Path) -> None:
        show = Button(tr("Open folder"), lambda: open_folder(target.parent))
        self._messages.note(tr("The project is backed up"), str(target), show)

    def verify(self) -> None:
        """Check the whole project and say what was found."""
        project = self._session.project
        if project is None:
            return
        path, saver = project.path, project.saver

        def work(report: Report) -> list[Finding]:
            saver.flush()
            return verify_project(path, lambda done, total: report(done, total, tr("Verifying")))

        self._tasks.start(tr("Verifying"), work, self._tell_findings)

    def _tell_findings(self, findings: list[Finding]) -> None:
        if not findings:
            self._messages.note(tr("The project is sound"), tr("Texts, spans and the journal agree."))
            return
        lines = [f"{finding.where}: {finding.what}" for finding in findings]
        shown = "\n".join(lines[:_LISTED]) + ("\n…" if len(lines) > _LISTED else "")
        head = tr("Findings: {count}").format(count=len(lines))
        self._messages.show_message(Message(Weight.WARNING, head, shown, details="\n".join(lines)))

    # -- guideline

    def change_guideline(self, text: str) -> None:
        """Keep a changed guideline; its version goes up."""
        project = self._session.project
        if project is not None:
            version = project.settings.get("guideline_version", "0")
            following = str(int(version) + 1) if version.isdecimal() and len(version) < 10 else "1"
            values = {"guideline": text, "guideline_version": following}
            self._session.do(lambda editor: editor.change_setting("change guideline", values))

    def open_link(self, url: str) -> None:
        """Open a web address of the guideline in the browser."""
        QDesktopServices.openUrl(QUrl(url))


def _known_in(path: Path) -> list[KnownAnnotator]:
    """Return the annotators of a project that is not open; none if it cannot be, which opening it will tell."""
    try:
        with read_project(path) as file:
            return known_annotators(file)
    except KnownError:
        return []


def open_folder(folder: Path) -> None:
    """Show a folder in the desktop's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
