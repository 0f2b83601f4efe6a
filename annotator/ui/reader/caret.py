"""Where the caret goes: along the text, and from line to line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from annotator.domain import boundaries
from annotator.ui.reader.page import Page
from annotator.ui.reader.values import Place

Unit = Literal["grapheme", "word", "sentence", "line", "edge", "page", "all"]
"""`edge`: to the start or end of the line; `all`: of the text."""

_Step = Callable[[str, int], int]
_NEAR = 90
"""Code points on both sides of the caret in which a word is looked for first."""
_FAR = 600
"""As far back as that if there is no space nearby."""
_EDGE = 24
"""A word this near to where the text was cut may be part of a longer one."""


def _next_word(text: str, position: int) -> int:
    """Find the next word nearby, and only if there is none, far and wide (which costs some milliseconds)."""
    low = _near_start(text, position)
    near = text[low : position + _NEAR]
    found = boundaries.next_word(near, position - low)
    whole = low + len(near) == len(text)
    return low + found if whole or found < len(near) - _EDGE else boundaries.next_word(text, position)


def _previous_word(text: str, position: int) -> int:
    low = _near_start(text, position)
    found = boundaries.previous_word(text[low : position + _NEAR], position - low)
    return low + found if found or not low else boundaries.previous_word(text, position)


def _near_start(text: str, position: int) -> int:
    """Return a place not far before `position` where no word is cut: at a space, or the start of the text."""
    low = max(0, position - _NEAR)
    space = text.rfind(" ", low, position - _EDGE) if low else 0
    return max(0, position - _FAR) if space < 0 else space


_FORWARD: dict[str, _Step] = {
    "grapheme": boundaries.next_grapheme,
    "word": _next_word,
    "sentence": boundaries.next_sentence,
    "all": lambda text, _: len(text),
}
_BACKWARD: dict[str, _Step] = {
    "grapheme": boundaries.previous_grapheme,
    "word": _previous_word,
    "sentence": boundaries.previous_sentence,
    "all": lambda _text, _position: 0,
}


@dataclass(frozen=True, slots=True)
class Motion:
    """One movement of the caret. `sideways`: of an arrow to the left or right, so mirrored in right-to-left text."""

    unit: Unit
    forward: bool
    sideways: bool = False


def moved(page: Page, place: Place, motion: Motion, goal_x: float | None, page_height: int) -> Place:
    """Return where a motion leads. `goal_x` is the column to keep when going from line to line (None: the caret's)."""
    forward = motion.forward
    if motion.sideways and page.blocks.right_to_left(page.blocks.at(place.position, upstream=place.upstream)):
        forward = not forward
    if motion.unit == "edge":
        return _line_edge(page, place, forward=forward)
    if motion.unit in ("line", "page"):
        x = x_of(page, place) if goal_x is None else goal_x
        return (
            _line_step(page, place, x, forward=forward)
            if motion.unit == "line"
            else _page_step(page, place, x, page_height if forward else -page_height)
        )
    step = _FORWARD[motion.unit] if forward else _BACKWARD[motion.unit]
    return Place(boundaries.grapheme_floor(page.text, step(page.text, place.position)))


def x_of(page: Page, place: Place) -> float:
    """Return the caret's x in the column."""
    index, line = page.line_of(place)
    return page.block(index).text.lines[line].x_of(place.position)


def _line_edge(page: Page, place: Place, *, forward: bool) -> Place:
    index, nth = page.line_of(place)
    line = page.block(index).text.lines[nth]
    return Place(line.shown_end, upstream=line.shown_end == line.end > line.start) if forward else Place(line.start)


def _line_step(page: Page, place: Place, x: float, *, forward: bool) -> Place:
    index, nth = page.line_of(place)
    nth += 1 if forward else -1
    if not 0 <= nth < len(page.block(index).text.lines):
        index += 1 if forward else -1
        if not 0 <= index < len(page.blocks):
            return Place(len(page.text) if forward else 0)
        nth = 0 if forward else len(page.block(index).text.lines) - 1
    return page.block(index).text.lines[nth].place_at(x)


def _page_step(page: Page, place: Place, x: float, pixels: int) -> Place:
    index, nth = page.line_of(place)
    y = page.line_top(index, nth) + page.block(index).marks[nth].height // 2 + pixels
    if y < 0:
        return Place(0)
    if y >= page.heights.total:
        return Place(len(page.text))
    return page.hit(x, y, None).place
