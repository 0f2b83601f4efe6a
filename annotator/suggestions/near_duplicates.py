"""Which articles are rewrites of one another, or share a quotation: the groups that splits keep together.

Two articles belong together if

- they share at least 0.3 of the word 5-grams of the one that has fewer (containment, Broder 1997), or
- a run of 8 words stands between quotation marks in both;

and so does whatever belongs to one of them.

Containment is computed from all 5-grams, for pairs that are likely to have it. To find these, each article puts a
sample of about 64 of its 5-grams into an index, those whose hashes are lowest, and every article that has as many
5-grams or more looks all of its own up. A pair is compared if three of the sample are shared. With a containment of
0.3 that is 19 on average, and the chance of fewer than three is below one in a million (Poisson, which is an upper
bound for a sample without replacement); articles of up to 64 5-grams are compared without any error. A 5-gram that is
in the sample of more than 8 articles leads to the first 8 only, by size and id: otherwise a closing line that every
article has would make all of them be compared with each other.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from typing import NamedTuple

from annotator.domain.groups import ArticleGroups, Reason, UnionFind, groups_of
from annotator.suggestions.quotations import quotations
from annotator.suggestions.word_numbers import WordNumbers, runs

WORDS = 5
SHARED_TENTHS = 3
"""So many tenths of the smaller article's 5-grams have to be in the other."""
QUOTED_WORDS = 8

_MASK = 0xFFFF_FFFF
_SAMPLE = 64
_SHARED_SAMPLES = 3
_LEADS = 8
_GLANCE = 160
"""5-grams that are compared first; a pair that shares less than a tenth of them is not looked at further. With a
containment of 0.3 it would share 48, and fewer than 16 with a chance below 1e-9."""


class _Article(NamedTuple):
    """An article's different 5-grams as 32-bit hashes, and its quoted 8-grams as 64-bit ones."""

    id: str
    grams: array[int]
    quoted: array[int]


def near_duplicates(articles: Iterable[tuple[str, str]], step: Callable[[], None] = lambda: None) -> ArticleGroups:
    """Return the groups among articles, given as id and text; the same articles in any order give the same groups.

    Time grows with the number of words. `step` is called once for each article after all were read, and may raise to
    cancel; so may `articles`.
    """
    numbers = WordNumbers()
    read = sorted((_read(numbers, name, text) for name, text in articles), key=lambda article: article.id)
    sets = UnionFind(len(read))
    links = [(one, other, Reason.QUOTE) for one, other in _sharing_quotes(read, sets)]
    links += [(one, other, Reason.TEXT) for one, other in _sharing_text(read, sets, step)]
    return groups_of([article.id for article in read], sets, links)


def _read(numbers: WordNumbers, name: str, text: str) -> _Article:
    words = numbers.of(text)
    # What is shorter than five words is one 5-gram.
    grams = {number & _MASK for number in runs(words, min(WORDS, len(words)))} if words else set()
    quoted: list[int] = []
    for quotation in quotations(text):
        within = numbers.of(quotation)
        quoted += runs(within, QUOTED_WORDS)
    return _Article(name, array("I", grams), array("q", quoted))


def _sharing_quotes(articles: list[_Article], sets: UnionFind) -> Iterable[tuple[int, int]]:
    """Join articles that share quoted words; yield those that were joined."""
    first: dict[int, int] = {}
    for nth, article in enumerate(articles):
        for other in {first.setdefault(number, nth) for number in article.quoted}:
            if sets.join(other, nth):
                yield other, nth


def _sharing_text(articles: list[_Article], sets: UnionFind, step: Callable[[], None]) -> Iterable[tuple[int, int]]:
    """Join articles that share enough of the smaller one; yield those that were joined."""
    index = _Index()
    for nth in sorted(range(len(articles)), key=lambda nth: (len(articles[nth].grams), articles[nth].id)):
        step()
        grams = articles[nth].grams
        whole: set[int] = set()
        for other, shared in index.met(grams).items():
            smaller = articles[other].grams
            enough = min(_SHARED_SAMPLES, -(-SHARED_TENTHS * len(smaller) // 10))
            if shared >= enough and sets.find(other) != sets.find(nth):
                whole = whole or set(grams)
                if _contains(whole, smaller):
                    sets.join(other, nth)
                    yield other, nth
        index.add(nth, grams)


def _contains(grams: set[int], smaller: array[int]) -> bool:
    glance = smaller[:_GLANCE]
    if len(glance) == _GLANCE and 10 * len(grams.intersection(glance)) < _GLANCE:
        return False
    return 10 * len(grams.intersection(smaller)) >= SHARED_TENTHS * len(smaller)


class _Index:
    """Leads from 5-grams to the articles that have them in their sample. Articles are added by rising size."""

    def __init__(self) -> None:
        # A list for each 5-gram would take most of the memory.
        self._places: dict[int, int | list[int]] = {}
        self._highest = -1

    def met(self, grams: array[int]) -> Counter[int]:
        """Return the articles that 5-grams lead to, with how many lead there."""
        met: Counter[int] = Counter()
        highest = self._highest
        for gram in self._places.keys() & [gram for gram in grams if gram <= highest]:
            there = self._places[gram]
            met.update((there,) if isinstance(there, int) else there)
        return met

    def add(self, nth: int, grams: array[int]) -> None:
        """Put the sample of an article into the index."""
        places = self._places
        below = _MASK * _SAMPLE // max(_SAMPLE, len(grams))
        self._highest = max(self._highest, below)
        for gram in [gram for gram in grams if gram <= below]:
            there = places.setdefault(gram, nth)
            if isinstance(there, list):
                if len(there) < _LEADS:
                    there.append(nth)
            elif there != nth:
                places[gram] = [there, nth]
