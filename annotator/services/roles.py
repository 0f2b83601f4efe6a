"""Who adjudicates: a setting of the project, so that taking the role is an edit with a name, a time and an undo."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from annotator.domain.errors import ProjectDamagedError
from annotator.services.editing import Editor, Touched

ADJUDICATORS = "adjudicators"
"""The setting that names them: a sorted JSON list of handles."""


def adjudicators(settings: Mapping[str, str]) -> frozenset[str]:
    """Return the handles of those who adjudicate. Raises ProjectDamagedError."""
    try:
        return frozenset(map(str, orjson.loads(settings.get(ADJUDICATORS, "[]"))))
    except (ValueError, TypeError) as error:
        raise ProjectDamagedError("Who adjudicates cannot be read", where=ADJUDICATORS, why=str(error)) from error


def with_adjudicator(settings: Mapping[str, str], name: str) -> str:
    """Return the setting that names one more. Raises ProjectDamagedError."""
    return orjson.dumps(sorted(adjudicators(settings) | {name})).decode()


def become_adjudicator(editor: Editor) -> Touched | None:
    """Let the annotator adjudicate, which ends blindness for them. Returns None if they do already."""
    project = editor.project
    named = with_adjudicator(project.settings, project.annotator)
    return editor.change_setting("become adjudicator", {ADJUDICATORS: named})
