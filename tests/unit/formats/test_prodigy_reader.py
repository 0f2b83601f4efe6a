from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotator.domain.schema import Schema
from annotator.formats.importers import importer_of
from tests.unit.formats.brat_folder import said
from tests.unit.formats.foreign_files import INTEROP, TEXT, UNCHECKED, at, put, read, units

EXPORTS = INTEROP / "prodigy-recipes" / "example-datasets"


def span(words: str, label: str, place: list[int] | None = None, **more: Any) -> dict[str, Any]:
    start, end = place or at(words)
    return {"start": start, "end": end, "label": label, **more}


def tokens(count: Any) -> list[dict[str, Any]]:
    listed = ["The", "court", "fined", "Ruiz", "said", "Okafor", "pay"]
    return [
        {"text": word, "start": count(word)[0], "end": count(word)[1], "id": nth} for nth, word in enumerate(listed)
    ]


def test_spans_relations_and_what_our_export_adds(tmp_path: Path) -> None:
    first = span("fined Ruiz", "ruling", id="s1", attributes={"outcome": "fined", "fine": 5}, note="Not sure.")
    first["fragments"] = [at("fined"), at("He will pay")]
    second = span("Okafor", "PERSON", text="Okafor")
    link = {"head_span": first, "child_span": second, "label": "ruled_by"}
    record = {"text": TEXT, "spans": [first, second], "relations": [link], "answer": "accept", "_annotator_id": "ben"}
    (article,), told = read("prodigy", put(tmp_path / "a.jsonl", record | {"meta": {"source": "A paper", "n": 3}}))
    assert not told
    assert said(article) == [
        ("s1", "ruling", "fined … He will pay", {"outcome": "fined", "fine": 5.0}),
        ("span 2", "person", "Okafor", {}),
    ]
    assert article.annotations[0].note == "Not sure."
    assert [(row.head, row.child) for row in article.relations] == [("s1", "span 2")]
    assert (article.layer, article.named, article.article.publisher) == ("ben", True, "A paper")
    assert article.progress is not None
    assert article.progress.state == "finished"


@pytest.mark.parametrize("count", [at, units])
def test_tokens_show_how_offsets_count_where_spans_have_no_words(tmp_path: Path, count: Any) -> None:
    record = {"text": TEXT, "tokens": tokens(count), "spans": [span("Okafor", "person", count("Okafor"))]}
    (article,), told = read("prodigy", put(tmp_path / "a.jsonl", record))
    assert not told
    assert said(article)[0][2] == "Okafor"


def test_tokens_that_fit_no_way_of_counting_place_nothing(tmp_path: Path) -> None:
    listed = tokens(units)
    listed[0]["start"] = 1
    record = {"text": TEXT, "tokens": listed, "spans": [span("Okafor", "person", units("Okafor"))]}
    (article,), told = read("prodigy", put(tmp_path / "a.jsonl", record))
    assert not article.annotations
    assert "No way of counting characters gives the words of all 7 spans" in told[0]


def test_answers(tmp_path: Path) -> None:
    records: list[dict[str, Any]] = [{"text": f"{TEXT} {nth}", "spans": [span("Ruiz", "person")]} for nth in range(4)]
    for record, answer in zip(records, ("accept", "reject", "ignore", None), strict=True):
        record["answer"] = answer
    articles, told = read("prodigy", put(tmp_path / "a.jsonl", *records))
    assert [(len(one.annotations), one.begun) for one in articles] == [(1, True), (0, False), (0, False), (1, True)]
    assert [one.partition("line ")[2][:40] for one in told] == [
        "2: The answer in Prodigy is “reject”, so",
        "3: The answer in Prodigy is “ignore”, so",
        "",  # that the offsets could not be held against words
    ]
    assert UNCHECKED in told[2]


def test_ends_that_are_not_clear_and_answers_about_the_whole_text(tmp_path: Path) -> None:
    twice = [span("Ruiz", "person"), span("Ruiz", "person"), span("fined", "ruling"), {"start": 1}]
    links = [{"head_span": twice[2], "child_span": twice[0], "label": "ruled_by"}, {"label": "ruled_by"}]
    record = {"text": TEXT, "spans": twice, "relations": links, "accept": ["news"]}
    (article,), told = read("prodigy", put(tmp_path / "a.jsonl", record))
    assert len(article.annotations) == 2
    assert [one.partition("line 1: ")[2] for one in told] == [
        "span 4 is not taken. A span has a start, an end and a label.",
        "relation 1 is not taken. The child_span is the place of several spans.",
        "relation 2 is not taken. The head_span is the place of no span.",
        "“accept” is not taken. It is said of the whole text, not of a span.",
        "span 2 says the same as span 1, so they were taken as one.",
        "",  # that the offsets could not be held against words
    ]


@pytest.mark.parametrize(
    ("name", "articles", "spans", "told"),
    [("annotated_news_headlines-ORG-PERSON-LOCATION-ner", 373, 303, 1), ("bio_events", 129, 422, 1)],
)
def test_exports_of_prodigy_itself_read_whole(name: str, articles: int, spans: int, told: int) -> None:
    path = EXPORTS / f"{name}.jsonl"
    if not path.is_file():
        pytest.skip("the exports of prodigy-recipes are not on this machine")
    names = ("org", "person", "location", "product", "ggp")
    schema = Schema.model_validate({"name": "ner", "labels": [{"name": one, "color": "#445566"} for one in names]})
    found, failures = read("prodigy", path, schema=schema)
    assert (len(found), sum(len(one.annotations) for one in found), len(failures)) == (articles, spans, told)
    importer = importer_of(path)
    assert importer is not None
    assert importer.name == "prodigy"
