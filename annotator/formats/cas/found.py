"""A CAS as it was read from any of its forms: a text and feature structures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class FoundStructure(NamedTuple):
    """A feature structure. `begin` and `end` are UTF-16 units, None for one that is no annotation.

    `values` are features with values, `refs` those that name other structures, by id.
    """

    id: str
    type: str
    begin: int | None
    end: int | None
    values: Mapping[str, object]
    refs: Mapping[str, Sequence[str]]

    @property
    def short(self) -> str:
        """The name of the type without its package."""
        return self.type.rpartition(".")[2]


@dataclass(slots=True)
class FoundCas:
    """A text with what is said of it. `lines` are the lines of structures, if the form has lines."""

    text: str
    structures: list[FoundStructure] = field(default_factory=list)
    lines: Mapping[str, int] = field(default_factory=dict)
