"""The pages on formats say how to import from each; what they show is read as they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotator.formats.importer import read_layers
from annotator.formats.importers import IMPORTERS, importer_of
from annotator.formats.schema_yaml import load_schema
from annotator.formats.text_files import ReadFailure
from annotator.resources import resource
from tests.unit.formats.brat_folder import said

PAGES = Path(__file__).parents[3] / "docs" / "formats"
PAGE = {"csv-spans": "csv"}
_SHOWN = re.compile(r"^`([\w.]+)`:\n\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("importer", IMPORTERS, ids=lambda one: one.name)
def test_the_example_of_a_page_is_read_as_it_says(importer: object, tmp_path: Path) -> None:
    name = importer.name  # type: ignore[attr-defined]
    page = (PAGES / f"{PAGE.get(name, name)}.md").read_text("utf-8").partition("\n## Import\n")[2]
    assert f"--format {name}" in page
    files = [tmp_path / file for file, _ in _SHOWN.findall(page)]
    for path, (_, content) in zip(files, _SHOWN.findall(page), strict=True):
        path.write_text(" ".join(content.split("\n")) if path.suffix == ".jsonl" else content, encoding="utf-8")
    schema = load_schema(resource("schemas", "claims.yaml").read_text("utf-8"), "claims.yaml")
    assert importer_of(files[0]) is importer
    found = list(read_layers(importer, files[:1], schema, layer="anna"))  # type: ignore[arg-type]
    assert [str(one.error) for one in found if isinstance(one, ReadFailure) and not one.left_out] == []
    (article,) = [one for one in found if not isinstance(one, ReadFailure)]
    words = sorted((label, "".join(words.split())) for _, label, words, _ in said(article))
    assert words == [("claim", "Itissafe"), ("quote", "“Itissafe”" if name == "conll" else "“Itissafe,”")]


def test_the_index_lists_every_importer() -> None:
    index = (PAGES / "README.md").read_text("utf-8").partition("## What comes in")[2]
    command = (PAGES.parent / "command-line.md").read_text("utf-8")
    for importer in IMPORTERS:
        assert f"`{importer.name}`" in index
        assert f"`{importer.name}`" in command
