"""A sheet for work that takes a while: what to do, how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QScrollArea, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.errors import KnownError
from annotator.ui.kit.icons import icon
from annotator.ui.kit.sheet import Sheet
from annotator.ui.kit.tasks import BugReport, Job
from annotator.ui.kit.theme import current_theme
from annotator.ui.kit.words import named, tr
from annotator.ui.panels.parts import clear, column, line, push_button, text_label


class JobSheet(Sheet):
    """Three pages: `form`, a running job, a result.

    `cancel_wanted()` asks for the job to be stopped; the sheet stays until `show_stopped` or a result comes.
    """

    cancel_wanted = Signal()

    def __init__(self, window: QWidget, name: str, size_wanted: tuple[int, int]) -> None:
        super().__init__(window, name, size_wanted)
        self._job: Job | None = None
        self.heading = text_label(name, "title")
        self.form, self._running, self._result = QWidget(), QWidget(), QWidget()
        self.form_box = column(self.form, gap=12)
        self._pages = QStackedWidget()
        for page in (self.form, self._running, self._result):
            self._pages.addWidget(page)
        self.column.addWidget(self.heading)
        self.column.addWidget(self._pages, 1)
        self._fill_running()
        self._fill_result()

    def _fill_running(self) -> None:
        self.doing = text_label(role="muted", wrap=True)
        self.bar = named(QProgressBar(), tr("Progress"))
        self.bar.setTextVisible(False)
        self.cancel_button = push_button(tr("Cancel"))
        self.cancel_button.clicked.connect(self._cancel)
        box = column(self._running, gap=12)
        box.addStretch(1)
        box.addWidget(self.doing)
        box.addWidget(self.bar)
        box.addWidget(self.cancel_button, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(2)

    def _fill_result(self) -> None:
        self.outcome = text_label(role="heading", wrap=True)
        body = QWidget()
        self._items: QVBoxLayout = column(body, gap=12)
        self.items = QScrollArea()
        self.items.setWidgetResizable(True)
        self.items.setFrameShape(QFrame.Shape.NoFrame)
        self.items.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.items.setWidget(body)
        named(self.items, tr("What came of it"))
        self.done_button = push_button(tr("Done"), primary=True)
        self.done_button.clicked.connect(self.dismiss)
        self.buttons = line(gap=8)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.done_button)
        box = column(self._result, self.outcome, self.items, gap=12)
        box.addLayout(self.buttons)

    def watch(self, job: Job) -> None:
        """Show how a quiet job goes; `show_error` tells what went wrong, and the cancel button stops it."""
        job.progressed.connect(self.show_progress)
        job.stopped.connect(self.show_stopped)
        job.failed.connect(self.show_error)
        job.broken.connect(lambda bug: self.show_error(as_known(bug)))
        self._job = job

    @property
    def is_running(self) -> bool:
        """Whether the page of the running job is shown."""
        return self._pages.currentWidget() is self._running

    def show_form(self) -> None:
        """Show what can be chosen."""
        self._pages.setCurrentWidget(self.form)
        if self.isVisible():
            self.focus_first()

    def show_running(self, words: str) -> None:
        """Show that the work has begun."""
        self.doing.setText(words)
        self.bar.setRange(0, 0)
        self.cancel_button.setEnabled(True)
        self._pages.setCurrentWidget(self._running)
        self.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_progress(self, done: int, total: int, words: str = "") -> None:
        """Show how far it is; `total` 0 means that nobody knows."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        if words:
            self.doing.setText(words)

    def show_stopped(self) -> None:
        """Go back to the form after the job was cancelled."""
        self.show_form()

    def show_error(self, error: KnownError) -> None:
        """Say why nothing came of it."""
        self.begin_result(error.what)
        self.add_group(tr("Why"), [part for part in (error.where, error.why, error.remedy) if part], "error")
        self.end_result()

    def begin_result(self, outcome: str) -> None:
        """Start an empty result with a sentence that sums it up."""
        clear(self._items)
        self.outcome.setText(outcome)

    def add_group(self, title: str, texts: Iterable[str], role: str = "", sign: str = "") -> None:
        """Add a titled list to the result; nothing if it is empty. `sign` names an icon in the colour of `role`."""
        listed = list(texts)
        if not listed:
            return
        group = QWidget()
        box = column(group, gap=4)
        box.addWidget(text_label(title, "section"))
        for text in listed:
            label = text_label(text, wrap=True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            box.addWidget(label if not sign else _signed(label, sign, role))
        self._items.addWidget(group)

    def end_result(self) -> None:
        """Show the result."""
        self._items.addStretch(1)
        self._pages.setCurrentWidget(self._result)
        self.done_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self.doing.setText(tr("Stopping…"))
        if self._job is not None:
            self._job.cancel()
        self.cancel_wanted.emit()

    @override
    def dismiss(self) -> None:
        """Close, unless the work is still going on: then it has to be cancelled first."""
        if not self.is_running:
            super().dismiss()


def as_known(bug: BugReport) -> KnownError:
    """Return the error that a sheet shows for a fault of ours."""
    return KnownError(tr("Something went wrong"), why=bug.summary, remedy=tr("This is a fault in Annotator"))


def _signed(label: QLabel, sign: str, role: str) -> QWidget:
    row, picture = QWidget(), QLabel()
    picture.setPixmap(icon(sign, current_theme().tokens.color.get(role)).pixmap(16, 16))
    box = line(row, gap=8)
    box.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    box.addWidget(label, 1)
    return row
