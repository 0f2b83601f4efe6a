"""Articles that must not be trained on and tested on at once, because they tell the same in the same words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """Why two articles are in one group."""

    TEXT = "text"
    QUOTE = "quote"


class Link(NamedTuple):
    """Two articles that were found to belong together. A group is held together by one link less than it has articles.

    The two stand in the order of their ids.
    """

    first: str
    second: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class ArticleGroups:
    """All groups of two articles or more, each sorted by id, and the links that hold them together."""

    groups: tuple[tuple[str, ...], ...] = ()
    links: tuple[Link, ...] = ()

    def by_article(self) -> dict[str, tuple[str, ...]]:
        """Return article -> its whole group, for the articles that are in one."""
        return {article: group for group in self.groups for article in group}

    def reasons(self) -> dict[str, frozenset[Reason]]:
        """Return article -> why its group is one."""
        group_of = {article: nth for nth, group in enumerate(self.groups) for article in group}
        found: dict[int, set[Reason]] = {}
        for link in self.links:
            found.setdefault(group_of[link.first], set()).add(link.reason)
        return {article: frozenset(found[nth]) for article, nth in group_of.items()}


class UnionFind:
    """Joins numbers from 0 to `size` - 1 into sets; nearly constant time for each step (Tarjan 1975)."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def find(self, number: int) -> int:
        """Return the number that stands for the set: its smallest."""
        above = self._above
        while above[number] != number:
            above[number] = number = above[above[number]]
        return number

    def join(self, one: int, other: int) -> bool:
        """Make one set of two; return whether they were two."""
        low, high = sorted((self.find(one), self.find(other)))
        self._above[high] = low
        return low != high

    def sets(self) -> dict[int, list[int]]:
        """Return the smallest number of each set -> its numbers in order."""
        found: dict[int, list[int]] = {}
        for number in range(len(self._above)):
            found.setdefault(self.find(number), []).append(number)
        return found


def groups_of(ids: list[str], sets: UnionFind, links: Iterable[tuple[int, int, Reason]]) -> ArticleGroups:
    """Return the sets of two or more as groups; `ids` are sorted, numbers are places in them."""
    groups = tuple(tuple(ids[nth] for nth in members) for members in sets.sets().values() if len(members) > 1)
    named = sorted(Link(ids[min(pair)], ids[max(pair)], reason) for *pair, reason in links)
    return ArticleGroups(groups, tuple(named))


def with_singles(articles: Iterable[str], groups: Mapping[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return every article once, in its group or alone, sorted. Members that are not among `articles` are left out."""
    here = set(articles)
    return sorted({tuple(one for one in groups.get(article, (article,)) if one in here) for article in here})
