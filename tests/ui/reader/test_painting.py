from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.domain.span import Fragment
from annotator.ui.reader.style import DARK, LIGHT
from annotator.ui.reader.values import Place
from annotator.ui.reader.view import Reader
from tests.ui.reader.conftest import STORY, find, span


def picture(reader: Reader) -> QImage:
    return reader.viewport().grab().toImage()


def colors(image: QImage, area: QRect) -> set[str]:
    area = area.intersected(image.rect())
    return {
        image.pixelColor(x, y).name()
        for x in range(area.left(), area.right() + 1)
        for y in range(area.top(), area.bottom() + 1)
    }


def around(reader: Reader, start: int, end: int) -> QRect:
    """Return the rectangle of the text between two places on one line."""
    return reader.place_rect(Place(start)).united(reader.place_rect(Place(end, upstream=True)))


def test_light_and_dark_pages_have_their_colours(reader: Reader) -> None:
    for style in (LIGHT, DARK):
        reader.set_style(style)
        shown = colors(picture(reader), around(reader, *find("harbour")))
        assert style.page in shown
        assert style.ink in shown


def test_a_span_tints_its_text_and_its_lane(reader: Reader) -> None:
    area = around(reader, *find("harbour"))
    below = QRect(area.left() + 2, area.bottom() + 1, area.width() - 4, 1)
    plain = colors(picture(reader), area.adjusted(2, 2, -2, -2))
    assert colors(picture(reader), below) == {LIGHT.page}
    reader.put_span(span("a", find("harbour"), color="#c02040"))
    assert LIGHT.page in plain
    assert LIGHT.page not in colors(picture(reader), area.adjusted(2, 2, -2, -2))
    assert colors(picture(reader), below) == {"#c02040"}
    reader.remove_span("a")
    assert colors(picture(reader), area.adjusted(2, 2, -2, -2)) == plain


def test_emphasis_changes_only_its_own_lines(reader: Reader) -> None:
    reader.show_article(STORY, [span("a", find("harbour")), span("b", find("8,000"))])
    plain = picture(reader)
    area = around(reader, *find("8,000")).adjusted(-6, -6, 6, 20)
    for emphasise in (reader.set_selected_span, reader.set_hovered_span):
        emphasise("b")
        strong = picture(reader)
        assert strong.copy(area) != plain.copy(area)
        assert strong.copy(0, 0, strong.width(), area.top() - 12) == plain.copy(0, 0, plain.width(), area.top() - 12)
        emphasise(None)
        assert picture(reader) == plain


def test_partial_repaints_leave_what_a_full_one_would(reader: Reader) -> None:
    reader.show_article(STORY * 12, [span("a", find("3,000 people")), span("b", find("שלושת אלפים"), find("9:30"))])
    moves: list[Callable[[], object]] = [
        lambda: reader.set_selection(*find("harbour city woke")),
        lambda: reader.set_selection(find("harbour")[0], find("by midnight")[0]),
        lambda: reader.set_selection(find("harbour")[0], find("gate number")[0]),
        lambda: reader.set_selected_span("b"),
        lambda: reader.set_hovered_span("a"),
        lambda: reader.verticalScrollBar().setValue(45),
        lambda: reader.verticalScrollBar().setValue(20),
        lambda: reader.set_selection(9, 3),
        lambda: reader.set_selected_span(None),
        lambda: reader.verticalScrollBar().setValue(700),
        lambda: reader.verticalScrollBar().setValue(640),
    ]
    for move in moves:
        move()
        QApplication.processEvents()
        kept = reader.screen().grabWindow(reader.winId()).toImage().copy(reader.viewport().geometry())
        full = reader.grab().toImage().copy(reader.viewport().geometry())
        assert kept.convertToFormat(full.format()) == full


def test_the_headline_stands_above_the_text(reader: Reader) -> None:
    plain = reader.place_rect(Place(0)).top()
    reader.show_article(STORY, (), title="A headline", byline="The Courier · 14 March")
    assert reader.place_rect(Place(0)).top() > plain + 40
    above = QRect(0, 0, reader.viewport().width(), reader.place_rect(Place(0)).top())
    assert LIGHT.ink in colors(picture(reader), above)
    assert reader.hit(above.center().toPointF()).inside is None


def test_an_empty_article_can_be_shown(reader: Reader) -> None:
    reader.show_article("", ())
    assert picture(reader).pixelColor(QPoint(5, 5)) == QColor(LIGHT.page)
    assert (reader.caret, reader.selection()) == (0, None)


def test_marks_show_beside_the_text(reader: Reader) -> None:
    text = STORY * 40
    place = len(text) * 3 // 4
    reader.show_article(text, [span("a", (place, place + 5), color="#c02040")])
    bar = reader.verticalScrollBar()

    def rows() -> list[int]:
        image = bar.grab().toImage()
        return [y for y in range(image.height()) if "#c02040" in colors(image, QRect(0, y, image.width(), 1))]

    assert rows()
    assert abs(rows()[0] / bar.height() - 0.75) < 0.05
    reader.put_span(span("b", (9, 20), color="#c02040"))
    assert rows()[0] < bar.height() * 0.1
    reader.remove_span("b")
    reader.remove_span("a")
    assert rows() == []


def test_the_scroll_bar_goes_where_it_is_clicked_and_can_be_dragged(reader: Reader) -> None:
    reader.show_article(STORY * 40, ())
    bar = reader.verticalScrollBar()
    left, middle = Qt.MouseButton.LeftButton, bar.width() // 2
    QTest.mouseClick(bar, left, pos=QPoint(middle, bar.height() * 3 // 4))
    shown = reader.hit(reader.viewport().rect().center().toPointF()).place.position
    assert abs(shown / len(reader.text) - 0.75) < 0.06
    held = bar.value()
    QTest.mousePress(bar, left, pos=QPoint(middle, bar.height() * 3 // 4))
    assert bar.isSliderDown()
    assert bar.value() == held
    QTest.mouseMove(bar, QPoint(middle, bar.height() // 4))
    QTest.mouseRelease(bar, left, pos=QPoint(middle, bar.height() // 4))
    assert not bar.isSliderDown()
    assert abs(bar.value() - bar.maximum() / 4) < bar.maximum() / 8
    QTest.mousePress(bar, Qt.MouseButton.RightButton, pos=QPoint(middle, 5))
    assert bar.value() > bar.maximum() / 8


def test_a_fragment_being_drawn_is_outlined(reader: Reader) -> None:
    area = around(reader, *find("harbour"))
    plain = colors(picture(reader), area)
    reader.sketch(Fragment(*find("harbour")))
    assert LIGHT.accent in colors(picture(reader), area)
    reader.sketch(None)
    assert colors(picture(reader), area) == plain


def test_a_selected_line_break_shows_after_the_line(reader: Reader) -> None:
    for line in ("by noon.", "בבוקר."):
        start, end = find(line)
        reader.set_selection(start, start)
        rect = reader.place_rect(Place(end, upstream=True))
        beside = rect.adjusted(-5, 4, 5, -4)
        assert LIGHT.selection not in colors(picture(reader), beside)
        reader.set_selection(end, end + 1)
        assert LIGHT.selection in colors(picture(reader), beside)
