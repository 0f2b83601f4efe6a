"""Dealing articles out to annotators: evenly, with a part that two of them tag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from random import Random

Shares = dict[str, tuple[str, ...]]
"""Article id -> the annotators who tag it."""


def deal(
    articles: Iterable[str], annotators: Sequence[str], overlap: float, seed: int, kept: Mapping[str, Sequence[str]]
) -> Shares:
    """Deal the articles out; the same input always gives the same shares, whatever the articles' order.

    `overlap` is the part (0 to 1) of all articles that two annotators tag, so that every two of them share about as
    many as any other two. What was dealt before (`kept`) to one of the annotators stays with them.
    """
    shares = {article: [who for who in kept.get(article, ()) if who in annotators] for article in sorted(set(articles))}
    loads = Counter(dict.fromkeys(annotators, 0))
    loads.update(who for share in shares.values() for who in share)
    order = list(shares)
    Random(seed).shuffle(order)  # noqa: S311 (a fair order, not a secret)
    for article in order:
        if not shares[article]:
            _give(shares[article], min(annotators, key=lambda who: (loads[who], annotators.index(who))), loads)
    if len(annotators) > 1:
        missing = round(overlap * len(order)) - sum(len(share) > 1 for share in shares.values())
        _share(shares, order, annotators, missing, loads)
    return {article: tuple(sorted(share, key=annotators.index)) for article, share in shares.items()}


def _give(share: list[str], who: str, loads: Counter[str]) -> None:
    share.append(who)
    loads[who] += 1


def _share(
    shares: dict[str, list[str]], order: list[str], annotators: Sequence[str], missing: int, loads: Counter[str]
) -> None:
    """Give `missing` articles a second annotator: who has least, together with whom they share least."""
    singles: dict[str, list[str]] = {who: [] for who in annotators}
    for article in reversed(order):
        if len(shares[article]) == 1:
            singles[shares[article][0]].append(article)
    pairs = Counter(frozenset(share) for share in shares.values() if len(share) > 1)
    for _ in range(missing):
        left = [
            (loads[second], pairs[frozenset((first, second))], -len(singles[first]), first, second)
            for first in annotators
            for second in annotators
            if first != second and singles[first]
        ]
        *_, first, second = min(left)
        _give(shares[singles[first].pop()], second, loads)
        pairs[frozenset((first, second))] += 1
