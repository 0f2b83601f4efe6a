"""Changing the project's schema from the window: the sheet asks and tells, a job works out what would change."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.domain.schema_migration import Renames
from annotator.services.schemas import SchemaProposal, change_schema, propose_schema
from annotator.ui.dialogs.schema_page import SchemaSheet
from annotator.ui.kit.tasks import Job, Report, Tasks
from annotator.ui.kit.words import tr
from annotator.ui.session import Session


class SchemaChange(QObject):
    """Opens the sheet, answers its questions, makes the change."""

    def __init__(self, window: QWidget, session: Session, tasks: Tasks) -> None:
        super().__init__(window)
        self._session = session
        self._tasks = tasks
        self._job: Job | None = None
        self.sheet = SchemaSheet(window)

    def begin(self) -> None:
        """Open with the project's schema."""
        project = self._session.project
        if project is not None:
            self.sheet.begin(project.settings["schema"])

    def check(self, text: str, renames: Renames) -> None:
        """Work out what a schema would change; a newer question makes an older one pointless."""
        project = self._session.project
        if project is None:
            return
        if self._job is not None and self._job in self._tasks.running:
            self._job.cancel()

        def work(_report: Report) -> SchemaProposal:
            return propose_schema(project, text, tr("schema"), renames)

        self._job = self._tasks.start(tr("Comparing schemas"), work, self.sheet.show_proposal, quiet=True)
        self._job.failed.connect(self.sheet.show_error)
        self._job.broken.connect(self._tasks.broken)

    def change(self, proposal: SchemaProposal) -> None:
        """Give the project the schema, as one edit."""
        self._session.do(lambda editor: change_schema(editor, proposal))
