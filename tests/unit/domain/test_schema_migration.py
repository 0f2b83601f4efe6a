from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotation import Annotation, AttributeValue, Provenance, Relation
from annotator.domain.errors import RuleError
from annotator.domain.rules import check_annotation
from annotator.domain.schema import Schema
from annotator.domain.schema_migration import Renames, SchemaPlan, diff, plan
from tests.unit.domain.schema_samples import annotation, filled, schemas, verdicts


def _schema(*attributes: dict[str, Any], label: str = "ruling") -> Schema:
    """Return a schema of one label with these attributes."""
    return Schema.model_validate(
        {
            "name": "court",
            "labels": [{"name": label, "color": "#000000", "attributes": [each["name"] for each in attributes]}],
            "attributes": attributes,
        }
    )


def _of(kind: str, *values: str, name: str = "x") -> dict[str, Any]:
    return {"name": name, "type": kind, "choices": [{"value": value} for value in values]}


def _plan(old: Schema, new: Schema, *annotations: Annotation, **renames: Any) -> SchemaPlan:
    return plan(old, new, Renames(**renames), annotations, [])


def _only(found: SchemaPlan) -> Annotation:
    ((_, after),) = found.changed
    assert found.refused == []
    assert isinstance(after, Annotation)
    return after


def test_the_same_schema_changes_nothing() -> None:
    schema = verdicts()
    assert diff(schema, schema) == []
    found = plan(schema, schema, Renames(), [annotation(outcome="fined", fine=3.0, reasons=("law",))], [])
    assert found == SchemaPlan()
    assert found.as_changes() == ()


def test_the_difference_is_told_in_words() -> None:
    old = verdicts()
    data = verdicts().model_dump(mode="json", by_alias=True)
    data["labels"][0]["name"], data["labels"][0]["attributes"] = "decision", ["outcome", "reasons", "fine", "paid"]
    data["labels"][1]["attributes"] = ["remark"]
    data["labels"].append({"name": "place", "color": "#112233"})
    data["attributes"] = [each for each in data["attributes"] if each["name"] not in {"appeals", "decided", "judge"}]
    data["attributes"].append({"name": "seen", "type": "boolean"})
    data["attributes"][0]["choices"] = [{"value": "kept"}, {"value": "fined"}, {"value": "adjourned"}]
    data["attributes"][2].update(type="text", agreement="equality")
    data["relations"] = [{"name": "heard_by", "head": ["decision"], "child": ["person"]}]
    renames = Renames({"ruling": "decision"}, {}, {"ruled_by": "heard_by"}, {("outcome", "upheld"): "kept"})
    assert [str(change) for change in diff(old, Schema.model_validate(data), renames)] == [
        "label 'ruling' is now called 'decision'",
        "label 'place' is added",
        "attribute 'decided' is removed",
        "attribute 'appeals' is removed",
        "attribute 'judge' is removed",
        "attribute 'seen' is added",
        "choice 'upheld' of 'outcome' is now called 'kept'",
        "choice 'quashed' of 'outcome' is removed",
        "choice 'adjourned' of 'outcome' is added",
        "attribute 'fine' is now a text",
        "attribute 'remark' now belongs to person",
        "relation 'ruled_by' is now called 'heard_by'",
        "relation 'overrules' is removed",
    ]


def test_renames_reach_label_attributes_choices_and_provenance() -> None:
    old = _schema(_of("multichoice", "facts", "law"), _of("text", name="y"))
    new = _schema(_of("text", name="who"), _of("multichoice", "statute", "facts", name="why"), label="decision")
    before = replace(
        annotation(x=("facts", "law"), y="Ruiz"), provenance={"x": Provenance.AUTO, "y": Provenance.EDITED}
    )
    after = _only(
        _plan(
            old,
            new,
            before,
            labels={"ruling": "decision"},
            attributes={"x": "why", "y": "who"},
            choices={("x", "law"): "statute"},
        )
    )
    assert after == replace(
        before,
        label="decision",
        attributes={"why": ("statute", "facts"), "who": "Ruiz"},
        provenance={"why": Provenance.AUTO, "who": Provenance.EDITED},
    )


def test_two_names_can_be_swapped() -> None:
    old = _schema(_of("choice", "a", "b"), _of("text", name="y"))
    new = _schema(_of("text"), _of("choice", "a", "b", name="y"))
    after = _only(
        _plan(
            old,
            new,
            annotation(x="a", y="b"),
            attributes={"x": "y", "y": "x"},
            choices={("x", "a"): "b", ("x", "b"): "a"},
        )
    )
    assert after.attributes == {"y": "b", "x": "b"}


@pytest.mark.parametrize(
    ("old", "new", "value", "expected"),
    [
        (_of("choice", "a", "b"), _of("text"), "a", "a"),
        (_of("choice", "a", "b"), _of("multichoice", "b", "a"), "a", ("a",)),
        (_of("multichoice", "a", "b"), _of("choice", "a", "b"), ("b",), "b"),
        (_of("multichoice", "a", "b"), _of("multichoice", "b", "a"), ("a", "b"), ("b", "a")),
        (_of("number"), _of("text"), 1200.0, "1200"),
        (_of("number"), _of("text"), 0.1, "0.1"),
        (_of("number"), _of("choice", "1", "2"), 2.0, "2"),
        (_of("boolean"), _of("text"), False, "false"),
        (_of("boolean"), _of("choice", "true", "false"), True, "true"),
        (_of("date"), _of("text"), "2024-03", "2024-03"),
        (_of("text"), _of("number"), "1200", 1200.0),
        (_of("text"), _of("boolean"), "true", True),
        (_of("text"), _of("date"), "2024", "2024"),
        (_of("text"), _of("choice", "a", "b"), "b", "b"),
    ],
)
def test_values_are_converted_where_they_could_be_converted_back(
    old: dict[str, Any], new: dict[str, Any], value: AttributeValue, expected: AttributeValue
) -> None:
    there = _plan(_schema(old), _schema(new), annotation(x=value))
    after = there.changed[0][1].attributes["x"] if there.changed else value
    assert (there.refused, after, type(after)) == ([], expected, type(expected))
    back = _plan(_schema(new), _schema(old), annotation(x=expected))
    again = back.changed[0][1].attributes["x"] if back.changed else expected
    assert (back.refused, again, type(again)) == ([], value, type(value))


@pytest.mark.parametrize(
    ("old", "new", "value"),
    [
        (_of("text"), _of("number"), "1,200"),
        (_of("text"), _of("number"), "about 5"),
        (_of("text"), _of("boolean"), "yes"),
        (_of("text"), _of("choice", "a"), "b"),
        (_of("text"), _of("date"), "March"),
        (_of("text"), _of("reference"), "Ruiz"),
        (_of("number"), _of("boolean"), 1.0),
        (_of("number"), _of("date"), 12.5),
        (_of("boolean"), _of("number"), True),
        (_of("multichoice", "a", "b"), _of("choice", "a", "b"), ("a", "b")),
        (_of("multichoice", "a", "b"), _of("text"), ("a", "b")),
        (_of("choice", "a", "b"), _of("choice", "b"), "a"),
        (_of("multichoice", "a", "b"), _of("multichoice", "b"), ("a", "b")),
    ],
)
def test_a_value_that_would_be_lost_is_refused(old: dict[str, Any], new: dict[str, Any], value: AttributeValue) -> None:
    found = _plan(_schema(old), _schema(new), annotation(x=value))
    assert found.changed == []
    (refusal,) = found.refused
    assert (refusal.record_id, refusal.article_id) == (annotation().id, "a_1")
    assert "'x' cannot take over" in refusal.why
    with pytest.raises(RuleError, match="cannot be changed"):
        found.as_changes()


def test_what_is_removed_while_in_use_is_refused_and_what_is_not_in_use_is_not() -> None:
    old = _schema(_of("text"), _of("text", name="y"))
    fewer = _schema(_of("text", name="y"))
    used, unused = annotation(x="Ruiz"), annotation(number=2, y="Ruiz")
    found = _plan(old, fewer, used, unused)
    assert [refusal.record_id for refusal in found.refused] == [used.id]
    assert "no attribute 'x', whose value is 'Ruiz'" in found.refused[0].why
    other = _schema(_of("text"), label="verdict")
    assert "no label 'ruling'" in _plan(old, other, annotation()).refused[0].why


def test_an_attribute_taken_from_its_label_is_refused() -> None:
    labels = [dict(label.model_dump(mode="json"), attributes=["judge"]) for label in verdicts().labels]
    found = _plan(verdicts(), verdicts(labels=labels), annotation(outcome="fined", judge="Ruiz"))
    assert found.refused[0].why == "'outcome' is not an attribute of the label 'ruling'"


def test_a_name_given_to_another_does_not_swallow_the_first_owner() -> None:
    old, new = _schema(_of("text"), _of("text", name="y")), _schema(_of("text", name="y"))
    found = _plan(old, new, annotation(x="Ruiz", y="Okafor"), attributes={"x": "y"})
    assert "no attribute 'y', whose value is 'Okafor'" in found.refused[0].why
    choice = _plan(
        _schema(_of("choice", "a", "b")), _schema(_of("choice", "b")), annotation(x="b"), choices={("x", "a"): "b"}
    )
    assert "another one takes its name" in choice.refused[0].why


@pytest.mark.parametrize(
    ("renames", "why"),
    [
        ({"labels": {"verdict": "ruling"}}, "old schema has no label 'verdict'"),
        ({"attributes": {"fine": "penalty"}}, "new schema has no attribute 'penalty'"),
        ({"relations": {"ruled_by": "heard_by"}}, "new schema has no relation 'heard_by'"),
        ({"labels": {"ruling": "person", "person": "person"}}, "Two labels cannot become one"),
        ({"choices": {("outcome", "burnt"): "fined"}}, "old schema has no choice 'burnt'"),
        ({"choices": {("outcome", "fined"): "burnt"}}, "new schema has no choice 'burnt'"),
        ({"choices": {("outcome", "fined"): "upheld", ("outcome", "upheld"): "upheld"}}, "Two choices"),
        ({"choices": {("verdict", "a"): "b"}}, "Choices of 'verdict' cannot be renamed"),
    ],
)
def test_renames_that_cannot_be_are_refused(renames: dict[str, Any], why: str) -> None:
    with pytest.raises(RuleError, match=why):
        diff(verdicts(), verdicts(), Renames(**renames))


def _link(name: str, **attributes: AttributeValue) -> Relation:
    return Relation("r_1", "a_1", "anna", name, annotation().id, annotation(number=2).id, "a_1", attributes)


def test_relations_are_renamed_with_their_attributes() -> None:
    old = verdicts()
    data = old.model_dump(mode="json", by_alias=True)
    data["relations"][1].update(name="reverses", attributes=["remark"])
    data["labels"][0]["attributes"].remove("judge")
    data["labels"][1]["attributes"] = []
    data["attributes"] = [each for each in data["attributes"] if each["name"] != "judge"]
    renames = Renames(attributes={"judge": "remark"}, relations={"overrules": "reverses"})
    del data["attributes"][-1]
    data["attributes"].append({"name": "remark", "type": "text"})
    ends = [annotation(), annotation(number=2)]
    found = plan(old, Schema.model_validate(data), renames, ends, [_link("overrules", judge="Ruiz")])
    assert found.refused == []
    assert found.changed == [(_link("overrules", judge="Ruiz"), _link("reverses", remark="Ruiz"))]
    (change,) = found.as_changes()
    assert change.after == _link("reverses", remark="Ruiz")


@pytest.mark.parametrize(
    ("relations", "ends", "why"),
    [
        ([], ("ruling", "ruling"), "new schema has no relation 'overrules'"),
        ([{"name": "overrules", "head": ["ruling"], "child": ["person"]}], ("ruling", "ruling"), "cannot link"),
        ([{"name": "overrules", "head": ["ruling"], "child": ["ruling"]}], ("ruling", "ruling"), "not an attribute"),
        (list(verdicts().relations), ("ruling",), "annotations that are not there"),
    ],
)
def test_relations_that_would_be_lost_or_wrong_are_refused(relations: Any, ends: tuple[str, ...], why: str) -> None:
    there = [annotation(label, number) for number, label in enumerate(ends, start=1)]
    new = verdicts(relations=relations)
    found = plan(verdicts(), new, Renames(), there, [_link("overrules", judge="Ruiz")])
    assert [refusal.record_id for refusal in found.refused] == ["r_1"]
    assert why in found.refused[0].why


def test_a_relation_across_articles_is_refused_where_it_may_no_longer_be() -> None:
    inside = [{"name": "overrules", "head": ["ruling"], "child": ["ruling"]}]
    ends = [annotation(), replace(annotation(number=2), article_id="a_2")]
    across = replace(_link("overrules"), child_article_id="a_2")
    assert plan(verdicts(), verdicts(), Renames(), ends, [across]) == SchemaPlan()
    found = plan(verdicts(), verdicts(relations=inside), Renames(), ends, [across])
    assert "two articles" in found.refused[0].why


def _renamed(schema: Schema) -> tuple[Schema, Renames]:
    """Return the schema with every name and choice changed, and the renames that say so."""

    def other(name: str) -> str:
        return f"z{name}"

    data = schema.model_dump(mode="json", by_alias=True)
    choices: dict[tuple[str, str], str] = {}
    for attribute in data["attributes"]:
        for choice in attribute["choices"]:
            choices[attribute["name"], choice["value"]] = other(choice["value"])
            choice["value"] = other(choice["value"])
        attribute["choices"].reverse()
        attribute.update(name=other(attribute["name"]), default=None, show_when=None)
    for owner in (*data["labels"], *data["relations"]):
        owner["name"] = other(owner["name"])
        owner["attributes"] = [other(name) for name in owner["attributes"]]
    for link in data["relations"]:
        link.update(head=[other(name) for name in link["head"]], child=[other(name) for name in link["child"]])
    renames = Renames(
        {label.name: other(label.name) for label in schema.labels},
        {attribute.name: other(attribute.name) for attribute in schema.attributes},
        {link.name: other(link.name) for link in schema.relations},
        choices,
    )
    return Schema.model_validate(data), renames


@given(st.data())
def test_there_and_back_again_gives_the_same_records(data: st.DataObject) -> None:
    old: Schema = data.draw(schemas())
    new, renames = _renamed(old)
    label = old.labels[0].name
    records = [
        replace(annotation(label, number), attributes=values, provenance=dict.fromkeys(values, Provenance.AUTO))
        for number, values in enumerate(data.draw(st.lists(filled(old, label), max_size=3)), start=1)
    ]
    there = plan(old, new, renames, records, [])
    assert there.refused == []
    moved = [after for _, after in there.changed if isinstance(after, Annotation)]
    assert len(moved) == len(records)
    assert all(check_annotation(new, after, 5) == [] for after in moved)
    assert all(len(after.attributes) == len(before.attributes) for before, after in there.changed)
    back = plan(new, old, renames.inverse(), moved, [])
    assert back.refused == []
    assert [after for _, after in back.changed] == records


@given(st.data())
def test_every_value_is_kept_or_its_record_is_refused(data: st.DataObject) -> None:
    old, new = (_schema(data.draw(_attribute)) for _ in range(2))
    record = replace(annotation(), attributes=data.draw(filled(old, "ruling")))
    found = plan(old, new, Renames(), [record], [])
    after = found.changed[0][1] if found.changed else record
    if not found.refused:
        assert set(after.attributes) == set(record.attributes)
        assert isinstance(after, Annotation)
        assert check_annotation(new, after, 5) == []
        back = plan(new, old, Renames(), [after], [])
        assert back.refused == []
        assert (back.changed[0][1] if back.changed else after) == record


_attribute = st.sampled_from(
    [
        _of("text"),
        _of("number"),
        _of("boolean"),
        _of("date"),
        _of("reference"),
        _of("choice", "true", "1", "2024"),
        _of("choice", "2024", "false"),
        _of("multichoice", "1", "true"),
        _of("multichoice", "true", "false", "1"),
    ]
)
