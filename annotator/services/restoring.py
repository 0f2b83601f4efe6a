"""Going back to how a project was before a merge, without losing how it is now."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.errors import InputError, KnownError, ProjectDamagedError, UsageError
from annotator.services.backups import BEFORE_MERGE, BEFORE_RESTORE, Progress, free_name, told
from annotator.services.projects import SUFFIX, Project
from annotator.storage.project_file import ProjectFile


@dataclass(frozen=True, slots=True)
class KeptProject:
    """A project as it was before a merge: where, when it was kept (ms since 1970), and what it holds.

    `later` is how many edits the project has that it lacks: merged ones, and those made since.
    """

    path: Path
    at_ms: int
    articles: int
    later: int


def kept_before_merges(project: Project) -> list[KeptProject]:
    """Return the backups that merges left beside the project, the newest first; those of other projects left out."""
    pattern = re.compile(re.escape(f"{project.path.stem}.{BEFORE_MERGE}-") + r"\d+" + re.escape(SUFFIX))
    found = []
    with project.new_reader() as now:
        edits = now.summary().edits
        for path in project.path.parent.iterdir():
            if pattern.fullmatch(path.name):
                kept = _look(path, now, edits)
                if kept is not None:
                    found.append(kept)
    return sorted(found, key=lambda kept: (kept.at_ms, kept.path.name), reverse=True)


def _look(path: Path, now: ProjectFile, edits: int) -> KeptProject | None:
    """Return what a backup holds, or None if it is not one of this project that can be opened."""
    try:
        with ProjectFile.open(path, write=False) as file:
            if file.settings().get("project_id") != now.settings().get("project_id"):
                return None
            summary = file.summary()
    except KnownError:
        return None
    return KeptProject(path, int(path.stat().st_mtime * 1000), summary.articles, edits - summary.edits)


def restore_project(project: Project, backup: Path, *, progress: Progress | None = None) -> Path:
    """Make an open project what one of its backups is; return where the project as it is now was kept.

    May be called in another thread than the project's. Afterwards the project must be opened anew. Raises UsageError
    for the project itself, InputError for another project's file, ProjectDamagedError for a damaged one, and what
    `ProjectFile.open` raises; then, and when `progress` cancels, everything is as it was.
    """
    with project.new_reader() as now, ProjectFile.open(backup, write=False, any_thread=True) as source:
        if backup.samefile(project.path):
            raise UsageError("This is the project itself", where=str(backup))
        if source.settings().get("project_id") != now.settings().get("project_id"):
            raise InputError("This is a file of another project", where=str(backup))
        _check_whole(source, progress)
        kept = free_name(project.path, BEFORE_RESTORE)
        now.backup(kept, told(progress, "Keeping the project as it is"))
        try:
            project.saver.run(lambda file: file.restore(source, told(progress, "Going back"))).result()
        except BaseException:
            kept.unlink(missing_ok=True)
            raise
    return kept


def _check_whole(source: ProjectFile, progress: Progress | None) -> None:
    findings = source.verify(told(progress, f"Checking {source.path.name}"))
    if findings:
        raise ProjectDamagedError(
            "The backup is damaged, so nothing was changed",
            where=str(source.path),
            why=f"{findings[0].where}: {findings[0].what}",
            remedy="Choose another one",
        )
