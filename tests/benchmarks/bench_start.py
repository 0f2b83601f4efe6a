"""First paint of the window against a bare QtWidgets window, each in a process of its own.

The bare window's process ends as its first paint begins, ours when the first paint is done. Both find compiled modules,
as an installed program does; ours finds settings and a window state, as from its second start on.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

from tests.benchmarks.harness import Benchmark

_BARE = """
import os, sys
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QMainWindow
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            sys.stdout.write("painted\\n"); sys.stdout.flush(); os._exit(0)
        return False
app = QApplication([]); window = QMainWindow(); window.resize(1200, 800)
watch = Watch(); window.installEventFilter(watch); window.show(); app.exec()
"""
_OURS = """
import os, sys
from annotator.ui.start import application
from annotator.ui.main_window import MainWindow, Start
def painted():
    sys.stdout.write("painted\\n"); sys.stdout.flush(); os._exit(0)
app = application(); window = MainWindow(Start())
window.painted.connect(painted); window.show(); app.exec()
"""
_SETTINGS = {"theme": "dark", "language": "system", "annotator": "anna"}


def _seconds(program: str, home: Path) -> float:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(home)}
    for name in ("PYTHONDONTWRITEBYTECODE", "ANNOTATOR_HOME"):
        environment.pop(name, None)
    before = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    after = time.perf_counter()
    if done.stdout != "painted\n":
        raise RuntimeError(done.stderr)
    return after - before


@cache
def _warm_up() -> tempfile.TemporaryDirectory[str]:
    """Return a folder with the settings, after both sides were started once, which leaves compiled modules behind."""
    folder = tempfile.TemporaryDirectory(prefix="annotator-bench-")
    ours = Path(folder.name) / "annotator"
    ours.mkdir()
    (ours / "settings.json").write_text(json.dumps(_SETTINGS), encoding="utf-8")
    (ours / "window.json").write_text(json.dumps({"geometry": "", "recent": []}), encoding="utf-8")
    for program in (_OURS, _BARE):
        _seconds(program, Path(folder.name))
    return folder


def first_paint() -> tuple[float, float]:
    """Return seconds from the start of the process to the first paint: ours, bare."""
    home = Path(_warm_up().name)
    return _seconds(_OURS, home), _seconds(_BARE, home)


BENCHMARKS = [Benchmark("first paint of the window", "a bare QtWidgets window", 1.8, first_paint, rounds=15)]
