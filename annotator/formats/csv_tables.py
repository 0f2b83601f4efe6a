"""Writes tables for spreadsheets: one row for each span, relation and article.

A cell that a spreadsheet might run as a formula begins with an apostrophe, and so does one that begins with an
apostrophe: whoever reads the file takes one apostrophe off the start of every cell and has what was there.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import orjson

from annotator.domain.values import canonical_text
from annotator.formats.exporter import ExportContext, Exporter, Output
from annotator.formats.layer_articles import LayerArticle, LayerRelation, LayerSpan
from annotator.formats.losses import Feature, Loss, Losses

SPANS_FILE, RELATIONS_FILE, ARTICLES_FILE = "spans.csv", "relations.csv", "articles.csv"
ATTRIBUTE = "attribute:"
"""Begins the names of the columns of attributes, which so never have the name of another column."""
_SPANS = ("article", "title", "id", "label", "start", "end", "fragments", "text")
_RELATIONS = ("article", "id", "label", "head", "child", "child_article")
_ARTICLES = ("id", "title", "publisher", "author", "published", "language", "url", "file", "annotator", "state", "text")
_RISKY = tuple("=+-@\t\r\n'＝＋－＠")
"""Cells that begin with one of these are run by some spreadsheet, or would look like one that was made safe."""
_BOM = b"\xef\xbb\xbf"
"""Without it spreadsheets take UTF-8 for something else."""
_CELL = 32_767
_SAFE = Loss(
    Feature.CHARACTERS,
    "1 span has a cell that begins with = + - @ or an apostrophe and is given an apostrophe to make it safe",
    "{n} spans have cells that begin with = + - @ or an apostrophe and are given an apostrophe to make them safe",
)
_LONG = Loss(
    Feature.LENGTH,
    "1 article is longer than the 32,767 characters that a cell of a spreadsheet holds",
    "{n} articles are longer than the 32,767 characters that a cell of a spreadsheet holds",
)


class CsvWriter:
    """Writes one export."""

    def __init__(self, context: ExportContext) -> None:
        self._names = [item.name for item in context.schema.attributes]
        linked = {name for link in context.schema.relations for name in link.attributes}
        self._link_names = [name for name in self._names if name in linked]
        self._begun = False

    def add(self, article: LayerArticle, out: Output, losses: Losses) -> None:
        """Write the rows of an article."""
        self._begin(out)
        about = article.article
        if about.length > _CELL:
            losses.add(_LONG, article)
        for span in article.spans:
            if any(cell.startswith(_RISKY) for cell in self._texts(span, article.text)):
                losses.add(_SAFE, article, span)
        spans = [self._span_row(article, span) for span in article.spans]
        out.append(SPANS_FILE, _rows(spans))
        if article.relations:
            out.append(RELATIONS_FILE, _rows([self._relation_row(article, link) for link in article.relations]))
        known = [getattr(about, name) for name in _ARTICLES[:8]]
        out.append(
            ARTICLES_FILE, _rows([[safe(cell) for cell in (*known, article.layer, article.state, article.text)]])
        )

    def finish(self, out: Output) -> None:
        """Write the heads of the tables if there was no article."""
        self._begin(out)

    def _begin(self, out: Output) -> None:
        if self._begun:
            return
        self._begun = True
        attributes = [f"{ATTRIBUTE}{name}" for name in self._names]
        out.append(SPANS_FILE, _BOM + _rows([[*_SPANS, *attributes, "note"]]))
        out.append(RELATIONS_FILE, _BOM + _rows([[*_RELATIONS, *(f"{ATTRIBUTE}{name}" for name in self._link_names)]]))
        out.append(ARTICLES_FILE, _BOM + _rows([_ARTICLES]))

    @staticmethod
    def _texts(span: LayerSpan, text: str) -> Iterable[str]:
        yield span.surface(text)
        yield span.note
        yield from (value for value in span.attributes.values() if isinstance(value, str))

    def _span_row(self, article: LayerArticle, span: LayerSpan) -> list[str | int]:
        about = article.article
        return [
            safe(about.id),
            safe(about.title),
            safe(span.id),
            span.label,
            span.start,
            span.end,
            " ".join([f"{start}-{end}" for start, end in span.fragments]),
            safe(span.surface(article.text)),
            *_cells(span.attributes, self._names),
            safe(span.note),
        ]

    def _relation_row(self, article: LayerArticle, link: LayerRelation) -> list[str | int]:
        ends = (link.head, link.child, link.child_article)
        known = map(safe, (article.article.id, link.id, link.label, *ends))
        return [*known, *_cells(link.attributes, self._link_names)]


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(_RISKY) else cell


def unsafe(cell: str) -> str:
    """Return what was there before `safe`; a cell that `safe` could not have made stays as it is."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RISKY) else cell


def _cells(values: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Return the cells of attributes: empty where not set, several values as a JSON list, numbers never changed."""
    return [_cell(values[name]) if name in values else "" for name in names]


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return orjson.dumps(value).decode()
    return safe(value) if isinstance(value, str) else canonical_text(value)


def _rows(rows: Sequence[Sequence[object]]) -> bytes:
    """Return rows as lines. A carriage return has to stand in quotes too, or a row begins behind it."""
    written = _written(rows, csv.QUOTE_MINIMAL)
    return _written(rows, csv.QUOTE_ALL) if b"\r" in written else written


def _written(rows: Sequence[Sequence[object]], quoting: Literal[0, 1]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=quoting).writerows(rows)
    return text.getvalue().encode()


EXPORTER = Exporter(
    name="csv",
    title="Tables (CSV)",
    summary="One row for each span, relation and article, for spreadsheets and data frames",
    files=(SPANS_FILE, RELATIONS_FILE, ARTICLES_FILE),
    lacks=frozenset({Feature.CHARACTERS, Feature.LENGTH}),
    start=CsvWriter,
)
