"""The tables as the libraries that people read tables with read them."""

from __future__ import annotations

import csv
import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.formats.export_folder import export_folder
from annotator.formats.exporters import exporter_named
from annotator.formats.layer_articles import LayerArticle
from tests.unit.formats.export_samples import context, export, hard, layer_articles
from tests.unit.formats.gold_samples import SCHEMA, as_gold, row, stored
from tests.unit.formats.gold_samples import export as export_gold


def plain(cell: str) -> str:
    """Take off the apostrophe that makes a cell safe, as the format's page says."""
    return cell.removeprefix("'")


def read_csv(path: Path) -> Any:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    return pandas.read_csv(path, keep_default_na=False, dtype=str)


@pytest.fixture
def articles() -> list[LayerArticle]:
    return layer_articles(hard())


def test_pandas_reads_the_spans(articles: list[LayerArticle], tmp_path: Path) -> None:
    export("csv", tmp_path)
    frame = read_csv(tmp_path / "spans.csv")
    spans = [(article, span) for article in articles for span in article.spans]
    assert list(frame["id"]) == [span.id for _, span in spans]
    for record, (article, span) in zip(frame.to_dict("records"), spans, strict=True):
        assert (int(record["start"]), int(record["end"])) == (span.start, span.end)
        assert plain(record["text"]) == span.surface(article.text)
        assert plain(record["note"]) == span.note
        assert [[int(end) for end in one.split("-")] for one in record["fragments"].split()] == span.fragments
        for attribute in SCHEMA.attributes:
            cell, value = record[f"attribute:{attribute.name}"], span.attributes.get(attribute.name)
            assert read(cell, attribute.type) == value


def read(cell: str, kind: str) -> Any:
    if not cell:
        return None
    types: dict[str, Any] = {"number": float, "boolean": "true".__eq__, "multichoice": json.loads}
    return types.get(kind, plain)(cell)


def test_pandas_reads_articles_and_relations(articles: list[LayerArticle], tmp_path: Path) -> None:
    export("csv", tmp_path)
    frame = read_csv(tmp_path / "articles.csv")
    assert [plain(text) for text in frame["text"]] == [article.text for article in articles]
    assert list(frame["title"]) == [article.article.title for article in articles]
    links = read_csv(tmp_path / "relations.csv")
    expected = [link for article in articles for link in article.relations]
    assert list(links["child_article"]) == [link.child_article for link in expected]
    assert [plain(cell) for cell in links["attribute:judge"]] == [link.attributes.get("judge", "") for link in expected]


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    export("csv", tmp_path)
    cells = 0
    for path in tmp_path.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for name, cell in ((name, cell) for record in csv.DictReader(file) for name, cell in record.items()):
                number = name == "attribute:fine"
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), (path.name, name)
                assert number or not cell.startswith("-")
                assert not number or not cell or float(cell) is not None
                cells += 1
    assert cells > 100


# ---- Parquet


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


@pytest.mark.parametrize("layer", ["anna", "gold"])
def test_pyarrow_reads_the_gold_record(layer: str, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    stored_ = [as_gold(each) for each in hard()]
    if layer == "gold":
        stored_ = [each._replace(relations=[]) for each in stored_]
    export_folder(exporter_named("parquet"), tmp_path / "out", stored_, context(layer=layer))
    table = parquet.read_table(tmp_path / "out" / "gold.parquet")
    expected = export_gold(tmp_path / "gold", stored_, layer=layer, guideline_version="3")
    assert table.to_pylist() == expected
    assert len(expected) == (4 if layer == "gold" else 3)


@pytest.mark.usefixtures("offline")
def test_datasets_reads_it_with_its_features(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    datasets.disable_progress_bars()
    export("parquet", tmp_path / "out")
    loaded = datasets.load_dataset(
        "parquet", data_files=str(tmp_path / "out" / "gold.parquet"), cache_dir=str(tmp_path / "cache")
    )["train"]
    described = json.loads((tmp_path / "out" / "features.json").read_text("utf-8"))
    assert loaded.features == datasets.Features.from_dict(described)
    assert list(loaded) == export_gold(tmp_path / "gold", hard(), guideline_version="3")


def test_many_articles_make_several_row_groups(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    export("parquet", tmp_path, [stored(f"Article {nth}.", [row(nth, "person", [(0, 7)])]) for nth in range(450)])
    file = parquet.ParquetFile(tmp_path / "gold.parquet")
    assert (file.metadata.num_rows, file.num_row_groups) == (450, 3)
