"""The doccano export as doccano's own parser and its own rule for overlaps read it, without its web server."""

from __future__ import annotations

import importlib
import importlib.metadata
import sys
import types
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.formats.export_samples import export, hard, layer_articles, losses

_MODELS = {
    "examples.models": ("Example",),
    "label_types.models": ("CategoryType", "LabelType", "RelationType", "SpanType"),
    "labels.models": ("Category", "Label", "Relation", "Span", "TextLabel"),
    "projects.models": ("Project",),
}
"""What doccano's pipeline takes from Django, none of which parsing needs."""


@pytest.fixture
def doccano(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    try:
        files = importlib.metadata.files("doccano") or []
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("doccano is not installed (it goes in with pip install --no-deps doccano)")
    parsers = next(file for file in files if str(file).endswith("data_import/pipeline/parsers.py"))
    for need in ("chardet", "pyexcel", "seqeval", "pandas"):
        pytest.importorskip(need, reason=f"{need}, which doccano's parser imports, is not installed")
    monkeypatch.syspath_prepend(str(Path(str(parsers.locate())).parents[2]))
    for name, classes in _MODELS.items():
        package = name.partition(".")[0]
        monkeypatch.setitem(sys.modules, package, types.ModuleType(package))
        module = types.ModuleType(name)
        for one in classes:
            setattr(module, one, type(one, (), {}))
        monkeypatch.setitem(sys.modules, name, module)
    before = set(sys.modules)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # doccano's models are in the style of an older pydantic
        yield lambda name: importlib.import_module(f"data_import.pipeline.{name}")
    for name in set(sys.modules) - before:
        if name.partition(".")[0] == "data_import":
            del sys.modules[name]


def rows(doccano: Any, path: Path) -> list[dict[str, Any]]:
    """Parse a file as doccano does that is told nothing about its encoding."""
    parser = doccano("parsers").JSONLParser(encoding="Auto")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # the parser leaves a file to the collector
        found = list(parser.parse(str(path)))
    assert not parser.errors
    return found


def test_spans_for_sequence_labelling(doccano: Any, tmp_path: Path) -> None:
    export("doccano", tmp_path)
    articles = layer_articles(hard())
    found = rows(doccano, tmp_path / "sequence_labelling.jsonl")
    assert [one["text"] for one in found] == [article.text for article in articles]
    label = doccano("label").SpanLabel
    for one, article in zip(found, articles, strict=True):
        parsed = [label.parse("5f0b1e56-8a3d-4f83-9b50-3f6a4d1d7f0e", each) for each in one["label"]]
        assert [(each.start_offset, each.end_offset, each.label) for each in parsed] == [
            (span.start, span.end, span.label) for span in article.spans
        ]


def test_relations_have_integer_ids_that_are_there(doccano: Any, tmp_path: Path) -> None:
    export("doccano", tmp_path)
    first = rows(doccano, tmp_path / "relation_extraction.jsonl")[0]
    example = "5f0b1e56-8a3d-4f83-9b50-3f6a4d1d7f0e"
    spans = {
        each.id: each for each in (doccano("label").SpanLabel.parse(example, entity) for entity in first["entities"])
    }
    links = [doccano("label").RelationLabel.parse(example, each) for each in first["relations"]]
    text = first["text"]
    shown = [
        (link.type, *(text[spans[end].start_offset : spans[end].end_offset] for end in (link.from_id, link.to_id)))
        for link in links
    ]
    assert [(kind, child) for kind, _, child in shown] == [
        ("ruled_by", "Okafor"),
        ("overrules", "The court quashed the fine 👩‍👩‍👧 of €1.2bn"),
    ]


def test_the_overlaps_that_are_announced_are_those_that_doccano_drops(doccano: Any, tmp_path: Path) -> None:
    export("doccano", tmp_path)
    label, spans = doccano("label").SpanLabel, doccano("labels").Spans
    dropped = 0
    for nth, one in enumerate(rows(doccano, tmp_path / "sequence_labelling.jsonl")):
        parsed = [label.parse(f"5f0b1e56-8a3d-4f83-9b50-{nth:012}", each) for each in one["label"]]
        kept = spans(list(parsed), None)
        kept.clean(types.SimpleNamespace(allow_overlapping=False))
        dropped += len(parsed) - len(kept)
    announced = [count for what, count in losses("doccano").items() if "doccano drops" in what]
    assert announced == [dropped]
    assert dropped


def test_no_byte_order_mark_and_nothing_but_ascii(tmp_path: Path) -> None:
    export("doccano", tmp_path)
    for path in tmp_path.glob("*.jsonl"):
        assert path.read_bytes().isascii()
