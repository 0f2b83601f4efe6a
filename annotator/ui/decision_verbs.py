"""What an adjudicator can decide about the place or article in hand: one small function per verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.domain.adjudication import Item
from annotator.domain.annotation import Annotation
from annotator.domain.article import State
from annotator.domain.edit import Kind
from annotator.domain.errors import RuleError
from annotator.domain.gold_links import Link
from annotator.services.adjudication import Adjudicator
from annotator.services.adjudication_desk import AdjudicationDesk
from annotator.services.editing import Touched
from annotator.ui.kit.messages import Button, Message, Weight
from annotator.ui.kit.words import counted, tr
from annotator.ui.models.excerpt import span_words
from annotator.ui.panels.adjudication.comparison import proposed

if TYPE_CHECKING:
    from annotator.ui.deciding import Deciding

_NAMED = 3
"""So many gold spans that lack values are named; more would fill a small window."""


class DecisionVerbs:
    """Verbs of decisions. `at` knows what is in hand."""

    def __init__(self, at: Deciding) -> None:
        self._at = at
        self._warned = ""

    def accept_column(self, number: int) -> None:
        """Accept what the annotator in the column with this number (from 1) says."""
        place = self._at.place
        if number > len(self._at.view.columns):
            return
        name = self._at.view.columns[number - 1].annotator
        if isinstance(place, Item):
            unit = next((unit for unit in place.units if unit.layer == name), None)
            if unit is not None:
                self._decide(lambda it: it.accept(place, unit))
            else:
                self._refuse(tr("This annotator has nothing here"), tr("Accept another one, or reject"))
        elif isinstance(place, Link):
            relation = next((each for each in place.relations if each.layer == name), None)
            if relation is not None:
                self._decide(lambda it: it.accept_link(place, relation))
            else:
                self._refuse(tr("This annotator has no such relation"), tr("Accept another one, or reject"))

    def accept(self) -> None:
        """Accept the gold column as it stands."""
        place, drafting = self._at.place, self._at.drafting
        if self._at.view.editing:
            self._at.page.form.flush()
        if isinstance(place, Item) and drafting is not None and drafting.draft is not None:
            draft, sources = drafting.draft, drafting.sources
            if len(place.gold) > 1 and not drafting.changed:
                self._decide(lambda it: it.keep(place))
            else:
                self._decide(lambda it: it.accept_draft(place, draft, sources))
        elif isinstance(place, Link):
            relation = proposed(place)
            if relation is not None:
                self._decide(lambda it: it.accept_link(place, relation))

    def accept_all(self) -> None:
        """Make the span of every annotator gold."""
        place = self._at.place
        if isinstance(place, Item):
            self._decide(lambda it: it.accept_all(place))

    def merge(self) -> None:
        """Make one gold span on the words of all, with label and attributes of the column in hand."""
        place = self._at.place
        if isinstance(place, Item) and place.units:
            unit = self._unit_in_hand(place) or place.units[0]
            self._decide(lambda it: it.merge(place, unit))

    def _unit_in_hand(self, item: Item) -> Annotation | None:
        here = self._at.page.compare.here
        name = (
            self._at.view.columns[here[1]].annotator
            if here is not None and here[1] < len(self._at.view.columns)
            else ""
        )
        return next((unit for unit in item.units if unit.layer == name), None)

    def reject(self) -> None:
        """Leave the place out of gold."""
        place = self._at.place
        if isinstance(place, Item):
            self._decide(lambda it: it.reject(place))
        elif isinstance(place, Link):
            self._decide(lambda it: it.reject_link(place))

    def keep(self) -> None:
        """Keep the gold there is."""
        place = self._at.place
        if isinstance(place, Item):
            self._decide(lambda it: it.keep(place))
        elif isinstance(place, Link):
            self._decide(lambda it: it.keep_link(place))

    def _decide(self, verb: Callable[[Adjudicator], Touched | None]) -> None:
        """Carry a verb out and go to the next open place."""
        adjudicator, following = self._at.adjudicator, self._at.following()
        if adjudicator is None:
            return
        self._at.messages.clear_passing()
        was_open = self._at.place is not None and self._at.place.is_open
        if self._at.session.do(lambda _editor: verb(adjudicator)) is None:
            return
        self._at.stop_editing()
        place = self._at.place
        if was_open and (place is None or not place.is_open):
            keys = {each.key for each in self._at.queue}
            following = following if following in keys and following != self._at.key else self._at.first_open()
            self._at.select(following or self._at.key)
        else:
            self._at.select(self._at.key)

    def _refuse(self, what: str, remedy: str) -> None:
        self._at.messages.show_error(RuleError(what, remedy=remedy), passing=True)

    def settle_majority(self) -> None:
        """Decide what more than half share, in the whole article."""
        adjudicator = self._at.adjudicator
        if adjudicator is None:
            return
        touched = self._at.session.do(lambda _editor: adjudicator.settle_majority())
        if touched is None:
            self._at.messages.note(tr("There is no majority for anything that is open"))
        else:
            number = len(touched.keys(Kind.ANNOTATION))
            text = counted(number, tr("{n} span decided by majority"), tr("{n} spans decided by majority"))
            self._at.messages.note(text, tr("They are marked as such. Undo takes that back."))
            self._at.select(self._at.first_open())

    # -- the article

    def finish(self) -> None:
        """Mark the gold of the article finished and go on. Where required values are missing, ask once."""
        adjudicator, desk = self._at.adjudicator, self._at.desk
        if adjudicator is None or desk is None:
            return
        lacking = adjudicator.lacking()
        if lacking and not desk.open_count and self._warned != desk.article.id and desk.gold_state != State.FINISHED:
            self._warned = desk.article.id
            self._warn(desk, lacking)
            return
        self._warned = ""
        self._at.messages.clear_passing()
        done = self._at.session.do(lambda _editor: adjudicator.finish())
        if done is not None or desk.gold_state == State.FINISHED:
            self._at.go_to_open()

    def _warn(self, desk: AdjudicationDesk, lacking: dict[str, tuple[str, ...]]) -> None:
        lines = []
        for gold_id, names in list(lacking.items())[:_NAMED]:
            gold = desk.annotations[gold_id]
            words = span_words(desk.text, gold, 48).strip('"“”')
            lines.append(f"“{words}”: {', '.join(desk.schema.attribute(name).title.lower() for name in names)}")
        lines.append(tr("Press F again to finish all the same."))
        count = sum(len(names) for names in lacking.values())
        head = tr("Required values are missing in gold: {count}").format(count=count)
        first = self._at.key_of(next(iter(lacking)))
        show = Button(tr("Show the first"), lambda: self._at.show_decided(first))
        self._at.messages.show_message(Message(Weight.WARNING, head, "\n".join(lines), buttons=(show,), passing=True))

    def reopen(self) -> None:
        """Take back that the gold of the article is finished."""
        adjudicator = self._at.adjudicator
        if adjudicator is not None:
            self._at.session.do(lambda _editor: adjudicator.reopen())
