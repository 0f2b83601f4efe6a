"""The comparison of a place as Qt wants it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from typing_extensions import override

from annotator.ui.kit.theme import current_theme
from annotator.ui.kit.words import tr
from annotator.ui.panels.adjudication.comparison import Cell, Comparison

CELL_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NOTHING = QModelIndex()


class CompareModel(QAbstractTableModel):
    """Rows of what may differ, columns of annotators; the last column is gold."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.comparison = Comparison()

    def show(self, comparison: Comparison) -> None:
        """Show another comparison; if it has the same rows and columns, the place in it stays."""
        same = self._shape(comparison) == self._shape(self.comparison)
        if not same:
            self.beginResetModel()
        self.comparison = comparison
        if not same:
            self.endResetModel()
        elif comparison.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    @staticmethod
    def _shape(comparison: Comparison) -> tuple[object, ...]:
        return comparison.columns, tuple((row.name, row.title) for row in comparison.rows)

    @property
    def gold_column(self) -> int:
        """The number of the gold column."""
        return len(self.comparison.columns) - 1

    def cell(self, index: Index) -> Cell:
        """Return what is in a cell."""
        return self.comparison.rows[index.row()].cells[index.column()]

    @override
    def rowCount(self, parent: Index = _NOTHING) -> int:
        return 0 if parent.isValid() else len(self.comparison.rows)

    @override
    def columnCount(self, parent: Index = _NOTHING) -> int:
        return 0 if parent.isValid() else len(self.comparison.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.cell(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return cell.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(index, cell)
        return cell if role == CELL_ROLE else None

    def _spoken(self, index: Index, cell: Cell) -> str:
        row, column = self.comparison.rows[index.row()], self.comparison.columns[index.column()]
        state = [tr("differs")] if cell.differs else []
        state += [tr("in the gold column")] if cell.chosen else []
        return ", ".join([f"{column.name}, {row.title}: {cell.text}", *state])

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal:
            return self._column_head(section, role)
        row = self.comparison.rows[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"≠ {row.title}" if row.differs else row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title}, {tr('differs')}" if row.differs else row.title
        if role == Qt.ItemDataRole.FontRole and row.differs:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        return None

    def _column_head(self, section: int, role: int) -> object:
        column = self.comparison.columns[section]
        gold = section == self.gold_column
        if role == Qt.ItemDataRole.DisplayRole:
            return column.name if gold or section > 8 else f"{section + 1}   {column.name}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and gold:
            return current_theme().tokens["accent"]
        return None
