"""The tour's camera: numbered pictures of the window, each in light and in dark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from annotator.ui.tour.hands import Hands, TourError

FAILED = "failed.png"


class Camera:
    """Takes pictures. The colours are switched as a person would, with a key, and stay until the next picture.

    `taken` are the pictures of windows before this one, of which there are two a number.
    """

    def __init__(self, hands: Hands, folder: Path, taken: Sequence[Path] = ()) -> None:
        self._hands = hands
        self._folder = folder
        self._number = len(taken) // 2
        self.pictures = [*taken]

    def pair(self, name: str) -> None:
        """Take the page as it is."""
        self.pair_of(name, lambda: None, lambda: None)

    def pair_of(self, name: str, appear: Callable[[], None], vanish: Callable[[], None]) -> None:
        """Take what lies over the page; it is put away while the colours are switched, and at the end."""
        self._number += 1
        appear()
        self._take(name)
        vanish()
        self._switch()
        appear()
        self._take(name)
        vanish()

    def failure(self) -> Path:
        """Take the window as it was when a step failed."""
        return self._save(self._folder / FAILED)

    def _switch(self) -> None:
        theme = self._hands.window.theme
        wanted = not theme.tokens.dark
        self._hands.press("Ctrl+Shift+L")
        self._hands.wait(lambda: theme.tokens.dark == wanted, "the colours change")

    def _take(self, name: str) -> None:
        self._hands.settle()
        shade = "dark" if self._hands.window.theme.tokens.dark else "light"
        self.pictures.append(self._save(self._folder / f"{self._number:02}-{name}-{shade}.png"))

    def _save(self, path: Path) -> Path:
        window = self._hands.window
        pixmap = window.grab()
        painter, origin = QPainter(pixmap), QPoint()
        for popup in QApplication.topLevelWidgets():
            if popup.isVisible() and popup is not window:
                painter.drawPixmap(popup.mapToGlobal(origin) - window.mapToGlobal(origin), popup.grab())
        painter.end()
        if not pixmap.save(str(path)):
            raise TourError(f"{path} cannot be written")
        return path
