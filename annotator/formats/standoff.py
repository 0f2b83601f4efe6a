"""What a foreign file says of one article, before it is held against the text and the schema.

Every reader of a foreign format makes these values; `standoff_rows` makes rows of them, in the same way for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from annotator.domain.errors import InputError
from annotator.formats.article_records import place
from annotator.formats.offset_units import Mark


class FoundSpan(NamedTuple):
    """A span: its line (0 where lines are not counted), fragments as the file counts, half-open, and their words.

    The words are those of the fragments joined by a space, None where the file has none. Where the label is only the
    value of a feature, `kind` is the name of the type that has it, which is a label too, and that feature.
    """

    line: int
    id: str
    label: str
    fragments: tuple[tuple[int, int], ...]
    surface: str | None
    kind: tuple[str, str] | None = None


class FoundValue(NamedTuple):
    """A value of an attribute of a span or relation; None says only that the attribute holds.

    `id` is what the value itself is called in messages, empty if it has no name of its own.
    """

    line: int
    id: str
    name: str
    target: str
    value: object


class FoundNote(NamedTuple):
    """Free text on a span. Several notes on one span become lines of one."""

    line: int
    id: str
    target: str
    text: str


class FoundLink(NamedTuple):
    """A relation. `child_article` is the id of the article that the child is in, empty for the same one.

    `kind` is as for spans.
    """

    line: int
    id: str
    label: str
    head: str
    child: str
    child_article: str = ""
    kind: tuple[str, str] | None = None


class Source(NamedTuple):
    """The text of an article as the file has it, and what the file says of the article (fields as in `Article`)."""

    text: str
    known: Mapping[str, str]
    encoding: str = "utf-8"
    guessed: bool = False
    otherwise: str = ""
    """The title, if neither the file nor the text give one."""


@dataclass(slots=True)
class Standoff:
    """What is said of one article by one annotator, in the order of the file, and a fault for all that cannot be taken.

    `annotator` is empty if the file does not say who it is, `state` if it does not say how far they were. `witnesses`
    are other words with offsets, such as tokens: they show how the file counts.
    """

    where: str
    annotator: str = ""
    state: str = ""
    spans: list[FoundSpan] = field(default_factory=list)
    values: list[FoundValue] = field(default_factory=list)
    notes: list[FoundNote] = field(default_factory=list)
    links: list[FoundLink] = field(default_factory=list)
    witnesses: Sequence[Mark] = ()
    _faults: list[tuple[int, InputError]] = field(default_factory=list)

    def refuse(self, line: int, what: str, why: str = "", remedy: str = "") -> None:
        """Add a fault of a line (0: of the article)."""
        self._faults.append((line, InputError(what, place(self.where, line) if line else self.where, why, remedy)))

    @property
    def faults(self) -> list[InputError]:
        """What cannot be taken, by line."""
        return [fault for _, fault in sorted(self._faults, key=itemgetter(0))]
