"""The note of an annotation: a button until there is one."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from typing_extensions import override

from annotator.ui.kit.words import named, tr
from annotator.ui.panels.parts import column, opener, text_label

_LEAST, _MOST = 3, 8


class NoteEditor(QWidget):
    """Emits `edited(text)` when the person leaves the note, `left()` for Esc or Ctrl+Enter.

    `open_button` is placed by the panel.
    """

    edited = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._note = ""
        self.open_button = opener(tr("+ Note"), tr("Write a note"))
        self.open_button.clicked.connect(self.open)
        self.input = named(QPlainTextEdit(), tr("Note"))
        self.input.setPlaceholderText(tr("Why this span, this label, this value?"))
        self.input.setTabChangesFocus(True)
        self.input.installEventFilter(self)
        self.input.textChanged.connect(self._fit)
        self.title = text_label(tr("Note"), "section")
        column(self, self.title, self.input, gap=4)
        self._show(opened=False)

    @property
    def dirty(self) -> bool:
        """Whether there is something that was not handed on."""
        return self.input.toPlainText().strip() != self._note

    def show_note(self, note: str, *, anew: bool) -> None:
        """Show a note. What is being written stays, unless it is `anew`, for another annotation."""
        keep = self.dirty and not anew
        self._note = note
        if not keep and self.input.toPlainText().strip() != note:
            self.input.setPlainText(note)
        if anew or note:
            self._show(opened=bool(note))

    def open(self) -> None:
        """Write."""
        self._show(opened=True)
        self.input.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def flush(self) -> None:
        """Hand on what is written."""
        if self.dirty:
            self._note = self.input.toPlainText().strip()
            self.edited.emit(self._note)

    def _show(self, *, opened: bool) -> None:
        self.setVisible(opened)
        self.input.setVisible(opened)
        self.title.setVisible(opened)
        self.open_button.setVisible(not opened)
        self._fit()

    def _fit(self) -> None:
        lines = min(max(_LEAST, round(self.input.document().size().height())), _MOST)
        self.input.setFixedHeight(lines * self.input.fontMetrics().lineSpacing() + 20)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        popup = Qt.FocusReason.PopupFocusReason
        if event.type() == QEvent.Type.FocusOut and cast("QFocusEvent", event).reason() != popup:
            self.flush()
            self._show(opened=bool(self._note))
        if event.type() == QEvent.Type.KeyPress:
            key = cast("QKeyEvent", event)
            control = key.modifiers() & Qt.KeyboardModifier.ControlModifier
            done = control and key.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if done or key.key() == Qt.Key.Key_Escape:
                self.flush()
                self.left.emit()
                return True
        return False
