"""“From here to training” is run from its first line to its last, on one annotator's layer of the sample project."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from annotator.services.projects import read_project
from annotator.services.sample import sample_project

PAGE = Path(__file__).parents[2] / "docs" / "training.md"
_PART = re.compile(
    r"^```python\n(?P<code>.*?)^```$|^    (?P<command>(?:annotator|python -m) [^\n]*)$", re.MULTILINE | re.DOTALL
)
_SHORT = ["--training.max_steps", "4", "--training.eval_frequency", "2"]
"""Training to the end takes hours; that it runs and writes a model shows in four steps."""
_LAYER = ["--layer", "mira"]
_LIBRARIES = {"datasets", "spacy", "gliner"}


def parts() -> Iterator[tuple[str, str]]:
    """Yield the page's Python ("code") and commands in order."""
    for match in _PART.finditer(PAGE.read_text(encoding="utf-8")):
        assert match.lastgroup is not None
        yield match.lastgroup, match[match.lastgroup]


def libraries(code: str) -> set[str]:
    """Return what a block needs beside Python."""
    return set(re.findall(r"^(?:import|from) (\w+)", code, re.MULTILINE)) & _LIBRARIES


def run(command: str) -> None:
    """Run a command of the page."""
    words = shlex.split(command)
    words = [sys.executable, *(words[1:] if words[0] == "python" else ["-m", *words])]
    words += _SHORT if "train" in words[3:4] else _LAYER if "export" in words[3:4] else []
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])


def test_the_page_runs_from_its_first_line_to_its_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for library in ("datasets", "spacy"):
        pytest.importorskip(library, reason=f"{library} is not installed")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    sample_project(tmp_path).rename(tmp_path / "story.annot")
    session: dict[str, object] = {"__name__": "training"}
    for kind, text in parts():
        if kind == "command":
            run(text)
        elif "gliner" not in libraries(text):
            exec(compile(text, PAGE.name, "exec"), session)
    assert "candidates of up to" in capsys.readouterr().out
    assert (tmp_path / "models" / "spancat" / "model-last").is_dir()
    assert "model" in (tmp_path / "agreement.html").read_text(encoding="utf-8")
    tested = [orjson.loads(line) for line in (tmp_path / "found.jsonl").read_bytes().splitlines()]
    with read_project(tmp_path / "story.annot") as project:
        done = [one for one in project.walk() if any(row.layer == "model" for row in one.progress)]
    assert sorted(one.text for one in done) == sorted(one["text"] for one in tested)
    assert tested


def test_the_gliner_part_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where GLiNER and its published model are at hand, which is too large to fetch for a test."""
    gliner = pytest.importorskip("gliner", reason="gliner is not installed")
    try:
        gliner.GLiNER.from_pretrained("urchade/gliner_small-v2.1", local_files_only=True)
    except OSError:
        pytest.skip("the GLiNER model is not on this machine")
    monkeypatch.chdir(tmp_path)
    sample_project(tmp_path).rename(tmp_path / "story.annot")
    for kind, text in parts():
        if kind == "command" and ("gliner" in text or "--split" in text):
            run(text)
        elif "gliner-" in text:
            exec(compile(text.replace("max_steps=1000", "max_steps=2"), PAGE.name, "exec"), {})
    assert any((tmp_path / "models" / "gliner").iterdir())
