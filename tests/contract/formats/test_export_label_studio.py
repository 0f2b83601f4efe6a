"""The Label Studio export as Label Studio's own SDK checks it."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from annotator.formats.schema_yaml import load_schema
from annotator.resources import resource
from tests.unit.formats.export_samples import context, export, hard, layer_articles


@pytest.fixture
def interface(tmp_path: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the SDK's own imports warn
        module = pytest.importorskip("label_studio_sdk.label_interface", reason="label-studio-sdk is not installed")
    export("label-studio", tmp_path)
    made = module.LabelInterface((tmp_path / "labelling_config.xml").read_text("utf-8"))
    made.validate()
    return made


def tasks(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((folder / "tasks.json").read_text("utf-8"))
    return found


def test_tasks_and_annotations_are_valid(interface: Any, tmp_path: Path) -> None:
    for task in tasks(tmp_path):
        assert interface.validate_task({"data": task["data"]})
        for annotation in task["annotations"]:
            regions = [one for one in annotation["result"] if one["type"] != "relation"]
            assert not interface.validate_prediction({"result": regions}, return_errors=True)
            assert interface.validate_annotation({"result": regions})


def test_a_wrong_annotation_is_not_valid(interface: Any, tmp_path: Path) -> None:
    region = tasks(tmp_path)[0]["annotations"][0]["result"][0]
    region["value"]["labels"] = ["nothing"]
    assert not interface.validate_annotation({"result": [region]})


def test_relations_are_valid(interface: Any, tmp_path: Path) -> None:
    """The SDK checks no relations in annotations; what it knows of them are the values that the configuration lists."""
    for task in tasks(tmp_path):
        results = task["annotations"][0]["result"]
        regions = {one["id"] for one in results if one["type"] == "labels"}
        for one in results:
            if one["type"] == "relation":
                assert {one["from_id"], one["to_id"]} <= regions
                assert one["direction"] == "right"
    config = (tmp_path / "labelling_config.xml").read_text("utf-8")
    assert '<Relation value="overrules"/>' in config
    assert interface.validate() is None


def test_offsets_give_the_words(tmp_path: Path) -> None:
    export("label-studio", tmp_path)
    for task, article in zip(tasks(tmp_path), layer_articles(hard()), strict=True):
        text = task["data"]["text"]
        labelled = [one for one in task["annotations"][0]["result"] if one["type"] == "labels"]
        assert len(labelled) == sum(len(span.fragments) for span in article.spans)
        for one in labelled:
            assert text[one["value"]["start"] : one["value"]["end"]] == one["value"]["text"]


def test_fragments_attributes_and_notes(tmp_path: Path) -> None:
    export("label-studio", tmp_path)
    article = layer_articles(hard())[0]
    results = tasks(tmp_path)[0]["annotations"][0]["result"]
    broken = next(span for span in article.spans if len(span.fragments) > 1)
    ties = [one for one in results if one["type"] == "relation" and one["labels"] == ["next-fragment"]]
    interrupted = [span.id for span in article.spans if len(span.fragments) > 1]
    assert [(one["from_id"], one["to_id"]) for one in ties] == [(name, f"{name}.2") for name in interrupted]
    own = {one["from_name"]: one["value"] for one in results if one.get("id") == broken.id}
    assert own["reasons"]["choices"] == ["facts", "law"]
    assert own["fine"]["text"] == ["1200000000"]
    assert [one["meta"]["text"] for one in results if "meta" in one] == [["first line\nsecond ‘line’ <&>"]]
    linked = [one["labels"] for one in results if one["type"] == "relation" and one not in ties]
    assert linked == [["ruled_by"], ["overrules", "judge=Ruiz, the elder"]]


def test_the_default_schema_makes_a_valid_configuration() -> None:
    module = pytest.importorskip("label_studio_sdk.label_interface", reason="label-studio-sdk is not installed")
    from annotator.formats.label_studio.config import labelling_config

    schema = load_schema(resource("schemas", "claims.yaml").read_text("utf-8"), "claims.yaml")
    interface = module.LabelInterface(labelling_config(schema))
    interface.validate()
    assert {one.name for one in interface.controls} >= {"span-label", "comparator", "speaker"}
    assert context().schema
