"""Reading articles: lists, metadata, states and counts. Only `text_of` touches a text."""

# Only names of columns and tables are put into the text of SQL; values never are.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence

import orjson

from annotator.domain.article import Article, State
from annotator.domain.errors import InputError
from annotator.domain.views import LayerSummary, ProjectSummary
from annotator.storage.codec import article_of, state_of
from annotator.storage.names import Names

COLUMNS = (
    "k.id, a.sha256, a.length, a.title, a.publisher, a.author, a.published, a.language, a.url, a.file, a.normalization,"
    " a.excluded"
)
PRESENT = "article a JOIN article_key k ON k.no = a.no"
"""Articles that are in the project now; deleted ones have a key still."""


def in_list(values: Collection[str] | Collection[int]) -> str:
    """Return a parameter for `IN (SELECT value FROM json_each(?))`."""
    return orjson.dumps(list(values)).decode()


def missing(article_id: str) -> InputError:
    """Return the error for an article that is not there."""
    return InputError("The article is not in the project", where=article_id)


def count(db: sqlite3.Connection) -> int:
    """Return how many articles there are."""
    row = db.execute("SELECT count FROM tally WHERE kind = 'article'").fetchone()
    return int(row[0]) if row else 0


def ids(db: sqlite3.Connection, start: int, length: int) -> list[str]:
    """Return ids in import order, from the `start`th on, all if `length` is negative."""
    query = f"SELECT k.id FROM {PRESENT} ORDER BY a.no LIMIT ? OFFSET ?"
    return [name for (name,) in db.execute(query, (length, start))]


def present(db: sqlite3.Connection, article_ids: Collection[str]) -> set[str]:
    """Return those of the ids whose articles are in the project."""
    query = f"SELECT k.id FROM {PRESENT} WHERE k.id IN (SELECT value FROM json_each(?))"
    return {name for (name,) in db.execute(query, (in_list(article_ids),))}


def by_id(db: sqlite3.Connection, article_ids: Sequence[str]) -> list[Article]:
    """Return the articles in the order asked for. Raises InputError for one that is not there."""
    query = f"SELECT {COLUMNS} FROM {PRESENT} WHERE k.id IN (SELECT value FROM json_each(?))"
    found = {row[0]: article_of(row) for row in db.execute(query, (in_list(article_ids),))}
    for article_id in article_ids:
        if article_id not in found:
            raise missing(article_id)
    return [found[article_id] for article_id in article_ids]


def text_of(db: sqlite3.Connection, article_id: str) -> str:
    """Return the text of an article. Raises InputError if it is not there."""
    query = f"SELECT t.text FROM {PRESENT} JOIN article_text t ON t.article_no = a.no WHERE k.id = ?"
    row = db.execute(query, (article_id,)).fetchone()
    if row is None:
        raise missing(article_id)
    return str(row[0])


def label_counts(
    db: sqlite3.Connection, names: Names, article_ids: Sequence[str], layer: str
) -> dict[str, dict[str, int]]:
    """Return article -> label -> spans of the layer; articles without spans have an empty mapping."""
    counts: dict[str, dict[str, int]] = {article_id: {} for article_id in article_ids}
    query = (
        "SELECT k.id, n.label, count(*) FROM article_key k JOIN annotation n ON n.article_no = k.no"
        " WHERE k.id IN (SELECT value FROM json_each(?)) AND n.layer_no = ? GROUP BY n.article_no, n.label"
    )
    for article_id, label, spans in db.execute(query, (in_list(article_ids), names.layer_number(layer))):
        counts[article_id][label] = spans
    return counts


def states(db: sqlite3.Connection, names: Names, article_ids: Sequence[str], layer: str) -> dict[str, State]:
    """Return article -> the layer's state; an article without one is new."""
    found = dict.fromkeys(article_ids, State.NEW)
    query = (
        "SELECT k.id, p.state FROM article_key k JOIN progress p ON p.article_no = k.no AND p.layer_no = ?"
        " WHERE k.id IN (SELECT value FROM json_each(?))"
    )
    for article_id, state in db.execute(query, (names.layer_number(layer), in_list(article_ids))):
        found[article_id] = state_of(state)
    return found


def state_authors(db: sqlite3.Connection, names: Names, layer: str) -> dict[str, str]:
    """Return article -> the author of the edit that brought the layer to its state; articles without one are left out.

    Every row has the stamp of the edit that wrote it. The plus signs keep SQLite from looking through all edits of a
    device for each article; it makes an index of the clocks instead.
    """
    query = (
        "SELECT k.id, j.author FROM progress p JOIN article_key k ON k.no = p.article_no"
        " JOIN journal j ON j.clock = p.clock AND +j.device = +p.device WHERE p.layer_no = ?"
    )
    return dict(db.execute(query, (names.layer_number(layer),)))


def _tallies(db: sqlite3.Connection) -> Iterator[tuple[str, int, str, int]]:
    yield from db.execute(
        "SELECT kind, layer_no, name, count FROM tally WHERE layer_no > 0 AND count ORDER BY layer_no"
    )


def progress_counts(db: sqlite3.Connection, names: Names, layer: str) -> dict[State, int]:
    """Return how many articles are in each state of the layer."""
    number = names.layer_number(layer)
    counts = dict.fromkeys(State, 0)
    for name, articles in db.execute("SELECT name, count FROM tally WHERE kind = 'state' AND layer_no = ?", (number,)):
        counts[state_of(name)] = articles
    counts[State.NEW] = count(db) - counts[State.IN_PROGRESS] - counts[State.FINISHED]
    return counts


def layers(db: sqlite3.Connection, names: Names) -> list[str]:
    """Return the layers that hold something, in the order of their first use."""
    return [names.layer(number) for number in dict.fromkeys(row[1] for row in _tallies(db))]


def summary(db: sqlite3.Connection, names: Names) -> ProjectSummary:
    """Return the counts of the project, without a scan."""
    found: dict[int, dict[str, dict[str, int]]] = {}
    for kind, layer, name, number in _tallies(db):
        found.setdefault(layer, {"span": {}, "relation": {}, "state": {}})[kind][name] = number
    (edits,) = db.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()
    listed = tuple(
        LayerSummary(
            names.layer(layer),
            kinds["state"].get(State.FINISHED.value, 0),
            kinds["state"].get(State.IN_PROGRESS.value, 0),
            sum(kinds["relation"].values()),
            kinds["span"],
        )
        for layer, kinds in found.items()
    )
    return ProjectSummary(count(db), edits, listed)
