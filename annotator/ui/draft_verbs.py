"""What a person can change in the gold column before it is accepted: one small function per verb."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.domain.adjudication import Item
from annotator.domain.errors import KnownError, RuleError
from annotator.services import tagging as changing
from annotator.services.drafting import DRAFT, Verb
from annotator.services.tagging import Edge, Step
from annotator.ui.panels.adjudication.comparison import LABEL, LINKS, NOTE, WORDS

if TYPE_CHECKING:
    from annotator.ui.deciding import Deciding


class DraftVerbs:
    """Verbs of the draft. `at` knows what is in hand."""

    def __init__(self, at: Deciding) -> None:
        self._at = at

    def choose_here(self) -> None:
        """Put the value in hand into the gold column."""
        here = self._at.page.compare.here
        if here is not None:
            self.choose(*here)

    def choose(self, name: str, number: int) -> None:
        """Put one value of a column (from 0) into the gold column."""
        place, drafting = self._at.place, self._at.drafting
        if not isinstance(place, Item) or drafting is None or number >= len(self._at.view.columns):
            return
        unit = next((unit for unit in place.units if unit.layer == self._at.view.columns[number].annotator), None)
        if unit is None or name in (LINKS, NOTE):
            return
        try:
            if name == WORDS:
                drafting.take_words(unit)
            elif name == LABEL:
                drafting.take_reading(unit)
            else:
                drafting.take_value(unit, name)
        except RuleError as error:
            self._at.messages.show_error(error, passing=True)
        self._at.refresh()

    def edit(self) -> None:
        """Open the form for the gold column."""
        if isinstance(self._at.place, Item) and self._at.drafting is not None and self._at.drafting.draft is not None:
            self._at.view.editing = True
            self._at.refresh()
            self._at.page.form.focus()

    def cancel(self) -> None:
        """Close the form; the gold column is what it was."""
        self._at.stop_editing()
        self._at.begin_draft()
        self._at.refresh()
        self._at.page.focus()

    def change(self, verb: Verb) -> None:
        """Change the draft by a verb of tagging."""
        if self._at.drafting is None or self._at.drafting.draft is None:
            return
        try:
            changed = self._at.drafting.do(verb)
        except KnownError as error:
            self._at.messages.show_error(error, passing=True)
            changed = False
        if changed and not self._at.view.editing:
            self._at.view.editing = True
            self._at.refresh()
            self._at.page.focus()
        else:
            self._at.refresh()

    def nudge(self, edge: Edge, step: Step, *, forward: bool) -> None:
        """Move an end of the draft by a word or a character."""
        self.change(lambda desk, schema: changing.nudge(desk, schema, DRAFT, edge, step, forward=forward))

    def drag_edge(self, span_id: str, fragment: int, edge: Edge, position: int) -> None:
        """Move an end of the draft to where it was dropped."""
        if span_id == DRAFT:
            self.change(lambda desk, schema: changing.move_edge(desk, schema, DRAFT, fragment, edge, position))
        else:
            self._at.refresh()

    def set_attribute(self, name: str, raw: object) -> None:
        """Set or clear an attribute of the draft."""
        self.change(lambda desk, schema: changing.set_attribute(desk, schema, [DRAFT], name, raw))

    def open_attribute(self, name: str) -> None:
        """Fill an attribute of the draft on demand."""
        self.change(lambda desk, schema: changing.open_attribute(desk, schema, DRAFT, name))

    def confirm(self, name: str) -> None:
        """Confirm what a rule filled in."""
        self.change(lambda desk, _schema: changing.confirm(desk, [DRAFT], [name]))

    def relabel(self, label: str) -> None:
        """Give the draft another label."""
        self.change(lambda desk, schema: changing.relabel(desk, schema, [DRAFT], label))

    def remove_fragment(self, number: int) -> None:
        """Take a fragment of the draft away."""
        self.change(lambda desk, schema: changing.remove_fragment(desk, schema, DRAFT, number))
