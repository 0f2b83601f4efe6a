"""Plain search through titles, texts and annotations, and the filter of the article list."""

# Only names of columns and tables are put into the text of SQL; values never are.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple

from annotator.domain.article import State
from annotator.domain.errors import CancelledError
from annotator.domain.identity import ANNOTATION
from annotator.domain.span import envelope, surface
from annotator.domain.views import ArticleQuery, SearchHit
from annotator.storage.articles import PRESENT, text_of
from annotator.storage.codec import fragments_in
from annotator.storage.connection import read_snapshot
from annotator.storage.matching import Needle
from annotator.storage.names import Names
from annotator.storage.walk import Beside

Cancelled = Callable[[], bool]
_STEPS = 20_000
"""SQLite asks whether to go on after so many of its steps (about a millisecond)."""
_AROUND = 40
"""Code points of the text shown on each side of a hit."""
_STOPS = ".,;:…"
"""Signs that do not go with an ellipsis."""


@contextmanager
def cancellable(db: sqlite3.Connection, cancelled: Cancelled | None) -> Iterator[Callable[[], None]]:
    """Let `cancelled` stop statements and loops inside the block: both raise CancelledError (or are mapped to it).

    Gives the function to call once per round of a loop.
    """

    def go_on() -> None:
        if cancelled is not None and cancelled():
            raise CancelledError

    if cancelled is not None:
        db.set_progress_handler(lambda: int(cancelled()), _STEPS)
    try:
        yield go_on
    finally:
        db.set_progress_handler(None, 0)


def find_articles(db: sqlite3.Connection, names: Names, query: ArticleQuery, cancelled: Cancelled | None) -> list[str]:
    """Return the ids of the articles that fit, in import order. Raises CancelledError."""
    conditions, params = _conditions(names, query)
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    select = f"SELECT k.id, a.title, a.publisher FROM {PRESENT}{where} ORDER BY a.no"
    needles = [Needle(word) for word in query.text.split()]
    found = []
    with read_snapshot(db), cancellable(db, cancelled) as go_on:
        for article_id, title, publisher in db.execute(select, params):
            if query.among is not None and article_id not in query.among:
                continue
            left = [needle for needle in needles if not (needle.find(title) or needle.find(publisher))]
            if left:
                go_on()
                text = text_of(db, article_id)
                if not all(needle.find(text) for needle in left):
                    continue
            found.append(article_id)
    return found


def _conditions(names: Names, query: ArticleQuery) -> tuple[list[str], list[str | int | None]]:
    conditions: list[str] = []
    params: list[str | int | None] = []
    layer, layer_param = (" AND layer_no = ?", [names.layer_number(query.layer)]) if query.layer else ("", [])
    if query.label:
        conditions.append(f"EXISTS (SELECT 1 FROM annotation WHERE article_no = a.no AND label = ?{layer})")
        params += [query.label, *layer_param]
    if query.state is State.NEW:
        conditions.append(f"NOT EXISTS (SELECT 1 FROM progress WHERE article_no = a.no AND state <> ?{layer})")
    elif query.state is not None:
        conditions.append(f"EXISTS (SELECT 1 FROM progress WHERE article_no = a.no AND state = ?{layer})")
    if query.state is not None:
        params += [query.state.value, *layer_param]
    return conditions, params


class Wanted(NamedTuple):
    """What to search for: text, in the annotations of which layer and label (None: of any)."""

    query: str
    layer: str | None
    label: str | None


def search(
    db: sqlite3.Connection, names: Names, wanted: Wanted, limit: int, cancelled: Cancelled | None
) -> list[SearchHit]:
    """Return the first `limit` hits in import order. Raises CancelledError."""
    with read_snapshot(db), cancellable(db, cancelled) as go_on:
        return list(islice(_hits(db, names, wanted, go_on), limit))


def _hits(db: sqlite3.Connection, names: Names, wanted: Wanted, go_on: Callable[[], None]) -> Iterator[SearchHit]:
    needle = Needle(wanted.query) if wanted.query.strip() else None
    annotations = Beside(_annotations(db, names, wanted))
    articles = f"SELECT a.no, k.id, a.title, t.text FROM {PRESENT} JOIN article_text t ON t.article_no = a.no"
    for number, article_id, title, text in db.execute(f"{articles} ORDER BY a.no"):
        go_on()
        if needle is not None and wanted.label is None:
            for start, end in needle.all(title):
                yield SearchHit(article_id, "title", start, end, title)
            for start, end in needle.all(text):
                yield SearchHit(article_id, "text", start, end, excerpt(text, start, end))
        for _, packed, fragments_json, note in annotations.take(number):
            fragments = fragments_in(fragments_json)
            if needle is None or needle.find(surface(text, fragments)) or needle.find(note):
                start, end = envelope(fragments)
                name = names.unpacked(ANNOTATION, packed)
                yield SearchHit(article_id, "annotation", start, end, excerpt(text, start, end), name)


def _annotations(db: sqlite3.Connection, names: Names, wanted: Wanted) -> Iterator[tuple[Any, ...]]:
    conditions: dict[str, str | int | None] = {}
    if wanted.layer is not None:
        conditions["layer_no = ?"] = names.layer_number(wanted.layer)
    if wanted.label is not None:
        conditions["label = ?"] = wanted.label
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    query = f"SELECT article_no, id, fragments, note FROM annotation{where} ORDER BY article_no"
    return db.execute(query, tuple(conditions.values()))


def excerpt(text: str, start: int, end: int) -> str:
    """Return the text around `[start, end)` on one line, cut between words, with an ellipsis where it is cut."""
    low, high = max(0, start - _AROUND), min(len(text), end + _AROUND)
    if low:
        low = next((at for at in range(low, start) if text[at - 1].isspace()), low)
        while low < start and (text[low].isspace() or text[low] in _STOPS):
            low += 1
    if high < len(text):
        high = next((at for at in range(high, end, -1) if text[at].isspace()), high)
        while high > end and (text[high - 1].isspace() or text[high - 1] in _STOPS):
            high -= 1
    cut = " ".join(text[low:high].split())
    return f"{'…' if low else ''}{cut}{'…' if high < len(text) else ''}"
