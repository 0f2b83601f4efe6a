from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings

from annotator.agreement.characters import CharacterCounts, character_alpha, character_counts
from annotator.agreement.partitions import layer_of, runs_of
from annotator.agreement.statistics import article_statistics
from annotator.agreement.values import Settings, Unit
from tests.unit.agreement.builders import LABELS, LENGTH, article, layers_of, unit


def dense(units: list[Unit], label: str) -> list[int]:
    covered = {
        place for one in units if one.label == label for start, end in one.fragments for place in range(start, end)
    }
    return [int(place in covered) for place in range(LENGTH)]


@settings(deadline=None)
@given(layers_of(3))
def test_run_lengths_give_the_alpha_of_single_characters(layers: list[list[Unit]]) -> None:
    counts = character_counts(runs_of([layer_of(units) for units in layers], LENGTH).lengths())
    for label in LABELS:
        data = np.array([dense(units, label) for units in layers], float)
        if not data.any():
            assert label not in counts
            continue
        found = character_alpha(counts[label])
        if data.all():
            assert found.value is None
            assert found.reason
        else:
            assert found.value == pytest.approx(krippendorff.alpha(data, level_of_measurement="nominal"))


def test_articles_with_missing_annotators_are_pooled_like_missing_values() -> None:
    one = article(a=[unit("a", "claim", (0, 20))], b=[unit("b", "claim", (0, 25))], c=[unit("c", "claim", (3, 20))])
    two = article(name="two", a=[unit("a", "claim", (30, 50))], c=[unit("c", "claim", (30, 44))])
    data = np.full((3, 2 * LENGTH), np.nan)
    for row, name in enumerate("abc"):
        data[row, :LENGTH] = dense(list(one.layers[name]), "claim")
        if name in two.layers:
            data[row, LENGTH:] = dense(list(two.layers[name]), "claim")
    rows = [article_statistics(each, Settings()).characters["claim"] for each in (one, two)]
    pooled = CharacterCounts(*np.sum(rows, axis=0))
    assert character_alpha(pooled).value == pytest.approx(krippendorff.alpha(data, level_of_measurement="nominal"))


def test_krippendorff_1995_a_on_characters() -> None:
    layers = [
        [unit("1", "A", (2, 10)), unit("2", "A", (14, 20))],
        [unit("3", "A", (4, 8)), unit("4", "A", (15, 17))],
    ]
    counts = character_counts(runs_of([layer_of(units) for units in layers], 24).lengths())
    assert character_alpha(counts["A"]).value == pytest.approx(0.329, abs=5e-4)
