"""Whatever is changed in an exported set is found, with the file and the line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.errors import InputError
from annotator.formats.gold.lines import json_line
from annotator.formats.gold.options import CARD_FILE, FEATURES_FILE, GOLD_FILE, LAYERS_FILE, SCHEMA_FILE, SUMS_FILE
from annotator.formats.gold.sums import digest, read_sums, sums_text
from annotator.formats.gold.verify import GoldFinding, is_gold_folder, verify_gold
from annotator.formats.gold.writer import export_gold
from tests.unit.formats.gold_samples import SCHEMA, as_gold, export, options, sample


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    export(tmp_path / "out", layers=True)
    return tmp_path / "out"


def seal(folder: Path) -> None:
    """Write checksums that fit, so that only what is inside the files can give a change away."""
    sums = {name: digest(folder / name).sha256 for name in read_sums(folder).files}
    (folder / SUMS_FILE).write_text(sums_text(sums))


def change_record(folder: Path, change: Callable[[dict[str, Any]], object], line: int = 1) -> list[GoldFinding]:
    """Change a record and the checksums with it; return the findings."""
    lines = (folder / GOLD_FILE).read_bytes().splitlines(keepends=True)
    record = orjson.loads(lines[line - 1])
    change(record)
    lines[line - 1] = json_line(record)
    (folder / GOLD_FILE).write_bytes(b"".join(lines))
    seal(folder)
    return verify_gold(folder)


@pytest.mark.parametrize("changes", [{}, {"layers": True}, {"layer": None}, {"stand_off": True}, {"layer": "gold"}])
def test_a_fresh_set_is_whole(tmp_path: Path, changes: dict[str, Any]) -> None:
    articles = [as_gold(one) for one in sample()]
    export_gold(tmp_path / "out", articles, SCHEMA, options(**changes))
    seen: list[tuple[int, int, str]] = []
    assert verify_gold(tmp_path / "out", lambda *step: seen.append(step)) == []
    assert seen[-1][0] == seen[-1][1]


@given(position=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_flipped_bit_is_found(position: float, bit: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.getbasetemp() / "flip"
    if not folder.exists():
        export(folder)
    data = bytearray((folder / GOLD_FILE).read_bytes())
    data[int(position * len(data))] ^= 1 << bit
    whole = (folder / GOLD_FILE).read_bytes()
    (folder / GOLD_FILE).write_bytes(data)
    findings = verify_gold(folder)
    (folder / GOLD_FILE).write_bytes(whole)
    assert any(one.where == f"{SUMS_FILE}, line 3" and GOLD_FILE in one.what for one in findings)


def _shift(record: dict[str, Any]) -> None:
    span = record["spans"][2]
    for one in (span, span["fragments"][0]):
        one["start"] += 1
        one["end"] += 1


CHANGES: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda r: r.update(text=r["text"].replace("court", "count")), "SHA-256"),
    (lambda r: r.update(text_sha256="0" * 64), "SHA-256"),
    (lambda r: r.update(text_length=1), "code points"),
    (lambda r: r.update(id="a_" + "0" * 26), "The id of this text"),
    (lambda r: r.update(more=1), "not known more"),
    (_shift, "Span 3: The offsets give"),
    (lambda r: r["spans"][0]["attributes"].update(colour="red"), "Span 1: The attributes are not those of the schema"),
    (lambda r: r["spans"][0]["attributes"].pop("fine"), "missing fine"),
    (lambda r: r["spans"][0]["attributes"].update(outcome="lost"), "Span 1: 'lost' is not a value"),
    (lambda r: r["spans"][0]["attributes"].update(fine=12), "Span 1: '12' is not a value"),
    (lambda r: r["spans"][0]["attributes"].update(reasons=["taste"]), "is not a value"),
    (lambda r: r["spans"][0]["attributes"].update(reasons=[]), "is not a value"),
    (lambda r: r["spans"][0].update(label="claim"), "Span 1: The schema has no 'claim'"),
    (lambda r: r["spans"].append(r["spans"][2]), "is there already, in line 1"),
    (lambda r: r["spans"].reverse(), "not in order"),
    (lambda r: r["spans"].append(None), "Span 4: The span is not an object"),
    (lambda r: r["relations"][0].update(head="s_0"), "Relation 1: The head"),
    (lambda r: r["relations"][0].update(label="cites"), "Relation 1: The schema has no 'cites'"),
    (lambda r: r["relations"].append(r["relations"][0]), "is there already"),
    (lambda r: r.update(spans=None), "not a list"),
]


@pytest.mark.parametrize(("change", "what"), CHANGES)
def test_a_changed_record_is_found_even_if_the_checksums_were_changed_too(
    folder: Path, change: Callable[[dict[str, Any]], object], what: str
) -> None:
    findings = change_record(folder, change)
    assert any(what in one.what and one.where == f"{GOLD_FILE}, line 1" for one in findings), findings


def test_records_of_another_schema_are_found(folder: Path) -> None:
    findings = change_record(folder, lambda record: record.update(project_schema_sha256="0" * 64), line=2)
    assert [one.where for one in findings] == [f"{GOLD_FILE}, line 2"]


def test_an_article_twice_is_found(folder: Path) -> None:
    lines = (folder / GOLD_FILE).read_bytes().splitlines(keepends=True)
    (folder / GOLD_FILE).write_bytes(b"".join([*lines, lines[2]]))
    seal(folder)
    findings = verify_gold(folder)
    assert findings[0].where == f"{GOLD_FILE}, line 4"
    assert "already, in line 3" in findings[0].what
    assert GoldFinding(CARD_FILE, "It states 3 articles, but gold.jsonl has 4") in findings


@pytest.mark.parametrize("line", [b"{\n", b"[]\n", b"7\n", b"\xff\n", b"\n"])
def test_a_line_that_is_no_record_is_found(folder: Path, line: bytes) -> None:
    (folder / GOLD_FILE).write_bytes((folder / GOLD_FILE).read_bytes() + line)
    seal(folder)
    assert verify_gold(folder)[0].where == f"{GOLD_FILE}, line 4"


def test_a_file_that_was_cut_off_is_found(folder: Path) -> None:
    (folder / GOLD_FILE).write_bytes((folder / GOLD_FILE).read_bytes()[:-1])
    seal(folder)
    assert verify_gold(folder) == [GoldFinding(f"{GOLD_FILE}, line 3", "The line has no end; the file was cut off")]


def test_an_edited_checksum_is_found_with_its_line(folder: Path) -> None:
    lines = (folder / SUMS_FILE).read_text().splitlines()
    lines[1] = ("0" if lines[1][0] != "0" else "1") + lines[1][1:]
    (folder / SUMS_FILE).write_text("\n".join(lines) + "\n")
    assert [one.where for one in verify_gold(folder)] == [f"{SUMS_FILE}, line 2"]


def test_lines_of_the_checksums_that_are_not_of_the_form(folder: Path) -> None:
    text = (folder / SUMS_FILE).read_text()
    (folder / SUMS_FILE).write_text(f"hello\n{text}{'0' * 64}  gold.jsonl\n")
    assert [one.where for one in verify_gold(folder)] == [f"{SUMS_FILE}, line 1", f"{SUMS_FILE}, line 8"]


@pytest.mark.parametrize("name", [CARD_FILE, SCHEMA_FILE, GOLD_FILE, LAYERS_FILE, SUMS_FILE])
def test_a_missing_file_is_found(folder: Path, name: str) -> None:
    (folder / name).unlink()
    findings = verify_gold(folder)
    assert any(name in one.what or name == one.where for one in findings)
    assert all("missing" in one.what or "cannot be checked" in one.what for one in findings)


@pytest.mark.parametrize("name", [GOLD_FILE, LAYERS_FILE, SCHEMA_FILE, FEATURES_FILE, CARD_FILE])
def test_a_file_that_is_not_listed_is_found(folder: Path, name: str) -> None:
    lines = (folder / SUMS_FILE).read_text().splitlines(keepends=True)
    (folder / SUMS_FILE).write_text("".join(line for line in lines if f"  {name}" not in line))
    assert verify_gold(folder) == [GoldFinding(SUMS_FILE, f"The file {name} is not in the list")]


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"$defs": {"Attributes": {"properties": {"a": {"anyOf": []}}}}}'])
def test_a_schema_that_is_none_is_found(folder: Path, text: str) -> None:
    (folder / SCHEMA_FILE).write_text(text)
    seal(folder)
    findings = verify_gold(folder)
    assert findings[0].where == SCHEMA_FILE


def test_edited_counts_are_found(folder: Path) -> None:
    card = folder / CARD_FILE
    card.write_text(card.read_text("utf-8").replace("  spans: 4", "  spans: 5"), "utf-8")
    seal(folder)
    assert verify_gold(folder) == [GoldFinding(CARD_FILE, "It states 5 spans, but gold.jsonl has 4")]


def test_other_folders_are_refused(tmp_path: Path) -> None:
    assert not is_gold_folder(tmp_path)
    with pytest.raises(InputError):
        verify_gold(tmp_path)
    with pytest.raises(InputError):
        verify_gold(tmp_path / "none")
