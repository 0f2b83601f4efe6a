"""The wheel as a stranger gets it: built from the checkout, installed in an empty environment, run from elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.e2e.tour_results import assert_gold, assert_pictures

ROOT = Path(__file__).resolve().parents[2]
_SOURCES = ("annotator", "resources", "seeds", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md")
_NO_INDEX = (
    "No matching distribution found", "Could not find a version", "NewConnectionError", "Max retries exceeded",
    "Temporary failure in name resolution", "Network is unreachable", "ProxyError", "ReadTimeoutError",
)  # fmt: skip


def run(*command: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QT_", "VIRTUAL_ENV"))}
    kept = {name: value for name, value in kept.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "ANNOTATOR_HOME")}
    texts = [str(part) for part in command]
    return subprocess.run(
        texts, cwd=cwd, env=kept | environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of the checkout, so that nothing is left behind in it."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for name in _SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, source / name)
    built = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", target, cwd=source)
    assert built.returncode == 0, built.stdout + built.stderr
    (made,) = target.glob("annotator-*.whl")
    return made


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with nothing in it but the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("empty") / "environment"
    made = run(sys.executable, "-m", "venv", folder, cwd=folder.parent)
    assert made.returncode == 0, made.stderr
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    options = ("--quiet", "--disable-pip-version-check", "--prefer-binary", "--constraint", ROOT / "constraints.txt")
    installed = run(python, "-m", "pip", "install", *options, wheel, cwd=folder)
    if installed.returncode != 0 and any(sign in installed.stderr for sign in _NO_INDEX):
        pytest.skip(f"the packages that Annotator needs cannot be reached: {installed.stderr.strip()[-300:]}")
    assert installed.returncode == 0, installed.stderr
    return python


def test_the_wheel_has_what_the_program_reads(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        inside = set(packed.namelist())
    for folder in ("resources", "seeds"):
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
        assert files
        assert {f"annotator/_{folder}/{path.relative_to(ROOT / folder).as_posix()}" for path in files} <= inside
    assert not [name for name in inside if name.startswith(("tests/", "docs/"))]


def test_the_tour_runs_from_the_wheel(python: Path, tmp_path: Path) -> None:
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    home.mkdir()
    elsewhere.mkdir()
    here = {"HOME": str(home), "USERPROFILE": str(home), "PYTHONIOENCODING": "utf-8"}
    where = run(python, "-c", "import annotator; print(annotator.__file__)", cwd=elsewhere, **here)
    assert str(python.parent.parent) in where.stdout
    annotator = python.with_name("annotator")
    tour = run(annotator, "tour", "result", cwd=elsewhere, **here)
    assert tour.returncode == 0, tour.stderr
    assert_gold(elsewhere / "result" / "gold" / "gold.jsonl")
    assert_pictures(elsewhere / "result")
    checked = run(annotator, "verify", elsewhere / "result" / "gold", cwd=elsewhere, **here)
    assert checked.returncode == 0, checked.stdout + checked.stderr
