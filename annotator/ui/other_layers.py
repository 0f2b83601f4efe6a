"""Showing in the text what others tagged, on demand, and only where it may be seen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from annotator.domain.annotation import Annotation
from annotator.domain.article import State
from annotator.domain.edit import Kind
from annotator.services.editing import Touched
from annotator.services.seeing import adjudicates, other_layers
from annotator.ui.annotate_page import AnnotatePage
from annotator.ui.kit.messages import Messages
from annotator.ui.kit.tasks import Report, Tasks
from annotator.ui.kit.words import counted, tr
from annotator.ui.session import Session


class OtherLayers(QObject):
    """A switch that stays on from article to article, and goes off when another project or annotator comes."""

    switched = Signal(bool)

    def __init__(self, session: Session, page: AnnotatePage, tasks: Tasks, messages: Messages) -> None:
        super().__init__(page)
        self._session, self._page, self._tasks, self._messages = session, page, tasks, messages
        self.on = False

    def toggle(self) -> None:
        """Show others' layers, or hide them."""
        self._switch(on=not self.on)
        if self.on:
            self._read(tell=True)
        else:
            self._page.show_others(())

    def forget(self) -> None:
        """Go off: another project or annotator begins blind."""
        self._switch(on=False)

    def _switch(self, *, on: bool) -> None:
        self.on = on
        self.switched.emit(on)

    def update(self) -> None:
        """Show what may be seen of the open article now."""
        if self.on:
            self._read(tell=False)

    def on_touched(self, touched: Touched) -> None:
        """Look again when an edit changed how far one is, or who may see what."""
        if self.on and (touched.large or touched.keys(Kind.PROGRESS) or touched.keys(Kind.SETTING)):
            project, desk = self._session.project, self._session.desk
            finished = desk is not None and desk.state is State.FINISHED
            if project is not None and not finished and not adjudicates(project.settings, project.annotator):
                self._page.show_others(())
            self._read(tell=False)

    def _read(self, *, tell: bool) -> None:
        project, desk = self._session.project, self._session.desk
        if project is None or desk is None:
            return

        def work(_report: Report) -> dict[str, list[Annotation]]:
            with project.new_reader() as file:
                return other_layers(file, desk.article.id, project.annotator)

        def show(found: dict[str, list[Annotation]]) -> None:
            # Meanwhile another article may be open, the layers be hidden again, or the article be reopened.
            if self.on and self._session.desk is desk:
                self._page.show_others(annotation for layer in found.values() for annotation in layer)
                if tell:
                    self._tell(found)

        self._tasks.start(tr("Reading others' layers"), work, show)

    def _tell(self, found: dict[str, list[Annotation]]) -> None:
        if found:
            spans = (counted(len(layer), tr("{n} span"), tr("{n} spans")) for layer in found.values())
            lines = [f"{name}: {words}" for name, words in zip(found, spans, strict=True)]
            self._messages.note(tr("Others' layers are shown, pale and dashed"), "\n".join(lines))
        else:
            rule = tr("You see what others tagged when you and they have finished the article.")
            self._messages.note(tr("There is nothing of others to see here"), rule)
