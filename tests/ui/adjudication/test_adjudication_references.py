"""Values that point to annotations, on the Adjudicate page: shown by their words and picked from the gold there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.domain.adjudication import Item
from annotator.domain.annotation import Annotation, Progress
from annotator.domain.article import State
from annotator.domain.edit import Change, Record
from annotator.domain.identity import ANNOTATION
from annotator.domain.span import fragments_of
from annotator.services.articles import import_articles
from annotator.services.editing import Editor
from annotator.services.projects import create_project, open_project
from annotator.services.roles import become_adjudicator
from annotator.ui.deciding import Deciding
from annotator.ui.panels.inspector.text_input import TextInput
from tests.ui.conftest import OpenedWindow, Opener
from tests.unit.services.reference_schema import SCHEMA
from tests.unit.services.three_annotators import write_as

TEXT = "The ferry was late. “We waited,” said Ona Brandt. “All night,” said her son."
FIRST, SECOND = (20, 32), (50, 62)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """Anna and Ben have the same spans; their claims point to different quotes."""
    path = tmp_path / "story.annot"
    create_project(path, schema_text=SCHEMA)
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    with open_project(path, "dora") as project:
        (article,) = import_articles(project, [tmp_path / "one.txt"]).added

        def made(layer: str, label: str, span: tuple[int, int], **values: str) -> Annotation:
            return Annotation(project.mint.new(ANNOTATION), article.id, layer, label, fragments_of([span]), values)

        for name, meant in (("anna", 0), ("ben", 1)):
            quotes = [made(name, "quote", span) for span in (FIRST, SECOND)]
            claim = made(name, "claim", (0, 19), whose=quotes[meant].id)
            done = Progress(article.id, name, State.FINISHED, 1)
            records: tuple[Record, ...] = (*quotes, claim, done)
            write_as(project, name, "tag", *(Change(None, each) for each in records))
        become_adjudicator(Editor(project))
    return path


@pytest.fixture
def window(open_window: Opener, story: Path) -> OpenedWindow:
    """The claim in hand, which is all there is to decide."""
    opened = open_window(story, "dora")
    opened.open_first()
    opened.key(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    opened.qtbot.waitUntil(lambda: opened.work.deciding.place is not None)
    return opened


def item(deciding: Deciding) -> Item:
    assert deciding.desk is not None
    return next(each for each in deciding.desk.items if each.start == 0)


def test_readings_name_what_they_point_to_by_its_words(window: OpenedWindow) -> None:
    rows = window.work.adjudicate_page.compare.table.compare.comparison.rows
    whose = next(row for row in rows if row.name == "whose")
    said = {cell.text.split("  ")[1] for cell in whose.cells[:2]}
    assert said == {"“We waited,”", "“All night,”"}
    assert whose.differs


def test_a_reference_of_the_gold_is_picked_from_a_list(window: OpenedWindow) -> None:
    deciding, form = window.work.deciding, window.work.adjudicate_page.form
    window.key("e")
    assert form.form is not None
    field = form.form.rows["whose"].field
    text = field.focusProxy()
    assert isinstance(text, TextInput)
    assert text.hasFocus()
    assert text.toPlainText().endswith(("“We waited,”", "“All night,”"))
    window.type("night")
    offers = text.offers
    assert [offers.item(row).text().split("  ")[1] for row in range(offers.count())] == ["“All night,”"]
    window.key(Qt.Key.Key_Down)
    window.key(Qt.Key.Key_Return)
    QTest.mouseClick(form.accept_button, Qt.MouseButton.LeftButton)
    (gold,) = item(deciding).gold
    assert deciding.desk is not None
    target = deciding.desk.annotations[str(gold.attributes["whose"])]
    assert (target.layer, target.start, target.end) == ("gold", *SECOND)
    assert not item(deciding).is_open
