"""A list of files that were chosen. While it is empty it says what can be dropped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QListWidget, QWidget
from typing_extensions import override

from annotator.ui.kit.theme import current_theme
from annotator.ui.kit.words import named


class FileList(QListWidget):
    """`paths` are the files, each once; Delete takes the selected ones out. Emits `changed`."""

    changed = Signal()

    def __init__(self, name: str, hint: str) -> None:
        super().__init__()
        named(self, name)
        self._hint = hint
        self.paths: list[Path] = []
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.setProperty("role", "card")

    def add(self, paths: Sequence[Path]) -> None:
        """Add files."""
        for path in paths:
            if path not in self.paths:
                self.paths.append(path)
                self.addItem(str(path))
        self.changed.emit()

    def clear_paths(self) -> None:
        """Take all files out."""
        self.paths.clear()
        self.clear()
        self.changed.emit()

    def ask(self, window: QWidget, title: str, kinds: str) -> None:
        """Ask for files and add them."""
        chosen, _ = QFileDialog.getOpenFileNames(window, title, "", kinds)
        self.add([Path(name) for name in chosen])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            for row in sorted((self.row(item) for item in self.selectedItems()), reverse=True):
                self.takeItem(row)
                del self.paths[row]
            self.changed.emit()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.count():
            painter = QPainter(self.viewport())
            painter.setPen(current_theme().tokens["text_faint"])
            place = self.viewport().rect().adjusted(24, 24, -24, -24)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._hint)
            painter.end()
