"""Where characters are said to be is where they are painted, in either direction."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QApplication

from annotator.domain.span import Fragment
from annotator.ui.reader.lines import LaidOut
from annotator.ui.reader.style import LIGHT, metrics_of
from annotator.ui.reader.values import Place

MIXED = [
    ("abc אבג def", False),
    ("The word שלום עולם appeared with 3,000 and טוב too.", False),
    ("נהג המשאית אמר כי “שלושת אלפים איש” עמדו ליד gate number 12 בשעה 9:30 בבוקר, והמשטרה מסרה", True),
    ("وقال المتحدث إن العدد كان 10,000 شخص، وإن report واحد فقط نُشر", True),
    ("ab דה 12 גד (xy) z", False),
    ("Xyשלום ’’’”3,0003,000Xyabc ל-9:30 gate number - 12 abc - z3,000- ל- שgate  ", False),
    ("9:30 שלום שלום שgate number ממש ( ל-z 3,000 - 12 ( 12 Xyש(3,000-  abc", True),
    ("नमस्ते א दुनिया 👨‍👩‍👧‍👦 ב e\u0301x", False),
]


WIDTH = 180


def lay_out(text: str, rtl: bool) -> LaidOut:
    font = metrics_of(LIGHT, 1.0).body
    return LaidOut(text, Fragment(0, len(text)), font, WIDTH, rtl=rtl, carries=False)


@pytest.mark.parametrize(("text", "rtl"), MIXED)
def test_characters_tile_the_line(qapp: QApplication, text: str, rtl: bool) -> None:
    for line in lay_out(text, rtl).lines:
        cells = sorted((cell.left, cell.right) for cell in line.cells())
        for (_, right), (left, _) in pairwise(cells):
            assert left == pytest.approx(right, abs=0.6)
        assert len(line.ranges(line.start, line.end)) == 1


@pytest.mark.parametrize(("text", "rtl"), [*MIXED[:3], *MIXED[4:7]])
def test_a_character_is_painted_within_its_cell(qapp: QApplication, text: str, rtl: bool) -> None:
    laid_out = lay_out(text, rtl)
    for nth, line in enumerate(laid_out.lines):
        for cell in line.cells():
            if not text[cell.start : cell.end].isspace():
                left, right = painted(laid_out, nth, laid_out.unit(cell.start), laid_out.unit(cell.end))
                assert cell.left - 2 <= left, text[cell.start : cell.end]
                assert right <= cell.right + 2, text[cell.start : cell.end]


def painted(laid_out: LaidOut, nth: int, start: int, end: int) -> tuple[int, int]:
    """Lay the text out anew with one character in red; return the columns of its line in which red is found."""
    red = QTextLayout.FormatRange()
    red.start, red.length = start, end - start
    red.format = QTextCharFormat()
    red.format.setForeground(QColor("red"))
    layout = QTextLayout(laid_out.text, metrics_of(LIGHT, 1.0).body)
    layout.setTextOption(laid_out.layout.textOption())
    layout.setFormats([red])
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(WIDTH)
        line.setPosition(QPointF(0, 0))
    layout.endLayout()
    picture = QImage(WIDTH + 20, 40, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    layout.lineAt(nth).draw(painter, QPointF(0, 5))
    painter.end()
    blues, reds = bytes(picture.constBits())[::4], bytes(picture.constBits())[2::4]
    columns = [place % (WIDTH + 20) for place, blue in enumerate(blues) if blue < 120 < reds[place]]
    return min(columns), max(columns) + 1


@pytest.mark.parametrize(("text", "rtl"), MIXED)
def test_a_place_is_found_again_at_its_x(qapp: QApplication, text: str, rtl: bool) -> None:
    for line in lay_out(text, rtl).lines:
        for cell in line.cells():
            if cell.start < line.shown_end and cell.right - cell.left > 1:
                near = cell.near + (cell.far - cell.near) * 0.2
                far = cell.near + (cell.far - cell.near) * 0.8
                assert line.place_at(near).position == cell.start
                assert line.place_at(far).position == cell.end
                found = line.cell_at((cell.left + cell.right) / 2)
                assert found == cell


def test_where_directions_meet_the_caret_stays_with_the_paragraph(qapp: QApplication) -> None:
    (line,) = lay_out("abc אבג def", rtl=False).lines
    latin, hebrew = line.cells()[3], line.cells()[4]
    assert line.x_of(4) == latin.far
    assert line.x_of(5) == hebrew.far
    assert line.x_of(0) == 0
    assert line.x_of(11) == line.cells()[-1].far


def test_a_range_over_a_seam_has_two_parts(qapp: QApplication) -> None:
    (line,) = lay_out("abc אבג def", rtl=False).lines
    ranges = line.ranges(2, 5)
    assert len(ranges) == 2
    assert ranges[0][1] < ranges[1][0]


def test_the_space_at_a_wrap_is_not_shown(qapp: QApplication) -> None:
    laid_out = lay_out("some words that wrap " * 6, rtl=False)
    first = laid_out.lines[0]
    assert first.shown_end == first.end - 1
    assert first.ranges(first.start, first.end)[0][1] <= WIDTH
    assert laid_out.line_of(Place(first.end)) == 1
    assert laid_out.line_of(Place(first.end, upstream=True)) == 0


def test_carrying_leaves_the_last_line_to_the_next_block(qapp: QApplication) -> None:
    text = "some words that wrap " * 40
    font = metrics_of(LIGHT, 1.0).body
    whole = LaidOut(text, Fragment(0, 400), font, WIDTH, rtl=False, carries=False)
    carried = LaidOut(text, Fragment(0, 400), font, WIDTH, rtl=False, carries=True)
    assert len(carried.lines) == len(whole.lines) - 1
    assert carried.end == whole.lines[-1].start
    single = LaidOut("short", Fragment(0, 5), font, WIDTH, rtl=False, carries=True)
    assert (len(single.lines), single.end) == (1, 5)
