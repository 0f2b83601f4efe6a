"""Some releases of the Qt binding lose a reference to None with every painting call and end in an abort."""

from __future__ import annotations

import sys

from annotator.ui.reader.view import Reader
from tests.ui.reader.conftest import STORY, find, span


def test_painting_keeps_the_references_to_none(reader: Reader) -> None:
    spans = [span("a", find("3,000 people"), find("by midnight")), span("b", find("שלושת"), dashed=True)]
    reader.show_article(STORY, spans, title="Headline", byline="Source")
    reader.set_selected_span("a")
    reader.set_selection(*find("harbour city"))
    reader.viewport().repaint()
    before = sys.getrefcount(None)
    for _ in range(200):
        reader.viewport().repaint()
        reader.verticalScrollBar().repaint()
    assert abs(sys.getrefcount(None) - before) < 100
