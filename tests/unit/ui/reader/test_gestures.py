from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.boundaries import Snap, grapheme_floor
from annotator.domain.span import Fragment, fragments_of, is_canonical
from annotator.ui.reader.gestures import EdgeGesture, FragmentGesture, SelectGesture, edge_position
from annotator.ui.reader.values import Edge, Handle, Place, ReaderSpan

TEXT = "About 3,000 people left. “Nobody told us,” she said. The 👨‍👩‍👧‍👦 stayed."


class Recorder:
    """Remembers what a gesture asks of the reader."""

    def __init__(self) -> None:
        self.selected: tuple[int, int] | None = None
        self.draft: Fragment | None = None
        self.shown: ReaderSpan | None = None
        self.dragged: list[tuple[Handle, int]] = []
        self.drawn: list[Fragment] = []

    def select(self, anchor: int, caret: Place) -> None:
        self.selected = (anchor, caret.position)

    def sketch(self, draft: Fragment | None) -> None:
        self.draft = draft

    def preview(self, span: ReaderSpan) -> None:
        self.shown = span

    def edge_dragged(self, handle: Handle, position: int) -> None:
        self.dragged.append((handle, position))

    def fragment_was_drawn(self, fragment: Fragment) -> None:
        self.drawn.append(fragment)


def selecting(stage: Recorder, at: int, unit: Snap) -> SelectGesture:
    return SelectGesture(stage, TEXT, Fragment(at, at), unit, (1, Place(2)))


def span(*pairs: tuple[int, int]) -> ReaderSpan:
    return ReaderSpan("s", fragments_of(pairs), "claim", "claim", "#123456", "")


def test_a_drag_takes_whole_words_on_the_way_in_both_directions() -> None:
    stage = Recorder()
    gesture = selecting(stage, 8, "word")
    gesture.move(Place(14))
    assert stage.selected == (6, 18)
    gesture.move(Place(3))
    assert stage.selected == (11, 0)
    gesture.move(Place(8))
    assert stage.selected == (8, 8)


def test_escape_brings_the_former_selection_back() -> None:
    stage = Recorder()
    gesture = selecting(stage, 8, "none")
    gesture.move(Place(10))
    gesture.cancel()
    assert stage.selected == (1, 2)


def test_white_space_alone_selects_nothing() -> None:
    stage = Recorder()
    gesture = selecting(stage, 11, "word")
    gesture.move(Place(12))
    assert stage.selected == (12, 12)


def test_after_a_double_click_the_first_word_stays_in() -> None:
    stage = Recorder()
    gesture = SelectGesture(stage, TEXT, Fragment(12, 18), "word", (0, Place(0)))
    gesture.move(Place(7))
    assert stage.selected == (18, 6)
    gesture.move(Place(20))
    assert stage.selected == (12, 23)


def test_an_end_is_shown_on_the_way_and_told_at_the_end() -> None:
    stage, held = Recorder(), span((6, 11), (25, 41))
    gesture = EdgeGesture(stage, TEXT, held, Handle("s", 0, "end"), "word")
    gesture.move(Place(15))
    assert stage.shown is not None
    assert stage.shown.fragments == ((6, 18), (25, 41))
    gesture.end()
    assert stage.shown == held
    assert stage.dragged == [(Handle("s", 0, "end"), 18)]


def test_an_end_put_back_tells_nothing() -> None:
    stage, held = Recorder(), span((6, 11))
    for finish in ("end", "cancel"):
        gesture = EdgeGesture(stage, TEXT, held, Handle("s", 0, "start"), "none")
        gesture.move(Place(0))
        if finish == "end":
            gesture.move(Place(6))
        getattr(gesture, finish)()
        assert stage.shown == held
    assert stage.dragged == []


def test_a_fragment_is_outlined_and_then_told() -> None:
    stage = Recorder()
    gesture = FragmentGesture(stage, TEXT, 13, "word")
    gesture.move(Place(20))
    assert stage.draft == (12, 23)
    gesture.end()
    assert stage.draft is None
    assert stage.drawn == [(12, 23)]


@pytest.mark.parametrize(("start", "to"), [(13, 13), (12, 11)])
def test_no_fragment_comes_of_nothing_or_white_space(start: int, to: int) -> None:
    stage = Recorder()
    gesture = FragmentGesture(stage, TEXT, start, "none")
    gesture.move(Place(to))
    gesture.end()
    assert stage.drawn == []


def test_a_cancelled_fragment_is_forgotten() -> None:
    stage = Recorder()
    gesture = FragmentGesture(stage, TEXT, 13, "word")
    gesture.move(Place(20))
    gesture.cancel()
    assert stage.draft is None
    assert stage.drawn == []


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), min_size=1, max_size=3),
    st.integers(0, 2),
    st.sampled_from(["start", "end"]),
    st.integers(0, len(TEXT)),
    st.sampled_from(["none", "word", "sentence"]),
)
def test_a_dragged_end_leaves_a_proper_span(
    drawn: list[tuple[int, int]], nth: int, edge: Edge, position: int, unit: Snap
) -> None:
    pairs = [(grapheme_floor(TEXT, start), grapheme_floor(TEXT, start + size)) for start, size in drawn]
    fragments = fragments_of([pair for pair in pairs if pair[0] < pair[1]] or [(0, 5)])
    nth %= len(fragments)
    moved = edge_position(TEXT, fragments, nth, edge, position, unit)
    old = fragments[nth]
    new = Fragment(moved, old.end) if edge == "start" else Fragment(old.start, moved)
    assert is_canonical([*fragments[:nth], new, *fragments[nth + 1 :]], len(TEXT))
    assert grapheme_floor(TEXT, moved) == moved
