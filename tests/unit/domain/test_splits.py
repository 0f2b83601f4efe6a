from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import UsageError
from annotator.domain.groups import ArticleGroups, UnionFind, groups_of, with_singles
from annotator.domain.splits import PARTS, Moved, deal_groups, moved, read_shares, write_shares

_SHARES = st.lists(st.integers(0, 10), min_size=3, max_size=3).filter(sum).map(
    lambda weights: {part: weight / sum(weights) for part, weight in zip(PARTS, weights, strict=True)}
)  # fmt: skip


@st.composite
def _units(draw: st.DrawFn) -> list[tuple[str, ...]]:
    sizes = draw(st.lists(st.integers(1, 6), max_size=40))
    names = iter(draw(st.permutations([f"a_{nth:03}" for nth in range(sum(sizes))])))
    return [tuple(next(names) for _ in range(size)) for size in sizes]


@given(_units(), _SHARES, st.integers(-5, 5))
def test_every_article_is_dealt_and_no_group_crosses(
    units: list[tuple[str, ...]], shares: dict[str, float], seed: int
) -> None:
    parts = deal_groups(units, shares, seed, {})
    assert sorted(parts) == list(parts) == sorted(article for unit in units for article in unit)
    assert all(len({parts[article] for article in unit}) == 1 for unit in units)
    assert {part for part in PARTS if not shares[part]}.isdisjoint(parts.values())
    assert deal_groups([unit[::-1] for unit in units[::-1]], shares, seed, {}) == parts


@given(_units(), _SHARES, st.integers(0, 5))
def test_parts_are_as_large_as_the_largest_group_allows(
    units: list[tuple[str, ...]], shares: dict[str, float], seed: int
) -> None:
    sizes = Counter(deal_groups(units, shares, seed, {}).values())
    largest = max(map(len, units), default=0)
    total = sum(map(len, units))
    for part in PARTS:
        assert sizes[part] - shares[part] * total <= largest + 1e-6


@given(_units(), _SHARES, st.integers(0, 5), st.integers(0, 40))
def test_what_was_dealt_stays_when_articles_are_added(
    units: list[tuple[str, ...]], shares: dict[str, float], seed: int, known: int
) -> None:
    before = deal_groups(units[:known], shares, seed, {})
    after = deal_groups(units, shares, seed, before)
    assert not moved(before, after)
    assert deal_groups(units, shares, seed, after) == after


def test_a_group_that_grew_together_goes_where_most_of_it_was() -> None:
    before = {"a": "test", "b": "train", "c": "test", "d": "dev"}
    shares = {"train": 0.5, "dev": 0.25, "test": 0.25}
    after = deal_groups([("a", "b", "c", "new"), ("d",)], shares, 0, before)
    assert after == {"a": "test", "b": "test", "c": "test", "d": "dev", "new": "test"}
    assert moved(before, after) == (Moved("b", "train", "test"),)
    tie = deal_groups([("a", "b")], shares, 0, before)
    assert tie == {"a": "train", "b": "train"}
    gone = deal_groups([("d",)], {"train": 0.9, "test": 0.1}, 0, before)
    assert gone == {"d": "train"}


def test_another_seed_deals_otherwise() -> None:
    units = [(f"a_{nth:03}",) for nth in range(100)]
    shares = {"train": 0.8, "dev": 0.1, "test": 0.1}
    first = deal_groups(units, shares, 0, {})
    assert Counter(first.values()) == {"train": 80, "dev": 10, "test": 10}
    assert first != deal_groups(units, shares, 1, {})


def test_shares_are_read_as_they_are_written() -> None:
    shares = read_shares(" train=0.8, dev=0.1,test=0.1")
    assert shares == {"train": 0.8, "dev": 0.1, "test": 0.1}
    assert read_shares(write_shares(shares)) == shares
    assert read_shares("train=1") == {"train": 1.0}


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "cannot be understood"),
        ("train", "cannot be understood"),
        ("train=0.5,train=0.5", "cannot be understood"),
        ("train=a,test=0.5", "cannot be understood"),
        ("train=nan,test=0.5", "cannot be understood"),
        ("train=1.5,test=-0.5", "cannot be understood"),
        ("train=0.5,validation=0.5", "no part “validation”"),
        ("train=0.5,test=0.4", "add up to 1"),
    ],
)
def test_shares_that_cannot_be_are_refused(written: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        read_shares(written)


def test_groups_leave_out_articles_that_are_gone() -> None:
    sets = UnionFind(5)
    assert sets.join(4, 0)
    assert sets.join(4, 2)
    assert not sets.join(0, 2)
    groups = groups_of(list("abcde"), sets, [])
    assert groups == ArticleGroups((("a", "c", "e"),))
    assert with_singles("aceb", groups.by_article()) == [("a", "c", "e"), ("b",)]
    assert with_singles("cb", groups.by_article()) == [("b",), ("c",)]
