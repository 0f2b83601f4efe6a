"""What is open: the project, the editor and its article. Widgets never write; they ask here.

Faults of the world go out as signals, so that every verb is one line where it is called.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from annotator.domain.annotation import Annotation
from annotator.domain.errors import KnownError, ProjectError, RuleError
from annotator.services.desk import ArticleDesk
from annotator.services.editing import Editor, Touched
from annotator.services.projects import Project, open_project, stored_schema
from annotator.services.saving import BackgroundSaver, SaveState

Verb = Callable[[Editor], Touched | None]


class Session(QObject):
    """One window's open project, or none.

    `article_closing` comes before and `article_opened` after every change of the article on the desk; `touched`
    carries what an edit changed, `refreshed` says that anything may have changed, by a merge.
    `refused` is a rule that said no, `failed` any other fault.
    """

    project_opened = Signal()
    project_closed = Signal()
    article_closing = Signal()
    article_opened = Signal()
    refreshed = Signal()
    touched = Signal(Touched)
    save_state = Signal(str, object)
    refused = Signal(KnownError)
    failed = Signal(KnownError)
    _told = Signal(str, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.project: Project | None = None
        self.editor: Editor | None = None
        self._save_failed = False
        # The saver speaks from its own thread.
        self._told.connect(self._on_saving, Qt.ConnectionType.QueuedConnection)

    @property
    def desk(self) -> ArticleDesk | None:
        """The article on the desk."""
        return self.editor.desk if self.editor is not None else None

    def annotation(self, annotation_id: str | None) -> Annotation | None:
        """Return an annotation of the open article."""
        desk = self.desk
        return desk.annotations.get(annotation_id) if desk is not None and annotation_id else None

    def open(self, path: Path, annotator: str) -> bool:
        """Open a project in place of the one that is open. Returns whether that worked."""
        if not self.may_close():
            return False
        if self.project is not None and self.project.path == path:
            # The file has one writer, so the old one goes first.
            self.close()
        with self._faults():
            with ExitStack() as unless_shown:
                project = unless_shown.enter_context(
                    open_project(path, annotator, background=True, listener=self._listen)
                )
                stored_schema(project.settings, path)
                unless_shown.pop_all()
            self.close()
            self.project, self.editor = project, Editor(project)
            self.project_opened.emit()
            self.save_state.emit(SaveState.SAVED.value, None)
            return True
        return False

    def close(self) -> None:
        """Save what waits and close the project."""
        self._leave_article()
        project, self.project, self.editor = self.project, None, None
        self._save_failed = False
        if project is not None:
            project.close()
            self.project_closed.emit()

    def open_article(self, article_id: str) -> bool:
        """Put an article on the desk. Returns whether that worked."""
        if self.editor is None:
            return False
        self._leave_article()
        with self._faults():
            self.editor.open(article_id)
            self.article_opened.emit()
            return True
        return False

    def close_article(self) -> None:
        """Clear the desk."""
        if self.editor is not None:
            self._leave_article()
            self.editor.close()
            self.article_opened.emit()

    def hand_on(self) -> None:
        """Take over what is typed and not handed over yet, before something looks at the project as a whole."""
        self._leave_article()

    def refresh(self) -> None:
        """Read everything anew after the file was changed past the editor."""
        if self.editor is not None:
            with self._faults():
                self.editor.refresh()
                self.refreshed.emit()

    def _leave_article(self) -> None:
        if self.desk is not None:
            self.article_closing.emit()

    def do(self, verb: Verb) -> Touched | None:
        """Carry a verb out and tell what it touched. None if nothing changed or it was refused."""
        if self.editor is None:
            return None
        done: Touched | None = None
        with self._faults():
            done = verb(self.editor)
        if done is not None:
            self.touched.emit(done)
        return done

    def retry_saving(self) -> None:
        """Try again to write what could not be written."""
        if self.project is not None:
            self.project.saver.retry()

    @property
    def at_risk(self) -> int:
        """How many changes would be lost if the project were closed now, because they could not be written."""
        return self._waiting() if self._save_failed else 0

    def _waiting(self) -> int:
        saver = self.project.saver if self.project is not None else None
        return saver.waiting() if isinstance(saver, BackgroundSaver) else 0

    def may_close(self) -> bool:
        """Tell whether closing would lose nothing; say so if it would."""
        count = self.at_risk
        if count:
            remedy = "Make room on the disk and try again"
            self.failed.emit(ProjectError(f"Changes that are not on disk: {count}", remedy=remedy))
        return not count

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except RuleError as error:
            self.refused.emit(error)
        except KnownError as error:
            self.failed.emit(error)

    def _listen(self, state: SaveState, error: KnownError | None) -> None:
        self._told.emit(state.value, error)

    def _on_saving(self, state: str, error: Any) -> None:
        # "Saving" is told by another thread than what comes of it, and may come after it.
        late = state == SaveState.SAVING and (self._save_failed or not self._waiting())
        if self.project is not None and not late:
            self._save_failed = error is not None or (self._save_failed and state != SaveState.SAVED)
            self.save_state.emit(state, error)
