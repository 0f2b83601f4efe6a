"""The exports that spaCy reads: its own DocBins, Prodigy's lines, and CoNLL columns."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from annotator.domain.stored import StoredArticle
from annotator.formats import spacy_docs
from annotator.formats.export_folder import find_losses
from annotator.formats.exporters import exporter_named
from tests.unit.formats.export_samples import context, export, hard, layer_articles
from tests.unit.formats.gold_samples import SCHEMA, row, stored, stored_articles


@pytest.fixture
def spacy() -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # spaCy's own imports warn of each other
        yield pytest.importorskip("spacy", reason="spaCy is not installed")


def docs(spacy: Any, folder: Path) -> list[Any]:
    """Read a folder as `spacy train` does."""
    from spacy.training import Corpus

    nlp = spacy.blank("xx")
    found = [example.reference for example in Corpus(folder)(nlp)]
    assert found
    return found


def test_docbins(spacy: Any, tmp_path: Path) -> None:
    written = export("spacy", tmp_path)
    articles = layer_articles(hard())
    read = docs(spacy, tmp_path)
    assert [doc.text for doc in read] == [article.text for article in articles]
    kept = 0
    for doc, article in zip(read, articles, strict=True):
        spans = {span.id: span for span in article.spans}
        for found in doc.spans["sc"]:
            span = spans[found.id_]
            assert (found.start_char, found.end_char, found.label_) == (span.start, span.end, span.label)
            kept += 1
    assert kept == sum(len(article.spans) for article in articles) - written.spans_left_out
    assert written.spans_left_out


def test_spans_off_the_edges_of_tokens_are_listed(spacy: Any) -> None:
    found = find_losses(exporter_named("spacy"), hard(), context())
    excerpts = [example.excerpt for lost in found.losses if lost.loss.drops_span for example in lost.examples]
    assert "landes" in excerpts
    assert "Okafor" not in excerpts


def test_what_is_known_of_the_article_comes_along(spacy: Any, tmp_path: Path) -> None:
    from spacy.tokens import DocBin

    export("spacy", tmp_path)
    bin_ = DocBin(store_user_data=True).from_disk(tmp_path / "part-00001.spacy")
    first = next(iter(bin_.get_docs(spacy.blank("en").vocab)))
    assert first.user_data["article"]["title"] == "Fined, or not?"


def test_many_articles_make_several_files(spacy: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spacy_docs, "DOCS_IN_FILE", 2)
    export("spacy", tmp_path, [stored(f"Article {nth}.", [row(nth, "person", [(0, 7)])]) for nth in range(5)])
    assert sorted(path.name for path in tmp_path.glob("*.spacy")) == [f"part-0000{nth}.spacy" for nth in (1, 2, 3)]
    assert sorted(doc.text for doc in docs(spacy, tmp_path)) == [f"Article {nth}." for nth in range(5)]


def test_a_language_that_needs_more_takes_the_general_tokeniser(spacy: Any, tmp_path: Path) -> None:
    texts = {"ja": "彼は言った。", "de-AT": "Er sagte nichts.", "qq": "Quux quux."}
    articles = [
        stored(text, [row(nth, "person", [(0, 2)])], language=tag) for nth, (tag, text) in enumerate(texts.items())
    ]
    export("spacy", tmp_path, articles)
    assert {doc.text for doc in docs(spacy, tmp_path)} == set(texts.values())


def prodigy(folder: Path) -> list[dict[str, Any]]:
    srsly = pytest.importorskip("srsly", reason="srsly is not installed")
    return list(srsly.read_jsonl(folder / "prodigy.jsonl"))


def check_prodigy(spacy: Any, task: dict[str, Any]) -> list[tuple[int, int, str]]:
    """Build a Doc of the tokens of a task and return its spans."""
    from spacy.tokens import Doc, Span

    doc = Doc(
        spacy.blank("xx").vocab,
        words=[token["text"] for token in task["tokens"]],
        spaces=[token["ws"] for token in task["tokens"]],
    )
    assert doc.text == task["text"]
    for token, made in zip(task["tokens"], doc, strict=True):
        assert (token["id"], token["start"], token["end"]) == (made.i, made.idx, made.idx + len(made))
    spans = [Span(doc, one["token_start"], one["token_end"] + 1, one["label"]) for one in task["spans"]]
    for one, span in zip(task["spans"], spans, strict=True):
        assert (span.start_char, span.end_char, span.text) == (one["start"], one["end"], one["text"])
    for link in task["relations"]:
        for end in ("head", "child"):
            assert link[f"{end}_span"]["token_end"] == link[end] < len(doc)
    return [(span.start_char, span.end_char, span.label_) for span in spans]


def test_prodigy(spacy: Any, tmp_path: Path) -> None:
    export("prodigy", tmp_path, include_unfinished=True)
    tasks = prodigy(tmp_path)
    assert [task.get("answer") for task in tasks] == ["accept", "accept", "accept", None]
    assert not any(key.endswith("_hash") for task in tasks for key in task)
    for task, article in zip(tasks, layer_articles(hard()), strict=False):
        assert check_prodigy(spacy, task) == [(span.start, span.end, span.label) for span in article.spans]
    assert [link["label"] for link in tasks[0]["relations"]] == ["ruled_by", "overrules"]


@given(articles=stored_articles(SCHEMA))
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_prodigy_takes_every_layer(
    spacy: Any, articles: list[StoredArticle], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("prodigy")
    export("prodigy", folder, articles)
    for task, article in zip(prodigy(folder), layer_articles(articles), strict=True):
        assert check_prodigy(spacy, task) == [(span.start, span.end, span.label) for span in article.spans]


def test_conll_columns_as_spacy_reads_them(spacy: Any, tmp_path: Path) -> None:
    converters: Any = pytest.importorskip("spacy.training.converters", reason="spaCy is not installed")
    text = "Okafor quashed it.\n\nRuiz did not agree.\n"
    rows = [row(1, "person", [(0, 6)]), row(2, "ruling", [(0, 17)]), row(3, "person", [(20, 24)])]
    export("conll", tmp_path, [stored(text, rows), stored("Nobody here.")])
    read = list(converters.conll_ner_to_docs((tmp_path / "data.conll").read_text("utf-8"), no_print=True))
    assert [[token.text for token in doc] for doc in read] == [
        ["Okafor", "quashed", "it", ".", "Ruiz", "did", "not", "agree", "."],
        ["Nobody", "here", "."],
    ]
    assert [len(list(doc.sents)) for doc in read] == [2, 1]
    assert [(entity.text, entity.label_) for entity in read[0].ents] == [("Okafor", "person"), ("Ruiz", "person")]
