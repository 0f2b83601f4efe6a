"""Attributes as they are stored (what is set) become those of the record (all of them, in the schema's order)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import Any

import orjson

from annotator.domain.errors import ProjectDamagedError
from annotator.domain.schema import AttributeType, Schema

_SEPARATORS = ((b"\xe2\x80\xa8", b"\\u2028"), (b"\xe2\x80\xa9", b"\\u2029"), (b"\xc2\x85", b"\\u0085"))
"""Line ends beside LF; some readers would cut a line there. UTF-8 never holds these bytes across characters."""
_KEPT = 4096
REMEDY = "Run “annotator verify” on the project"


def escape_separators(data: bytes) -> bytes:
    """Return JSON with U+2028, U+2029 and U+0085 escaped."""
    if data.isascii():
        return data
    for separator, escape in _SEPARATORS:
        data = data.replace(separator, escape)
    return data


class ClosedAttributes:
    """Closes stored attributes: every attribute there, null where not set, numbers as floats, separators escaped.

    The same as `rules.closed`, for stored JSON. The last few thousand different objects are kept, because many
    annotations have the same ones.
    """

    def __init__(self, schema: Schema) -> None:
        self._unset: dict[str, Any] = dict.fromkeys(item.name for item in schema.attributes)
        self._numbers = [item.name for item in schema.attributes if item.type == AttributeType.NUMBER]
        self._kept: dict[str, str] = {}

    def of(self, stored: Sequence[str], where: str) -> list[str]:
        """Return the JSON of each, closed. Raises ProjectDamagedError for an attribute the schema does not have."""
        if len(self._kept) > _KEPT:
            self._kept.clear()
        found = list(map(self._kept.get, stored, repeat("")))
        if "" in found:
            self._close([attributes for attributes, closed in zip(stored, found, strict=True) if not closed], where)
            found = [self._kept[attributes] for attributes in stored]
        return found

    def _close(self, stored: list[str], where: str) -> None:
        for attributes, values in zip(stored, orjson.loads(f"[{','.join(stored)}]"), strict=True):
            closed = {**self._unset, **values}
            if len(closed) != len(self._unset):
                extra = next(name for name in values if name not in self._unset)
                raise ProjectDamagedError(f"The schema has no attribute {extra!r}", where, remedy=REMEDY)
            for name in self._numbers:
                if type(closed[name]) is int:
                    closed[name] = float(closed[name])
            self._kept[attributes] = escape_separators(orjson.dumps(closed)).decode()
