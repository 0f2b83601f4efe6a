"""The pages of the window, as records, and the rail that leads to them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from annotator.ui.actions import Actions
from annotator.ui.kit.icons import icon
from annotator.ui.kit.words import named, shown_key, tr

_WIDTH = 76


@dataclass(frozen=True, slots=True)
class PageRecord:
    """A page: its id, its name, its icon, and the command that opens it."""

    id: str
    title: str
    icon: str
    command: str


PAGES = (
    PageRecord("annotate", "Annotate", "annotate", "page.annotate"),
    PageRecord("review", "Review", "review", "page.review"),
    PageRecord("adjudicate", "Adjudicate", "adjudicate", "page.adjudicate"),
    PageRecord("search", "Search", "search", "page.search"),
)


class Rail(QWidget):
    """A narrow column of page buttons at the left edge. Emits the command of the page that is asked for."""

    asked = Signal(str)

    def __init__(self, parent: QWidget, actions: Actions) -> None:
        super().__init__(parent)
        named(self, tr("Pages"))
        self.setProperty("role", "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 8, 4, 8)
        column.setSpacing(4)
        group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        for page in PAGES:
            button = self._button(page.title, page.icon)
            button.setCheckable(True)
            button.clicked.connect(lambda _checked, command=page.command: self.asked.emit(command))
            group.addButton(button)
            self.buttons[page.id] = button
            column.addWidget(button)
        column.addStretch(1)
        self.settings = self._button("Settings", "settings")
        self.settings.clicked.connect(lambda: self.asked.emit("app.settings"))
        column.addWidget(self.settings)
        actions.keys_changed.connect(lambda: self._show_keys(actions))
        self._show_keys(actions)

    def _button(self, title: str, sign: str) -> QToolButton:
        button = named(QToolButton(self), tr(title))
        button.setIcon(icon(sign))
        button.setText(tr(title))
        button.setIconSize(QSize(20, 20))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setFixedSize(_WIDTH - 8, 52)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _show_keys(self, actions: Actions) -> None:
        for page in PAGES:
            keys = actions.keys[page.command]
            self.buttons[page.id].setToolTip(f"{tr(page.title)} ({shown_key(keys[0])})" if keys else tr(page.title))

    def show_page(self, page_id: str) -> None:
        """Mark the page that is open."""
        if page_id in self.buttons:
            self.buttons[page_id].setChecked(True)
