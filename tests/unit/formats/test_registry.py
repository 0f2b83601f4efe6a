from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.errors import UsageError
from annotator.formats.gold.options import GOLD_FILE
from annotator.formats.registry import FORMATS, Direction, format_named, formats, guess_format
from tests.unit.formats.gold_samples import export


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
