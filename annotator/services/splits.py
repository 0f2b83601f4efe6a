"""Near-duplicate groups of a project's articles, and splits that keep them whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import orjson

from annotator.domain.annotation import Setting
from annotator.domain.edit import Change, Edit
from annotator.domain.errors import CancelledError, ProjectDamagedError
from annotator.domain.groups import ArticleGroups, with_singles
from annotator.domain.splits import PARTS, Moved, Split, check_shares, deal_groups, moved, write_shares
from annotator.services.projects import Project
from annotator.storage.project_file import ProjectFile
from annotator.suggestions.near_duplicates import near_duplicates

SPLIT = "split"
"""The setting that says which article is in which part: a JSON object with shares, seed and parts."""

Progress = Callable[[int, int, str], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class PartCounts:
    """What a part of a split holds. `groups` are those of two articles or more; `spans` maps label to spans."""

    part: str
    articles: int
    groups: int
    spans: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """A split that can be kept, what it would hold, and which articles would move from where they were dealt before."""

    split: Split
    groups: ArticleGroups
    counts: tuple[PartCounts, ...]
    moved: tuple[Moved, ...]


def find_groups(
    file: ProjectFile, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> ArticleGroups:
    """Return which articles are near-duplicates or share a quotation. Raises CancelledError."""
    total = file.article_count()
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if cancelled is not None and cancelled():
            raise CancelledError
        if progress is not None:
            # Reading takes two steps of three; comparing, the third, begins when all are read.
            progress(done * 2 if done <= total else done + total, 3 * total, "")

    def read() -> Iterator[tuple[str, str]]:
        with closing(file.texts()) as texts:
            for article in texts:
                step()
                yield article

    return near_duplicates(read(), step)


def stored_split(settings: Mapping[str, str]) -> Split | None:
    """Return the split that the project's settings have, or None. Raises ProjectDamagedError."""
    text = settings.get(SPLIT)
    if text is None:
        return None
    try:
        found = orjson.loads(text)
        shares = {part: float(found["shares"][part]) for part in PARTS if part in found["shares"]}
        return Split(shares, int(found["seed"]), dict(found["parts"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ProjectDamagedError("The split cannot be read", where=SPLIT, why=str(error)) from error


def plan_split(
    file: ProjectFile,
    shares: Mapping[str, float],
    seed: int,
    *,
    layer: str | None,
    groups: ArticleGroups | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> SplitPlan:
    """Deal the project's articles out to the parts of a split, and count; nothing is changed.

    If the project was split with the same shares and seed before, what was dealt stays where its group allows, so
    that this can be done again when articles were added. `layer` is the one whose spans are counted; `groups` are
    those of the same articles, if they are known. Raises UsageError for shares that cannot be, and CancelledError.
    """
    check_shares(shares)
    if groups is None:
        groups = find_groups(file, progress=progress, cancelled=cancelled)
    before = stored_split(file.settings())
    shares = {part: shares[part] for part in PARTS if part in shares}
    same = before is not None and (dict(before.shares), before.seed) == (shares, seed)
    ids = file.article_ids()
    known = before.parts if before is not None else {}
    units = with_singles(ids, groups.by_article())
    parts = deal_groups(units, shares, seed, known if same else {})
    split = Split(shares, seed, parts)
    return SplitPlan(split, groups, count_parts(file, split, groups, layer), moved(known, parts))


def count_parts(file: ProjectFile, split: Split, groups: ArticleGroups, layer: str | None) -> tuple[PartCounts, ...]:
    """Return what each part holds, in the order train, dev, test."""
    spans: dict[str, Counter[str]] = {part: Counter() for part in split.shares}
    counts = file.label_counts(list(split.parts), layer) if layer is not None else {}
    for article, labels in counts.items():
        spans[split.parts[article]].update(labels)
    articles = Counter(split.parts.values())
    whole = Counter(split.parts.get(group[0]) for group in groups.groups)
    return tuple(
        PartCounts(part, articles[part], whole[part], dict(sorted(spans[part].items()))) for part in split.shares
    )


def split_setting(split: Split) -> str:
    """Return a split as the project's settings have it."""
    value = {"shares": dict(split.shares), "seed": split.seed, "parts": dict(split.parts)}
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


def keep_split(project: Project, split: Split) -> Edit | None:
    """Keep a split in the project, as one edit that can be undone; None if it is the one that is kept already."""
    text = split_setting(split)
    old = project.settings.get(SPLIT)
    if text == old:
        return None
    before = None if old is None else Setting(SPLIT, old)
    edit = project.edit("split articles", (Change(before, Setting(SPLIT, text)),))
    project.saver.submit(edit)
    project.settings[SPLIT] = text
    return edit


def describe_split(split: Split) -> str:
    """Return how a split was made, for the dataset card."""
    return (
        f"Dealt out by group with the shares {write_shares(split.shares)} and seed {split.seed}: articles that share "
        "at least 0.3 of the word 5-grams of the one that has fewer, or a run of 8 words between quotation marks, are "
        "one group, and so is what hangs together by such pairs; no group is in two parts."
    )


def plan_json(plan: SplitPlan) -> dict[str, Any]:
    """Return a plan for `annotator export --json`."""
    return {
        "shares": dict(plan.split.shares),
        "seed": plan.split.seed,
        "parts": {
            count.part: {"articles": count.articles, "groups": count.groups, "spans": dict(count.spans)}
            for count in plan.counts
        },
        "moved": [{"article": one.article_id, "before": one.before, "after": one.after} for one in plan.moved],
    }
