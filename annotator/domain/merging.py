"""What merging project files gives back: what came, what was changed apart, what is not shown for now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from annotator.domain.edit import Kind, Record
from annotator.domain.identity import Stamp


class MergedVersion(NamedTuple):
    """An object as one edit left it; `record` is None if that edit deleted it."""

    record: Record | None
    stamp: Stamp
    edit_id: str
    edit_name: str
    author: str


class Conflict(NamedTuple):
    """An object that was changed in both files without knowing of each other.

    `kept` is the later version, which is the state now; `other` stays in the journal.
    """

    kind: Kind
    key: tuple[str, ...]
    kept: MergedVersion
    other: MergedVersion


class Hidden(NamedTuple):
    """An object that is not shown because what it hangs on was removed in another file; it comes back with that."""

    kind: Kind
    key: tuple[str, ...]


class Counts(NamedTuple):
    """How many objects of one kind came, changed and went."""

    added: int = 0
    changed: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge did, or would do. `edits` is how many edits came in; `backup` is the project as it was before.

    `hidden` are the objects that this merge hid.
    """

    edits: int = 0
    counts: Mapping[Kind, Counts] = field(default_factory=dict)
    conflicts: tuple[Conflict, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    backup: Path | None = None
