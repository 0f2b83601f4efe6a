"""The blinking of the caret."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication


class Blink(QObject):
    """Tells whether the caret shows; steady if the desktop wants no blinking."""

    def __init__(self, changed: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self.visible = False
        self._changed = changed
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._toggle)

    def start(self) -> None:
        """Show the caret and blink from now on."""
        self.visible = True
        period = QGuiApplication.styleHints().cursorFlashTime()
        if period > 0:
            self._timer.start(period // 2)
        else:
            self._timer.stop()
        self._changed()

    def stop(self) -> None:
        """Hide the caret."""
        self.visible = False
        self._timer.stop()
        self._changed()

    def _toggle(self) -> None:
        self.visible = not self.visible
        self._changed()
