from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.errors import UsageError
from annotator.formats.gold.options import GOLD_FILE, LAYERS_FILE
from annotator.formats.registry import FORMATS, Direction, format_named, formats, guess_format
from tests.unit.formats.export_samples import export as export_other
from tests.unit.formats.gold_samples import export

_SAME = ("brat", "label-studio", "conll", "cas-xmi", "cas-json", "w3c")


def test_every_format_is_named_once_and_described() -> None:
    assert len({one.name for one in FORMATS}) == len(FORMATS)
    assert all(one.title and one.summary and one.endings and one.direction for one in FORMATS)
    assert {one.name for one in formats(Direction.WRITES)} == {"gold", "layers"}
    assert format_named("csv").endings == (".csv", ".tsv")
    with pytest.raises(UsageError, match="text, jsonl"):
        format_named("odt")


def test_formats_are_guessed_by_ending_and_first_bytes(tmp_path: Path) -> None:
    export(tmp_path / "out")
    assert guess_format(tmp_path / "out" / GOLD_FILE).name == "gold"
    (tmp_path / "a.jsonl").write_text('{"text": "One."}\n')
    assert guess_format(tmp_path / "a.jsonl").name == "jsonl"
    assert guess_format(tmp_path / "a.CSV").name == "csv"
    assert guess_format(tmp_path / "notes").name == "text"


def test_a_folder_is_in_the_format_of_all_it_holds(tmp_path: Path) -> None:
    for name, importer in [("doccano", ""), ("prodigy", ""), ("csv", "csv-spans"), *((one, "") for one in _SAME)]:
        export_other(name, tmp_path / name)
        assert guess_format(tmp_path / name).name == (importer or name)
    (tmp_path / "prodigy" / "another.txt").write_text("An article.")
    assert guess_format(tmp_path / "prodigy").name == "text"
    export(tmp_path / "gold")
    assert guess_format(tmp_path / "gold").name == "gold"
    (tmp_path / "gold" / GOLD_FILE).rename(tmp_path / "gold" / LAYERS_FILE)
    assert guess_format(tmp_path / "gold").name == "layers"
    articles = tmp_path / "articles"
    articles.mkdir()
    assert guess_format(articles).name == "text"
    (articles / "a.csv").write_text("text,title\nOne.,First\n")
    assert guess_format(articles).name == "text"
