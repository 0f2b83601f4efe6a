"""The queue of places to decide, and the articles they are in, as Qt wants them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from annotator.domain.article import State
from annotator.services.adjudication_overview import Standing
from annotator.ui.kit.words import counted, tr

ROW_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NOTHING = QModelIndex()


class Chip(NamedTuple):
    """A label's short name and colour."""

    short: str
    color: str


class QueueRow(NamedTuple):
    """One place: what names it, its labels, its words, what is to be decided or was, and how it is marked."""

    key: str
    chips: tuple[Chip, ...]
    words: str
    about: str
    is_open: bool
    is_stale: bool
    is_later: bool


class QueueModel(QAbstractListModel):
    """Places in the order in which they are decided."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[QueueRow] = ()

    def show(self, rows: Sequence[QueueRow]) -> None:
        """Show other places."""
        if rows != self.rows:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()

    def row_of(self, key: str) -> int | None:
        """Return the row of a place, or None if it is not in the list."""
        return next((number for number, row in enumerate(self.rows) if row.key == key), None)

    @override
    def rowCount(self, parent: Index = _NOTHING) -> int:
        return 0 if parent.isValid() else len(self.rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.words
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return "\n".join((row.words, row.about))
        return row if role == ROW_ROLE else None


class StandingsModel(QAbstractListModel):
    """The articles that can be adjudicated, in import order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Standing] = []

    def show(self, rows: Sequence[Standing]) -> None:
        """Show other articles."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def put(self, standing: Standing) -> None:
        """Show how far an article is now, if it is in the list."""
        row = self.row_of(standing.article_id)
        if row is not None:
            self.rows[row] = standing
            self.dataChanged.emit(self.index(row), self.index(row))

    def row_of(self, article_id: str) -> int | None:
        """Return the row of an article, or None if it is not in the list."""
        return next((number for number, row in enumerate(self.rows) if row.article_id == article_id), None)

    @override
    def rowCount(self, parent: Index = _NOTHING) -> int:
        return 0 if parent.isValid() else len(self.rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{row.title}\n{standing_words(row)}"
        return row if role == ROW_ROLE else None


def standing_words(row: Standing) -> str:
    """Return how far an article is in words."""
    annotators = counted(len(row.annotators), tr("{n} annotator"), tr("{n} annotators"))
    if row.open:
        left = counted(row.open, tr("{n} to decide"), tr("{n} to decide"))
        back = counted(row.stale, tr("{n} came back"), tr("{n} came back")) if row.stale else ""
        return " · ".join(part for part in (annotators, left, back) if part)
    done = tr("finished") if row.state == State.FINISHED else tr("all decided, not finished")
    return f"{annotators} · {done}"
