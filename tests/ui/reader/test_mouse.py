from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from annotator.ui.reader.view import Reader
from tests.ui.reader.conftest import STORY, Mouse, find, span

M = Qt.KeyboardModifier
OUTER, INNER = span("outer", find("“We counted about 3,000 people at the gate,”")), span("inner", find("3,000"))
SPLIT = span("split", find("closer to"), find("She left"))


@pytest.fixture
def tagged(reader: Reader) -> Iterator[Reader]:
    reader.show_article(STORY, [OUTER, INNER, SPLIT])
    reader.span_clicked.connect(reader.set_selected_span)
    yield reader
    QToolTip.hideText()


def test_a_drag_snaps_to_words(reader: Reader, mouse: Mouse) -> None:
    start, end = find("harbour")[0] + 3, find("woke")[0] + 1
    mouse.press(mouse.before(start))
    mouse.move(mouse.after(start + 1))
    assert reader.selection() == find("harbour")
    mouse.move(mouse.after(end))
    assert reader.selection() == find("harbour city woke")
    mouse.release()
    assert reader.selection() == find("harbour city woke")


def test_a_drag_can_snap_to_sentences_or_not_at_all(reader: Reader, mouse: Mouse) -> None:
    start = find("quiet")[0]
    reader.snap = "sentence"
    mouse.drag(mouse.before(start), mouse.after(start + 2))
    assert reader.selection() == find("It was quiet by noon.")
    reader.snap = "none"
    mouse.drag(mouse.before(start), mouse.after(start + 2))
    assert reader.selection() == (start, start + 3)


def test_double_and_triple_click(reader: Reader, mouse: Mouse) -> None:
    point = mouse.before(find("quiet")[0] + 4)
    mouse.click(point)
    mouse.double(point)
    mouse.release()
    assert reader.selection() == find("quiet")
    mouse.click(point)
    assert reader.selection() == find("It was quiet by noon.")
    mouse.click(point)
    assert reader.selection() is None


def test_a_double_click_goes_on_word_by_word(reader: Reader, mouse: Mouse) -> None:
    reader.snap = "none"
    mouse.double(mouse.before(find("quiet")[0] + 1))
    mouse.move(mouse.before(find("noon")[0] + 2))
    assert reader.selection() == find("quiet by noon")
    mouse.move(mouse.before(find("was quiet")[0] + 1))
    assert reader.selection() == find("was quiet")


def test_shift_click_extends(reader: Reader, mouse: Mouse) -> None:
    reader.set_selection(*find("harbour"))
    mouse.click(mouse.before(find("living")[0] + 2), M.ShiftModifier)
    assert reader.selection() == (find("harbour")[0], find("living")[1])


def test_escape_gives_a_drag_up(reader: Reader, mouse: Mouse) -> None:
    reader.set_selection(*find("harbour"))
    mouse.press(mouse.before(find("living")[0]))
    mouse.move(mouse.after(find("memory")[0]))
    QTest.keyClick(reader, Qt.Key.Key_Escape)
    assert reader.selection() == find("harbour")
    mouse.move(mouse.after(find("mayor")[0]))
    mouse.release()
    assert reader.selection() == find("harbour")


def test_a_lost_release_ends_the_drag(reader: Reader, mouse: Mouse) -> None:
    mouse.press(mouse.before(find("living")[0]))
    mouse.move(mouse.after(find("memory")[0]))
    mouse.hover(mouse.after(find("mayor")[0]))
    assert reader.selection() == find("living memory")


def test_clicks_go_from_the_smallest_span_to_the_larger(tagged: Reader, mouse: Mouse, qtbot: QtBot) -> None:
    picked: list[str] = []
    tagged.span_clicked.connect(picked.append)
    point = mouse.before(find("3,000")[0] + 2)
    for _ in range(3):
        mouse.click(point)
    assert picked == ["inner", "outer", "inner"]
    with qtbot.waitSignal(tagged.background_clicked):
        mouse.click(mouse.before(find("harbour")[0]))
    assert tagged.selected_span() == "inner"


def test_a_click_on_a_lane_picks_its_span(tagged: Reader, mouse: Mouse) -> None:
    point = mouse.before(find("3,000")[0] + 2)
    rect = tagged.place_rect(tagged.place)
    below = QPointF(point.x(), point.y() + rect.height() / 2 + 2)
    mouse.click(below)
    assert tagged.selected_span() == "outer"
    mouse.click(below + QPointF(0, tagged.page.metrics.lane_line + tagged.page.metrics.lane_gap))
    assert tagged.selected_span() == "inner"


def test_selecting_text_is_not_a_click(tagged: Reader, mouse: Mouse, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(tagged.span_clicked):
        mouse.drag(mouse.before(find("3,000")[0]), mouse.after(find("people")[0]))
    assert tagged.selection() == find("3,000 people")


def test_an_end_of_the_selected_span_is_dragged(tagged: Reader, mouse: Mouse) -> None:
    tagged.set_selected_span("inner")
    told: list[tuple[str, int, str, int]] = []
    tagged.span_end_dragged.connect(lambda *values: told.append(values))
    end = mouse.before(find("3,000")[1]) - QPointF(1, 0)
    mouse.press(end)
    mouse.move(mouse.before(find("people")[0] + 3))
    assert tagged.span("inner") != INNER
    mouse.release()
    assert told == [("inner", 0, "end", find("people")[1])]
    assert tagged.span("inner") == INNER


def test_escape_puts_a_dragged_end_back(tagged: Reader, mouse: Mouse, qtbot: QtBot) -> None:
    tagged.set_selected_span("split")
    with qtbot.assertNotEmitted(tagged.span_end_dragged):
        mouse.press(mouse.before(find("She left")[0]) - QPointF(1, 0))
        mouse.move(mouse.before(find("8,000")[0] + 1))
        assert tagged.span("split") != SPLIT
        QTest.keyClick(tagged, Qt.Key.Key_Escape)
        mouse.release()
    assert tagged.span("split") == SPLIT


def test_a_removed_span_can_not_be_dragged_on(tagged: Reader, mouse: Mouse, qtbot: QtBot) -> None:
    tagged.set_selected_span("inner")
    with qtbot.assertNotEmitted(tagged.span_end_dragged):
        mouse.press(mouse.before(find("3,000")[1]) - QPointF(1, 0))
        mouse.move(mouse.before(find("people")[0] + 3))
        tagged.remove_span("inner")
        mouse.move(mouse.before(find("people")[0] + 4))
        mouse.release()
    assert tagged.span("inner") is None
    assert tagged.selected_span() is None


def test_control_drag_draws_a_fragment(tagged: Reader, mouse: Mouse, qtbot: QtBot) -> None:
    tagged.set_selection(*find("harbour"))
    with qtbot.waitSignal(tagged.fragment_drawn) as told:
        mouse.drag(mouse.before(find("runs")[0] + 1), mouse.after(find("shelter")[0]), M.ControlModifier)
    assert told.args == list(find("runs the shelter"))
    assert tagged.selection() == find("harbour")
    with qtbot.assertNotEmitted(tagged.fragment_drawn):
        mouse.click(mouse.before(find("runs")[0]), M.ControlModifier)


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_hovering_tells_and_shows_the_title(tagged: Reader, mouse: Mouse) -> None:
    told: list[str] = []
    tagged.span_hovered.connect(told.append)
    point = mouse.before(find("3,000")[0] + 2)
    mouse.hover(point)
    mouse.hover(point + QPointF(1, 0))
    mouse.hover(mouse.before(find("harbour")[0]))
    mouse.hover(point)
    viewport = tagged.viewport()
    place = point.toPoint()
    QApplication.sendEvent(viewport, QHelpEvent(QEvent.Type.ToolTip, place, viewport.mapToGlobal(place)))
    assert QToolTip.text() == "title of inner"
    QApplication.sendEvent(viewport, QHelpEvent(QEvent.Type.ToolTip, QPoint(2, 2), viewport.mapToGlobal(QPoint(2, 2))))
    QApplication.sendEvent(viewport, QEvent(QEvent.Type.Leave))
    assert told == ["inner", "", "inner", ""]


def test_the_mouse_cursor_says_what_a_press_would_do(tagged: Reader, mouse: Mouse) -> None:
    def shape() -> Qt.CursorShape:
        return tagged.viewport().cursor().shape()

    tagged.set_selected_span("inner")
    point = mouse.before(find("3,000")[0] + 2)
    mouse.hover(point)
    assert shape() == Qt.CursorShape.IBeamCursor
    mouse.hover(mouse.before(find("3,000")[1]) - QPointF(1, 0))
    assert shape() == Qt.CursorShape.SizeHorCursor
    mouse.hover(point + QPointF(0, tagged.place_rect(tagged.place).height() / 2 + 2))
    assert shape() == Qt.CursorShape.PointingHandCursor
    mouse.hover(QPointF(3, 3))
    assert shape() == Qt.CursorShape.ArrowCursor


def test_beyond_the_edge_a_drag_scrolls(reader: Reader, mouse: Mouse, qtbot: QtBot) -> None:
    reader.show_article("Some words that make up a line of their own.\n" * 300, ())
    mouse.press(mouse.before(20))
    mouse.move(QPointF(300, reader.viewport().height() + 60))
    first = reader.caret
    qtbot.waitUntil(lambda: reader.verticalScrollBar().value() > 300)
    assert reader.caret > first
    mouse.move(QPointF(300, -300))
    qtbot.waitUntil(lambda: reader.verticalScrollBar().value() == 0)
    mouse.release()
    assert reader.anchor in (20, 22)


def test_the_context_menu_knows_its_span(tagged: Reader, mouse: Mouse, qtbot: QtBot) -> None:
    for place, expected in ((find("3,000")[0] + 2, "inner"), (find("harbour")[0], None)):
        point = mouse.before(place).toPoint()
        with qtbot.waitSignal(tagged.context_menu_requested) as told:
            event = QContextMenuEvent(
                QContextMenuEvent.Reason.Mouse, point, tagged.viewport().mapToGlobal(point), M.NoModifier
            )
            QApplication.sendEvent(tagged.viewport(), event)
        assert told.args == [tagged.viewport().mapToGlobal(point), expected]


def test_what_is_only_looked_at_lets_clicks_through(reader: Reader, mouse: Mouse, qtbot: QtBot) -> None:
    theirs = replace(OUTER, dashed=True, owner="ben", fixed=True)
    reader.show_article(STORY, [theirs, INNER])
    clicked: list[str] = []
    reader.span_clicked.connect(clicked.append)
    mouse.click(mouse.before(find("3,000")[0] + 2))
    assert clicked == ["inner"]
    reader.set_selected_span("inner")
    mouse.click(mouse.before(find("3,000")[0] + 2))
    assert clicked == ["inner", "inner"], "there is nothing larger to go on to"
    with qtbot.waitSignal(reader.background_clicked):
        mouse.click(mouse.before(find("counted")[0] + 2))
    point = mouse.before(find("counted")[0] + 2).toPoint()
    with qtbot.waitSignal(reader.context_menu_requested) as told:
        place = reader.viewport().mapToGlobal(point)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, place, M.NoModifier)
        QApplication.sendEvent(reader.viewport(), event)
    assert told.args[1] is None
    assert clicked == ["inner", "inner"]


def test_the_menu_key_asks_at_the_caret(tagged: Reader, qtbot: QtBot) -> None:
    tagged.set_selection(find("3,000")[0] + 1, find("3,000")[0] + 1)
    with qtbot.waitSignal(tagged.context_menu_requested) as told:
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0), M.NoModifier)
        QApplication.sendEvent(tagged.viewport(), event)
    assert told.args[1] == "inner"


def test_control_and_wheel_zoom(reader: Reader, qtbot: QtBot) -> None:
    def turn(steps: int, modifiers: Qt.KeyboardModifier) -> None:
        middle = QPointF(reader.viewport().rect().center())
        event = QWheelEvent(
            middle,
            QPointF(reader.viewport().mapToGlobal(middle.toPoint())),
            QPoint(0, 0),
            QPoint(0, 120 * steps),
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(reader.viewport(), event)

    with qtbot.waitSignal(reader.zoom_changed) as told:
        turn(1, M.ControlModifier)
    assert told.args == [reader.zoom]
    assert reader.zoom == pytest.approx(1.1)
    for _ in range(30):
        turn(-1, M.ControlModifier)
    assert reader.zoom == 0.5
    reader.set_zoom(1.0)
    reader.show_article("A line.\n" * 400, ())
    turn(-1, M.NoModifier)
    assert reader.verticalScrollBar().value() > 0
    assert reader.zoom == 1.0
