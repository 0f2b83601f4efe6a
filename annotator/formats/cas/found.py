"""A CAS as it was read from any of its forms: a text and feature structures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from annotator.domain.errors import InputError

MOST_LISTED = 1_000_000
"""Values in all lists of a file, each as often as it is referred to. A small file can refer to one list very often."""


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
    _listed: int = 0

    def add(self, structure: FoundStructure, where: str) -> None:
        """Add a structure. Raises InputError once lists that are referred to again and again make it large."""
        for listed in (*structure.refs.values(), *structure.values.values()):
            self._listed += len(listed) if isinstance(listed, list) and len(listed) > 1 else 0
        if self._listed > MOST_LISTED:
            why = f"They hold more than {MOST_LISTED:,} values"
            raise InputError("The lists in the CAS are too long", where, why, "Export the article again")
        self.structures.append(structure)
