"""Tagging in the whole window: key press to everything repainted, in a huge article and in a short one."""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.domain.annotation import Annotation
from annotator.domain.edit import Change
from annotator.domain.identity import ANNOTATION
from annotator.domain.span import Fragment
from annotator.services.articles import import_articles
from annotator.services.projects import create_project, open_project
from annotator.ui.main_window import MainWindow
from annotator.ui.start import application, start_window
from tests.benchmarks.harness import Benchmark

_WORDS = "the river and dam people said troops 3,000 of water rose by a metre in three weeks".split()
_TAGS = 25


@cache
def _home() -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory(prefix="annotator-bench-")
    os.environ["ANNOTATOR_HOME"] = folder.name
    return folder


@cache
def _project(characters: int, spans: int) -> Path:
    """Return a project with one article of `characters` code points and so many spans."""
    chance = random.Random(7)
    paragraphs: list[str] = []
    while sum(len(paragraph) for paragraph in paragraphs) < characters:
        paragraphs += [" ".join(chance.choices(_WORDS, k=80)) + ".\n\n" for _ in range(max(1, characters // 4000))]
    text = "".join(paragraphs)[:characters].rstrip()
    folder = Path(_home().name) / f"{characters}"
    folder.mkdir()
    (folder / "article.txt").write_text(text, encoding="utf-8")
    path = folder / "p.annot"
    create_project(path)
    with open_project(path, "anna") as project:
        import_articles(project, [folder / "article.txt"])
        (article,) = project.reader.article_ids()
        step = len(text) // spans
        made = (
            Annotation(project.mint.new(ANNOTATION), article, "anna", label, (Fragment(at, at + 3 + at % 50),))
            for at, label in ((number * step, ("claim", "quote", "figure")[number % 3]) for number in range(spans - 1))
        )
        project.saver.submit(project.edit("bulk", tuple(Change(None, annotation) for annotation in made)))
    return path


def _until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        application().processEvents()
        if time.monotonic() > deadline:
            raise RuntimeError("the window did not get ready")


@cache
def _window(characters: int, spans: int) -> MainWindow:
    project = _project(characters, spans)
    window = start_window(project, "anna")
    ready: list[bool] = []
    window.ready.connect(lambda: ready.append(True))
    _until(lambda: ready)
    assert window.workspace is not None
    model = window.workspace.page.annotations.model
    _until(lambda: model.is_counted)
    reader = window.workspace.page.reader
    reader.set_selection(len(reader.text) // 2, len(reader.text) // 2)
    return window


def _tag_seconds(characters: int, spans: int) -> float:
    """Return the median CPU seconds from a label's key to the repainted window."""
    window = _window(characters, spans)
    window.activateWindow()
    _until(window.isActiveWindow)
    assert window.workspace is not None
    reader, desk = window.workspace.page.reader, window.workspace.session.desk
    assert desk is not None
    reader.setFocus()
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    before, taken = len(desk.annotations), []
    for _ in range(_TAGS):
        QTest.keyClick(reader, Qt.Key.Key_Right, control)
        QTest.keyClick(reader, Qt.Key.Key_Right, control | shift)
        application().processEvents()
        start = time.thread_time()
        QTest.keyClick(reader, Qt.Key.Key_1)
        application().processEvents()
        taken.append(time.thread_time() - start)
    if len(desk.annotations) < before + _TAGS // 2:
        raise RuntimeError("the keys did not tag")
    return statistics.median(taken)


def tag_in_window() -> tuple[float, float]:
    """Return CPU seconds of one tag at 10 MB / 100,000 spans and at 100 kB / 1,000 spans."""
    return _tag_seconds(10_000_000, 100_000), _tag_seconds(100_000, 1_000)


BENCHMARKS = [
    Benchmark("tag in the whole window at 10 MB / 100,000 spans", "the same at 100 kB / 1,000", 1.5, tag_in_window)
]
