"""Steps on the Adjudicate page: one whole article is decided with keys, finished and exported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from annotator.domain.adjudication import Difference, Item
from annotator.domain.annotation import GOLD, Annotation, Relation
from annotator.domain.article import State
from annotator.services.adjudication_desk import AdjudicationDesk
from annotator.services.sample import VISITOR
from annotator.ui.tour.hands import TourError
from annotator.ui.tour.review_steps import LAYERS, measures, open_number, progress, review, who_chose_what
from annotator.ui.tour.ruling import Ruling, is_boundary, own_values
from annotator.ui.tour.sharing_steps import assign, merge, pack
from annotator.ui.tour.step import Step, Visit, export_gold
from annotator.ui.tour.verdicts import LinkKey, Values, Verdicts

TITLE = "Soldiers sent to Halmer dam as 3,000 people are told to leave"
_MOST = 200


@dataclass
class Adjudication(Visit):
    """The visit in which annotators' work is compared and decided, with what was decided.

    `units` and `made` are what the annotators have in the article, as it was when it was opened.
    """

    verdicts: Verdicts = field(default_factory=lambda: Verdicts(TITLE, VISITOR, LAYERS))
    units: dict[str, Annotation] = field(default_factory=dict)
    made: list[Relation] = field(default_factory=list)

    @property
    def ruling(self) -> Ruling:
        """The rule by which places are decided."""
        return Ruling(self.hands, self.verdicts)

    @property
    def desk(self) -> AdjudicationDesk:
        """The article in hand, to look at."""
        found = self.hands.work.deciding.desk
        if found is None:
            raise TourError("no article is open to adjudicate")
        return found

    @property
    def relations(self) -> dict[LinkKey, Values | None]:
        """The gold relations that must be there."""
        try:
            return self.verdicts.relations(self.made, self.units)
        except ValueError as error:
            raise TourError(str(error)) from error

    def go_to(self, wanted: Callable[[Item], bool], what: str) -> None:
        """Press Tab until such a place is in hand."""
        deciding = self.hands.work.deciding

        def there() -> bool:
            return isinstance(deciding.place, Item) and deciding.place.is_open and wanted(deciding.place)

        self.hands.press_until("Tab", there, f"go to {what}", _MOST)


def begin(visit: Adjudication) -> None:
    """Go to the page: the first article is open, and what all agree on is gold already."""
    hands = visit.hands
    hands.press("Alt+3")
    hands.wait(lambda: hands.work.deciding.place is not None, "a place is in hand")
    desk = visit.desk
    hands.check(desk.article.title == TITLE, "another article came first")
    visit.units = {unit.id: unit for unit in desk.annotations.values() if unit.layer != GOLD}
    visit.made = [relation for relation in desk.relations.values() if relation.layer != GOLD]
    for item in desk.items:
        if item.is_unanimous:
            visit.verdicts.accept(item.units, item.units[0], "unanimous")
    visit.camera.pair("adjudicate")


def leave_for_later(visit: Adjudication) -> None:
    """Press L: the place goes to the end of the queue."""
    deciding = visit.hands.work.deciding
    first = deciding.key
    visit.hands.press("L")
    visit.hands.check(deciding.queue[-1].key == first != deciding.key, "the place was not left for later")


def merge_boundaries(visit: Adjudication) -> None:
    """Press B and M where boundaries differ; take the second back with Ctrl+Z and do it again with Ctrl+Y."""
    hands, deciding = visit.hands, visit.hands.work.deciding
    visit.go_to(is_boundary, "a place where all boundaries differ")
    visit.camera.pair("boundaries")
    visit.ruling.accept_all()
    visit.go_to(lambda item: own_values(item) is not None, "a place where one has the words and another the values")
    key, before = deciding.key, len(visit.desk.state.gold)
    visit.ruling.merge()
    hands.check(len(visit.desk.state.gold) == before + 1, "nothing was merged")
    hands.press("Ctrl+Z")
    hands.check(deciding.key == key and visit.ruling.item.is_open, "undo did not bring the place back")
    hands.check(len(visit.desk.state.gold) == before, "undo did not take the gold span away")
    hands.press("Ctrl+Y")
    hands.check(len(visit.desk.state.gold) == before + 1, "redo did not merge again")
    visit.camera.pair("decided")


def choose_value(visit: Adjudication) -> None:
    """Where one value differs, take it from an annotator with the arrow keys and Space, and accept with Return."""

    def one_differs(item: Item) -> bool:
        return item.differences == (Difference.ATTRIBUTES,) and visit.ruling.one_value() is not None

    visit.go_to(one_differs, "a place where one value differs")
    visit.ruling.choose_value()
    visit.camera.pair("values")
    visit.hands.press("Return")


def look_at_form(visit: Adjudication) -> None:
    """Open the form of the gold column with E, and leave it with Esc as it was."""
    hands, page = visit.hands, visit.hands.work.adjudicate_page
    visit.go_to(lambda item: len(item.units) > 1, "a place with several spans")
    hands.press("E")
    hands.wait(page.form.isVisible, "the form opens")
    visit.camera.pair("form")
    hands.press("Esc")
    hands.check(not page.form.isVisible() and visit.ruling.item.is_open, "the form is not closed")


def decide_the_rest(visit: Adjudication) -> None:
    """Decide what is left, place by place: by number, all, merged, rejected, relations too."""
    hands, deciding = visit.hands, visit.hands.work.deciding
    for _ in range(_MOST):
        if not visit.desk.open_count:
            break
        hands.press_until("Tab", lambda: deciding.place is not None and deciding.place.is_open, "go on", 2)
        before = visit.desk.open_count, deciding.key
        visit.ruling.decide()
        hands.check((visit.desk.open_count, deciding.key) != before, f"“{visit.ruling.item}” was not decided")
    hands.check(visit.desk.open_count == 0, "something is left to decide")
    hands.press("Q")
    visit.camera.pair("queue")
    hands.press("Q")


def finish(visit: Adjudication) -> None:
    """Finish the article with F, once more where required values are missing; the next one opens."""
    hands, desk = visit.hands, visit.desk
    hands.press("F")
    if desk.gold_state != State.FINISHED:
        hands.press("F")
    hands.wait(lambda: visit.desk is not desk, "the next article opens")
    visit.camera.pair("next")


def export(visit: Adjudication) -> None:
    """Export the gold layer."""
    export_gold(visit, "exporting", "gold")


STEPS: tuple[Step[Adjudication], ...] = (
    Step("Deal articles out", assign),
    Step("Pack a colleague's share", pack),
    Step("Merge what comes back", merge),
    Step("Look at the agreement", review),
    Step("Look at F1", measures),
    Step("Open what is behind a number", open_number),
    Step("Look at who chose what", who_chose_what),
    Step("Look at the progress", progress),
    Step("Begin to adjudicate", begin),
    Step("Leave a place for later", leave_for_later),
    Step("Merge boundaries, undo and redo", merge_boundaries),
    Step("Choose a value", choose_value),
    Step("Look at the form", look_at_form),
    Step("Decide the rest", decide_the_rest),
    Step("Finish the adjudication", finish),
    Step("Export the adjudicated set", export),
)
