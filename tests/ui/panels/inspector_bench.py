"""An inspector on a desk with a quote, a figure and a claim, for tests to type into."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.edit import Change
from annotator.domain.schema import Schema
from annotator.services import linking, tagging
from annotator.services.desk import ArticleDesk
from annotator.ui.panels.inspector.panel import InspectorPanel
from tests.ui.panels.samples import span_id

QUOTE, FIGURE, CLAIM = span_id(1), span_id(2), span_id(3)


@dataclass
class Bench:
    """An inspector whose intents are carried out on a desk, as the window does it."""

    panel: InspectorPanel
    desk: ArticleDesk
    schema: Schema
    heard: list[tuple[object, ...]] = field(default_factory=list)
    lefts: int = 0

    def wire(self) -> None:
        panel = self.panel
        panel.attribute_edited.connect(self.edited)
        panel.attribute_opened.connect(
            lambda key, name: self.do(tagging.open_attribute(self.desk, self.schema, key, name))
        )
        panel.confirmed.connect(lambda ids, names: self.do(tagging.confirm(self.desk, ids, names)))
        panel.label_chosen.connect(lambda ids, label: self.do(tagging.relabel(self.desk, self.schema, ids, label)))
        panel.note_edited.connect(lambda key, note: self.do(tagging.set_note(self.desk, key, note)))
        panel.relation_removed.connect(lambda key: self.do(linking.unrelate(self.desk, key)))
        panel.left.connect(self.leave)

    def edited(self, ids: list[str], name: str, raw: object) -> None:
        self.heard.append((ids, name, raw))
        self.do(tagging.set_attribute(self.desk, self.schema, ids, name, raw))

    def do(self, changes: tuple[Change, ...]) -> None:
        for change in changes:
            self.desk.apply(change)
        self.panel.refresh()

    def leave(self) -> None:
        self.lefts += 1

    def show(self, *ids: str) -> None:
        self.panel.show_annotations(self.desk, self.schema, ids)

    def value(self, annotation_id: str, name: str) -> object:
        return self.desk.annotations[annotation_id].attributes.get(name)

    def origin(self, annotation_id: str, name: str) -> str:
        return str(self.desk.annotations[annotation_id].provenance.get(name, ""))

    def input(self, name: str) -> QWidget:
        assert self.panel.form is not None
        found = self.panel.form.rows[name].field.focusProxy()
        assert found is not None
        return found

    def shown(self) -> list[str]:
        assert self.panel.form is not None
        return [name for name, row in self.panel.form.rows.items() if not row.isHidden()]


def bench_of(qtbot: QtBot, schema: Schema, desk: ArticleDesk) -> Bench:
    panel = InspectorPanel()
    qtbot.addWidget(panel)
    panel.resize(320, 800)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    bench = Bench(panel, desk, schema)
    bench.wire()
    return bench
