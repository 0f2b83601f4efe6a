from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import InputError
from annotator.domain.schema import (
    Agreement,
    Attribute,
    AttributeType,
    Choice,
    Label,
    RelationType,
    Schema,
    ShowWhen,
)
from annotator.formats import schema_yaml
from annotator.formats.schema_yaml import dump_schema, load_schema, schema_sha256
from tests.unit.domain.schema_samples import schemas, verdicts

CLAIMS = Path("resources/schemas/claims.yaml")

SMALL = """\
name: small
labels:
  - name: mark
    color: "#112233"
    attributes: [sure, why]
attributes:
  - name: sure
    type: choice
    choices: [{value: yes}, {value: =}, {value: 10}, {value: 2024-01-01}]
    required: yes
  - name: why
    type: text
    show_when: {attribute: sure, is: ["10", no]}
"""


def _mistakes(text: str | bytes) -> tuple[str, list[str]]:
    with pytest.raises(InputError) as caught:
        load_schema(text, "my.yaml")
    return caught.value.where, caught.value.why.split("\n")


def test_the_default_schema_loads_and_survives_dumping() -> None:
    schema = load_schema(CLAIMS.read_bytes(), "claims.yaml")
    assert [label.name for label in schema.labels] == ["claim", "quote", "figure"]
    assert load_schema(dump_schema(schema), "dumped") == schema


def test_words_that_older_yaml_reads_as_something_else_stay_text() -> None:
    schema = load_schema(SMALL.replace("no]", "yes]"), "my.yaml")
    assert schema.attribute("sure").values == ("yes", "=", "10", "2024-01-01")
    assert schema.attribute("sure").required is True
    condition = schema.attribute("why").show_when
    assert condition is not None
    assert condition.is_ == ("10", "yes")


def test_conditions_on_numbers_and_booleans_have_their_types() -> None:
    for kind, value, typed in (("number", "1e3", 1000.0), ("boolean", "true", True), ("text", "'true'", "true")):
        text = SMALL.replace("type: choice", f"type: {kind}").replace('["10", no]', f"[{value}]")
        lines = [line for line in text.splitlines() if "choices" not in line]
        condition = load_schema("\n".join(lines), "my.yaml").attribute("why").show_when
        assert condition is not None
        assert condition.is_ == (typed,)


@given(schemas())
def test_a_dumped_schema_loads_as_the_same(schema: Schema) -> None:
    dumped = dump_schema(schema)
    again = load_schema(dumped, "dumped")
    assert again == schema
    assert dump_schema(again) == dumped
    assert schema_sha256(again) == schema_sha256(schema)


def test_the_hash_follows_the_content_not_the_spelling() -> None:
    schema = verdicts()
    assert schema_sha256(schema) == schema_sha256(verdicts(title="Verdicts").model_copy(update={"title": schema.title}))
    assert schema_sha256(schema) != schema_sha256(schema.model_copy(update={"version": 2}))
    assert schema_sha256(load_schema("# a remark\n" + SMALL.replace("no]", "yes]"), "a")) == schema_sha256(
        load_schema(SMALL.replace("no]", '"yes"]'), "b")
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("color:", "colour:", 4, "unknown key 'colour' (did you mean 'color'?)"),
        ("show_when:", "zzz:", 13, "unknown key 'zzz'"),
        ("{attribute: sure, is:", "{attribute: sure, iss:", 13, "unknown key 'iss' (did you mean 'is'?)"),
        ("{value: =}", "{valu: x, value: =}", 9, "unknown key 'valu' (did you mean 'value'?)"),
        ("name: small", "nam: small", 1, "the key 'name' is missing"),
        ("    type: choice\n", "", 7, "the key 'type' is missing"),
        ("type: text", "type: texts", 12, "'texts' is not a value of 'type' (did you mean 'text'?): text, number,"),
        ("type: text", "type: [text]", 12, "is not a value of 'type': text, number,"),
        ("type: text", "type: text\n    agreement: similar", 13, "(did you mean 'similarity'?)"),
        ("required: yes", "required: perhaps", 10, "'required' must be true or false"),
        ("required: yes", "required: [yes]", 10, "'required' must be true or false"),
        ("name: small", "name: small\nversion: one", 2, "'version' must be a whole number"),
        ("name: small", "name: small\nversion: 1.5", 2, "'version' must be a whole number"),
        ("name: small", "name: small\nversion: [1]", 2, "'version' must be a whole number"),
        ("name: small", "name: small\nversion: 0", 2, "'version' must be 1 or more"),
        ("name: small", "name: small\nversion: " + "9" * 5000, 2, "'version' is too large"),
        ("name: small", "name:", 1, "'name' must be text"),
        ("name: small", "name: [small]", 1, "'name' must be text"),
        ("name: small", "name: small\ntitle: {a: b}", 2, "'title' must be text"),
        ("attributes: [sure, why]", "attributes: sure", 5, "'attributes' must be a list"),
        ("attributes: [sure, why]", "attributes: [sure, [why]]", 5, "an entry of 'attributes' must be text"),
        ("attributes: [sure, why]", "attributes: [sure, why, who]", 5, "there is no attribute 'who'"),
        ("attributes: [sure, why]", "attributes: [why]", 13, "'mark' does not have"),
        ("color:", "short: much too long\n    color:", 4, "'short' is too long: 8 at most"),
        ('"#112233"', "#112233", 4, "'color' must be text"),
        ('"#112233"', "blue", 4, "the colour 'blue' must look like"),
        ("  - name: why\n", "  - why\n  - name: why\n", 11, "an entry of 'attributes' must have keys and values"),
        ('{attribute: sure, is: ["10", no]}', "sure", 13, "'show_when' must have keys and values"),
        (
            "attributes:\n  - name: sure",
            "relations: none\nattributes:\n  - name: sure",
            6,
            "'relations' must be a list",
        ),
        ('["10", no]', '"10"', 13, "'is' must be a list"),
        ('["10", no]', "[10]", 13, "put it in quotes"),
        ('["10", no]', "[{a: b}]", 13, "must be text, a number, true or false"),
        ("", "", 13, "'no' is not a value of 'sure', which is a choice"),
        ("name: mark", "name: mark\n    name: mark", 4, "the key 'name' is there twice"),
        ("name: small", "name: small\n[a, b]: c", 2, "a key must be a word"),
        ("name: small", "name: small\nrelations: [{name: r, head: [], child: [mark]}]", 2, "'head' must not be empty"),
        ("name: small", "name: &a small", 1, "anchors and aliases"),
        ("name: small", "name: *a", 1, "anchors and aliases"),
        ("name: small", "name: !!str small", 1, "tags such as"),
        ("name: small", 'name: "\\UFFFFFFFF"', 1, "stands for nothing"),
        ("name: small", 'name: small\ntitle: "\\ud800"', 2, "control character"),
        ("name: small", "name: small\n\ttitle: x", 2, "cannot be read as YAML"),
        ("name: small", "name: small\ntitle: 'x", 15, "cannot be read as YAML"),
        ("name: small", "---\nname: small\n---\n", 3, "one document"),
        ("name: small", "name: small\ntitle: \x07", 2, "U+0007 cannot be in a schema"),
        ("name: small", "name: small\ntitle: " + "[" * 30 + "]" * 30, 2, "nested too deep"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, line: int, why: str) -> None:
    assert old in SMALL
    fixed = SMALL if not old else SMALL.replace("no]", "yes]")
    where, mistakes = _mistakes(fixed.replace(old.replace("no]", "yes]"), new, 1))
    assert any(mistake.startswith(f"line {line}: ") and why in mistake for mistake in mistakes), mistakes
    assert where == f"my.yaml, {mistakes[0].split(':')[0]}"


def test_all_mistakes_are_listed_in_the_order_of_lines() -> None:
    text = SMALL.replace("color", "colour").replace("[sure, why]", "[sure, who]").replace("type: text", "type: txt")
    where, mistakes = _mistakes(text)
    assert where == "my.yaml, line 3"
    assert mistakes == [
        "line 3: the key 'color' is missing",
        "line 4: unknown key 'colour' (did you mean 'color'?)",
        "line 12: 'txt' is not a value of 'type' (did you mean 'text'?): "
        "text, number, boolean, choice, multichoice, date, reference",
    ]


def test_a_part_that_cannot_be_read_is_not_called_missing_elsewhere() -> None:
    text = (
        SMALL.replace("no]", "yes]").replace("type: choice", "type: choise").replace("[sure, why]", "[sure, why, who]")
    )
    _, mistakes = _mistakes(text)
    assert [mistake.split(":")[0] for mistake in mistakes] == ["line 5", "line 8"]
    assert "'who'" in mistakes[0]


def test_a_long_list_of_mistakes_is_cut() -> None:
    _, mistakes = _mistakes(SMALL + "".join(f"key_{nth}: 1\n" for nth in range(200)))
    assert len(mistakes) == schema_yaml.MAX_LISTED + 1
    assert mistakes[-1] == "and 151 more"


def test_more_parts_than_anyone_can_use_are_refused() -> None:
    many = "".join(f"  - {{name: a{nth}, type: text}}\n" for nth in range(201))
    _, mistakes = _mistakes(SMALL.replace("no]", "yes]") + many)
    assert mistakes == ["line 6: 'attributes' is too long: 200 at most"]


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a list\n", "just text", "~", "3"])
def test_what_is_not_a_schema_at_all_is_refused(text: str) -> None:
    assert _mistakes(text)[0] == "my.yaml, line 1"


def test_a_schema_that_is_not_utf8_is_refused_at_its_line() -> None:
    where, mistakes = _mistakes(b"name: small\ntitle: caf\xe9\n")
    assert where == "my.yaml, line 2"
    assert "UTF-8" in mistakes[0]


def test_a_byte_order_mark_and_crlf_change_nothing() -> None:
    text = SMALL.replace("no]", "yes]")
    assert load_schema(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(), "a") == load_schema(text, "a")


@pytest.mark.parametrize("text", ["#" * 1_000_001, b"#" * 1_000_001, "#é" * 400_000])
def test_a_schema_of_more_than_a_megabyte_is_refused(text: str | bytes) -> None:
    with pytest.raises(InputError, match="too large") as caught:
        load_schema(text, "my.yaml")
    assert caught.value.where == "my.yaml"


@given(
    st.text(st.sampled_from("ab:-[]{},&*!|>'\"#%@\\u0U \n\t?~<") | st.characters(), max_size=60)
    | st.binary(max_size=40)
)
def test_whatever_the_text_is_the_answer_is_a_known_error(text: str | bytes) -> None:
    with pytest.raises(InputError, match=r"my\.yaml"):
        load_schema(text, "my.yaml")


@given(st.data())
def test_a_damaged_schema_loads_or_is_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(SMALL)))
    end = data.draw(st.integers(start, min(len(SMALL), start + 12)))
    text = SMALL[:start] + data.draw(st.text(st.sampled_from("a1[]{}:-,'\"\n ~"), max_size=5)) + SMALL[end:]
    where = "my.yaml, line "
    try:
        load_schema(text, "my.yaml")
    except InputError as error:
        where = error.where
    assert where.startswith("my.yaml, line ")


def test_the_example_in_the_handbook_loads_and_has_all_types() -> None:
    page = Path("docs/schema.md").read_text(encoding="utf-8")
    schema = load_schema(page.split("```yaml\n")[1].split("```")[0], "docs/schema.md")
    assert {attribute.type for attribute in schema.attributes} == set(AttributeType)


def test_the_handbook_explains_every_key_and_measure() -> None:
    page = Path("docs/schema.md").read_text(encoding="utf-8")
    parts = (Schema, Label, Attribute, Choice, ShowWhen, RelationType)
    keys = {str(field.validation_alias or name) for part in parts for name, field in part.model_fields.items()}
    words = keys | set(AttributeType) | set(Agreement)
    code = " ".join(re.findall(r"`[^`\n]+`", page))
    assert {word for word in words if not re.search(rf"\b{word}\b", code)} == set()
