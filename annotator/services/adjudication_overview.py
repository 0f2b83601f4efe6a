"""What is to be adjudicated in a whole project, article by article."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from annotator.domain.adjudication import AllSettled, Item
from annotator.domain.annotation import GOLD
from annotator.domain.article import State
from annotator.domain.errors import CancelledError
from annotator.domain.gold_links import Link
from annotator.domain.schema import Schema
from annotator.domain.span import Fragments, fragments_of, surface
from annotator.services.adjudication_desk import AdjudicationDesk, read_desk
from annotator.storage.project_file import ProjectFile

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]
_BATCH = 500
_WORDS = 50
"""So many characters of a span are shown."""


class Standing(NamedTuple):
    """How far an article is: places to decide, those of them that came back, those decided, and the gold's state.

    `agreed` of the places to decide go to the gold layer by themselves.
    """

    article_id: str
    title: str
    annotators: tuple[str, ...]
    open: int
    stale: int
    agreed: int
    decided: int
    state: State


def comparable_articles(file: ProjectFile) -> list[str]:
    """Return the articles that two or more annotators have finished, in import order."""
    layers = [layer for layer in file.layers() if layer != GOLD]
    found = []
    for start in range(0, file.article_count(), _BATCH):
        ids = file.article_ids(start, _BATCH)
        states = [file.states(ids, layer) for layer in layers]
        found += [one for one in ids if sum(state[one] == State.FINISHED for state in states) > 1]
    return found


def adjudicated_articles(file: ProjectFile) -> list[str]:
    """Return the articles that two or more annotators have finished or that have gold, in import order."""
    comparable = set(comparable_articles(file))
    found = []
    for start in range(0, file.article_count(), _BATCH):
        ids = file.article_ids(start, _BATCH)
        gold = file.states(ids, GOLD)
        found += [one for one in ids if one in comparable or gold[one] != State.NEW]
    return found


def standing_of(desk: AdjudicationDesk) -> Standing:
    """Return how far an article is."""
    items, links = desk.items, desk.links
    places: list[Item | Link] = [*items, *links]
    agreed = sum(item.is_unanimous and item.is_open and not item.is_stale for item in items)
    article = desk.article
    return Standing(
        article.id,
        article.title or article.file or article.id,
        desk.finished,
        sum(place.is_open for place in places),
        sum(place.is_stale for place in places),
        agreed,
        sum(not place.is_open for place in places),
        desk.gold_state,
    )


def standings(
    file: ProjectFile,
    schema: Schema,
    settled: AllSettled,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> list[Standing]:
    """Return how far every article is that can be adjudicated, or was. Raises CancelledError."""
    ids = adjudicated_articles(file)
    found = []
    for done, article_id in enumerate(ids, 1):
        if cancelled is not None and cancelled():
            raise CancelledError
        found.append(standing_of(read_desk(file, schema, settled, article_id)))
        if progress is not None:
            progress(done, len(ids), "")
    return found


def open_places(desk: AdjudicationDesk) -> Iterator[dict[str, object]]:
    """Yield what is to be decided in an article, as `annotator adjudicate --json` lists it."""
    for item in desk.items:
        if item.is_open:
            yield _item_json(item, desk)
    for link in desk.links:
        if link.is_open:
            yield _link_json(link, desk)


def short_words(text: str, fragments: Fragments) -> str:
    """Return the words of a span on one line, shortened if there are many."""
    words = " ".join(surface(text, fragments).split())
    return words if len(words) <= _WORDS else f"{words[: _WORDS - 1]}…"


def _link_json(link: Link, desk: AdjudicationDesk) -> dict[str, object]:
    ends = [
        short_words(desk.text, end.fragments) if end.article_id == desk.article.id else "…"
        for end in (link.head, link.child)
    ]
    made_by = {relation.layer for relation in link.relations}
    return {
        "kind": "relation",
        "label": link.label,
        "head": link.head.id,
        "child": link.child.id,
        "words": " → ".join(ends),
        "relations": {relation.layer: relation.id for relation in link.relations},
        "lacking": [name for name in link.voters if name not in made_by],
        "why": list(link.why),
    }


def _item_json(item: Item, desk: AdjudicationDesk) -> dict[str, object]:
    whole = fragments_of([pair for each in (*item.units, *item.gold) for pair in each.fragments])
    return {
        "kind": "span",
        "labels": sorted({each.label for each in item.units or item.gold}),
        "start": item.start,
        "end": item.end,
        "words": short_words(desk.text, whole),
        "annotations": {unit.layer: unit.id for unit in item.units},
        "lacking": list(item.lacking),
        "differences": list(item.differences),
        "gold": [gold.id for gold in item.gold],
        "why": list(item.why),
    }
