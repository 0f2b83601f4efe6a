"""The palette: every command, and every article by its title, found by typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from annotator.services.ranking import rank
from annotator.ui.kit.sheet import Sheet
from annotator.ui.kit.words import named, tr

_ROW = 36
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the palette: what is shown left, right and below why it is grey, and what it does."""

    title: str
    group: str
    right: str
    reason: str
    searched: str
    act: Callable[[], object]


class _Entries(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: Sequence[Entry] = ()

    def show(self, entries: Sequence[Entry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.entries)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (entry.title, entry.group, entry.right, entry.reason) if part)
        return entry if role == Qt.ItemDataRole.UserRole else None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Row(QStyledItemDelegate):
    """Title and group on the left, the keys or the reason why not on the right."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, _ROW)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        view = option.widget
        view.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, view)
        palette: QPalette = view.palette()
        strong, faint = palette.color(QPalette.ColorRole.Text), palette.color(QPalette.ColorRole.PlaceholderText)
        area: QRect = option.rect.adjusted(12, 0, -12, 0)
        metrics = QFontMetrics(painter.font())
        right = entry.reason or entry.right
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(faint)
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | middle, right)
        area = area.adjusted(0, 0, -metrics.horizontalAdvance(right) - 16, 0)
        painter.setPen(faint if entry.reason else strong)
        title = metrics.elidedText(entry.title, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | middle, title)
        rest = area.adjusted(metrics.horizontalAdvance(title) + 12, 0, 0, 0)
        painter.setPen(faint)
        painter.drawText(rest, Qt.AlignmentFlag.AlignLeft | middle, metrics.elidedText(
            entry.group, Qt.TextElideMode.ElideRight, max(0, rest.width())))  # fmt: skip
        painter.restore()


class Palette(Sheet):
    """A search field and a list; Return carries the marked line out."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, tr("Commands"), (640, 440), at_top=True)
        self._entries: Sequence[Entry] = ()
        self.search = named(QLineEdit(self.card), tr("Search commands"))
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        self.model = _Entries(self)
        self.list = named(QListView(self.card), tr("Commands found"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Row(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.clicked.connect(self._run)
        self._none = named(QLabel(tr("Nothing found. Try other words."), self.card), tr("Nothing found"))
        self._none.setProperty("role", "muted")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.column.setSpacing(8)
        self.column.addWidget(self.search)
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self._none, 1)
        self.first = self.search

    def open_with(self, entries: Sequence[Entry], prompt: str) -> None:
        """Open with these lines to search among."""
        self._entries = entries
        self.search.setPlaceholderText(prompt)
        self.search.clear()
        self._filter("")
        self.open()

    def _filter(self, text: str) -> None:
        found = [self._entries[place] for place in rank(text, [entry.searched for entry in self._entries])]
        found.sort(key=lambda entry: bool(entry.reason) and not text)
        self.model.show(found)
        self.list.setVisible(bool(found))
        self._none.setVisible(not found)
        self._mark(0)

    def _mark(self, row: int) -> None:
        rows = self.model.rowCount()
        if rows:
            self.list.setCurrentIndex(self.model.index(max(0, min(row, rows - 1)), 0))

    def _run(self, index: QModelIndex | None = None) -> None:
        chosen = index or self.list.currentIndex()
        if not chosen.isValid():
            return
        entry: Entry = chosen.data(Qt.ItemDataRole.UserRole)
        if not entry.reason:
            self.dismiss()
            entry.act()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
            step = steps.get(Qt.Key(event.key()))
            if step is not None:
                self._mark(self.list.currentIndex().row() + step)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._run()
                return True
        return super().eventFilter(watched, event)
