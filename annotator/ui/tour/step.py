"""What a step of the tour is, and what every step works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from annotator.ui.tour.camera import Camera
from annotator.ui.tour.hands import Hands


@dataclass
class Visit:
    """One window on one project: hands, camera, and the folder that its gold set goes into."""

    hands: Hands
    camera: Camera
    project: Path
    gold: Path


V = TypeVar("V", bound=Visit)


class Step(NamedTuple, Generic[V]):
    """A step: what it is called, and what it does."""

    name: str
    do: Callable[[V], None]


def export_gold(visit: Visit, before: str, after: str) -> None:
    """Export the gold set, twice: the second time gives the same bytes. The pictures get these names."""
    hands = visit.hands
    sheet = hands.work.exchange.export_sheet
    seen: list[dict[str, bytes]] = []

    def ask() -> None:
        hands.press("Ctrl+E")
        hands.wait(sheet.isVisible, "the export is offered")
        hands.click(sheet.folder)
        hands.press("Ctrl+A")
        hands.type(str(visit.gold))

    def carry_out() -> None:
        ask()
        hands.click(sheet.start_button)
        hands.wait(sheet.done_button.isVisible, "the gold set is written")
        seen.append({path.name: path.read_bytes() for path in visit.gold.glob("*.jsonl")})

    visit.camera.pair_of(before, ask, partial(hands.press, "Esc"))
    visit.camera.pair_of(after, carry_out, lambda: hands.click(sheet.done_button))
    hands.check(len(seen) == 2 and seen[0] == seen[1], "the same project gave other bytes")
