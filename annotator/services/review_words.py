"""How numbers of a comparison are written: what is not defined as a dash, with a note that says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.agreement.kinds import Kind

if TYPE_CHECKING:
    from annotator.agreement.values import Coefficient, Interval

DASH = "–"
ALL = "all labels"
ANY = "labels ignored"
KINDS = {
    Kind.MATCHED: "matched",
    Kind.BOUNDARY: "boundary differs",
    Kind.LABEL: "label differs",
    Kind.ONLY_A: "only the first",
    Kind.ONLY_B: "only the second",
}
"""What became of a span, in words."""


def number(value: float | None) -> str:
    """Return a value with two decimals; what is not quite 1 is never written as 1, nor is there a -0."""
    if value is None:
        return DASH
    text = f"{value:.2f}"
    if text == "1.00" and value < 1:
        return ">0.99"
    return "0.00" if text == "-0.00" else text


def plural(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def pair_name(a: str, b: str) -> str:
    """Return two annotators as one name."""
    return f"{a} – {b}"


class Notes:
    """Reasons for what is missing in a table, each given a number once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, reason: str) -> str:
        """Return the mark that refers to the reason, with a space before it; "" for none."""
        return f" ({self._numbers.setdefault(reason, len(self._numbers) + 1)})" if reason else ""

    def value(self, found: Coefficient) -> str:
        """Return a value with its interval, and marks for the reasons where there is none."""
        if found.value is None:
            return DASH + self.mark(found.reason)
        return f"{number(found.value)}{self._interval(found.interval)}"

    def _interval(self, found: Interval | None) -> str:
        if found is None:
            return ""
        if found.low is None or found.high is None:
            return self.mark(f"no interval: {found.reason}")
        return f" [{number(found.low)}, {number(found.high)}]"

    @property
    def lines(self) -> tuple[str, ...]:
        """The notes, one a line, by number."""
        return tuple(f"({index}) {reason}." for reason, index in self._numbers.items())
