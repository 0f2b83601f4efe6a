"""Asking for files and folders with the desktop's own dialogs. Tests put an answer in their place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.services.projects import SUFFIX
from annotator.ui.kit.words import tr


def ask_new_project(window: QWidget, folder: Path) -> Path | None:
    """Ask where a new project shall be; the name gets its suffix."""
    chosen, _ = QFileDialog.getSaveFileName(window, tr("New project"), str(folder / f"project{SUFFIX}"), _projects())
    return with_suffix(Path(chosen)) if chosen else None


def ask_project(window: QWidget, folder: Path) -> Path | None:
    """Ask which project to open."""
    chosen, _ = QFileDialog.getOpenFileName(window, tr("Open project"), str(folder), _projects())
    return Path(chosen) if chosen else None


def ask_backup(window: QWidget, project: Path) -> Path | None:
    """Ask where the copy of a project shall be."""
    suggestion = project.with_name(f"{project.stem}-backup{SUFFIX}")
    chosen, _ = QFileDialog.getSaveFileName(window, tr("Back up project"), str(suggestion), _projects())
    return with_suffix(Path(chosen)) if chosen else None


def with_suffix(path: Path) -> Path:
    """Return the path with the suffix of projects."""
    return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)


def _projects() -> str:
    return tr("Annotator projects (*{suffix})").format(suffix=SUFFIX)
