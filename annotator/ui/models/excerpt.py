"""Text cut down to a line, for lists."""

from __future__ import annotations


def one_line(text: str, limit: int = 300) -> str:
    """Return the beginning of a text with all white space made single blanks. `limit` is in code points."""
    head = text[: limit * 2]
    line = " ".join(head.split())
    return f"{line[: limit - 1]}…" if len(line) > limit or len(head) < len(text) else line
