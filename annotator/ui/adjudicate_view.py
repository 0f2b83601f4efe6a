"""How the Adjudicate page shows an article and the place in hand; it decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from annotator.domain.adjudication import Decision, Item
from annotator.domain.article import State
from annotator.domain.blinding import in_hidden_order
from annotator.domain.gold_links import Link
from annotator.services.adjudication_desk import AdjudicationDesk, Place
from annotator.services.drafting import DRAFT, Drafting
from annotator.services.settings import Settings
from annotator.ui.actions import Actions
from annotator.ui.adjudicate_page import AdjudicatePage
from annotator.ui.adjudication_words import (
    about_place,
    draft_span,
    layer_span,
    lineage_words,
    queue_row,
    title_of,
)
from annotator.ui.kit.theme import current_theme
from annotator.ui.kit.words import shown_key, tr
from annotator.ui.panels.adjudication.comparison import Column, Comparison, columns_of, compare_item, compare_link
from annotator.ui.reader.values import ReaderSpan
from annotator.ui.reading import byline

_COLUMNS = 9
_MANY = 200
"""If more spans come and go than this, all are drawn anew."""
_EDGES = tuple(f"{edge}_{unit}" for edge in ("start_back", "start_forward", "end_back", "end_forward")
               for unit in ("word", "character"))  # fmt: skip
_ONLY_SPANS = ("all", "merge", "edit", "choose", *_EDGES)


class AdjudicateView(QObject):
    """What the page shows. `columns` are the annotators of the article in their order, by letter."""

    def __init__(self, page: AdjudicatePage, actions: Actions) -> None:
        super().__init__(page)
        self._page, self._actions = page, actions
        self.hidden, self.by_annotator, self.editing = True, False, False
        self.columns: tuple[Column, ...] = ()
        self._drawn = False
        self._spans: dict[str, ReaderSpan] = {}

    # -- the article

    def show_article(self, desk: AdjudicationDesk) -> None:
        """Show another article; its spans come with the place in hand."""
        order = in_hidden_order(desk.article.id, desk.finished) if self.hidden else desk.finished
        self.columns = columns_of(order, {} if self.hidden else {name: name for name in order})
        self._drawn, self._spans = False, {}
        self._page.reader.show_article(desk.text, (), title=desk.article.title, byline=byline(desk.article))

    def _show_spans(self, desk: AdjudicationDesk, place: Place | None, *, whole: bool) -> None:
        """Show the gold spans and what they are decided from: of open places, of the one in hand, or of all.

        Only what differs from before is drawn anew.
        """
        reader, tokens = self._page.reader, current_theme().tokens
        wanted = {each.id: each for item in desk.items for each in item.gold}
        for item in desk.items:
            if whole or item.is_open or item is place:
                wanted |= {unit.id: unit for unit in item.units}
        spans = {
            key: layer_span(each, desk.schema, self.columns, tokens, by_annotator=self.by_annotator)
            for key, each in wanted.items()
        }
        before, self._spans = self._spans, spans
        if len(spans.keys() ^ before.keys()) > _MANY:
            reader.set_spans(spans.values())
            self._drawn = False
            return
        for key in before.keys() - spans.keys():
            reader.remove_span(key)
        for key, span in spans.items():
            if before.get(key) != span:
                reader.put_span(span)

    def apply(self, settings: Settings, desk: AdjudicationDesk | None) -> None:
        """Take over whether names are hidden and what the colours mean."""
        names_changed = (settings.names == "hidden") != self.hidden
        self.hidden, self.by_annotator = settings.names == "hidden", settings.colours == "annotator"
        if desk is not None and names_changed:
            self.show_article(desk)

    # -- the place in hand

    def columns_for(self, place: Place | None) -> tuple[Column, ...]:
        """Return the columns with names where they may be seen: what was decided hides nobody."""
        if self._hides_names(place):
            return self.columns
        return tuple(column._replace(name=column.annotator) for column in self.columns)

    def _hides_names(self, place: Place | None) -> bool:
        return self.hidden and (place is None or (place.is_open and not place.is_stale))

    def show_queue(
        self, desk: AdjudicationDesk, queue: Sequence[Place], key: str, later: set[str], *, whole: bool
    ) -> None:
        """Show the places of the article."""
        rows = [queue_row(desk, place, self.columns, later) for place in queue]
        places = desk.places
        decided = sum(not place.is_open for place in places)
        self._page.queue.show_queue(rows, key, decided, len(places))
        self._page.queue.show_agreed(_agreed(desk))
        self._page.queue.whole.setChecked(whole)

    def show_place(
        self, desk: AdjudicationDesk, place: Place | None, drafting: Drafting | None, *, whole: bool
    ) -> None:
        """Show the comparison of a place, the form if it is edited, and its spans in the text."""
        draft = drafting.draft if drafting is not None else None
        columns, compare = self.columns_for(place), self._page.compare
        if place is None:
            compare.show_place(Comparison(), tr("Nothing is left to decide"), _finish_words(desk), "", stale=False)
        else:
            if isinstance(place, Item):
                left_out = _is_left_out(place) and not self.editing and not (drafting is not None and drafting.changed)
                comparison = compare_item(desk, place, columns, None if left_out else draft)
            else:
                comparison = compare_link(desk, place, columns)
            names = {column.annotator: column.name for column in columns}
            about, lineage = about_place(desk, place, self.columns), lineage_words(desk, place, names)
            compare.show_place(comparison, title_of(desk, place), about, lineage, stale=place.is_stale)
        self._show_spans(desk, place, whole=whole)
        self._show_draft(desk, drafting)
        self._page.reader.set_companions(() if self._drawn else _spans_of(place))
        # Only the draft has handles: nobody moves the ends of an annotator's span.
        self._page.reader.set_selected_span(DRAFT if self._drawn else None)

    def _show_draft(self, desk: AdjudicationDesk, drafting: Drafting | None) -> None:
        """Show the draft in the text and in the form while it is edited."""
        reader, draft = self._page.reader, drafting.draft if drafting is not None else None
        before, self._drawn = self._drawn, self.editing and draft is not None
        if self._drawn and drafting is not None and draft is not None:
            reader.put_span(draft_span(draft, desk.schema, current_theme().tokens))
            self._page.form.show_draft(drafting.desk, desk.schema, draft, desk.annotations, anew=not before)
        elif before and reader.span(DRAFT) is not None:
            reader.remove_span(DRAFT)
        self._page.show_form(on=self._drawn)

    def reveal(self, place: Place | None) -> None:
        """Scroll the text to a place."""
        self._page.reader.set_selected_span(_main_span(place), reveal=True)
        self._page.reader.set_selected_span(DRAFT if self._drawn else None)

    # -- commands

    def name_commands(self, desk: AdjudicationDesk | None, place: Place | None, *, changed: bool) -> None:
        """Name the commands after the annotators in hand, and switch off what makes no sense now.

        `changed` tells that a person has changed the gold column.
        """
        columns = self.columns_for(place)
        for number in range(1, _COLUMNS + 1):
            there = number <= len(columns)
            name = columns[number - 1].name if there else chr(64 + number)
            self._actions.set_title(f"adjudicate.accept_{number}", tr("Accept {name}").format(name=name))
            self._actions.set_reason(f"adjudicate.accept_{number}", self._accept_reason(place, number, there=there))
        reasons = {
            **{name: "" if isinstance(place, Item) else tr("Only for spans") for name in _ONLY_SPANS},
            "accept": self._no_place(place),
            "reject": self._no_place(place),
            "later": "" if place is not None and place.is_open else tr("There is nothing open in hand"),
            "keep": "" if place is not None and place.is_open and place.gold else tr("No gold is in question here"),
            "finish": self._finish_reason(desk),
            "reopen": "" if desk is not None and desk.gold_state == State.FINISHED else tr("It is not finished"),
        }
        if _is_left_out(place) and not changed:
            reasons["accept"] = tr("It is left out; accept what an annotator says")
        if isinstance(place, Item) and len(place.units) < 2:
            one = tr("Only one annotator has something here")
            reasons |= {"all": one, "merge": one}
        elif isinstance(place, Item) and len({unit.fragments for unit in place.units}) < 2:
            reasons["merge"] = tr("The boundaries are the same")
        for name, reason in reasons.items():
            self._actions.set_reason(f"adjudicate.{name}", reason)
        keys = self._actions.keys
        self._page.compare.show_usable(
            self._actions.reason, lambda command: shown_key(keys[command][0]) if keys[command] else ""
        )

    @staticmethod
    def _no_place(place: Place | None) -> str:
        return "" if place is not None else tr("There is nothing in hand")

    @staticmethod
    def _finish_reason(desk: AdjudicationDesk | None) -> str:
        left = desk.open_count if desk is not None else 0
        return tr("Still to decide here: {count}").format(count=left) if left else ""

    def _accept_reason(self, place: Place | None, number: int, *, there: bool) -> str:
        if not there or place is None:
            return tr("There is no such annotator")
        owners = place.units if isinstance(place, Item) else place.relations
        mine = self.columns[number - 1].annotator in {owner.layer for owner in owners}
        return "" if mine else tr("This annotator has nothing here")


def _agreed(desk: AdjudicationDesk) -> int:
    """Return how many gold spans nobody had to decide, since all annotators have them alike."""
    lineages = (each.lineage for each in desk.annotations.values())
    return sum(lineage is not None and lineage.decision == Decision.UNANIMOUS for lineage in lineages)


def _finish_words(desk: AdjudicationDesk) -> str:
    if desk.gold_state == State.FINISHED:
        return tr("The gold of this article is finished.")
    return tr("Everything is decided. F finishes the article.")


def _is_left_out(place: Place | None) -> bool:
    return place is not None and not place.is_open and not place.gold


def _spans_of(place: Place | None) -> set[str]:
    """Return the spans that a place is about."""
    if isinstance(place, Item):
        return {each.id for each in (*place.units, *place.gold)}
    return {place.head.id, place.child.id} if isinstance(place, Link) else set()


def _main_span(place: Place | None) -> str | None:
    """Return the span that stands for a place in the text."""
    if isinstance(place, Item):
        return (place.units or place.gold)[0].id
    return place.head.id if isinstance(place, Link) else None
