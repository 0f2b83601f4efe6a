"""The key sheet (F1): every key, grouped and searchable, from the keys in force."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QTextBrowser, QToolButton, QWidget

from annotator.services.commands import COMMANDS, TEXT_KEYS
from annotator.services.ranking import rank
from annotator.ui.actions import Actions
from annotator.ui.kit.icons import icon
from annotator.ui.kit.sheet import Sheet
from annotator.ui.kit.theme import current_theme
from annotator.ui.kit.words import named, shown_key, tr

_ORDER = ("Tag", "Adjudicate", "Article", "Edit", "View", "File", "Help")
"""What hands need most comes first."""


class KeyLine(NamedTuple):
    """One line of the sheet."""

    group: str
    keys: tuple[str, ...]
    title: str
    hint: str


def key_lines(actions: Actions) -> list[KeyLine]:
    """Return a line for every command that has a key, and for the keys of the text."""
    in_order = sorted(COMMANDS, key=lambda command: _ORDER.index(command.menu))
    lines = [
        KeyLine(
            f"{tr(command.menu)} · {tr(command.section)}" if command.menu != command.section else tr(command.menu),
            tuple(shown_key(key) for key in actions.keys[command.id]),
            # Undo is named after what it would undo now, which is not what the key means.
            tr(command.title) if command.menu == "Edit" else actions.title(command.id),
            tr(command.hint),
        )
        for command in in_order
        if actions.keys[command.id] and actions[command.id].isVisible()
    ]
    return lines + [KeyLine(tr("In the text"), (tr(key.keys),), tr(key.hint), "") for key in TEXT_KEYS]


class KeySheet(Sheet):
    """What F1 shows."""

    def __init__(self, window: QWidget, actions: Actions) -> None:
        super().__init__(window, tr("Keys"), (760, 600))
        self._actions = actions
        title = named(QLabel(tr("Keys"), self.card), tr("Keys"))
        title.setProperty("role", "title")
        close = named(QToolButton(self.card), tr("Close"), tr("Close"))
        close.setIcon(icon("close"))
        close.clicked.connect(self.dismiss)
        head = QHBoxLayout()
        head.addWidget(title, 1)
        head.addWidget(close)
        self.search = named(QLineEdit(self.card), tr("Search keys"))
        self.search.setPlaceholderText(tr("Search by name or key"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._show)
        self.text = named(QTextBrowser(self.card), tr("Keys found"))
        self.text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.column.addLayout(head)
        self.column.addWidget(self.search)
        self.column.addWidget(self.text, 1)
        self.first = self.search
        current_theme().changed.connect(self._show)

    def show_keys(self) -> None:
        """Open with the keys in force."""
        self.search.clear()
        self._show()
        self.open()

    def _show(self) -> None:
        lines = key_lines(self._actions)
        query = self.search.text()
        if query.strip():
            searched = [f"{line.title} {' '.join(line.keys)} {line.hint} {line.group}" for line in lines]
            lines = [lines[place] for place in sorted(rank(query, searched))]
        self.text.setHtml(_page(lines) if lines else f"<p>{escape(tr('Nothing found. Try other words.'))}</p>")


def _page(lines: Iterable[KeyLine]) -> str:
    color = current_theme().tokens.color
    rows: list[str] = []
    group = ""
    for line in lines:
        if line.group != group:
            group = line.group
            rows.append(f'<tr><td colspan="3" style="padding-top:12px"><b>{escape(group)}</b></td></tr>')
        keys = "&nbsp;&nbsp;".join(f"<b>{escape(key)}</b>" for key in line.keys)
        rows.append(
            f'<tr><td width="190" style="color:{color["accent"]}">{keys}</td>'
            f'<td width="210">{escape(line.title)}</td>'
            f'<td style="color:{color["text_muted"]}">{escape(line.hint)}</td></tr>'
        )
    return f'<table cellspacing="0" cellpadding="3" width="100%">{"".join(rows)}</table>'
