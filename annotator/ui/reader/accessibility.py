"""What a screen reader is told of the article: its text, the caret and the selection.

Accessibility counts UTF-16 units, the reader code points. Nothing here costs anything until a screen reader asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QPoint, QPointF, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QAccessibleTextCursorEvent,
    QAccessibleTextInterface,
    QAccessibleTextSelectionEvent,
)
from PySide6.QtWidgets import QAccessibleWidget
from typing_extensions import override

from annotator.domain.boundaries import next_grapheme
from annotator.domain.offsets import OffsetMap
from annotator.ui.reader.native_selection import make_selection_readable
from annotator.ui.reader.values import Place

if TYPE_CHECKING:
    from annotator.ui.reader.view import Reader

_NO_INTERFACE = 0
_PROBE = 7_031
"""A number of selections that no text has, to recognise the function that returns it."""


class ArticleText(QAccessibleTextInterface):
    """The article's text, caret and selection. Offsets are UTF-16 units, points and rectangles those of the screen."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader
        self._text = ""
        self._offsets = OffsetMap("")
        self.address: int = shiboken6.getCppPointer(self)[0]
        self._count: int | None = _PROBE
        self._readable = make_selection_readable(self, self.address, _PROBE)
        self._count = None

    @property
    def offsets(self) -> OffsetMap:
        """Return the translation of offsets for the article shown now."""
        if self._text is not self._reader.text:
            self._text = self._reader.text
            self._offsets = OffsetMap(self._text)
        return self._offsets

    @override
    def characterCount(self) -> int:
        return self.offsets.utf16_length

    @override
    def text(self, startOffset: int, endOffset: int) -> str:
        return self._reader.text[self._code_point(startOffset) : self._code_point(endOffset)]

    @override
    def cursorPosition(self) -> int:
        return self.offsets.to_utf16(self._reader.caret)

    @override
    def setCursorPosition(self, position: int) -> None:
        self._reader.set_selection(self._code_point(position), self._code_point(position))

    @override
    def selectionCount(self) -> int:
        if self._count is not None:
            return self._count
        return 1 if self._readable and self._reader.selection() is not None else 0

    def selected_units(self) -> tuple[int, int]:
        """Return where the selection begins and ends, in UTF-16 units; (0, 0) if nothing is selected."""
        low, high = self._reader.selection() or (0, 0)
        return self.offsets.to_utf16(low), self.offsets.to_utf16(high)

    @override
    def addSelection(self, startOffset: int, endOffset: int) -> None:
        self.setSelection(0, startOffset, endOffset)

    @override
    def setSelection(self, selectionIndex: int, startOffset: int, endOffset: int) -> None:
        self._reader.set_selection(self._code_point(startOffset), self._code_point(endOffset))

    @override
    def removeSelection(self, selectionIndex: int) -> None:
        self._reader.set_selection(self._reader.caret, self._reader.caret, reveal=False)

    @override
    def scrollToSubstring(self, startIndex: int, endIndex: int) -> None:
        self._reader.reveal(Place(self._code_point(startIndex)), Place(self._code_point(endIndex), upstream=True))

    @override
    def characterRect(self, offset: int) -> QRect:
        start = self._code_point(offset)
        here = self._reader.place_rect(Place(start))
        there = self._reader.place_rect(Place(next_grapheme(self._reader.text, start), upstream=True))
        left, right = sorted(
            (here.center().x(), there.center().x() if there.top() == here.top() else here.center().x())
        )
        rect = QRect(left, here.top(), max(1, right - left), here.height())
        return rect.translated(self._reader.viewport().mapToGlobal(QPoint(0, 0)))

    @override
    def offsetAtPoint(self, point: QPoint) -> int:
        local = QPointF(self._reader.viewport().mapFromGlobal(point))
        if not self._reader.has_text_at(local):
            return -1
        target = self._reader.hit(local)
        return self.offsets.to_utf16(target.place.position if target.inside is None else target.inside)

    def _code_point(self, unit: int) -> int:
        return self.offsets.to_code_point(min(max(unit, 0), self.offsets.utf16_length))


class AccessibleReader(QAccessibleWidget):
    """The reader for screen readers: a text one can move about in but not change."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(reader, QAccessible.Role.EditableText)
        self.article = ArticleText(reader)

    @override
    def interface_cast(self, t: QAccessible.InterfaceType) -> int:
        if t == QAccessible.InterfaceType.TextInterface:
            return _pointer(self.article.address)
        return _pointer(_NO_INTERFACE)

    @override
    def state(self) -> QAccessible.State:
        state = super().state()
        state.readOnly = state.multiLine = state.selectableText = True
        return state

    @override
    def childCount(self) -> int:
        return 0


def install_factory(kind: type[Reader]) -> None:
    """Let Qt find the accessible side of readers."""

    def interface_of(_class_name: str, thing: QObject) -> QAccessibleInterface | None:
        if not isinstance(thing, kind):
            return None
        if thing.accessible is None:
            thing.accessible = AccessibleReader(thing)  # kept: Qt does not own what Python made
        return thing.accessible

    QAccessible.installFactory(interface_of)


def tell_caret(reader: Reader) -> None:
    """Tell a running screen reader that the caret moved."""
    article = _article_of(reader)
    if article is not None:
        QAccessible.updateAccessibility(QAccessibleTextCursorEvent(reader, article.cursorPosition()))


def tell_selection(reader: Reader) -> None:
    """Tell a running screen reader what is selected."""
    article = _article_of(reader)
    if article is not None:
        QAccessible.updateAccessibility(QAccessibleTextSelectionEvent(reader, *article.selected_units()))


def _article_of(reader: Reader) -> ArticleText | None:
    if not QAccessible.isActive():
        return None
    QAccessible.queryAccessibleInterface(reader)
    return None if reader.accessible is None else reader.accessible.article


def _pointer(address: int) -> int:
    pointer: int = shiboken6.VoidPtr(address)  # type: ignore[assignment]  # the stub wants int, the library a VoidPtr
    return pointer
