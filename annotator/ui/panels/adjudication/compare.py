"""What annotators say of a place, side by side, with what would become gold; and buttons for what can be done.

`foot` has the buttons; the page puts it under the comparison.

Signals: `command(id)` for a button, `cell_chosen(row name, column number)` for a double click.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QHeaderView, QPushButton, QTableView, QWidget
from typing_extensions import override

from annotator.ui.kit.words import named, tr
from annotator.ui.panels.adjudication.cells import CellDelegate
from annotator.ui.panels.adjudication.compare_model import CompareModel
from annotator.ui.panels.adjudication.comparison import Comparison
from annotator.ui.panels.flow import FlowLayout
from annotator.ui.panels.parts import column, line, push_button, set_role, text_label

_LEAST, _LOWEST, _TITLES = 104, 48, 120
_NUMBERS = range(1, 10)


class CompareTable(QTableView):
    """The comparison; columns share the width, rows are as high as their words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, tr("Comparison"))
        self.compare = CompareModel(self)
        self.setModel(self.compare)
        self.setItemDelegate(CellDelegate(self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setMinimumHeight(_LOWEST)
        self.setCornerButtonEnabled(False)
        for corner in self.findChildren(QAbstractButton):
            named(corner, tr("Comparison"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        columns, rows = named(self.horizontalHeader(), tr("Annotators")), named(self.verticalHeader(), tr("Attributes"))
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setSectionsClickable(False)
        rows.setMinimumSectionSize(1)
        rows.setFixedWidth(_TITLES)

    def show(self, comparison: Comparison) -> None:  # type: ignore[override]  # a table without anything to show is none
        """Show a comparison."""
        anew = len(comparison.rows) != self.compare.rowCount()
        self.compare.show(comparison)
        self._fit()
        if (anew or not self.currentIndex().isValid()) and comparison.rows:
            self.setCurrentIndex(self.compare.index(0, 0))

    def show_gold(self, *, on: bool) -> None:
        """Show or hide the gold column."""
        column = self.compare.gold_column
        if column > 0 and self.isColumnHidden(column) == on:
            self.setColumnHidden(column, not on)
            self._fit()

    def _fit(self) -> None:
        count = self.compare.columnCount()
        hidden = self.isColumnHidden(count - 1) if count else False
        if count:
            count -= hidden
            room = self.viewport().width()
            for number in range(count):
                left, right = room * number // count, room * (number + 1) // count
                self.setColumnWidth(number, max(_LEAST, right - left))
            self.resizeRowsToContents()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self.scrollTo(self.currentIndex())

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            QTimer.singleShot(0, self._fit)

    @override
    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here, not a search."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A table takes Home, End and the arrows; everything else belongs to the page.
        super().keyPressEvent(event)


class ComparePanel(QWidget):
    """See the module for signals."""

    command = Signal(str)
    cell_chosen = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, tr("Compare"))
        self.title = text_label(role="heading")
        self.about = text_label(role="muted")
        self.lineage = text_label(role="muted", wrap=True)
        self.table = CompareTable(self)
        self.table.doubleClicked.connect(self._double_clicked)
        self.accept_buttons = [self._button(f"adjudicate.accept_{n}", tr("Accept")) for n in _NUMBERS]
        self.buttons = {
            name: self._button(f"adjudicate.{name}", title)
            for name, title in (
                ("accept", tr("Accept gold column")),
                ("all", tr("Accept all")),
                ("merge", tr("Merge boundaries")),
                ("edit", tr("Edit")),
                ("keep", tr("Keep")),
                ("reject", tr("Reject")),
                ("later", tr("Later")),
            )
        }
        self._lay_out()

    def _button(self, command: str, title: str) -> QPushButton:
        button = push_button(title)
        button.setAccessibleName(title)
        # The focus stays where the keys of the page work.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.command.emit(command))
        return button

    def _lay_out(self) -> None:
        head = line(None, self.title, self.about, gap=8)
        head.setStretch(1, 1)
        self._bar = QWidget()
        flow = FlowLayout(self._bar, gap=8)
        for button in (*self.accept_buttons, *self.buttons.values()):
            flow.addWidget(button)
        self.foot = QWidget()
        column(self.foot, self.lineage, self._bar, gap=8).setContentsMargins(16, 8, 16, 8)
        top = QWidget()
        box = column(top)
        box.setContentsMargins(16, 8, 16, 8)
        box.addLayout(head)
        column(self, top, self.table).setStretch(1, 1)

    # -- what the page calls

    def show_place(self, comparison: Comparison, title: str, about: str, lineage: str, *, stale: bool) -> None:
        """Show a place: its comparison, what it is, what is to be decided, and how it was decided if it was."""
        self.title.setText(title)
        self.about.setText(about)
        set_role(self.about, "warning" if stale else "muted")
        self.lineage.setText(lineage)
        self.lineage.setVisible(bool(lineage))
        self.table.show(comparison)
        for nth, button in enumerate(self.accept_buttons):
            there = nth < len(comparison.columns) - 1
            button.setVisible(there)
            if there:
                button.setText(tr("Accept {name}").format(name=comparison.columns[nth].name))
                button.setAccessibleName(button.text())

    def show_buttons(self, *, on: bool) -> None:
        """Show the buttons and the gold column, or leave their room while the form stands for both."""
        self._bar.setVisible(on)
        self.table.show_gold(on=on)

    def show_usable(self, usable: Callable[[str], str], keys: Callable[[str], str]) -> None:
        """Switch buttons on and off; `usable` returns why a command cannot be used, `keys` its key."""
        listed = [(f"adjudicate.accept_{nth}", button) for nth, button in enumerate(self.accept_buttons, 1)]
        listed += [(f"adjudicate.{name}", button) for name, button in self.buttons.items()]
        for command, button in listed:
            reason, key = usable(command), keys(command)
            button.setEnabled(not reason)
            button.setToolTip(reason or tr("Key: {key}").format(key=key) if reason or key else "")
        self.buttons["keep"].setVisible(self.buttons["keep"].isEnabled())

    @property
    def here(self) -> tuple[str, int] | None:
        """The row's name and the column's number of the current cell."""
        index = self.table.currentIndex()
        return self._named(index) if index.isValid() else None

    def _named(self, index: QModelIndex) -> tuple[str, int]:
        return self.table.compare.comparison.rows[index.row()].name, index.column()

    def _double_clicked(self, index: QModelIndex) -> None:
        self.cell_chosen.emit(*self._named(index))
