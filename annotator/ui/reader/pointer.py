"""The mouse over the reader: which gesture a press starts, clicks, hovering, scrolling beyond the edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip

from annotator.domain.boundaries import Snap, sentence_at, word_at
from annotator.domain.span import Fragment
from annotator.ui.reader.gestures import EdgeGesture, FragmentGesture, Gesture, SelectGesture
from annotator.ui.reader.values import HitTarget

if TYPE_CHECKING:
    from annotator.ui.reader.view import Reader

_SLACK = 2.0
"""Pixels the mouse may move in a click."""
_SCROLL_INTERVAL = 30


class Pointer(QObject):
    """Turns mouse events of the reader's viewport into gestures, clicks and hovering."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader)
        self._reader = reader
        self._gesture: Gesture | None = None
        self._pressed_at = QPointF()
        self._clicked: HitTarget | None = None
        self._last = QPointF()
        self._double: tuple[int, QPointF] | None = None
        self._scroll = QTimer(self)
        self._scroll.setInterval(_SCROLL_INTERVAL)
        self._scroll.timeout.connect(self._scroll_on)

    @property
    def active(self) -> bool:
        """Tell whether a gesture is under way."""
        return self._gesture is not None

    def press(self, event: QMouseEvent) -> None:
        """Start a gesture, or remember what is clicked."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position()
        target = self._reader.hit(point)
        self._pressed_at = self._last = point
        self._clicked = None
        if self._is_third(event):
            self._select_unit(sentence_at(self._reader.text, target.place.position), "sentence", target)
        else:
            self._gesture = self._gesture_at(target, event.modifiers())
        self._double = None

    def double(self, event: QMouseEvent) -> None:
        """Select the word."""
        if event.button() == Qt.MouseButton.LeftButton:
            target = self._reader.hit(event.position())
            self._pressed_at = self._last = event.position()
            self._clicked = None
            at = target.place.position if target.inside is None else target.inside
            self._select_unit(word_at(self._reader.text, at), "word", target)
            self._double = (event.timestamp(), event.position())

    def move(self, event: QMouseEvent) -> None:
        """Follow a drag, or show what is under the mouse."""
        self._last = event.position()
        if self._gesture is None:
            if not event.buttons():
                self.hover(event.position())
            return
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self._end()
            return
        moved = event.position() - self._pressed_at
        if self._clicked is not None and abs(moved.x()) + abs(moved.y()) < _SLACK:
            return
        self._clicked = None
        self._gesture.move(self._reader.hit(event.position()).place)
        outside = not 0 <= event.position().y() < self._reader.viewport().height()
        if outside != self._scroll.isActive():
            self._scroll.start() if outside else self._scroll.stop()

    def release(self, event: QMouseEvent) -> None:
        """End the gesture; without a drag it was a click."""
        if event.button() != Qt.MouseButton.LeftButton or self._gesture is None:
            return
        clicked = self._clicked
        self._end()
        if clicked is not None:
            self._reader.click(clicked)
        self.hover(event.position())

    def cancel(self) -> None:
        """Give the gesture up."""
        gesture, self._gesture = self._gesture, None
        self._scroll.stop()
        self._clicked = None
        if gesture is not None:
            gesture.cancel()

    def hover(self, point: QPointF) -> None:
        """Emphasise the span under the mouse and choose the mouse cursor."""
        reader = self._reader
        target = reader.hit(point) if reader.has_text_at(point) else None
        if target is None:
            shape = Qt.CursorShape.ArrowCursor
        elif target.handle is not None:
            shape = Qt.CursorShape.SizeHorCursor
        else:
            lane = reader.reachable(target).lane
            shape = Qt.CursorShape.IBeamCursor if lane is None else Qt.CursorShape.PointingHandCursor
        if reader.viewport().cursor().shape() != shape:
            reader.viewport().setCursor(shape)
        reader.set_hovered_span(_under(target))

    def leave(self) -> None:
        """Nothing is under the mouse."""
        self._reader.set_hovered_span(None)

    def tool_tip(self, event: QHelpEvent) -> None:
        """Show the title of the span under the mouse."""
        point = QPointF(event.pos())
        self.hover(point)  # what is under the mouse may have moved there by itself; a page describes what is hovered
        target = self._reader.hit(point) if self._reader.has_text_at(point) else None
        span = self._reader.span(_under(target) or "")
        if span is None or not span.title:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPos(), span.title, self._reader.viewport())

    def _gesture_at(self, target: HitTarget, modifiers: Qt.KeyboardModifier) -> Gesture:
        reader, text = self._reader, self._reader.text
        before = (reader.anchor, reader.place)
        position = target.place.position
        if target.handle is not None:
            span = reader.span(target.handle.span)
            if span is not None:
                return EdgeGesture(reader, text, span, target.handle, reader.snap)
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            return FragmentGesture(reader, text, position, reader.snap)
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            gesture = SelectGesture(reader, text, Fragment(reader.anchor, reader.anchor), reader.snap, before)
            gesture.move(target.place)
            return gesture
        reader.select(position, target.place)
        self._clicked = target
        return SelectGesture(reader, text, Fragment(position, position), reader.snap, before)

    def _select_unit(self, unit: Fragment | None, name: Snap, target: HitTarget) -> None:
        reader = self._reader
        start = unit or Fragment(target.place.position, target.place.position)
        before = (reader.anchor, reader.place)
        self._gesture = SelectGesture(reader, reader.text, start, name, before)
        reader.set_selection(start.start, start.end, reveal=False)

    def _is_third(self, event: QMouseEvent) -> bool:
        if self._double is None:
            return False
        when, where = self._double
        soon = event.timestamp() - when <= QGuiApplication.styleHints().mouseDoubleClickInterval()
        return soon and (event.position() - where).manhattanLength() < QGuiApplication.styleHints().startDragDistance()

    def _end(self) -> None:
        gesture, self._gesture = self._gesture, None
        self._scroll.stop()
        self._clicked = None
        if gesture is not None:
            gesture.end()

    def _scroll_on(self) -> None:
        """Scroll towards the mouse, faster the farther out it is, and go on selecting there."""
        if self._gesture is None:
            self._scroll.stop()
            return
        y, height = self._last.y(), self._reader.viewport().height()
        beyond = y if y < 0 else max(0.0, y - height + 1)
        bar = self._reader.verticalScrollBar()
        bar.setValue(bar.value() + round(beyond * 0.6) + (1 if beyond > 0 else -1 if beyond < 0 else 0))
        self._gesture.move(self._reader.hit(QPointF(self._last.x(), min(max(y, 0.0), height - 1.0))).place)


def _under(target: HitTarget | None) -> str | None:
    if target is None:
        return None
    return target.lane or (target.spans[0] if target.spans else None)
