"""Near-duplicate groups: against splitting the same texts into words, and ten times the articles."""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from random import Random
from time import perf_counter

from annotator.suggestions.near_duplicates import near_duplicates
from tests.benchmarks.harness import Benchmark

ARTICLES = 10_000
_LENGTH = 4_000
_CLOSING = 300
"""Code points at the end that all articles share, as those of one outlet do."""


@cache
def _texts() -> list[str]:
    """Return articles of 4 kB, their words as frequent as those of a language (Zipf); each tenth is a rewrite."""
    random = Random(0)
    words = ["".join(random.choices("abcdefghijklmnopqrstuvwxyz", k=random.randint(2, 9))) for _ in range(20_000)]
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))

    def prose(length: int) -> str:
        picked = random.choices(words, cum_weights=weights, k=length // 5)
        picked[::15] = [word.capitalize() for word in picked[::15]]
        picked[14::15] = [f"{word}.\n" for word in picked[14::15]]
        picked[30:60] = ["“" + picked[30], *picked[31:59], picked[59] + "”"]
        return " ".join(picked)[:length]

    closing = prose(_CLOSING)
    texts: list[str] = []
    for nth in range(ARTICLES):
        body = prose(_LENGTH - _CLOSING)
        if nth % 10 == 9:
            body = random.choice(texts)[: len(body) // 2] + body[len(body) // 2 :]
        texts.append(body + closing)
    return texts


def _grouped(texts: list[str]) -> float:
    begun = perf_counter()
    groups = near_duplicates((f"a_{nth:05}", text) for nth, text in enumerate(texts)).groups
    took = perf_counter() - begun
    if not groups:
        raise AssertionError("the rewrites were not found")
    return took


def _against_words() -> tuple[float, float]:
    texts = _texts()
    begun = perf_counter()
    for text in texts:
        text.split()
    bare = perf_counter() - begun
    return _grouped(texts), bare


def _growth() -> tuple[float, float]:
    texts = _texts()
    return _grouped(texts), _grouped(texts[: ARTICLES // 10])


BENCHMARKS = [
    Benchmark(f"group {ARTICLES:,} articles of 4 kB", "split the same texts into words", 25, _against_words, rounds=3),
    Benchmark(f"group {ARTICLES:,} articles", f"group {ARTICLES // 10:,}", 13, _growth, rounds=3),
]
