"""The start page: recent projects, new, open, the sample, and what is new."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.ui.kit.icons import tinted
from annotator.ui.kit.theme import current_theme
from annotator.ui.kit.words import named, shown_key, tr

_SHOWN = 6
_BUTTONS = (
    ("project.new", "new", "New project…", "Ctrl+N"),
    ("project.open", "open", "Open project…", "Ctrl+O"),
    ("project.sample", "annotate", "Open the sample project", ""),
)


class Welcome(QWidget):
    """Emits the id of a command, the path of a recent project, or the paths dropped on it."""

    command = Signal(str)
    project_chosen = Signal(Path)
    forgotten = Signal(str)
    dropped = Signal(list)

    def __init__(self, parent: QWidget, news: Sequence[str]) -> None:
        super().__init__(parent)
        named(self, tr("Start page"))
        self.setAcceptDrops(True)
        self._pictures: dict[QLabel, tuple[str, int]] = {}
        outer = QHBoxLayout(self)
        outer.setContentsMargins(32, 32, 32, 32)
        outer.addStretch(1)
        middle = QVBoxLayout()
        outer.addLayout(middle, 8)
        outer.addStretch(1)
        middle.addStretch(2)
        middle.addLayout(self._head())
        middle.addSpacing(32)
        columns = QHBoxLayout()
        columns.setSpacing(48)
        columns.addLayout(self._begin(news), 2)
        columns.addLayout(self._recent_column(), 3)
        middle.addLayout(columns)
        middle.addStretch(3)
        current_theme().changed.connect(self._paint_pictures)
        self._paint_pictures()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        sign = named(QLabel(self), tr("Annotator"))
        self._pictures[sign] = ("app", 48)
        name = self._label(tr("Annotator"), "title")
        line = self._label(tr("Tag claims, quotes and figures in news articles"), "muted")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(name)
        words.addWidget(line)
        row.addWidget(sign)
        row.addLayout(words, 1)
        return row

    def _paint_pictures(self) -> None:
        color = current_theme().tokens.color["accent"]
        for picture, (name, size) in self._pictures.items():
            picture.setPixmap(tinted(name, color, size, self.devicePixelRatioF()))

    def _begin(self, news: Sequence[str]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self._label(tr("Begin"), "section"))
        self._begin_buttons = [self._button(command, sign, title, key) for command, sign, title, key in _BUTTONS]
        for button in self._begin_buttons:
            column.addWidget(button)
        column.addSpacing(24)
        column.addWidget(self._label(tr("What is new"), "section"))
        for item in news:
            label = self._label(item, "muted")
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(1)
        return column

    def _button(self, command: str, sign: str, title: str, key: str) -> QPushButton:
        button = named(QPushButton(self), tr(title))
        button.setProperty("row", "true")
        picture = named(QLabel(button), tr(title))
        self._pictures[picture] = (sign, 20)
        row = QHBoxLayout(button)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(picture)
        row.addWidget(self._label(tr(title), ""), 1)
        row.addWidget(self._label(shown_key(key), "faint"))
        for label in button.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        button.clicked.connect(lambda: self.command.emit(command))
        return button

    def _recent_column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self._label(tr("Recent projects"), "section"))
        self._recent = QVBoxLayout()
        self._recent.setSpacing(4)
        column.addLayout(self._recent)
        column.addSpacing(16)
        drop = named(QFrame(self), tr("Drop a project or articles here"))
        drop.setProperty("role", "drop")
        inside = QVBoxLayout(drop)
        inside.setContentsMargins(16, 16, 16, 16)
        words = self._label(tr("Drop a project here to open it, or articles to make a new one from them"), "faint")
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(words)
        column.addWidget(drop)
        column.addStretch(1)
        return column

    def focus(self) -> None:
        """Put the focus on the project used last, or else on the first thing to do."""
        buttons = self._rows()
        recent = [button for button in buttons[len(_BUTTONS) :] if button.isEnabled()]
        (recent or buttons)[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _rows(self) -> list[QPushButton]:
        """Return what can be chosen, from top to bottom: what to begin with, then recent projects."""
        items = (self._recent.itemAt(row) for row in range(self._recent.count()))
        recent = (item.widget() for item in items if item is not None)
        return [*self._begin_buttons, *(button for button in recent if isinstance(button, QPushButton))]

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        rows = [button for button in self._rows() if button.isEnabled()]
        here = next((place for place, button in enumerate(rows) if button.hasFocus()), None)
        if step and rows:
            rows[(here + step) % len(rows) if here is not None else 0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and here is not None:
            rows[here].click()
        else:
            super().keyPressEvent(event)

    def show_recent(self, paths: Sequence[str]) -> None:
        """List the projects used last; those that are gone say so."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for path in paths[:_SHOWN]:
            self._recent.addWidget(self._recent_row(Path(path)))
        if not paths:
            self._recent.addWidget(
                self._label(tr("None yet. The sample project is a good place to look around."), "muted")
            )

    def _recent_row(self, path: Path) -> QWidget:
        there = path.exists()
        button = QPushButton(self)
        button.setProperty("row", "tall")
        named(button, tr("Open {name}").format(name=path.stem), str(path))
        row = QVBoxLayout(button)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(0)
        folder = str(path.parent).replace(str(Path.home()), "~", 1)
        for text, role in ((path.stem, "heading"), (folder if there else tr("Not there any more"), "faint")):
            label = self._label(text, role)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            row.addWidget(label)
        button.setEnabled(there)
        button.clicked.connect(lambda: self.project_chosen.emit(path))
        return button

    def _label(self, text: str, role: str) -> QLabel:
        label = named(QLabel(text, self), text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setProperty("role", role)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        return label

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)


def what_is_new(news: str) -> list[str]:
    """Return the items of the list in `resources/news.md`."""
    return [line.removeprefix("- ").strip() for line in news.splitlines() if line.startswith("- ")]
