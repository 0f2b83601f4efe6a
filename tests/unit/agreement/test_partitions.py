from __future__ import annotations

from collections import Counter

from hypothesis import given, settings

from annotator.agreement.partitions import GAP, labels_in, layer_of, runs_of
from annotator.agreement.values import Unit
from tests.unit.agreement.builders import LENGTH, layers_of, unit


def labels_at(units: list[Unit], place: int) -> str:
    return "\n".join(sorted({one.label for one in units if any(start <= place < end for start, end in one.fragments)}))


@settings(deadline=None)
@given(layers_of(3))
def test_runs_are_what_counting_character_by_character_gives(layers: list[list[Unit]]) -> None:
    runs = runs_of([layer_of(units) for units in layers], LENGTH)
    dense = Counter(tuple(labels_at(units, place) for units in layers) for place in range(LENGTH))
    assert runs.lengths() == dense


def test_spans_of_one_label_are_joined_where_they_overlap_but_not_where_they_touch() -> None:
    claims = [unit("1", "claim", (0, 10)), unit("2", "claim", (5, 12)), unit("3", "claim", (12, 20))]
    layer = layer_of([*claims, unit("4", "quote", (0, 9))])
    assert layer.joined == 1
    assert {label: (starts.tolist(), ends.tolist()) for label, (starts, ends) in layer.spans.items()} == {
        "claim": ([0, 12], [12, 20]),
        "quote": ([0], [9]),
    }


def test_many_labels_are_told_apart() -> None:
    labels = [f"label_{number:03}" for number in range(90)]
    layer = layer_of(unit(label, label, (number, number + 2)) for number, label in enumerate(labels))
    runs = runs_of([layer, layer], 91)
    assert len(runs.lengths()) == 91
    assert runs.lengths()["label_000\nlabel_001", "label_000\nlabel_001"] == 1


def test_a_category_names_its_labels() -> None:
    assert labels_in("claim\nquote") == ["claim", "quote"]
    assert labels_in(GAP) == []


def test_many_annotators_are_told_apart() -> None:
    layers = [layer_of([unit("1", f"label_{number}", (number, number + 20))]) for number in range(40)]
    runs = runs_of(layers, 70)
    assert sum(runs.lengths().values()) == 70
    assert len(runs.lengths()) == 60
