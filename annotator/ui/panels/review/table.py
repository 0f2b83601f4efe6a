"""A table of numbers, as high as its rows. Cells with something behind them open it by click, Enter or space."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from annotator.services.review_linking import ReviewTable
from annotator.services.review_lists import Behind
from annotator.ui.kit.theme import current_theme
from annotator.ui.kit.words import named, tr

Index = QModelIndex | QPersistentModelIndex
BEHIND_ROLE = Qt.ItemDataRole.UserRole
SHADE_ROLE = Qt.ItemDataRole.UserRole + 1
_FULL = 0.4
"""How opaque the colour of a whole row is: what is written on it must be read."""
_ROW, _PAD = 26, 12
_EDGE = 8
"""As the style sheet has it in the heads."""
_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class _Cells(QAbstractTableModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._table: ReviewTable | None = None

    def show(self, table: ReviewTable) -> None:
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() or self._table is None else len(self._table.section.rows)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() or self._table is None else len(self._table.section.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._table is None:
            return None
        row, column = index.row(), index.column()
        section, behind = self._table.section, self._table.behind.get((row, column))
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return tr(section.rows[row][column])
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column in section.numbers else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.AccessibleTextRole:
                text = f"{section.rows[row][0]}, {section.columns[column]}: {section.rows[row][column]}"
                return f"{text}, {tr('opens the list')}" if behind is not None else text
            case Qt.ItemDataRole.UserRole:
                return behind
        return self._table.shades.get((row, column), 0.0) if role == SHADE_ROLE else None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._table is None or orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(self._table.section.columns[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = section in self._table.section.numbers
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class _Delegate(QStyledItemDelegate):
    """Numbers that open a list look like links."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = option.fontMetrics.horizontalAdvance(str(index.data()))
        return QSize(width + 2 * _PAD, _ROW)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens, behind = current_theme().tokens, index.data(BEHIND_ROLE)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver) and behind is not None
        painter.save()
        shade = tokens["accent"]
        shade.setAlphaF(_FULL * (index.data(SHADE_ROLE) or 0.0))
        painter.fillRect(option.rect, shade)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, tokens["accent_soft"])
        elif hovered:
            painter.fillRect(option.rect, tokens["hover"])
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(tokens["focus"])
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
        font = QFont(option.font)
        font.setUnderline(hovered)
        painter.setFont(font)
        shaded = bool(index.data(SHADE_ROLE))
        painter.setPen(tokens["accent"] if behind is not None and not shaded else tokens["text"])
        area = option.rect.adjusted(_EDGE, 0, -_EDGE, 0)
        side = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        painter.drawText(area, side, str(index.data()))
        painter.setPen(tokens["border"])
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.restore()


class NumbersTable(QTableView):
    """See the module. `opened` has what is behind the cell."""

    opened = Signal(Behind)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = _Cells(self)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        named(self, tr("Numbers"))
        named(self.verticalHeader(), tr("Rows")).hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        header = named(self.horizontalHeader(), tr("Columns"))
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.clicked.connect(self._open)

    def show_table(self, table: ReviewTable) -> None:
        """Show other numbers; the cell that was current stays so, if it is still there."""
        current = self.currentIndex()
        place = current.row(), current.column()
        self._model.show(table)
        named(self, tr(table.section.title))
        if current.isValid() or place != (-1, -1):
            self.setCurrentIndex(self._model.index(*place))
        self._fit()

    def mark(self, behind: Behind) -> None:
        """Leave no cell marked but the one whose list is open."""
        if self.currentIndex().data(BEHIND_ROLE) != behind:
            self.clearSelection()

    def _fit(self) -> None:
        bar = self.horizontalScrollBar()
        extra = bar.sizeHint().height() if self.horizontalHeader().length() > self.viewport().width() else 0
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + self._model.rowCount() * _ROW + extra + 2)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _open(self, index: QModelIndex) -> None:
        behind = index.data(BEHIND_ROLE)
        if behind is not None:
            self.opened.emit(behind)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _KEYS and self.currentIndex().isValid():
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self.indexAt(event.position().toPoint()).data(BEHIND_ROLE) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        super().mouseMoveEvent(event)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel:
            event.ignore()  # the page scrolls, not the table, which shows all its rows
            return False
        return super().viewportEvent(event)
