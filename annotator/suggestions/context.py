"""What a rule may look at: the highlighted words and a bounded piece of text on either side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from annotator.domain.annotation import AttributeValue
from annotator.domain.boundaries import sentence_at
from annotator.domain.span import Fragments, envelope

REACH: Final = 600
"""Code points looked at on either side of a span, so that a 10 MB paragraph costs no more than a short one."""
_LONGEST: Final = 4000
"""Code points of the span itself that are looked at."""


@dataclass(frozen=True, slots=True)
class FillContext:
    """What is known when an attribute is filled.

    `text` is the whole article and `fragments` the span in it (code points, half-open); `published` is the
    article's date as ISO 8601, perhaps only a year or a month; `attributes` are the annotation's present values.
    """

    text: str
    fragments: Fragments
    label: str = ""
    published: str | None = None
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The span's words, the text between its fragments, and the rest of its sentence before and after."""

    surface: str
    gaps: tuple[str, ...]
    before: str
    after: str


def surroundings(context: FillContext) -> Surroundings:
    """The span and its sentence, at most `REACH` code points on either side."""
    text, fragments = context.text, context.fragments
    start, end = envelope(fragments)
    surface = " ".join(text[low : min(high, low + _LONGEST)] for low, high in fragments)[:_LONGEST]
    gaps = tuple(text[left.end : min(right.start, left.end + REACH)] for left, right in pairwise(fragments))
    return Surroundings(surface, gaps, _before(text, start, end), _after(text, start, end))


def _before(text: str, start: int, end: int) -> str:
    low = max(0, start - REACH)
    local = text[low : min(end, start + REACH)]
    sentence = sentence_at(local, start - low)
    return local[sentence.start : start - low] if sentence else ""


def _after(text: str, start: int, end: int) -> str:
    low = max(start, end - REACH)
    local = text[low : end + REACH]
    last = end - low
    sentence = sentence_at(local, last - 1)
    return local[last : max(last, sentence.end)] if sentence else ""
