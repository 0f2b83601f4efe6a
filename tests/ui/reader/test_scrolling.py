"""What is seen stays in place while heights become known, spans come and go and the text is magnified."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from annotator.ui.reader.blocks import CHUNK
from annotator.ui.reader.values import Place
from annotator.ui.reader.view import Reader
from tests.ui.reader.conftest import span

PARAGRAPH = "Some words of uneven length that fill several lines of the column when nobody stops them. "
LONG = "".join(PARAGRAPH * (1 + nth % 5) + "\n" * (1 + nth % 2) for nth in range(300))
UNBROKEN = PARAGRAPH * 1200


def built(reader: Reader) -> int:
    return sum(reader.page.is_built(index) for index in range(len(reader.page.blocks)))


def test_only_what_is_seen_is_laid_out(reader: Reader) -> None:
    reader.show_article(LONG, ())
    assert 0 < built(reader) < 30
    bar = reader.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    assert built(reader) < 60


def test_many_layouts_are_not_kept(reader: Reader) -> None:
    reader.show_article("A line.\n" * 4000, ())
    bar = reader.verticalScrollBar()
    while bar.value() < bar.maximum():
        bar.setValue(bar.value() + bar.pageStep())
    assert built(reader) < 900
    bar.setValue(0)
    assert reader.hit(QPointF(200, 60)).place.position < 60


def test_scrolling_up_into_the_unknown_does_not_jump(reader: Reader) -> None:
    reader.show_article(LONG, ())
    position = len(LONG) // 2
    reader.set_selection(position, position)
    bar = reader.verticalScrollBar()
    for _ in range(40):
        before = reader.place_rect(Place(position)).y()
        value = bar.value()
        bar.setValue(value - 37)
        assert reader.place_rect(Place(position)).y() - before == 37
        assert bar.value() != value


def test_a_caret_out_of_sight_moves_nothing(reader: Reader) -> None:
    reader.show_article(LONG, ())
    position = len(LONG) // 2
    reader.set_selection(position, position)
    for elsewhere in (0.3, 0.1, 0.7, 0.9, 0.45):
        before = reader.place_rect(Place(position)).y()
        reader.set_selection(round(len(LONG) * elsewhere), round(len(LONG) * elsewhere), reveal=False)
        assert reader.place_rect(Place(position)).y() == before


def test_other_spans_in_the_same_text_leave_it_in_place(reader: Reader) -> None:
    middle = len(LONG) // 2
    reader.show_article(LONG, [span("a", (middle - 3000, middle - 2000)), span("b", (middle, middle + 9))])
    reader.set_selection(middle, middle)
    reader.set_selected_span("a")
    before = reader.place_rect(Place(middle)).y()
    reader.set_spans([span("b", (middle - 3300, middle - 3200)), span("c", (middle - 2500, middle - 2000))])
    assert reader.place_rect(Place(middle)).y() == before
    assert reader.selected_span() is None
    assert [reader.span(name) is not None for name in "abc"] == [False, True, True]


def test_the_bar_reaches_both_ends(reader: Reader) -> None:
    reader.show_article(LONG, ())
    bar = reader.verticalScrollBar()
    for _ in range(6):
        bar.setValue(bar.maximum())
    assert reader.viewport().rect().contains(reader.place_rect(Place(len(LONG))))
    bar.setValue(0)
    assert reader.viewport().rect().contains(reader.place_rect(Place(0)))


@pytest.mark.parametrize("text", [LONG, UNBROKEN])
def test_any_place_can_be_revealed(reader: Reader, text: str) -> None:
    reader.show_article(text, ())
    for share in (0.5, 0.93, 0.1, 1.0, 0.0, 0.55):
        position = round(len(text) * share)
        reader.set_selection(position, position)
        assert reader.viewport().rect().contains(reader.place_rect(reader.place))


@pytest.mark.parametrize("change", ["zoom", "measure", "size"])
def test_another_layout_keeps_the_place(reader: Reader, change: str) -> None:
    reader.show_article(LONG, ())
    reader.set_selection(len(LONG) // 3, len(LONG) // 3)
    first = reader.hit(QPointF(300, 1)).place.position
    if change == "zoom":
        reader.set_zoom(1.5)
    elif change == "measure":
        reader.set_measure(40)
    else:
        reader.resize(460, 500)
    assert abs(reader.hit(QPointF(reader.viewport().width() / 2, 1)).place.position - first) < 150


def test_a_span_above_moves_nothing_below(reader: Reader) -> None:
    reader.show_article(LONG, ())
    position = len(LONG) // 2
    reader.set_selection(position, position)
    before = reader.place_rect(Place(position)).y()
    first = reader.hit(QPointF(300, 1)).place.position
    reader.put_span(span("above", (first - 800, first - 150)))
    assert reader.place_rect(Place(position)).y() == before
    reader.remove_span("above")
    assert reader.place_rect(Place(position)).y() == before


def test_a_selected_span_is_revealed_whole(reader: Reader) -> None:
    middle = len(LONG) // 2
    reader.show_article(LONG, [span("far", (middle, middle + 200), (middle + 220, middle + 300))])
    reader.set_selected_span("far")
    assert reader.verticalScrollBar().value() == 0
    reader.set_selected_span("far", reveal=True)
    view = reader.viewport().rect()
    assert view.contains(reader.place_rect(Place(middle)))
    assert view.contains(reader.place_rect(Place(middle + 300)))
    reader.set_selected_span(None, reveal=True)
    assert reader.selected_span() is None


def test_chunks_join_without_a_ragged_line(reader: Reader) -> None:
    reader.show_article(UNBROKEN, ())
    page = reader.page
    assert len(page.blocks) > 20
    ends = []
    for index in range(12):
        lines = page.block(index).text.lines
        ends += [line.ranges(line.start, line.end)[0][1] for line in lines]
        assert page.block(index).text.end == page.block(index + 1).text.start
        assert page.block(index).text.end - page.block(index).text.start < 2 * CHUNK
    assert min(ends) > page.width * 0.75


def test_relaying_out_does_not_move_the_seams_away(reader: Reader) -> None:
    reader.show_article(UNBROKEN, ())
    nominal = list(reader.page.blocks.starts)
    for zoom in (1.1, 0.9, 1.3, 1.0):
        reader.set_zoom(zoom)
        for index in range(5):
            reader.page.block(index)
    for start, before in zip(reader.page.blocks.starts[1:6], nominal[1:6], strict=True):
        assert before - 150 < start <= before


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_jumps_in_one_huge_paragraph_lose_no_text(reader: Reader, shares: list[float]) -> None:
    reader.show_article(UNBROKEN, ())
    bar = reader.verticalScrollBar()
    for share in shares:
        bar.setValue(round(bar.maximum() * share))
    page, end = reader.page, 0
    for index in range(len(page.blocks)):
        if page.is_built(index):
            text = page.block(index).text
            assert text.start == page.blocks.starts[index]
            assert text.end == page.blocks.extent(index).end
            assert [line.start for line in text.lines[1:]] == [line.end for line in text.lines[:-1]]
            assert text.start >= end
            end = text.end
