"""First paint of the window against a bare QtWidgets window, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

from tests.benchmarks.harness import Benchmark

_WATCH = """
import os, sys
from PySide6.QtCore import QEvent, QObject
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            sys.stdout.write("painted\\n"); sys.stdout.flush(); os._exit(0)
        return False
"""
_BARE = (
    _WATCH
    + """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([]); watch = Watch(); window = QMainWindow(); window.resize(1200, 800)
window.installEventFilter(watch); window.show(); app.exec()
"""
)
_OURS = (
    _WATCH
    + """
from annotator.ui.start import application, start_window
app = application(); watch = Watch(); app.installEventFilter(watch)
window = start_window(); app.exec()
"""
)


def _seconds(program: str) -> float:
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "ANNOTATOR_HOME": home}
        before = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        after = time.perf_counter()
    if done.stdout != "painted\n":
        raise RuntimeError(done.stderr)
    return after - before


def first_paint() -> tuple[float, float]:
    """Return seconds from the start of the process to the first paint: ours, bare."""
    return _seconds(_OURS), _seconds(_BARE)


BENCHMARKS = [Benchmark("first paint of the window", "a bare QtWidgets window", 1.8, first_paint, rounds=9)]
