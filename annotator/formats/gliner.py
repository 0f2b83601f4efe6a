"""Writes JSON for training GLiNER: pieces of articles as tokens, and spans by their first and last token."""

from __future__ import annotations

from typing import Any

import orjson

from annotator.formats.conll import EMPTY
from annotator.formats.exporter import ExportContext, Exporter, Output
from annotator.formats.gold.closing import escape_separators
from annotator.formats.layer_articles import LayerArticle
from annotator.formats.losses import WIDENED, Feature, Loss, Losses, report_dropped
from annotator.formats.tokens import Token, TokenIndex

DATA_FILE = "gliner.json"
MOST_TOKENS = 384
"""GLiNER cuts longer texts off, so articles are cut before, between paragraphs."""
MOST_WIDE = 12
_DROPPED = frozenset({Feature.FRAGMENTS, Feature.ATTRIBUTES, Feature.RELATIONS, Feature.NOTES, Feature.ABOUT})
_WIDE = Loss(
    Feature.LENGTH,
    f"1 span has more than {MOST_WIDE} tokens; GLiNER passes over it unless its max_width is raised",
    "{n} spans have more than " + str(MOST_WIDE) + " tokens; GLiNER passes over them unless its max_width is raised",
)
_LONG = Loss(
    Feature.LENGTH,
    f"1 article has a piece of more than {MOST_TOKENS} tokens; GLiNER cuts it off unless its max_len is raised",
    "{n} articles have pieces of more than "
    + str(MOST_TOKENS)
    + " tokens; GLiNER cuts them off unless its max_len is raised",
)
_SPACES = Loss(
    Feature.TEXT,
    "1 article becomes words: what white space there was between them is lost",
    "{n} articles become words: what white space there was between them is lost",
)


class GlinerWriter:
    """Writes one export as one JSON list, a piece of an article a line."""

    def __init__(self, _context: ExportContext) -> None:
        self._begun = False

    def add(self, article: LayerArticle, out: Output, losses: Losses) -> None:
        """Write the pieces of an article."""
        report_dropped(article, losses, _DROPPED)
        losses.add(_SPACES, article)
        index = TokenIndex(article.text)
        found = []
        for span in article.spans:
            touched = index.touched(span.start, span.end)
            if touched is None:
                losses.add(EMPTY, article, span)
                continue
            if not touched.exact:
                losses.add(WIDENED, article, span)
            if touched.after - touched.first > MOST_WIDE:
                losses.add(_WIDE, article, span)
            found.append((touched, span.label))
        pieces = _joined(index.paragraphs([touched for touched, _ in found]))
        if any(high - low > MOST_TOKENS for low, high in pieces):
            losses.add(_LONG, article)
        for low, high in pieces:
            inside = [
                [touched.first - low, touched.after - 1 - low, label]
                for touched, label in found
                if low <= touched.first < high
            ]
            self._write(out, {"tokenized_text": index.words[low:high], "ner": inside})

    def finish(self, out: Output) -> None:
        """Close the list."""
        out.append(DATA_FILE, b"\n]\n" if self._begun else b"[]\n")

    def _write(self, out: Output, record: dict[str, Any]) -> None:
        out.append(DATA_FILE, (b",\n" if self._begun else b"[\n") + escape_separators(orjson.dumps(record)))
        self._begun = True


def _joined(paragraphs: list[Token]) -> list[Token]:
    """Join paragraphs that follow each other for as long as they are not too long together."""
    pieces: list[Token] = []
    for low, high in paragraphs:
        if pieces and high - pieces[-1][0] <= MOST_TOKENS:
            pieces[-1] = (pieces[-1][0], high)
        else:
            pieces.append((low, high))
    return pieces


EXPORTER = Exporter(
    name="gliner",
    title="GLiNER",
    summary="Tokens and spans as one JSON list, for fine-tuning GLiNER",
    files=(DATA_FILE,),
    lacks=_DROPPED | {Feature.EDGES, Feature.LENGTH, Feature.TEXT},
    start=GlinerWriter,
    trains=True,
)
