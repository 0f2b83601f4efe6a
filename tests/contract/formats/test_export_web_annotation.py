"""The Web Annotation export as a JSON-LD processor reads it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.formats.layer_articles import LayerArticle
from tests.unit.formats.export_samples import export, hard, layer_articles

OA, AS, DC = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#", "http://purl.org/dc/terms/"
CONTEXT = {
    "@context": {
        "id": {"@type": "@id", "@id": "@id"},
        "type": {"@type": "@id", "@id": "@type"},
        "Annotation": f"{OA}Annotation",
        "AnnotationPage": f"{AS}OrderedCollectionPage",
        "SpecificResource": f"{OA}SpecificResource",
        "TextualBody": f"{OA}TextualBody",
        "TextPositionSelector": f"{OA}TextPositionSelector",
        "TextQuoteSelector": f"{OA}TextQuoteSelector",
        "Person": "http://xmlns.com/foaf/0.1/Person",
        "classifying": f"{OA}classifying",
        "commenting": f"{OA}commenting",
        "linking": f"{OA}linking",
        "tagging": f"{OA}tagging",
        "motivation": {"@type": "@vocab", "@id": f"{OA}motivatedBy"},
        "purpose": {"@type": "@vocab", "@id": f"{OA}hasPurpose"},
        "body": {"@type": "@id", "@id": f"{OA}hasBody"},
        "target": {"@type": "@id", "@id": f"{OA}hasTarget"},
        "source": {"@type": "@id", "@id": f"{OA}hasSource"},
        "scope": {"@type": "@id", "@id": f"{OA}hasScope"},
        "selector": {"@type": "@id", "@id": f"{OA}hasSelector"},
        "creator": {"@type": "@id", "@id": f"{DC}creator"},
        "nickname": "http://xmlns.com/foaf/0.1/nick",
        "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
        "exact": f"{OA}exact",
        "prefix": f"{OA}prefix",
        "suffix": f"{OA}suffix",
        "start": {"@id": f"{OA}start", "@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"},
        "end": {"@id": f"{OA}end", "@type": "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"},
        "items": {"@type": "@id", "@id": f"{AS}items", "@container": "@list"},
    }
}
"""The words of the model that the export uses, mapped as the recommendation maps them; nothing is fetched."""


@pytest.fixture
def nodes(tmp_path: Path) -> list[dict[str, Any]]:
    """The annotations, expanded to full IRIs; the processor drops what no context knows, so it would be missed."""
    jsonld = pytest.importorskip("pyld.jsonld", reason="pyld is not installed")

    def load(url: str, _options: object) -> dict[str, Any]:
        assert url == "http://www.w3.org/ns/anno.jsonld"
        return {"contextUrl": None, "documentUrl": url, "document": CONTEXT}

    export("w3c", tmp_path)
    page = json.loads((tmp_path / "annotations.jsonld").read_text("utf-8"))
    expanded = jsonld.expand(page, {"documentLoader": load})
    assert expanded[0]["@type"] == [f"{AS}OrderedCollectionPage"]
    found: list[dict[str, Any]] = expanded[0][f"{AS}items"][0]["@list"]
    return found


@pytest.fixture
def articles() -> list[LayerArticle]:
    return layer_articles(hard())


def value(node: dict[str, Any], *path: str) -> Any:
    for name in path:
        node = node[name][0]
    return node.get("@value", node.get("@id"))


def texts(folder: Path) -> dict[str, str]:
    lines = (folder / "articles.jsonl").read_text("utf-8").splitlines()
    return {record["iri"]: record["text"] for record in map(json.loads, lines)}


def test_every_span_points_into_its_article(
    nodes: list[dict[str, Any]], articles: list[LayerArticle], tmp_path: Path
) -> None:
    known = texts(tmp_path)
    spans = {f"urn:annotator:{span.id}": span for article in articles for span in article.spans}
    seen = set()
    for node in nodes:
        if value(node, f"{OA}motivatedBy") != f"{OA}classifying":
            continue
        span = spans[node["@id"]]
        seen.add(node["@id"])
        pairs = []
        for target in node[f"{OA}hasTarget"]:
            text = known[value(target, f"{OA}hasSource")]
            position, quote = target[f"{OA}hasSelector"]
            start, end = value(position, f"{OA}start"), value(position, f"{OA}end")
            assert text[start:end] == value(quote, f"{OA}exact")
            assert text[:start].endswith(value(quote, f"{OA}prefix"))
            assert text[end:].startswith(value(quote, f"{OA}suffix"))
            pairs.append([start, end])
        assert pairs == span.fragments
        bodies = {value(one, f"{OA}hasPurpose"): one for one in node[f"{OA}hasBody"]}
        tag = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"
        assert value(bodies[f"{OA}tagging"], tag) == span.label
        assert not span.note or value(bodies[f"{OA}commenting"], tag) == span.note
        assert value(node, f"{DC}creator", "http://xmlns.com/foaf/0.1/nick") == "anna"
        if span.attributes:
            assert value(node, "urn:annotator:attributes") == span.attributes
    assert seen == set(spans)


def test_relations_link_annotations(nodes: list[dict[str, Any]], articles: list[LayerArticle]) -> None:
    found = {}
    for node in nodes:
        if value(node, f"{OA}motivatedBy") == f"{OA}linking":
            child, tag = node[f"{OA}hasBody"]
            found[node["@id"]] = (
                value(tag, "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"),
                value(node, f"{OA}hasTarget"),
                value(child, f"{OA}hasSource"),
                value(child, f"{OA}hasScope") if f"{OA}hasScope" in child else None,
            )
    assert found == {
        f"urn:annotator:{link.id}": (
            link.label,
            f"urn:annotator:{link.head}",
            f"urn:annotator:{link.child}",
            None if link.child_article == article.article.id else f"urn:annotator:{link.child_article}",
        )
        for article in articles
        for link in article.relations
    }
    assert len(found) == 3


def test_the_texts_are_beside(articles: list[LayerArticle], tmp_path: Path) -> None:
    export("w3c", tmp_path)
    assert list(texts(tmp_path).values()) == [article.text for article in articles]
