"""Dealing articles out to the parts of a split: by group, never by article alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isclose
from random import Random
from typing import NamedTuple

from annotator.domain.errors import UsageError

PARTS = ("train", "dev", "test")
"""The parts that an article can be in."""

_FORM = "Write it as train=0.8,dev=0.1,test=0.1"


@dataclass(frozen=True, slots=True)
class Split:
    """A split: the share of each part (they add up to 1), the seed, and the part of each article."""

    shares: Mapping[str, float]
    seed: int = 0
    parts: Mapping[str, str] = field(default_factory=dict)


class Moved(NamedTuple):
    """An article that was in another part before."""

    article_id: str
    before: str
    after: str


def read_shares(written: str) -> dict[str, float]:
    """Return the shares written as `train=0.8,dev=0.1,test=0.1`. Raises UsageError."""
    shares: dict[str, float] = {}
    for item in written.split(","):
        name, sign, number = (piece.strip() for piece in item.partition("="))
        try:
            share = float(number)
        except ValueError:
            share = -1.0
        if not sign or name in shares or not 0 <= share <= 1:
            raise UsageError("The split cannot be understood", where=item.strip() or written, remedy=_FORM)
        shares[name] = share
    check_shares(shares)
    return shares


def check_shares(shares: Mapping[str, float]) -> None:
    """Raise UsageError unless the parts are train, dev and test (or some of them) and their shares add up to 1."""
    written = write_shares(shares)
    unknown = [name for name in shares if name not in PARTS]
    if unknown:
        raise UsageError(f"A split has no part “{unknown[0]}”", where=written, why="There are train, dev and test")
    if not isclose(sum(shares.values()), 1, abs_tol=1e-6) or any(share < 0 for share in shares.values()):
        why = f"They add up to {sum(shares.values()):g}"
        raise UsageError("The shares of a split add up to 1", where=written, why=why, remedy=_FORM)


def write_shares(shares: Mapping[str, float]) -> str:
    """Return shares as `read_shares` reads them."""
    return ",".join(f"{name}={share:g}" for name, share in shares.items())


def deal_groups(
    units: Sequence[Sequence[str]], shares: Mapping[str, float], seed: int, kept: Mapping[str, str]
) -> dict[str, str]:
    """Return article -> part. `units` are groups of articles and articles alone; each goes whole to one part.

    Parts get as near to their share of the articles as whole units allow, and the same input always gives the same
    parts, whatever the order of the units. A unit whose articles had a part before (`kept`) stays where most of them
    were, in the earlier of train, dev and test if it is a tie.
    """
    parts = [part for part in PARTS if shares.get(part)]
    units = sorted(tuple(sorted(unit)) for unit in units)
    total = sum(map(len, units))
    missing = {part: shares[part] * total for part in parts}
    dealt: dict[str, str] = {}

    def put(unit: Sequence[str], part: str) -> None:
        missing[part] -= len(unit)
        dealt.update(dict.fromkeys(unit, part))

    new = []
    for unit in units:
        before = Counter(kept[article] for article in unit if kept.get(article) in parts)
        if before:
            put(unit, max(parts, key=lambda part: before[part]))
        else:
            new.append(unit)
    Random(seed).shuffle(new)  # noqa: S311 (a fair order, not a secret)
    # What is large goes first: what is small can fill any gap that it leaves.
    for unit in sorted(new, key=len, reverse=True):
        put(unit, max(parts, key=lambda part: missing[part]))
    return dict(sorted(dealt.items()))


def moved(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Moved, ...]:
    """Return the articles that were in another part before, sorted by id."""
    return tuple(Moved(one, before[one], part) for one, part in sorted(after.items()) if before.get(one, part) != part)
