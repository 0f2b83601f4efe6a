"""The base 32 of `domain.identity`, fast enough for a million ids."""

from __future__ import annotations

from annotator.domain.identity import number_to_base32

_TO_PYTHON = str.maketrans("0123456789abcdefghjkmnpqrstvwxyz", "0123456789abcdefghijklmnopqrstuv")
_PAIRS = tuple(number_to_base32(number) for number in range(1024))
_PADDED = tuple(pair.rjust(2, "0") for pair in _PAIRS)


def digits_of(number: int) -> str:
    """Return what `number_to_base32` returns."""
    if number < 1024:
        return _PAIRS[number]
    tail = _PADDED[number & 1023]
    number >>= 10
    while number >= 1024:
        tail = _PADDED[number & 1023] + tail
        number >>= 10
    return _PAIRS[number] + tail


def number_of(digits: str) -> int:
    """Return what `base32_to_number` returns; `digits` must be of the alphabet."""
    return int(digits.translate(_TO_PYTHON), 32)
