"""What can be done with an article itself: leaving passages out, getting its file back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.domain.errors import KnownError
from annotator.services.originals import original_name, write_original
from annotator.ui.annotate_page import AnnotatePage
from annotator.ui.kit.messages import Messages
from annotator.ui.kit.words import tr
from annotator.ui.session import Session


class ArticleCare(QObject):
    """The verbs of the article on the desk."""

    def __init__(self, window: QWidget, session: Session, page: AnnotatePage, messages: Messages) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._page = page
        self._messages = messages

    def exclude(self) -> None:
        """Leave the selection out, or take it back in; with nothing selected, the paragraph of the caret."""
        desk = self._session.desk
        if desk is None:
            return
        start, end = self._page.reader.selection() or _paragraph(desk.text, self._page.reader.caret)
        chosen = desk.text[start:end]
        start, end = start + len(chosen) - len(chosen.lstrip()), end - len(chosen) + len(chosen.rstrip())
        if start < end:
            self._session.do(lambda editor: editor.exclude(start, end))

    def save_original(self) -> None:
        """Ask where to write the file that the article came in, and write it."""
        project, desk = self._session.project, self._session.desk
        if project is None or desk is None:
            return
        proposed = str(project.path.parent / original_name(desk.article.file))
        chosen, _ = QFileDialog.getSaveFileName(self._window, tr("Save the original"), proposed)
        if chosen:
            self._write(project.path, desk.article.id, Path(chosen))

    def _write(self, project: Path, article_id: str, target: Path) -> None:
        try:
            # The dialog has asked whether a file that is there may go.
            write_original(project, article_id, target, replace=True)
        except KnownError as error:
            self._messages.show_error(error)
        else:
            self._messages.note(tr("The original was saved"), str(target))


def _paragraph(text: str, place: int) -> tuple[int, int]:
    """Return the line of a text that holds a place, without its line end."""
    end = text.find("\n", place)
    return text.rfind("\n", 0, place) + 1, len(text) if end < 0 else end
