"""Which passages of an article are not its own words: marking them, and taking them back in."""

from __future__ import annotations

from annotator.domain.errors import RuleError
from annotator.domain.span import Fragment, Fragments, fragments_of


def toggled(excluded: Fragments, start: int, end: int, length: int) -> Fragments:
    """Return the passages after `[start, end)` (code points) was left out; if some of it was already, after it was not.

    Raises RuleError for an empty range and one that is not within a text of `length` code points.
    """
    (chosen,) = fragments_of([(start, end)])
    if end > length:
        raise RuleError("The passage is not within the text", where=f"[{start}, {end})")
    touched = any(start < passage.end and passage.start < end for passage in excluded)
    if not touched:
        return fragments_of([*excluded, chosen])
    left = [
        Fragment(low, high)
        for passage in excluded
        for low, high in ((passage.start, min(passage.end, start)), (max(passage.start, end), passage.end))
        if low < high
    ]
    return tuple(sorted(set(left)))
