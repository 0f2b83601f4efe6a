"""What becomes of the gold layer when something is decided: changes, not yet applied.

A `Plan` looks at a desk and collects the changes of one edit. It never writes anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from annotator.domain.adjudication import Decision, Item, Settled, Why, print_of, print_of_relation
from annotator.domain.annotation import GOLD, Annotation, Lineage, Progress, Relation, Setting
from annotator.domain.article import State
from annotator.domain.edit import KIND_OF, Change, Record, key_of
from annotator.domain.errors import RuleError
from annotator.domain.gold_links import Link
from annotator.domain.identity import ANNOTATION, RELATION, Mint
from annotator.domain.span import surface
from annotator.services.adjudication_desk import AdjudicationDesk
from annotator.services.gold_references import with_references
from annotator.services.settled import setting_of
from annotator.services.tagging import Changes

_SHOWN = 40


class Plan:
    """The changes of one edit by the adjudicator `by` at `at_ms`; `desk` shows the article as it will be."""

    def __init__(self, desk: AdjudicationDesk, mint: Mint, by: str, at_ms: int) -> None:
        self.desk = desk.copy()
        self._mint, self._by, self._at_ms = mint, by, at_ms
        self._first: dict[tuple[str, ...], Record | None] = {}
        self._last: dict[tuple[str, ...], Record | None] = {}

    @property
    def changes(self) -> Changes:
        """What is different in the end."""
        return tuple(
            Change(before, self._last[name]) for name, before in self._first.items() if before != self._last[name]
        )

    def _put(self, before: Record | None, after: Record | None) -> None:
        record = after if after is not None else before
        if record is None or before == after:
            return
        name = (KIND_OF[type(record)].value, *key_of(record))
        self._first.setdefault(name, before)
        self._last[name] = after
        self.desk.apply(Change(before, after))

    # ---- spans

    def decide(self, item: Item, drafts: Sequence[Annotation]) -> None:
        """Make an item's gold annotations what the drafts say; none leaves its spans out of the gold layer.

        Drafts need a lineage with decision and sources; the rest of it and their ids are filled in. The item's gold
        annotations are changed where possible, so that relations stay. Raises RuleError if the gold layer has the
        same label on the same words elsewhere.
        """
        seen = self._seen(item)
        made = []
        for nth, draft in enumerate(drafts):
            old = item.gold[nth] if nth < len(item.gold) else None
            self._refuse_duplicate(draft, item)
            lineage = draft.lineage or Lineage(Decision.EDITED)
            lineage = replace(lineage, seen=seen, annotators=self.desk.finished, by=self._by, at_ms=self._at_ms)
            name = old.id if old is not None else self._mint.new(ANNOTATION)
            made.append(replace(draft, id=name, layer=GOLD, article_id=self.desk.article.id, lineage=lineage))
            self._put(old, made[-1])
            self._drop_unfit_relations(made[-1])
        for old in item.gold[len(made) :]:
            self._drop_gold(old)
        for unit in item.units:
            self._settle(unit.id, None if made else print_of(unit))

    def _seen(self, item: Item) -> dict[str, str]:
        """Return what a decision is about: the item's spans, and what was decided with them and still is as it was."""
        before = {
            unit: print_ for gold in item.gold if gold.lineage is not None for unit, print_ in gold.lineage.seen.items()
        }
        annotations = self.desk.annotations
        kept = {
            unit: print_
            for unit, print_ in before.items()
            if unit in annotations and print_of(annotations[unit]) == print_
        }
        return dict(sorted({**kept, **{unit.id: print_of(unit) for unit in item.units}}.items()))

    def _refuse_duplicate(self, draft: Annotation, item: Item) -> None:
        if self.desk.gold_at(draft.label, draft.fragments) - {gold.id for gold in item.gold}:
            words = surface(self.desk.text, draft.fragments)
            shown = words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"
            title = self.desk.schema.label(draft.label).title.lower()
            remedy = "Choose other words or another label, or reject this one"
            raise RuleError(f"“{shown}” is in the gold layer as {title} already", remedy=remedy)

    def _drop_gold(self, gold: Annotation) -> None:
        for relation in self.desk.relations_of(gold.id):
            self._put(relation, None)
        self._put(gold, None)

    def _drop_unfit_relations(self, gold: Annotation) -> None:
        """Take away relations that the schema does not allow with the label that an annotation got."""
        for relation in self.desk.relations_of(gold.id):
            kind = self.desk.schema.relation(relation.label)
            if gold.label not in (kind.head if relation.head == gold.id else kind.child):
                self._put(relation, None)

    def _settle(self, object_id: str, fingerprint: str | None) -> None:
        """Note that an object needs nothing more as it is, or with None take such a note away."""
        old = self.desk.settled.get(object_id)
        before = None if old is None else setting_of(object_id, old)
        after: Setting | None = None
        if fingerprint is not None:
            after = setting_of(object_id, Settled(self.desk.article.id, fingerprint, self._by, self._at_ms))
        self._put(before, after)

    # ---- relations

    def follow(self) -> None:
        """Carry over what follows by itself: relations on which all agree, and references to what has become gold."""
        for gold, linked in with_references(self.desk):
            self._put(gold, linked)
        for link in self.desk.links:
            if link.is_unanimous and link.why == (Why.UNDECIDED,):
                self.link(link, link.relations[0])

    def link(self, link: Link, relation: Relation) -> None:
        """Make a relation gold."""
        name = link.gold.id if link.gold is not None else self._mint.new(RELATION)
        ends = link.head.id, link.child.id, link.child.article_id
        self._put(link.gold, Relation(name, link.head.article_id, GOLD, link.label, *ends, relation.attributes))
        for each in link.relations:
            self._settle(each.id, None)

    def unlink(self, link: Link) -> None:
        """Leave a relation out of the gold layer."""
        if link.gold is not None:
            self._settle(link.gold.id, None)
        self._put(link.gold, None)
        for relation in link.relations:
            self._settle(relation.id, print_of_relation(relation))

    def keep(self, link: Link) -> None:
        """Keep a gold relation although no annotator has it any more, or not so."""
        if link.gold is not None:
            self._settle(link.gold.id, print_of_relation(link.gold))

    # ---- progress

    def begin(self) -> None:
        """Note that the gold layer is being worked on, if there is any change of it."""
        if self.changes and self.desk.gold_state != State.IN_PROGRESS:
            self.set_state(State.IN_PROGRESS)

    def set_state(self, state: State) -> None:
        """Note how far the gold layer is."""
        article = self.desk.article.id
        self._put(self.desk.progress.get(GOLD), Progress(article, GOLD, state, self._at_ms))
