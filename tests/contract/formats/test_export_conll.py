"""The CoNLL export as seqeval, which is strict about IOB2, reads it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from annotator.domain.stored import StoredArticle
from annotator.formats.conll import DOCUMENT_START
from annotator.formats.layer_articles import LayerArticle, LayerSpan
from tests.unit.formats.export_samples import export, hard, layer_articles
from tests.unit.formats.gold_samples import SCHEMA, row, stored, stored_articles


@pytest.fixture
def scheme() -> Iterator[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn's imports
        yield pytest.importorskip("seqeval.scheme", reason="seqeval is not installed")


def entities(scheme: Any, folder: Path, columns: int) -> list[list[tuple[str, str]]]:
    """Return for each article the words and labels that the columns say, after checking the form of the file."""
    text = (folder / "data.conll").read_bytes().decode()
    assert not text.endswith("\n\n")
    found = []
    for document in text.split(DOCUMENT_START)[1:]:
        here = []
        for sentence in document.strip("\n").split("\n\n"):
            rows = [line.split(" ") for line in sentence.split("\n")]
            assert {len(row) for row in rows} == {columns}
            words, *tags = zip(*rows, strict=True)
            for column in tags:
                tagged = scheme.Tokens(list(column), scheme.IOB2).entities
                here += [(" ".join(words[one.start : one.end]), one.tag) for one in tagged]
                assert strict(column)
        found.append(sorted(here))
    return found


def strict(column: tuple[str, ...]) -> bool:
    """Tell whether every inside tag continues a span of its label."""
    return all(
        not tag.startswith("I-") or before[1:] == tag[1:] for before, tag in zip(("O", *column), column, strict=False)
    )


def expected(article: LayerArticle) -> list[tuple[str, str]]:
    """Return the words of the spans that are left if those of one label may not overlap, widened to whole words."""
    import regex

    words = [match.span() for match in regex.finditer(r"[\w\p{M}]+(?:[-_][\w\p{M}]+)*|(?!\s)\X", article.text)]
    kept: list[tuple[LayerSpan, set[int]]] = []
    for span in article.spans:
        inside = {nth for nth, (start, end) in enumerate(words) if start < span.end and end > span.start}
        if inside and not any(other.label == span.label and inside & taken for other, taken in kept):
            kept.append((span, inside))
    return sorted(
        (" ".join(article.text[slice(*words[nth])] for nth in sorted(inside)), span.label) for span, inside in kept
    )


def test_labels_may_overlap_each_in_its_column(scheme: Any, tmp_path: Path) -> None:
    text = "Okafor quashed the fine. Ruiz agreed."
    rows = [row(1, "ruling", [(0, 23)]), row(2, "person", [(0, 6)]), row(3, "person", [(25, 29)])]
    export("conll", tmp_path, [stored(text, rows)])
    assert (tmp_path / "columns.txt").read_text() == "token\nruling\nperson\n"
    assert entities(scheme, tmp_path, 3) == [
        [("Okafor", "person"), ("Okafor quashed the fine", "ruling"), ("Ruiz", "person")]
    ]


def test_everything_hard(scheme: Any, tmp_path: Path) -> None:
    export("conll", tmp_path)
    articles = layer_articles(hard())
    assert entities(scheme, tmp_path, 3) == [expected(article) for article in articles]


@given(articles=stored_articles(SCHEMA))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_every_layer(scheme: Any, articles: list[StoredArticle], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("conll")
    export("conll", folder, articles)
    assert entities(scheme, folder, 3) == [expected(article) for article in layer_articles(articles)]
