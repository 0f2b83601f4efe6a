"""The search page: words in titles, texts, annotations and notes of the whole project."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from annotator.domain.views import SearchHit
from annotator.ui.kit.theme import current_theme
from annotator.ui.kit.words import counted, named, tr
from annotator.ui.panels.row_list import RowList

Index = QModelIndex | QPersistentModelIndex
_PAUSE_MS = 200
_ROW = 52
_WIDEST = 860


class Found(NamedTuple):
    """A hit, the title of its article, and where in the excerpt the words are (code points)."""

    hit: SearchHit
    title: str
    places: Sequence[tuple[int, int]] = ()


class _Hits(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.hits: Sequence[Found] = ()

    def show(self, hits: Sequence[Found]) -> None:
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.hits)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        found = self.hits[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return found.hit.excerpt
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{found.title}: {found.hit.excerpt}"
        return found if role == Qt.ItemDataRole.UserRole else None


class _Row(QStyledItemDelegate):
    """The excerpt, and under it where it is from."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, _ROW)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        found: Found = index.data(Qt.ItemDataRole.UserRole)
        kinds = {"title": tr("headline"), "text": tr("text"), "annotation": tr("annotation")}
        view = option.widget
        painter.save()
        view.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, view)
        area: QRect = option.rect.adjusted(12, 8, -12, -8)
        metrics = QFontMetrics(painter.font())
        elided = Qt.TextElideMode.ElideRight
        palette = view.palette()
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        words = metrics.elidedText(found.hit.excerpt, elided, area.width())
        _paint_marked(painter, QPointF(area.topLeft()), words, found.places)
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        place = f"{found.title} · {kinds[found.hit.kind]}"
        painter.drawText(area, Qt.AlignmentFlag.AlignBottom, metrics.elidedText(place, elided, area.width()))
        painter.restore()


def _paint_marked(painter: QPainter, place: QPointF, words: str, marked: Sequence[tuple[int, int]]) -> None:
    """Draw a line of text with a tint behind what was searched for; the places are code points."""
    layout, ranges = QTextLayout(words, painter.font()), []
    for start, end in marked:
        tint = QTextLayout.FormatRange()
        tint.start, tint.length = _utf16_length(words[:start]), _utf16_length(words[start:end])
        look = QTextCharFormat()
        look.setBackground(current_theme().tokens["selection"])
        tint.format = look
        ranges.append(tint)
    layout.setFormats(ranges)
    layout.beginLayout()
    layout.createLine().setNumColumns(len(words) + 1)
    layout.endLayout()
    layout.draw(painter, place)


def _utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class SearchPage(QWidget):
    """Emits `asked` with the words when typing pauses, and `chosen` with the hit to go to."""

    asked = Signal(str)
    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, tr("Search"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.field = named(QLineEdit(self), tr("Search every article"))
        self.field.setPlaceholderText(tr("Search every article: words of the headline, the text or a note"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self._into_list)
        self.count = named(QLabel(self), tr("How many were found"))
        self.count.setProperty("role", "muted")
        self.model = _Hits(self)
        self.list = named(RowList(self), tr("Places found"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Row(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.chosen.connect(self._choose)
        self.list.clicked.connect(self._choose)
        self.list.setMaximumWidth(_WIDEST)
        self.field.setMaximumWidth(_WIDEST)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 32, 16)
        column.setSpacing(12)
        column.addWidget(self.field)
        column.addWidget(self.count)
        column.addWidget(self.list, 1)
        self._explain()

    def focus(self) -> None:
        """Go to the field."""
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def clear(self) -> None:
        """Forget what was found."""
        self.field.clear()
        self.model.show(())
        self._explain()

    def show_hits(self, words: str, hits: Sequence[Found], *, more: bool) -> None:
        """Show what a search found, unless something else was asked for meanwhile."""
        if words != self.field.text().strip():
            return
        self.model.show(hits)
        if not hits:
            self.count.setText(tr("Nothing found. Try fewer or other words."))
        else:
            places = counted(len(hits), tr("{n} place"), tr("{n} places"))
            self.count.setText(places + (tr(", and more") if more else ""))

    def _explain(self) -> None:
        self.count.setText(tr("Type words as they stand in the text; case and accents do not matter."))

    def _typed(self) -> None:
        self._pause.start()

    def _ask(self) -> None:
        words = self.field.text().strip()
        if words:
            self.asked.emit(words)
        else:
            self.model.show(())
            self._explain()

    def _into_list(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self._ask()
        elif self.model.rowCount():
            self.list.setFocus()
            self.list.setCurrentIndex(self.model.index(0, 0))

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(self.model.hits[index.row()].hit)
