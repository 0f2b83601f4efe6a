"""An adjudicator's rule for the tour: the keys that decide a place of the queue, and what must come of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from annotator.domain.adjudication import Difference, Item
from annotator.domain.annotation import Annotation, Relation
from annotator.domain.gold_links import Link
from annotator.domain.span import fragments_of
from annotator.ui.deciding import Deciding
from annotator.ui.panels.adjudication.comparison import LABEL, LINKS, NOTE, WORDS
from annotator.ui.tour.hands import Hands, TourError
from annotator.ui.tour.verdicts import Verdicts

_NO_VALUES = {WORDS, LABEL, LINKS, NOTE}
Made = TypeVar("Made", Annotation, Relation)
Choice = TypeVar("Choice")


@dataclass
class Ruling:
    """Decides places so that every verb has its turn.

    Whose turn it is follows from where the place is, so that it does not depend on the order of the queue.
    """

    hands: Hands
    verdicts: Verdicts

    @property
    def deciding(self) -> Deciding:
        """The page at work."""
        return self.hands.work.deciding

    @property
    def item(self) -> Item:
        """The place in hand, which is one of spans."""
        place = self.deciding.place
        if not isinstance(place, Item):
            raise TourError("no span is in hand")
        return place

    def decide(self) -> None:
        """Decide the place in hand."""
        place = self.deciding.place
        if isinstance(place, Link):
            self._decide_link(place)
        elif len(self.item.units) == 1:
            self._decide_single()
        elif is_boundary(self.item):
            self._of(self.accept_all, self.merge, self.accept)()
        elif self.one_value() is not None and self._of(True, False):
            self.choose_value()
            self.hands.press("Return")
        else:
            self.accept()

    # -- spans

    def accept(self) -> None:
        """Press the number of an annotator who has the span; each of them has a turn."""
        units = self.item.units
        unit = self._next(units)
        self.verdicts.accept(units, unit)
        self.hands.press(self._number(unit.layer))

    def accept_all(self) -> None:
        """Press B: the spans of all become gold."""
        self.verdicts.accept_all(self.item.units)
        self.hands.press("B")

    def merge(self) -> None:
        """Press M: one gold span on the words of all, with the values of the annotator in hand."""
        units = self.item.units
        unit = own_values(self.item) or self._next(units)
        self._go_to(0, int(self._number(unit.layer)) - 1)
        self.verdicts.merge(units, unit)
        self.hands.press("M")

    def trim(self) -> None:
        """Press { to leave the last word out of the gold column, and accept that with Return."""
        (unit,) = self.item.units
        words = self._last_words(unit)
        self.hands.press("{")
        self.verdicts.trim(unit, unit.fragments[-1].start + len(words.rsplit(maxsplit=1)[0]))
        self.hands.press("Return")

    def _last_words(self, unit: Annotation) -> str:
        start, end = unit.fragments[-1]
        return self.hands.work.adjudicate_page.reader.text[start:end]

    def reject(self) -> None:
        """Press X: nothing of it becomes gold."""
        self.verdicts.reject(unit.id for unit in self.item.units)
        self.hands.press("X")

    def one_value(self) -> tuple[int, int] | None:
        """Return row and column of the only value that differs, as somebody has it and the gold column does not."""
        table = self.hands.work.adjudicate_page.compare.table
        rows = table.compare.comparison.rows
        differing = [number for number, row in enumerate(rows) if row.differs and row.name not in {LINKS, NOTE}]
        if len(differing) != 1 or rows[differing[0]].name in _NO_VALUES:
            return None
        cells = rows[differing[0]].cells[:-1]
        return next(((differing[0], at) for at, cell in enumerate(cells) if cell.there and not cell.chosen), None)

    def choose_value(self) -> None:
        """Go to the value with the arrow keys and press Space: the gold column has it now, Return would accept it."""
        place = self.one_value()
        if place is None:
            raise TourError("there is not one value to choose")
        name = self.deciding.view.columns[place[1]].annotator
        units = self.item.units
        self.verdicts.accept(units, next(unit for unit in units if unit.layer == name))
        self._go_to(*place)
        self.hands.press("Space")
        cell = self.hands.work.adjudicate_page.compare.table.compare.comparison.rows[place[0]].cells[place[1]]
        self.hands.check(cell.chosen, "the gold column does not have the value")

    def _decide_single(self) -> None:
        words = self._last_words(self.item.units[0])
        can_trim = len(words.split()) > 1 and words[-1].isalpha()
        self._of(self.reject, self.trim if can_trim else self.accept, self.accept)()

    # -- relations

    def _decide_link(self, link: Link) -> None:
        """Take a relation as the first has it who made it; every second one is left out."""
        taken = self._of(self._next(link.relations), None)
        self.verdicts.ask(link.label, link.head, link.child, taken)
        self.hands.press("X" if taken is None else self._number(taken.layer))

    # -- turns

    def _of(self, *choices: Choice) -> Choice:
        place = self.deciding.place
        if isinstance(place, Link):
            return choices[(place.head.start + place.child.start) % len(choices)]
        return choices[(self.item.start + self.item.end) % len(choices)]

    def _next(self, made: Sequence[Made]) -> Made:
        return self._of(*sorted(made, key=lambda each: each.layer))

    def _number(self, annotator: str) -> str:
        return str([column.annotator for column in self.deciding.view.columns].index(annotator) + 1)

    def _go_to(self, row: int, column: int) -> None:
        table = self.hands.work.adjudicate_page.compare.table
        for key, at, wanted in (
            ("Up", table.currentIndex().row(), row),
            ("Left", table.currentIndex().column(), column),
        ):
            back, on = key, {"Up": "Down", "Left": "Right"}[key]
            self.hands.press(*[back if wanted < at else on] * abs(wanted - at))
        here = table.currentIndex().row(), table.currentIndex().column()
        self.hands.check(here == (row, column), f"{here} is in hand, not {(row, column)}")


def is_boundary(item: Item) -> bool:
    """Tell whether annotators differ in the boundary and agree on the label, and no two mark the same words."""
    words = {unit.fragments for unit in item.units}
    others = Difference.LABEL in item.differences
    return Difference.BOUNDARY in item.differences and not others and len(words) == len(item.units)


def own_values(item: Item) -> Annotation | None:
    """Return a span with other words and other values than the one that has the words of all, or None."""
    whole = fragments_of([pair for unit in item.units for pair in unit.fragments])
    widest = next((unit for unit in item.units if unit.fragments == whole), None)
    if widest is None or not is_boundary(item):
        return None
    others = sorted(item.units, key=lambda unit: unit.layer)
    return next((unit for unit in others if unit.attributes != widest.attributes), None)
