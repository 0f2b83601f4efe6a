"""The one place where code points and UTF-16 units meet.

The domain counts Unicode code points; Qt, Java and JavaScript count UTF-16 units. The offsets of the
characters beyond the Basic Multilingual Plane are found once; each translation is a binary search.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

_BEYOND_BMP = re.compile("[\U00010000-\U0010ffff]")


class OffsetMap:
    """Translates offsets of one text between code points and UTF-16 units.

    `length` is in code points, `utf16_length` in UTF-16 units.
    """

    __slots__ = ("_code_points", "_units", "length", "utf16_length")

    def __init__(self, text: str) -> None:
        wide = [] if text.isascii() else [match.start() for match in _BEYOND_BMP.finditer(text)]
        self._code_points = wide
        self._units = [position + nth for nth, position in enumerate(wide)]
        self.length = len(text)
        self.utf16_length = len(text) + len(wide)

    def to_utf16(self, code_point: int) -> int:
        """Return the UTF-16 offset of a code-point offset."""
        return code_point + bisect_left(self._code_points, code_point)

    def to_code_point(self, unit: int) -> int:
        """Return the code-point offset of a UTF-16 offset; the middle of a pair counts as its start."""
        before = bisect_right(self._units, unit)
        if before and self._units[before - 1] == unit - 1:
            return self._code_points[before - 1]
        return unit - (before - 1 if before and self._units[before - 1] == unit else before)
