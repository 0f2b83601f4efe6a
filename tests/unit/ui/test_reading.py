from __future__ import annotations

import pytest

from annotator.domain.annotation import Annotation, AttributeValue, Provenance, Relation
from annotator.domain.article import Article
from annotator.domain.schema import Schema
from annotator.domain.span import Fragment
from annotator.formats.schema_yaml import load_schema
from annotator.resources import resource
from annotator.services.desk import ArticleDesk
from annotator.ui.kit.theme import load_tokens
from annotator.ui.models.value_words import in_words
from annotator.ui.reading import byline, described, reader_span, reader_style

TEXT = "About 3,000 people left, said the <ministry>."


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema(resource("schemas", "claims.yaml").read_text(encoding="utf-8"), "claims.yaml")


@pytest.fixture
def desk() -> ArticleDesk:
    figure = Annotation(
        "s_1", "a", "anna", "figure", (Fragment(0, 18),), {"value": 3000.0, "comparator": "~", "vague": False},
        {"value": Provenance.AUTO}, note="as <counted>",
    )  # fmt: skip
    claim = Annotation("s_2", "a", "anna", "claim", (Fragment(0, 23),), {})
    link = Relation("r_1", "a", "anna", "measures", "s_1", "s_2", "a")
    return ArticleDesk(Article("a", "", len(TEXT)), TEXT, "anna", [figure, claim], [link], None)


def test_a_span_has_its_label_and_colour(desk: ArticleDesk, schema: Schema) -> None:
    span = reader_span(desk.annotations["s_1"], schema)
    assert (span.label, span.short, span.title) == ("figure", "F", "Figure")
    assert span.color == schema.label("figure").color


def test_the_tool_tip_has_attributes_relations_and_note_as_plain_text(desk: ArticleDesk, schema: Schema) -> None:
    title = described(desk.annotations["s_1"], schema, desk).title
    assert "Value: 3,000" in title
    assert "measures → About 3,000 people left" in title
    assert title.splitlines()[0] == "Figure"
    assert title.splitlines()[-1] == "Note: as <counted>"
    assert "Vague" not in title
    assert "About 3,000 people → measures" in described(desk.annotations["s_2"], schema, desk).title


def test_the_source_line_leaves_out_what_is_unknown() -> None:
    assert byline(Article("a", "", 1, publisher="Kestrel", published="2025-03")) == "Kestrel · 2025-03"
    assert byline(Article("a", "", 1)) == ""


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("vague", True, "yes"),
        ("vague", False, "no"),
        ("vague", None, "not set"),
        ("value", 1_200_000_000.0, "1,200,000,000"),
        ("value", 0.5, "0.5"),
        ("comparator", "~", "about"),
        ("unit", "people", "people"),
    ],
)
def test_values_in_words(schema: Schema, name: str, value: AttributeValue, words: str) -> None:
    assert in_words(schema.attribute(name), value) == words


def test_the_reader_takes_the_themes_colours_and_the_chosen_font() -> None:
    dark = load_tokens("dark")
    style = reader_style(dark, "Verdana")
    assert style.page == dark.color["reader_background"]
    assert style.body_families[0] == "Verdana"
    assert reader_style(dark, "sans").body_families != reader_style(dark, "serif").body_families
