"""Articles without the passages that are not their own words, for exports that models are trained on."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import accumulate

import orjson

from annotator.domain.identity import text_sha256
from annotator.domain.span import Fragment, Fragments
from annotator.domain.stored import AnnotationRow, StoredArticle


def without_excluded(stored: StoredArticle) -> tuple[StoredArticle, int]:
    """Return an article whose excluded passages are cut out, and how many annotations went with them.

    Offsets are moved; an annotation that reaches into a passage loses that part of it, and one that lies within is left
    out with its relations. A passage that is a line of its own takes its line end along. Id and metadata stay, hash and
    length are those of the new text. An article without such passages is returned as it is.
    """
    cuts = _cuts(stored.text, stored.article.excluded)
    if not cuts:
        return stored, 0
    text = _kept(stored.text, cuts)
    article = replace(stored.article, sha256=text_sha256(text), length=len(text), excluded=())
    moved = _Moved(cuts)
    rows = [row for row in map(moved.row, stored.annotations) if row is not None]
    ids = {row.id for row in rows}
    gone = {row.id for row in stored.annotations} - ids
    relations = [link for link in stored.relations if link.head not in gone and link.child not in gone]
    return StoredArticle(article, text, rows, relations, stored.progress), len(gone)


def _cuts(text: str, excluded: Fragments) -> Fragments:
    """Return what is cut: the passages, and the line ends of those that are whole lines."""
    cuts: list[Fragment] = []
    for start, end in excluded:
        if (start == 0 or text[start - 1] == "\n") and text[end : end + 1] == "\n":
            cuts.append(Fragment(start, end + 1))
        else:
            cuts.append(Fragment(start, end))
    return tuple(cuts)


def _kept(text: str, cuts: Fragments) -> str:
    edges = [0, *(edge for cut in cuts for edge in cut), len(text)]
    return "".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))


class _Moved:
    """Moves offsets to where they are after cutting."""

    def __init__(self, cuts: Fragments) -> None:
        self._cuts = cuts
        self._starts = [cut.start for cut in cuts]
        self._gone = [0, *accumulate(end - start for start, end in cuts)]

    def offset(self, offset: int) -> int:
        """Return the new place of an offset; one within a cut goes to where it was."""
        before = bisect_right(self._starts, offset)
        if before == 0:
            return offset
        start, end = self._cuts[before - 1]
        return offset - self._gone[before - 1] - (min(offset, end) - start)

    def row(self, row: AnnotationRow) -> AnnotationRow | None:
        """Return an annotation with its new place, None if nothing of it is left."""
        places = [(self.offset(start), self.offset(end)) for start, end in orjson.loads(row.fragments)]
        joined: list[list[int]] = []
        for start, end in places:
            if start == end:
                continue
            if joined and joined[-1][1] == start:
                joined[-1][1] = end
            else:
                joined.append([start, end])
        return row._replace(fragments=orjson.dumps(joined).decode()) if joined else None
