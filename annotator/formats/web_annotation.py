"""Writes the W3C Web Annotation model as JSON-LD: https://www.w3.org/TR/annotation-model/.

Positions are code points, as the model has them. A fragment is a target of its own. The articles' texts, to which the
model only points, are in a file beside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from annotator.formats.exporter import ExportContext, Exporter, Output
from annotator.formats.gold.closing import escape_separators
from annotator.formats.gold.lines import json_line
from annotator.formats.layer_articles import LayerArticle, LayerRelation, LayerSpan, about
from annotator.formats.losses import Losses

ANNOTATIONS_FILE, ARTICLES_FILE = "annotations.jsonld", "articles.jsonl"
NAMESPACE = "urn:annotator:"
CONTEXT = [
    "http://www.w3.org/ns/anno.jsonld",
    {"attributes": {"@id": f"{NAMESPACE}attributes", "@type": "@json"}},
]
"""The model's own context, and what it has no word for: the values of attributes, as plain JSON."""
_AROUND = 32
"""Code points before and after that tell a quotation apart from the same words elsewhere."""


class WebAnnotationWriter:
    """Writes one export as one annotation page, an annotation a line."""

    def __init__(self, context: ExportContext) -> None:
        self._head = orjson.dumps(
            {
                "@context": CONTEXT,
                "id": f"{NAMESPACE}{context.project_id}:{context.layer}",
                "type": "AnnotationPage",
                "items": [],
            }
        ).removesuffix(b"]}")
        self._begun = False

    def add(self, article: LayerArticle, out: Output, losses: Losses) -> None:
        """Write the annotations of an article, and its text."""
        del losses  # the model holds everything
        out.append(
            ARTICLES_FILE, json_line({"iri": _iri(article.article.id), **about(article.article), "text": article.text})
        )
        for made in (*_spans(article), *_links(article)):
            out.append(ANNOTATIONS_FILE, self._separator() + escape_separators(orjson.dumps(made)))

    def finish(self, out: Output) -> None:
        """Close the page."""
        if not self._begun:
            out.append(ANNOTATIONS_FILE, self._head)
            out.append(ARTICLES_FILE, b"")
        out.append(ANNOTATIONS_FILE, b"\n]}\n" if self._begun else b"]}\n")

    def _separator(self) -> bytes:
        if self._begun:
            return b",\n"
        self._begun = True
        return self._head + b"\n"


def _iri(name: str) -> str:
    return f"{NAMESPACE}{name}"


def _spans(article: LayerArticle) -> Iterator[dict[str, Any]]:
    for span in article.spans:
        body: list[dict[str, str]] = [_textual("tagging", span.label)]
        if span.note:
            body.append(_textual("commenting", span.note))
        targets = [_target(article, start, end) for start, end in span.fragments]
        yield _annotation(article, span, "classifying", body, targets)


def _links(article: LayerArticle) -> Iterator[dict[str, Any]]:
    """Yield relations: the head is the target, the child and the name are the bodies."""
    for link in article.relations:
        child = {"type": "SpecificResource", "purpose": "linking", "source": _iri(link.child)}
        if link.child_article != article.article.id:
            child["scope"] = _iri(link.child_article)
        yield _annotation(article, link, "linking", [child, _textual("tagging", link.label)], _iri(link.head))


def _annotation(
    article: LayerArticle,
    made: LayerSpan | LayerRelation,
    motivation: str,
    body: Sequence[Mapping[str, str]],
    target: object,
) -> dict[str, Any]:
    return {
        "id": _iri(made.id),
        "type": "Annotation",
        "motivation": motivation,
        "creator": {"id": _iri(f"annotator:{article.layer}"), "type": "Person", "nickname": article.layer},
        "body": body,
        "target": target,
        **({"attributes": made.attributes} if made.attributes else {}),
    }


def _textual(purpose: str, value: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": purpose, "value": value}


def _target(article: LayerArticle, start: int, end: int) -> dict[str, Any]:
    text = article.text
    return {
        "type": "SpecificResource",
        "source": _iri(article.article.id),
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - _AROUND) : start],
                "suffix": text[end : end + _AROUND],
            },
        ],
    }


EXPORTER = Exporter(
    name="w3c",
    title="W3C Web Annotation",
    summary="JSON-LD that points into the articles by position and by quotation",
    files=(ANNOTATIONS_FILE, ARTICLES_FILE),
    lacks=frozenset(),
    start=WebAnnotationWriter,
)
