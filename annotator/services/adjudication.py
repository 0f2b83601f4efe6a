"""The verbs of an adjudicator: each one edit with a name, by the adjudicator, that can be undone."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.domain.adjudication import Decision, Item
from annotator.domain.annotation import GOLD, Annotation, Lineage, Relation
from annotator.domain.article import State
from annotator.domain.errors import RuleError
from annotator.domain.gold_links import Link
from annotator.domain.rules import missing
from annotator.services.adjudication_desk import AdjudicationDesk, read_desk
from annotator.services.editing import Editor, Touched
from annotator.services.gold_automatic import settle_by_themselves
from annotator.services.gold_drafts import accepted, all_accepted, decided, merged
from annotator.services.gold_plan import Plan
from annotator.services.roles import adjudicators
from annotator.services.settled import settled_in


class Adjudicator:
    """One adjudicator at work on a project, beside their own tagging. Verbs return what they touched.

    Every verb raises RuleError for someone who does not adjudicate in the project.
    """

    def __init__(self, editor: Editor) -> None:
        self.editor = editor
        self.desk: AdjudicationDesk | None = None

    @property
    def may_adjudicate(self) -> bool:
        """Whether the annotator has the role."""
        project = self.editor.project
        return project.annotator in adjudicators(project.settings)

    @property
    def here(self) -> AdjudicationDesk:
        """The article on the desk. Raises RuleError if there is none, or the role is lacking."""
        if not self.may_adjudicate:
            remedy = "Take the role first, on the Adjudicate page"
            raise RuleError(f"{self.editor.project.annotator} does not adjudicate in this project", remedy=remedy)
        if self.desk is None:
            raise RuleError("No article is open", remedy="Open an article first")
        return self.desk

    # ---- articles

    def open(self, article_id: str) -> Touched | None:
        """Put an article on the desk, and what all agree on into the gold layer unless that is finished.

        Returns what that touched. Raises InputError if the project has no such article.
        """
        self.read(article_id)
        if self.here.gold_state == State.FINISHED:
            return None
        return self._settle(with_majority=False)

    def read(self, article_id: str) -> AdjudicationDesk:
        """Put an article on the desk as it is."""
        project = self.editor.project
        project.saver.flush()
        self.desk = read_desk(project.reader, project.schema, settled_in(project.settings), article_id)
        return self.desk

    def close(self) -> None:
        """Clear the desk."""
        self.desk = None

    def take(self, touched: Touched) -> None:
        """Take over what an edit, an undo or a redo changed, wherever it was made; taking it twice does no harm."""
        if self.desk is None:
            return
        here = self.desk.article.id
        if touched.large or touched.articles - {here}:
            self.read(here)
            return
        for change in touched.changes:
            self.desk.apply(change)

    # ---- spans

    def settle_majority(self) -> Touched | None:
        """Decide everything that more than half of the finished annotators share; it is marked as such."""
        return self._settle(with_majority=True)

    def accept(self, item: Item, unit: Annotation) -> Touched | None:
        """Make gold what one annotator says."""
        return self._decide(f"accept {unit.label}", item, [accepted(self.here, item, unit)])

    def accept_all(self, item: Item) -> Touched | None:
        """Make every span of an item gold. Raises RuleError if some differ in their attributes alone."""
        drafts = all_accepted(self.here, item)
        name = f"accept {drafts[0].label}" if len(drafts) == 1 else f"accept {len(drafts)} spans"
        return self._decide(name, item, drafts)

    def merge(self, item: Item, unit: Annotation) -> Touched | None:
        """Make gold the words of all, with one annotator's label and attributes."""
        return self._decide(f"merge {unit.label}", item, [merged(self.here, item, unit)])

    def accept_draft(self, item: Item, draft: Annotation, sources: Sequence[str]) -> Touched | None:
        """Make a draft gold that a person put together from the spans with these ids."""
        done = decided(self.here, item, draft, sources)
        lineage = done.lineage
        edited = lineage is not None and lineage.decision == Decision.EDITED
        return self._decide(f"{'edit' if edited else 'accept'} {draft.label}", item, [done])

    def keep(self, item: Item) -> Touched | None:
        """Decide again what was decided before: the gold stays as it is. Raises RuleError if there is none."""
        if not item.gold:
            raise RuleError("There is nothing in the gold layer to keep", remedy="Accept or reject it")
        kept = [_kept(gold) for gold in item.gold]
        return self._decide(f"keep {item.gold[0].label}", item, kept)

    def reject(self, item: Item) -> Touched | None:
        """Leave an item out of the gold layer, and remember that."""
        label = (item.units or item.gold)[0].label
        return self._decide(f"reject {label}", item, [])

    def _decide(self, name: str, item: Item, drafts: Sequence[Annotation]) -> Touched | None:
        plan = self._plan()
        plan.decide(item, drafts)
        plan.follow()
        return self._record(name, plan)

    def _settle(self, *, with_majority: bool) -> Touched | None:
        plan = self._plan()
        done = settle_by_themselves(plan, with_majority=with_majority).total()
        name = "carry over relations" if not done else f"settle {done} agreed {'span' if done == 1 else 'spans'}"
        return self._record(name, plan)

    # ---- relations

    def accept_link(self, link: Link, relation: Relation) -> Touched | None:
        """Make a relation gold as one annotator has it."""
        plan = self._plan()
        plan.link(link, relation)
        return self._record(f"accept {link.label}", plan)

    def reject_link(self, link: Link) -> Touched | None:
        """Leave a relation out of the gold layer, and remember that."""
        plan = self._plan()
        plan.unlink(link)
        return self._record(f"reject {link.label}", plan)

    def keep_link(self, link: Link) -> Touched | None:
        """Keep a gold relation although the annotators have it no more, or not so."""
        plan = self._plan()
        plan.keep(link)
        return self._record(f"keep {link.label}", plan)

    # ---- the article

    def lacking(self) -> dict[str, tuple[str, ...]]:
        """Return the gold annotations that lack required attributes, with the names of those."""
        desk = self.here
        found = ((gold.id, missing(desk.schema, gold)) for gold in desk.state.gold)
        return {gold_id: names for gold_id, names in found if names}

    def finish(self) -> Touched | None:
        """Mark the gold layer of the article finished. Raises RuleError while something is to be decided."""
        desk = self.here
        if len(desk.finished) < 2:
            raise RuleError("Fewer than two annotators have finished the article", remedy="Wait for the others")
        if desk.open_count:
            remedy = "Decide them first, or leave the article for later"
            raise RuleError(f"There is still something to decide here: {desk.open_count}", remedy=remedy)
        return self._set_state("finish adjudication", State.FINISHED)

    def reopen(self) -> Touched | None:
        """Take back that the gold layer of the article is finished."""
        if self.here.gold_state != State.FINISHED:
            return None
        return self._set_state("reopen adjudication", State.IN_PROGRESS)

    def _set_state(self, name: str, state: State) -> Touched | None:
        if self.here.gold_state == state:
            return None
        plan = self._plan()
        plan.set_state(state)
        return self._taken(self.editor.change(name, plan.changes))

    # ---- writing

    def _plan(self) -> Plan:
        project = self.editor.project
        return Plan(self.here, project.mint, project.annotator, project.clock.now_ms())

    def _record(self, name: str, plan: Plan) -> Touched | None:
        plan.begin()
        return self._taken(self.editor.change(name, plan.changes))

    def _taken(self, touched: Touched | None) -> Touched | None:
        if touched is not None:
            self.take(touched)
        return touched


def _kept(gold: Annotation) -> Annotation:
    """Return a gold annotation as a draft that says the same and is decided by a person now."""
    lineage = gold.lineage if gold.lineage is not None else Lineage(Decision.EDITED)
    by_person = Decision.ACCEPTED if lineage.decision in (Decision.UNANIMOUS, Decision.MAJORITY) else lineage.decision
    kept = Lineage(by_person, lineage.sources)
    return Annotation(
        gold.id, gold.article_id, GOLD, gold.label, gold.fragments, gold.attributes, gold.provenance, gold.note, kept
    )
