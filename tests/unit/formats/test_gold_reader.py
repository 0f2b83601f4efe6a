"""Gold sets read back: nothing is lost, and what does not fit is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.article import normalise_text
from annotator.domain.errors import CancelledError
from annotator.domain.identity import article_id, object_id, text_sha256
from annotator.domain.schema import Attribute
from annotator.formats.annotated import UnknownLabelsError
from annotator.formats.gold.checks import BadGoldError, shape_of
from annotator.formats.gold.lines import json_line
from annotator.formats.gold.options import GOLD_FILE, LAYERS_FILE
from annotator.formats.gold.reader import _check_kept, looks_like_gold, read_gold
from annotator.formats.gold.writer import export_gold
from tests.unit.domain.schema_samples import DEVICE, schemas, verdicts
from tests.unit.formats.gold_samples import (
    DONE_MS,
    SCHEMA,
    as_gold,
    back,
    export,
    options,
    restored,
    row,
    sample,
    stored,
    stored_articles,
)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_export_import_export_gives_the_same_bytes(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    schema = data.draw(st.just(SCHEMA) | schemas())
    articles = data.draw(stored_articles(schema))
    folder = tmp_path_factory.mktemp("gold")
    export(folder / "one", articles, schema, include_unfinished=True)
    found, failures = back(folder / "one" / GOLD_FILE, schema)
    assert not failures
    export(folder / "two", map(restored, found), schema, include_unfinished=True)
    assert (folder / "two" / GOLD_FILE).read_bytes() == (folder / "one" / GOLD_FILE).read_bytes()


def test_layers_export_import_export_gives_the_same_bytes(tmp_path: Path) -> None:
    export_gold(tmp_path / "one", sample(), SCHEMA, options(layer=None))
    found, failures = back(tmp_path / "one" / LAYERS_FILE, layer="somebody")
    assert not failures
    assert {one.layer for one in found} == {"anna"}
    export_gold(tmp_path / "two", map(restored, found), SCHEMA, options(layer=None))
    assert (tmp_path / "two" / LAYERS_FILE).read_bytes() == (tmp_path / "one" / LAYERS_FILE).read_bytes()


def test_rows_are_what_a_project_stores(tmp_path: Path) -> None:
    export(tmp_path / "out", split={sample()[0].article.id: "dev"})
    (first, _, third), _ = back(tmp_path / "out" / GOLD_FILE)
    original = sample()[0]
    assert first.article == original.article
    assert first.text == original.text
    assert sorted(first.annotations) == sorted(original.annotations)
    assert first.relations == original.relations
    assert first.progress == original.progress[0]
    assert (first.split, first.foreign_ids, first.new_labels) == ("dev", frozenset(), {})
    assert third.annotations == []
    assert third.progress is not None
    assert third.progress.at_ms == DONE_MS


def test_an_adjudicated_set_comes_in_as_the_layer_asked_for(tmp_path: Path) -> None:
    export(tmp_path / "out", map(as_gold, sample()), layer="gold")
    found, failures = back(tmp_path / "out" / GOLD_FILE, layer="ben")
    assert not failures
    assert {item.layer for one in found for item in one.annotations} == {"ben"}


@given(st.text("ab \t\n\r\f\x00\x1f\x7f\x85\ufeff\u2028é").map("{}.".format))
def test_a_text_is_taken_only_if_an_import_would_leave_it_as_it_is(text: str) -> None:
    try:
        _check_kept(text, "")
        kept = True
    except BadGoldError:
        kept = False
    assert kept == (normalise_text(text).text == text)


VALUES: st.SearchStrategy[object] = st.one_of(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(),
    st.text("ab \n\x85\u00a0\u2003\x00é😀", max_size=4) | st.sampled_from(["fined", "2025-03", "law"]),
    st.lists(st.sampled_from(["facts", "law", "x"]), max_size=3),
)


@given(st.sampled_from(SCHEMA.attributes), VALUES)
def test_the_quick_look_at_a_value_never_takes_what_the_slow_one_refuses(attribute: Attribute, value: object) -> None:
    form = shape_of(SCHEMA).forms[attribute.name]
    assert form.fits(value) or not form.plain()(value)


def lines_with(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """Export the sample and change the first record."""
    first, *others = export(tmp_path / "out")
    change(first)
    path = tmp_path / "changed.jsonl"
    path.write_bytes(b"".join(map(json_line, [first, *others])))
    return path


def _shift(record: dict[str, Any]) -> None:
    span = record["spans"][1]
    span["start"] += 1
    span["fragments"][0]["start"] += 1


def _other_text(record: dict[str, Any]) -> None:
    """Give the record a text with a carriage return, hash and all."""
    record["text"] = "a\rb"
    record["text_sha256"], record["text_length"] = text_sha256("a\rb"), 3
    record["id"] = article_id(record["text_sha256"])
    record["spans"] = record["relations"] = []


FAULTS: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (_shift, "Span 2: The offsets give"),
    (_other_text, "line ends"),
    (lambda r: r.update(text=r["text"].replace("court", "count")), "SHA-256"),
    (lambda r: r.update(text_length=r["text_length"] + 1), "code points"),
    (lambda r: r.update(text=None), "holds no text"),
    (lambda r: r.update(id="a_" + "0" * 26), "The id of this text"),
    (lambda r: r.update(schema_version="2.0"), "version"),
    (lambda r: r.update(offset_unit="utf16"), "code points"),
    (lambda r: r.update(extra=1), "not known extra"),
    (lambda r: r.pop("split"), "missing split"),
    (lambda r: r.update(split="all"), "not a split"),
    (lambda r: r.update(spans={}), "not a list"),
    (lambda r: r["spans"][0].update(fragments=5), "A fragment is not an object"),
    (lambda r: r["source"].update(title=None), "source.title"),
    (lambda r: r["source"]["normalization"].update(bom="1"), "other types"),
    (lambda r: r["provenance"].update(status="done"), "not a status"),
    (lambda r: r["provenance"].update(status=["finished"]), "not a status"),
    (lambda r: r["provenance"].update(completed_at=None), "completed_at"),
    (lambda r: r["provenance"].update(completed_at="2025-13-01T00:00:00.000Z"), "not a time"),
    (lambda r: r["provenance"].update(annotators="anna"), "list of names"),
    (lambda r: r["spans"].append(7), "not an object"),
    (lambda r: r["spans"].append(r["spans"][0]), "another span"),
    (lambda r: r["spans"][0].pop("note"), "missing note"),
    (lambda r: r["spans"][0].update(start=True), "start and end"),
    (lambda r: r["spans"][0].update(fragments=[]), "fragment"),
    (lambda r: r["spans"][0]["fragments"].reverse(), "ascending"),
    (lambda r: r["spans"][2]["fragments"][0].update(end=10**9), "within"),
    (lambda r: r["spans"][0].update(label="claim"), "lacks these labels: claim"),
    (lambda r: r["spans"][0]["attributes"].update(colour="red"), "no attribute 'colour'"),
    (lambda r: r["spans"][2]["attributes"].update(fine=1.0), "not an attribute of 'person'"),
    (lambda r: r["spans"][0]["attributes"].update(fine=1), "not a value"),
    (lambda r: r["spans"][0]["attributes"].update(fine=True), "not a value"),
    (lambda r: r["spans"][0]["attributes"].update(outcome="lost"), "not a value"),
    (lambda r: r["spans"][0]["attributes"].update(reasons=["law", "facts"]), "not a value"),
    (lambda r: r["spans"][0]["attributes"].update(decided="2025-02-30"), "not a value"),
    (lambda r: r["spans"][0]["attributes"].update(appeals="no id"), "not a value"),
    (lambda r: r["spans"][0]["attributes"].update(remark="two\nlines"), "not a value"),
    (lambda r: r["spans"][0]["attributes"].update(remark=""), "not a value"),
    (lambda r: r["relations"][0].update(head="s_1"), "head"),
    (lambda r: r["relations"][0].update(child="s_1"), "child"),
    (lambda r: r["relations"][0].update(label="cites"), "no relation"),
    (lambda r: r["relations"][0].update(child=r["relations"][0]["head"]), "cannot link"),
    (lambda r: r["relations"][0].update(child_article="a_" + "0" * 26), "cannot link"),
    (lambda r: r["relations"].append(r["relations"][0]), "same id"),
]


@pytest.mark.parametrize(("change", "reason"), FAULTS)
def test_a_record_that_does_not_fit_is_named_and_the_others_come_in(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], reason: str
) -> None:
    found, failures = back(lines_with(tmp_path, change))
    assert len(found) == 2
    assert len(failures) == 1
    assert failures[0].error.where.endswith("changed.jsonl, line 1")
    assert reason in str(failures[0].error)


@pytest.mark.parametrize("line", [b"{", b"[]", b'"text"', b"\xff", b'{"text": "\\ud83d"}', b'{"a": NaN}'])
def test_lines_that_are_no_records(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line + b"\n\n")
    found, failures = back(path)
    assert (len(found), len(failures)) == (0, 1)


def test_labels_can_be_mapped_or_added(tmp_path: Path) -> None:
    def rename(record: dict[str, Any]) -> None:
        for span in record["spans"]:
            span["label"] = {"ruling": "verdict", "person": "human"}[span["label"]]
        record["relations"][0]["label"] = "made_by"

    path = lines_with(tmp_path, rename)
    _, failures = back(path)
    assert isinstance(failures[0].error, UnknownLabelsError)
    assert failures[0].error.labels == ("human", "verdict")
    mapped = {"verdict": "ruling", "human": "person", "made_by": "ruled_by"}
    found, failures = back(path, label_map=mapped)
    assert not failures
    assert [one.label for one in found[0].annotations] == ["ruling", "ruling", "person"]
    found, failures = back(path, label_map={"verdict": "ruling", "made_by": "ruled_by"}, add_labels=True)
    assert not failures
    assert set(found[0].new_labels) == {"human"}
    assert found[0].relations[0].label == "ruled_by"
    _, failures = back(path, label_map={"verdict": "ruling"}, add_labels=True)
    assert "no relation 'made_by'" in str(failures[0].error)


def test_new_labels_tell_which_attributes_they_need(tmp_path: Path) -> None:
    article = stored("A text.", [row(1, "ruling", [(0, 1)], fine=2.0, judge="Ruiz"), row(2, "ruling", [(2, 6)])])
    records = export(tmp_path / "out", [article])
    for span in records[0]["spans"]:
        span["label"] = "verdict"
    (tmp_path / "a.jsonl").write_bytes(json_line(records[0]))
    found, _ = back(tmp_path / "a.jsonl", add_labels=True)
    assert found[0].new_labels == {"verdict": frozenset({"fine", "judge"})}


def test_ids_that_no_project_made_are_told(tmp_path: Path) -> None:
    def rename(record: dict[str, Any]) -> None:
        record["spans"][1]["id"] = "T7"

    found, failures = back(lines_with(tmp_path, rename))
    assert not failures
    assert found[0].foreign_ids == {"T7"}
    assert "T7" in [one.id for one in found[0].annotations]
    assert object_id("s", DEVICE, 1) not in found[0].foreign_ids


def test_a_set_made_before_the_schema_grew_comes_in(tmp_path: Path) -> None:
    export(tmp_path / "out")
    grown = verdicts(attributes=[*SCHEMA.model_dump(mode="json")["attributes"], {"name": "seat", "type": "text"}])
    found, failures = back(tmp_path / "out" / GOLD_FILE, grown)
    assert (len(found), failures) == (3, [])


def test_progress_and_cancelling(tmp_path: Path) -> None:
    export(tmp_path / "out")
    path = tmp_path / "out" / GOLD_FILE
    seen: list[tuple[int, int, str]] = []
    back(path, progress=lambda *step: seen.append(step))
    assert seen[-1] == (path.stat().st_size, path.stat().st_size, GOLD_FILE)
    with pytest.raises(CancelledError):
        list(read_gold(path, SCHEMA, cancelled=lambda: True))


def test_gold_is_told_from_other_lines(tmp_path: Path) -> None:
    export(tmp_path / "out", layers=True)
    assert looks_like_gold(tmp_path / "out" / GOLD_FILE)
    assert looks_like_gold(tmp_path / "out" / LAYERS_FILE)
    (tmp_path / "a.jsonl").write_bytes(orjson.dumps({"text": "no"}))
    assert not looks_like_gold(tmp_path / "a.jsonl")
    assert not looks_like_gold(tmp_path / "none.jsonl")
    assert "cannot be read" in str(back(tmp_path / "none.jsonl")[1][0].error)
