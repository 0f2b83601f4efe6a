"""What the measures take and give: units, layers, settings, coefficients and intervals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from annotator.domain.annotation import AttributeValue
from annotator.domain.schema_parts import Agreement

Ranges = tuple[tuple[int, int], ...]
"""Half-open ranges of code points: at least one, ascending, not touching, none empty (see `domain.span.Fragments`)."""

NOTHING: Mapping[str, AttributeValue] = MappingProxyType({})


class Unit(NamedTuple):
    """One annotation as the measures see it. `attributes` holds what is set, never None."""

    id: str
    label: str
    fragments: Ranges
    attributes: Mapping[str, AttributeValue] = NOTHING

    @property
    def start(self) -> int:
        """First code point of the envelope."""
        return self.fragments[0][0]

    @property
    def end(self) -> int:
        """Code point after the envelope."""
        return self.fragments[-1][1]


@dataclass(frozen=True, slots=True)
class ArticleLayers:
    """An article of `length` code points and the layers of those annotators who have finished it.

    A finished annotator who found nothing has an empty layer. One who has not finished is not in `layers`.
    """

    article_id: str
    length: int
    layers: Mapping[str, tuple[Unit, ...]]


class AttributeMeasure(NamedTuple):
    """How agreement on an attribute is measured. `order` is the order of an ordinal choice's values."""

    name: str
    measure: Agreement
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """What the counts of an article depend on, apart from its layers.

    `iou`: spans match from this share of common characters (intersection over union, above 0, at most 1).
    `ignore_edges`: whether white space and closing punctuation were taken off the spans' edges (`trimming`).
    `attributes`: the measured attributes of each label.
    """

    iou: float = 0.5
    ignore_edges: bool = False
    attributes: Mapping[str, tuple[AttributeMeasure, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0 < self.iou <= 1:
            raise ValueError(f"the threshold must be above 0 and at most 1, not {self.iou}")

    @property
    def key(self) -> str:
        """Text that differs whenever settings lead to other counts; a cache may be keyed by it."""
        attributes = sorted((label, list(measures)) for label, measures in self.attributes.items())
        return json.dumps([self.iou, self.ignore_edges, attributes], ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Interval:
    """A 95 % confidence interval by article, or the reason why there is none (`low` and `high` are None then)."""

    low: float | None
    high: float | None
    method: str = ""
    articles: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A measure's value; None with a reason where it is not defined. Never NaN."""

    value: float | None
    reason: str = ""
    interval: Interval | None = None


def defined(value: float) -> Coefficient:
    """Return a value as a coefficient."""
    return Coefficient(float(value))


def undefined(reason: str) -> Coefficient:
    """Return a coefficient that has no value, and why."""
    return Coefficient(None, reason)
