"""The review page in the real window: numbers, what is behind them, who may see it, and that it keeps up."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from annotator.domain.article import State
from annotator.services.editing import Editor
from annotator.services.exchange import merge_into
from annotator.services.projects import backup_project, open_project
from annotator.services.roles import adjudicators
from tests.ui.conftest import Opener
from tests.ui.review.conftest import OpenedReview, opened_as
from tests.unit.services.review_project import DOING, DONE, claim, make_project


def test_counts_come_first_and_every_one_opens_its_list(review: OpenedReview) -> None:
    titles = [view.title.text() for view in review.page.sections.views.values()]
    assert titles[:3] == ["Spans", "What became of them", "The same spans? (F1)"]
    assert review.texts("What became")[0] == ["anna – ben", "3", "1", "2", "1", "0", "1", "1"]
    review.click_cell(review.table("What became"), 0, 4)
    assert review.page.entries.title.text() == "anna – ben: boundary differs"
    (line,) = review.lines()
    assert "anna – ben: Claim · boundary differs · Kind: fact / opinion" in line
    assert review.page.entries.count.text() == "1 place"


def test_a_line_opens_its_article_with_all_layers_in_lanes(review: OpenedReview) -> None:
    review.click_cell(review.table("What became"), 0, 4)
    entries, lanes = review.page.entries, review.page.lanes
    place = entries.list.visualRect(entries.model.index(0)).center()
    QTest.mouseClick(entries.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert sorted(lanes.layers) == ["anna", "ben", "cara"]
    selected = lanes.reader.selected_span()
    assert selected is not None
    span = lanes.reader.span(selected)
    assert span is not None
    assert (span.owner, span.short, span.fragments) == ("anna", "Cla anna", ((20, 30),))
    assert len(lanes.reader.page.spans) == 8
    review.press(lanes.layers["ben"])
    assert {span.owner for span in lanes.reader.page.spans} == {"anna", "cara"}


def test_others_layers_cannot_be_changed_here(review: OpenedReview) -> None:
    project = review.opened.work.session.project
    assert project is not None
    review.click_cell(review.table("Spans"), 0, 2)
    QTest.keyClick(review.page.entries.list, Qt.Key.Key_Down)
    review.page.entries.list.setFocus()
    QTest.keyClick(review.page.entries.list, Qt.Key.Key_Return)
    reader = review.page.lanes.reader
    reader.setFocus()
    before = project.reader.summary()
    for key in (Qt.Key.Key_1, Qt.Key.Key_Delete, Qt.Key.Key_BracketLeft, Qt.Key.Key_F):
        QTest.keyClick(reader, key)
    review.opened.saved()
    assert project.reader.summary() == before


def test_the_keyboard_alone_reaches_numbers_lists_and_articles(review: OpenedReview) -> None:
    table = review.table("What became")
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, 0))
    for _ in range(7):
        QTest.keyClick(table, Qt.Key.Key_Right)
    QTest.keyClick(table, Qt.Key.Key_Return)
    review.listed()
    assert review.page.entries.title.text() == "anna – ben: only the second"
    review.page.entries.list.setFocus()
    QTest.keyClick(review.page.entries.list, Qt.Key.Key_Down)
    assert review.page.lanes.article_id


def test_bars_and_squares_open_their_lists_by_mouse_and_key(review: OpenedReview) -> None:
    view = review.page.sections.views["The same spans? (F1)"]
    assert view.bars is not None
    assert view.heat_map is not None
    assert view.maps is not None
    review.bring(view.bars, view.bars.rect().center())
    spot = view.bars.spots[1]
    QTest.mouseClick(view.bars, Qt.MouseButton.LeftButton, pos=spot.rect.center().toPoint())
    review.listed()
    assert review.page.entries.title.text() == "anna – cara: all labels"
    view.maps.setCurrentIndex(1)
    view.heat_map.setFocus()
    for _ in range(2):
        QTest.keyClick(view.heat_map, Qt.Key.Key_Right)
    assert view.heat_map.accessibleDescription() == "anna – cara: 0.67"
    QTest.keyClick(view.heat_map, Qt.Key.Key_Return)
    review.listed()
    assert review.page.entries.title.text() == "anna – cara: claim"


def test_progress_over_time_opens_the_articles(review: OpenedReview) -> None:
    timeline = review.page.sections.views["Progress"].timeline
    assert timeline is not None
    review.bring(timeline, timeline.rect().center())
    spot = next(spot for spot in timeline.spots if spot.words.startswith("anna"))
    assert spot.words.endswith(": 4")
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=spot.rect.center().toPoint())
    review.listed()
    assert review.page.entries.count.text() == "4 articles"


def test_the_bars_of_the_timeline_have_their_numbers_above_them(review: OpenedReview) -> None:
    timeline = review.page.sections.views["Progress"].timeline
    assert timeline is not None
    review.bring(timeline, timeline.rect().center())
    picture = timeline.grab().toImage()
    assert len(timeline.spots) > 1
    for spot in timeline.spots:
        middle, top = spot.rect.center().x(), spot.rect.top()
        above = [(round(middle) + x, round(top) - y) for x in range(-8, 9) for y in range(2, 16)]
        inked = {picture.pixelColor(*place).rgb() for place in above}
        assert top >= 16, "there is room for the number"
        assert len(inked) > 1, f"nothing is written above {spot.words}"


def test_only_the_number_whose_list_is_open_is_marked(review: OpenedReview) -> None:
    spans, outcomes = review.table("Spans"), review.table("What became")
    review.click_cell(spans, 0, 1)
    assert spans.selectedIndexes()
    review.click_cell(outcomes, 0, 3)
    assert not spans.selectedIndexes()
    assert [index.column() for index in outcomes.selectedIndexes()] == [3]
    review.bring(review.page.left_out, review.page.left_out.rect().center())
    review.press(review.page.left_out.buttons[0])
    review.listed()
    assert not outcomes.selectedIndexes()
    assert review.page.entries.count.text() == "3 articles"


def test_which_value_was_chosen_for_which(review: OpenedReview) -> None:
    chosen = review.page.sections.chosen
    titles = [chosen.choice.itemText(number) for number in range(chosen.choice.count())]
    assert titles[:3] == ["Labels of anna – ben", "Labels of anna – cara", "Labels of ben – cara"]
    chosen.choice.setCurrentIndex(titles.index("claim.kind of anna – ben"))
    review.click_cell(chosen.view.table, 0, 2)
    assert review.page.entries.title.text() == "anna: fact, ben: opinion"
    assert len(review.lines()) == 1


# -- filters


def test_the_overlap_that_spans_need_can_be_moved(review: OpenedReview) -> None:
    assert review.texts("The same spans")[0][4].startswith("0.75")
    slider = review.page.filters.iou
    slider.setFocus()
    review.recounted(lambda: [QTest.keyClick(slider, Qt.Key.Key_PageUp) for _ in range(4)])
    assert slider.value() == 90
    assert review.texts("The same spans")[0][4].startswith("0.50")


def test_label_annotators_and_words_narrow_the_comparison(review: OpenedReview) -> None:
    filters = review.page.filters
    review.recounted(lambda: filters.label.setCurrentIndex(filters.label.findData("claim")))
    assert [row[0] for row in review.texts("Spans")] == ["claim", "all labels"]
    review.recounted(filters.annotators.menu().actions()[2].trigger)
    assert [row[0] for row in review.texts("What became")] == ["anna – ben"]
    filters.text.setFocus()
    review.recounted(lambda: QTest.keyClicks(filters.text, "00 abcd"))
    assert review.texts("What became")[0][1] == "1"


def test_a_day_that_cannot_be_read_is_marked_and_counts_nothing(review: OpenedReview) -> None:
    field = review.page.filters.first
    field.setFocus()
    QTest.keyClicks(field, "2026-13")
    review.qtbot.waitUntil(lambda: bool(field.property("invalid")))
    field.clear()
    review.recounted(lambda: QTest.keyClicks(field, "2026"))
    assert "No article fits" in review.page.nothing_title.text()


# -- gamma


def test_gamma_is_measured_when_asked_for(review: OpenedReview) -> None:
    gamma = review.page.gamma
    assert not gamma.table.isVisible()
    review.bring(gamma, gamma.button.geometry().center())
    review.press(gamma.button)
    review.qtbot.waitUntil(gamma.table.isVisible)
    assert gamma.table.model().index(0, 0).data() == "gamma"
    assert gamma.button.isVisible()


# -- who may see what


def test_articles_that_were_not_finished_stay_blind(open_window: Opener, story: Path) -> None:
    review = opened_as(open_window, story, "cara")
    assert review.page.blind.isVisible()
    assert "1 more article was finished by two or more annotators, but not by you." in review.page.blind.says.text()
    assert [row[:2] for row in review.texts("What became")] == [
        ["anna – ben", "2"],
        ["anna – cara", "2"],
        ["ben – cara", "2"],
    ]


def test_an_adjudicator_sees_everything_and_can_take_it_back(open_window: Opener, story: Path) -> None:
    review = opened_as(open_window, story, "dora")
    blind, project = review.page.blind, review.opened.work.session.project
    assert project is not None
    assert review.page.nothing_title.text() == "Nothing that you may see yet"
    assert not blind.button.isVisible(), "first a word on what it means"
    review.press(blind.offer)
    assert blind.button.isVisible()
    review.recounted(lambda: review.press(blind.button))
    assert adjudicators(project.settings) == {"dora"}
    assert not blind.isVisible()
    assert review.texts("What became")[0][1] == "3"
    review.recounted(lambda: review.opened.work.actions.trigger("edit.undo"))
    assert adjudicators(project.settings) == frozenset()
    review.qtbot.waitUntil(lambda: blind.isVisible() and not review.page.sections.isVisible())


def test_not_now_leaves_everything_as_it_was(open_window: Opener, story: Path) -> None:
    review = opened_as(open_window, story, "cara")
    review.press(review.page.blind.offer)
    review.press(review.page.blind.not_now)
    assert not review.page.blind.button.isVisible()
    assert review.page.blind.offer.isVisible()


# -- nothing to show


def test_without_two_finished_annotators_it_says_what_to_do_next(open_window: Opener, tmp_path: Path) -> None:
    path = make_project(tmp_path / "begun.annot", [{"anna": (DONE, [claim(0, 10)]), "ben": (DOING, [])}])
    review = opened_as(open_window, path, "anna")
    assert review.page.nothing_title.text() == "No article was finished by two annotators"
    assert not review.page.sections.isVisible()
    button = review.page.next_steps["project.import"]
    review.press(button)
    assert review.opened.work.exchange.import_sheet.isVisible()


# -- keeping up


def test_an_edit_made_elsewhere_is_counted_when_the_page_is_shown_again(review: OpenedReview) -> None:
    assert review.texts("Spans")[0][1] == "3"
    review.opened.key(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    review.opened.reader.setFocus()
    review.opened.reader.set_selection(50, 60)
    review.opened.key("1")
    review.show()
    review.qtbot.waitUntil(lambda: review.texts("Spans")[0][1] == "4")


def test_an_article_opened_again_leaves_the_page_and_its_lists(review: OpenedReview) -> None:
    session = review.opened.work.session
    assert review.texts("What became")[0][1] == "3"
    review.click_cell(review.table("What became"), 0, 1)
    assert len(review.lines()) == 3

    entries, lanes = review.page.entries, review.page.lanes
    place = entries.list.visualRect(entries.model.index(0)).center()
    QTest.mouseClick(entries.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert sorted(lanes.layers) == ["anna", "ben", "cara"]

    def reopen() -> None:
        session.do(lambda editor: editor.set_state(State.IN_PROGRESS))

    review.recounted(reopen)
    review.qtbot.waitUntil(lambda: review.texts("What became")[0][1] == "2")
    review.listed()
    assert len(review.lines()) == 2, "the open list keeps up as well"
    assert sorted(lanes.layers) == ["anna"], "and the text is blind again"
    assert {span.owner for span in lanes.reader.page.spans} == {"anna"}


def test_another_s_file_that_is_merged_is_counted_while_the_page_is_open(
    open_window: Opener, story: Path, tmp_path: Path
) -> None:
    theirs = tmp_path / "ben.annot"
    backup_project(story, theirs)
    with open_project(theirs, "ben") as other:
        editor = Editor(other)
        editor.open(other.reader.article_ids()[3])
        editor.tag("claim", [(0, 10)])
        editor.set_state(State.FINISHED)
    review = opened_as(open_window, story, "anna")
    work = review.opened.work
    assert review.texts("What became")[0][1] == "3"
    project = work.session.project
    assert project is not None

    def merge() -> None:
        merge_into(project, [theirs])
        work.session.refresh()

    review.recounted(merge)
    review.qtbot.waitUntil(lambda: review.texts("What became")[0][1] == "4")


def test_another_project_shows_nothing_of_the_one_before(review: OpenedReview, tmp_path: Path) -> None:
    review.click_cell(review.table("Spans"), 0, 1)
    other = make_project(tmp_path / "other.annot", [{"anna": (DOING, [])}])
    review.opened.work.projects.open(other, "anna")
    review.opened.open_first()
    assert review.page.entries.model.rowCount() == 0
    review.show()
    assert review.page.nothing_title.text() == "No article was finished by two annotators"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_say_their_numbers_and_are_painted(review: OpenedReview, theme: str) -> None:
    review.opened.window.theme.choose(theme)  # type: ignore[arg-type]  # one of the two
    for view in review.page.sections.views.values():
        for picture in (view.bars, view.heat_map, view.timeline):
            if picture is not None:
                review.bring(picture, picture.rect().center())
                assert picture.accessibleName()
                image = picture.grab().toImage()
                colors = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
                assert len(colors) > 2
    QToolTip.hideText()
    QApplication.processEvents()


def test_a_key_leads_from_an_article_to_the_span_on_the_adjudicate_page(review: OpenedReview) -> None:
    review.click_cell(review.table("What became"), 0, 4)
    entries, lanes = review.page.entries, review.page.lanes
    place = entries.list.visualRect(entries.model.index(0)).center()
    QTest.mouseClick(entries.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    selected, article = lanes.reader.selected_span(), lanes.article_id
    review.opened.key(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    page, deciding = review.opened.work.adjudicate_page, review.opened.work.deciding
    if not page.is_at_work:
        review.opened.key(Qt.Key.Key_Return)
    review.qtbot.waitUntil(lambda: deciding.place is not None)
    assert deciding.desk is not None
    assert deciding.desk.article.id == article
    assert deciding.key == deciding.key_of(str(selected)) != ""
