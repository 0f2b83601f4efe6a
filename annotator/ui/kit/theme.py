"""Colours and measures from the theme files, as Qt wants them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from annotator.resources import resource
from annotator.ui.kit.style_sheet import style_sheet

Choice = Literal["system", "light", "dark"]


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme file: named colours (`#RRGGBB`), how label colours are laid on, and measures in pixels."""

    name: str
    dark: bool
    color: Mapping[str, str]
    label: Mapping[str, float]
    metric: Mapping[str, int]

    def __getitem__(self, name: str) -> QColor:
        """Return a named colour. Raises KeyError for a name the theme lacks."""
        return QColor(self.color[name])


@cache
def load_tokens(name: Literal["light", "dark"]) -> Tokens:
    """Read a theme file that ships with the program."""
    raw = tomllib.loads(resource("themes", f"{name}.toml").read_text(encoding="utf-8"))
    return Tokens(raw["name"], raw["dark"], raw["color"], raw["label"], raw["metric"])


def label_tint(color: str, tokens: Tokens) -> QColor:
    """Return a label's colour as it lies under text: see-through."""
    tint = QColor(color)
    tint.setAlphaF(tokens.label["tint_alpha"])
    return tint


def label_line(color: str, tokens: Tokens) -> QColor:
    """Return a label's colour for lines and dots."""
    line = QColor(color)
    line.setAlphaF(tokens.label["underline_alpha"])
    return line


def label_text(color: str, tokens: Tokens) -> QColor:
    """Return a label's colour for text: its hue at the theme's lightness, so that it can be read."""
    own = QColor(color)
    return QColor.fromHslF(max(own.hslHueF(), 0.0), own.hslSaturationF(), tokens.label["text_lightness"])


def palette_of(tokens: Tokens) -> QPalette:
    """Return the palette that native widgets are painted with."""
    role = QPalette.ColorRole
    colors = {
        role.Window: "window", role.WindowText: "text", role.Base: "surface_raised", role.AlternateBase: "surface",
        role.Text: "text", role.Button: "surface_raised", role.ButtonText: "text", role.BrightText: "error",
        role.Highlight: "selection", role.HighlightedText: "text", role.ToolTipBase: "surface_raised",
        role.ToolTipText: "text", role.PlaceholderText: "text_faint", role.Link: "accent", role.LinkVisited: "accent",
        role.Light: "surface_raised", role.Midlight: "hover", role.Mid: "border", role.Dark: "border",
        role.Shadow: "border", role.Accent: "accent",
    }  # fmt: skip
    palette = QPalette()
    for which, name in colors.items():
        palette.setColor(which, tokens[name])
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, tokens["text_faint"])
    return palette


class Theme(QObject):
    """The theme in force. `changed` is emitted after the application has its new colours."""

    changed = Signal()

    def __init__(self, application: QApplication, choice: Choice = "system") -> None:
        super().__init__(application)
        self._application = application
        self._choice: Choice = choice
        self.tokens = load_tokens("light")
        application.styleHints().colorSchemeChanged.connect(self._follow)
        self._apply()

    @property
    def choice(self) -> Choice:
        """What was asked for; `tokens.dark` says what came of it."""
        return self._choice

    def choose(self, choice: Choice) -> None:
        """Change to another theme, or follow the desktop."""
        if choice != self._choice:
            self._choice = choice
            self._apply()

    def _follow(self) -> None:
        if self._choice == "system":
            self._apply()

    def _apply(self) -> None:
        dark = self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        wanted = self._choice if self._choice != "system" else ("dark" if dark else "light")
        self.tokens = load_tokens(wanted)
        self._application.setPalette(palette_of(self.tokens))
        self._application.setStyleSheet(style_sheet(wanted, self.tokens.color, self.tokens.metric))
        self.changed.emit()


def theme_of(application: QApplication, choice: Choice) -> Theme:
    """Return the application's theme, made if there is none, with this choice."""
    theme = application.findChild(Theme) or Theme(application)
    theme.choose(choice)
    return theme


def current_theme() -> Theme:
    """Return the theme of the running application. Raises LookupError before there is one."""
    application = QApplication.instance()
    theme = application.findChild(Theme) if application is not None else None
    if theme is None:
        raise LookupError("the application has no theme yet")
    return theme
