"""Working apart on one project: dealing articles out, packing a share for somebody, merging what comes back."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from annotator.domain.annotation import Setting
from annotator.domain.assignment import Shares, deal
from annotator.domain.edit import Change, Edit, Kind
from annotator.domain.errors import InputError, ProjectDamagedError, RuleError, UsageError
from annotator.domain.merging import Conflict, MergedVersion, MergeReport
from annotator.domain.schema_migration import Renames, diff
from annotator.formats.schema_yaml import load_schema, schema_sha256
from annotator.services.projects import SUFFIX, Project, check_handle
from annotator.storage.merge import Choice
from annotator.storage.project_file import ProjectFile

ASSIGNMENT = "assignment"
"""The setting that says who tags which article: a JSON object, article id -> handles."""
_SHOWN = 5


class _DryRunError(Exception):
    """Ends the transaction of a merge that is only tried."""


# ---- dealing out


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


def assign_articles(project: Project, annotators: Sequence[str], overlap: float, seed: int = 0) -> AssignReport:
    """Deal the project's articles out, `overlap` (0 to 1) of them to two annotators, as one edit.

    Who has an article keeps it, so that this can be done again when articles were added. Raises UsageError.
    """
    names = [check_handle(name) for name in annotators]
    if not names or len(set(names)) < len(names):
        raise UsageError("Annotators are named once each", where=",".join(annotators))
    if not 0 <= overlap <= 1:
        raise UsageError("The overlap is a part of the articles, from 0 to 1", where=f"{overlap:g}")
    project.saver.flush()
    articles = project.reader.article_ids()
    shares = deal(articles, names, overlap, seed, assignment(project.settings))
    text = orjson.dumps(shares, option=orjson.OPT_SORT_KEYS).decode()
    counts = Counter(name for handles in shares.values() for name in handles)
    shared = sum(len(handles) > 1 for handles in shares.values())
    old = project.settings.get(ASSIGNMENT)
    edit = None
    if text != old:
        before = None if old is None else Setting(ASSIGNMENT, old)
        edit = project.edit("assign articles", (Change(before, Setting(ASSIGNMENT, text)),))
        project.saver.submit(edit)
        project.settings[ASSIGNMENT] = text
    return AssignReport({name: counts[name] for name in names}, shared, edit)


# ---- packing


def pack_project(path: Path, annotator: str, target: Path) -> int:
    """Write a project with only the articles of an annotator and their own layer; return how many articles.

    It has the same project id, schema and guideline, and the journal of what is in it, so that it can be merged
    back. Raises UsageError if nothing is assigned to them, InputError if the target is there already.
    """
    if target.suffix != SUFFIX:
        raise UsageError("A project file's name ends in .annot", where=str(target))
    if target.exists():
        raise InputError("There is a file of this name already", where=str(target), remedy="Choose another name")
    if not target.parent.is_dir():
        raise InputError("The folder does not exist", where=str(target.parent), remedy="Make the folder first")
    with ProjectFile.open(path, write=False) as file:
        mine = file.has_articles(assigned_to(file.settings(), check_handle(annotator)))
        if not mine:
            remedy = "Deal the articles out first: annotator assign PROJECT --annotators …"
            raise UsageError(f"No articles are assigned to '{annotator}'", where=str(path), remedy=remedy)
        # Beside the target, and not under its name before it is whole.
        with tempfile.TemporaryDirectory(prefix=".annotator-pack-", dir=target.parent) as folder:
            draft = Path(folder) / target.name
            with ProjectFile.create(draft, file.settings_at_creation()) as packed:
                packed.merge([file], choice=Choice(mine, annotator))
                _check_whole(packed)
            draft.rename(target)
    return len(mine)


# ---- merging


def merge_projects(path: Path, others: Sequence[Path], *, dry_run: bool = False) -> MergeReport:
    """Merge other files of a project into the one at `path`; all of them, or none.

    A copy of the project as it was is put beside it, unless nothing was new. A dry run changes nothing and tells
    what would be done. Raises what `ProjectFile.open` raises for any of the files; UsageError for a file merged
    with itself, InputError for another project's file, RuleError for another schema and ProjectDamagedError for a
    damaged file.
    """
    with ProjectFile.open(path, write=True) as file:
        return _merge(file, others, dry_run=dry_run)


def merge_into(project: Project, others: Sequence[Path], *, dry_run: bool = False) -> MergeReport:
    """Merge other files into an open project, as `merge_projects` does. What editors show must be read again."""
    project.saver.flush()
    report = project.saver.run(lambda file: _merge(file, others, dry_run=dry_run)).result()
    project.clock.see(project.reader.last_clock())
    project.settings.clear()
    project.settings.update(project.reader.settings())
    return report


def _merge(file: ProjectFile, others: Sequence[Path], *, dry_run: bool) -> MergeReport:
    reports: list[MergeReport] = []

    def keep_backup(report: MergeReport) -> None:
        if dry_run:
            reports.append(report)
            raise _DryRunError
        reports.append(replace(report, backup=_back_up(file.path)) if _changes_anything(report) else report)

    with ExitStack() as stack:
        opened = []
        for other in others:
            _refuse_itself(file, other)
            opened.append(stack.enter_context(ProjectFile.open(other, write=False)))
            _check_fits(file, opened[-1])
        for each in (file, *opened):
            _check_whole(each)
        try:
            file.merge(opened, before_commit=keep_backup)
        except _DryRunError:
            pass
        except BaseException:
            if reports and reports[0].backup is not None:
                reports[0].backup.unlink(missing_ok=True)
            raise
    return reports[0]


def _changes_anything(report: MergeReport) -> bool:
    return report.edits > 0 or any(any(counts) for counts in report.counts.values())


def _back_up(path: Path) -> Path:
    """Copy what is saved in a project, also while a transaction is under way, beside it; return where."""
    number = 1
    while (target := path.with_name(f"{path.stem}.before-merge-{number}{SUFFIX}")).exists():
        number += 1
    with ProjectFile.open(path, write=False) as before:
        before.backup(target)
    return target


def _refuse_itself(file: ProjectFile, other: Path) -> None:
    if other.exists() and other.samefile(file.path):
        raise UsageError("A project cannot be merged with itself", where=str(other))


def _check_whole(file: ProjectFile) -> None:
    findings = file.verify()
    if findings:
        listed = "; ".join(f"{found.where}: {found.what}" for found in findings[:_SHOWN])
        raise ProjectDamagedError(
            "The project file is damaged, so nothing was merged",
            where=str(file.path),
            why=listed + ("; …" if len(findings) > _SHOWN else ""),
            remedy="Look at it with `annotator verify`, and merge a backup of it",
        )


def _check_fits(file: ProjectFile, other: ProjectFile) -> None:
    """Raise if the other file is of another project or schema."""
    ours, theirs = file.settings(), other.settings()
    if ours.get("project_id") != theirs.get("project_id"):
        raise InputError(
            "This is a file of another project",
            where=str(other.path),
            why=f"Its project id is {theirs.get('project_id')}, this one's is {ours.get('project_id')}",
            remedy="Export its layers and import them instead",
        )
    before = load_schema(ours.get("schema", ""), f"{file.path.name}, schema")
    after = load_schema(theirs.get("schema", ""), f"{other.path.name}, schema")
    if schema_sha256(before) == schema_sha256(after):
        return
    mine, its = file.setting_clock("schema"), other.setting_clock("schema")
    newer = "Its schema is the newer one" if its > mine else "This project's schema is the newer one"
    changes = [str(change) for change in diff(before, after, Renames())] or ["titles, colours or rules differ"]
    raise RuleError(
        "The file has another schema",
        where=str(other.path),
        why=f"{newer if its != mine else 'The schemas differ'}. Seen from here: "
        + ", ".join(changes[:_SHOWN])
        + (", …" if len(changes) > _SHOWN else ""),
        remedy="Give both files the same schema, then merge",
    )


# ---- telling


_PLURALS = {
    Kind.ARTICLE: "articles",
    Kind.ANNOTATION: "annotations",
    Kind.RELATION: "relations",
    Kind.PROGRESS: "progress",
    Kind.SETTING: "settings",
}


def merge_json(report: MergeReport, *, dry_run: bool) -> dict[str, Any]:
    """Return a report in the form that `annotator merge --json` prints."""
    return {
        "dry_run": dry_run,
        "edits": report.edits,
        **{_PLURALS[kind]: counts._asdict() for kind, counts in report.counts.items()},
        "conflicts": [_conflict_json(conflict) for conflict in report.conflicts],
        "hidden": [{"kind": hidden.kind.value, "key": hidden.key} for hidden in report.hidden],
        "backup": None if report.backup is None else str(report.backup),
    }


def _conflict_json(conflict: Conflict) -> dict[str, Any]:
    return {
        "kind": conflict.kind.value,
        "key": conflict.key,
        "kept": _version_json(conflict.kept),
        "other": _version_json(conflict.other),
    }


def _version_json(version: MergedVersion) -> dict[str, Any]:
    return {
        "annotator": version.author,
        "at_ms": version.stamp.milliseconds,
        "edit": version.edit_id,
        "what": version.edit_name,
        "deleted": version.record is None,
    }
