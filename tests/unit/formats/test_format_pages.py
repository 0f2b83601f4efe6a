"""The pages about formats: each has one, and what their examples show is what the exporters write."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.formats.exporters import OWN
from annotator.formats.losses import TITLES, Feature
from tests.unit.formats.page_sample import TEXT, export_sample

PAGES = Path(__file__).parents[3] / "docs" / "formats"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_BINARY = {"spacy", "parquet"}


def blocks(name: str, kind: str) -> list[str]:
    """Return the blocks of the part about exporting; `test_import_pages` has the rest."""
    page = (PAGES / f"{name}.md").read_text(encoding="utf-8").partition("\n## Import\n")[0]
    return [text for found, text in _BLOCK.findall(page) if found == kind]


def values(value: Any) -> Iterator[Any]:
    """Yield a JSON value and everything in it, also what is in strings that hold JSON."""
    yield value
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from values(each)
    elif isinstance(value, str) and value.startswith("{"):
        yield from values(json.loads(value))


def written(folder: Path) -> Iterator[Any]:
    for path in folder.iterdir():
        if path.suffix in (".json", ".jsonld"):
            yield from values(json.loads(path.read_bytes()))
        elif path.suffix == ".jsonl":
            for line in path.read_bytes().splitlines():
                yield from values(json.loads(line))


def test_every_format_has_a_page_that_the_index_links() -> None:
    index = (PAGES / "README.md").read_text(encoding="utf-8")
    assert {path.stem for path in PAGES.glob("*.md")} >= {"README", *(one.name for one in OWN)}
    assert f"**{TITLES[Feature.PASSAGES]}**" in " ".join(index.split())
    assert TEXT in index
    for one in OWN:
        assert f"| [{one.title}]({one.name}.md) | `{one.name}` | {one.summary} |" in index
        page = " ".join((PAGES / f"{one.name}.md").read_text(encoding="utf-8").split())
        assert f"--format {one.name}" in page, one.name
        assert one.trains == ("goes into training" in page), one.name
        for feature, words in TITLES.items():
            assert (feature in one.lacks) == (f"**{words}**" in page), (one.name, words)


@pytest.mark.parametrize("name", [one.name for one in OWN if one.name not in _BINARY])
def test_the_example_is_what_is_written(name: str, tmp_path: Path) -> None:
    export_sample(name, tmp_path)
    lines = {line for path in tmp_path.iterdir() for line in path.read_text("utf-8-sig").splitlines()}
    shown = [line for block in blocks(name, "text") for line in block.splitlines()]
    if name == "csv":
        lines = {",".join(line.split(",")[:7]) for line in lines}
    assert set(shown) <= lines
    found = list(written(tmp_path))
    examples = [json.loads(block) for block in blocks(name, "json")]
    assert all(example in found for example in examples)
    assert shown or examples


@pytest.mark.parametrize("name", [one.name for one in OWN])
def test_the_code_on_the_page_runs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for code in blocks(name, "python"):
        for library in re.findall(r"^(?:import|from) (\w+)", code, re.MULTILINE):
            if library != "json":
                pytest.importorskip(library, reason=f"{library} is not installed")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("HF_HUB_OFFLINE", "1")
        monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
        export_sample(name, tmp_path / "exports" / name)
        exec(compile(code, f"{name}.md", "exec"), {})
        assert capsys.readouterr().out
