"""A gold set of three articles made with the mouse unplugged, and how many keys that takes."""

from __future__ import annotations

import json
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from annotator.domain.article import State
from annotator.domain.span import Fragment
from annotator.resources import seed
from annotator.services.exporting import verify_folder
from annotator.services.sample import sample_project
from annotator.ui.start import start_window
from annotator.ui.tour.hands import Hands
from tests.e2e.typist import Caret, Typist, Way

LABEL_KEYS = {"claim": "1", "quote": "2", "figure": "3"}
WHO = "ida"
"""The sample annotator whose layer is made again."""
FIRST = 12
"""How many annotations of each article are made, besides all that have several fragments."""
_MOUSE = {
    QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseMove, QEvent.Type.Wheel, QEvent.Type.ContextMenu, QEvent.Type.DragEnter, QEvent.Type.Drop,
}  # fmt: skip

Key = tuple[str, tuple[Fragment, ...]]


class Unplugged(QObject):
    """Keeps every mouse event from arriving, and remembers it."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[QEvent.Type] = []

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _MOUSE:
            return False
        self.refused.append(event.type())
        return True


@dataclass
class Count:
    """How many keys an article took: for each span, and for opening and finishing it."""

    file: str
    spans: list[tuple[int, str, str]] = field(default_factory=list)
    other: int = 0


@pytest.fixture
def unplugged(qapp: QApplication) -> Iterator[Unplugged]:
    mouse = Unplugged()
    qapp.installEventFilter(mouse)
    yield mouse
    qapp.removeEventFilter(mouse)


@pytest.fixture
def hands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[Hands]:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    hands = Hands(start_window(sample_project(tmp_path, annotations=False), "anna"))
    hands.begin()
    hands.wait(lambda: hands.work.session.desk is not None and hands.reader.hasFocus(), "an article is open")
    yield hands
    hands.window.close()


def wanted() -> dict[str, list[Key]]:
    """Return the targets by file, in the order in which a typist meets their ends."""
    found = {}
    for record in map(json.loads, seed("sample_annotations.jsonl").read_text(encoding="utf-8").splitlines()):
        if record["annotator"] != WHO:
            continue
        keys = [(item["label"], tuple(Fragment(*pair) for pair in item["fragments"])) for item in record["annotations"]]
        ordered = sorted(keys, key=lambda key: (key[1][0].start, key[1][-1].end))
        found[record["file"]] = [key for nth, key in enumerate(ordered) if nth < FIRST or len(key[1]) > 1]
    return found


class Session:
    """One typist at one window; every key press is counted."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self.pressed = 0

    def press(self, *keys: str) -> None:
        self.pressed += len(keys)
        self.hands.press(*keys)

    def type(self, text: str) -> None:
        self.pressed += len(text)
        self.hands.type(text)

    def taken(self) -> int:
        """Return how many keys were pressed since the last time."""
        count, self.pressed = self.pressed, 0
        return count

    def open(self, file: str) -> None:
        """Open an article by part of its headline."""
        project = self.hands.work.session.project
        assert project is not None
        articles = project.reader.articles(project.reader.article_ids(0, 100))
        title = next(article.title for article in articles if article.file == file)
        self.press("Ctrl+P")
        self.type("".join(filter(str.isascii, title))[:16])
        self.press("Return")
        desk = self.hands.work.session.desk
        assert desk is not None
        assert desk.article.title == title
        self.hands.wait(self.hands.reader.hasFocus, "the text has the focus")

    def tag(self, typist: Typist, label: str, fragments: tuple[Fragment, ...]) -> None:
        """Make one annotation."""
        for nth, fragment in enumerate(fragments):
            reader = self.hands.reader
            way = typist.way_to(Caret(reader.anchor, reader.caret), fragment, nudges=len(fragments) == 1)
            key = LABEL_KEYS[label]
            self._go(way, key if nth == 0 else f"Shift+{key}")
        made = self.hands.selected()
        assert (made.label, made.fragments) == (label, fragments)

    def _go(self, way: Way, key: str) -> None:
        self.press(*way.before, key)
        assert self.hands.reader.caret == way.caret
        self.press(*way.after)

    def finish(self) -> None:
        """Finish the article; where values are missing, F has to be pressed again."""
        desk = self.hands.work.session.desk
        assert desk is not None
        self.press("F")
        if desk.state != State.FINISHED:
            self.press("F")
        assert desk.state == State.FINISHED

    def export(self) -> Path:
        """Export with what is proposed; return the folder."""
        sheet = self.hands.work.exchange.export_sheet
        self.press("Ctrl+E")
        self.hands.wait(sheet.isVisible, "the export is offered")
        folder = Path(sheet.folder.text())
        self.press("Return")
        self.hands.wait(sheet.done_button.isVisible, "the gold set is written")
        self.press("Return")
        assert not sheet.isVisible()
        return folder


def make_gold(hands: Hands) -> tuple[Path, list[Count]]:
    session, counts = Session(hands), []
    for file, targets in wanted().items():
        count = Count(file)
        session.open(file)
        text = hands.reader.text
        typist = Typist(text)
        count.other += session.taken()
        for label, fragments in targets:
            session.tag(typist, label, fragments)
            words = " … ".join(text[start:end] for start, end in fragments)
            count.spans.append((session.taken(), label, words))
        session.finish()
        count.other += session.taken()
        counts.append(count)
    return session.export(), counts


def exported(gold: Path) -> dict[str, Counter[Key]]:
    records: list[dict[str, Any]] = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    return {
        record["source"]["file"]: Counter(
            (span["label"], tuple(Fragment(part["start"], part["end"]) for part in span["fragments"]))
            for span in record["spans"]
        )
        for record in records
    }


def report(counts: list[Count]) -> str:
    lines = []
    for count in counts:
        lines.append(f"{count.file}: {len(count.spans)} spans, {count.other} keys to open and finish it")
        lines += [f"{keys:4}  {label:6}  {words}" for keys, label, words in count.spans]
    keys = [keys for count in counts for keys, _, _ in count.spans]
    lines.append(f"keys per span: median {statistics.median(keys)}, mean {statistics.mean(keys):.1f}, most {max(keys)}")
    return "\n".join(lines)


def test_four_articles_with_keys_alone(hands: Hands, unplugged: Unplugged, capsys: pytest.CaptureFixture[str]) -> None:
    folder, counts = make_gold(hands)
    with capsys.disabled():
        sys.stdout.write(f"\n{report(counts)}\n")
    assert unplugged.refused == []
    assert exported(folder / "gold.jsonl") == {file: Counter(targets) for file, targets in wanted().items()}
    assert verify_folder(folder) == []
    assert sum(len(fragments) > 1 for targets in wanted().values() for _, fragments in targets) >= 6
    assert statistics.median(keys for count in counts for keys, _, _ in count.spans) <= 6


def test_a_mouse_that_is_unplugged_does_nothing(hands: Hands, unplugged: Unplugged) -> None:
    before = hands.reader.caret
    hands.click(hands.reader.viewport())
    assert unplugged.refused
    assert hands.reader.caret == before
