"""Exports to other tools against the gold export of the same project, and their memory against a tenth of the data."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

from annotator.formats.export_folder import export_folder
from annotator.formats.exporter import ExportContext
from annotator.formats.exporters import OWN, exporter_named
from annotator.storage.project_file import ProjectFile
from tests.benchmarks.bench_formats import SCHEMA, export_once, project, scratch
from tests.benchmarks.harness import Benchmark

ARTICLES = 2_000
MANY, FEW = 10_000, 1_000
_LIBRARIES = {"spacy": "spacy", "parquet": "pyarrow"}
"""Formats whose bytes a library makes: their speed is the library's, so only their memory is measured."""


def export_to(name: str, path: Path, target: Path) -> int:
    """Export a project to a format and return the highest memory of this process so far, in bytes (0 if unknown)."""
    context = ExportContext(SCHEMA, "anna", "bench", "p_1", "1", "1.0")
    with ProjectFile.open(path, write=False) as opened:
        export_folder(exporter_named(name), target, opened.walk(layer="anna"), context, include_unfinished=True)
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return int(peak[1]) * 1024 if peak else 0


def _new(name: str) -> Path:
    """Return a path for a new export.

    Exports stay until the end of the run: ext4 looks at every file that was removed in the last minute before it makes
    another, which takes ten times what making one takes.
    """
    return scratch() / f"{name}-{os.urandom(4).hex()}"


def _time(name: str) -> Callable[[], tuple[float, float]]:
    def measure() -> tuple[float, float]:
        ours, gold = _new(name), _new("gold")
        begun = perf_counter()
        export_to(name, project(ARTICLES), ours)
        between = perf_counter()
        export_once(project(ARTICLES), gold)
        return between - begun, perf_counter() - between

    return measure


def _memory(name: str) -> Callable[[], tuple[float, float]]:
    def measure() -> tuple[float, float]:
        code = "import sys; from pathlib import Path; from tests.benchmarks.bench_exporters import export_to\n"
        code += "print(export_to(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))"
        peaks = []
        for articles in (MANY, FEW):
            command = [sys.executable, "-W", "ignore", "-c", code, name, str(project(articles)), str(_new(name))]
            peaks.append(int(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
        return peaks[0], peaks[1]

    return measure


_MEASURED = [one.name for one in OWN if one.name not in _LIBRARIES or find_spec(_LIBRARIES[one.name])]
BENCHMARKS = [
    *(
        Benchmark(f"export to {name}", "export gold from the same project", 4.0, _time(name), rounds=9)
        for name in _MEASURED
        if name not in _LIBRARIES
    ),
    *(
        Benchmark(f"peak memory of exporting to {name}", "a tenth of the data", 1.1, _memory(name), rounds=1, unit="B")
        for name in _MEASURED
    ),
]
