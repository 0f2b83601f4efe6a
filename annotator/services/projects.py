"""Opening, making and looking after projects."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from annotator.domain.annotation import GOLD
from annotator.domain.edit import Change, Edit, Role
from annotator.domain.errors import InputError, ProjectDamagedError, UsageError
from annotator.domain.identity import EDIT, Clock, Mint, base32
from annotator.domain.ownership import check_own
from annotator.domain.schema import Schema
from annotator.domain.views import Finding
from annotator.formats.schema_yaml import load_schema
from annotator.resources import resource
from annotator.services.saving import BackgroundSaver, DirectSaver, SaveListener, Saver
from annotator.storage.project_file import ProjectFile

SUFFIX = ".annot"
_HANDLE = re.compile(r"[\w][\w.\-]{0,39}")


def stored_schema(settings: Mapping[str, str], path: Path) -> Schema:
    """Return the label schema in the settings of the project at `path`; raises ProjectDamagedError."""
    return _stored_schema(settings.get("schema", ""), path)


@lru_cache(maxsize=8)
def _stored_schema(text: str, path: Path) -> Schema:
    # Reading YAML takes longer than to measure what was counted before.
    try:
        return load_schema(text, "schema")
    except InputError as error:
        raise ProjectDamagedError(
            "The project's schema cannot be read",
            where=str(path),
            why=error.why,
            remedy="Put a backup in its place with 'annotator restore'",
        ) from error


def now_ms() -> int:
    """Return the time in milliseconds since 1970-01-01 UTC."""
    return time.time_ns() // 1_000_000


def check_handle(handle: str) -> str:
    """Return the annotator's handle if it may be one.

    Raises UsageError for the name of the gold layer, more than 40 characters, or other characters than letters,
    digits, dot, dash and underscore.
    """
    if handle == GOLD or not _HANDLE.fullmatch(handle):
        raise UsageError(
            f"'{handle}' cannot be an annotator's name",
            why=f"'{GOLD}' is taken" if handle == GOLD else "Names have letters, digits, dots, dashes, at most 40",
            remedy="Choose a short name such as 'anna'",
        )
    return handle


def handle_of(name: str) -> str:
    """Return the handle of an annotator whom another tool calls by that name: `anna@example.org` is `anna`."""
    return re.sub(r"[^\w.\-]+", "-", name.partition("@")[0])[:40].strip("-.")


@dataclass
class Project:
    """One opened project and the annotator who works on it.

    `reader` belongs to the caller's thread; other threads take their own with `new_reader`.
    """

    path: Path
    annotator: str
    saver: Saver
    reader: ProjectFile
    clock: Clock
    mint: Mint
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def schema(self) -> Schema:
        """The project's label schema. Raises what `stored_schema` raises."""
        return stored_schema(self.settings, self.path)

    @property
    def guideline(self) -> str:
        """The project's guideline, Markdown."""
        return self.settings.get("guideline", "")

    @property
    def title(self) -> str:
        """The project's title."""
        return self.settings.get("title") or self.path.stem

    def edit(self, name: str, changes: tuple[Change, ...], role: Role = Role.DO, undoes: str | None = None) -> Edit:
        """Return a new edit by the annotator, with an id and a stamp of its own.

        Raises RuleError if it would change somebody else's layer. What an edit was allowed to do it may take back.
        """
        if role is Role.DO:
            check_own(self.annotator, changes)
        return Edit(self.mint.new(EDIT), name, self.annotator, self.clock.stamp(), changes, role, undoes)

    def new_reader(self) -> ProjectFile:
        """Return a read connection for another thread, with everything handed over so far in it."""
        self.saver.flush()
        return ProjectFile.open(self.path, write=False)

    def catch_up(self) -> None:
        """Take notice of what came into the file past this project's edits (by a merge)."""
        self.saver.flush()
        self.clock.see(self.reader.last_clock())
        self.settings.clear()
        self.settings.update(self.reader.settings())

    def close(self) -> None:
        """Save what waits and close the file."""
        if self.reader is not getattr(self.saver, "file", None):
            self.reader.close()
        self.saver.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()


def create_project(
    path: Path, *, title: str = "", schema_text: str | None = None, guideline: str | None = None, schema_name: str = ""
) -> None:
    """Make an empty project with a label schema (the default one unless given) and a guideline.

    Raises InputError if the file is there already or the schema has errors.
    """
    if path.suffix != SUFFIX:
        raise UsageError("A project file's name ends in .annot", where=str(path), remedy=f"Call it {path.name}{SUFFIX}")
    if schema_text is None:
        schema_text = resource("schemas", "claims.yaml").read_text(encoding="utf-8")
        if guideline is None:
            guideline = resource("guideline.md").read_text(encoding="utf-8")
    load_schema(schema_text, schema_name or "schema")
    settings = {
        "project_id": f"p_{base32(os.urandom(10))}",
        "title": title or path.stem,
        "schema": schema_text,
        "guideline": guideline or "",
        "guideline_version": "1",
    }
    ProjectFile.create(path, settings).close()


def open_project(
    path: Path,
    annotator: str,
    *,
    background: bool = False,
    listener: SaveListener | None = None,
    clock: Callable[[], int] = now_ms,
) -> Project:
    """Open a project for writing as an annotator; in the background means with a thread that saves.

    Raises the ProjectError that says why it cannot be opened, or InputError if there is no such file.
    """
    check_handle(annotator)
    saver: Saver
    if background:
        saver = BackgroundSaver(path, listener)
        reader = ProjectFile.open(path, write=False)
    else:
        saver = direct = DirectSaver(ProjectFile.open(path, write=True))
        reader = direct.file
    stamps = Clock(saver.device, clock, saver.last_clock)
    return Project(path, annotator, saver, reader, stamps, Mint(saver.device), reader.settings())


def read_project(path: Path) -> ProjectFile:
    """Open a project for reading only. Raises what `ProjectFile.open` raises."""
    return ProjectFile.open(path, write=False)


def verify_project(path: Path, progress: Callable[[int, int], None] | None = None) -> list[Finding]:
    """Return everything that is wrong in a project file; empty if all is well."""
    with ProjectFile.open(path, write=False) as file:
        findings = file.verify(progress)
        try:
            load_schema(file.settings().get("schema", ""), "schema")
        except InputError as error:
            findings.append(Finding("schema", str(error)))
        return findings


def backup_project(path: Path, target: Path) -> None:
    """Write a whole, verified copy of the project. Raises InputError if the target is there already."""
    if target.exists():
        raise InputError("There is a file of that name already", where=str(target), remedy="Choose another name")
    with ProjectFile.open(path, write=False) as file:
        file.backup(target)
