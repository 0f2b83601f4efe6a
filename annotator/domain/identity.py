"""Names that no two machines can both make, and the order of changes.

A *device* is one opening of one project file for writing: a fresh 80-bit random token, so that two copies
of a file never share one. Objects are numbered within their device. Articles are named by their text: the
same text has the same id everywhere.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from threading import Lock
from typing import NamedTuple

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no i, l, o, u."""
PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
"""Two digits, by their ten bits."""

DEVICE_BYTES = 10
ANNOTATION, RELATION, EDIT, ARTICLE = "s", "r", "e", "a"
_ARTICLE_ID = re.compile(r"a_[0-9a-hjkmnp-tv-z]{26}")
_OBJECT_ID = re.compile(r"([sre])_([0-9a-hjkmnp-tv-z]{16})_([0-9a-hjkmnp-tv-z]{1,8})")


def base32(data: bytes) -> str:
    """Return `data` as lower-case Crockford base 32, most significant first, without padding."""
    width = -(-len(data) * 8 // 5)
    number = int.from_bytes(data, "big")
    digits = "".join([PAIRS[number >> shift & 1023] for shift in range(5 * (width - 2 + width % 2), -1, -10)])
    return digits[len(digits) - width :]


def number_to_base32(number: int) -> str:
    """Return a non-negative number in base 32 without leading zeros (`0` is "0")."""
    digits = ""
    while True:
        digits = _ALPHABET[number & 31] + digits
        number >>= 5
        if not number:
            return digits


def base32_to_number(digits: str) -> int:
    """Return the number that `number_to_base32` wrote. Raises ValueError for other characters."""
    number = 0
    for digit in digits:
        number = number * 32 + _ALPHABET.index(digit)
    return number


def device_token(random_bytes: bytes) -> str:
    """Return the token of a device from 10 random bytes (80 bits, 16 characters)."""
    if len(random_bytes) != DEVICE_BYTES:
        raise ValueError(f"a device token needs {DEVICE_BYTES} random bytes")
    return base32(random_bytes)


def text_sha256(text: str) -> str:
    """Return the SHA-256 of the UTF-8 bytes of `text`, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def article_id(sha256: str) -> str:
    """Return the id of the article whose text has this SHA-256 (130 bits of it, 26 characters)."""
    return f"{ARTICLE}_{base32(bytes.fromhex(sha256))[:26]}"


def is_article_id(text: str) -> bool:
    """Tell whether a text has the form of an article's id, and so can be the name of a file."""
    return _ARTICLE_ID.fullmatch(text) is not None


def object_id(prefix: str, device: str, number: int) -> str:
    """Return the id of the object that `device` made as its `number`th."""
    return f"{prefix}_{device}_{number_to_base32(number)}"


def split_object_id(object_id: str) -> tuple[str, str, int]:
    """Return prefix, device token and number of an object id. Raises ValueError if it is not one."""
    match = _OBJECT_ID.fullmatch(object_id)
    if match is None:
        raise ValueError(f"not an object id: {object_id!r}")
    return match[1], match[2], base32_to_number(match[3])


class Stamp(NamedTuple):
    """A version stamp: a hybrid logical clock (milliseconds since 1970 << 16 | counter) and the device.

    Stamps are totally ordered; of two versions of an object the later stamp wins.
    Source: Kulkarni et al., "Logical Physical Clocks", OPODIS 2014.
    """

    clock: int
    device: str

    @property
    def milliseconds(self) -> int:
        """The time of the change in milliseconds since 1970-01-01 UTC."""
        return self.clock >> 16


@dataclass(slots=True)
class Clock:
    """Hands out stamps that always increase, also when the machine's clock goes back.

    `now_ms` is the machine's time in milliseconds since 1970; `last` is the highest clock seen so far.
    """

    device: str
    now_ms: Callable[[], int]
    last: int = 0
    _lock: Lock = field(default_factory=Lock, repr=False)

    def stamp(self) -> Stamp:
        """Return a stamp later than every stamp seen or handed out before. Any thread may ask."""
        with self._lock:
            self.last = max(self.last + 1, self.now_ms() << 16)
            return Stamp(self.last, self.device)

    def see(self, clock: int) -> None:
        """Take notice of a foreign clock value, so that later stamps come after it."""
        with self._lock:
            self.last = max(self.last, clock)


@dataclass(slots=True)
class Mint:
    """Hands out object ids of one device. Any thread may ask."""

    device: str
    _numbers: count[int] = field(default_factory=lambda: count(1), repr=False)

    def new(self, prefix: str) -> str:
        """Return an id never handed out before."""
        return object_id(prefix, self.device, next(self._numbers))
