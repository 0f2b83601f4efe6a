"""The reader: an article with its spans, for hours of reading and selecting.

The widget forwards events and paints; layout, lanes, hit testing, caret movement and gestures are beside it.
All positions are code points of the article's text, which is never read back from Qt.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from annotator.domain.boundaries import Snap, grapheme_floor
from annotator.domain.span import Fragment, Fragments, envelope
from annotator.ui.reader.accessibility import AccessibleReader, install_factory, tell_caret, tell_selection
from annotator.ui.reader.blink import Blink
from annotator.ui.reader.caret import Motion, moved, x_of
from annotator.ui.reader.keys import motion_of
from annotator.ui.reader.page_view import PageView
from annotator.ui.reader.painting import Look
from annotator.ui.reader.pointer import Pointer
from annotator.ui.reader.style import ReaderStyle
from annotator.ui.reader.values import Edge, Handle, HitTarget, Place, ReaderSpan

__all__ = ["Edge", "Reader", "ReaderSpan", "ReaderStyle"]


class Reader(PageView):
    """The article view. It tells what the user means by signals and changes nothing but caret, selection and zoom."""

    selection_changed = Signal()
    caret_moved = Signal(int)
    span_clicked = Signal(str)
    background_clicked = Signal()
    """A click on no span."""
    span_hovered = Signal(str)
    """The id of the span under the mouse, or an empty string."""
    span_end_dragged = Signal(str, int, str, int)
    """Span id, index of the fragment, "start" or "end", new position."""
    fragment_drawn = Signal(int, int)
    zoom_changed = Signal(float)
    context_menu_requested = Signal(QPoint, object)
    """Global position, and the id of the span there or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.snap: Snap = "word"
        self._anchor = 0
        self._place = Place(0)
        self._goal_x: float | None = None
        self.blink = Blink(self._update_caret, self)
        self._pointer = Pointer(self)
        self.accessible: AccessibleReader | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.setAccessibleName(self.tr("Article"))

    # What is shown

    def show_article(
        self,
        text: str,
        spans: Iterable[ReaderSpan],
        *,
        title: str = "",
        byline: str = "",
        excluded: Fragments = (),
    ) -> None:
        """Show another article from its start, with its headline and source line above the text.

        `excluded` are passages that are shown pale, since they are not the article's own words.
        """
        self._pointer.cancel()
        self._title, self._byline = title, byline
        self._look = Look(focused=self._look.focused)
        self._anchor, self._place, self._goal_x = 0, Place(0), None
        self._open_page(text, spans)
        self.set_excluded(excluded)
        self.selection_changed.emit()
        self.caret_moved.emit(0)

    def set_excluded(self, excluded: Fragments) -> None:
        """Show other passages pale."""
        self._page.excluded = excluded
        self.viewport().update()

    @override
    def remove_span(self, span_id: str) -> None:
        if self._look.selected == span_id:
            self.set_selected_span(None)
        if self._look.hovered == span_id:
            self.set_hovered_span(None)
        super().remove_span(span_id)

    @override
    def set_spans(self, spans: Iterable[ReaderSpan]) -> None:
        super().set_spans(spans)
        if self.span(self._look.selected or "") is None:
            self.set_selected_span(None)
        if self.span(self._look.hovered or "") is None:
            self.set_hovered_span(None)

    def set_selected_span(self, span_id: str | None, *, reveal: bool = False) -> None:
        """Emphasise one span, or none; `reveal` scrolls to it."""
        former = self._look.selected
        self._look = replace(self._look, selected=span_id)
        self._update_span(former)
        self._update_span(span_id)
        span = self.span(span_id) if reveal and span_id is not None else None
        if span is not None:
            start, end = envelope(span.fragments)
            self.reveal(Place(start), Place(end, upstream=True))

    def set_companions(self, span_ids: Collection[str]) -> None:
        """Emphasise spans like the selected one, without handles; ids that are not there are passed over."""
        former, now = self._look.companions, frozenset(span_ids)
        if former != now:
            self._look = replace(self._look, companions=now)
            for span_id in former ^ now:
                self._update_span(span_id)

    def selected_span(self) -> str | None:
        """Return the id of the selected span, or None."""
        return self._look.selected

    def set_hovered_span(self, span_id: str | None) -> None:
        """Emphasise the span under the mouse slightly."""
        former = self._look.hovered
        if former != span_id:
            self._look = replace(self._look, hovered=span_id)
            self._update_span(former)
            self._update_span(span_id)
            self.span_hovered.emit(span_id or "")

    # Caret and selection

    @property
    def caret(self) -> int:
        """The caret's position in code points."""
        return self._place.position

    @property
    def anchor(self) -> int:
        """Where the selection began, in code points."""
        return self._anchor

    @property
    def place(self) -> Place:
        """The caret's position and, at a soft line break, on which side it is shown."""
        return self._place

    def selection(self) -> tuple[int, int] | None:
        """Return the selected range `[start, end)` in code points, or None if nothing is selected."""
        low, high = sorted((self._anchor, self._place.position))
        return (low, high) if low < high else None

    def set_selection(self, anchor: int, caret: int, *, reveal: bool = True) -> None:
        """Select between two positions (code points, moved to grapheme boundaries); equal ones place the caret."""
        self.select(grapheme_floor(self.text, anchor), Place(grapheme_floor(self.text, caret)))
        if reveal:
            self.reveal(self._place)

    def select(self, anchor: int, caret: Place) -> None:
        """Select from `anchor` to the caret's place."""
        before, former = self.selection(), self._place
        if (anchor, caret) == (self._anchor, former):
            return
        self._update_caret()
        self._anchor, self._place, self._goal_x = anchor, caret, None
        after = self.selection()
        self._look = replace(self._look, selection=after)
        if self.hasFocus():
            self.blink.start()
        self._update_caret()
        if before != after:
            self._update_difference(before, after)
            self.selection_changed.emit()
            tell_selection(self)
        if caret.position != former.position:
            self.caret_moved.emit(caret.position)
            tell_caret(self)

    # What gestures act on

    def sketch(self, draft: Fragment | None) -> None:
        """Outline a fragment being drawn, or none."""
        self._update_difference(self._look.draft, draft)
        self._look = replace(self._look, draft=draft)

    def preview(self, span: ReaderSpan) -> None:
        """Show a span in place of the one of the same id, if that is still there."""
        if self.span(span.id) is not None:
            self.put_span(span)

    def edge_dragged(self, handle: Handle, position: int) -> None:
        """Tell that an end of a fragment was dragged."""
        if self.span(handle.span) is not None:
            self.span_end_dragged.emit(handle.span, handle.fragment, handle.edge, position)

    def fragment_was_drawn(self, fragment: Fragment) -> None:
        """Tell that a fragment was drawn."""
        self.fragment_drawn.emit(fragment.start, fragment.end)

    def click(self, target: HitTarget) -> None:
        """Tell which span was clicked: the lane's, or the smallest of those in the text, and next the larger ones."""
        span_id = self.reachable(target).pick(self._look.selected)
        if span_id is None:
            self.background_clicked.emit()
        else:
            self.span_clicked.emit(span_id)

    def reachable(self, target: HitTarget) -> HitTarget:
        """Return a target without the spans that are only looked at."""
        fixed = {span.id for span in map(self.span, (*target.spans, target.lane or "")) if span and span.fixed}
        lane = None if target.lane in fixed else target.lane
        return replace(target, lane=lane, spans=tuple(key for key in target.spans if key not in fixed))

    # Repainting as little as needed

    def _update_caret(self) -> None:
        self.viewport().update(self.place_rect(self._place).adjusted(-1, -1, 1, 1))

    def _update_span(self, span_id: str | None) -> None:
        span = None if span_id is None else self.span(span_id)
        if span is not None:
            self._update_range(*envelope(span.fragments))

    def _update_difference(self, before: tuple[int, int] | None, after: tuple[int, int] | None) -> None:
        if before is None or after is None or before[1] < after[0] or after[1] < before[0]:
            ranges = [before, after]
        else:
            ranges = [(min(b, a), max(b, a)) for b, a in zip(before, after, strict=True) if b != a]
        for changed in ranges:
            if changed is not None:
                self._update_range(*changed)

    def _update_range(self, start: int, end: int) -> None:
        """Repaint the lines of a range, as far as they are seen."""
        page, room = self.page, self.viewport().height()
        above = self._scroll() - self._header.height
        first, last = page.blocks.at(start), page.blocks.at(end)
        top, bottom = page.heights.top(first), page.heights.top(last) + page.heights[last]
        if page.is_built(first):
            top = page.line_top(*page.line_of(Place(start, upstream=True)))
        if page.is_built(last):
            index, nth = page.line_of(Place(end))
            bottom = page.line_top(index, nth) + page.block(index).marks[nth].height
        slack = self._metrics.line_height // 2
        top, bottom = max(0, top - above - slack), min(room, bottom - above + slack)
        if top < bottom:
            self.viewport().update(QRect(0, top, self.viewport().width(), bottom - top))

    @override
    def _paint_over(self, painter: QPainter) -> None:
        if self.blink.visible:
            painter.fillRect(self.place_rect(self._place), self._ink.caret)

    # Events

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        motion = motion_of(event)
        if motion is not None:
            self._move(event, motion)
        elif event.key() == Qt.Key.Key_Escape and self._pointer.active:
            self._pointer.cancel()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select(0, Place(len(self.text)))
        elif event.key() not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):  # these would move the focus if passed on
            event.ignore()

    def copy(self) -> None:
        """Copy the selected text, exactly as it is in the article."""
        selection = self.selection()
        if selection is not None:
            QGuiApplication.clipboard().setText(self.text[slice(*selection)])

    def _move(self, event: QKeyEvent, motion: Motion) -> None:
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        selection = self.selection()
        goal = self._goal_x
        if motion.unit in ("line", "page") and goal is None:
            goal = x_of(self.page, self._place)
        height = self.viewport().height() - self._metrics.line_height
        place = moved(self.page, self._place, motion, goal, height)
        if selection is not None and not extend and motion.unit == "grapheme":
            place = Place(selection[1] if place.position > self._place.position else selection[0])
        self.select(self._anchor if extend else place.position, place)
        self._goal_x = goal if motion.unit in ("line", "page") else None
        self.reveal(self._place)

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        return False  # Tab belongs to the window's shortcuts

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._claims(event):
            event.accept()
            return True
        return super().event(event)

    def _claims(self, event: QKeyEvent) -> bool:
        """Tell whether a key is the reader's even if the window has a shortcut on it."""
        return motion_of(event) is not None or (event.key() == Qt.Key.Key_Escape and self._pointer.active)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._pointer.tool_tip(event)
            return True
        if event.type() == QEvent.Type.Leave:
            self._pointer.leave()
        return super().viewportEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pointer.press(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pointer.double(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer.move(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointer.release(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            steps = event.angleDelta().y() / 120
            self.set_zoom(round(self.zoom * 1.1**steps, 2))
            self.zoom_changed.emit(self.zoom)
            event.accept()
        else:
            super().wheelEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        point = event.pos() if by_mouse else self.place_rect(self._place).bottomLeft()
        target = self.reachable(self.hit(point.toPointF()))
        span_id = target.lane or (target.spans[0] if target.spans else None)
        self.context_menu_requested.emit(self.viewport().mapToGlobal(point), span_id)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self._set_focused(focused=True)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._set_focused(focused=False)

    def _set_focused(self, *, focused: bool) -> None:
        self._look = replace(self._look, focused=focused)
        if focused:
            self.blink.start()
        else:
            self.blink.stop()
        self.viewport().update()


install_factory(Reader)
