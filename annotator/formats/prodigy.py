"""Writes JSON lines for Prodigy: text, tokens, spans and relations, as its interfaces take them.

`token_end` is the last token of a span, not the one after it. Hashes are left out: Prodigy makes its own.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import add
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


_KEPT = 1 << 13


class _TokenTexts(dict[str, tuple[str, int]]):
    """What is written before the numbers of a token, and its length; words come again and again."""

    def __missing__(self, piece: str) -> tuple[str, int]:
        if len(self) >= _KEPT:
            self.clear()
        token = token_of(piece)
        space = "false" if token == piece else "true"
        made = f',{{"text":{orjson.dumps(token).decode()},"ws":{space},"start":', len(token)
        self[piece] = made
        return made


class _Numbers:
    """Numbers within a text. Looking them up is faster than writing them, so those of most articles are kept."""

    def __init__(self, before: str, after: str = "") -> None:
        self._write = (before + "{}" + after).format
        self._kept = list(map(self._write, range(1 << 14)))

    def __call__(self, numbers: Iterable[int], most: int) -> Iterable[str]:
        """Return each of the numbers within the text; none is over `most`."""
        return map(self._kept.__getitem__ if most < len(self._kept) else self._write, numbers)

    def below(self, end: int) -> Iterable[str]:
        """Return all numbers from 0 on."""
        return self._kept[:end] if end < len(self._kept) else map(self._write, range(end))


_STARTS, _ENDS, _IDS = _Numbers(""), _Numbers(',"end":'), _Numbers(',"id":', "}}")


class ProdigyWriter:
    """Writes one export."""

    def __init__(self, context: ExportContext) -> None:
        self._layer = context.layer
        self._texts = _TokenTexts()

    def add(self, article: LayerArticle, out: Output, losses: Losses) -> None:
        """Write the line of an article. An article that is not finished has no answer."""
        report_dropped(article, losses, _DROPPED)
        pieces, starts = covering_pieces(article.text, [(span.start, span.end) for span in article.spans])
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
        if not pieces:
            return "[]"
        before, lengths = zip(*map(self._texts.__getitem__, pieces), strict=True)
        begin, most = starts[:-1], starts[-1]
        parts = [""] * (4 * len(pieces))
        parts[::4] = before
        parts[1::4] = _STARTS(begin, most)
        parts[2::4] = _ENDS(map(add, begin, lengths), most)
        parts[3::4] = _IDS.below(len(pieces))
        parts[0] = f"[{parts[0][1:]}"
        parts[-1] += "]"
        return "".join(parts)

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
