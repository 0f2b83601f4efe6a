"""From a file to the export: what is highlighted in the window is what its offsets give, in any text."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import regex
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from annotator.services.articles import import_articles
from annotator.services.exporting import ExportOptions, export_layer
from annotator.services.layers import LayerOptions, import_layer
from annotator.services.projects import create_project, open_project
from tests.ui.conftest import ANNOTATOR, Opener
from tests.ui.reader.conftest import Mouse
from tests.ui.reader.test_offsets import PIECES, starts_right_to_left, width

_NAMES = count()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, min_size=4, max_size=20).map("".join), st.data())
def test_what_is_highlighted_is_what_is_exported(
    open_window: Opener, home: Path, tmp_path: Path, text: str, data: st.DataObject
) -> None:
    home.mkdir(exist_ok=True)
    (home / "settings.json").write_text('{"snap": "none"}', encoding="utf-8")
    folder = tmp_path / str(next(_NAMES))
    folder.mkdir()
    path, text = folder / "p.annot", f"Lead 👩‍👩‍👧\n\n{text}."
    (folder / "a.txt").write_bytes(("\ufeff" + text.replace("\n", "\r\n")).encode())
    create_project(path)
    with open_project(path, ANNOTATOR) as project:
        import_articles(project, [folder / "a.txt"])

    opened = open_window(path)
    opened.open_first()
    reader = opened.reader
    assert reader.text == text
    graphemes = [match.span() for match in regex.finditer(r"\X", text)]
    shown = [span for span in graphemes if text[slice(*span)].strip() and width(reader, span[0]) > 4]
    assume(shown)
    first, last = sorted(data.draw(st.tuples(st.sampled_from(shown), st.sampled_from(shown))))
    wanted = (first[0], last[1])
    mouse = Mouse(reader)
    mouse.drag(mouse.before(first[0]), mouse.after(last[0]))
    assert reader.selection() == wanted
    opened.key("1")
    reader.set_selection(first[0], first[0])
    while (reader.selection() or wanted[:1] * 2)[1] < wanted[1]:
        key = Qt.Key.Key_Left if starts_right_to_left(text, reader.caret) else Qt.Key.Key_Right
        opened.key(key, Qt.KeyboardModifier.ShiftModifier)
    opened.key("3")
    opened.saved()
    opened.work.give_up()
    opened.window.close()

    (folder / "b.jsonl").write_text(json.dumps({"text": text, "label": [[*wanted, "quote"]]}), encoding="utf-8")
    with open_project(path, ANNOTATOR) as project:
        import_layer(project, [folder / "b.jsonl"], LayerOptions(form="doccano"))
    export_layer(path, folder / "gold", ExportOptions(layer=ANNOTATOR, include_unfinished=True))
    (record,) = map(json.loads, (folder / "gold" / "gold.jsonl").read_text(encoding="utf-8").split("\n")[:-1])
    assert sorted(span["label"] for span in record["spans"]) == ["claim", "figure", "quote"]
    assert {(span["start"], span["end"]) for span in record["spans"]} == {wanted}
    assert record["text"][slice(*wanted)] == text[slice(*wanted)] == record["spans"][0]["text"]
