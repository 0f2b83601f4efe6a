from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QLoggingCategory, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.domain.span import fragments_of
from annotator.ui.reader.values import Place
from annotator.ui.reader.view import Reader, ReaderSpan

STORY = (
    "The harbour city woke to “the loudest night in living memory,” as its mayor put it, and to figures that nobody "
    "could agree on. It was quiet by noon.\n"
    "\n"
    "“We counted about 3,000 people at the gate,” said Ines Calloway, who runs the shelter there, “but by midnight it "
    "was closer to 8,000.” She left. Nobody stayed.\n"
    "אמר כי שלושת אלפים איש עמדו ליד gate number 12 בשעה 9:30 בבוקר.\n"
)


@pytest.fixture(autouse=True)
def quiet_fonts() -> Iterator[None]:
    """Qt says so when a font lacks a script before it takes another one; that is no fault here."""
    QLoggingCategory.setFilterRules("qt.text.font.db=false")
    yield
    QLoggingCategory.setFilterRules("")


@pytest.fixture
def steady_caret(qapp: QApplication) -> Iterator[None]:
    before = QApplication.cursorFlashTime()
    QApplication.setCursorFlashTime(0)
    yield
    QApplication.setCursorFlashTime(before)


@pytest.fixture
def reader(steady_caret: None, qtbot: QtBot) -> Reader:
    made = Reader()
    qtbot.addWidget(made)
    made.resize(800, 600)
    with qtbot.waitExposed(made):
        made.show()
    made.setFocus()
    made.show_article(STORY, ())
    return made


@pytest.fixture
def mouse(reader: Reader) -> Mouse:
    return Mouse(reader)


def span(name: str, *pairs: tuple[int, int], dashed: bool = False, color: str = "#2f63c8") -> ReaderSpan:
    return ReaderSpan(name, fragments_of(pairs), "claim", "claim", color, f"title of {name}", (name,), dashed)


def find(text: str, nth: int = 0) -> tuple[int, int]:
    """Return where a piece of the story is."""
    start = -1
    for _ in range(nth + 1):
        start = STORY.index(text, start + 1)
    return start, start + len(text)


class Mouse:
    """Sends real mouse events to the reader's viewport, at pixels or at characters."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.at = QPointF()

    def before(self, position: int) -> QPointF:
        """Return the point just before (in reading order) the middle of the character at `position`."""
        page = self.reader.page
        index, nth = page.line_of(Place(position))
        line = page.block(index).text.lines[nth]
        cell = next(cell for cell in line.cells() if cell.start <= position < cell.end)
        x = cell.near + (cell.far - cell.near) * 0.25
        rect = self.reader.place_rect(Place(position))
        left = (self.reader.viewport().width() - page.width) // 2
        return QPointF(left + x, rect.center().y())

    def after(self, position: int) -> QPointF:
        """Return the point just after the middle of the character at `position`."""
        page = self.reader.page
        index, nth = page.line_of(Place(position))
        line = page.block(index).text.lines[nth]
        cell = next(cell for cell in line.cells() if cell.start <= position < cell.end)
        return self.before(position) + QPointF((cell.far - cell.near) * 0.5, 0)

    def press(self, point: QPointF, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._send(QEvent.Type.MouseButtonPress, point, Qt.MouseButton.LeftButton, modifiers)

    def double(self, point: QPointF) -> None:
        self._send(QEvent.Type.MouseButtonDblClick, point, Qt.MouseButton.LeftButton)

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._send(QEvent.Type.MouseMove, point, Qt.MouseButton.LeftButton, modifiers)

    def hover(self, point: QPointF) -> None:
        self._send(QEvent.Type.MouseMove, point, Qt.MouseButton.NoButton)

    def release(self, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._send(QEvent.Type.MouseButtonRelease, self.at, Qt.MouseButton.NoButton, modifiers)

    def click(self, point: QPointF, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.press(point, modifiers)
        self.release(modifiers)

    def drag(
        self, start: QPointF, end: QPointF, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self.press(start, modifiers)
        self.move((start + end) / 2, modifiers)
        self.move(end, modifiers)
        self.release(modifiers)

    def _send(
        self,
        kind: QEvent.Type,
        point: QPointF,
        held: Qt.MouseButton,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        self.at = point
        viewport = self.reader.viewport()
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        across = QPointF(viewport.mapToGlobal(QPoint(0, 0))) + point
        QApplication.sendEvent(viewport, QMouseEvent(kind, point, across, button, held, modifiers))
