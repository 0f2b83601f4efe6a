from __future__ import annotations

from collections import Counter
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.assignment import Shares, deal

_ARTICLES = st.integers(0, 60).map(lambda number: [f"a_{at}" for at in range(number)])
_PEOPLE = st.integers(1, 6).map(lambda number: [f"p{at}" for at in range(number)])
_OVERLAP = st.floats(0, 1)


def loads(shares: Shares, people: list[str]) -> list[int]:
    counts = Counter(who for share in shares.values() for who in share)
    return [counts[who] for who in people]


@given(_ARTICLES, _PEOPLE, _OVERLAP, st.integers(0, 9))
def test_everybody_has_about_as_much_and_as_much_is_shared_as_was_asked(
    articles: list[str], people: list[str], overlap: float, seed: int
) -> None:
    shares = deal(articles, people, overlap, seed, {})
    assert list(shares) == sorted(articles)
    sizes = Counter(len(set(share)) for share in shares.values())
    wanted = round(overlap * len(articles)) if len(people) > 1 else 0
    assert (sizes[1], sizes[2]) == (len(articles) - wanted, wanted)
    counts = loads(shares, people)
    assert max(counts) - min(counts) <= 2
    assert deal(articles[::-1], people, overlap, seed, {}) == shares


@given(_ARTICLES, _PEOPLE, _OVERLAP, st.integers(0, 60))
def test_who_has_an_article_keeps_it(articles: list[str], people: list[str], overlap: float, known: int) -> None:
    before = deal(articles[:known], people, overlap, 0, {})
    after = deal(articles, people, overlap, 0, before)
    assert all(set(before[article]) <= set(after[article]) for article in before)
    assert deal(articles, people, overlap, 0, after) == after


def test_every_two_share_about_as_much() -> None:
    people = ["anna", "ben", "cleo"]
    shares = deal([f"a_{at}" for at in range(100)], people, 0.3, 0, {})
    pairs = Counter(frozenset(share) for share in shares.values() if len(share) == 2)
    assert [pairs[frozenset(pair)] for pair in combinations(people, 2)] == [10, 10, 10]
    assert deal(list(shares), people, 0.3, 1, {}) != shares


def test_who_is_not_named_any_more_gives_their_articles_up() -> None:
    kept = {"a_1": ("anna", "gone"), "a_2": ("gone",), "a_9": ("anna",)}
    assert deal(["a_1", "a_2"], ["anna", "ben"], 0, 0, kept) == {"a_1": ("anna",), "a_2": ("ben",)}
