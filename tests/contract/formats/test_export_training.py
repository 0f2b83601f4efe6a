"""What is exported for fine-tuning, held against the documented shapes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import BaseModel, ConfigDict, Field

from annotator.domain.stored import StoredArticle
from annotator.formats.gliner import MOST_TOKENS
from tests.unit.formats.export_samples import export, hard, layer_articles, losses
from tests.unit.formats.gold_samples import SCHEMA, row, stored, stored_articles


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Message(Part):
    role: Literal["system", "user", "assistant"]
    content: str = Field(min_length=1)


class Conversation(Part):
    """A line as the fine-tuning of chat models takes it."""

    messages: list[Message]


class AnsweredSpan(Part):
    label: str
    text: list[str] = Field(min_length=1)
    attributes: dict[str, str | int | float | bool | list[str]] = Field(default_factory=dict)


class AnsweredRelation(Part):
    label: str
    head: int
    child: int
    attributes: dict[str, str | int | float | bool | list[str]] = Field(default_factory=dict)


class Answer(Part):
    spans: list[AnsweredSpan]
    relations: list[AnsweredRelation] = Field(default_factory=list)


def conversations(folder: Path) -> list[tuple[str, str, Answer]]:
    found = []
    for line in (folder / "chat.jsonl").read_text("utf-8").splitlines():
        talk = Conversation.model_validate_json(line).messages
        assert [message.role for message in talk] == ["system", "user", "assistant"]
        found.append((talk[0].content, talk[1].content, Answer.model_validate_json(talk[2].content)))
    return found


@given(articles=stored_articles(SCHEMA))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_conversations_name_spans_by_their_words(
    articles: list[StoredArticle], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("chat")
    export("chat", folder, articles)
    for (_, text, answer), article in zip(conversations(folder), layer_articles(articles), strict=True):
        assert text == article.text
        assert [(span.label, span.text) for span in answer.spans] == [
            (span.label, [text[start:end] for start, end in span.fragments]) for span in article.spans
        ]


def test_what_the_model_is_told_and_answers(tmp_path: Path) -> None:
    export("chat", tmp_path)
    told, _, answer = conversations(tmp_path)[0]
    for words in ("- ruling:", "- outcome of ruling (upheld, quashed, fined)", "- overrules: from ruling to ruling"):
        assert words in told
    assert [(link.label, answer.spans[link.child].text[0]) for link in answer.relations] == [
        ("ruled_by", "Okafor"),
        ("overrules", "The court quashed"),
    ]
    assert answer.relations[1].attributes == {"judge": "Ruiz, the elder"}
    appealing = next(span for span in answer.spans if span.attributes.get("decided"))
    assert answer.spans[int(str(appealing.attributes["appeals"]))].text[0] == "The court quashed"


def gliner(folder: Path) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads((folder / "gliner.json").read_text("utf-8"))
    for record in records:
        assert set(record) == {"tokenized_text", "ner"}
        assert all(isinstance(word, str) and word and not word.isspace() for word in record["tokenized_text"])
        for start, end, label in record["ner"]:
            assert 0 <= start <= end < len(record["tokenized_text"])
            assert label in ("ruling", "person")
    return records


def test_gliner_ends_are_inclusive(tmp_path: Path) -> None:
    text = "Okafor quashed the fine. Ruiz agreed."
    export("gliner", tmp_path, [stored(text, [row(1, "ruling", [(0, 23)]), row(2, "person", [(0, 6)])])])
    (record,) = gliner(tmp_path)
    assert record["tokenized_text"] == ["Okafor", "quashed", "the", "fine", ".", "Ruiz", "agreed", "."]
    assert record["ner"] == [[0, 3, "ruling"], [0, 0, "person"]]


@given(articles=stored_articles(SCHEMA))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_gliner_tokens_hold_the_spans(articles: list[StoredArticle], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("gliner")
    written = export("gliner", folder, articles)
    records = gliner(folder)
    assert sum(len(record["ner"]) for record in records) == written.spans.total() - written.spans_left_out
    read = "".join(word for record in records for word in record["tokenized_text"])
    assert read == "".join("".join(article.text.split()) for article in layer_articles(articles))


def test_gliner_pieces_end_between_paragraphs(tmp_path: Path) -> None:
    paragraph = "word " * 99 + "end\n"
    text = paragraph * 9
    across = row(1, "ruling", [(len(paragraph) * 3 - 4, len(paragraph) * 3 + 4)])
    export("gliner", tmp_path, [stored(text, [across])])
    records = gliner(tmp_path)
    sizes = [len(record["tokenized_text"]) for record in records]
    assert sizes == [200, 300, 300, 100]
    assert max(sizes) <= MOST_TOKENS
    assert [record["ner"] for record in records] == [[], [[99, 100, "ruling"]], [], []]


def test_gliner_says_what_it_would_pass_over() -> None:
    found = losses("gliner", hard())
    assert any("more than 12 tokens" in what for what in found)
    assert any("more than 384 tokens" in what for what in found)
