"""A gold annotation on its way: put together from what annotators say, and changed, before it is accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from annotator.domain.adjudication import Item
from annotator.domain.annotation import GOLD, Annotation, Provenance
from annotator.domain.edit import Change
from annotator.domain.errors import RuleError
from annotator.domain.schema import Schema
from annotator.services.adjudication_desk import AdjudicationDesk
from annotator.services.autofill import fill
from annotator.services.desk import ArticleDesk
from annotator.services.gold_drafts import accepted, bare
from annotator.services.tagging import Changes

DRAFT = "draft"
"""The id of a draft; it gets another one when it is accepted."""

Verb = Callable[[ArticleDesk, Schema], Changes]


class Drafting:
    """The draft of one item. `desk` holds it beside the rest of the gold layer, for the verbs of tagging."""

    def __init__(self, adjudication: AdjudicationDesk) -> None:
        self._adjudication = adjudication
        gold = adjudication.state.gold
        self.desk = ArticleDesk(adjudication.article, adjudication.text, GOLD, gold, (), None)
        self._item: Item | None = None
        self._put_aside: tuple[Annotation, ...] = ()
        self._donors: set[str] = set()
        self.changed = False

    @property
    def draft(self) -> Annotation | None:
        """The draft; None if there is no item."""
        return self.desk.annotations.get(DRAFT)

    @property
    def sources(self) -> tuple[str, ...]:
        """The annotations it was put together from."""
        return tuple(sorted(self._donors))

    def begin(self, item: Item, order: Sequence[str]) -> None:
        """Begin with the gold there is, or with what most annotators say; among equals with the first in `order`."""
        self.end()
        self._item = item
        self._put_aside = tuple(gold for gold in item.gold if gold.id in self.desk.annotations)
        for gold in self._put_aside:
            self.desk.apply(Change(gold, None))
        start = item.gold[0] if item.gold else accepted(self._adjudication, item, self._most_said(item, order))
        self._donors = set(start.lineage.sources if start.lineage is not None else ())
        self.desk.apply(Change(None, replace(bare(start), id=DRAFT, note=start.note)))
        self.changed = False

    def _most_said(self, item: Item, order: Sequence[str]) -> Annotation:
        state = self._adjudication.state
        said = Counter(state.reading(unit) for unit in item.units)
        return min(item.units, key=lambda unit: (-said[state.reading(unit)], order.index(unit.layer)))

    def end(self) -> None:
        """Drop the draft."""
        if self.draft is not None:
            self.desk.apply(Change(self.draft, None))
        for gold in self._put_aside:
            self.desk.apply(Change(None, gold))
        self._put_aside, self._item = (), None

    # ---- changing it

    def do(self, verb: Verb) -> bool:
        """Carry a verb of tagging out on the draft; tell whether it changed. Raises RuleError."""
        changes = [
            change for change in verb(self.desk, self._adjudication.schema) if isinstance(change.record, Annotation)
        ]
        for change in changes:
            self.desk.apply(change)
        self.changed |= bool(changes)
        return bool(changes)

    def take_words(self, unit: Annotation) -> None:
        """Take over the words of an annotator; what rules filled is filled again."""
        self._take(unit, lambda draft: replace(draft, fragments=unit.fragments))

    def take_reading(self, unit: Annotation) -> None:
        """Take over an annotator's label with its attributes, on the words that the draft has."""
        if self.draft is not None and self.draft.label != unit.label:
            attributes, provenance = unit.attributes, unit.provenance
            self._take(
                unit, lambda draft: replace(draft, label=unit.label, attributes=attributes, provenance=provenance)
            )

    def take_value(self, unit: Annotation, name: str) -> None:
        """Take over one value; not set is a value too. Raises RuleError if the draft's label has no such attribute."""
        draft = self.draft
        attribute = self._adjudication.schema.attribute(name)
        if draft is None:
            return
        if attribute not in self._adjudication.schema.attributes_of(draft.label):
            title = self._adjudication.schema.label(draft.label).title
            raise RuleError(f"{attribute.title} is not an attribute of {title}", remedy="Take the label first")
        if attribute.computed:
            raise RuleError(f"{attribute.title} is worked out from the span", remedy="Take the words instead")

        def with_value(draft: Annotation) -> Annotation:
            attributes = {key: value for key, value in draft.attributes.items() if key != name}
            if unit.attributes.get(name) is not None:
                attributes[name] = unit.attributes[name]
            origin = unit.provenance.get(name, Provenance.EDITED)
            kept = Provenance.CONFIRMED if origin == Provenance.AUTO else origin
            return replace(draft, attributes=attributes, provenance={**draft.provenance, name: kept})

        self._take(unit, with_value)

    def _take(self, unit: Annotation, change: Callable[[Annotation], Annotation]) -> None:
        before = self.draft
        if before is None:
            return
        schema, article = self._adjudication.schema, self._adjudication.article
        after = fill(schema, change(before), self._adjudication.text, article.published)
        if after != before:
            self.desk.apply(Change(before, after))
            self._donors.add(unit.id)
            self.changed = True
