from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.groups import ArticleGroups, Link, Reason
from annotator.suggestions.near_duplicates import near_duplicates

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def words(random: Random, number: int) -> list[str]:
    return ["".join(random.choices(_LETTERS, k=random.randint(3, 9))) for _ in range(number)]


def grams(text: list[str]) -> set[tuple[str, ...]]:
    length = min(5, len(text))
    return {tuple(text[at : at + length]) for at in range(len(text) - length + 1)}


def containment(one: list[str], other: list[str]) -> float:
    """The definition, word for word."""
    mine, yours = grams(one), grams(other)
    return len(mine & yours) / min(len(mine), len(yours))


def connected(names: Iterable[str], pairs: Iterable[tuple[str, str]]) -> set[frozenset[str]]:
    """Groups of two and more, by repeated joining."""
    groups = {name: {name} for name in names}
    for one, other in pairs:
        joined = groups[one] | groups[other]
        for name in joined:
            groups[name] = joined
    return {frozenset(group) for group in groups.values() if len(group) > 1}


def first_part(share: float) -> Callable[[list[str], Random], list[str]]:
    return lambda text, random: text[: round(share * len(text))] + words(random, round((1 - share) * len(text)))


def changed(share: float) -> Callable[[list[str], Random], list[str]]:
    def change(text: list[str], random: Random) -> list[str]:
        copy = list(text)
        for at in random.sample(range(len(text)), round(share * len(text))):
            copy[at] = words(random, 1)[0]
        return copy

    return change


@pytest.mark.parametrize("length", [60, 250, 650, 3000])
@pytest.mark.parametrize("rewrite", [first_part(0.6), first_part(0.35), changed(0.2)], ids=["60", "35", "changed"])
def test_planted_rewrites_are_found_wherever_the_definition_holds(
    rewrite: Callable[[list[str], Random], list[str]], length: int
) -> None:
    random = Random(length)
    originals = [words(random, length) for _ in range(60)]
    rewrites = [rewrite(text, random) for text in originals]
    articles = {f"a_{nth:02}": text for nth, text in enumerate(originals)}
    articles |= {f"b_{nth:02}": text for nth, text in enumerate(rewrites)}
    expected = {
        frozenset((f"a_{nth:02}", f"b_{nth:02}"))
        for nth in range(60)
        if containment(originals[nth], rewrites[nth]) >= 0.3
    }
    found = near_duplicates((name, " ".join(text)) for name, text in articles.items())
    assert {frozenset(group) for group in found.groups} == expected
    # Where a fifth of the words is changed, 0.8 ** 5 = 0.33 of the 5-grams stay on average: some rewrites are below.
    assert len(expected) >= (30 if rewrite.__name__ == "change" else 60)


_WORD = st.sampled_from(["one", "two", "three", "four", "five", "six"])
_TEXTS = st.lists(st.lists(_WORD, min_size=1, max_size=40), max_size=7)


@given(_TEXTS)
def test_groups_of_short_articles_are_exactly_those_of_the_definition(texts: list[list[str]]) -> None:
    names = [f"a_{nth}" for nth in range(len(texts))]
    pairs = [
        (one, other) for one, other in combinations(names, 2)
        if containment(texts[int(one[2:])], texts[int(other[2:])]) >= 0.3
    ]  # fmt: skip
    found = near_duplicates(zip(names, map(" ".join, texts), strict=True))
    assert {frozenset(group) for group in found.groups} == connected(names, pairs)


@given(st.integers(0, 10_000), st.integers(40, 400))
def test_the_order_of_the_articles_makes_no_difference(seed: int, length: int) -> None:
    random = Random(seed)
    base = words(random, length)
    articles = [("c", " ".join(base)), ("a", " ".join(base[: length // 2])), ("b", " ".join(words(random, length)))]
    expected = near_duplicates(articles)
    random.shuffle(articles)
    assert near_duplicates(articles) == expected
    assert expected.groups == (("a", "c"),)


def test_case_signs_and_line_ends_do_not_make_texts_differ() -> None:
    plain = "the council said it doesn't know when the old bridge will open again this year"
    printed = "The Council said:\n“It doesn’t know — when the old bridge\twill open again, this year.”"
    assert near_duplicates([("a", plain), ("b", printed)]).links == (Link("a", "b", Reason.TEXT),)


def test_a_shared_quotation_of_eight_words_joins_and_one_of_seven_does_not() -> None:
    random = Random(1)

    def article(quote: str) -> str:
        return f"{' '.join(words(random, 300))} “{quote},” she said. {' '.join(words(random, 300))}"

    eight, seven = "we will not leave before the work ends", "we will not leave before work ends"
    told = near_duplicates([("a", article(eight)), ("b", article("Well, " + eight.title())), ("c", article(seven)),
                            ("d", article(seven)), ("e", " ".join([*words(random, 300), eight]))])  # fmt: skip
    assert told == ArticleGroups((("a", "b"),), (Link("a", "b", Reason.QUOTE),))


def test_a_group_is_whatever_hangs_together() -> None:
    random = Random(2)
    story, quote = words(random, 400), "it was the worst winter that anyone here remembers"
    articles = {
        "d": " ".join(story),
        "a": " ".join([*story[:200], *words(random, 100), f"“{quote}”"]),
        "c": " ".join([f'"{quote}"', *words(random, 300)]),
        "b": " ".join(words(random, 300)),
    }
    found = near_duplicates(articles.items())
    assert found.groups == (("a", "c", "d"),)
    assert found.reasons() == dict.fromkeys("acd", frozenset({Reason.TEXT, Reason.QUOTE}))
    assert found.by_article() == dict.fromkeys("acd", ("a", "c", "d"))


def test_a_closing_line_that_all_have_makes_no_group_and_hides_no_rewrite() -> None:
    random = Random(3)
    closing = words(random, 50)
    texts = {f"a_{nth:03}": [*words(random, 500), *closing] for nth in range(200)}
    for nth in range(0, 200, 10):
        texts[f"b_{nth:03}"] = [*first_part(0.35)(texts[f"a_{nth:03}"][:500], random), *closing]
    found = near_duplicates((name, " ".join(text)) for name, text in texts.items())
    assert found.groups == tuple((f"a_{nth:03}", f"b_{nth:03}") for nth in range(0, 200, 10))


def test_many_copies_of_one_report_are_one_group() -> None:
    random = Random(4)
    report = words(random, 300)
    copies = [(f"a_{nth:03}", " ".join([*report, *words(random, 60)])) for nth in range(120)]
    others = [(f"z_{nth:03}", " ".join(words(random, 360))) for nth in range(120)]
    assert near_duplicates(copies + others).groups == (tuple(name for name, _ in copies),)


def test_texts_without_words_and_no_texts() -> None:
    assert near_duplicates([]) == ArticleGroups()
    assert near_duplicates([("a", "— …"), ("b", "— …"), ("c", ""), ("d", "word"), ("e", "Word!")]).groups == (
        ("d", "e"),
    )


def test_it_can_be_cancelled_after_reading() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        near_duplicates([("a", "a word")], stop)


def test_groups_are_the_same_in_a_process_with_other_hashes_of_texts() -> None:
    code = (
        "from random import Random; from tests.unit.suggestions import test_near_duplicates as t\n"
        "r = Random(5); base = t.words(r, 700)\n"
        "print(t.near_duplicates((f'a_{n}', ' '.join(t.changed(n / 150)(base, r))) for n in range(40)))"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0] == told[1]
    assert "Reason.TEXT" in told[0]
