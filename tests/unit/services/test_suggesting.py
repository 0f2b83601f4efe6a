from __future__ import annotations

from annotator.domain.annotation import Annotation, AttributeValue
from annotator.domain.article import article_of, normalise_text
from annotator.domain.schema import Schema
from annotator.domain.span import fragments_of
from annotator.formats.schema_yaml import load_schema
from annotator.resources import resource
from annotator.services.desk import ArticleDesk
from annotator.services.suggesting import nearest_annotations, value_suggestions

TEXT = (
    "Orla Finch opened the bridge. Nobody came. “It is safe,” said Maria Kerr, the harbour master. "
    "Kerr had tested it on Monday with engineers of the Bank of Ostrey. Later Finch left."
)


def schema() -> Schema:
    return load_schema(resource("schemas", "claims.yaml").read_text(encoding="utf-8"), "claims.yaml")


def made(number: int, words: str, **attributes: AttributeValue) -> Annotation:
    start = TEXT.index(words)
    return Annotation(f"s{number}", "a", "anna", "quote", fragments_of([(start, start + len(words))]), attributes)


def desk(*annotations: Annotation) -> ArticleDesk:
    return ArticleDesk(article_of(normalise_text(TEXT)), TEXT, "anna", annotations, (), None)


def test_what_the_article_has_comes_before_names() -> None:
    first, second = made(1, "“It is safe,”"), made(2, "Later Finch left", speaker="a neighbour")
    found = value_suggestions(desk(first, second), schema(), first, "speaker")
    assert found[:2] == ["a neighbour", "Maria Kerr"]


def test_a_list_in_the_schema_takes_the_place_of_names() -> None:
    first = made(1, "“It is safe,”")
    found = value_suggestions(desk(first), schema(), first, "cue")
    assert "said" in found
    assert "Maria Kerr" not in found
    assert value_suggestions(desk(first), schema(), first, "quote_type") == []


def test_nearest_annotations_leave_out_the_one_itself() -> None:
    first, second, third = made(1, "Orla Finch"), made(2, "“It is safe,”"), made(3, "Nobody came")
    assert [found.id for found in nearest_annotations(desk(first, second, third), first)] == ["s3", "s2"]
