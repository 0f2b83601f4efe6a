"""The commands as Qt actions: one per record, with its keys, where they work, and whether it can be used now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

from annotator.services.commands import BY_ID, COMMANDS, MENUS, Command, Keymap, Scope, keymap, overlap, reason_disabled
from annotator.ui.kit.icons import icon
from annotator.ui.kit.words import named, tr

_ICONS = {
    "project.new": "new", "project.open": "open", "project.import": "import", "project.export": "export",
    "project.annotator": "person", "app.settings": "settings", "edit.undo": "undo", "edit.redo": "redo",
    "edit.find": "search", "annotation.relate": "link", "annotation.note": "note", "annotation.delete": "delete",
    "article.finish": "finish", "article.filter": "filter", "view.palette": "palette",
    "view.guideline": "guideline", "page.annotate": "annotate", "page.adjudicate": "adjudicate",
    "adjudicate.finish": "finish", "adjudicate.reject": "delete", "page.search": "search", "zoom.in": "zoom-in",
    "zoom.out": "zoom-out", "help.keys": "help", "help.about": "info",
}  # fmt: skip
_ALWAYS = frozenset({"app.quit", "view.full_screen"})
"""What works while a sheet lies over the window."""


class Actions(QObject):
    """Every command as a QAction. Triggering one emits `triggered` with the command's id."""

    triggered = Signal(str)
    keys_changed = Signal()

    def __init__(self, window: QMainWindow, overrides: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__(window)
        self.keys: Keymap = keymap(overrides)
        self._reasons: dict[str, str] = {}
        self._own_reasons: dict[str, str] = {}
        self._blocked = False
        self._there = {"project": False, "article": False, "annotation": False, "adjudicating": False}
        self._actions = {command.id: self._make(command, window) for command in COMMANDS}
        self.set_keys(overrides)
        self._refresh()

    def __getitem__(self, command_id: str) -> QAction:
        """Return the action of a command."""
        return self._actions[command_id]

    def _make(self, command: Command, window: QMainWindow) -> QAction:
        action = QAction(tr(command.title), self)
        action.setObjectName(command.id)
        action.setStatusTip("")
        action.setToolTip(tr(command.hint))
        # Words decide where Qt puts an action on a Mac; we say it ourselves.
        action.setMenuRole(QAction.MenuRole.NoRole)
        if command.id in _ICONS:
            action.setIcon(icon(_ICONS[command.id]))
        if command.scope in {"window", "project"}:
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            window.addAction(action)
        else:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: self.triggered.emit(command.id))
        return action

    def attach(self, widget: QWidget, *scopes: Scope) -> None:
        """Make the keys of these scopes work while the widget has the focus."""
        widget.addActions([self._actions[command.id] for command in COMMANDS if command.scope in scopes])

    def attach_one(self, command_id: str, widgets: Iterable[QWidget]) -> None:
        """Make the keys of one command work in these widgets too."""
        for widget in widgets:
            widget.addAction(self._actions[command_id])

    def fill_menus(self, window: QMainWindow) -> dict[str, QMenu]:
        """Build the menu bar. Returns the menus by name."""
        menus: dict[str, QMenu] = {}
        bar = named(window.menuBar(), tr("Menu"))
        for more in bar.findChildren(QWidget):
            named(more, tr("More menus"))
        for name in MENUS:
            menu = menus[name] = named(QMenu(f"&{tr(name)}", window), tr(name))
            menu.setToolTipsVisible(True)
            listed = [command for command in COMMANDS if command.menu == name and command.in_menu]
            for nth, (_, commands) in enumerate(groupby(listed, key=lambda command: command.section)):
                if nth:
                    menu.addSeparator()
                menu.addActions([self._actions[command.id] for command in commands])
            bar.addMenu(menu)
        return menus

    def set_keys(self, overrides: Mapping[str, tuple[str, ...]]) -> None:
        """Give every command its keys. A key that two want goes to the one that was changed."""
        self.keys = keymap(overrides)
        portable = QKeySequence.SequenceFormat.PortableText
        given: dict[str, list[str]] = {}
        for command_id, keys in sorted(self.keys.items(), key=lambda item: item[0] not in overrides):
            own = [key for key in keys if not any(overlap(command_id, other) for other in given.get(key, ()))]
            for key in own:
                given.setdefault(key, []).append(command_id)
            self._actions[command_id].setShortcuts([QKeySequence.fromString(key, portable) for key in own])
        self.keys_changed.emit()

    def set_there(self, *, project: bool, article: bool, annotation: bool) -> None:
        """Say what is open and selected; commands that need more are switched off."""
        self._set_there({"project": project, "article": article, "annotation": annotation})

    def set_adjudicating(self, *, on: bool) -> None:
        """Say whether there is an article on the Adjudicate page and the page is seen."""
        self._set_there({"adjudicating": on})

    def _set_there(self, changed: Mapping[str, bool]) -> None:
        there = {**self._there, **changed}
        if there != self._there:
            self._there = there
            self._refresh()

    def set_reason(self, command_id: str, reason: str) -> None:
        """Switch a command off for a reason of its own ("Nothing to undo"), or on again with ""."""
        if self._own_reasons.get(command_id, "") != reason:
            self._own_reasons[command_id] = reason
            self._refresh_one(BY_ID[command_id])

    def set_title(self, command_id: str, title: str) -> None:
        """Name a command by what it would do now ("Undo tag quote")."""
        self._actions[command_id].setText(title)

    def set_blocked(self, *, blocked: bool) -> None:
        """Switch the keys off while a sheet lies over the window."""
        self._blocked = blocked
        self._refresh()

    def title(self, command_id: str) -> str:
        """Return what the command is called now."""
        return self._actions[command_id].text()

    def reason(self, command_id: str) -> str:
        """Return why a command cannot be used now, or "" if it can."""
        return self._reasons[command_id]

    def trigger(self, command_id: str) -> bool:
        """Carry a command out as its menu entry would. Returns whether it could be used."""
        if self._reasons[command_id]:
            return False
        self.triggered.emit(command_id)
        return True

    def _refresh(self) -> None:
        for command in COMMANDS:
            self._refresh_one(command)

    def _refresh_one(self, command: Command) -> None:
        reason = reason_disabled(command, **self._there) or self._own_reasons.get(command.id, "")
        self._reasons[command.id] = reason
        action = self._actions[command.id]
        action.setEnabled(not reason and (not self._blocked or command.id in _ALWAYS))
        action.setToolTip(tr(reason) if reason else tr(command.hint))
