"""Writes JSON lines for Prodigy: text, tokens, spans and relations, as its interfaces take them.

`token_end` is the last token of a span, not the one after it. Hashes are left out: Prodigy makes its own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import orjson

from annotator.domain.article import State
from annotator.formats.exporter import ExportContext, Exporter, Output
from annotator.formats.gold.lines import json_line
from annotator.formats.layer_articles import LayerArticle, LayerSpan, about
from annotator.formats.losses import Feature, Losses, report_dropped
from annotator.formats.tokens import covering_pieces, token_of

DATA_FILE = "prodigy.jsonl"
_DROPPED = frozenset({Feature.FRAGMENTS, Feature.FAR_RELATIONS, Feature.RELATION_ATTRIBUTES})


_KEPT = 50_000


class _TokenTexts(dict[str, tuple[str, int, str]]):
    """What is written before and after the numbers of a token, and its length; words come again and again."""

    def __missing__(self, piece: str) -> tuple[str, int, str]:
        if len(self) >= _KEPT:
            self.clear()
        token = token_of(piece)
        space = "false" if token == piece else "true"
        made = (f'{{"text":{orjson.dumps(token).decode()},"start":', len(token), f',"ws":{space}}}')
        self[piece] = made
        return made


class _Digits:
    """Numbers as text, for articles that are too long for a table of them."""

    def __getitem__(self, number: int) -> str:
        return str(number)


_TABLE = list(map(str, range(1 << 14)))
"""Looking a number up takes half the time of writing it."""


def _digits(most: int) -> list[str] | _Digits:
    """Return what gives the digits of every number up to `most`."""
    return _TABLE if most < len(_TABLE) else _Digits()


class ProdigyWriter:
    """Writes one export."""

    def __init__(self, context: ExportContext) -> None:
        self._colors = {label.name: label.color for label in context.schema.labels}
        self._layer = context.layer
        self._texts = _TokenTexts()

    def add(self, article: LayerArticle, out: Output, losses: Losses) -> None:
        """Write the line of an article. An article that is not finished has no answer."""
        report_dropped(article, losses, _DROPPED)
        pieces = covering_pieces(article.text, [(span.start, span.end) for span in article.spans])
        starts = [0, *accumulate(map(len, pieces))]
        spans = {span.id: _span(span, starts, article.text) for span in article.spans}
        record: dict[str, Any] = {
            "text": article.text,
            "tokens": orjson.Fragment(self._tokens(pieces, starts)),
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

    def _tokens(self, pieces: list[str], starts: list[int]) -> str:
        """Return the list of tokens as JSON, put together by hand: there are far more of them than of all else."""
        texts, digits = map(self._texts.__getitem__, pieces), _digits(starts[-1])
        listed = [
            f'{before}{digits[start]},"end":{digits[start + length]},"id":{digits[nth]}{after}'
            for nth, (start, (before, length, after)) in enumerate(zip(starts, texts, strict=False))
        ]
        return f"[{','.join(listed)}]"

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


def _span(span: LayerSpan, starts: list[int], text: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "start": span.start,
        "end": span.end,
        "token_start": bisect_left(starts, span.start),
        "token_end": bisect_left(starts, span.end) - 1,
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
    trains=True,
)
