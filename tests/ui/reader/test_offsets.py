"""A drag with the mouse and a selection with the keys give the same code points, in any text."""

from __future__ import annotations

import unicodedata

import regex
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.domain.boundaries import snap
from annotator.ui.reader.values import Place
from annotator.ui.reader.view import Reader
from tests.ui.reader.conftest import Mouse

PIECES = st.sampled_from(
    [
        *"ab,. \n",
        "word ",
        "3,000 ",
        "ﬁn",
        "é",
        "e\u0301",
        "\u00a0",
        "\u2028",
        "\u2029",
        "👨‍👩‍👧‍👦",
        "👍🏽",
        "🇺🇦",
        "𝔄",
        "שלום ",
        "טוֹב",
        "مرحبا ",
        "لا",
        "नमस्ते ",
        "क्षि",
        "ไทย",
        "日本",
        "\u200f",
        "a" * 90,
    ]
)
TEXTS = st.lists(PIECES, min_size=2, max_size=25).map("".join)


def starts_right_to_left(text: str, position: int) -> bool:
    """Tell the direction of the paragraph a position is in, by its first strong character."""
    start = max(text.rfind(mark, 0, position) for mark in "\n\u2029") + 1
    end = min((at for mark in "\n\u2029" if (at := text.find(mark, position)) >= 0), default=len(text))
    strong = (kind for kind in map(unicodedata.bidirectional, text[start:end]) if kind in ("L", "R", "AL"))
    return next(strong, "L") != "L"


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TEXTS, st.data())
def test_mouse_and_keys_agree(reader: Reader, text: str, data: st.DataObject) -> None:
    reader.snap = "none"
    reader.show_article(text, ())
    graphemes = [match.span() for match in regex.finditer(r"\X", text)]
    shown = [
        nth for nth, (start, _) in enumerate(graphemes) if width(reader, start) > 4
    ]  # half of it is more than the slack of a click
    assume(shown)
    first, last = sorted(data.draw(st.tuples(st.sampled_from(shown), st.sampled_from(shown))))
    start, end = graphemes[first][0], graphemes[last][1]
    wanted = snap(text, start, end, "none")

    mouse = Mouse(reader)
    mouse.drag(mouse.before(start), mouse.after(graphemes[last][0]))
    assert reader.selection() == wanted
    mouse.drag(mouse.after(graphemes[last][0]), mouse.before(start))
    assert reader.selection() == wanted
    if wanted is not None:
        assert (reader.anchor, reader.caret) == (wanted.end, wanted.start)

    reader.set_selection(start, start)
    for _ in range(last - first + 1):
        leftward = starts_right_to_left(text, reader.caret)
        key = Qt.Key.Key_Left if leftward else Qt.Key.Key_Right
        QTest.keyClick(reader, key, Qt.KeyboardModifier.ShiftModifier)
    assert reader.selection() == (start, end)
    assert snap(text, *(reader.selection() or (0, 0)), "none") == wanted


def width(reader: Reader, position: int) -> float:
    """Return how wide the character at a position is shown; 0 if it is a line break or at the wrap of a line."""
    index, nth = reader.page.line_of(Place(position))
    line = reader.page.block(index).text.lines[nth]
    found = [cell for cell in line.cells() if cell.start == position and cell.start < line.shown_end]
    return found[0].right - found[0].left if found else 0.0
