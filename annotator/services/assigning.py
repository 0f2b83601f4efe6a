"""Dealing a project's articles out to annotators, as an edit that can be undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from annotator.domain.assignment import Shares, deal
from annotator.domain.edit import Edit
from annotator.domain.errors import ProjectDamagedError, UsageError
from annotator.services.editing import Editor, Touched
from annotator.services.projects import Project, check_handle

ASSIGNMENT = "assignment"
"""The setting that says who tags which article: a JSON object, article id -> handles."""


@dataclass(frozen=True, slots=True)
class AssignPlan:
    """Who would tag what. `articles` counts those of each annotator, `before` those they have now.

    `shared` are tagged by two, `total` are all there are. `text` is the setting's new value; `changes` says whether it
    is another than now.
    """

    articles: Mapping[str, int]
    before: Mapping[str, int]
    shared: int
    total: int
    text: str
    changes: bool = True


@dataclass(frozen=True, slots=True)
class AssignReport:
    """How many articles each annotator has, how many of them are shared, and the edit (None if nothing changed)."""

    articles: Mapping[str, int]
    shared: int
    edit: Edit | None


def assignment(settings: Mapping[str, str]) -> Shares:
    """Return who tags which article, as the project's settings have it. Raises ProjectDamagedError."""
    text = settings.get(ASSIGNMENT, "{}")
    try:
        return {article: tuple(handles) for article, handles in orjson.loads(text).items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise ProjectDamagedError("Who tags which article cannot be read", where=ASSIGNMENT, why=str(error)) from error


def assigned_to(settings: Mapping[str, str], annotator: str) -> frozenset[str]:
    """Return the articles that are assigned to an annotator."""
    return frozenset(article for article, handles in assignment(settings).items() if annotator in handles)


def share_sizes(settings: Mapping[str, str]) -> Counter[str]:
    """Return how many articles each annotator has."""
    return Counter(name for handles in assignment(settings).values() for name in handles)


def plan_assignment(
    articles: Sequence[str], settings: Mapping[str, str], annotators: Sequence[str], overlap: float, seed: int = 0
) -> AssignPlan:
    """Deal articles out, `overlap` (0 to 1) of them to two annotators. Who has an article keeps it.

    Raises UsageError.
    """
    names = [check_handle(name) for name in annotators]
    if not names or len(set(names)) < len(names):
        raise UsageError("Annotators are named once each", where=",".join(annotators))
    if not 0 <= overlap <= 1:
        raise UsageError("The overlap is a part of the articles, from 0 to 1", where=f"{overlap:g}")
    shares = deal(articles, names, overlap, seed, assignment(settings))
    counts = Counter(name for handles in shares.values() for name in handles)
    text = orjson.dumps(shares, option=orjson.OPT_SORT_KEYS).decode()
    shared = sum(len(handles) > 1 for handles in shares.values())
    own = {name: counts[name] for name in names}
    return AssignPlan(own, share_sizes(settings), shared, len(shares), text, text != settings.get(ASSIGNMENT))


def assign(editor: Editor, plan: AssignPlan) -> Touched | None:
    """Deal the articles out as planned, as one edit. Returns None if nothing changes."""
    return editor.change_setting("assign articles", {ASSIGNMENT: plan.text})


def assign_articles(project: Project, annotators: Sequence[str], overlap: float, seed: int = 0) -> AssignReport:
    """Deal the project's articles out, as `plan_assignment` does it; once more when articles were added."""
    project.saver.flush()
    plan = plan_assignment(project.reader.article_ids(), project.settings, annotators, overlap, seed)
    touched = assign(Editor(project), plan)
    edit = None
    if touched is not None:
        project.saver.flush()
        edit = project.reader.edit(touched.edit_id)
    return AssignReport(plan.articles, plan.shared, edit)
