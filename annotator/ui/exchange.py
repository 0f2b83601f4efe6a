"""Bringing articles in and gold sets out of the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from annotator.ui.kit.messages import Messages
from annotator.ui.kit.tasks import Tasks
from annotator.ui.session import Session


class Exchange(QObject):
    """Emits `imported` when articles came in."""

    imported = Signal()

    def __init__(self, window: QWidget, session: Session, tasks: Tasks, messages: Messages) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._tasks = tasks
        self._messages = messages

    def import_articles(self, paths: Sequence[Path] = ()) -> None:
        """Read articles from these files and folders."""

    def export(self) -> None:
        """Write the gold set."""
