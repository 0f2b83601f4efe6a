"""Steps with colleagues: dealing articles out, packing a share, and merging what comes back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt

from annotator.domain.article import State
from annotator.domain.boundaries import next_sentence
from annotator.services.editing import Editor
from annotator.services.projects import SUFFIX, open_project
from annotator.services.sample import VISITOR
from annotator.ui.tour.hands import TourError
from annotator.ui.tour.step import Visit

COLLEAGUE = "ida"
_SHARED = "40"
"""Which part of the articles two people tag, in per cent."""


def assign(visit: Visit) -> None:
    """Deal the articles out, some of them to two people, and none to the one who adjudicates."""
    hands = visit.hands
    sheet = hands.work.sharing.assign_sheet

    def ask() -> None:
        hands.run_command("assign articles")
        hands.wait(sheet.isVisible, "it is asked who gets articles")
        there = bool(sheet.list.findItems(VISITOR, Qt.MatchFlag.MatchExactly))
        hands.check(there, "who adjudicates is not in the list")
        hands.check(sheet.chosen == ["ida", "joel", "mira"], f"articles would be dealt out to {sheet.chosen}")
        hands.click(sheet.overlap.lineEdit())
        hands.press("Ctrl+A")
        hands.type(_SHARED)
        hands.wait(sheet.start_button.isEnabled, "what comes of it is shown")

    visit.camera.pair_of("assign", ask, partial(hands.press, "Esc"))
    ask()
    hands.click(sheet.start_button)
    hands.wait(lambda: not sheet.isVisible(), "the articles are dealt out")


def pack(visit: Visit) -> None:
    """Pack a colleague's share."""
    hands = visit.hands
    sheet = hands.work.sharing.pack_sheet

    def ask() -> None:
        hands.run_command("pack for a colleague")
        hands.wait(sheet.isVisible, "it is asked whose share is packed")

    visit.camera.pair_of("pack", ask, partial(hands.press, "Esc"))
    ask()
    hands.check(sheet.annotator.currentData() == COLLEAGUE, f"not {COLLEAGUE} is offered first")
    hands.click(sheet.start_button)
    hands.wait(sheet.done_button.isVisible, "the share is packed")
    hands.click(sheet.done_button)
    _work_elsewhere(_packed(visit))


def merge(visit: Visit) -> None:
    """Drop on the window what the colleague sent back, see what it would bring, and merge it."""
    hands = visit.hands
    sheet = hands.work.merging.sheet

    def look() -> None:
        hands.drop(_packed(visit))
        hands.wait(sheet.isVisible, "the merge is offered")
        hands.click(sheet.look_button)
        hands.wait(sheet.merge_button.isVisible, "it is told what the file would bring")

    visit.camera.pair_of("merge", look, partial(hands.press, "Esc"))
    look()
    hands.click(sheet.merge_button)
    hands.wait(sheet.undo_button.isVisible, "the file is merged")
    hands.click(sheet.done_button)


def _packed(visit: Visit) -> Path:
    return visit.project.with_name(f"{visit.project.stem}-{COLLEAGUE}{SUFFIX}")


def _work_elsewhere(path: Path) -> None:
    """Begin an article as the colleague, on what would be another machine: the window has no part in it.

    Nothing is finished, so that agreement stays what it is in the sample project.
    """
    with open_project(path, COLLEAGUE) as project:
        ids = project.reader.article_ids()
        states = project.reader.states(ids, COLLEAGUE)
        new = next((each for each in ids if states[each] == State.NEW), None)
        if new is None:
            raise TourError(f"{COLLEAGUE} was given nothing new")
        editor = Editor(project)
        editor.open(new)
        editor.tag("claim", [(0, next_sentence(editor.here.text, 0))])
