"""A typist who never touches the mouse: given the words to tag, finds the shortest way there on the real keys.

What the keys do is taken from the same pure functions that the window calls, so that the way can be planned without a
window. The tests press what is planned here in the real one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from annotator.domain import boundaries
from annotator.domain.expansion import Landmark, expand, next_landmark
from annotator.domain.span import Fragment

Step = Callable[[str, int], int]

MOTIONS: dict[str, Step] = {
    "Left": boundaries.previous_grapheme,
    "Right": boundaries.next_grapheme,
    "Ctrl+Left": boundaries.previous_word,
    "Ctrl+Right": boundaries.next_word,
    "Alt+Left": boundaries.previous_sentence,
    "Alt+Right": boundaries.next_sentence,
    "Ctrl+Home": lambda _text, _position: 0,
    "Ctrl+End": lambda text, _position: len(text),
}
"""Keys of the caret; with Shift they extend the selection. (Right-to-left paragraphs are not for this typist.)"""
JUMPS: dict[str, tuple[Landmark, bool]] = {
    "G": ("figure", True),
    "Shift+G": ("figure", False),
    "Q": ("quote", True),
    "Shift+Q": ("quote", False),
}
EDGES: dict[str, tuple[str, Step]] = {
    "[": ("start", boundaries.previous_word),
    "]": ("start", boundaries.next_word),
    "{": ("end", boundaries.previous_word_end),
    "}": ("end", boundaries.next_word_end),
    "Ctrl+[": ("start", boundaries.previous_grapheme),
    "Ctrl+]": ("start", boundaries.next_grapheme),
    "Ctrl+{": ("end", boundaries.previous_grapheme),
    "Ctrl+}": ("end", boundaries.next_grapheme),
}
"""Keys that move an end of the annotation just made."""

_MOST_NUDGES = 4
_FARTHEST = 14
_NEAR = 4
"""How close to an end of the target single characters are looked at, in code points."""
_SIGHT = 60
"""How far off the ends of a selection may be that can still become the target."""


class Caret(NamedTuple):
    """Where the selection began and where the caret is."""

    anchor: int
    position: int

    @property
    def selection(self) -> Fragment:
        """The selected range, empty for a mere caret."""
        return Fragment(min(self), max(self))


class Way(NamedTuple):
    """Keys that lead to a target, in two parts: before the label's key and after it; and where the caret ends."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    caret: int

    @property
    def cost(self) -> int:
        """How many keys are pressed, the label's included."""
        return len(self.before) + 1 + len(self.after)


class Typist:
    """Plans keys in one article."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._move = cache(lambda key, position: MOTIONS[key](text, position))
        self._jump = cache(lambda key, position: next_landmark(text, position, JUMPS[key][0], forward=JUMPS[key][1]))
        self._grow = cache(lambda start, end: expand(text, start, end))
        self._nudge = cache(self._nudged)
        self._tags: dict[Caret, Fragment | None] = {}
        self._edge_way = cache(self._way_of_edge)

    def way_to(self, start: Caret, target: Fragment, *, nudges: bool = True) -> Way:
        """Return the cheapest way from the caret to a span. `nudges` allows edges to be moved after tagging.

        Raises LookupError if there is none of a bearable length.
        """
        best: Way | None = None
        for caret, keys in self._reachable(start, target):
            if best is not None and len(keys) + 1 >= best.cost:
                return best
            after = self._finish(caret, target, nudges=nudges)
            if after is not None and (best is None or len(keys) + 1 + len(after) < best.cost):
                tagged = self._tagged(caret)
                assert tagged is not None
                stays = caret.anchor == caret.position
                best = Way(keys, after, caret.position if stays else tagged.end)
        if best is None:
            raise LookupError(f"no way to {self._text[target.start : target.end]!r} from {start}")
        return best

    def _finish(self, caret: Caret, target: Fragment, *, nudges: bool) -> tuple[str, ...] | None:
        """Return the keys that are left to press once the label's key is pressed here, or None if it is too far."""
        start, end = caret.selection
        if abs(start - target.start) > _SIGHT or abs(end - target.end) > _SIGHT:
            return None
        tagged = self._tagged(caret)
        if tagged is None:
            return None
        if tagged == target:
            return ()
        if not nudges or tagged.start >= target.end or tagged.end <= target.start:
            return None
        first = self._edge_way("start", tagged.start, target.start)
        last = self._edge_way("end", tagged.end, target.end) if first is not None else None
        return None if first is None or last is None else (*first, *last)

    def _tagged(self, caret: Caret) -> Fragment | None:
        """Return what the label's key tags here: the selection as it snaps, or the word at the caret."""
        if caret not in self._tags:
            self._tags[caret] = self._would_tag(caret)
        return self._tags[caret]

    def _would_tag(self, caret: Caret) -> Fragment | None:
        if caret.anchor == caret.position:
            return boundaries.word_at(self._text, caret.position)
        return boundaries.snap(self._text, *caret.selection, "word")

    # -- moving about

    def _reachable(self, start: Caret, target: Fragment) -> Iterator[tuple[Caret, tuple[str, ...]]]:
        """Yield the carets that can be reached, nearest first, with the keys that lead there."""
        seen = {start}
        waiting: deque[tuple[Caret, tuple[str, ...]]] = deque([(start, ())])
        low, high = min(start.position, target.start) - 300, max(start.position, target.end) + 300
        while waiting:
            caret, keys = waiting.popleft()
            yield caret, keys
            if len(keys) == _FARTHEST:
                continue
            for key, found in self._moves(caret, target):
                if found not in seen and low <= found.position <= high:
                    seen.add(found)
                    waiting.append((found, (*keys, key)))

    def _moves(self, caret: Caret, target: Fragment) -> Iterator[tuple[str, Caret]]:
        start, end = caret.selection
        for key in JUMPS:
            found = self._jump(key, start if start < end else caret.position)
            if found is not None:
                yield key, Caret(*found)
        if target.start - _NEAR <= start and end <= target.end + _NEAR:
            grown = self._grow(start, end)
            if grown is not None:
                yield "E", Caret(*grown)
        for key in MOTIONS:
            place = self._move(key, caret.position)
            by_character = key in ("Left", "Right")
            if by_character and not _near_an_end(caret.position, target):
                continue
            plain = place if start == end or not by_character else (end if key == "Right" else start)
            yield key, Caret(plain, plain)
            if _useful(caret.anchor, place, target):
                yield f"Shift+{key}", Caret(caret.anchor, place)

    # -- moving edges

    def _way_of_edge(self, edge: str, start: int, wanted: int) -> tuple[str, ...] | None:
        waiting: deque[tuple[int, tuple[str, ...]]] = deque([(start, ())])
        seen = {start}
        while waiting:
            place, keys = waiting.popleft()
            if place == wanted:
                return keys
            if len(keys) == _MOST_NUDGES:
                continue
            for key in (key for key, (which, _) in EDGES.items() if which == edge):
                moved = self._nudge(key, place)
                if moved not in seen:
                    seen.add(moved)
                    waiting.append((moved, (*keys, key)))
        return None

    def _nudged(self, key: str, position: int) -> int:
        """Return where a key moves an edge: characters pass over white space, as in `services.tagging.nudge`."""
        edge, step = EDGES[key]
        place = step(self._text, position)
        while (
            key.startswith("Ctrl+")
            and 0 < place < len(self._text)
            and self._text[place if edge == "start" else place - 1].isspace()
        ):
            place = step(self._text, place)
        return place


def _near_an_end(position: int, target: Fragment) -> bool:
    return min(abs(position - target.start), abs(position - target.end)) <= _NEAR


def _useful(anchor: int, place: int, target: Fragment) -> bool:
    """Tell whether a selection like this may still become the target: its ends are not far from the target's."""
    low, high = sorted((anchor, place))
    return abs(low - target.start) <= _SIGHT and target.start < high <= target.end + _SIGHT
