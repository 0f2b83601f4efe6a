from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from pydantic import ValidationError

from annotator.domain.errors import RuleError
from annotator.domain.schema import Agreement, Attribute, AttributeType, Label, Schema, ShowWhen
from annotator.domain.schema_parts import MEASURES
from tests.unit.domain.schema_samples import VERDICTS, verdicts


def test_parts_are_found_by_name() -> None:
    schema = verdicts()
    assert schema.label("person").color == "#0033aa"
    assert schema.attribute("fine").type is AttributeType.NUMBER
    assert schema.relation("overrules").across_articles
    assert [attribute.name for attribute in schema.attributes_of("person")] == ["judge"]
    assert [attribute.name for attribute in schema.attributes_of_relation("overrules")] == ["judge"]


def test_the_form_has_the_order_of_the_label_not_of_the_attributes() -> None:
    labels = [{"name": "ruling", "color": "#aa3300", "attributes": ["judge", "outcome"]}]
    schema = verdicts(labels=labels, relations=[])
    assert [attribute.name for attribute in schema.attributes_of("ruling")] == ["judge", "outcome"]


@pytest.mark.parametrize("lookup", ["label", "attribute", "relation", "attributes_of", "relations_from"])
def test_an_unknown_name_is_refused_with_the_names_there_are(lookup: str) -> None:
    with pytest.raises(RuleError, match=r"'nothing'") as caught:
        getattr(verdicts(), lookup)("nothing")
    assert "ruling" in str(caught.value) or "judge" in str(caught.value) or "ruled_by" in str(caught.value)


def test_relations_begin_and_end_at_the_labels_they_name() -> None:
    schema = verdicts()
    assert [link.name for link in schema.relations_from("ruling")] == ["ruled_by", "overrules"]
    assert schema.relations_from("person") == ()
    assert schema.allows("ruled_by", "ruling", "person")
    assert not schema.allows("ruled_by", "person", "ruling")
    assert not schema.allows("nothing", "ruling", "person")


def test_what_is_left_out_is_filled_in() -> None:
    schema = verdicts()
    assert (schema.label("ruling").title, schema.label("ruling").short) == ("Ruling", "Rul")
    assert schema.relation("ruled_by").title == "Ruled by"
    assert schema.attribute("outcome").choices[1].title == "Quashed"
    assert schema.attribute("outcome").agreement is Agreement.ORDINAL
    assert schema.attribute("paid").default is False


@pytest.mark.parametrize("kind", AttributeType)
def test_every_type_has_its_own_measure(kind: AttributeType) -> None:
    choices = [{"value": "a"}] if "choice" in kind else []
    made = Attribute.model_validate({"name": "x", "type": kind, "choices": choices})
    assert made.agreement is MEASURES[kind][0]


def test_a_copy_is_checked_and_looks_things_up_anew() -> None:
    schema = verdicts()
    assert schema.label("person").short == "P"
    labels = (*schema.labels[:1], Label(name="person", color="#000000", short="X", attributes=("judge",)))
    assert schema.model_copy(update={"labels": labels}).label("person").short == "X"
    with pytest.raises(ValidationError, match="no label 'person'"):
        schema.model_copy(update={"labels": schema.labels[:1]})


def test_schemas_are_values() -> None:
    schema, same = verdicts(), verdicts()
    schema.label("ruling")
    assert schema == same
    assert hash(schema) == hash(same)
    with pytest.raises(ValidationError, match="frozen"):
        schema.version = 2


def test_a_condition_can_be_made_in_python_and_from_data() -> None:
    assert ShowWhen(attribute="a", is_=("x",)) == ShowWhen.model_validate({"attribute": "a", "is": ["x"]})


def _with(path: str, value: Any) -> dict[str, Any]:
    data = deepcopy(VERDICTS)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = data
    for step in way:
        place = place[step]
    place[last] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        ("name", "Court", "'Court' is not a name"),
        ("labels.0.name", "two words", "'two words' is not a name"),
        ("attributes.0.name", "9lives", "'9lives' is not a name"),
        ("labels.1.name", "ruling", "two labels named 'ruling'"),
        ("attributes.7.name", "judge", "two attributes named 'judge'"),
        ("relations.1.name", "ruled_by", "two relations named 'ruled_by'"),
        ("labels.0.key", "A", "one character"),
        ("labels.0.key", "0", "one character"),
        ("labels.0.key", "12", "one character"),
        ("labels.1.key", "1", "the key '1' is used by two labels"),
        ("labels.1.short", "Rul", "short name 'Rul' is used by two"),
        ("labels.0.color", "red", "must look like"),
        ("labels.0.color", "#12345", "must look like"),
        ("labels.0.title", "Rul\ning", "control character or a line break"),
        ("labels.0.description", "Rul\x00ing", "control character"),
        ("labels.0.attributes", ["outcome", "verdict"], "no attribute 'verdict'"),
        ("labels.1.attributes", ["judge", "judge"], "'judge' is listed twice"),
        ("labels.0.attributes", ["fine"], "'fine' depends on 'outcome', which 'ruling' does not have"),
        ("labels", [], "at least 1"),
        ("relations.0.head", ["court"], "no label 'court'"),
        ("relations.0.child", ["court"], "no label 'court'"),
        ("relations.0.attributes", ["fine"], "'fine' depends on 'outcome', which 'ruled_by' does not have"),
        ("relations.1.attributes", ["verdict"], "no attribute 'verdict'"),
        ("attributes.0.choices", [], "needs choices"),
        ("attributes.2.choices", [{"value": "a"}], "cannot have choices"),
        ("attributes.0.choices.1.value", "upheld", "'upheld' is there twice"),
        ("attributes.0.choices.1.value", " ", "must not be empty"),
        ("attributes.0.choices.1.key", "u", "used by two choices"),
        ("attributes.0.choices.1.key", "uu", "one letter"),
        ("attributes.0.default", "burnt", "the default does not fit"),
        ("attributes.2.default", "much", "the default does not fit"),
        ("attributes.4.default", "2024-13", "the default does not fit"),
        ("attributes.2.ordinal", True, "only a choice can be ordinal"),
        ("attributes.2.computed", True, "needs 'auto'"),
        ("attributes.2.on_demand", True, "cannot be on demand"),
        ("attributes.2.agreement", "similarity", "agreement on a number is one of: interval"),
        ("attributes.2.show_when", {"attribute": "outcome"}, "needs one of"),
        ("attributes.2.show_when", {"attribute": "verdict", "filled": True}, "no attribute 'verdict'"),
        ("attributes.2.show_when", {"attribute": "outcome", "is": ["burnt"]}, "'burnt' is not a value of 'outcome'"),
        ("attributes.2.show_when", {"attribute": "outcome", "is": [3]}, "put it in quotes"),
        ("attributes.2.show_when", {"attribute": "outcome", "is": [None]}, "must be text, a number"),
        ("attributes.2.show_when", {"attribute": "paid", "is_not": ["no"]}, "'no' is not a value of 'paid'"),
        ("attributes.0.show_when", {"attribute": "outcome", "filled": True}, "only when it is shown itself"),
        ("attributes.0.show_when", {"attribute": "paid", "filled": False}, "only when it is shown itself"),
    ],
)
def test_what_does_not_fit_is_refused(path: str, value: Any, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Schema.model_validate(_with(path, value))


def test_a_cycle_is_told_of_everything_in_it_and_nothing_beside_it() -> None:
    with pytest.raises(ValidationError) as caught:
        Schema.model_validate(_with("attributes.0.show_when", {"attribute": "fine", "filled": False}))
    assert [error["loc"] for error in caught.value.errors()] == [
        ("attributes", 0, "show_when"),
        ("attributes", 2, "show_when"),
    ]
