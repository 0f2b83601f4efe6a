"""Words as numbers, so that runs of them can be compared quickly."""

from __future__ import annotations

import re
from hashlib import blake2b
from operator import itemgetter

_NO_LETTERS = re.compile(r"[\W_]+")
_KEPT = 500_000


class WordNumbers(dict[str, int]):
    """Gives each word a 56-bit number that is the same in every run and on every machine.

    Case and signs do not count: “Don’t”, "don't" and DON'T have one number. What is only signs has the number 0.
    Numbers are kept, so that only the first of equal words costs something.
    """

    def __missing__(self, word: str) -> int:
        if len(self) >= _KEPT:
            self.clear()
        bare = _NO_LETTERS.sub("", word.casefold())
        digest = blake2b(bare.encode("utf-8", "surrogatepass"), digest_size=7).digest()
        number = self[word] = int.from_bytes(digest, "big") if bare else 0
        return number

    def of(self, text: str) -> list[int]:
        """Return the numbers of the words of a text, in order. Words are parted by white space."""
        words = text.split()
        if len(words) < 2:
            return [number for word in words if (number := self[word])]
        return [number for number in itemgetter(*words)(self) if number]


def runs(numbers: list[int], length: int) -> map[int]:
    """Return a 64-bit number for each run of `length` words, in order.

    Python salts the hashes of texts, but not those of numbers and tuples of them: these are the same everywhere.
    """
    return map(hash, zip(*[numbers[nth:] for nth in range(length)], strict=False))
