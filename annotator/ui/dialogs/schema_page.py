"""Changing the project's schema: write or open it, see what is wrong or what would change, then change it.

Methods: `begin(text)` opens it with the project's schema, `show_proposal(SchemaProposal)`, `show_error(error)`.
Signals: `check_wanted(text, Renames)`: run `services.schemas.propose_schema` off the GUI thread and hand back what it
says; `change_wanted(SchemaProposal)`; `annotation_wanted(article id, annotation id)` for a record that refuses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QHBoxLayout, QLabel, QScrollArea, QWidget

from annotator.domain.errors import InputError, KnownError
from annotator.domain.schema_migration import ChangeKind, Refusal, Renames, SchemaChange
from annotator.services.schemas import SchemaProposal
from annotator.ui.dialogs.numbered_text import NumberedText
from annotator.ui.kit.sheet import Sheet
from annotator.ui.kit.words import counted, named, tr
from annotator.ui.panels.parts import clear, column, line, push_button, text_label

_SIZE = (920, 600)
_PAUSE_MS = 400
_LISTED = 50
_LINE = re.compile(r"\bline (\d+)\b")
_BY_MOUSE = Qt.TextInteractionFlag.LinksAccessibleByMouse
Part = tuple[str, str, str]
"""What is renamed (label, attribute, choice, relation), the attribute a choice belongs to or "", and its old name."""


class SchemaSheet(Sheet):
    """See the module for methods and signals."""

    check_wanted = Signal(str, object)
    change_wanted = Signal(object)
    annotation_wanted = Signal(str, str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, tr("Change the schema"), _SIZE)
        self._before = ""
        self._renamed: dict[Part, str] = {}
        self._proposal: SchemaProposal | None = None
        self.combos: dict[Part, QComboBox] = {}
        self.editor = named(NumberedText(), tr("Schema, YAML"))
        self.first = self.editor
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._check)
        self.editor.textChanged.connect(self._typed)
        self.open_button = push_button(tr("Open file…"), "open")
        self.open_button.clicked.connect(self._open_file)
        self.close_button = push_button(tr("Cancel"))
        self.close_button.clicked.connect(self.dismiss)
        self.change_button = push_button(tr("Change the schema"), primary=True)
        self.change_button.clicked.connect(self._change)
        self.outcome = text_label(role="heading", wrap=True)
        body = QWidget()
        self._items = column(body, gap=8)
        self._scroll = named(QScrollArea(), tr("What would change"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(body)
        self._lay_out()

    def _lay_out(self) -> None:
        sides, right = line(gap=16), column(gap=8)
        right.addWidget(self.outcome)
        right.addWidget(self._scroll, 1)
        sides.addWidget(self.editor, 3)
        sides.addLayout(right, 2)
        end: QHBoxLayout = line(gap=8)
        end.addWidget(self.open_button)
        end.addStretch(1)
        end.addWidget(self.close_button)
        end.addWidget(self.change_button)
        hint = tr("No value is ever lost: what the new schema cannot hold has to be changed first, or renamed here.")
        self.column.addWidget(text_label(tr("Change the schema"), "title"))
        self.column.addWidget(text_label(hint, "muted", wrap=True))
        self.column.addLayout(sides, 1)
        self.column.addLayout(end)

    # -- what the frame calls

    def begin(self, text: str) -> None:
        """Open with the project's schema."""
        self._before = text
        self._renamed = {}
        self.editor.setPlainText(text)
        self._wait(tr("Nothing is changed yet"))
        self.open()

    def show_proposal(self, proposal: SchemaProposal) -> None:
        """Show what a schema would change, unless it was changed meanwhile."""
        if proposal.text != self.editor.toPlainText():
            return
        refused = proposal.plan.refused
        self._proposal = None if refused or (not proposal.changes and proposal.text == self._before) else proposal
        self.change_button.setEnabled(self._proposal is not None)
        self._start(_summary(proposal))
        for change in proposal.changes:
            self._items.addWidget(text_label(f"• {change}", wrap=True))
        self._offer_renames(proposal.changes)
        if refused:
            self._items.addWidget(text_label(tr("Stands in the way"), "section"))
        for refusal in refused[:_LISTED]:
            self._add_refusal(refusal)
        if len(refused) > _LISTED:
            self._items.addWidget(text_label(tr("and {n} more").format(n=f"{len(refused) - _LISTED:,}"), "muted"))
        self._items.addStretch(1)

    def show_error(self, error: KnownError) -> None:
        """Show what is wrong with the schema, with the lines marked; a click leads to the line."""
        self._proposal = None
        self.change_button.setEnabled(False)
        self._start(error.what)
        places = []
        reasons = re.split(r"[\n;]", error.why)
        where = [] if any(map(_LINE.search, reasons)) else [error.where]
        for part in (*where, *reasons, error.remedy):
            found = _LINE.search(part)
            if found is not None:
                places.append(int(found[1]))
                self._add_link(part.strip(), partial(self.editor.go_to_line, int(found[1])))
            elif part.strip():
                self._items.addWidget(text_label(part.strip(), "muted", wrap=True))
        self._items.addStretch(1)
        self.editor.mark_lines(frozenset(places))

    # -- inside

    def _typed(self) -> None:
        self._wait(tr("Checking…"))
        self._pause.start()

    def _wait(self, words: str) -> None:
        self._proposal = None
        self.change_button.setEnabled(False)
        self._start(words)

    def _start(self, words: str) -> None:
        clear(self._items)
        self.combos = {}
        self.outcome.setText(words)
        self.editor.mark_lines(frozenset())

    def _check(self) -> None:
        self.check_wanted.emit(self.editor.toPlainText(), self.renames())

    def renames(self) -> Renames:
        """Return what the person said is only renamed."""
        named_parts: dict[str, dict[str, str]] = {"label": {}, "attribute": {}, "relation": {}}
        choices = {}
        for (thing, of, old), new in self._renamed.items():
            if thing == "choice":
                choices[of, old] = new
            else:
                named_parts[thing][old] = new
        return Renames(named_parts["label"], named_parts["attribute"], named_parts["relation"], choices)

    def _offer_renames(self, changes: Sequence[SchemaChange]) -> None:
        added: dict[tuple[str, str], list[str]] = {}
        for change in changes:
            if change.kind == ChangeKind.ADDED:
                added.setdefault((change.thing, change.of), []).append(change.name)
        open_parts = [
            change
            for change in changes
            if (change.kind == ChangeKind.REMOVED and (change.thing, change.of) in added)
            or change.kind == ChangeKind.RENAMED
        ]
        if open_parts:
            self._items.addWidget(text_label(tr("Renamed?"), "section"))
        for change in open_parts:
            self._add_rename(change, added.get((change.thing, change.of), []))

    def _add_rename(self, change: SchemaChange, names: Sequence[str]) -> None:
        part = (change.thing, change.of, change.name)
        title = tr("{thing} {name}").format(thing=tr(change.thing), name=change.name)
        combo = named(QComboBox(), tr("What {title} is called now").format(title=title))
        combo.view().setAccessibleName(combo.accessibleName())
        combo.addItem(tr("is removed"), "")
        for name in (*([change.to] if change.to else []), *names):
            combo.addItem(tr("is now {name}").format(name=name), name)
        combo.setCurrentIndex(max(0, combo.findData(self._renamed.get(part, ""))))
        combo.activated.connect(lambda _row: self._rename(part, str(combo.currentData())))
        self.combos[part] = combo
        row = QWidget()
        line(row, text_label(title), combo, gap=8).setStretch(1, 1)
        self._items.addWidget(row)

    def _rename(self, part: Part, name: str) -> None:
        self._renamed.pop(part, None)
        if name:
            self._renamed[part] = name
        self._wait(tr("Checking…"))
        self._check()

    def _add_refusal(self, refusal: Refusal) -> None:
        words = tr("{why} ({id})").format(why=refusal.why, id=refusal.record_id)
        self._add_link(words, lambda: self.annotation_wanted.emit(refusal.article_id, refusal.record_id))

    def _add_link(self, words: str, follow: Callable[[], None]) -> None:
        link = named(QLabel(f'<a href="#" style="text-decoration: none">{escape(words)}</a>'), words)
        link.setTextFormat(Qt.TextFormat.RichText)
        link.setWordWrap(True)
        link.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByKeyboard | _BY_MOUSE)
        link.linkActivated.connect(lambda _address: follow())
        self._items.addWidget(link)

    def _open_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self.window(), tr("Open schema"), "", tr("Schemas (*.yaml *.yml);;All files (*)")
        )
        if chosen:
            self.load(Path(chosen))

    def load(self, path: Path) -> None:
        """Put a schema file into the editor."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self.show_error(InputError("The schema cannot be read", str(path), str(error), "Save it as UTF-8"))
            return
        self.editor.setPlainText(text)

    def _change(self) -> None:
        if self._proposal is not None:
            proposal, self._proposal = self._proposal, None
            self.dismiss()
            self.change_wanted.emit(proposal)


def _summary(proposal: SchemaProposal) -> str:
    refused, changed = len(proposal.plan.refused), len(proposal.plan.changed)
    if refused:
        one = tr("Values would be lost: {n} annotation or relation stands in the way")
        return counted(refused, one, tr("Values would be lost: {n} annotations and relations stand in the way"))
    if not proposal.changes:
        return tr("No label, attribute or relation changes")
    one, many = tr("; {n} annotation or relation is rewritten"), tr("; {n} annotations and relations are rewritten")
    rewritten = counted(changed, one, many) if changed else ""
    return tr("Ready to change{rewritten}").format(rewritten=rewritten)
