"""The reader's speed: opening, tagging, keys, one huge paragraph. CPU seconds of ours and of a yardstick."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle, islice

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QApplication, QTextEdit, QWidget

from annotator.domain.span import Fragment
from annotator.ui.reader.view import Reader, ReaderSpan
from tests.benchmarks.harness import Benchmark

_WORDS = (
    "harbour council figures report people ministry city said that about three thousand of the were counted at north "
    "gate before midnight “nobody knew” officials café estimate damage shelter would publish again on Friday"
).split()
_COLORS = ("#2f63c8", "#a85f1f", "#1f7d57")
_SIZE = (860, 900)


Costs = tuple[float, float]


def article(length: int, *, paragraphs: bool = True, seed: int = 1) -> str:
    """Return about `length` characters of made-up news, in paragraphs of about 80 words or in a single one."""
    rng = random.Random(seed)
    sentences = [" ".join(rng.choices(_WORDS, k=rng.randint(6, 22))).capitalize() + "." for _ in range(400)]
    parts: list[str] = []
    size = 0
    for nth, sentence in enumerate(cycle(sentences)):
        parts.append(sentence + ("\n\n" if paragraphs and nth % 6 == 5 else " "))
        size += len(parts[-1])
        if size >= length:
            break
    return "".join(parts)


def spans(text: str, count: int, seed: int = 2) -> list[ReaderSpan]:
    """Return `count` spans spread over the text: short and long ones, some of two fragments."""
    rng = random.Random(seed)
    made = []
    for nth in range(count):
        start = rng.randrange(len(text) - 400)
        end = start + rng.choice((6, 12, 40, 160))
        second = (Fragment(end + 30, end + 60),) if nth % 20 == 0 else ()
        fragments = (Fragment(start, end), *second)
        color = _COLORS[nth % 3]
        made.append(ReaderSpan(f"s{nth}", fragments, "claim", "claim", color, "", (nth % 3, nth)))
    return made


def open_large() -> Costs:
    """10 MB with 100,000 spans to the first paint, against QTextEdit with as many formats."""
    text = article(10_000_000)
    marked = spans(text, 100_000)
    return _cost(partial(_opened, text, marked)), _cost(partial(_opened_in_text_edit, text, marked))


def tag_large() -> Costs:
    """Tagging on screen and the paint that follows, at 10 MB with 100,000 spans against 100 kB with 1,000."""
    return _tagging(10_000_000, 100_000), _tagging(100_000, 1_000)


def key_press() -> Costs:
    """The 99th percentile of a caret key to its paint at 1 MB with 10,000 spans, against the median bare repaint."""
    text = article(1_000_000)
    reader = _opened(text, spans(text, 10_000))
    keys = (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    modifiers = (Qt.KeyboardModifier.NoModifier, shift, control, control | shift)
    reader.set_selection(400, 400)
    pressed, bare = [], []
    for key, modifier in islice(zip(cycle(keys), cycle((*modifiers, modifiers[0])), strict=False), 600):
        pressed.append(_cost(partial(_press, reader, key, modifier)))
        bare.append(_cost(reader.viewport().repaint))
    _discard(reader)
    return statistics.quantiles(pressed, n=100)[-1], statistics.median(bare)


def one_paragraph() -> Costs:
    """Opening 1 MB in a single paragraph, paging down and jumping about in it, against the same in paragraphs."""
    texts = [article(1_000_000, paragraphs=paragraphs) for paragraphs in (False, True)]
    return _cost(partial(_read_through, texts[0])), _cost(partial(_read_through, texts[1]))


BENCHMARKS = [
    Benchmark("open 10 MB / 100,000 spans", "QTextEdit with as many formats", 0.25, open_large),
    Benchmark("tag at 10 MB / 100,000 spans", "the same at 100 kB / 1,000 spans", 1.5, tag_large, rounds=3),
    Benchmark("key press to paint, 99th percentile", "median bare repaint", 2.0, key_press, rounds=3),
    Benchmark("read in 1 MB of one paragraph", "the same in many paragraphs", 1.2, one_paragraph),
]


def _cost(action: Callable[[], object]) -> float:
    start = time.process_time()
    kept = action()
    cost = time.process_time() - start
    if isinstance(kept, QWidget):
        _discard(kept)
    return cost


def _discard(widget: QWidget) -> None:
    widget.hide()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _application() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if QApplication.instance() is None:
        _KEPT.append(QApplication([]))


_KEPT: list[QApplication] = []


def _opened(text: str, marked: list[ReaderSpan]) -> Reader:
    _application()
    reader = Reader()
    reader.resize(*_SIZE)
    reader.show()
    reader.show_article(text, marked)
    reader.viewport().repaint()
    return reader


def _opened_in_text_edit(text: str, marked: list[ReaderSpan]) -> QTextEdit:
    edit = QTextEdit()
    edit.resize(*_SIZE)
    edit.show()
    edit.setPlainText(text)
    cursor = QTextCursor(edit.document())
    cursor.beginEditBlock()
    for span in marked:
        style = QTextCharFormat()
        style.setBackground(QColor(span.color))
        for start, end in span.fragments:
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(style)
    cursor.endEditBlock()
    edit.viewport().repaint()
    return edit


def _tagging(length: int, count: int) -> float:
    text = article(length)
    reader = _opened(text, spans(text, count))
    middle = len(text) // 2
    reader.set_selection(middle, middle)
    reader.viewport().repaint()
    costs = []
    for nth in range(200):
        start = middle + nth * 3
        span = ReaderSpan(f"new{nth}", (Fragment(start, start + 20),), "claim", "claim", _COLORS[nth % 3], "")
        costs.append(_cost(partial(_tag, reader, span)))
        reader.remove_span(span.id)
    _discard(reader)
    return statistics.median(costs)


def _tag(reader: Reader, span: ReaderSpan) -> None:
    reader.put_span(span)
    reader.set_selected_span(span.id)
    QApplication.processEvents()


def _press(reader: Reader, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    QApplication.sendEvent(reader, QKeyEvent(QEvent.Type.KeyPress, key, modifier))
    QApplication.processEvents()


def _read_through(text: str) -> Reader:
    reader = _opened(text, [])
    bar = reader.verticalScrollBar()
    for _ in range(20):
        bar.setValue(bar.value() + bar.pageStep())
        reader.viewport().repaint()
    for share in (0.2, 0.9, 0.5):
        bar.setValue(round(bar.maximum() * share))
        reader.viewport().repaint()
    return reader
