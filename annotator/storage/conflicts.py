"""What was changed apart, found in the journal: versions of an object that nothing replaced and that are not its state.

Nothing about conflicts is kept besides the journal. So the answer is the same in every file that knows the same, also
for merges made long ago, and a conflict is over when somebody takes the version that lost.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from annotator.domain.edit import Kind
from annotator.domain.merging import Conflict
from annotator.storage.names import Names
from annotator.storage.versions import parts_of, versions_of

_TOUCHED_APART = (
    "SELECT article_no FROM journal_change JOIN journal USING (seq)"
    " GROUP BY article_no HAVING count(DISTINCT device) > 1 ORDER BY article_no"
)
"""Within one opening of one file (a device) changes follow each other, so that a conflict takes two."""


def conflicts(db: sqlite3.Connection, names: Names, progress: Callable[[int, int], None] | None) -> list[Conflict]:
    """Return the conflicts of a project, the latest first."""
    found: list[Conflict] = []
    numbers = [number for (number,) in db.execute(_TOUCHED_APART)]
    for done, number in enumerate(numbers):
        if progress is not None:
            progress(done, len(numbers))
        found += _in_article(db, names, number)
    return sorted(found, key=lambda conflict: (conflict.other.stamp, conflict.kind, conflict.key), reverse=True)


def _in_article(db: sqlite3.Connection, names: Names, number: int) -> list[Conflict]:
    found = []
    for name, versions in versions_of(parts_of(db, names, number).values()).items():
        latest = versions[max(versions)]
        parents = {version.parent for version in versions.values()}
        for stamp, version in versions.items():
            if stamp not in parents and version.after != latest.after:
                found.append(Conflict(Kind(name[0]), name[1:], latest.told(name), version.told(name)))
    return found
