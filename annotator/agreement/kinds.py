"""In which ways spans of two annotators are paired off, and what comes of it. Words only, quick to import."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What became of a span, or of two that belong together."""

    MATCHED = "matched"
    BOUNDARY = "boundary"
    LABEL = "label"
    ONLY_A = "only_a"
    ONLY_B = "only_b"


class Pairing(StrEnum):
    """Which spans of two annotators count as the same."""

    OVERLAP = "overlap"
    """Enough common characters, whatever the labels: what became of each span, and the confusion of labels."""
    SAME_LABEL = "same_label"
    """Enough common characters and the same label: F1 by overlap, and what attributes are compared on."""
    EXACT = "exact"
    """Equal fragments and the same label."""
    EXACT_ANY_LABEL = "exact_any_label"
    """Equal fragments, whatever the labels."""


class Verdict(StrEnum):
    """What a comparison of one attribute on two spans comes to."""

    EQUAL = "equal"
    DIFFERENT = "different"
    ONE_SIDED = "one_sided"
    UNUSABLE = "unusable"
    """There are two values, but the measure cannot use one of them."""
    EMPTY = "empty"
