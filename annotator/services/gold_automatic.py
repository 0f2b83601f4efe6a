"""What goes to the gold layer by itself: what all finished annotators share, and on request what most of them share."""

from __future__ import annotations

from collections import Counter

from annotator.domain.adjudication import AUTOMATIC, Decision, Item, Why, shared_reading
from annotator.domain.annotation import Annotation
from annotator.domain.errors import RuleError
from annotator.services.gold_drafts import majority, unanimous
from annotator.services.gold_plan import Plan


def settle_by_themselves(plan: Plan, *, with_majority: bool) -> Counter[Decision]:
    """Decide what needs nobody; return how many spans were settled in which way.

    Nothing that a person decided is touched, also not what they left out. What was decided in this way before is
    decided anew if it came back and can be.
    """
    done: Counter[Decision] = Counter()
    for item in plan.desk.items:
        draft = _draft(plan, item, with_majority=with_majority)
        if draft is None:
            continue
        try:
            plan.decide(item, [draft])
        except RuleError:
            continue  # the same words are gold elsewhere, so this is for a person
        done[Decision.UNANIMOUS if item.is_unanimous else Decision.MAJORITY] += 1
    plan.follow()
    if with_majority:
        _link_majority(plan)
    return done


def _draft(plan: Plan, item: Item, *, with_majority: bool) -> Annotation | None:
    """Return what to make of an item, or None to leave it as it is."""
    if not _may_settle(item):
        return None
    if item.is_unanimous:
        return unanimous(item)
    shared = shared_reading(item, plan.desk.finished) if with_majority else ()
    return majority(plan.desk, shared) if shared else None


def _may_settle(item: Item) -> bool:
    if not item.gold:
        return item.why == (Why.UNDECIDED,)
    nobody = all(gold.lineage is not None and gold.lineage.decision in AUTOMATIC for gold in item.gold)
    return nobody and item.is_open and item.why != (Why.LEFT_OPEN,)


def _link_majority(plan: Plan) -> None:
    for link in plan.desk.links:
        relation = link.majority
        if relation is not None and link.why == (Why.UNDECIDED,):
            plan.link(link, relation)
