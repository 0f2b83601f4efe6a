"""What is settled and left no trace in the gold layer: one setting of the project for each annotation or relation.

One each, so that two copies of a project that settled different things merge into one that has both.
"""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from annotator.domain.adjudication import Settled
from annotator.domain.annotation import Setting
from annotator.domain.errors import ProjectDamagedError

SETTLED = "settled."
"""What the names of these settings begin with; the id of what is settled follows."""


def settled_in(settings: Mapping[str, str]) -> dict[str, Settled]:
    """Return everything that is settled, by id. Raises ProjectDamagedError."""
    found = {}
    for key, value in settings.items():
        if key.startswith(SETTLED):
            try:
                known = orjson.loads(value)
                fields = known["article"], known["print"], known["by"], int(known["at_ms"])
            except (ValueError, TypeError, KeyError) as error:
                raise ProjectDamagedError("What was decided cannot be read", where=key, why=str(error)) from error
            found[key.removeprefix(SETTLED)] = Settled(*fields)
    return found


def settled_by_article(settings: Mapping[str, str]) -> dict[str, dict[str, Settled]]:
    """Return everything that is settled, by article and id. Raises ProjectDamagedError."""
    found: dict[str, dict[str, Settled]] = {}
    for object_id, settled in settled_in(settings).items():
        found.setdefault(settled.article_id, {})[object_id] = settled
    return found


def setting_of(object_id: str, settled: Settled) -> Setting:
    """Return the setting that keeps it."""
    known = {
        "article": settled.article_id,
        "print": settled.fingerprint,
        "by": settled.by,
        "at_ms": settled.at_ms,
    }
    return Setting(SETTLED + object_id, orjson.dumps(known, option=orjson.OPT_SORT_KEYS).decode())
