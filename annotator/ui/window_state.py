"""What the window remembers: its size, its splitters, where in which article one was. One JSON file."""

from __future__ import annotations

import contextlib
from typing import Any

from PySide6.QtCore import QByteArray

from annotator.domain.errors import KnownError
from annotator.services.look import read_plain, state_path, write_json

_MOST_PROJECTS = 40


def to_text(data: QByteArray) -> str:
    """Return Qt's bytes as base 64."""
    return bytes(data.toBase64().data()).decode("ascii")


def from_text(text: object) -> QByteArray:
    """Return Qt's bytes from base 64; empty if it is not text."""
    return QByteArray.fromBase64(text.encode("ascii", "ignore")) if isinstance(text, str) else QByteArray()


class WindowState:
    """The remembered values, read once and written when something changes. Nothing in it is precious."""

    def __init__(self) -> None:
        self._values = read_plain(state_path())

    def get(self, key: str, default: Any = None) -> Any:
        """Return a remembered value."""
        return self._values.get(key, default)

    def put(self, **values: Any) -> None:
        """Remember values. A place that cannot be written is no reason to disturb anybody."""
        if any(self._values.get(key) != value for key, value in values.items()):
            self._values.update(values)
            with contextlib.suppress(KnownError):
                write_json(state_path(), self._values)

    def place_in(self, project: str) -> tuple[str, int]:
        """Return the article that was open last in a project, and the caret (code points) in it."""
        places = self.get("places", {})
        place = places.get(project) if isinstance(places, dict) else None
        match place:
            case [str(article), int(caret)]:
                return article, caret
        return "", 0

    def remember_place(self, project: str, article: str, caret: int) -> None:
        """Remember where one was; the projects used longest ago are forgotten."""
        places = self.get("places", {})
        old = {key: value for key, value in places.items() if key != project} if isinstance(places, dict) else {}
        kept = dict([*old.items(), (project, [article, caret])][-_MOST_PROJECTS:])
        self.put(places=kept)
