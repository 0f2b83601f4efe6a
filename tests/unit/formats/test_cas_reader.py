from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.schema import Schema
from annotator.formats.importers import importer_of
from tests.unit.formats.brat_folder import said
from tests.unit.formats.export_samples import export, hard
from tests.unit.formats.foreign_files import TEXT, read, units

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><xmi:XMI xmlns:xmi="http://www.omg.org/XMI" '
    'xmlns:cas="http:///uima/cas.ecore" xmlns:custom="http:///webanno/custom.ecore" '
    'xmlns:ner="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore" '
    'xmlns:seg="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore" xmi:version="2.0">'
    '<cas:NULL xmi:id="0"/>'
)


def put(folder: Path, *elements: str, text: str = TEXT, name: str = "a.xmi") -> Path:
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "&#10;")
    sofa = f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="{shown}"/>'
    (folder / name).write_text(f"{HEAD}{''.join(elements)}{sofa}</xmi:XMI>", encoding="utf-8")
    return folder / name


def element(number: int, kind: str, words: str, **features: Any) -> str:
    begin, end = units(words)
    more = "".join(f' {name}="{value}"' for name, value in features.items())
    return f'<{kind} xmi:id="{number}" sofa="1" begin="{begin}" end="{end}"{more}/>'


def test_types_are_labels_or_their_values_are(tmp_path: Path) -> None:
    path = put(
        tmp_path,
        element(5, "seg:Token", "Ruiz"),
        element(10, "ner:NamedEntity", "Ruiz", value="PERSON"),
        element(11, "custom:Ruling", "fined Ruiz", outcome="fined", fine="12.5", paid="true"),
        element(12, "custom:Span", "Okafor", label="Person"),
    )
    (article,), told = read("cas-xmi", path)
    assert said(article) == [
        ("NamedEntity 10", "person", "Ruiz", {}),
        ("Ruling 11", "ruling", "fined Ruiz", {"outcome": "fined", "fine": 12.5, "paid": True}),
        ("Span 12", "person", "Okafor", {}),
    ]
    assert told == [f"{path}: Left out what says how a tool sees the text. 1 Token."]
    (article,), told = read("cas-xmi", path, label_map={"NamedEntity": "ruling"})
    assert article.annotations[0].label == "ruling"
    assert "'value' of NamedEntity 10 is not taken. The schema has no attribute 'value'" in told[0]


def test_relations_slots_and_chains(tmp_path: Path) -> None:
    schema = Schema.model_validate(
        {
            "name": "x",
            "labels": [{"name": "span", "color": "#445566"}],
            "relations": [{"name": one, "head": ["span"], "child": ["span"]} for one in ("relation", "agent", "next")],
        }
    )
    elements = [
        element(10, "custom:Span", "Ruiz", slots="30 31"),
        element(11, "custom:Span", "Okafor", next="10"),
        element(12, "custom:Relation", "Okafor", Governor="10", Dependent="11"),
        '<custom:Link xmi:id="30" role="agent" target="11"/>',
        '<custom:Link xmi:id="31" role="agent" target="99"/>',
    ]
    (article,), told = read("cas-xmi", put(tmp_path, *elements), schema=schema)
    assert sorted((row.label, row.head, row.child) for row in article.relations) == [
        ("agent", "Span 10", "Span 11"),
        ("next", "Span 11", "Span 10"),
        ("relation", "Span 10", "Span 11"),
    ]
    assert told == [f"{tmp_path}/a.xmi: Span 10, slots 2 is not taken. One of its ends is not in the file."]


def test_a_type_system_beside_says_what_refers_to_others(tmp_path: Path) -> None:
    elements = [element(10, "custom:Ruling", "fined Ruiz", head="11"), element(11, "custom:Person", "Okafor")]
    schema = Schema.model_validate(
        {
            "name": "x",
            "labels": [{"name": name, "color": "#445566", "attributes": ["head"]} for name in ("ruling", "person")],
            "attributes": [{"name": "head", "type": "text"}],
        }
    )
    (article,), _ = read("cas-xmi", put(tmp_path, *elements), schema=schema)
    assert said(article)[0][3] == {}
    (tmp_path / "TypeSystem.xml").write_text(
        '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types><typeDescription>'
        "<name>webanno.custom.Ruling</name><supertypeName>uima.tcas.Annotation</supertypeName><features>"
        "<featureDescription><name>head</name><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>"
        "</features></typeDescription></types></typeSystemDescription>",
        encoding="utf-8",
    )
    (article,), _ = read("cas-xmi", tmp_path, schema=schema)
    assert said(article)[0][3] == {"head": "11"}


def test_offsets_that_are_in_no_text(tmp_path: Path) -> None:
    start = units("👩‍⚖️")[0]
    path = put(
        tmp_path,
        f'<custom:Person xmi:id="2" sofa="1" begin="{start + 1}" end="{start + 2}"/>',
        '<custom:Person xmi:id="3" sofa="1" begin="4" end="4"/>',
        '<custom:Person xmi:id="4" sofa="1" begin="4" end="99999"/>',
        f'<custom:Person xmi:id="5" sofa="1" begin="-4" end="{"9" * 5000}"/>',
    )
    (article,), told = read("cas-xmi", path)
    assert not article.annotations
    assert len(told) == 4
    assert "It marks nothing" in told[1]
    assert all("cannot be placed" in one for one in told)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (f"{HEAD}</xmi:XMI>", "There is no Sofa"),
        ("<a/>", "The file is no CAS in XMI"),
        (f"<!DOCTYPE a>{HEAD.partition('?>')[2]}</xmi:XMI>", "declares a document type"),
    ],
)
def test_files_that_are_no_cas(tmp_path: Path, data: str, why: str) -> None:
    (tmp_path / "a.xmi").write_text(data, encoding="utf-8")
    assert why in read("cas-xmi", tmp_path / "a.xmi")[1][0]


def test_json_with_arrays_and_without_text(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    begin, end = units("fined Ruiz")
    listed: list[dict[str, Any]] = [
        {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaID": "_InitialView", "sofaString": TEXT},
        {
            "%ID": 2,
            "%TYPE": "x.Ruling",
            "@sofa": 1,
            "begin": begin,
            "end": end,
            "fine": 5,
            "@reasons": 3,
            "outcome": None,
        },
        {"%ID": 3, "%TYPE": "uima.cas.StringArray", "%ELEMENTS": ["law", "form"]},
        {"%ID": 4, "%TYPE": "x.Person", "@sofa": 1, "begin": "x", "end": True},
    ]
    path.write_text(json.dumps({"%TYPES": {}, "%FEATURE_STRUCTURES": listed}), encoding="utf-8")
    found = importer_of(path)
    assert found is not None
    assert found.name == "cas-json"
    (article,), told = read("cas-json", path)
    assert said(article) == [("Ruling 2", "ruling", "fined Ruiz", {"fine": 5.0, "reasons": ["law", "form"]})]
    assert "Person 4 cannot be placed" in told[0]
    for content in ("[]", "{}", '{"%FEATURE_STRUCTURES": [1, {"%TYPE": "uima.cas.Sofa"}]}'):
        path.write_text(content, encoding="utf-8")
        assert len(read("cas-json", path)[1]) == 1


@pytest.mark.parametrize(("name", "ending"), [("cas-xmi", ".xmi"), ("cas-json", ".json")])
def test_our_own_export_is_known_and_read_whole(tmp_path: Path, name: str, ending: str) -> None:
    export(name, tmp_path / "out")
    path = next(path for path in sorted((tmp_path / "out").glob(f"*{ending}")) if path.name.startswith("a_"))
    found = importer_of(path)
    assert found is not None
    assert found.name == name
    articles, told = read(name, tmp_path / "out")
    assert sum(len(one.annotations) for one in articles) == sum(len(one.annotations) for one in hard()[:3])
    assert [one for one in told if "SHA256SUMS" not in one] == []
