"""The values the reader is given and gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from annotator.domain.span import Fragments

Edge = Literal["start", "end"]


@dataclass(frozen=True, slots=True)
class ReaderSpan:
    """A span as the reader shows it.

    `short` is the small name under its first line, `color` is `#rrggbb`, `title` the tooltip (plain text),
    `order` decides between spans of the same extent (all orders must compare with each other), `dashed` marks what is
    not (yet) the reader's own, `owner` whoever made it. `fixed` spans are only looked at: a click goes through them.
    """

    id: str
    fragments: Fragments
    label: str
    short: str
    color: str
    title: str
    order: tuple[int | str, ...] = ()
    dashed: bool = False
    owner: str = ""
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A caret position (code points). `upstream`: at a soft line break, the end of the upper line is meant."""

    position: int
    upstream: bool = False


@dataclass(frozen=True, slots=True)
class Handle:
    """One end of one fragment of the selected span."""

    span: str
    fragment: int
    edge: Edge


@dataclass(frozen=True, slots=True)
class HitTarget:
    """What lies under a point of the page.

    `place` is the nearest caret position, `inside` the character under the point (None beside the text), `handle` the
    handle there, `lane` the span whose lane line is there, `spans` the spans whose text is there, smallest first.
    """

    place: Place
    inside: int | None = None
    handle: Handle | None = None
    lane: str | None = None
    spans: tuple[str, ...] = ()

    def pick(self, selected: str | None) -> str | None:
        """Return the span a click means: the lane's, else the smallest, else the next larger than `selected`."""
        if self.lane is not None:
            return self.lane
        if selected in self.spans:
            return self.spans[(self.spans.index(selected) + 1) % len(self.spans)]
        return self.spans[0] if self.spans else None
