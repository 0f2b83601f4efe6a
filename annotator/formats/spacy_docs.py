"""Writes spaCy DocBins with the spans in `doc.spans["sc"]`, as the span categorizer takes them.

Spans are strict: one that begins or ends inside a token has no place in a Doc and is left out. A folder of several
`.spacy` files is what `spacy train` reads as one corpus.
"""

from __future__ import annotations

from typing import Any

from annotator.formats.exporter import ExportContext, Exporter, Output, library
from annotator.formats.layer_articles import LayerArticle, about
from annotator.formats.losses import Feature, Loss, Losses, report_dropped

SPANS_KEY = "sc"
"""The key that spancat uses unless it is told otherwise."""
DOCS_IN_FILE = 250
_DEFAULT_LANGUAGE, _ANY_LANGUAGE = "en", "xx"
_DROPPED = frozenset({Feature.FRAGMENTS, Feature.ATTRIBUTES, Feature.RELATIONS, Feature.NOTES})
_OFF_EDGE = Loss(
    Feature.EDGES,
    "1 span is left out because it begins or ends inside a token of spaCy",
    "{n} spans are left out because they begin or end inside a token of spaCy",
    drops_span=True,
)


class SpacyWriter:
    """Writes one export. A vocabulary grows with every new word, so each file has a fresh one."""

    def __init__(self, _context: ExportContext) -> None:
        self._spacy: Any = library("spacy", "spaCy's binary format")
        self._docbin: Any = library("spacy.tokens", "spaCy's binary format").DocBin
        self._files = 0
        self._begin()

    def _begin(self) -> None:
        self._bin = self._docbin(attrs=["ORTH", "SPACY"], store_user_data=True)
        self._languages: dict[str, Any] = {}

    def add(self, article: LayerArticle, out: Output, losses: Losses) -> None:
        """Add the Doc of an article."""
        report_dropped(article, losses, _DROPPED)
        doc = self._language(article.article.language).make_doc(article.text)
        spans = []
        for span in article.spans:
            made = doc.char_span(span.start, span.end, label=span.label, span_id=span.id)
            if made is None:
                losses.add(_OFF_EDGE, article, span)
            else:
                spans.append(made)
        doc.spans[SPANS_KEY] = spans
        doc.user_data["article"] = about(article.article)
        self._bin.add(doc)
        if len(self._bin) == DOCS_IN_FILE:
            self._flush(out)

    def finish(self, out: Output) -> None:
        """Write the last file."""
        if len(self._bin) or not self._files:
            self._flush(out)

    def _flush(self, out: Output) -> None:
        self._files += 1
        out.write(f"part-{self._files:05}.spacy", self._bin.to_bytes())
        self._begin()

    def _language(self, tag: str) -> Any:
        """Return the tokeniser for a language, the general one where spaCy has none or would need more for it."""
        code = tag.partition("-")[0].lower() or _DEFAULT_LANGUAGE
        if code not in self._languages:
            try:
                self._languages[code] = self._spacy.blank(code)
            except ImportError:
                self._languages[code] = self._spacy.blank(_ANY_LANGUAGE)
        return self._languages[code]


EXPORTER = Exporter(
    name="spacy",
    title="spaCy",
    summary="DocBins with spans for training spaCy's span categorizer",
    files=("part-*.spacy",),
    lacks=_DROPPED | {Feature.EDGES},
    start=SpacyWriter,
    trains=True,
)
