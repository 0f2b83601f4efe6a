"""What the window needs before its first paint: where things are kept, and a few plain values.

Nothing heavy may be imported here (no pydantic): the window paints first and loads the rest afterwards.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

HOME_VARIABLE = "ANNOTATOR_HOME"
"""Environment variable that moves settings and window state elsewhere, for tests and portable use."""


def home() -> Path:
    """Return the folder for settings and window state; it may not exist yet."""
    chosen = os.environ.get(HOME_VARIABLE, "")
    return Path(chosen) if chosen else _config_folder()


def _config_folder() -> Path:
    """Return what platformdirs says; on Linux without importing it, which the first paint would wait for."""
    if sys.platform == "linux":
        folder = os.environ.get("XDG_CONFIG_HOME", "")
        return (Path(folder) if folder.startswith("/") else Path("~/.config").expanduser()) / "annotator"
    import platformdirs  # noqa: PLC0415 - see above

    return Path(platformdirs.user_config_dir("annotator", appauthor=False))


def settings_path() -> Path:
    """Return where the settings are kept."""
    return home() / "settings.json"


def state_path() -> Path:
    """Return where the state of the window is kept: its size, splitters, last project and places."""
    return home() / "window.json"


class Look(NamedTuple):
    """How the window looks before anything is loaded.

    `theme` is system, light or dark; `geometry` is Qt's, base 64; `language` is system or a language's code.
    """

    theme: str
    geometry: str
    language: str


def read_look() -> Look:
    """Read theme, geometry and language as they are, without checking the rest. Never fails."""
    settings = read_plain(settings_path())
    theme, language = settings.get("theme"), settings.get("language")
    geometry = read_plain(state_path()).get("geometry")
    return Look(
        theme if theme in {"light", "dark"} else "system",
        geometry if isinstance(geometry, str) else "",
        language if isinstance(language, str) else "system",
    )


def read_plain(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file, or an empty one if there is none that can be read."""
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def write_json(path: Path, value: Mapping[str, Any]) -> None:
    """Write a JSON object to a temporary name and rename it. Raises KnownError if the place cannot be written."""
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("w", encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        from annotator.domain.errors import KnownError  # noqa: PLC0415 - the first paint does not wait for it

        raise KnownError("The settings cannot be written", str(path), error.strerror or str(error)) from error
