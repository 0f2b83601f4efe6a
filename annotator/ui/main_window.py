"""The window. It paints an empty frame first; everything else is loaded right after that first paint."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QByteArray, QSize, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from annotator.resources import resource
from annotator.services.look import read_look

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
    from typing_extensions import override

    from annotator.ui.kit.theme import Theme
    from annotator.ui.workspace import Workspace
else:

    def override(method: object) -> object:
        """Stand in for `typing_extensions.override`, whose import the first paint need not wait for."""
        return method


_FIRST_SIZE = QSize(1280, 800)
_FRAME = QSize(16, 48)
_LEAST_SIZE = QSize(800, 560)
_DARK = 128
"""Lightness, of 255."""


class Start(NamedTuple):
    """What the window was asked to open: a project, else the last one; and as whom."""

    project: Path | None = None
    annotator: str | None = None


def window_color(theme: str) -> str:
    """Return the window's colour in a theme file. To parse all of it would take as long as the first paint."""
    text = resource("themes", f"{theme}.toml").read_text(encoding="utf-8")
    return text.partition('\nwindow = "')[2].partition('"')[0]


class _Frame(QWidget):
    """Nothing but the window's colour, until the rest is there."""

    painted = Signal()

    def __init__(self, parent: QWidget, theme: str) -> None:
        super().__init__(parent)
        self._done = False
        self.setAccessibleName("Annotator")
        palette = self.palette()
        dark = theme == "dark" or (theme == "system" and palette.window().color().lightness() < _DARK)
        palette.setColor(palette.ColorRole.Window, QColor(window_color("dark" if dark else "light")))
        self.setPalette(palette)
        self.setAutoFillBackground(True)

    @override
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Tell of the first paint; Qt has filled the frame already."""
        if not self._done:
            self._done = True
            self.painted.emit()


class MainWindow(QMainWindow):
    """`painted` is emitted at the first paint, `ready` when the window can be worked with."""

    painted = Signal()
    ready = Signal()
    theme: Theme
    """The theme, there with the workspace."""

    def __init__(self, start: Start) -> None:
        super().__init__()
        look = read_look()
        self.workspace: Workspace | None = None
        self._start, self._choice = start, look.theme
        self.setAccessibleName("Annotator")
        self.setWindowTitle("Annotator")
        self.setMinimumSize(_LEAST_SIZE)
        self.setAcceptDrops(True)
        # The rest of the screen is for the window's own frame.
        self.resize(_FIRST_SIZE.boundedTo(self.screen().availableSize() - _FRAME))
        if look.geometry:
            self.restoreGeometry(QByteArray.fromBase64(look.geometry.encode("ascii", "ignore")))
        frame = _Frame(self, look.theme)
        frame.painted.connect(self._on_painted)
        self.setCentralWidget(frame)

    def _on_painted(self) -> None:
        self.painted.emit()
        QTimer.singleShot(0, self._load)

    def _load(self) -> None:
        """Load what is heavy (pydantic, the services, the panels) and put it in the frame's place."""
        if self.workspace is None and self.isVisible():
            self.theme = import_module("annotator.ui.kit.theme").theme_of(QApplication.instance(), self._choice)
            self.workspace = import_module("annotator.ui.workspace").Workspace(self, self._start)
            QTimer.singleShot(0, self._begin)

    def _begin(self) -> None:
        if self.workspace is not None:
            self.workspace.begin()
            self.ready.emit()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what waits, then close."""
        if self.workspace is not None and not self.workspace.close():
            event.ignore()
            return
        event.accept()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        """Open a project, or import articles."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths and self.workspace is not None:
            event.acceptProposedAction()
            self.workspace.projects.drop(paths)
