"""The brat export as brat's own parser reads it, which the package bratiaa carries."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from annotator.domain.stored import StoredArticle
from annotator.formats.layer_articles import LayerArticle
from tests.unit.formats.export_samples import export, hard, layer_articles
from tests.unit.formats.gold_samples import SCHEMA, stored_articles

annotation: Any = pytest.importorskip(
    "bratsubset.annotation", reason="bratiaa, which carries brat's parser, is missing"
)


def read(folder: Path, article: LayerArticle) -> Any:
    """Parse an article's file with every check of brat's against the text."""
    found = annotation.TextAnnotations(str(folder / article.article.id), read_only=True)
    assert not found.failed_lines
    return found


def check_spans(article: LayerArticle, found: Any) -> None:
    bounds = list(found.get_textbounds())
    assert [one.type for one in bounds] == [span.label for span in article.spans]
    for one, span in zip(bounds, article.spans, strict=True):
        pieces = [article.text[start:end] for start, end in one.spans]
        # White space alone brat takes for words that are missing, and fills them in without a space between fragments.
        assert one.text == (" " if "".join(pieces).strip() else "").join(pieces)
        assert not any("\n" in piece for piece in pieces)
        covered = {at for start, end in one.spans for at in range(start, end)}
        meant = {at for start, end in span.fragments for at in range(start, end)}
        assert covered == {at for at in meant if article.text[at] != "\n"}


def marked(article: LayerArticle) -> LayerArticle:
    """Return the article without spans of nothing but line ends, which brat has no way to mark."""
    text = article.text
    there = [span for span in article.spans if any(text[start:end].strip("\n") for start, end in span.fragments)]
    return article._replace(spans=there)


def test_brat_reads_everything(tmp_path: Path) -> None:
    export("brat", tmp_path)
    first = layer_articles(hard())[0]
    found = read(tmp_path, first)
    check_spans(marked(first), found)
    by_id = {one.id: one for one in found.get_textbounds()}
    owner = {(one.target, one.type): one.value for one in found.get_attributes()}
    fined = next(span for span in first.spans if span.attributes.get("outcome") == "fined")
    number = next(name for name, one in by_id.items() if one.spans[0][0] == fined.start and one.type == fined.label)
    assert owner[number, "fine"] == "1200000000"
    appealing = next(name for (name, kind), value in owner.items() if kind == "appeals" and value == number)
    assert owner[appealing, "paid"] == "false"
    assert {value for (_, kind), value in owner.items() if kind == "judge"} >= {'Okafor & Söhne <"ltd">', "'tis"}
    reasons = [one.value for one in found.get_attributes() if one.type == "reasons"]
    assert reasons == ["facts", "law"]
    links = [(one.type, by_id[one.arg1].type, by_id[one.arg2].type, one.id) for one in found.get_relations()]
    assert [link[:3] for link in links] == [("ruled_by", "ruling", "person"), ("overrules", "ruling", "ruling")]
    assert owner[links[1][3], "judge"] == "Ruiz, the elder"
    notes = [(by_id[one.target].text, one.tail.strip()) for one in found.get_oneline_comments()]
    assert notes == [("Okafor", "first line"), ("Okafor", "second ‘line’ <&>")]


def test_brat_reads_its_configuration(tmp_path: Path) -> None:
    config: Any = pytest.importorskip("bratsubset.projectconfig", reason="bratiaa is missing")
    export("brat", tmp_path)
    project = config.ProjectConfiguration(str(tmp_path))
    assert project.get_entity_types() == ["ruling", "person"]
    assert project.get_relation_types() == ["ruled_by", "overrules"]
    values = {one.storage_form(): one.arguments.get("Value") for one in project.get_attribute_type_hierarchy()}
    assert values == {
        "outcome": ["upheld", "quashed", "fined"],
        "reasons": ["facts", "law", "form"],
        "paid": ["true", "false"],
    }


@given(articles=stored_articles(SCHEMA))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_brat_reads_every_layer(articles: list[StoredArticle], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("brat")
    export("brat", folder, articles)
    for article in layer_articles(articles):
        check_spans(marked(article), read(folder, article))
        assert (folder / f"{article.article.id}.txt").read_bytes().decode() == article.text


def test_text_and_offsets_of_the_standoff_lines(tmp_path: Path) -> None:
    """The same without brat's code: lines as the published description of standoff has them."""
    export("brat", tmp_path)
    for article in layer_articles(hard()):
        text = (tmp_path / f"{article.article.id}.txt").read_bytes().decode()
        lines = (tmp_path / f"{article.article.id}.ann").read_bytes().decode().split("\n")
        for line in lines:
            if match := re.fullmatch(r"T\d+\t\w+ ([\d ;]+)\t(.*)", line):
                pairs = [pair.split(" ") for pair in match[1].split(";")]
                assert " ".join(text[int(start) : int(end)] for start, end in pairs) == match[2]
