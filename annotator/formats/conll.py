"""Writes CoNLL columns in IOB2: a token a line, then one column for each label, so that labels may overlap.

A blank line follows a paragraph, a `-DOCSTART-` line begins an article, and nothing follows the last line.
"""

from __future__ import annotations

from annotator.formats.exporter import ExportContext, Exporter, Output
from annotator.formats.layer_articles import LayerArticle
from annotator.formats.losses import WIDENED, Feature, Loss, Losses, report_dropped
from annotator.formats.tokens import TokenIndex, TokenRange

DATA_FILE, COLUMNS_FILE = "data.conll", "columns.txt"
DOCUMENT_START = "-DOCSTART- -X- O O\n"
"""As CoNLL-2003 has it, whatever the number of columns; readers look for exactly this line."""
OUTSIDE = "O"
_DROPPED = frozenset({Feature.FRAGMENTS, Feature.ATTRIBUTES, Feature.RELATIONS, Feature.NOTES, Feature.ABOUT})
_SAME_LABEL = Loss(
    Feature.OVERLAP,
    "1 span is left out because it overlaps another one of the same label",
    "{n} spans are left out because they overlap others of the same label",
    drops_span=True,
)
EMPTY = Loss(
    Feature.EDGES,
    "1 span of white space alone is left out",
    "{n} spans of white space alone are left out",
    drops_span=True,
)
_SPACES = Loss(
    Feature.TEXT,
    "1 article becomes words: what white space there was between them is lost",
    "{n} articles become words: what white space there was between them is lost",
)


class ConllWriter:
    """Writes one export."""

    def __init__(self, context: ExportContext) -> None:
        self._labels = [label.name for label in context.schema.labels]
        self._begun = False

    def add(self, article: LayerArticle, out: Output, losses: Losses) -> None:
        """Write the lines of an article."""
        report_dropped(article, losses, _DROPPED)
        losses.add(_SPACES, article)
        index = TokenIndex(article.text)
        columns = {label: [OUTSIDE] * len(index.words) for label in self._labels}
        taken = _tag(article, index, columns, losses)
        lines = [
            " ".join(cells) + "\n"
            for cells in zip(index.words, *(columns[label] for label in self._labels), strict=True)
        ]
        paragraphs = ["".join(lines[low:high]) for low, high in index.paragraphs(taken)]
        before = "\n" if self._begun else ""
        self._begun = True
        out.append(DATA_FILE, "\n".join([before + DOCUMENT_START, *paragraphs]).encode())

    def finish(self, out: Output) -> None:
        """Write which column is which."""
        out.append(DATA_FILE, b"")
        out.write(COLUMNS_FILE, "".join(f"{name}\n" for name in ("token", *self._labels)).encode())


def _tag(article: LayerArticle, index: TokenIndex, columns: dict[str, list[str]], losses: Losses) -> list[TokenRange]:
    """Fill the columns; where spans of a label overlap, the first one stays. Return the ranges that were tagged."""
    taken = []
    for span in article.spans:
        found = index.touched(span.start, span.end)
        if found is None:
            losses.add(EMPTY, article, span)
            continue
        column = columns[span.label]
        if any(tag != OUTSIDE for tag in column[found.first : found.after]):
            losses.add(_SAME_LABEL, article, span)
            continue
        if not found.exact:
            losses.add(WIDENED, article, span)
        inside = [f"I-{span.label}"] * (found.after - found.first - 1)
        column[found.first : found.after] = [f"B-{span.label}", *inside]
        taken.append(found)
    return taken


EXPORTER = Exporter(
    name="conll",
    title="CoNLL (IOB2)",
    summary="A token a line with a column of IOB2 tags for each label, for taggers",
    files=(DATA_FILE, COLUMNS_FILE),
    lacks=_DROPPED | {Feature.OVERLAP, Feature.EDGES, Feature.TEXT},
    start=ConllWriter,
    trains=True,
)
