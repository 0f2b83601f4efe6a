"""Files that others worked in, for windows to merge."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QWidget

from annotator.domain.article import State
from annotator.services.assigning import assign_articles
from annotator.services.editing import Editor
from annotator.services.projects import create_project, open_project
from tests.ui.conftest import OpenedWindow


def copy_of(project: Path, name: str) -> Path:
    """Return a copy of a closed project."""
    target = project.with_name(f"{name}.annot")
    shutil.copy(project, target)
    return target


def tag_as(
    path: Path, annotator: str, spans: Sequence[tuple[str, int, int]], *, article: int = 0, finished: bool = False
) -> list[str]:
    """Tag spans of an article; return the annotations' ids."""
    with open_project(path, annotator) as opened:
        editor = Editor(opened)
        editor.open(opened.reader.article_ids()[article])
        for label, start, end in spans:
            editor.tag(label, [(start, end)])
        if finished:
            editor.set_state(State.FINISHED)
        return [annotation.id for annotation in editor.here.in_order()]


def note_as(path: Path, annotator: str, annotation_id: str, note: str, *, article: int = 0) -> None:
    """Write a note on an annotation."""
    with open_project(path, annotator) as opened:
        editor = Editor(opened)
        editor.open(opened.reader.article_ids()[article])
        editor.set_note(annotation_id, note)


def deal(path: Path, annotators: Sequence[str], overlap: float) -> None:
    """Deal the articles out."""
    with open_project(path, annotators[0]) as opened:
        assign_articles(opened, annotators, overlap)


def refused_files(project: Path) -> dict[str, str]:
    """Make files beside a project that cannot be merged into it: name -> what the refusal says."""
    folder = project.parent
    for name in ("damaged", "newer", "cut", "schema"):
        shutil.copy(project, folder / f"{name}.annot")
    for name, statement in (
        ("damaged", "UPDATE article_text SET text = 'X' || substr(text, 2)"),
        ("newer", "PRAGMA user_version = 99"),
    ):
        with closing(sqlite3.connect(folder / f"{name}.annot")) as db:
            db.execute(statement)
            db.commit()
    (folder / "cut.annot").write_bytes(project.read_bytes()[:60])
    (folder / "text.annot").write_text("not a project", encoding="utf-8")
    create_project(folder / "else.annot")
    with open_project(folder / "schema.annot", "ben") as other:
        text = other.settings["schema"].replace("negated", "denied")
        Editor(other).change_setting("change schema", {"schema": text})
    return {
        "damaged": "SHA-256 differs",
        "newer": "newer version",
        "cut": "not whole",
        "text": "another kind of file",
        "else": "another project",
        "schema": "another schema",
        "missing": "cannot be opened",
    }


def drop(opened: OpenedWindow, *paths: Path) -> None:
    """Drop files on the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    opened.window.dropEvent(QDropEvent(QPointF(QPoint(400, 300)), action, data, button, none))


def words_in(widget: QWidget) -> str:
    """Return what can be read in a widget."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text())
