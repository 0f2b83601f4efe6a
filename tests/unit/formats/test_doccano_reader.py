from __future__ import annotations

from pathlib import Path

from annotator.formats.importers import importer_of
from tests.unit.formats.brat_folder import said
from tests.unit.formats.foreign_files import TEXT, UNCHECKED, at, put, read


def test_sequence_labelling_is_taken_in_code_points_and_says_so(tmp_path: Path) -> None:
    record = {"id": 7, "text": TEXT, "label": [[*at("fined Ruiz"), "ruling"], [*at("Okafor"), "Person"]], "title": "T"}
    path = put(tmp_path / "a.jsonl", record)
    (article,), told = read("doccano", path)
    assert [(label, words) for _, label, words, _ in said(article)] == [("ruling", "fined Ruiz"), ("person", "Okafor")]
    assert article.article.title == "T"
    assert (article.layer, article.named) == ("anna", False)
    assert told == [f"{path}: {UNCHECKED}"]


def test_relation_extraction_with_its_numbers(tmp_path: Path) -> None:
    entities = [
        {"id": 11, "label": "ruling", "start_offset": at("fined Ruiz")[0], "end_offset": at("fined Ruiz")[1]},
        {"id": 12, "label": "person", "start_offset": at("Okafor")[0], "end_offset": at("Okafor")[1]},
    ]
    relations = [
        {"id": 1, "from_id": 11, "to_id": 12, "type": "ruled_by"},
        {"id": 2, "from_id": 11, "to_id": 99, "type": "ruled_by"},
        {"id": 3, "from_id": 12, "to_id": 11, "type": "ruled_by"},
    ]
    record = {"text": TEXT, "entities": entities, "relations": relations, "Comments": ["look again"]}
    (article,), told = read("doccano", put(tmp_path / "a.jsonl", record))
    assert [(row.label, row.head, row.child) for row in article.relations] == [("ruled_by", "11", "12")]
    assert "relation 2 is not taken. 99 is no annotation" in told[1]
    assert "relation 3 is not taken. 'ruled_by' cannot link 12 (person) to 11 (ruling)" in told[2]
    assert "Comments are not taken" in told[0]


def test_what_is_no_span_is_named_and_the_rest_comes_in(tmp_path: Path) -> None:
    listed = ["news", [0, 3, "person"], [4, 4, "person"], [5, 999, "person"], [-1, 4, "person"], [0.0, 4, "person"]]
    path = put(tmp_path / "a.jsonl", {"text": TEXT, "label": listed}, {"no": "text"}, [1, 2])
    (article,), told = read("doccano", path)
    assert len(article.annotations) == 1
    assert [one.partition(": ")[2][:27] for one in told] == [
        "span 1 is not taken. A span",
        "span 5 is not taken. A span",
        "span 6 is not taken. A span",
        "span 3 cannot be placed. It",
        "span 4 cannot be placed. 99",
        "The record holds no text. I",
        "The line is not a record. I",
        "The offsets were taken as c",
    ]


def test_unknown_labels_are_listed_mapped_or_added(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", {"text": TEXT, "label": [[*at("fined"), "PENALTY"], [*at("Okafor"), "who"]]})
    articles, told = read("doccano", path)
    assert not articles
    assert "The schema lacks these labels: PENALTY, who" in told[0]
    (article,), _ = read("doccano", path, label_map={"PENALTY": "ruling", "who": "person"})
    assert [row.label for row in article.annotations] == ["ruling", "person"]
    (article,), _ = read("doccano", path, add_labels=True)
    assert article.new_labels == {"penalty": frozenset(), "who": frozenset()}


def test_carriage_returns_and_controls_do_not_shift_what_follows(tmp_path: Path) -> None:
    raw = "One\r\ntwo\x00 three."
    (article,), _ = read("doccano", put(tmp_path / "a.jsonl", {"text": raw, "label": [[*at("three", raw), "person"]]}))
    assert article.text == "One\ntwo three."
    assert said(article)[0][2] == "three"


def test_it_is_known_by_its_first_line(tmp_path: Path) -> None:
    for record, known in (
        ({"text": "a", "label": [[0, 1, "x"]]}, True),
        ({"text": "a", "entities": [{"start_offset": 0}]}, True),
        ({"text": "a", "label": ["news"]}, False),
        ({"text": "a", "label": "news"}, False),
        ({"text": "a"}, False),
    ):
        found = importer_of(put(tmp_path / "a.jsonl", record))
        assert (found is not None and found.name == "doccano") == known
