from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest

from annotator.domain.adjudication import Settled, fingerprint
from annotator.domain.annotation import GOLD
from annotator.domain.identity import object_id
from annotator.domain.stored import AnnotationRow, ProgressRow, StoredArticle
from annotator.formats.gold.lineage import LineageRecord
from annotator.formats.gold.options import (
    GOLD_FILE,
    LINEAGE_FILE,
    LINEAGE_SCHEMA_FILE,
    SUMS_FILE,
)
from annotator.formats.gold.sums import digest, sums_text
from annotator.formats.gold.verify import verify_gold
from annotator.formats.gold.writer import export_gold, export_names
from tests.unit.domain.schema_samples import DEVICE
from tests.unit.formats.gold_samples import DONE_MS, SCHEMA, link, options, row, stored

ANNA = row(1, "person", [(0, 4)], judge="Text")
BEN = row(2, "person", [(0, 8)], layer="ben", judge="Text")
LEFT = row(3, "person", [(5, 8)], layer="ben")
RULING, OTHER_RULING = row(4, "ruling", [(0, 9)]), row(5, "ruling", [(0, 9)], layer="ben")


def print_of(one: AnnotationRow) -> str:
    return fingerprint(one.label, orjson.loads(one.fragments), orjson.loads(one.attributes))


def gold(
    number: int, of: AnnotationRow, *sources: AnnotationRow, also: tuple[AnnotationRow, ...] = ()
) -> AnnotationRow:
    origin = {
        "decision": "accepted",
        "sources": [one.id for one in sources],
        "seen": {one.id: print_of(one) for one in (*sources, *also)},
        "annotators": ["anna", "ben"],
        "by": "dora",
        "at_ms": DONE_MS,
    }
    return of._replace(id=object_id("s", DEVICE, number), layer=GOLD, origin=orjson.dumps(origin).decode())


def article(*more: AnnotationRow) -> StoredArticle:
    """Return an article whose gold is a person and a ruling with a relation, and something that was left out."""
    done = [ProgressRow(name, "finished", DONE_MS) for name in ("anna", "ben", GOLD)]
    made = stored("Text one.", [ANNA, BEN, LEFT, RULING, OTHER_RULING, *more], progress=done)
    here = made.article.id
    mine = link(7, "ruled_by", 4, 1, here)
    carried = link(8, "ruled_by", 12, 11, here)._replace(layer=GOLD)
    golds = [gold(11, ANNA, ANNA, also=(BEN,)), gold(12, RULING, RULING, OTHER_RULING)]
    return made._replace(annotations=[*made.annotations, *golds], relations=[mine, carried])


def export(folder: Path, made: StoredArticle) -> dict[str, Any]:
    """Export a gold set of one article; return its lineage."""
    here = made.article.id
    left_out = {here: {LEFT.id: Settled(here, print_of(LEFT), "dora", DONE_MS)}}
    export_gold(folder, [made], SCHEMA, options(layer=GOLD, adjudicators={here: "dora"}, left_out=left_out))
    (line,) = (folder / LINEAGE_FILE).read_bytes().splitlines()
    return dict(orjson.loads(line))


def test_every_gold_span_names_its_sources_who_decided_and_when(tmp_path: Path) -> None:
    found = export(tmp_path / "out", article())
    at = "2025-03-12T08:00:00.123Z"
    ruling, person = (
        {"id": object_id("s", DEVICE, number), "decision": "accepted", "by": "dora", "at": at,
         "annotators": ["anna", "ben"], "stale": False}
        for number in (12, 11)
    )  # fmt: skip
    assert found["adjudicator"] == "dora"
    both = [{"id": RULING.id, "annotator": "anna"}, {"id": OTHER_RULING.id, "annotator": "ben"}]
    assert found["spans"] == [
        ruling | {"sources": both, "dropped": []},
        person | {"sources": [{"id": ANNA.id, "annotator": "anna"}], "dropped": [{"id": BEN.id, "annotator": "ben"}]},
    ]
    relation = {"id": object_id("r", DEVICE, 7), "annotator": "anna"}
    assert found["relations"] == [{"id": object_id("r", DEVICE, 8), "sources": [relation]}]
    assert found["left_out"] == [
        {"id": LEFT.id, "annotator": "ben", "label": "person", "fragments": [{"start": 5, "end": 8}], "by": "dora",
         "at": at, "stale": False}
    ]  # fmt: skip
    assert verify_gold(tmp_path / "out") == []


def test_what_changed_since_is_stale(tmp_path: Path) -> None:
    made = article()
    changed = [one._replace(attributes="{}") if one.id in (BEN.id, LEFT.id) else one for one in made.annotations]
    found = export(tmp_path / "changed", made._replace(annotations=changed))
    assert [span["stale"] for span in found["spans"]] == [False, True]
    assert [one["stale"] for one in found["left_out"]] == [False]
    moved = [one._replace(fragments="[[5,7]]") if one.id == LEFT.id else one for one in made.annotations]
    assert export(tmp_path / "moved", made._replace(annotations=moved))["left_out"][0]["stale"] is True
    gone = [one for one in made.annotations if one.id != BEN.id]
    found = export(tmp_path / "gone", made._replace(annotations=gone))
    assert found["spans"][1]["dropped"] == [{"id": BEN.id, "annotator": None}]
    assert found["spans"][1]["stale"] is True
    assert verify_gold(tmp_path / "gone") == []


def test_a_stand_off_set_has_no_text_in_its_lineage(tmp_path: Path) -> None:
    made = article()
    export_gold(tmp_path / "out", [made], SCHEMA, options(layer=GOLD, stand_off=True))
    assert b"Text" not in (tmp_path / "out" / LINEAGE_FILE).read_bytes()


def test_only_a_gold_layer_has_a_lineage(tmp_path: Path) -> None:
    assert LINEAGE_FILE not in export_names(options(layer="anna"))
    assert {LINEAGE_FILE, LINEAGE_SCHEMA_FILE} <= set(export_names(options(layer=GOLD)))
    export(tmp_path / "out", article())
    export_gold(tmp_path / "out", [article()], SCHEMA, options(layer="anna"))
    assert not (tmp_path / "out" / LINEAGE_FILE).exists()


def test_the_schema_beside_it_is_closed(tmp_path: Path) -> None:
    export(tmp_path / "out", article())
    schema = orjson.loads((tmp_path / "out" / LINEAGE_SCHEMA_FILE).read_bytes())
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == set(LineageRecord.model_fields)


def _damage(folder: Path, change: Any) -> list[str]:
    """Change the lineage's record, put the checksum right, and return what is found."""
    record = orjson.loads((folder / LINEAGE_FILE).read_bytes())
    change(record)
    (folder / LINEAGE_FILE).write_bytes(orjson.dumps(record) + b"\n")
    names = [path for path in folder.iterdir() if path.name != SUMS_FILE]
    (folder / SUMS_FILE).write_text(sums_text({path.name: digest(path).sha256 for path in names}))
    return [f"{where}: {what}" for where, what in verify_gold(folder)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda record: record["spans"].pop(), "Its spans are not those of the gold set"),
        (lambda record: record["relations"].clear(), "Its relations are not those of the gold set"),
        (lambda record: record.update(more=1), "more: Extra inputs are not permitted"),
        (lambda record: record["spans"][0]["sources"].pop(), f"The sources of {object_id('s', DEVICE, 12)} are of"),
        (lambda record: record.update(id="a_" + "0" * 26), f"but the line of {GOLD_FILE} is"),
    ],
)
def test_what_does_not_go_with_the_gold_set_is_found(tmp_path: Path, change: Any, expected: str) -> None:
    export(tmp_path / "out", article())
    (found,) = _damage(tmp_path / "out", change)
    assert found.startswith(f"{LINEAGE_FILE}, line 1: ")
    assert expected in found


def test_missing_lines_and_files_are_found(tmp_path: Path) -> None:
    export(tmp_path / "out", article())
    shutil.copytree(tmp_path / "out", tmp_path / "cut")
    (tmp_path / "cut" / LINEAGE_FILE).write_bytes(b"")
    assert any("There is no line for line 1" in found.what for found in verify_gold(tmp_path / "cut"))
    (tmp_path / "out" / LINEAGE_FILE).unlink()
    assert any(f"The file {LINEAGE_FILE} is missing" in found.what for found in verify_gold(tmp_path / "out"))
