"""The bottom of the window: who, whether it is saved, what is going on, which keys apply, where the caret is."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QStatusBar, QToolButton, QWidget
from typing_extensions import override

from annotator.ui.kit.icons import icon
from annotator.ui.kit.tasks import Job, Tasks
from annotator.ui.kit.theme import current_theme
from annotator.ui.kit.words import counted, named, tr

_SAVE = {
    "saved": ("saved", "text_muted", "Saved"),
    "saving": ("saving", "text_muted", "Saving…"),
    "not saved": ("not-saved", "error", "Not saved"),
}


class _Keys(QLabel):
    """Keys and what they do; those that do not fit are left out."""

    _GAP = 20

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._keys: Sequence[tuple[str, str]] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setTextFormat(Qt.TextFormat.RichText)

    def show_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        if keys != self._keys:
            self._keys = keys
            self.fit()

    def fit(self) -> None:
        """Show as many as there is room for."""
        color, metrics, room = current_theme().tokens.color, self.fontMetrics(), self.width()
        parts: list[str] = []
        for key, words in self._keys:
            room -= metrics.horizontalAdvance(f"{key} {words}") + self._GAP
            if room < 0:
                break
            parts.append(f'<span style="color:{color["text"]}">{escape(key)}</span>&nbsp;{escape(words)}')
        self.setText("&nbsp;&nbsp;&nbsp;&nbsp; ".join(parts))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


class StatusBar(QStatusBar):
    """Shows what it is told; its one intent is to ask for the annotator."""

    annotator_clicked = Signal()
    save_clicked = Signal()

    def __init__(self, parent: QWidget, tasks: Tasks) -> None:
        super().__init__(parent)
        named(self, tr("Status"))
        self.setSizeGripEnabled(False)
        self._save_state = ""
        self._job: Job | None = None
        self.annotator = self._button(icon("person"), tr("Annotator"), tr("Whose layer you work in"))
        self.annotator.clicked.connect(self.annotator_clicked)
        self.saved = self._button(icon("saved"), tr("Saved state"), tr("Everything is saved at once"))
        self.saved.clicked.connect(self.save_clicked)
        self.keys = named(_Keys(self), tr("Keys that apply now"))
        self.keys.setProperty("role", "faint")
        self.caret = named(QLabel(self), tr("Caret and selection"))
        self.caret.setProperty("role", "muted")
        self.progress = self._progress_parts()
        for widget in (self.annotator, self.saved, self.progress):
            self.addWidget(widget)
        self.addWidget(self.keys, 1)
        self.addPermanentWidget(self.caret)
        self.setContentsMargins(4, 0, 12, 0)
        tasks.started.connect(self._watch)
        current_theme().changed.connect(self._on_theme)
        self.show_nothing()

    def _button(self, sign: QIcon, name: str, hint: str) -> QToolButton:
        button = named(QToolButton(self), name, hint)
        button.setIcon(sign)
        button.setIconSize(QSize(16, 16))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def _progress_parts(self) -> QWidget:
        box = named(QWidget(self), tr("Work in progress"))
        row = QHBoxLayout(box)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        self._doing = named(QLabel(box), tr("Work in progress"))
        self._bar = named(QProgressBar(box), tr("Progress"))
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(120)
        self._cancel = named(QToolButton(box), tr("Cancel"), tr("Cancel"))
        self._cancel.setIcon(icon("close"))
        self._cancel.setIconSize(QSize(12, 12))
        for part in (self._doing, self._bar, self._cancel):
            row.addWidget(part)
        self._cancel.clicked.connect(self._cancel_job)
        box.hide()
        return box

    def show_nothing(self) -> None:
        """Show that no project is open."""
        self.annotator.hide()
        self.saved.hide()
        self.caret.clear()
        self.keys.show_keys(())

    def show_annotator(self, handle: str) -> None:
        """Show whose layer is worked in."""
        self.annotator.setText(handle)
        self.annotator.setAccessibleName(tr("Annotator: {name}").format(name=handle))
        self.annotator.show()

    def show_save_state(self, state: str) -> None:
        """Show saved, saving or not saved; an icon and a word."""
        if state not in _SAVE:
            return
        self._save_state = state
        name, color, words = _SAVE[state]
        self.saved.setIcon(icon(name, current_theme().tokens.color[color]))
        self.saved.setText(tr(words))
        self.saved.setAccessibleName(tr("Saved state: {state}").format(state=tr(words)))
        self.saved.setProperty("role", "error" if state == "not saved" else "muted")
        self.saved.style().polish(self.saved)
        self.saved.show()

    def show_caret(self, caret: int, words: int, characters: int) -> None:
        """Show the caret (code points from the start) and how much is selected."""
        if characters:
            parts = (
                counted(words, tr("{n} word"), tr("{n} words")),
                counted(characters, tr("{n} character"), tr("{n} characters")),
            )
            self.caret.setText(", ".join(parts))
        else:
            self.caret.setText(tr("Position {caret}").format(caret=f"{caret:,}"))

    def show_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        """Show the keys that apply now, each with what it does."""
        self.keys.show_keys(keys)

    def _on_theme(self) -> None:
        self.show_save_state(self._save_state)
        self.keys.fit()

    def _watch(self, job: Job) -> None:
        self._job = job
        self._doing.setText(job.title)
        self._bar.setRange(0, 0)
        job.progressed.connect(self._advance)
        job.ended.connect(self._end)
        self.progress.show()

    def _advance(self, done: int, total: int, text: str) -> None:
        if self.sender() is self._job:
            self._bar.setRange(0, total)
            self._bar.setValue(done)
            self._doing.setText(text or (self._job.title if self._job else ""))

    def _end(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self.progress.hide()

    def _cancel_job(self) -> None:
        if self._job is not None:
            self._job.cancel()
