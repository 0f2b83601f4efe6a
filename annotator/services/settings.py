"""The settings: one model from which the file, the checks and the dialog are made."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from annotator.domain.boundaries import Snap
from annotator.domain.errors import KnownError
from annotator.services.look import settings_path, write_json

MAX_RECENT = 12
_SERIF, _SANS = "serif", "sans"


def _shown(title: str, group: str, unit: str = "", choices: Mapping[str, str] | None = None) -> dict[str, Any]:
    return {"title": title, "group": group, "unit": unit, "choices": dict(choices or {})}


def _setting(default: Any, title: str, group: str, text: str, **more: Any) -> Any:
    shown = _shown(title, group, more.pop("unit", ""), more.pop("choices", None))
    return Field(default, title=title, description=text, json_schema_extra=shown, **more)


class Settings(BaseModel):
    """What a person chose. Fields with a group are in the settings dialog, in this order."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    theme: Literal["system", "light", "dark"] = _setting(
        "system", "Colours", "Looks", "Light, dark, or as the desktop is.",
        choices={"system": "As the desktop", "light": "Light", "dark": "Dark"},
    )  # fmt: skip
    font_family: str = _setting(
        _SERIF, "Font of articles", "Looks", "Serif, sans, or the name of a font on this computer.",
        choices={_SERIF: "Serif", _SANS: "Sans"}, max_length=80,
    )  # fmt: skip
    measure: int = _setting(
        70, "Line length", "Looks", "How many characters a line of the article holds.", unit="characters", ge=40, le=120
    )
    zoom: int = _setting(
        100, "Text size", "Looks", "Ctrl+plus and Ctrl+minus change it for now.", unit="%", ge=50, le=300
    )
    snap: Snap = _setting(
        "word", "Selections snap to", "Tagging", "What a selection grows to before it is tagged.",
        choices={"none": "Characters", "word": "Words", "sentence": "Sentences"},
    )  # fmt: skip
    annotator: Annotated[str, Field(pattern=r"^$|^\w[\w.\-]{0,39}$")] = _setting(
        "", "Your handle", "Tagging", "The name your work is kept under. A pseudonym is fine."
    )
    names: Literal["hidden", "shown"] = _setting(
        "hidden", "Annotators' names", "Adjudication", "Whether you see whose span it is before it is decided.",
        choices={"hidden": "Hidden until decided", "shown": "Shown"},
    )  # fmt: skip
    colours: Literal["label", "annotator"] = _setting(
        "label", "Colours mean", "Adjudication", "What the colours of the spans stand for.",
        choices={"label": "The label", "annotator": "The annotator"},
    )  # fmt: skip
    import_limit: int = _setting(
        50, "Largest file to import", "Import", "Larger files are refused with a message.", unit="MB", ge=1, le=2000
    )
    language: str = _setting(
        "system", "Language", "Program", "Takes effect when the program is opened again.", max_length=20
    )
    keys: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    recent: tuple[str, ...] = ()

    def with_recent(self, path: Path) -> Settings:
        """Return the settings with a project at the top of the recent ones."""
        place = str(path)
        kept = (place, *(other for other in self.recent if other != place))
        return self.model_copy(update={"recent": kept[:MAX_RECENT]})


class SettingField(NamedTuple):
    """What the dialog needs to know of one setting. `kind` is choice, font, whole or text."""

    name: str
    title: str
    help: str
    group: str
    kind: Literal["choice", "font", "whole", "text"]
    choices: dict[str, str]
    unit: str
    low: int
    high: int


def fields() -> list[SettingField]:
    """Return the settings that the dialog shows, in order."""
    return [_field(name) for name, info in Settings.model_fields.items() if isinstance(info.json_schema_extra, dict)]


def _field(name: str) -> SettingField:
    info = Settings.model_fields[name]
    extra: dict[str, Any] = dict(info.json_schema_extra) if isinstance(info.json_schema_extra, dict) else {}
    limits = Settings.model_json_schema()["properties"][name]
    kind: Literal["choice", "font", "whole", "text"] = "text"
    if name == "font_family":
        kind = "font"
    elif extra["choices"] or name == "language":
        kind = "choice"
    elif info.annotation is int:
        kind = "whole"
    return SettingField(
        name, info.title or name, info.description or "", extra["group"], kind, extra["choices"], extra["unit"],
        limits.get("minimum", 0), limits.get("maximum", 0),
    )  # fmt: skip


class LoadedSettings(NamedTuple):
    """Settings as read, and what to tell the person if the file could not be used as it was."""

    settings: Settings
    problem: KnownError | None


def load_settings() -> LoadedSettings:
    """Read the settings. A damaged file is set aside as `settings.json.damaged` and the defaults are used."""
    path = settings_path()
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return LoadedSettings(Settings(), None)
    except OSError as error:
        return LoadedSettings(Settings(), KnownError("The settings cannot be read", str(path), str(error)))
    try:
        return LoadedSettings(Settings.model_validate_json(raw), None)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        aside = path.with_name(path.name + ".damaged")
        with contextlib.suppress(OSError):
            path.replace(aside)
        why = f"{place}: {first['msg']}" if place else first["msg"]
        problem = KnownError(
            "The settings file is damaged",
            str(path),
            why,
            f"The defaults are used; the old file is kept as {aside.name}",
        )
        return LoadedSettings(Settings(), problem)


def save_settings(settings: Settings) -> None:
    """Write the settings, whole or not at all. Raises KnownError if the place cannot be written."""
    write_json(settings_path(), settings.model_dump(mode="json", exclude_defaults=True))
