from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotation import AttributeValue, Relation
from annotator.domain.errors import RuleError
from annotator.domain.rules import (
    check_annotation,
    check_relation,
    closed,
    closed_attributes,
    coerce,
    is_duplicate,
    missing,
    visible,
)
from annotator.domain.schema import Schema
from annotator.domain.span import Fragment, fragments_of
from annotator.domain.values import AttributeType, canonical_text, coerce_value
from tests.unit.domain.schema_samples import annotation, filled, numbers, schemas, verdicts

REFERENCE = "s_0123456789abcdef_1"


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("judge", "  Ruiz ", "Ruiz"),
        ("judge", "Ana\n  Ruiz", "Ana Ruiz"),
        ("judge", "Ana\u2028Ruiz\u00a0Gil", "Ana Ruiz\u00a0Gil"),
        ("judge", " \t", None),
        ("judge", None, None),
        ("fine", 3, 3.0),
        ("fine", "1,200", 1200.0),
        ("fine", "1,234,567.5", 1234567.5),
        ("fine", " 1.2e3 ", 1200.0),
        ("fine", ".5", 0.5),
        ("fine", "−4", -4.0),
        ("fine", -0.0, 0.0),
        ("fine", "", None),
        ("paid", True, True),
        ("paid", "No", False),
        ("paid", "true", True),
        ("outcome", " fined ", "fined"),
        ("reasons", ["form", "facts", "form"], ("facts", "form")),
        ("reasons", "law", ("law",)),
        ("reasons", [], None),
        ("decided", "2024", "2024"),
        ("decided", "2024-02", "2024-02"),
        ("decided", " 2024-02-29", "2024-02-29"),
        ("appeals", REFERENCE, REFERENCE),
    ],
)
def test_values_are_read(name: str, raw: object, value: AttributeValue) -> None:
    found = coerce(verdicts().attribute(name), raw)
    assert found == value
    assert type(found) is type(value)
    assert math.copysign(1, found) == 1 if found == 0.0 else True


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("judge", 3),
        ("judge", "Ru\x00iz"),
        ("judge", "Ru\x1biz"),
        ("judge", "Ru\ud800iz"),
        ("fine", "much"),
        ("fine", "1,20"),
        ("fine", "12,00"),
        ("fine", "1 200"),
        ("fine", "."),
        ("fine", "e5"),
        ("fine", "1e999"),
        ("fine", "nan"),
        ("fine", math.nan),
        ("fine", math.inf),
        ("fine", 10**400),
        ("fine", True),
        ("fine", "١٢"),
        ("paid", 1),
        ("paid", "maybe"),
        ("outcome", "burnt"),
        ("outcome", 1),
        ("reasons", ["law", "mood"]),
        ("decided", "2023-02-29"),
        ("decided", "2024-13"),
        ("decided", "0000"),
        ("decided", "9 March 2024"),
        ("decided", "2024-03-09T10:00"),
        ("decided", 2024),
        ("appeals", "r_0123456789abcdef_1"),
        ("appeals", "somewhere"),
        ("appeals", 7),
    ],
)
def test_what_is_no_value_is_refused_with_what_to_do(name: str, raw: object) -> None:
    attribute = verdicts().attribute(name)
    with pytest.raises(RuleError) as caught:
        coerce(attribute, raw)
    assert caught.value.where == attribute.title
    assert caught.value.remedy


@given(numbers)
def test_a_number_can_be_read_back_from_its_text(number: float) -> None:
    assert coerce_value(AttributeType.NUMBER, (), canonical_text(number)) == number


@given(st.sampled_from(AttributeType), st.text() | st.floats() | st.integers() | st.lists(st.text()))
def test_reading_twice_is_reading_once(kind: AttributeType, raw: object) -> None:
    choices = ("a", "b", "0")
    try:
        once = coerce_value(kind, choices, raw)
    except RuleError:
        return
    assert coerce_value(kind, choices, once) == once


def _shown(opened: set[str] | None = None, /, **values: AttributeValue) -> list[str]:
    return [attribute.name for attribute in visible(verdicts(), "ruling", values, opened or set())]


def test_conditions_show_and_hide() -> None:
    assert _shown() == ["outcome", "reasons", "judge"]
    assert _shown(outcome="fined") == ["outcome", "reasons", "fine", "judge"]
    assert _shown(outcome="fined", fine=0.0) == ["outcome", "reasons", "fine", "paid", "appeals", "judge"]
    assert "appeals" in _shown(outcome="fined", fine=0.0, paid=False)
    assert "appeals" not in _shown(outcome="fined", fine=0.0, paid=True)


def test_what_depends_on_something_hidden_is_hidden() -> None:
    assert _shown(outcome="upheld", fine=5.0, paid=False) == ["outcome", "reasons", "judge"]


def test_a_condition_on_several_choices_looks_for_one_of_them() -> None:
    assert "decided" in _shown(reasons=("facts", "law"))
    assert "decided" not in _shown(reasons=("facts",))
    assert "decided" not in _shown(reasons=("law", "form"))


def test_the_longest_chain_of_conditions_is_followed() -> None:
    chain = [
        {"name": f"a{nth}", "type": "text", "show_when": {"attribute": f"a{nth - 1}", "is_not": ["x"]} if nth else None}
        for nth in reversed(range(200))
    ]
    labels = [{"name": "ruling", "color": "#000000", "attributes": [each["name"] for each in chain]}]
    schema = verdicts(labels=labels, attributes=chain, relations=[])
    assert len(visible(schema, "ruling", {})) == 200
    assert [attribute.name for attribute in visible(schema, "ruling", {"a0": "x"})] == ["a0"]


def test_on_demand_attributes_are_shown_once_set_or_asked_for() -> None:
    assert "remark" not in _shown()
    assert "remark" in _shown({"remark"})
    assert "remark" in _shown(remark="see above")


def test_missing_are_the_required_ones_that_are_shown() -> None:
    schema = verdicts()
    assert missing(schema, annotation()) == ("outcome",)
    assert missing(schema, annotation(outcome="fined")) == ("fine",)
    assert missing(schema, annotation(outcome="fined", fine=0.0)) == ()
    assert missing(schema, annotation("person")) == ()


@pytest.mark.parametrize(
    ("attributes", "problem"),
    [
        ({"colour": "red"}, "'colour' is not an attribute of the label 'ruling'"),
        ({"outcome": "burnt"}, "'burnt' is not a value of 'outcome'"),
        ({"fine": "3"}, "'3' is not a value of 'fine', which is a number"),
        ({"fine": True}, "is not a value of 'fine'"),
        ({"fine": math.nan}, "is not a value of 'fine'"),
        ({"paid": 1.0}, "is not a value of 'paid'"),
        ({"reasons": ("law", "facts")}, "is not a value of 'reasons'"),
        ({"reasons": "law"}, "is not a value of 'reasons'"),
        ({"judge": None}, "is not a value of 'judge'"),
        ({"judge": " Ruiz"}, "is not a value of 'judge'"),
    ],
)
def test_wrong_attributes_are_named(attributes: dict[str, Any], problem: str) -> None:
    (found,) = check_annotation(verdicts(), annotation(**attributes), 5)
    assert problem in found


def test_a_wrong_span_and_an_unknown_label_are_both_named() -> None:
    assert check_annotation(verdicts(), annotation(), 5) == []
    wrong = replace(annotation("verdict"), fragments=(Fragment(0, 3), Fragment(3, 6)))
    span, label = check_annotation(verdicts(), wrong, 6)
    assert "fragments" in span
    assert "no label 'verdict'" in label
    assert "text of 4 characters" in check_annotation(verdicts(), annotation(), 4)[0]


def test_relations_are_checked_against_labels_articles_and_attributes() -> None:
    schema = verdicts()
    fits = Relation("r_1", "a_1", "anna", "overrules", "s_1", "s_2", "a_2", {"judge": "Ruiz"})
    assert check_relation(schema, fits, "ruling", "ruling") == []
    assert "cannot link 'ruling' to 'person'" in check_relation(schema, fits, "ruling", "person")[0]
    inside = replace(fits, label="ruled_by")
    across, foreign = check_relation(schema, inside, "ruling", "person")
    assert "two articles" in across
    assert "not an attribute of the relation 'ruled_by'" in foreign
    assert "no relation" in check_relation(schema, replace(fits, label="cites"), "ruling", "ruling")[0]


def test_duplicates_share_layer_label_and_fragments_whatever_their_attributes() -> None:
    one = annotation(outcome="fined")
    assert is_duplicate(one, annotation(number=2, outcome="upheld"))
    others = (
        {"layer": "ben"},
        {"label": "person"},
        {"article_id": "a_2"},
        {"fragments": fragments_of([(0, 4)])},
        {"fragments": fragments_of([(0, 2), (3, 5)])},
    )
    assert not any(is_duplicate(one, replace(one, **other)) for other in others)


def test_closed_values_have_every_key_in_schema_order() -> None:
    schema = verdicts()
    record = closed(schema, {"reasons": ("law",), "fine": 3, "paid": False})
    assert tuple(record) == closed_attributes(schema) == tuple(attribute.name for attribute in schema.attributes)
    assert (record["reasons"], record["paid"], record["judge"]) == (["law"], False, None)
    assert isinstance(record["fine"], float)
    with pytest.raises(RuleError, match="no attribute 'colour'"):
        closed(schema, {"colour": "red"})


@given(st.data())
def test_values_that_fit_are_kept_by_the_closed_form(data: st.DataObject) -> None:
    schema: Schema = data.draw(schemas())
    label = schema.labels[0].name
    values = data.draw(filled(schema, label))
    assert check_annotation(schema, replace(annotation(label), attributes=values), 5) == []
    record = closed(schema, values)
    kept = {name: tuple(value) if isinstance(value, list) else value for name, value in record.items()}
    assert {name: value for name, value in kept.items() if value is not None} == values
    assert set(record) == {attribute.name for attribute in schema.attributes}
