from __future__ import annotations

from pathlib import Path
from typing import Any

from annotator.formats.importers import importer_of
from tests.unit.formats.brat_folder import said
from tests.unit.formats.foreign_files import TEXT, at, put, read, units


def region(name: str, label: str, words: str, place: list[int] | None = None) -> dict[str, Any]:
    start, end = place or at(words)
    value = {"start": start, "end": end, "text": words, "labels": [label]}
    return {"id": name, "from_name": "label", "to_name": "text", "type": "labels", "value": value}


def about(name: str, attribute: str, kind: str, value: Any) -> dict[str, Any]:
    key = "text" if kind == "textarea" else kind
    return {"id": name, "from_name": attribute, "to_name": "text", "type": kind, "value": {key: value}}


def task(*results: Any, **more: Any) -> dict[str, Any]:
    return {"id": 1, "data": {"text": TEXT}, "annotations": [{"completed_by": 3, "result": list(results)}], **more}


def test_regions_with_what_was_chosen_and_typed_in(tmp_path: Path) -> None:
    results = [
        region("a", "Ruling", "fined Ruiz") | {"meta": {"text": ["Not sure.", "Ask Ben."]}},
        region("b", "person", "Okafor"),
        about("a", "outcome", "choices", ["fined"]),
        about("a", "reasons", "choices", ["law", "facts"]),
        about("a", "fine", "number", 1200),
        about("a", "decided", "datetime", "2025-03-12"),
        about("b", "judge", "textarea", ["Okafor J."]),
        {"type": "relation", "from_id": "b", "to_id": "a", "direction": "left", "labels": ["ruled_by"]},
    ]
    (article,), told = read("label-studio", put(tmp_path / "a.json", [task(*results)]))
    assert not told
    values = {"outcome": "fined", "reasons": ["facts", "law"], "fine": 1200.0, "decided": "2025-03-12"}
    assert said(article) == [("a", "ruling", "fined Ruiz", values), ("b", "person", "Okafor", {"judge": "Okafor J."})]
    assert article.annotations[0].note == "Not sure.\nAsk Ben."
    assert [(row.label, row.head, row.child) for row in article.relations] == [("ruled_by", "a", "b")]
    assert (article.layer, article.named) == ("3", True)


def test_old_exports_count_utf_16_units_and_the_words_show_it(tmp_path: Path) -> None:
    results = [region("a", "person", "Ruiz", units("Ruiz")), region("b", "person", "Okafor", units("Okafor"))]
    (article,), told = read("label-studio", put(tmp_path / "a.json", [task(*results)]))
    assert not told
    assert [words for _, _, words, _ in said(article)] == ["Ruiz", "Okafor"]


def test_words_that_are_nowhere_are_never_guessed(tmp_path: Path) -> None:
    results = [region("a", "person", "Ruiz"), region("b", "person", "Okafor", [0, 6])]
    (article,), told = read("label-studio", put(tmp_path / "a.json", [task(*results)]))
    assert [words for _, _, words, _ in said(article)] == ["Ruiz"]
    assert told == [f"{tmp_path}/a.json, task 1: b cannot be placed. The text there is 'The co', not 'Okafor'."]


def test_fragments_are_tied_by_a_relation_and_a_circle_is_none(tmp_path: Path) -> None:
    def tie(first: str, then: str) -> dict[str, Any]:
        return {"type": "relation", "from_id": first, "to_id": then, "labels": ["next-fragment"]}

    results = [region("a", "ruling", "fined"), region("a2", "ruling", "He will pay"), tie("a", "a2")]
    results += [region("b", "person", "Ruiz"), region("c", "person", "Okafor"), tie("b", "c"), tie("c", "b")]
    results.append(about("a2", "outcome", "choices", ["fined"]))
    (article,), told = read("label-studio", put(tmp_path / "a.json", [task(*results)]))
    assert said(article) == [("a", "ruling", "fined … He will pay", {"outcome": "fined"})]
    assert all("Its fragments are tied in a circle" in one for one in told)
    assert len(told) == 2


def test_several_labels_on_one_region_are_several_spans(tmp_path: Path) -> None:
    both = region("a", "person", "Ruiz")
    both["value"]["labels"] = ["person", "ruling"]
    (article,), told = read(
        "label-studio", put(tmp_path / "a.json", [task(both, about("a", "judge", "textarea", "x"))])
    )
    assert said(article) == [("a", "person", "Ruiz", {"judge": "x"}), ("a#2", "ruling", "Ruiz", {"judge": "x"})]
    assert not told


def test_annotators_predictions_and_skipped_tasks(tmp_path: Path) -> None:
    people = [
        {"completed_by": {"id": 1, "email": "ida@example.org"}, "result": [region("a", "person", "Ruiz")]},
        {"completed_by": {"id": 2, "email": "ben@example.org"}, "result": []},
        {"completed_by": 9, "was_cancelled": True, "result": [region("a", "person", "Ruiz")]},
    ]
    path = put(tmp_path / "a.json", [task(annotations=people, predictions=[{"result": []}])])
    articles, told = read("label-studio", path)
    assert [(one.layer, len(one.annotations)) for one in articles] == [("ida@example.org", 1), ("ben@example.org", 0)]
    assert "annotation 3: The task was skipped" in told[0]
    assert "Predictions are a machine's, so they are not taken. There are 1" in told[1]


def test_what_a_span_cannot_hold_is_named(tmp_path: Path) -> None:
    results = [
        region("a", "person", "Ruiz"),
        about("whole", "mood", "choices", ["good"]),
        about("a", "mood", "choices", ["good"]),
        {"id": "b", "type": "rectanglelabels", "value": {"x": 1}},
        {"id": "c", "type": "labels", "value": {"start": "/p[1]", "end": "/p[1]", "labels": ["person"]}},
        {"type": "relation", "from_id": "a", "to_id": "", "labels": ["ruled_by"]},
        {"type": "relation", "from_id": "a", "to_id": "a"},
    ]
    (article,), told = read("label-studio", put(tmp_path / "a.json", [task(*results)]))
    assert len(article.annotations) == 1
    assert [one.partition("task 1: ")[2].partition(".")[0] for one in told] == [
        "result 4 is not taken",
        "c is not taken",
        "relation 6 is not taken",
        "relation 7 is not taken",
        "'mood' is not taken",
        "'mood' of a is not taken",
    ]


def test_the_text_is_found_or_asked_for(tmp_path: Path) -> None:
    def of(data: object) -> tuple[int, list[str]]:
        articles, told = read("label-studio", put(tmp_path / "a.json", [{"data": data, "annotations": []}]))
        return len(articles), told

    assert of({"passage": TEXT, "rank": 1}) == (1, [])
    assert "It is not clear which is the text. “data” has left, right" in of({"left": "a", "right": "b"})[1][0]
    assert "“data” holds no text" in of({"rank": 1})[1][0]
    assert "This is no task" in of([])[1][0]
    articles, _ = read("label-studio", put(tmp_path / "a.json", [{"data": {"text": TEXT}, "annotations": []}]))
    assert not articles[0].begun


def test_it_is_known_by_its_keys_and_json_of_another_kind_is_refused(tmp_path: Path) -> None:
    found = importer_of(put(tmp_path / "a.json", [task()]))
    assert found is not None
    assert found.name == "label-studio"
    assert importer_of(put(tmp_path / "a.json", {"text": "a"})) is None
    assert "It is no list of tasks" in read("label-studio", put(tmp_path / "a.json", 5))[1][0]


def test_json_without_end_or_bottom_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for data, why in (
        (b"[" * 10_000 + b"]" * 10_000, "depth"),
        (b'[{"data": 1e99999}]', "infinity"),
        (b"[" + b"9" * 5000 + b"]", "infinity"),
        (b'[{"data": "\\ud800"}]', "surrogate"),
        (b"[", "unexpected end"),
        (b"\xff\xfe", "JSON"),
        (b"", "JSON"),
    ):
        path.write_bytes(data)
        (told,) = read("label-studio", path)[1]
        assert why in told
        assert "a.json: The file is not JSON that can be read" in told


def test_values_inside_of_values_are_no_value(tmp_path: Path) -> None:
    deep = "[" * 900 + "]" * 900
    path = put(tmp_path / "a.json", [task(region("a", "person", "Ruiz"), about("a", "judge", "number", "DEEP"))])
    path.write_text(path.read_text("utf-8").replace('"DEEP"', deep), encoding="utf-8")
    (article,), told = read("label-studio", path)
    assert said(article)[0][3] == {}
    assert "takes no values inside of values" in told[0]
