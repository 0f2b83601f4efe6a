from __future__ import annotations

import pytest

from annotator.domain.annotation import GOLD
from annotator.domain.article import State
from annotator.domain.blinding import in_hidden_order, may_see

FINISHED, IN_PROGRESS = State.FINISHED, State.IN_PROGRESS


@pytest.mark.parametrize(
    ("layer", "states", "seen"),
    [
        ("anna", {}, True),
        ("ben", {"anna": FINISHED, "ben": FINISHED}, True),
        ("ben", {"anna": FINISHED, "ben": IN_PROGRESS}, False),
        ("ben", {"anna": IN_PROGRESS, "ben": FINISHED}, False),
        ("ben", {}, False),
        (GOLD, {"anna": FINISHED}, True),
        (GOLD, {GOLD: FINISHED}, False),
    ],
)
def test_another_layer_is_seen_when_both_are_finished(layer: str, states: dict[str, State], *, seen: bool) -> None:
    assert may_see("anna", layer, states, adjudicator=False) is seen


def test_an_adjudicator_sees_every_layer() -> None:
    assert may_see("anna", "ben", {}, adjudicator=True)


def test_the_hidden_order_holds_all_names_and_gives_none_away() -> None:
    names = ["anna", "ben", "cleo"]
    orders = {tuple(in_hidden_order(f"a_{number}", names)) for number in range(60)}
    assert all(sorted(order) == names for order in orders)
    assert len(orders) == 6
    assert in_hidden_order("a_1", names) == in_hidden_order("a_1", reversed(names))
