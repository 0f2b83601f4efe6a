from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.adjudication import Difference, Item
from annotator.domain.annotation import Annotation, Provenance
from annotator.domain.errors import RuleError
from annotator.services import tagging
from annotator.services.adjudication import Adjudicator
from annotator.services.drafting import DRAFT, Drafting
from annotator.services.editing import Editor
from annotator.services.projects import open_project
from annotator.services.roles import become_adjudicator
from tests.unit.services.three_annotators import ANNOTATORS, three_annotators


@pytest.fixture
def dora(tmp_path: Path) -> Iterator[Adjudicator]:
    with open_project(three_annotators(tmp_path / "halmer.annot", articles=1), "dora") as project:
        editor = Editor(project)
        become_adjudicator(editor)
        adjudicator = Adjudicator(editor)
        adjudicator.open(project.reader.article_ids()[0])
        yield adjudicator


def differing(adjudicator: Adjudicator, difference: Difference) -> Item:
    return next(item for item in adjudicator.here.items if item.is_open and item.differences == (difference,))


def begun(adjudicator: Adjudicator, item: Item) -> tuple[Drafting, Annotation]:
    drafting = Drafting(adjudicator.here)
    drafting.begin(item, ANNOTATORS)
    assert drafting.draft is not None
    return drafting, drafting.draft


def test_a_draft_begins_with_what_most_say_and_among_equals_with_the_first(dora: Adjudicator) -> None:
    item = differing(dora, Difference.BOUNDARY)
    said = [unit.fragments for unit in item.units]
    _, draft = begun(dora, item)
    assert said.count(draft.fragments) == max(said.count(one) for one in said)
    assert (draft.id, draft.layer, draft.note) == (DRAFT, "gold", "")
    two = replace(item, units=item.units[:1] + item.units[-1:])
    drafting = Drafting(dora.here)
    drafting.begin(two, [item.units[-1].layer, item.units[0].layer])
    assert drafting.draft is not None
    assert drafting.draft.fragments == item.units[-1].fragments


def test_a_draft_of_what_is_decided_begins_with_the_gold(dora: Adjudicator) -> None:
    item = differing(dora, Difference.BOUNDARY)
    dora.accept(item, item.units[-1])
    now = next(now for now in dora.here.items if now.units == item.units)
    drafting, draft = begun(dora, now)
    assert draft.fragments == item.units[-1].fragments
    assert now.gold[0].lineage is not None
    assert drafting.sources == now.gold[0].lineage.sources
    assert now.gold[0].id not in drafting.desk.annotations
    drafting.end()
    assert now.gold[0].id in drafting.desk.annotations
    assert drafting.draft is None


def test_words_of_another_annotator_are_taken_over_and_rules_fill_again(dora: Adjudicator) -> None:
    item = differing(dora, Difference.BOUNDARY)
    drafting, draft = begun(dora, item)
    other = next(unit for unit in item.units if unit.fragments != draft.fragments)
    drafting.take_words(other)
    assert drafting.draft is not None
    assert drafting.draft.fragments == other.fragments
    assert other.id in drafting.sources
    assert drafting.changed


def test_a_value_is_taken_over_with_the_word_of_a_person_behind_it(dora: Adjudicator) -> None:
    item = differing(dora, Difference.ATTRIBUTES)
    drafting, draft = begun(dora, item)
    name, other = next(
        (name, unit)
        for unit in item.units
        for name, value in unit.attributes.items()
        if draft.attributes.get(name) != value
    )
    drafting.take_value(other, name)
    assert drafting.draft is not None
    assert drafting.draft.attributes[name] == other.attributes[name]
    assert drafting.draft.provenance[name] in (Provenance.CONFIRMED, Provenance.EDITED)
    without = replace(other, attributes={key: value for key, value in other.attributes.items() if key != name})
    drafting.take_value(without, name)
    assert name not in drafting.draft.attributes
    assert drafting.draft.provenance[name] == other.provenance.get(name, Provenance.EDITED) or (
        other.provenance[name] == Provenance.AUTO and drafting.draft.provenance[name] == Provenance.CONFIRMED
    )


def test_a_label_comes_with_its_attributes_and_values_of_another_label_are_refused(dora: Adjudicator) -> None:
    item = differing(dora, Difference.LABEL)
    drafting, draft = begun(dora, item)
    other = next(unit for unit in item.units if unit.label != draft.label)
    foreign = next(name for name in other.attributes if name not in draft.attributes)
    with pytest.raises(RuleError, match="is not an attribute of"):
        drafting.take_value(other, foreign)
    assert not drafting.changed
    drafting.take_reading(other)
    assert drafting.draft is not None
    assert (drafting.draft.label, drafting.draft.attributes) == (other.label, other.attributes)


def test_what_is_worked_out_cannot_be_taken(dora: Adjudicator) -> None:
    item = next(item for item in dora.here.items if item.units and item.units[0].label == "figure")
    drafting, _ = begun(dora, item)
    with pytest.raises(RuleError, match="worked out"):
        drafting.take_value(item.units[0], "vague")


def test_verbs_of_tagging_change_the_draft_and_know_the_rest_of_the_gold_layer(dora: Adjudicator) -> None:
    item = differing(dora, Difference.BOUNDARY)
    drafting, draft = begun(dora, item)
    assert drafting.do(lambda desk, schema: tagging.nudge(desk, schema, DRAFT, "end", "word", forward=False))
    assert drafting.draft is not None
    assert drafting.draft.end < draft.end
    taken = next(gold for gold in dora.here.state.gold if gold.label == draft.label)
    with pytest.raises(RuleError, match="already"):
        drafting.do(lambda desk, schema: tagging.respan(desk, schema, DRAFT, taken.fragments))
