from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from annotator.agreement.statistics import article_statistics
from annotator.agreement.values import AttributeMeasure, Settings, Unit
from annotator.domain.schema_parts import Agreement
from tests.unit.agreement.builders import LENGTH, article, layered, layers_of, unit

ATTRIBUTES = {"claim": (AttributeMeasure("kind", Agreement.NOMINAL),)}


@settings(deadline=None)
@given(layers_of(3))
def test_the_order_of_annotators_and_spans_does_not_matter(layers: list[list[Unit]]) -> None:
    names = "abc"
    before = article_statistics(layered("one", dict(zip(names, layers, strict=True))), Settings())
    turned = {name: units[::-1] for name, units in reversed(list(zip(names, layers, strict=True)))}
    assert article_statistics(layered("one", turned), Settings()) == before


@settings(deadline=None)
@given(layers_of(2))
def test_counts_are_the_same_from_either_side(layers: list[list[Unit]]) -> None:
    one = article_statistics(article(a=layers[0], b=layers[1]), Settings()).pairs["a", "b"]
    other = article_statistics(article(a=layers[1], b=layers[0]), Settings()).pairs["a", "b"]
    assert (one.exact, one.exact_unlabelled) == (other.exact, other.exact_unlabelled)
    assert one.overlap == other.overlap
    assert one.overlap_unlabelled == other.overlap_unlabelled
    turned: dict[str, dict[str, list[int]]] = {}
    for a, row in one.confusion.items():
        for b, cell in row.items():
            turned.setdefault(b, {})[a] = cell
    assert other.confusion == turned


def test_hard_cases_are_counted() -> None:
    counts = article_statistics(
        article(
            a=[unit("1", "claim", (0, 10)), unit("2", "claim", (5, 15)), unit("3", "quote", (20, 25), (30, 35))],
            b=[unit("4", "claim", (0, 10)), unit("5", "quote", (20, 25), (30, 36))],
        ),
        Settings(),
    )
    assert counts.joined == 1
    assert counts.split == 2
    assert counts.pairs["a", "b"].exact == {"claim": 1}
    assert counts.pairs["a", "b"].overlap == {"claim": 1, "quote": 1}
    assert counts.spans == {"a": {"claim": 2, "quote": 1}, "b": {"claim": 1, "quote": 1}}


def test_one_annotator_alone_is_only_counted() -> None:
    counts = article_statistics(article(a=[unit("1", "claim", (0, 10))]), Settings())
    assert counts.annotators == ("a",)
    assert (counts.pairs, counts.characters) == ({}, {})


def test_both_empty_counts_its_characters() -> None:
    counts = article_statistics(article(a=[], b=[]), Settings())
    assert counts.pairs["a", "b"].exact == {}
    assert counts.unitizing.squares == {"": 2 * LENGTH}


@pytest.mark.parametrize("threshold", [0, -1, 1.01])
def test_thresholds_out_of_range_are_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        Settings(iou=threshold)


@pytest.mark.parametrize("change", [{"iou": 0.6}, {"ignore_edges": True}, {"attributes": ATTRIBUTES}])
def test_settings_that_count_differently_have_another_key(change: dict[str, Any]) -> None:
    assert Settings(**change).key != Settings().key
    assert Settings(**change).key == Settings(**change).key
