"""Changing keys: a list of commands, a field that takes the new key, and what it would clash with."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.services.commands import BY_ID, COMMANDS, conflicts, keymap
from annotator.services.ranking import rank
from annotator.ui.actions import Actions
from annotator.ui.kit.words import named, shown_key, tr

_PORTABLE = QKeySequence.SequenceFormat.PortableText


class KeyEditor(QWidget):
    """Emits `changed` with the overrides (command id -> keys) after every change."""

    changed = Signal(dict)

    def __init__(self, actions: Actions, overrides: dict[str, tuple[str, ...]], parent: QWidget) -> None:
        super().__init__(parent)
        named(self, tr("Keys"))
        self._actions = actions
        self._overrides = dict(overrides)
        self.search = named(QLineEdit(self), tr("Search commands"))
        self.search.setPlaceholderText(tr("Search commands"))
        self.search.textChanged.connect(self._fill)
        self.tree = named(QTreeWidget(self), tr("Commands and keys"))
        self.tree.setHeaderLabels([tr("Command"), tr("Keys")])
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        named(self.tree.header(), tr("Columns"))
        self.tree.currentItemChanged.connect(self._picked)
        self.key = named(QKeySequenceEdit(self), tr("New key"), tr("Press the new key"))
        self.key.setMaximumSequenceLength(1)
        for line in self.key.findChildren(QLineEdit):
            named(line, tr("New key")).setPlaceholderText(tr("Press the new key"))
        self.use = named(QPushButton(tr("Use this key"), self), tr("Use this key"))
        self.use.clicked.connect(self._use)
        self.none = named(QPushButton(tr("No key"), self), tr("No key"))
        self.none.clicked.connect(lambda: self._set(()))
        self.reset = named(QPushButton(tr("As delivered"), self), tr("As delivered"))
        self.reset.clicked.connect(lambda: self._set(None))
        self.warning = named(QLabel(self), tr("Clashing keys"))
        self.warning.setProperty("role", "warning")
        self.warning.setWordWrap(True)
        self.warning.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.key, 1)
        for button in (self.use, self.none, self.reset):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 12, 4, 4)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addWidget(self.tree, 1)
        column.addLayout(row)
        column.addWidget(self.warning)
        self._fill()

    def _fill(self) -> None:
        current = self._command()
        keys = keymap(self._overrides)
        editable = [
            command for command in COMMANDS if command.keyboard_editable and self._actions[command.id].isVisible()
        ]
        texts = [f"{self._title(command.id)} {command.menu} {' '.join(keys[command.id])}" for command in editable]
        self.tree.clear()
        for place in rank(self.search.text(), texts):
            command = editable[place]
            shown = "   ".join(shown_key(key) for key in keys[command.id])
            item = QTreeWidgetItem([self._title(command.id), shown])
            item.setData(0, Qt.ItemDataRole.UserRole, command.id)
            item.setToolTip(0, tr(command.hint))
            self.tree.addTopLevelItem(item)
            if command.id == current:
                self.tree.setCurrentItem(item)
        top = self.tree.topLevelItem(0)
        if self.tree.currentItem() is None and top is not None:
            self.tree.setCurrentItem(top)
        self._warn()

    def _title(self, command_id: str) -> str:
        # Undo is named after what it would undo now, which is not what the key means.
        command = BY_ID[command_id]
        return tr(command.title) if command.menu == "Edit" else self._actions.title(command_id)

    def _command(self) -> str:
        item = self.tree.currentItem()
        return str(item.data(0, Qt.ItemDataRole.UserRole)) if item is not None else ""

    def _picked(self) -> None:
        self.key.clear()

    def _use(self) -> None:
        text = self.key.keySequence().toString(_PORTABLE)
        if text:
            self._set((text,))

    def _set(self, keys: tuple[str, ...] | None) -> None:
        command_id = self._command()
        if not command_id:
            return
        self._overrides.pop(command_id, None)
        if keys is not None and keys != BY_ID[command_id].keys:
            self._overrides[command_id] = keys
        self._fill()
        self.changed.emit(dict(self._overrides))

    def _warn(self) -> None:
        lines = [
            tr("{key} belongs to {commands}: it works for the one that was changed.").format(
                key=shown_key(clash.key),
                commands=tr(" and ").join(f"“{self._title(command_id)}”" for command_id in clash.commands),
            )
            for clash in conflicts(keymap(self._overrides))
        ]
        self.warning.setText("\n".join(lines))
        self.warning.setVisible(bool(lines))
