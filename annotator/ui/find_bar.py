"""Finding words in the open article."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from annotator.ui.kit.icons import icon
from annotator.ui.kit.words import named, tr


class FindBar(QWidget):
    """A line above the reader. `found` carries the place to show (code points), `closed` gives the focus back."""

    found = Signal(int, int)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, tr("Find in article"))
        self._text = ""
        self._starts: list[int] = []
        self._ends: list[int] = []
        self.field = named(QLineEdit(self), tr("Words to find"))
        self.field.setPlaceholderText(tr("Find in article"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(lambda: self.step(forward=True))
        self.count = named(QLabel(self), tr("Places found"))
        self.count.setProperty("role", "muted")
        self.close_button = named(QToolButton(self), tr("Close"), tr("Close"))
        self.close_button.setIcon(icon("close"))
        self.close_button.clicked.connect(self.leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        row.addWidget(self.close_button)
        self._caret = 0
        self.hide()

    def show_for(self, text: str, caret: int, words: str) -> None:
        """Open for an article, searching from the caret; `words` is what is selected there."""
        self._caret = caret
        self.set_text(text)
        self.show()
        if words and "\n" not in words:
            self.field.setText(words)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_text(self, text: str) -> None:
        """Search another article from now on."""
        self._text = text
        if self.field.text():
            self._search(show=False)

    def leave(self) -> None:
        """Close the bar."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def step(self, *, forward: bool) -> None:
        """Go to the next or previous place, round the end."""
        if not self._starts:
            return
        if forward:
            nth = bisect_right(self._starts, self._caret) % len(self._starts)
        else:
            nth = bisect_left(self._starts, self._caret) - 1
        self._show(nth % len(self._starts))

    def _search(self, words: str = "", *, show: bool = True) -> None:
        wanted = words or self.field.text()
        places = [match.span() for match in re.finditer(re.escape(wanted), self._text, re.IGNORECASE)] if wanted else []
        self._starts, self._ends = [start for start, _ in places], [end for _, end in places]
        self.count.setText(tr("not found") if wanted and not places else "")
        if places and show:
            self._show(bisect_left(self._starts, self._caret) % len(places))

    def _show(self, nth: int) -> None:
        self._caret = self._starts[nth]
        self.count.setText(tr("{nth} of {all}").format(nth=f"{nth + 1:,}", all=f"{len(self._starts):,}"))
        self.found.emit(self._starts[nth], self._ends[nth])
