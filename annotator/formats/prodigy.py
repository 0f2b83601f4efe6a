"""Writes JSON lines for Prodigy: text, tokens, spans and relations, as its interfaces take them.

`token_end` is the last token of a span, not the one after it. Hashes are left out: Prodigy makes its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from annotator.domain.article import State
from annotator.formats.exporter import ExportContext, Exporter, Output
from annotator.formats.gold.lines import json_line
from annotator.formats.layer_articles import LayerArticle, LayerSpan, about
from annotator.formats.losses import Feature, Losses, report_dropped
from annotator.formats.tokens import covering_tokens

DATA_FILE = "prodigy.jsonl"
_DROPPED = frozenset({Feature.FRAGMENTS, Feature.FAR_RELATIONS, Feature.RELATION_ATTRIBUTES})


class _Tokens(NamedTuple):
    """Tokens as Prodigy has them, and at which of them a code point begins or ends one."""

    listed: list[dict[str, Any]]
    starting: dict[int, int]
    ending: dict[int, int]


class ProdigyWriter:
    """Writes one export."""

    def __init__(self, context: ExportContext) -> None:
        self._colors = {label.name: label.color for label in context.schema.labels}
        self._layer = context.layer

    def add(self, article: LayerArticle, out: Output, losses: Losses) -> None:
        """Write the line of an article. An article that is not finished has no answer."""
        report_dropped(article, losses, _DROPPED)
        tokens = _tokens(article)
        spans = {span.id: _span(span, tokens, article.text) for span in article.spans}
        record: dict[str, Any] = {
            "text": article.text,
            "tokens": tokens.listed,
            "spans": list(spans.values()),
            "relations": self._relations(article, spans),
            "meta": about(article.article),
            "_annotator_id": self._layer,
        }
        if article.state == State.FINISHED.value:
            record["answer"] = "accept"
        out.append(DATA_FILE, json_line(record))

    def finish(self, out: Output) -> None:
        """Make the file if there was no article."""
        out.append(DATA_FILE, b"")

    def _relations(self, article: LayerArticle, spans: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
        keys = ("start", "end", "token_start", "token_end", "label")
        found = []
        for link in article.inner_relations():
            head, child = spans[link.head], spans[link.child]
            found.append(
                {
                    "head": head["token_end"],
                    "child": child["token_end"],
                    "head_span": {key: head[key] for key in keys},
                    "child_span": {key: child[key] for key in keys},
                    "label": link.label,
                }
            )
        return found


def _tokens(article: LayerArticle) -> _Tokens:
    """Return the tokens of a text. Where a span begins or ends a token does too, so that Prodigy takes every span."""
    text = article.text
    found = covering_tokens(text, [(span.start, span.end) for span in article.spans])
    listed = [
        {"text": text[start:end], "start": start, "end": end, "id": nth, "ws": space}
        for nth, (start, end, space) in enumerate(found)
    ]
    starting = {start: nth for nth, (start, _, _) in enumerate(found)}
    ending = {end: nth for nth, (_, end, _) in enumerate(found)}
    return _Tokens(listed, starting, ending)


def _span(span: LayerSpan, tokens: _Tokens, text: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "start": span.start,
        "end": span.end,
        "token_start": tokens.starting[span.start],
        "token_end": tokens.ending[span.end],
        "label": span.label,
        "text": text[span.start : span.end],
        "id": span.id,
    }
    if len(span.fragments) > 1:
        made["fragments"] = _pairs(span.fragments)
    if span.attributes:
        made["attributes"] = span.attributes
    if span.note:
        made["note"] = span.note
    return made


def _pairs(fragments: Sequence[Sequence[int]]) -> list[list[int]]:
    return [[start, end] for start, end in fragments]


EXPORTER = Exporter(
    name="prodigy",
    title="Prodigy",
    summary="JSON lines with tokens, spans and relations for spans.manual, rel.manual and training",
    files=(DATA_FILE,),
    lacks=_DROPPED,
    start=ProdigyWriter,
)
