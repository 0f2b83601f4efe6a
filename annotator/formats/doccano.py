"""Writes JSON lines for doccano 1.8, for its two kinds of projects that mark spans.

Lines are pure ASCII: doccano guesses the encoding of what it is given, and cannot guess that one wrong.
"""

from __future__ import annotations

import json
from typing import Any

from annotator.formats.exporter import ExportContext, Exporter, Output
from annotator.formats.layer_articles import LayerArticle, about
from annotator.formats.losses import Feature, Loss, Losses, report_dropped

SPANS_FILE, RELATIONS_FILE = "sequence_labelling.jsonl", "relation_extraction.jsonl"
_DROPPED = frozenset(
    {
        Feature.FRAGMENTS,
        Feature.ATTRIBUTES,
        Feature.NOTES,
        Feature.FAR_RELATIONS,
        Feature.RELATION_ATTRIBUTES,
    }
)
_OVERLAPS = Loss(
    Feature.OVERLAP,
    "1 span overlaps an earlier one; doccano drops it unless the project allows overlapping spans",
    "{n} spans overlap earlier ones; doccano drops them unless the project allows overlapping spans",
)


class DoccanoWriter:
    """Writes one export."""

    def __init__(self, context: ExportContext) -> None:
        self._with_relations = bool(context.schema.relations)

    def add(self, article: LayerArticle, out: Output, losses: Losses) -> None:
        """Write the lines of an article."""
        report_dropped(article, losses, _DROPPED)
        _report_overlaps(article, losses)
        known = {("article" if name == "id" else name): value for name, value in about(article.article).items()}
        spans = [[span.start, span.end, span.label] for span in article.spans]
        out.append(SPANS_FILE, _line({"text": article.text, "label": spans, **known}))
        if self._with_relations:
            out.append(RELATIONS_FILE, _line({"text": article.text, **_linked(article), **known}))

    def finish(self, out: Output) -> None:
        """Make the files if there was no article."""
        out.append(SPANS_FILE, b"")
        if self._with_relations:
            out.append(RELATIONS_FILE, b"")


def _line(record: dict[str, Any]) -> bytes:
    return f"{json.dumps(record, separators=(',', ':'))}\n".encode("ascii")


def _linked(article: LayerArticle) -> dict[str, Any]:
    """Return spans and relations with numbers for ids, which doccano wants."""
    numbers = {span.id: nth for nth, span in enumerate(article.spans)}
    return {
        "entities": [
            {"id": nth, "label": span.label, "start_offset": span.start, "end_offset": span.end}
            for nth, span in enumerate(article.spans)
        ],
        "relations": [
            {"id": nth, "from_id": numbers[link.head], "to_id": numbers[link.child], "type": link.label}
            for nth, link in enumerate(article.inner_relations())
        ],
    }


def _report_overlaps(article: LayerArticle, losses: Losses) -> None:
    """Count the spans that doccano does not take: those that begin before the end of the last one it took."""
    taken = -1
    for span in article.spans:
        if span.start >= taken:
            taken = span.end
        else:
            losses.add(_OVERLAPS, article, span)


EXPORTER = Exporter(
    name="doccano",
    title="doccano",
    summary="JSON lines for projects of sequence labelling and of relation extraction",
    files=(SPANS_FILE, RELATIONS_FILE),
    lacks=_DROPPED | {Feature.OVERLAP},
    start=DoccanoWriter,
)
