from __future__ import annotations

from pathlib import Path
from typing import Any

from annotator.formats.importers import importer_of
from tests.unit.formats.brat_folder import said
from tests.unit.formats.foreign_files import TEXT, at, put, read, units

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def quote(words: str, **around: str) -> dict[str, Any]:
    return {"type": "TextQuoteSelector", "exact": words, **around}


def position(place: list[int]) -> dict[str, Any]:
    return {"type": "TextPositionSelector", "start": place[0], "end": place[1]}


def mark(name: str, label: str, *selectors: Any, source: str = "https://x.test/one", **more: Any) -> dict[str, Any]:
    target = {"source": source, "selector": list(selectors)}
    body = [{"type": "TextualBody", "purpose": "tagging", "value": label}]
    return {"id": name, "type": "Annotation", "body": body, "target": target, **more}


def page(folder: Path, *items: Any, text: str = TEXT) -> Path:
    put(folder / "articles.jsonl", {"iri": "https://x.test/one", "text": text, "title": "A title"})
    return put(folder / "a.jsonld", {"@context": CONTEXT, "type": "AnnotationPage", "items": list(items)})


def test_positions_quotations_creators_and_relations(tmp_path: Path) -> None:
    note = {"type": "TextualBody", "purpose": "commenting", "value": "Not sure."}
    first = mark("m:1", "ruling", position(at("fined Ruiz")), quote("fined Ruiz"), creator={"nickname": "ben"})
    first["body"].append(note)
    first["attributes"] = {"outcome": "fined"}
    second = mark("m:2", "person", quote("Okafor", prefix="said "), creator="ben")
    link = {
        "id": "m:3",
        "motivation": "linking",
        "creator": "ben",
        "body": [
            {"purpose": "linking", "source": "m:2"},
            {"type": "TextualBody", "purpose": "tagging", "value": "ruled_by"},
        ],
        "target": "m:1",
    }
    (article,), told = read("w3c", page(tmp_path, first, second, link))
    assert not told
    assert said(article) == [("m:1", "ruling", "fined Ruiz", {"outcome": "fined"}), ("m:2", "person", "Okafor", {})]
    assert article.annotations[0].note == "Not sure."
    assert [(row.label, row.head, row.child) for row in article.relations] == [("ruled_by", "m:1", "m:2")]
    assert (article.layer, article.article.title) == ("ben", "A title")


def test_several_targets_are_fragments_and_utf_16_is_found_out(tmp_path: Path) -> None:
    one = mark("m:1", "ruling", position(units("Okafor")), quote("Okafor"))
    one["target"] = [one["target"], {"source": "https://x.test/one", "selector": position(units("He will"))}]
    one["target"][1]["selector"] = [one["target"][1]["selector"], quote("He will")]
    (article,), told = read("w3c", page(tmp_path, one))
    assert not told
    assert said(article)[0][2] == "Okafor … He will"


def test_what_cannot_be_placed_or_read_is_named(tmp_path: Path) -> None:
    two = mark("m:5", "person", quote("Ruiz"))
    two["target"] = [two["target"], {"source": "https://x.test/two", "selector": quote("a")}]
    items = [
        mark("m:1", "person", quote("i")),
        mark("m:2", "person", position(at("Ruiz")), quote("Lind")),
        mark("m:3", "person", quote("Ruiz"), source="file:///etc/passwd"),
        mark("m:4", "person", {"type": "XPathSelector", "value": "/p"}),
        two,
        {"id": "m:6", "body": [], "target": {"source": "https://x.test/one", "selector": quote("Ruiz")}},
        {"id": "m:7", "motivation": "linking", "target": "m:none", "body": []},
    ]
    (article,), told = read("w3c", page(tmp_path, *items))
    assert not article.annotations
    assert sorted(one.partition("jsonld: ")[2][:46] for one in told) == [
        "There is no text for 1 annotations. They are i",
        "m:1 cannot be placed. Its quotation stands in ",
        "m:2 cannot be placed. The text there is 'Ruiz'",
        "m:4 is not taken. It has no target in a text.",
        "m:5 is not taken. Its targets are in several t",
        "m:6 is not taken. It has 0 bodies that could b",
        "m:7 is not taken. m:none is not in the file.",
    ]


def test_texts_beside_are_found_by_name_and_never_opened_by_one(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("A secret.", encoding="utf-8")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "one.txt").write_text(TEXT, encoding="utf-8")
    items = [mark("m:1", "person", quote("Ruiz")), mark("m:2", "person", quote("secret"), source="../secret.txt")]
    path = put(folder / "a.jsonld", {"@context": CONTEXT, "items": items})
    (article,), told = read("w3c", path)
    assert said(article)[0][2] == "Ruiz"
    assert "There is no text for 1 annotations. They are in ../secret.txt" in told[0]


def test_it_is_known_by_its_context(tmp_path: Path) -> None:
    found = importer_of(page(tmp_path, mark("m:1", "person", quote("Ruiz"))))
    assert found is not None
    assert found.name == "w3c"
    assert "The file holds no annotations" in read("w3c", put(tmp_path / "b.jsonld", 5))[1][0]
    assert read("w3c", put(tmp_path / "b.jsonld", []))[1] == []
