"""A whole article is adjudicated in the real window with keys alone, and its gold set is what was decided."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from annotator.domain.adjudication import Difference, Item
from annotator.domain.annotation import Annotation
from annotator.domain.article import State
from annotator.domain.blinding import in_hidden_order
from annotator.domain.gold_links import Link
from annotator.domain.span import Fragment, fragments_of
from annotator.services.exporting import verify_folder
from annotator.ui.deciding import Deciding
from annotator.ui.panels.adjudication.comparison import WORDS
from annotator.ui.start import start_window
from annotator.ui.tour.hands import Hands
from tests.unit.services.three_annotators import three_annotators

_MOUSE = {
    QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick,
    QEvent.Type.MouseMove, QEvent.Type.Wheel, QEvent.Type.ContextMenu,
}  # fmt: skip

Decided = tuple[str, tuple[Fragment, ...], str]
"""Label, fragments and the decision, "" for any."""


class Unplugged(QObject):
    """Keeps every mouse event from arriving."""

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return event.type() in _MOUSE


@pytest.fixture
def hands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[Hands]:
    monkeypatch.setenv("ANNOTATOR_HOME", str(tmp_path / "home"))
    mouse = Unplugged()
    qapp.installEventFilter(mouse)
    hands = Hands(start_window(three_annotators(tmp_path / "halmer.annot", articles=1), "dora"))
    hands.begin()
    yield hands
    hands.window.close()
    qapp.removeEventFilter(mouse)


class Adjudicating:
    """An adjudicator at the keys, who decides by a rule of their own; `expected` is what must come of it."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self.expected: list[Decided] = []
        self.values: dict[tuple[str, tuple[Fragment, ...]], tuple[str, Any]] = {}
        self.relations = 0

    @property
    def deciding(self) -> Deciding:
        return self.hands.work.deciding

    def begin(self) -> None:
        """Take the role and wait for the article; what all agree on is gold by then."""
        self.hands.press("Alt+3", "Return")
        self.hands.wait(lambda: self.deciding.place is not None, "a place is in hand")
        desk = self.deciding.desk
        assert desk is not None
        for item in desk.items:
            if item.is_unanimous:
                self.expected.append((item.units[0].label, item.units[0].fragments, "unanimous"))
        self.order = in_hidden_order(desk.article.id, desk.finished)

    def decide(self) -> None:
        """Decide the place in hand with the keys for its kind."""
        place, key = self.deciding.place, self.deciding.key
        assert place is not None
        if isinstance(place, Link):
            self._relation(place)
        elif Difference.LABEL in place.differences:
            self._take_second(place)
        elif Difference.BOUNDARY in place.differences:
            self._merge(place)
        elif Difference.ATTRIBUTES in place.differences:
            self._choose_value(place)
        else:
            self.hands.press("X")
        assert self.deciding.key != key or not self.deciding.desk.open_count  # type: ignore[union-attr] # it is open

    def _in_order(self, item: Item) -> list[Annotation | None]:
        return [next((unit for unit in item.units if unit.layer == name), None) for name in self.order]

    def _relation(self, link: Link) -> None:
        made = {relation.layer for relation in link.relations}
        number = next(number for number, name in enumerate(self.order, 1) if name in made)
        self.hands.press(str(number))
        self.relations += 1

    def _take_second(self, item: Item) -> None:
        """Accept the last of the annotators who has something."""
        number, unit = [(n, unit) for n, unit in enumerate(self._in_order(item), 1) if unit is not None][-1]
        self.hands.press(str(number))
        self.expected.append((unit.label, unit.fragments, "accepted"))

    def _merge(self, item: Item) -> None:
        whole = fragments_of([pair for unit in item.units for pair in unit.fragments])
        self.hands.press("M")
        # What somebody said already counts as accepted.
        same = any(unit.fragments == whole for unit in item.units)
        self.expected.append((item.units[0].label, whole, "" if same else "merged"))

    def _choose_value(self, item: Item) -> None:
        """Put the value of the first annotator who has the span into the gold column, and accept that."""
        units = self._in_order(item)
        number = next(n for n, unit in enumerate(units) if unit is not None)
        unit = units[number]
        assert unit is not None
        table = self.hands.work.adjudicate_page.compare.table
        rows = table.compare.comparison.rows
        row = next(n for n, found in enumerate(rows) if found.differs and found.name != WORDS)
        self.hands.press(*["Up"] * table.currentIndex().row(), *["Left"] * len(units))
        self.hands.press(*["Down"] * row, *["Right"] * number, "Space", "Return")
        name = rows[row].name
        self.values[unit.label, unit.fragments] = name, unit.attributes.get(name)
        self.expected.append((unit.label, unit.fragments, ""))


def test_a_whole_article_with_keys_alone(hands: Hands) -> None:
    who = Adjudicating(hands)
    who.begin()
    desk = who.deciding.desk
    assert desk is not None
    kinds = {place.differences for place in who.deciding.queue if isinstance(place, Item)}
    assert len(kinds) >= 4, "the article has every kind of disagreement"
    for _ in range(200):
        if not desk.open_count:
            break
        who.decide()
    assert desk.open_count == 0
    hands.press("F", "F")
    assert desk.gold_state == State.FINISHED
    folder = _export(hands)
    (record,) = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    (lineage,) = [json.loads(line) for line in (folder / "lineage.jsonl").read_text(encoding="utf-8").splitlines()]
    decisions = {span["id"]: span for span in lineage["spans"]}
    found = {(span["label"], _fragments(span)): decisions[span["id"]]["decision"] for span in record["spans"]}
    assert found.keys() == {(label, fragments) for label, fragments, _ in who.expected}
    assert len(record["spans"]) == len(who.expected)
    for label, fragments, decision in who.expected:
        assert decision in ("", found[label, fragments])
    for place, (name, value) in who.values.items():
        span = next(span for span in record["spans"] if (span["label"], _fragments(span)) == place)
        assert span["attributes"][name] == value
    assert {each["by"] for each in lineage["spans"]} == {"dora"}
    assert record["provenance"]["adjudicator"] == "dora"
    assert who.relations > 0
    assert verify_folder(folder) == []


def _fragments(span: dict[str, Any]) -> tuple[Fragment, ...]:
    return tuple(Fragment(part["start"], part["end"]) for part in span["fragments"])


def _export(hands: Hands) -> Path:
    sheet = hands.work.exchange.export_sheet
    hands.press("Ctrl+E")
    hands.wait(sheet.isVisible, "the export is offered")
    folder = Path(sheet.folder.text())
    hands.press("Return")
    hands.wait(sheet.done_button.isVisible, "the gold set is written")
    hands.press("Return")
    return folder
