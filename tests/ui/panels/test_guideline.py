from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.schema import Schema
from annotator.ui.panels.guideline import GuidelinePanel

LONG = "\n\n".join(["# Title", "## claim", *["A paragraph about claims."] * 60, "## Quote", *["On quotes."] * 60])


@pytest.fixture
def panel(qtbot: QtBot, schema: Schema) -> GuidelinePanel:
    made = GuidelinePanel()
    qtbot.addWidget(made)
    made.resize(300, 400)
    made.show()
    made.set_project(LONG, schema)
    return made


def top_line(panel: GuidelinePanel) -> str:
    return panel.page.cursorForPosition(QPoint(20, 20)).block().text()


def test_it_opens_at_the_heading_of_a_label_by_name_or_title(panel: GuidelinePanel) -> None:
    assert panel.show_label("quote")
    assert top_line(panel) == "Quote"
    assert panel.show_label("claim")
    assert top_line(panel) == "claim"
    assert not panel.show_label("figure")


WIDE = """# Title

```
a line of code that is much longer than the panel is wide, and has to go on below
```

| said | how it is tagged |
|---|---|
| The mill at the river had been closed since the flood of that year. | as a claim that can be checked |

https://example.org/an/address/that/is/much/longer/than/the/panel/is/wide/and/has/no/blank
"""


@pytest.mark.parametrize("width", [200, 258, 300, 640])
def test_everything_is_wrapped_and_nothing_scrolls_sideways(qtbot: QtBot, panel: GuidelinePanel, width: int) -> None:
    panel.set_project(WIDE, None)
    panel.resize(width, 400)
    document, layout = panel.page.document(), panel.page.document().documentLayout()
    qtbot.waitUntil(lambda: document.textWidth() == panel.page.viewport().width())
    assert not panel.page.horizontalScrollBar().isVisible()
    block = document.begin()
    while block.isValid():
        left, lines = layout.blockBoundingRect(block).left(), block.layout()
        for number in range(lines.lineCount()):
            line = lines.lineAt(number)
            assert left + line.x() + line.naturalTextWidth() <= panel.page.viewport().width(), block.text()
        block = block.next()


def test_editing_hands_on_what_changed(qtbot: QtBot, panel: GuidelinePanel) -> None:
    QTest.mouseClick(panel.edit_button, Qt.MouseButton.LeftButton)
    QTest.keyClicks(panel.editor, "New. ")
    with qtbot.waitSignal(panel.guideline_edited) as edited:
        QTest.mouseClick(panel.save_button, Qt.MouseButton.LeftButton)
    assert edited.args == ["New. " + LONG]
    assert panel.page.isVisible()


def test_discarding_changes_nothing(qtbot: QtBot, panel: GuidelinePanel) -> None:
    QTest.mouseClick(panel.edit_button, Qt.MouseButton.LeftButton)
    QTest.keyClicks(panel.editor, "New. ")
    with qtbot.assertNotEmitted(panel.guideline_edited):
        QTest.mouseClick(panel.cancel_button, Qt.MouseButton.LeftButton)
    assert panel.page.isVisible()


def test_nothing_is_fetched_and_html_stays_text(panel: GuidelinePanel) -> None:
    panel.set_project("![x](http://127.0.0.1:9/x.png) <script>alert(1)</script> **bold**", None)
    assert panel.page.loadResource(2, QUrl("http://127.0.0.1:9/x.png")) is None
    assert "bold" in panel.page.toPlainText()


def test_web_links_are_handed_on_and_links_inside_scroll(qtbot: QtBot, panel: GuidelinePanel) -> None:
    with qtbot.waitSignal(panel.link_opened) as opened:
        panel.page.anchorClicked.emit(QUrl("https://example.org/a"))
    assert opened.args == ["https://example.org/a"]
    with qtbot.assertNotEmitted(panel.link_opened):
        panel.page.anchorClicked.emit(QUrl("file:///etc/passwd"))
        panel.page.anchorClicked.emit(QUrl("#quote"))
    assert top_line(panel) == "Quote"


def test_without_a_guideline_it_offers_to_write_one(panel: GuidelinePanel) -> None:
    panel.set_project("", None)
    assert panel.write_button.isVisible()
    panel.set_editable(on=False)
    assert not panel.write_button.isVisible()


def test_the_heading_is_at_the_top_when_the_page_is_seen_first(qtbot: QtBot, schema: Schema) -> None:
    tabs = QTabWidget()
    qtbot.addWidget(tabs)
    tabs.addTab(QWidget(), "Other")
    panel = GuidelinePanel()
    tabs.addTab(panel, "Guideline")
    panel.set_project(LONG.replace("A paragraph about claims.", "A paragraph about claims. " * 12), schema)
    tabs.resize(300, 400)
    tabs.show()
    assert panel.show_label("quote")
    tabs.setCurrentWidget(panel)
    qtbot.waitUntil(lambda: top_line(panel) == "Quote")
    assert panel.page.verticalScrollBar().value() < panel.page.verticalScrollBar().maximum()
