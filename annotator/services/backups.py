"""Copies of a project beside it, made before something risky: their names, and telling how far they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Progress = Callable[[int, int, str], None]
"""Is told how much is done of how much (0: nobody knows) and what is being done, and may raise to cancel."""
BEFORE_MERGE = "before-merge"
BEFORE_RESTORE = "before-restore"


def free_name(path: Path, occasion: str) -> Path:
    """Return a name beside a project that nothing has yet: `story.before-merge-1.annot`."""
    number = 1
    while (target := path.with_name(f"{path.stem}.{occasion}-{number}{path.suffix}")).exists():
        number += 1
    return target


def told(progress: Progress | None, words: str) -> Callable[[int, int], None] | None:
    """Return a listener of counts that tells them with these words, or None if nobody listens."""
    return None if progress is None else lambda done, total: progress(done, total, words)
