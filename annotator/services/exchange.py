"""Working apart on one project: packing a share for somebody, merging what comes back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotator.domain.edit import Kind
from annotator.domain.errors import InputError, KnownError, ProjectDamagedError, RuleError, UsageError
from annotator.domain.merging import Conflict, MergedVersion, MergeReport
from annotator.domain.schema_migration import Renames, diff
from annotator.formats.schema_yaml import schema_sha256
from annotator.services.assigning import assigned_to
from annotator.services.backups import BEFORE_MERGE, Progress, free_name, told
from annotator.services.projects import SUFFIX, Project, check_handle, stored_schema
from annotator.storage.merge import Choice
from annotator.storage.project_file import ProjectFile

_SHOWN = 5


class _DryRunError(Exception):
    """Ends the transaction of a merge that is only tried."""


# ---- packing


def pack_project(path: Path, annotator: str, target: Path, *, progress: Progress | None = None) -> int:
    """Write a project with only the articles of an annotator and their own layer; return how many articles.

    It has the same project id, schema and guideline, and the journal of what is in it, so that it can be merged
    back. Raises UsageError if nothing is assigned to them, InputError if the target is there already; then, and when
    `progress` cancels, nothing is left of it.
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
                packed.merge([file], choice=Choice(mine, annotator), progress=told(progress, "Packing"))
                _check_whole(packed, progress)
            draft.rename(target)
    return len(mine)


# ---- merging


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do: with the `files` that fit, and why the others do not."""

    files: tuple[Path, ...]
    refused: tuple[tuple[Path, KnownError], ...]
    report: MergeReport


def merge_projects(path: Path, others: Sequence[Path], *, dry_run: bool = False) -> MergeReport:
    """Merge other files of a project into the one at `path`; all of them, or none.

    A copy of the project as it was is put beside it, unless nothing was new. A dry run changes nothing and tells
    what would be done. Raises what `ProjectFile.open` raises for any of the files; UsageError for a file merged
    with itself, InputError for another project's file, RuleError for another schema and ProjectDamagedError for a
    damaged file.
    """
    with ProjectFile.open(path, write=True) as file, _opened(file, others) as opened:
        _check_whole(file)
        return _merge(file, opened, dry_run=dry_run, progress=None)


def merge_into(
    project: Project, others: Sequence[Path], *, dry_run: bool = False, progress: Progress | None = None
) -> MergeReport:
    """Merge other files into an open project, as `merge_projects` does; `progress` may cancel it.

    May be called in another thread than the project's. Afterwards what was read is out of date: `Editor.refresh`.
    """
    with project.new_reader() as mine, _opened(mine, others, progress) as opened:
        _check_whole(mine, progress)
        return project.saver.run(lambda file: _merge(file, opened, dry_run=dry_run, progress=progress)).result()


def preview_merge(project: Project, others: Sequence[Path], *, progress: Progress | None = None) -> MergePreview:
    """Tell what merging would do and which files would be refused; nothing is changed.

    Raises ProjectDamagedError if the project itself is damaged.
    """
    files: list[Path] = []
    refused: list[tuple[Path, KnownError]] = []
    with project.new_reader() as mine:
        for path in others:
            try:
                with _opened(mine, [path], progress):
                    files.append(path)
            except KnownError as error:
                refused.append((path, error))
    report = merge_into(project, files, dry_run=True, progress=progress) if files else MergeReport()
    return MergePreview(tuple(files), tuple(refused), report)


@contextmanager
def _opened(file: ProjectFile, others: Sequence[Path], progress: Progress | None = None) -> Iterator[list[ProjectFile]]:
    """Open files that may be merged into `file`, for any thread. Raises for the first that does not fit."""
    with ExitStack() as stack:
        opened = []
        for other in others:
            _refuse_itself(file, other)
            opened.append(stack.enter_context(ProjectFile.open(other, write=False, any_thread=True)))
            _check_fits(file, opened[-1])
            _check_whole(opened[-1], progress)
        yield opened


def _merge(
    file: ProjectFile, opened: Sequence[ProjectFile], *, dry_run: bool, progress: Progress | None
) -> MergeReport:
    reports: list[MergeReport] = []

    def keep_backup(report: MergeReport) -> None:
        if dry_run:
            reports.append(report)
            raise _DryRunError
        kept = _back_up(file.path, progress) if _changes_anything(report) else None
        reports.append(replace(report, backup=kept))

    try:
        file.merge(opened, before_commit=keep_backup, progress=told(progress, "Merging"))
    except _DryRunError:
        pass
    except BaseException:
        if reports and reports[0].backup is not None:
            reports[0].backup.unlink(missing_ok=True)
        raise
    return reports[0]


def _changes_anything(report: MergeReport) -> bool:
    return report.edits > 0 or any(any(counts) for counts in report.counts.values())


def _back_up(path: Path, progress: Progress | None) -> Path:
    """Copy what is saved in a project, also while a transaction is under way, beside it; return where."""
    target = free_name(path, BEFORE_MERGE)
    with ProjectFile.open(path, write=False) as before:
        before.backup(target, told(progress, "Keeping the project as it is"))
    return target


def _refuse_itself(file: ProjectFile, other: Path) -> None:
    if other.exists() and other.samefile(file.path):
        raise UsageError("A project cannot be merged with itself", where=str(other))


def _check_whole(file: ProjectFile, progress: Progress | None = None) -> None:
    findings = file.verify(told(progress, f"Checking {file.path.name}"))
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
    before = stored_schema(ours, file.path)
    after = stored_schema(theirs, other.path)
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
        "conflicts": [conflict_json(conflict) for conflict in report.conflicts],
        "hidden": [{"kind": hidden.kind.value, "key": hidden.key} for hidden in report.hidden],
        "backup": None if report.backup is None else str(report.backup),
    }


def conflict_json(conflict: Conflict) -> dict[str, Any]:
    """Return a conflict in the form that `--json` prints: both versions, who made them, when, by which edit."""
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
