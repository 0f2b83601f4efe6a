"""What a mouse drag does: one class per gesture, free of widgets. Places come from hit testing."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from annotator.domain.boundaries import Snap, grapheme_ceiling, grapheme_floor, previous_grapheme, snap
from annotator.domain.span import Fragment, Fragments
from annotator.ui.reader.values import Edge, Handle, Place, ReaderSpan


class Stage(Protocol):
    """What a gesture acts on: the reader."""

    def select(self, anchor: int, caret: Place) -> None:
        """Show a selection."""
        ...

    def sketch(self, draft: Fragment | None) -> None:
        """Show the outline of a fragment being drawn, or none."""
        ...

    def preview(self, span: ReaderSpan) -> None:
        """Show a span in place of the one of the same id."""
        ...

    def edge_dragged(self, handle: Handle, position: int) -> None:
        """Tell that an end of a fragment was dragged."""
        ...

    def fragment_was_drawn(self, fragment: Fragment) -> None:
        """Tell that a fragment was drawn."""
        ...


class Gesture(Protocol):
    """A drag, from the press that starts it to the release or Escape."""

    def move(self, place: Place) -> None:
        """Follow the mouse."""
        ...

    def end(self) -> None:
        """Take the result."""
        ...

    def cancel(self) -> None:
        """Leave everything as it was before the press."""
        ...


class SelectGesture:
    """Selects from where it starts, in whole units as it goes.

    `start` is what the press itself selects: empty for a plain press, a word or a sentence for a double or triple
    click. `before` is the selection to return to on Escape.
    """

    def __init__(self, stage: Stage, text: str, start: Fragment, unit: Snap, before: tuple[int, Place]) -> None:
        self._stage, self._text, self._start, self._unit, self._before = stage, text, start, unit, before

    def move(self, place: Place) -> None:
        """Select as far as `place`."""
        low, high = min(self._start.start, place.position), max(self._start.end, place.position)
        if low == high:
            self._stage.select(low, place)
            return
        taken = snap(self._text, low, high, self._unit)
        if taken is None:
            self._stage.select(place.position, place)
        elif place.position < self._start.start:
            self._stage.select(taken.end, Place(taken.start))
        else:
            self._stage.select(taken.start, Place(taken.end, upstream=place.upstream))

    def end(self) -> None:
        """Keep the selection shown."""

    def cancel(self) -> None:
        """Bring the former selection back."""
        self._stage.select(*self._before)


class EdgeGesture:
    """Drags one end of a fragment of the selected span."""

    def __init__(self, stage: Stage, text: str, span: ReaderSpan, handle: Handle, unit: Snap) -> None:
        self._stage, self._text, self._span, self._handle, self._unit = stage, text, span, handle, unit
        self._position: int | None = None

    def move(self, place: Place) -> None:
        """Show the span as it would be."""
        handle, fragments = self._handle, self._span.fragments
        self._position = edge_position(self._text, fragments, handle.fragment, handle.edge, place.position, self._unit)
        old = fragments[handle.fragment]
        new = Fragment(self._position, old.end) if handle.edge == "start" else Fragment(old.start, self._position)
        changed = (*fragments[: handle.fragment], new, *fragments[handle.fragment + 1 :])
        self._stage.preview(replace(self._span, fragments=changed))

    def end(self) -> None:
        """Tell the new position if there is one."""
        self._stage.preview(self._span)
        old = self._span.fragments[self._handle.fragment]
        if self._position is not None and self._position != (old.start if self._handle.edge == "start" else old.end):
            self._stage.edge_dragged(self._handle, self._position)

    def cancel(self) -> None:
        """Show the span as it was."""
        self._stage.preview(self._span)


class FragmentGesture:
    """Draws a fragment to be added to a span."""

    def __init__(self, stage: Stage, text: str, start: int, unit: Snap) -> None:
        self._stage, self._text, self._start, self._unit = stage, text, start, unit
        self._drawn: Fragment | None = None

    def move(self, place: Place) -> None:
        """Outline what would be added."""
        low, high = sorted((self._start, place.position))
        self._drawn = snap(self._text, low, high, self._unit) if low < high else None
        self._stage.sketch(self._drawn)

    def end(self) -> None:
        """Tell the fragment if anything but white space was drawn."""
        self._stage.sketch(None)
        if self._drawn is not None:
            self._stage.fragment_was_drawn(self._drawn)

    def cancel(self) -> None:
        """Forget the outline."""
        self._stage.sketch(None)


def edge_position(text: str, fragments: Fragments, nth: int, edge: Edge, position: int, unit: Snap) -> int:
    """Return where an end dragged to `position` comes to rest: snapped, its fragment not empty, no other touched."""
    start, end = fragments[nth]
    if edge == "start":
        low = grapheme_ceiling(text, fragments[nth - 1].end + 1) if nth else 0
        wanted = min(max(position, low), previous_grapheme(text, end))
        taken = snap(text, wanted, end, unit)
        return max(low, taken.start if taken else start)
    high = grapheme_floor(text, fragments[nth + 1].start - 1) if nth + 1 < len(fragments) else len(text)
    wanted = max(min(position, high), grapheme_ceiling(text, start + 1))
    taken = snap(text, start, wanted, unit)
    return min(high, taken.end if taken else end)
