from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFont

from annotator.domain.span import fragments_of
from annotator.ui.reader.geometry import LineMarks, blank_marks, handle_at, lane_at, mark_line
from annotator.ui.reader.span_index import SpanIndex
from annotator.ui.reader.style import Metrics
from annotator.ui.reader.values import Handle, ReaderSpan

WIDTH = 600.0
METRICS = Metrics(
    body=QFont(),
    headline=QFont(),
    byline=QFont(),
    name=QFont(),
    char_width=10.0,
    rise=18,
    drop=6,
    ascent=16,
    descent=5,
    line_height=27,
    paragraph_gap=8,
    blank_height=10,
    lane_line=2,
    lane_gap=2,
    name_height=12,
    name_ascent=9,
    margin=30,
)


@dataclass
class Typewriter:
    """A line of 60 characters, 10 pixels each, from `start` on; written from the right if `mirrored`."""

    start: int = 0
    ascent: float = 17.5
    descent: float = 5.5
    mirrored: bool = False

    def __post_init__(self) -> None:
        self.end = self.start + 60
        self.shown_end = self.end - 1

    def _x(self, position: int) -> float:
        x = (position - self.start) * 10.0
        return WIDTH - x if self.mirrored else x

    def ranges(self, start: int, end: int) -> list[tuple[float, float]]:
        start, end = max(start, self.start), min(end, self.shown_end)
        left, right = sorted((self._x(start), self._x(end)))
        return [(left, right)] if start < end else []

    def edges(self, start: int, end: int) -> tuple[float, float]:
        return self._x(max(start, self.start)), self._x(min(end, self.shown_end))


def span(name: str, *pairs: tuple[int, int], dashed: bool = False) -> ReaderSpan:
    return ReaderSpan(name, fragments_of(pairs), "claim", "claim", "#123456", "", dashed=dashed)


def marked(*spans: ReaderSpan, line: Typewriter | None = None) -> LineMarks:
    index = SpanIndex(spans)
    line = line or Typewriter()
    found = [(held, index.lane(held.id)) for held in index.overlapping(line.start, line.end)]
    return mark_line(line, found, METRICS, lambda name: len(name) * 6.0, WIDTH)


def test_a_line_without_spans_keeps_its_height() -> None:
    marks = marked()
    assert marks.height == METRICS.line_height
    assert marks.rows == marks.name_rows == ()


def test_a_piece_knows_which_ends_of_its_fragment_it_shows() -> None:
    held = span("long", (30, 90))
    (first,) = marked(held).pieces
    (second,) = marked(held, line=Typewriter(start=60)).pieces
    assert (first.start_x, first.end_x, first.named) == (300.0, None, True)
    assert (second.start_x, second.end_x, second.named) == (None, 300.0, False)
    assert first.ranges == ((300.0, 590.0),)


def test_a_span_in_two_fragments_has_one_lane_one_name_and_a_link() -> None:
    marks = marked(span("quote", (5, 10), (20, 30)), span("between", (12, 15)))
    quote = [piece for piece in marks.pieces if piece.span.id == "quote"]
    assert {piece.lane for piece in quote} == {0}
    assert [piece.named for piece in quote] == [True, False]
    (link,) = marks.links
    assert (link.lane, link.ranges) == (0, ((100.0, 200.0),))


def test_a_line_inside_a_gap_shows_the_link_only() -> None:
    marks = marked(span("quote", (5, 10), (130, 140)), line=Typewriter(start=60))
    assert marks.pieces == ()
    assert len(marks.links) == 1
    assert len(marks.rows) == 1


def test_lanes_and_names_make_room_for_themselves() -> None:
    one, three = marked(span("a", (0, 9))), marked(span("a", (0, 9)), span("b", (1, 9)), span("c", (2, 9)))
    assert METRICS.line_height < one.height < three.height
    assert list(three.rows) == sorted(set(three.rows))
    assert three.rows[0] >= three.tint_bottom
    assert three.name_rows[-1] + METRICS.name_height <= three.height


def test_taller_scripts_push_the_lanes_down() -> None:
    usual, tall = marked(span("a", (0, 9))), marked(span("a", (0, 9)), line=Typewriter(ascent=24, descent=11))
    assert tall.baseline > usual.baseline
    assert tall.rows[0] - tall.baseline > usual.rows[0] - usual.baseline
    assert tall.tint_top == usual.tint_top


PAIRS = st.tuples(st.integers(0, 55), st.integers(1, 30)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(PAIRS, max_size=10), st.booleans())
def test_names_never_overlap_and_stay_in_the_column(pairs: list[tuple[int, int]], mirrored: bool) -> None:
    spans = [span(f"s{nth}", pair) for nth, pair in enumerate(pairs)]
    marks = marked(*spans, line=Typewriter(mirrored=mirrored))
    assert {name.span.id for name in marks.names} == {piece.span.id for piece in marks.pieces}
    for nth, one in enumerate(marks.names):
        assert one.left >= 0
        assert one.right <= WIDTH
        for other in marks.names[:nth]:
            assert one.row != other.row or one.right <= other.left or other.right <= one.left


@given(st.lists(PAIRS, min_size=1, max_size=8), st.booleans())
def test_every_span_can_be_clicked_by_its_lane(pairs: list[tuple[int, int]], mirrored: bool) -> None:
    spans = [span(f"s{nth}", pair) for nth, pair in enumerate(pairs)]
    marks = marked(*spans, line=Typewriter(mirrored=mirrored))
    for piece in marks.pieces:
        left, right = piece.ranges[0]
        x, y = (left + right) / 2, marks.rows[piece.lane] + METRICS.lane_line / 2
        assert lane_at(marks, x, y) == piece.span.id
    for name in marks.names:
        assert lane_at(marks, (name.left + name.right) / 2, marks.name_rows[name.row] + 2) == name.span.id


def test_above_and_beside_the_lanes_there_is_nothing() -> None:
    marks = marked(span("a", (10, 20)))
    assert lane_at(marks, 150, marks.tint_bottom - 1) is None
    assert lane_at(marks, 40, marks.rows[0] + 1) is None


def test_the_ends_of_the_selected_span_can_be_taken_hold_of() -> None:
    marks = marked(span("a", (10, 20), (30, 40)), span("b", (50, 55), dashed=True))
    y = marks.baseline
    assert handle_at(marks, "a", 103, y) == Handle("a", 0, "start")
    assert handle_at(marks, "a", 197, y) == Handle("a", 0, "end")
    assert handle_at(marks, "a", 301, y) == Handle("a", 1, "start")
    assert handle_at(marks, "a", 150, y) is None
    assert handle_at(marks, "a", 100, marks.tint_bottom + 9) is None
    assert handle_at(marks, "b", 500, y) is None
    assert handle_at(marks, None, 100, y) is None


def test_a_tiny_fragment_offers_the_nearer_end() -> None:
    marks = marked(span("a", (10, 11)))
    assert handle_at(marks, "a", 104, marks.baseline) == Handle("a", 0, "start")
    assert handle_at(marks, "a", 106, marks.baseline) == Handle("a", 0, "end")


def test_right_to_left_text_has_its_ends_mirrored() -> None:
    marks = marked(span("a", (10, 20)), line=Typewriter(mirrored=True))
    (piece,) = marks.pieces
    assert (piece.start_x, piece.end_x) == (500.0, 400.0)
    assert marks.names[0].right == 500.0
    assert handle_at(marks, "a", 499, marks.baseline) == Handle("a", 0, "start")


def test_a_blank_line_is_lower_but_holds_a_caret() -> None:
    marks = blank_marks(METRICS)
    assert marks.height == METRICS.blank_height
    assert marks.tint_bottom - marks.tint_top == METRICS.ascent + METRICS.descent
