"""Making the application and its window."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from annotator import __version__
from annotator.resources import resource
from annotator.services.look import read_look
from annotator.ui.main_window import MainWindow, Start


def application() -> QApplication:
    """Return the running application, made if there is none."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    # To set the style later would make PySide read everything about styles, and the first paint wait for it.
    made = QApplication([*sys.argv[:1], "-style", "Fusion"])
    made.setApplicationName("annotator")
    made.setApplicationDisplayName("Annotator")
    made.setApplicationVersion(__version__)
    made.setDesktopFileName("annotator")
    _translate(made)
    return made


def _translate(running: QApplication) -> None:
    """Speak the language of the settings, or else the desktop's, where there is a translation."""
    folder = resource("translations")
    if not folder.is_dir():
        return  # asking Qt for the language takes as long as painting the window
    chosen = read_look().language
    code = QLocale.system().name().split("_")[0] if chosen == "system" else chosen
    words = folder / f"annotator_{code}.qm"
    if words.is_file():
        translator = QTranslator(running)
        if translator.load(str(words)):
            running.installTranslator(translator)


def start_window(project: Path | None = None, annotator: str | None = None) -> MainWindow:
    """Return the window, shown; it loads itself after its first paint."""
    application()
    window = MainWindow(Start(project, annotator))
    window.show()
    return window


def run_window(project: Path | None = None, annotator: str | None = None) -> int:
    """Open the window and run it until it is closed; returns the exit code."""
    running = application()
    window = start_window(project, annotator)
    code = running.exec()
    del window
    return code
