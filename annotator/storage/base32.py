"""The base 32 of `domain.identity`, fast enough for a million ids."""

from __future__ import annotations

from annotator.domain.identity import number_to_base32

_OURS = "0123456789abcdefghjkmnpqrstvwxyz"
_PYTHONS = "0123456789abcdefghijklmnopqrstuv"
# What is not of the alphabet becomes something that int() refuses.
_TO_PYTHON: dict[int, str | int] = {
    **dict.fromkeys(range(128), "!"),
    **dict(zip(map(ord, _OURS), _PYTHONS, strict=True)),
}
_PAIRS = tuple(number_to_base32(number) for number in range(1024))
_PADDED = tuple(pair.rjust(2, "0") for pair in _PAIRS)


def digits_of(number: int) -> str:
    """Return what `number_to_base32` returns."""
    if number < 1024:
        return _PAIRS[number]
    if number < 1048576:
        return _PAIRS[number >> 10] + _PADDED[number & 1023]
    return digits_of(number >> 20) + _PADDED[number >> 10 & 1023] + _PADDED[number & 1023]


def number_of(digits: str) -> int:
    """Return what `base32_to_number` returns.

    Raises ValueError if `digits` is not what `digits_of` writes for a number below 2 ** 40.
    """
    if not digits.isascii() or len(digits) > 8 or (digits[:1] == "0" and digits != "0"):
        raise ValueError(f"not a number of an object: {digits!r}")
    return int(digits.translate(_TO_PYTHON), 32)
