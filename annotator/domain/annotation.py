"""What annotators assert: annotations and relations between them, and how far they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from annotator.domain.article import State
from annotator.domain.span import Fragments

GOLD = "gold"
"""The name of the layer that adjudication writes; every other layer is named after its annotator."""

AttributeValue = str | float | bool | tuple[str, ...] | None
"""text, choice, date and reference are str; number is float; multichoice is a tuple of str."""


class Provenance(StrEnum):
    """Where the value of an attribute comes from."""

    AUTO = "auto"
    CONFIRMED = "confirmed"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a gold annotation comes from.

    `decision` is how it was decided (see `adjudication.Decision`), `by` whom, and `at_ms` when (ms since 1970).
    `sources` are the ids of the annotations it was made from. `seen` maps the id of every annotation that the decision
    was about, the sources among them, to its fingerprint at that time. `annotators` are those who were compared.
    """

    decision: str
    sources: tuple[str, ...] = ()
    seen: Mapping[str, str] = field(default_factory=dict)
    annotators: tuple[str, ...] = ()
    by: str = ""
    at_ms: int = 0


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotator's assertion that a span has a label.

    `attributes` holds only what is set (never None); `provenance` has an entry for each of them, and `edited` for
    one that a person left empty on purpose. Only annotations of the gold layer have a `lineage`.
    """

    id: str
    article_id: str
    layer: str
    label: str
    fragments: Fragments
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    provenance: Mapping[str, Provenance] = field(default_factory=dict)
    note: str = ""
    lineage: Lineage | None = None

    @property
    def start(self) -> int:
        """First code point of the envelope."""
        return self.fragments[0].start

    @property
    def end(self) -> int:
        """Code point after the envelope."""
        return self.fragments[-1].end

    @property
    def order(self) -> tuple[int, int, str, str]:
        """The order of the gold set: start, longer first, label, id."""
        return (self.start, -self.end, self.label, self.id)


@dataclass(frozen=True, slots=True)
class Relation:
    """A directed, labelled link from a head to a child, which may be in another article."""

    id: str
    article_id: str
    layer: str
    label: str
    head: str
    child: str
    child_article_id: str
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the annotator of `layer` is with an article. `at_ms` is when the state was reached (ms since 1970)."""

    article_id: str
    layer: str
    state: State
    at_ms: int


@dataclass(frozen=True, slots=True)
class Setting:
    """A named value of the project, such as its schema or guideline. The value is text."""

    key: str
    value: str
