"""Everything that can be reached or read in the window has a name that a screen reader can speak."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QTabBar,
    QTextEdit,
    QToolButton,
    QWidget,
)

from tests.ui.conftest import OpenedWindow

_SPOKEN = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QTabBar,
    QTextEdit,
)


def _is_spoken(widget: QWidget) -> bool:
    # Qt's own little buttons inside fields, tab bars and the menu bar are no stops of their own.
    if isinstance(widget, QToolButton | QMenu) and isinstance(widget.parentWidget(), QLineEdit | QTabBar):
        return False
    if isinstance(widget, QMenu) and not widget.title():
        return False
    # A button gets its words when it is shown.
    if isinstance(widget, QAbstractButton) and widget.isHidden():
        return False
    reachable = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return reachable or isinstance(widget, _SPOKEN)


def _place(widget: QWidget) -> str:
    names = []
    parent: QWidget | None = widget
    while parent is not None:
        names.append(type(parent).__name__)
        parent = parent.parentWidget()
    return " < ".join(names)


def _nameless(root: QWidget) -> list[str]:
    found = []
    for widget in [root, *root.findChildren(QWidget)]:
        interface = QAccessible.queryAccessibleInterface(widget)
        if _is_spoken(widget) and not (interface is not None and interface.text(QAccessible.Text.Name)):
            found.append(_place(widget))
    return found


def test_every_widget_has_a_name(window: OpenedWindow) -> None:
    place = window.reader.text.index("“This is a precaution")
    window.reader.set_selection(place, place + 41)
    window.key("2")
    window.work.actions.trigger("app.settings")
    window.work.settings_sheet.dismiss()
    window.work.messages.note("Done", "A message")

    assert _nameless(window.window) == []


def test_the_pages_of_the_window_have_names(window: OpenedWindow) -> None:
    for page in (window.work.welcome, window.page, window.work.search_page, window.work.rail, window.work.status):
        assert page.accessibleName()
    for sheet in window.work.sheets:
        assert sheet.accessibleName()
