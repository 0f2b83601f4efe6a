"""The list of suggestions under a field: a part of the window and no window of its own, so the field keeps the keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QWidget

from annotator.ui.kit.words import named, tr

_MOST_ROWS = 8


class Offers(QListWidget):
    """Emits `taken(text)` for a click; the field hands the keys on."""

    taken = Signal(str)

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        named(self, tr("Suggestions"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setProperty("role", "card")
        self.setUniformItemSizes(True)
        self.setStyleSheet("::item { padding: 4px 5px; }")
        self.itemClicked.connect(lambda item: self.taken.emit(item.text()))
        self.hide()

    def offer(self, texts: Sequence[str]) -> None:
        """Show these under the field, or above it where there is more room; none hides the list."""
        self.clear()
        if not texts:
            self.hide()
            return
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.addItems(list(texts))
        self.setCurrentRow(-1)
        height = min(len(texts), _MOST_ROWS) * self.sizeHintForRow(0) + 2 * self.frameWidth() + 2
        top = self._field.mapTo(window, QPoint(0, self._field.height() + 2))
        if top.y() + height > window.height():
            top = self._field.mapTo(window, QPoint(0, -height - 2))
        self.setGeometry(top.x(), max(0, top.y()), self._field.width(), height)
        self.show()
        self.raise_()

    @property
    def chosen(self) -> str:
        """The text in the row that is marked, "" if none is."""
        item = self.currentItem()
        return item.text() if item is not None and self.isVisible() else ""

    def step(self, by: int) -> None:
        """Mark the next or previous row; before the first one none is marked."""
        self.setCurrentRow(max(-1, min(self.currentRow() + by, self.count() - 1)))
