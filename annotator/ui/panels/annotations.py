"""The list of all annotations of the article, in reading order.

Methods: `set_desk(desk, schema)`, `take(ids)` after an edit touched those annotations, `set_current(id)` when the
selection changed elsewhere (does not emit), `selected` the ids.
Signals: `selection_changed(ids)` when a person selects rows, `annotation_chosen(id)` for a click or Enter on one, so
that the text shows it.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from annotator.domain.schema import Schema
from annotator.services.desk import ArticleDesk
from annotator.ui.kit.icons import icon, tinted
from annotator.ui.kit.theme import current_theme
from annotator.ui.kit.words import counted, named, tr
from annotator.ui.models.annotations_model import ROW_ROLE, AnnotationRow, AnnotationsModel
from annotator.ui.panels.flow import FlowLayout
from annotator.ui.panels.painting import chip_width, paint_chip, small_font
from annotator.ui.panels.parts import column, empty_page, text_label, tool_button

_MARGIN, _ICON = 12, 14
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class AnnotationDelegate(QStyledItemDelegate):
    """Label, words, and marks for a note and for what is missing."""

    chip = 24
    """Width of the widest label chip in pixels, so that the words of all rows begin at one edge."""

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, AnnotationRow):
            return
        tokens = current_theme().tokens
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, tokens["accent_soft"])
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, tokens["hover"])
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(tokens["focus"])
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
        area = option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        small = small_font(option.font)
        height = QFontMetrics(small).lineSpacing()
        painter.setFont(small)
        top = area.top() + (area.height() - height) // 2
        paint_chip(painter, QRect(area.left(), top, self.chip, height), row.label.short, row.label.color, tokens)
        right = area.right()
        marks = [("warning", "warning")] if row.missing else []
        marks += [("note", "text_muted")] if row.has_note else []
        for name, color in marks:
            right -= _ICON
            pixmap = tinted(name, tokens.color[color], _ICON, painter.device().devicePixelRatioF())
            painter.drawPixmap(right, area.top() + (area.height() - _ICON) // 2, pixmap)
            right -= 4
        painter.setFont(option.font)
        painter.setPen(tokens["text"])
        words = QRect(area.left() + self.chip + 8, area.top(), 0, area.height())
        words.setRight(right)
        text = option.fontMetrics.elidedText(row.words, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class AnnotationsPanel(QWidget):
    """See the module for methods and signals."""

    selection_changed = Signal(list)
    annotation_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, tr("Annotations"))
        self.model = AnnotationsModel(self)
        self._quiet = False
        self._label = ""
        self.count = text_label(role="muted")
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, gap=4)
        self.chips: dict[str, QToolButton] = {}
        self.list = _AnnotationView(self)
        self._delegate = AnnotationDelegate(self.list)
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._delegate)
        self.list.selectionModel().selectionChanged.connect(self._selected)
        self.list.clicked.connect(self._chosen)
        self.list.chosen.connect(self._chosen)
        self.model.counted.connect(self._count)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(empty_page(tr("Nothing is tagged yet")))
        self._pages.addWidget(empty_page(tr("Nothing of this kind")))
        head = QWidget()
        column(head, self.count, self._chips, gap=4).setContentsMargins(12, 8, 12, 8)
        column(self, head, self._pages).setStretch(1, 1)
        self._count()

    # -- what the frame calls

    def set_desk(self, desk: ArticleDesk | None, schema: Schema | None) -> None:
        """Show the annotations of another article, or none."""
        if schema is not None:
            self._take_labels(schema)
        self.model.set_desk(desk, schema)

    def take(self, annotation_ids: Iterable[str]) -> None:
        """Bring these annotations up to date; they may be new, changed or gone. Does not emit."""
        kept = self.selected
        self._quiet = True
        self.model.take(annotation_ids)
        if self.selected != kept:
            self._reselect(kept)
        self._quiet = False

    def _reselect(self, ids: Iterable[str]) -> None:
        """Select these again: a row that moves is taken out and put in elsewhere."""
        selection = self.list.selectionModel()
        rows = [row for row in map(self.model.row_of, ids) if row is not None]
        for row in rows:
            selection.select(self.model.index(row), QItemSelectionModel.SelectionFlag.Select)

    @property
    def selected(self) -> list[str]:
        """The ids of the selected annotations, in reading order."""
        return [self.model.id_at(row) for row in sorted(index.row() for index in self.list.selectedIndexes())]

    def set_current(self, annotation_id: str) -> None:
        """Select an annotation that was chosen elsewhere, or none for ""; several that hold it stay selected."""
        if annotation_id in self.selected:
            return
        row = self.model.row_of(annotation_id)
        self._quiet = True
        if row is None:
            self.list.clearSelection()
        else:
            index = self.model.index(row)
            self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.list.scrollTo(index)
        self._quiet = False

    # -- inside

    def _take_labels(self, schema: Schema) -> None:
        names = {"": tr("All")} | {label.name: label.title for label in schema.labels}
        names["!"] = ""
        metrics = QFontMetrics(small_font(self.font()))
        self._delegate.chip = max(chip_width(label.short, metrics) for label in schema.labels)
        if {name: chip.text() for name, chip in self.chips.items()} == names:
            return
        for chip in self.chips.values():
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = {name: tool_button(title, text=title, checkable=True) for name, title in names.items()}
        self.chips["!"].setIcon(icon("warning"))
        self.chips["!"].setToolTip(tr("Only what needs attention"))
        self.chips["!"].setAccessibleName(tr("Only what needs attention"))
        for name, chip in self.chips.items():
            chip.setAutoExclusive(True)
            chip.setChecked(not name)
            chip.clicked.connect(lambda _=False, name=name: self._filter(name))
            self._flow.addWidget(chip)

    def _filter(self, name: str) -> None:
        kept = self.selected
        self._quiet = True
        self.model.set_filter("" if name == "!" else name, only_lacking=name == "!")
        self._quiet = False
        if len(kept) == 1:
            self.set_current(kept[0])

    def _count(self) -> None:
        total, lacking = self.model.total, self.model.lacking
        words = counted(total, tr("{n} annotation"), tr("{n} annotations"))
        if lacking:
            words = f"{words} · {counted(lacking, tr('{n} needs attention'), tr('{n} need attention'))}"
        self.count.setText(words if self.model.is_counted else f"{words} …")
        self._chips.setVisible(total > 0)
        self._pages.setCurrentIndex(0 if self.model.rowCount() else 2 if total else 1)

    def _selected(self) -> None:
        if not self._quiet:
            self.selection_changed.emit(self.selected)

    def _chosen(self, index: QModelIndex) -> None:
        if len(self.selected) == 1:
            self.annotation_chosen.emit(self.model.id_at(index.row()))


class _AnnotationView(QTableView):
    """A list of one column: a list view lays all its rows out anew at every insertion, a table's header does not."""

    chosen = Signal(QModelIndex)

    def __init__(self, parent: QObject) -> None:
        super().__init__()
        self.setParent(parent if isinstance(parent, QWidget) else None)
        named(self, tr("List of annotations"))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        rows, columns = named(self.verticalHeader(), tr("Rows")), named(self.horizontalHeader(), tr("Columns"))
        rows.hide()
        columns.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(self.fontMetrics().lineSpacing() + 10)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 10)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @override
    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here, not a search."""
