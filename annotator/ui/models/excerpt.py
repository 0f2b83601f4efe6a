"""Text cut down to a line, for lists and fields."""

from __future__ import annotations

from collections.abc import Mapping

from annotator.domain.annotation import Annotation
from annotator.domain.schema import Schema


def one_line(text: str, limit: int = 300) -> str:
    """Return the beginning of a text with all white space made single blanks. `limit` is in code points."""
    head = text[: limit * 2]
    line = " ".join(head.split())
    return f"{line[: limit - 1]}…" if len(line) > limit or len(head) < len(text) else line


def span_words(text: str, annotation: Annotation, limit: int = 120) -> str:
    """Return the words of an annotation of this text in one line. `limit` is in code points."""
    parts = (one_line(text[start : min(end, start + 2 * limit)], limit) for start, end in annotation.fragments)
    return one_line(" … ".join(parts), limit)


def reference_words(text: str, schema: Schema, known: Mapping[str, Annotation], annotation_id: str) -> str:
    """Return the words by which a person knows an annotation of an article's text, "" if it is not `known`."""
    found = known.get(annotation_id)
    return "" if found is None else f"{schema.label(found.label).short}  {span_words(text, found)}"
