"""The lines of printed pages put together to paragraphs again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_EDGE = 2
"""Lines at each end of a page that may be its head or foot."""
_NUMBER = re.compile(
    r"[\s\-–—|·•]*(?:(?:page|seite|p\.?|s\.)\s*)?(?:\d{1,4}|(?=[ivxl])(?:x[cl]|l?x{0,3})(?:i[xv]|v?i{0,3}))"
    r"(?:\s*(?:/|of|von|de)\s*\d{1,4})?[\s\-–—|·•.]*",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_HYPHEN = re.compile(r"(?<=\w)[-‐\u00ad]$")
_SENTENCE_ENDS = tuple('.!?:…”"’»)]')
_FULL = 0.8
"""A line shorter than this share of a full one ends its paragraph if it ends a sentence or the next begins one."""


def article_of_pages(pages: Sequence[Sequence[str]]) -> tuple[str, list[str]]:
    """Return the text of pages, given as lines, and the lines that were left out (heads, feet, page numbers)."""
    left_out: list[str] = []
    repeated = _repeated(pages)
    lines: list[str] = []
    for page in pages:
        kept = [line.strip() for line in page]
        for end in (0, -1):
            for _ in range(_EDGE):
                while kept and not kept[end]:
                    kept.pop(end)
                if kept and _is_edge(kept[end], repeated):
                    left_out.append(kept.pop(end))
        lines += kept
    return "\n\n".join(_paragraphs(lines)), list(dict.fromkeys(left_out))


def _pattern(line: str) -> str:
    """Return what a running head has in common on all pages: everything but its numbers."""
    return _DIGITS.sub("0", " ".join(line.split())).casefold()


def _repeated(pages: Sequence[Sequence[str]]) -> set[str]:
    """Return the patterns of lines that stand at the edge of at least half of the pages, and of two."""
    counts: Counter[str] = Counter()
    for page in pages:
        lines = [line for line in page if line.strip()]
        counts.update({_pattern(line) for line in (*lines[:_EDGE], *lines[-_EDGE:])})
    return {pattern for pattern, count in counts.items() if count >= max(2, len(pages) / 2)}


def _is_edge(line: str, repeated: set[str]) -> bool:
    return _NUMBER.fullmatch(line) is not None or _pattern(line) in repeated


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """Join lines to paragraphs, and words that were parted at a line's end."""
    lengths = sorted(len(line) for line in lines if line)
    full = lengths[len(lengths) * 3 // 4] if lengths else 0
    words = Counter(re.findall(r"[\w\-‐]+", "\n".join(lines).casefold()))
    paragraphs: list[str] = []
    open_line = ""
    for line, following in zip(lines, [*lines, ""][1:], strict=True):
        open_line = _joined(open_line, line, words) if open_line else line
        if not line or not following or _ends(line, following, full):
            if open_line:
                paragraphs.append(open_line)
            open_line = ""
    return paragraphs


def _ends(line: str, following: str, full: int) -> bool:
    if len(line) >= _FULL * full or _HYPHEN.search(line):
        return False
    return line.endswith(_SENTENCE_ENDS) or not following[:1].islower()


def _joined(before: str, line: str, words: Counter[str]) -> str:
    """Put a line behind another. A hyphen between goes, unless the text has the word with the hyphen elsewhere."""
    hyphen = _HYPHEN.search(before)
    first = re.match(r"[^\W\d_]+", line)
    if hyphen is None or first is None or not first[0].islower():
        return before + line if hyphen is not None else f"{before} {line}"
    if hyphen[0] != "\u00ad":
        last = re.search(r"[\w\-‐]+(?=[-‐]$)", before)
        stem = last[0].casefold() if last is not None else ""
        whole, parted = stem + first[0].casefold(), f"{stem}-{first[0].casefold()}"
        if words[parted] > words[whole]:
            return before + line
    return before[:-1] + line
