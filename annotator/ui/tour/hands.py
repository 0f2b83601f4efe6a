"""Hands for the tour: keys and mouse events that enter the window where those of a person do.

Everything goes through the window's handle, so that focus, shortcuts and hit testing are the program's own. Nothing
here calls what a widget does; widgets are only looked at, to know where to point and when to go on.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import (
    QDeadlineTimer,
    QEvent,
    QEventLoop,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QSize,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QScrollArea, QWidget

from annotator.domain.annotation import Annotation
from annotator.ui.kit.words import tr
from annotator.ui.main_window import MainWindow
from annotator.ui.reader.values import Place
from annotator.ui.reader.view import Reader
from annotator.ui.workspace import Workspace

SIZE = QSize(1280, 800)
"""How large the window is, and every picture of it."""
_PATIENCE_MS = 60_000
"""After this long a wait is given up; far more than anything takes."""
_PULSE_MS = 10
_TURN = 60
"""A notch of the wheel is 120."""
_MOST_TURNS = 500
_EDGE = 8
_STEPS = 8
"""How many mouse moves make a drag."""


class TourError(Exception):
    """The window did not do what the tour expects of it."""


class Hands:
    """Presses keys and mouse buttons in one window."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    @property
    def work(self) -> Workspace:
        """The window's parts, to look at."""
        if self.window.workspace is None:
            raise TourError("the window is not loaded")
        return self.window.workspace

    @property
    def reader(self) -> Reader:
        """The article view."""
        return self.work.page.reader

    def begin(self) -> None:
        """Wait until the window is loaded and takes the keys; give it the size of the pictures."""
        self.wait(lambda: self.window.workspace is not None, "the window is loaded")
        self.window.resize(SIZE)
        self.wait(lambda: self.window.size() == SIZE, "the window has its size")
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow, "the window takes the keys")

    def leave(self) -> None:
        """Close the window for good: one that is only hidden would still be coloured with the next."""
        self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    # -- waiting

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Let the program run until something is so. Raises TourError if it never is."""
        deadline = QDeadlineTimer(_PATIENCE_MS)
        pulse = QTimer()  # wakes the loop, since not every condition comes with an event
        pulse.start(_PULSE_MS)
        while not condition():
            if deadline.hasExpired():
                raise TourError(f"waited in vain: {what}")
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        QApplication.processEvents()

    def settle(self) -> None:
        """Wait until no job is running and everything is saved and painted."""
        self.wait(lambda: not self.work.tasks.running, "jobs end")
        saved = self.work.status.saved
        self.wait(lambda: not saved.isVisible() or saved.text() == tr("Saved"), "everything is saved")

    # -- keys

    def press(self, *keys: str) -> None:
        """Press keys such as "G", "Shift+2" or "Ctrl+K", one after the other."""
        for key in keys:
            chord = QKeySequence.fromString(key, QKeySequence.SequenceFormat.PortableText)[0]  # type: ignore[index]  # the stub lacks it
            QTest.keyClick(self._target(), chord.key(), chord.keyboardModifiers())
            QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type text, character by character."""
        for character in text:
            key = Qt.Key(ord(character.upper())) if character.isascii() else Qt.Key.Key_unknown
            none = Qt.KeyboardModifier.NoModifier
            QTest.sendKeyEvent(QTest.KeyAction.Click, self._target(), key, character, none)
            QApplication.processEvents()

    def press_until(self, key: str, condition: Callable[[], bool], what: str, most: int = 60) -> None:
        """Press a key again and again until something is so."""
        for _ in range(most):
            if condition():
                return
            self.press(key)
        raise TourError(f"pressed {key} {most} times in vain: {what}")

    def press_to_words(self, key: str, words: str) -> None:
        """Press a key again and again until these words are selected in the article."""
        self.press_until(key, lambda: self.selected_words() == words, f"go to “{words}”")

    def _target(self) -> QWindow:
        popup = QApplication.activePopupWidget()
        handle = (popup or self.window).windowHandle()
        if handle is None:
            raise TourError("the window has no handle")
        return handle

    # -- mouse

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click in the middle of a widget, or at a point of it."""
        if not widget.isVisible() or not widget.isEnabled():
            raise TourError(f"“{widget.accessibleName()}” cannot be clicked")
        point = widget.mapTo(self.window, at or widget.rect().center())
        handle = self._target()
        QTest.mouseMove(handle, point)
        QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
        QApplication.processEvents()

    def click_row(self, view: QAbstractItemView, index: QModelIndex | QPersistentModelIndex) -> None:
        """Click in the middle of a row or cell that is in sight."""
        self.click(view.viewport(), view.visualRect(index).center())

    def run_command(self, words: str) -> None:
        """Open a command by the words of its name, in the palette."""
        self.press("Ctrl+K")
        self.type(words)
        self.press("Return")

    def drop(self, *paths: Path) -> None:
        """Drop files on the window."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        middle = self.window.rect().center()
        held = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(self.window, QDragEnterEvent(middle, *held))
        QApplication.sendEvent(self.window, QDropEvent(QPointF(middle), *held))
        QApplication.processEvents()

    def open_menu(self, title: str) -> None:
        """Click a menu in the menu bar."""
        bar = self.window.menuBar()
        menu = next(action for action in bar.actions() if action.text().replace("&", "") == title)
        self.click(bar, bar.actionGeometry(menu).center())
        self.wait(lambda: QApplication.activePopupWidget() is not None, "the menu opens")

    def drag_words(self, words: str, *, adding: bool = False) -> None:
        """Drag over words of the article; with Ctrl held they are added as a fragment."""
        start = self.find(words)
        self.scroll_to(start, start + len(words))
        held = Qt.KeyboardModifier.ControlModifier if adding else Qt.KeyboardModifier.NoModifier
        first, last = self.point_at(start), self.point_at(start + len(words), upstream=True)
        handle = self._target()
        QTest.mouseMove(handle, first)
        QTest.mousePress(handle, Qt.MouseButton.LeftButton, held, first)
        for step in range(1, _STEPS + 1):
            part = first + (last - first) * (step / _STEPS)
            QTest.mouseMove(handle, part)
            QApplication.processEvents()
        QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, held, last)
        QApplication.processEvents()

    def scroll_to(self, *positions: int) -> None:
        """Turn the mouse wheel until these positions of the article are in sight."""
        view = self.reader.viewport()
        middle = QPointF(view.mapTo(self.window, view.rect().center()))
        for _ in range(_MOST_TURNS):
            tops = [self.reader.place_rect(Place(position)).center().y() for position in positions]
            if min(tops) >= 0 and max(tops) < view.height():
                return
            QTest.wheelEvent(self._target(), middle, QPoint(0, _TURN if min(tops) < 0 else -_TURN))
            QApplication.processEvents()
        raise TourError(f"positions {positions} cannot be scrolled into sight")

    def bring(self, area: QScrollArea, widget: QWidget, at: QPoint) -> None:
        """Turn the mouse wheel over the edge of an area until a point of a widget in it is in sight."""
        view = area.viewport()
        edge = QPointF(view.mapTo(self.window, QPoint(_EDGE, view.height() // 2)))
        for _ in range(_MOST_TURNS):
            top = widget.mapTo(view, at).y()
            if _EDGE <= top < view.height() - _EDGE:
                return
            QTest.wheelEvent(self._target(), edge, QPoint(0, _TURN if top < _EDGE else -_TURN))
            QApplication.processEvents()
        raise TourError(f"“{widget.accessibleName()}” cannot be scrolled into sight")

    def find(self, words: str) -> int:
        """Return where words begin in the article, in code points."""
        start = self.reader.text.find(words)
        if start < 0:
            raise TourError(f"the article does not have “{words}”")
        return start

    def point_at(self, position: int, *, upstream: bool = False) -> QPoint:
        """Return where a position of the article is seen, in the window's pixels."""
        rect = self.reader.place_rect(Place(position, upstream=upstream))
        view = self.reader.viewport()
        if not view.rect().contains(rect.center()):
            raise TourError(f"position {position} is not in sight")
        return view.mapTo(self.window, rect.center())

    # -- looking

    def selected_words(self) -> str:
        """Return the words that are selected in the article."""
        span = self.reader.selection()
        return self.reader.text[slice(*span)] if span is not None else ""

    def selected(self) -> Annotation:
        """Return the annotation that is selected."""
        found = self.work.tagging.annotation
        if found is None:
            raise TourError("no annotation is selected")
        return found

    def focus(self) -> str:
        """Return the accessible name of the widget that takes the keys."""
        widget = QApplication.focusWidget()
        return widget.accessibleName() if widget is not None else ""

    def check(self, condition: bool, what: str) -> None:  # noqa: FBT001 - reads as a sentence
        """Raise TourError with `what` unless the condition holds."""
        if not condition:
            raise TourError(what)
