"""Exports to other tools against the gold export of the same project, and their memory against a tenth of the data."""

from __future__ import annotations

import os
import re
import shutil
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
_FILES = frozenset(one.name for one in OWN if any(name.startswith("*") for name in one.files))
"""Formats with a file for each article. What a file costs is the file system's, so the yardstick makes them too."""
_LIBRARIES = {"spacy": "spacy", "parquet": "pyarrow"}
"""Formats whose bytes a library makes: their speed is the library's, so only their memory is measured."""


def export_to(name: str, path: Path, target: Path) -> int:
    """Export a project to a format and return the highest memory of this process so far, in bytes (0 if unknown)."""
    context = ExportContext(SCHEMA, "anna", "bench", "p_1", "1", "1.0")
    with ProjectFile.open(path, write=False) as opened:
        export_folder(exporter_named(name), target, opened.walk(layer="anna"), context, include_unfinished=True)
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return int(peak[1]) * 1024 if peak else 0


def _time(name: str) -> Callable[[], tuple[float, float]]:
    def measure() -> tuple[float, float]:
        target, gold, copy = (scratch() / f"timed-{word}-{name}" for word in ("ours", "gold", "copy"))
        begun = perf_counter()
        export_to(name, project(ARTICLES), target)
        ours = perf_counter() - begun
        begun = perf_counter()
        export_once(project(ARTICLES), gold)
        yardstick = perf_counter() - begun
        if name in _FILES:
            yardstick += _copy(target, copy)
            shutil.rmtree(copy)
        shutil.rmtree(target)
        shutil.rmtree(gold)
        return ours, yardstick

    return measure


def _copy(source: Path, target: Path) -> float:
    """Make as many files of the same bytes, and return the seconds it takes."""
    contents = [(path.name, path.read_bytes()) for path in source.iterdir()]
    target.mkdir()
    begun = perf_counter()
    for name, data in contents:
        (target / name).write_bytes(data)
    os.sync()
    return perf_counter() - begun


def _memory(name: str) -> Callable[[], tuple[float, float]]:
    def measure() -> tuple[float, float]:
        code = "import sys; from pathlib import Path; from tests.benchmarks.bench_exporters import export_to\n"
        code += "print(export_to(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))"
        peaks = []
        for articles in (MANY, FEW):
            target = scratch() / f"memory-{name}-{articles}"
            command = [sys.executable, "-W", "ignore", "-c", code, name, str(project(articles)), str(target)]
            peaks.append(int(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
            shutil.rmtree(target)
        return peaks[0], peaks[1]

    return measure


_GOLD, _GOLD_AND_FILES = "export gold from the same project", "the same, and as many files of the same bytes"
_MEASURED = [one.name for one in OWN if one.name not in _LIBRARIES or find_spec(_LIBRARIES[one.name])]
BENCHMARKS = [
    *(
        Benchmark(f"export to {name}", _GOLD_AND_FILES if name in _FILES else _GOLD, 4.0, _time(name))
        for name in _MEASURED
        if name not in _LIBRARIES
    ),
    *(
        Benchmark(f"peak memory of exporting to {name}", "a tenth of the data", 1.1, _memory(name), rounds=1, unit="B")
        for name in _MEASURED
    ),
]
