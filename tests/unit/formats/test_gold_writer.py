"""What an export writes."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.errors import (
    ProjectDamagedError,
)
from annotator.domain.identity import object_id
from annotator.domain.rules import closed
from annotator.domain.schema import Schema
from annotator.domain.span import fragments_of, surface
from annotator.domain.stored import ProgressRow
from annotator.formats.gold.lines import iso_time
from annotator.formats.gold.options import GOLD_FILE, LAYERS_FILE, LAYERS_SCHEMA_FILE, SCHEMA_FILE
from annotator.formats.gold.writer import export_gold, export_names
from tests.unit.domain.schema_samples import DEVICE, schemas
from tests.unit.formats.gold_samples import (
    DONE_MS,
    SCHEMA,
    TEXTS,
    as_gold,
    export,
    link,
    options,
    row,
    sample,
    stored,
    stored_articles,
)


def test_the_record_is_as_described(tmp_path: Path) -> None:
    first, second, third = export(tmp_path / "out", project_id="p", guideline_version="7")
    assert list(first) == [
        "schema_version", "project_schema_sha256", "id", "split", "text", "text_sha256", "text_length", "offset_unit",
        "spans", "relations", "source", "provenance",
    ]  # fmt: skip
    assert first["text"] == TEXTS[0]
    assert first["text_length"] == len(TEXTS[0])
    assert first["text_sha256"] == hashlib.sha256(TEXTS[0].encode()).hexdigest()
    whole, part, person = first["spans"]
    assert [whole["id"], part["id"], person["id"]] == [object_id("s", DEVICE, nth) for nth in (1, 2, 3)]
    assert (whole["start"], whole["end"]) == (0, 68)
    assert whole["text"] == f"{TEXTS[0][0:26]} {TEXTS[0][56:68]}"
    assert whole["fragments"] == [{"start": 0, "end": 26}, {"start": 56, "end": 68}]
    assert list(whole["attributes"]) == [item.name for item in SCHEMA.attributes]
    assert whole["attributes"]["fine"] == 1.2e9
    assert whole["attributes"]["reasons"] == ["facts", "law"]
    assert whole["attributes"]["judge"] is None
    assert whole["annotators"] == ["anna"]
    assert first["relations"][0]["child_article"] == first["id"]
    assert first["source"]["normalization"] == {
        "encoding": "utf-8",
        "guessed": False,
        "bom": 0,
        "crlf": 0,
        "controls": 0,
    }
    assert first["provenance"] == {
        "status": "finished",
        "annotators": ["anna"],
        "adjudicator": None,
        "completed_at": "2025-03-12T08:00:00.123Z",
        "guideline_version": "7",
        "tool": "annotator 1.0",
    }
    assert second["spans"][0]["note"] == "odd\u2028one"
    assert third["spans"] == []


def test_the_bytes_are_lines_of_utf8_and_numbers_are_floats(tmp_path: Path) -> None:
    export(tmp_path / "out")
    data = (tmp_path / "out" / GOLD_FILE).read_bytes()
    assert data.endswith(b"}\n")
    assert len(data.decode().splitlines()) == data.count(b"\n") == 3  # splitlines also cuts at U+2028 and its like
    assert b"\\u2028" in data
    assert "👩‍👩‍👧".encode() in data
    assert b'"fine":1200000000.0' in data
    assert not data.startswith(b"\xef\xbb\xbf")


@given(st.integers(0, 4_000_000_000_000))
def test_times_are_iso(at_ms: int) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at_ms)
    assert iso_time(at_ms) == moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_every_export_fits_its_own_schema_and_reproduces_its_spans(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    schema = data.draw(st.just(SCHEMA) | schemas())
    articles = data.draw(stored_articles(schema))
    target = tmp_path_factory.mktemp("gold") / "out"
    records = export(target, articles, schema, include_unfinished=True, layers=True)
    shipped = orjson.loads((target / SCHEMA_FILE).read_bytes())
    jsonschema.Draft202012Validator.check_schema(shipped)
    validator = jsonschema.Draft202012Validator(shipped)
    assert len(records) == len(articles)
    for record, article in zip(records, articles, strict=True):
        validator.validate(record)
        rows = {one.id: one for one in article.annotations}
        ranks = [(span["start"], -span["end"], span["label"], span["id"]) for span in record["spans"]]
        assert ranks == sorted(ranks)
        assert {rank[3] for rank in ranks} == set(rows)
        for span in record["spans"]:
            pairs = fragments_of((one["start"], one["end"]) for one in span["fragments"])
            assert span["text"] == surface(record["text"], pairs)
            assert span["attributes"] == closed(schema, orjson.loads(rows[span["id"]].attributes))
    layers = jsonschema.Draft202012Validator(orjson.loads((target / LAYERS_SCHEMA_FILE).read_bytes()))
    for line in (target / LAYERS_FILE).read_bytes().splitlines():
        layers.validate(orjson.loads(line))


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda record: record.update(more=1), "more"),
        (lambda record: record.pop("source"), "source"),
        (lambda record: record["spans"][0]["attributes"].update(more=1), "more"),
        (lambda record: record["spans"][0]["attributes"].pop("fine"), "fine"),
        (lambda record: record["spans"][0]["attributes"].update(fine="12"), "fine"),
        (lambda record: record["spans"][0]["attributes"].update(outcome="lost"), "outcome"),
        (lambda record: record["spans"][0].update(label="claim"), "claim"),
    ],
)
def test_the_shipped_schema_is_closed(tmp_path: Path, change: object, key: str) -> None:
    record = export(tmp_path / "out")[0]
    assert callable(change)
    change(record)
    shipped = orjson.loads((tmp_path / "out" / SCHEMA_FILE).read_bytes())
    with pytest.raises(jsonschema.ValidationError, match=key):
        jsonschema.Draft202012Validator(shipped).validate(record)


# ---- which articles and layers


def test_only_finished_articles_unless_asked(tmp_path: Path) -> None:
    states = ("finished", "in_progress", "new")
    articles = [stored(f"Text {one}.", progress=[ProgressRow("anna", one, DONE_MS)]) for one in states]
    articles.append(stored("Not begun."))
    articles[-1].progress.clear()
    report = export_gold(tmp_path / "out", articles, SCHEMA, options())
    assert (report.gold.articles, report.gold.empty, report.unfinished) == (1, 1, 3)
    records = export(tmp_path / "all", articles, include_unfinished=True)
    assert [one["provenance"]["status"] for one in records] == ["finished", "in_progress", "new", "new"]
    assert [one["provenance"]["completed_at"] is None for one in records] == [False, True, True, True]


def test_layers_hold_every_annotator_and_never_the_gold_layer(tmp_path: Path) -> None:
    both = [ProgressRow("anna", "finished", DONE_MS), ProgressRow("ben", "finished", DONE_MS)]
    rows = [
        row(1, "person", [(0, 4)]),
        row(2, "person", [(0, 4)], layer="ben"),
        row(3, "person", [(5, 6)], layer="cleo"),
    ]
    article = as_gold(stored("Text one.", rows, progress=both))
    report = export_gold(
        tmp_path / "out",
        [article],
        SCHEMA,
        options(layer="gold", layers=True, adjudicators={article.article.id: "dora"}),
    )
    gold = orjson.loads((tmp_path / "out" / GOLD_FILE).read_bytes())
    assert [span["annotators"] for span in gold["spans"]] == [["anna"], ["ben"], ["cleo"]]
    assert gold["provenance"]["annotators"] == ["anna", "ben"]
    assert gold["provenance"]["adjudicator"] == "dora"
    layers = [orjson.loads(line) for line in (tmp_path / "out" / LAYERS_FILE).read_bytes().splitlines()]
    assert [(one["annotator"], [span["id"] for span in one["spans"]]) for one in layers] == [
        ("anna", [rows[0].id]),
        ("ben", [rows[1].id]),
    ]
    assert report.layers.annotators == {"anna": 1, "ben": 1}


def test_layers_alone(tmp_path: Path) -> None:
    export_gold(tmp_path / "out", sample(), SCHEMA, options(layer=None))
    assert {path.name for path in (tmp_path / "out").iterdir()} == set(export_names(options(layer=None)))
    assert not (tmp_path / "out" / GOLD_FILE).exists()


def test_splits_are_those_given(tmp_path: Path) -> None:
    articles = sample()
    split = {articles[0].article.id: "train", articles[1].article.id: "dev"}
    assert [one["split"] for one in export(tmp_path / "out", articles, split=split)] == ["train", "dev", None]


def test_stand_off_holds_no_words_of_the_article(tmp_path: Path) -> None:
    for record in export(tmp_path / "out", stand_off=True):
        assert record["text"] is None
        assert all(span["text"] is None for span in record["spans"])
    assert "quashed" not in (tmp_path / "out" / GOLD_FILE).read_text("utf-8")


# ---- the folder


# ---- what stops an export leaves nothing


@pytest.mark.parametrize(
    "article",
    [
        sample()[0]._replace(text=TEXTS[0].replace("court", "count")),
        stored("Text.", [row(1, "verdict", [(0, 4)])]),
        stored("Text.", [row(1, "person", [(0, 4)], colour="red")]),
        stored("Text.", [row(1, "ruling", [(0, 4)])], [link(5, "overrules", 2, 1, "a_1")]),
        stored("Text.", [row(1, "ruling", [(0, 4)])], [link(5, "overrules", 1, 2, stored("Text.").article.id)]),
    ],
)
def test_what_must_not_be_exported_is_refused(tmp_path: Path, article: object) -> None:
    with pytest.raises(ProjectDamagedError) as caught:
        export(tmp_path / "out", [article])  # type: ignore[list-item]  # parametrize hands out objects
    assert caught.value.where
    assert list(tmp_path.iterdir()) == []


def test_relations_into_other_articles_are_kept(tmp_path: Path) -> None:
    other = sample()[1].article.id
    record = export(tmp_path / "out", [sample()[0]._replace(relations=[link(5, "overrules", 1, 4, other)])])[0]
    assert record["relations"][0]["child_article"] == other


def test_the_card_states_what_is_in_the_set(tmp_path: Path) -> None:
    articles = sample()
    export(
        tmp_path / "out",
        articles,
        title="A set: of | cases",
        split={articles[0].article.id: "train"},
        split_method="by group",
        text_licence="CC BY 4.0",
        agreement=("ruling: F1 0.81 (n = 12)",),
    )
    card = (tmp_path / "out" / "README.md").read_text("utf-8")
    for part in (
        'pretty_name: "A set: of | cases"',
        "3 news articles",
        "| ruling | 3 |",
        "ruled_by",
        "| train | 1 |",
        "CC BY 4.0",
        "F1 0.81",
        "  spans: 4\n",
        "ruling, person, overrules | text",
    ):
        assert part in card, part
    assert "left out" not in card


def test_a_choice_of_one_and_no_relations(tmp_path: Path) -> None:
    small = Schema.model_validate(
        {
            "name": "small",
            "labels": [{"name": "mark", "color": "#112233", "attributes": ["model_config"]}],
            "attributes": [{"name": "model_config", "type": "choice", "choices": [{"value": "only"}]}],
        }
    )
    records = export(tmp_path / "out", [stored("Text.", [row(1, "mark", [(0, 4)], model_config="only")])], small)
    shape = jsonschema.Draft202012Validator(orjson.loads((tmp_path / "out" / SCHEMA_FILE).read_bytes()))
    assert shape.is_valid(records[0])
    (span,) = records[0]["spans"]
    assert span["attributes"] == {"model_config": "only"}
    span["attributes"]["model_config"] = "another"
    assert not shape.is_valid(records[0])
