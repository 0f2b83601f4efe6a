"""Steps on the Review page: numbers, what is behind them, and the pictures of them."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from annotator.ui.panels.review.pictures import Picture
from annotator.ui.panels.review.table import NumbersTable
from annotator.ui.review_page import ReviewPage
from annotator.ui.tour.hands import TourError
from annotator.ui.tour.step import Visit

LAYERS = ("ida", "joel", "mira")
_OUTCOMES, _F1, _PROGRESS = "What became of them", "The same spans? (F1)", "Progress"
_COUNTS = (
    ("ida – joel", "2", "0", "58", "19", "7", "48", "7"),
    ("ida – mira", "3", "0", "137", "21", "3", "30", "12"),
    ("joel – mira", "5", "0", "101", "31", "11", "15", "123"),
)
"""What became of the sample annotators' spans, as `annotator agreement` prints it."""
_BOUNDARY = (0, 4)
"""The cell with the spans of the first pair that differ in their boundary."""


def review(visit: Visit) -> None:
    """Go to the page: six articles are compared, counts come first."""
    page = _page(visit)
    visit.hands.press("Alt+2")
    visit.hands.wait(lambda: page.sections.isVisible() and not page.busy.isVisible(), "the numbers are there")
    model = _table(visit, _OUTCOMES).model()
    rows = range(model.rowCount())
    found = tuple(tuple(str(model.index(row, at).data()) for at in range(model.columnCount())) for row in rows)
    visit.hands.check(found == _COUNTS, f"the counts are {found}")
    visit.camera.pair("review")


def measures(visit: Visit) -> None:
    """Scroll to F1, with its intervals and its map of who agrees with whom."""
    picture = _picture(visit, _F1)
    _bring(visit, picture, picture.rect().bottomLeft())
    visit.camera.pair("measures")


def open_number(visit: Visit) -> None:
    """Click a number: its list opens. Click a line of it: the article opens with every annotator's spans in lanes."""
    hands, page = visit.hands, _page(visit)
    table = _table(visit, _OUTCOMES)
    cell = table.model().index(*_BOUNDARY)
    _bring(visit, table, table.visualRect(cell).bottomLeft())
    hands.click_row(table, cell)
    entries = page.entries
    hands.wait(lambda: bool(entries.count.text()) and not entries.busy.isVisible(), "the list is whole")
    listed = entries.model.rowCount()
    hands.check(listed == int(str(cell.data())), f"{cell.data()} were counted, {listed} are listed")
    hands.click_row(entries.list, entries.model.index(0))
    hands.wait(lambda: bool(page.lanes.article_id), "the article is shown")
    hands.check(sorted(page.lanes.layers) == list(LAYERS), f"these layers are shown: {sorted(page.lanes.layers)}")
    visit.camera.pair("behind")


def who_chose_what(visit: Visit) -> None:
    """Click a square of the map: the spans of one pair. Then look at which label was chosen for which."""
    hands, page = visit.hands, _page(visit)
    squares = _picture(visit, _F1)
    spot = next(spot for spot in squares.spots if spot.behind is not None)
    centre = spot.rect.center().toPoint()
    _bring(visit, squares, centre)
    hands.click(squares, centre)
    hands.wait(lambda: page.entries.title.text() == spot.behind.title, "the list is that of the square")  # type: ignore[union-attr] # chosen so
    chosen = page.sections.chosen
    _bring(visit, chosen.view, QPoint(0, chosen.view.table.height()))
    visit.camera.pair("chosen")


def progress(visit: Visit) -> None:
    """Scroll to how the work went on, day by day."""
    timeline = page_timeline(visit)
    _bring(visit, timeline, timeline.rect().bottomLeft())
    visit.camera.pair("progress")


def page_timeline(visit: Visit) -> Picture:
    """Return the picture of progress over time."""
    found = _page(visit).sections.views[_PROGRESS].timeline
    if found is None:
        raise TourError("progress is not shown")
    return found


def _page(visit: Visit) -> ReviewPage:
    return visit.hands.work.review_page


def _table(visit: Visit, title: str) -> NumbersTable:
    return _page(visit).sections.views[title].table


def _picture(visit: Visit, title: str) -> Picture:
    found = _page(visit).sections.views[title].heat_map
    if found is None:
        raise TourError(f"“{title}” has no map")
    return found


def _bring(visit: Visit, part: QWidget, at: QPoint) -> None:
    visit.hands.bring(_page(visit).numbers, part, at)
