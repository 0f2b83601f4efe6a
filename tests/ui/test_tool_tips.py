"""Tool tips over the text name what an attribute points to by its words, wherever spans are shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from annotator.domain.annotation import Annotation, Progress
from annotator.domain.article import State
from annotator.domain.edit import Change, Record
from annotator.domain.identity import ANNOTATION
from annotator.domain.span import fragments_of
from annotator.services.articles import import_articles
from annotator.services.projects import Project, create_project, open_project
from annotator.ui.reader.values import Place
from annotator.ui.reader.view import Reader
from tests.ui.conftest import OpenedWindow, Opener
from tests.ui.review.conftest import OpenedReview
from tests.unit.services.reference_schema import SCHEMA
from tests.unit.services.three_annotators import write_as

LONG = "“We waited in the rain, all <b>seven</b> of us, until the last ferry had come and gone twice over,”"
TEXT = f"The ferry was late. {LONG} said Ona Brandt. Nobody else was there."
CLAIM, FAR = (0, 19), (TEXT.index("Nobody"), len(TEXT))
QUOTE = (TEXT.index(LONG), TEXT.index(LONG) + len(LONG))


def tag_article(project: Project, article_id: str, layer: str, elsewhere: str) -> None:
    """Tag a quote, a claim that points to it, and a claim that points elsewhere."""

    def made(label: str, span: tuple[int, int], **values: str) -> Annotation:
        return Annotation(project.mint.new(ANNOTATION), article_id, layer, label, fragments_of([span]), values)

    quote = made("quote", QUOTE)
    claims = made("claim", CLAIM, whose=quote.id), made("claim", FAR, whose=elsewhere)
    records: tuple[Record, ...] = (quote, *claims, Progress(article_id, layer, State.FINISHED, 1))
    write_as(project, layer, "tag", *(Change(None, each) for each in records))


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """Two articles; in the first, Anna and Ben have finished and point to the quote there, and to one in the second."""
    path = tmp_path / "story.annot"
    create_project(path, schema_text=SCHEMA)
    for name, text in (("1.txt", TEXT), ("2.txt", "Another day, another ferry.")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with open_project(path, "anna") as project:
        first, second = import_articles(project, [tmp_path / "1.txt", tmp_path / "2.txt"]).added
        far = Annotation(project.mint.new(ANNOTATION), second.id, "anna", "quote", fragments_of([(0, 11)]), {})
        write_as(project, "anna", "tag", Change(None, far))
        tag_article(project, first.id, "anna", far.id)
        tag_article(project, first.id, "ben", far.id)
    return path


@pytest.fixture
def window(open_window: Opener, story: Path) -> OpenedWindow:
    opened = open_window(story)
    opened.open_first()
    return opened


def tip_at(reader: Reader, position: int) -> str:
    """Return what the tool tip says on a character of the text. The text came under the mouse, which did not move."""
    rect = reader.place_rect(Place(position))
    at = QPoint(rect.left() + 3, rect.center().y())
    viewport = reader.viewport()
    QApplication.sendEvent(viewport, QHelpEvent(QEvent.Type.ToolTip, at, viewport.mapToGlobal(at)))
    said = QToolTip.text()
    QToolTip.hideText()
    return said


def check_tips(reader: Reader) -> None:
    near, far = tip_at(reader, CLAIM[0] + 2), tip_at(reader, FAR[0] + 2)
    assert "Said by: Q “We waited in the rain, all <b>seven" in " ".join(near.split())
    assert near.endswith("…"), "long words are cut"
    assert far.endswith("Said by: in another article, or deleted")
    assert "s_" not in near + far


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_ones_own_spans_say_in_words_what_they_point_to(window: OpenedWindow) -> None:
    check_tips(window.reader)


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_spans_of_others_say_it_too(window: OpenedWindow) -> None:
    """Anna deletes what she tagged, so that what is pointed at can only be Ben's."""
    window.work.actions["view.others"].trigger()
    desk = window.work.session.desk
    assert desk is not None
    window.work.session.do(lambda editor: editor.delete(list(desk.annotations)))
    window.qtbot.waitUntil(lambda: [span.owner for span in window.reader.page.spans] == ["ben"] * 3)
    check_tips(window.reader)


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_the_lanes_of_the_review_page_say_it_too(window: OpenedWindow) -> None:
    review = OpenedReview(window)
    review.show()
    review.click_cell(review.table("Spans"), 0, 2)
    review.page.entries.list.setFocus()
    QTest.keyClick(review.page.entries.list, Qt.Key.Key_Down)
    QTest.keyClick(review.page.entries.list, Qt.Key.Key_Return)
    lanes = review.page.lanes
    review.qtbot.waitUntil(lambda: bool(lanes.article_id))
    check_tips(lanes.reader)
    review.press(lanes.layers["anna"])
    check_tips(lanes.reader)
