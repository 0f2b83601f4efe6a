"""Heights of many blocks, with sums that stay quick when one of them changes."""

from __future__ import annotations

from collections.abc import Iterable

_GROUP_BITS = 8


class Heights:
    """A list of whole-pixel heights that answers "how far down is block n" and "which block is at y".

    Sums are kept for groups of 256 blocks, so every answer adds some hundreds of numbers at most.
    """

    __slots__ = ("_groups", "_heights", "total")

    def __init__(self, heights: Iterable[int]) -> None:
        self._heights = list(heights)
        size = 1 << _GROUP_BITS
        self._groups = [sum(self._heights[low : low + size]) for low in range(0, len(self._heights), size)]
        self.total = sum(self._groups)

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, index: int) -> int:
        return self._heights[index]

    def change(self, index: int, height: int) -> None:
        """Set the height of one block."""
        growth = height - self._heights[index]
        self._heights[index] = height
        self._groups[index >> _GROUP_BITS] += growth
        self.total += growth

    def top(self, index: int) -> int:
        """Return the sum of the heights before `index`."""
        group = index >> _GROUP_BITS
        return sum(self._groups[:group]) + sum(self._heights[group << _GROUP_BITS : index])

    def at(self, y: int) -> int:
        """Return the index of the block that holds `y`; the first or the last one if `y` is outside."""
        top, group = 0, 0
        while group < len(self._groups) - 1 and top + self._groups[group] <= y:
            top += self._groups[group]
            group += 1
        index = group << _GROUP_BITS
        last = min(len(self._heights), index + (1 << _GROUP_BITS)) - 1
        while index < last and top + self._heights[index] <= y:
            top += self._heights[index]
            index += 1
        return index
