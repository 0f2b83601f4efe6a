"""The exported set as programs that are not ours read it."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.formats.gold.options import FEATURES_FILE, GOLD_FILE, LAYERS_FILE, SCHEMA_FILE
from annotator.formats.gold.writer import export_gold
from tests.unit.formats.gold_samples import SCHEMA, export, options, sample, stored

Records = list[dict[str, Any]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    export_gold(tmp_path / "out", sample(), SCHEMA, options(layers=True, split={sample()[0].article.id: "train"}))
    return tmp_path / "out"


@pytest.fixture
def plain(folder: Path) -> Records:
    """The records as Python's own JSON reader gets them; a text line is cut wherever Python cuts lines."""
    return [json.loads(line) for line in (folder / GOLD_FILE).read_text("utf-8").splitlines()]


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Keep the hub's client away from the network and from the home folder. Must come before its import."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    monkeypatch.setattr("tqdm.tqdm.monitor_interval", 0)  # its thread would outlive the test
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # inside datasets and what it imports
        warnings.simplefilter("ignore", FutureWarning)
        yield


def check_spans(records: Records) -> None:
    """Check that text[start:end] and the fragments give what was highlighted."""
    for record in records:
        text = record["text"]
        assert len(text) == record["text_length"]
        for span in record["spans"]:
            pieces = [text[piece["start"] : piece["end"]] for piece in span["fragments"]]
            assert " ".join(pieces) == span["text"]
            if len(pieces) == 1:
                assert text[span["start"] : span["end"]] == span["text"]


def test_plain_json(plain: Records) -> None:
    assert len(plain) == 3
    check_spans(plain)


def test_jsonschema(folder: Path, plain: Records) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    shipped = json.loads((folder / SCHEMA_FILE).read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(shipped)
    for record in plain:
        jsonschema.Draft202012Validator(shipped).validate(record)


def test_pandas(folder: Path, plain: Records) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.read_json(folder / GOLD_FILE, lines=True)
    assert list(frame["id"]) == [record["id"] for record in plain]
    assert list(frame["text"]) == [record["text"] for record in plain]
    assert frame["spans"][0] == plain[0]["spans"]


def test_pyarrow(folder: Path, plain: Records) -> None:
    reader = pytest.importorskip("pyarrow.json", reason="pyarrow is not installed")
    table = reader.read_json(folder / GOLD_FILE)
    assert table.column("id").to_pylist() == [record["id"] for record in plain]
    spans = table.column("spans").to_pylist()
    assert [span["text"] for span in spans[0]] == [span["text"] for span in plain[0]["spans"]]
    assert spans[0][0]["attributes"] == plain[0]["spans"][0]["attributes"]
    check_spans(table.select(["text", "text_length", "spans"]).to_pylist())


@pytest.mark.usefixtures("offline")
def test_datasets(folder: Path, plain: Records, tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    datasets.disable_progress_bars()
    loaded = datasets.load_dataset("json", data_files=str(folder / GOLD_FILE), cache_dir=str(tmp_path / "cache"))[
        "train"
    ]
    assert loaded["id"][:] == [record["id"] for record in plain]
    check_spans(list(loaded))


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("name", [GOLD_FILE, LAYERS_FILE])
def test_datasets_with_the_shipped_features(folder: Path, tmp_path: Path, name: str) -> None:
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    datasets.disable_progress_bars()
    if name == LAYERS_FILE:
        export_gold(folder.with_name("layers"), sample(), SCHEMA, options(layer=None))
        folder = folder.with_name("layers")
    described = json.loads((folder / FEATURES_FILE).read_text("utf-8"))
    loaded = datasets.load_dataset(
        "json",
        data_files=str(folder / name),
        features=datasets.Features.from_dict(described),
        cache_dir=str(tmp_path / "cache"),
    )["train"]
    read = [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]
    assert list(loaded) == read


def test_spacy(folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # spaCy's own imports warn of each other
        spacy = pytest.importorskip("spacy", reason="spaCy is not installed")
        nlp = spacy.blank("en")
        for line in (folder / GOLD_FILE).read_text("utf-8").splitlines():
            record = json.loads(line)
            doc = nlp(record["text"])
            doc.spans["sc"] = [
                doc.char_span(s["start"], s["end"], s["label"], alignment_mode="expand") for s in record["spans"]
            ]
            assert [span.label_ for span in doc.spans["sc"]] == [span["label"] for span in record["spans"]]
            for span, written in zip(doc.spans["sc"], record["spans"], strict=True):
                assert record["text"][written["start"] : written["end"]] in span.text


def test_a_set_without_spans_loads(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    export(tmp_path / "out", [stored("Nothing here."), stored("Nor here.")])
    assert list(pandas.read_json(tmp_path / "out" / GOLD_FILE, lines=True)["spans"]) == [[], []]
