"""How things look: the settings and the theme, brought to the readers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from annotator.services.settings import Settings
from annotator.ui.kit.theme import Theme
from annotator.ui.reader.view import Reader
from annotator.ui.reading import reader_style

_STEP = 1.1
_LEAST, _MOST = 0.5, 3.0


class Look(QObject):
    """Applies settings and theme. `theme_chosen` asks to keep a theme in the settings."""

    theme_chosen = Signal(str)

    def __init__(self, theme: Theme, readers: Sequence[Reader], settings: Settings) -> None:
        super().__init__(readers[0])
        self._theme = theme
        self._readers = readers
        self._settings = settings
        self._zoom = settings.zoom / 100
        theme.changed.connect(self._restyle)
        self.apply(settings, first=True)

    def apply(self, settings: Settings, *, first: bool = False) -> None:
        """Take changed settings over."""
        old, self._settings = self._settings, settings
        self._theme.choose(settings.theme)
        for reader in self._readers:
            reader.snap = settings.snap
        if first or old.font_family != settings.font_family:
            self._restyle()
        if first or old.measure != settings.measure:
            for reader in self._readers:
                reader.set_measure(settings.measure)
        if first or old.zoom != settings.zoom:
            self.reset_zoom()

    def _restyle(self) -> None:
        style = reader_style(self._theme.tokens, self._settings.font_family)
        for reader in self._readers:
            reader.set_style(style)

    def zoom_by(self, steps: int) -> None:
        """Make the text larger or smaller by steps of a tenth."""
        self._set_zoom(min(max(self._zoom * _STEP**steps, _LEAST), _MOST))

    def reset_zoom(self) -> None:
        """Go back to the size in the settings."""
        self._set_zoom(self._settings.zoom / 100)

    def on_zoomed(self, zoom: float) -> None:
        """Take over a size that was chosen in one of the readers."""
        self._zoom = zoom
        for reader in self._readers:
            if reader.zoom != zoom:
                reader.set_zoom(zoom)

    def _set_zoom(self, zoom: float) -> None:
        self._zoom = zoom
        for reader in self._readers:
            reader.set_zoom(zoom)

    def switch(self) -> None:
        """Go from light to dark or back."""
        self.theme_chosen.emit("light" if self._theme.tokens.dark else "dark")
