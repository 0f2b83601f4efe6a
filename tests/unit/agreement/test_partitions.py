from __future__ import annotations

from collections import Counter

from hypothesis import given

from annotator.agreement.partitions import GAP, labels_in, layer_of, pieces_of, runs_of
from annotator.agreement.values import Unit
from tests.unit.agreement.builders import LENGTH, layers_of, unit


def labels_at(units: list[Unit], place: int) -> str:
    return "\n".join(sorted({one.label for one in units if any(start <= place < end for start, end in one.fragments)}))


@given(layers_of(3))
def test_runs_are_what_counting_character_by_character_gives(layers: list[list[Unit]]) -> None:
    runs = runs_of([layer_of(units) for units in layers], LENGTH)
    dense = Counter(tuple(labels_at(units, place) for units in layers) for place in range(LENGTH))
    assert runs.lengths == dense
    for units, pieces in zip(layers, runs.pieces, strict=True):
        others = [other for other in layers if other is not units]
        for category in {category for category, _, _ in pieces}:
            mine = [place for place in range(LENGTH) if labels_at(units, place) == category]
            shared = [place for place in mine if any(labels_at(other, place) for other in others)]
            assert sum(length for name, length, _ in pieces if name == category) == len(mine)
            assert sum(pairable for name, _, pairable in pieces if name == category) == len(shared)


def test_spans_of_one_label_are_joined_where_they_overlap_but_not_where_they_touch() -> None:
    layer = layer_of(
        [
            unit("1", "claim", (0, 10)),
            unit("2", "claim", (5, 12)),
            unit("3", "claim", (12, 20)),
            unit("4", "quote", (0, 9)),
        ]
    )
    assert layer.joined == 1
    assert layer.spans == {"claim": [(0, 12), (12, 20)], "quote": [(0, 9)]}
    assert pieces_of(layer) == [(0, 9, "claim\nquote"), (9, 12, "claim"), (12, 20, "claim")]


def test_a_category_names_its_labels() -> None:
    assert labels_in("claim\nquote") == ["claim", "quote"]
    assert labels_in(GAP) == []
