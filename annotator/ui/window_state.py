"""What the window remembers: its size, its splitters, where in which article one was. One JSON file."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import Any

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QSplitter

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


class SplitterMemory:
    """The splitters of a page that keep the sizes which a person gave them; the others follow the window.

    What nobody has moved is not remembered: a page that was never seen has no sizes worth keeping.
    """

    def __init__(self, **splitters: QSplitter) -> None:
        self._splitters = splitters
        self._moved: set[str] = set()
        self._restored: set[str] = set()
        for key, splitter in splitters.items():
            splitter.splitterMoved.connect(partial(self._note, key))

    def _note(self, key: str, _position: int, _handle: int) -> None:
        self._moved.add(key)

    def has_sizes(self, key: str) -> bool:
        """Tell whether a person gave this splitter its sizes, now or in an earlier window."""
        return key in self._moved | self._restored

    def save(self, state: WindowState) -> None:
        """Remember the sizes."""
        state.put(**{key: to_text(self._splitters[key].saveState()) for key in sorted(self._moved)})

    def restore(self, state: WindowState) -> None:
        """Bring the remembered sizes back."""
        for key, splitter in self._splitters.items():
            if state.get(key) and splitter.restoreState(from_text(state.get(key))):
                self._restored.add(key)
