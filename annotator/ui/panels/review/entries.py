"""The list behind a number: a line for each span or place, with what differs there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLabel,
    QListView,
    QProgressBar,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from annotator.agreement.kinds import Kind
from annotator.domain.schema import Label
from annotator.services.review_lists import Entry
from annotator.services.review_words import KINDS
from annotator.ui.kit.theme import current_theme
from annotator.ui.kit.words import counted, named, tr
from annotator.ui.panels.painting import elided_lines, paint_lines, small_font
from annotator.ui.panels.parts import column, empty_page, line, text_label, tool_button

Index = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = Qt.ItemDataRole.UserRole
MOST = 5_000
"""Lines that are listed; there may be more behind a number than anybody reads."""
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_MOVES = {
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End
}  # fmt: skip
_MARGIN, _EDGE, _GAP = 12, 8, 2


def told(entry: Entry, labels: Mapping[str, Label]) -> str:
    """Return what the annotators did there, in words."""

    def title(name: str) -> str:
        return labels[name].title if name in labels else name

    a, b = entry.pair
    match entry.kind:
        case None:
            return f"{a}: {title(entry.a.label)}" if entry.a is not None else ""
        case Kind.ONLY_A | Kind.ONLY_B:
            unit, who = (entry.a, a) if entry.kind is Kind.ONLY_A else (entry.b, b)
            return tr("only {name}: {label}").format(name=who, label=title(unit.label)) if unit is not None else ""
    assert entry.a is not None
    assert entry.b is not None
    if entry.a.label != entry.b.label:
        words = f"{a}: {title(entry.a.label)} · {b}: {title(entry.b.label)}"
    else:
        words = f"{a} – {b}: {title(entry.a.label)}"
    words += f" · {tr(KINDS[Kind.BOUNDARY])}" if entry.a.fragments != entry.b.fragments else ""
    for one in entry.differing:
        words += f" · {one.title}: {one.a or '–'} / {one.b or '–'}"
    return words


class _Entries(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []
        self.labels: Mapping[str, Label] = {}

    def clear(self) -> None:
        self.beginResetModel()
        self.entries = []
        self.endResetModel()

    def add(self, more: Sequence[Entry]) -> None:
        if more:
            first = len(self.entries)
            self.beginInsertRows(QModelIndex(), first, first + len(more) - 1)
            self.entries += more
            self.endInsertRows()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.entries)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entries[index.row()]
        words = told(entry, self.labels)
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.words or entry.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (entry.words, words, entry.title) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return words or None
        return entry if role == ENTRY_ROLE else None


class _Delegate(QStyledItemDelegate):
    """The words, what was done with them, and in which article."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        entry: Entry = index.data(ENTRY_ROLE)
        lines = option.fontMetrics.lineSpacing()
        small = QFontMetrics(small_font(option.font)).lineSpacing()
        return QSize(160, lines + (2 * (small + _GAP) if entry.words else 0) + 2 * _EDGE)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(ENTRY_ROLE)
        model = index.model()
        tokens = current_theme().tokens
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, tokens["accent_soft"])
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, tokens["hover"])
        area: QRect = option.rect.adjusted(_MARGIN, _EDGE, -_MARGIN, 0)
        labels = model.labels if isinstance(model, _Entries) else {}
        parts = [(entry.words or entry.title, option.font, "text")]
        if entry.words:
            small = small_font(option.font)
            parts += [(told(entry, labels), small, "text_muted"), (entry.title, small, "text_faint")]
        y = float(area.top())
        for words, font, color in parts:
            y = _paint_line(painter, words, font, tokens.color[color], area, y) + _GAP
        painter.restore()


def _paint_line(painter: QPainter, words: str, font: QFont, color: str, area: QRect, y: float) -> float:
    painter.setFont(font)
    painter.setPen(color)
    return paint_lines(painter, area.left(), y, elided_lines(words, font, area.width(), 1), QFontMetrics(font))


class _List(QListView):
    """`chosen` by Enter or by going through the lines with keys; that lines come and go is nobody's choice."""

    chosen = Signal(QModelIndex)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in _ENTER:
            super().keyPressEvent(event)
        if event.key() in _ENTER | _MOVES and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex())


class EntriesPanel(QWidget):
    """`entry_chosen` has the line that a person goes to, by click, Enter or the arrow keys; `stopped` asks to stop."""

    entry_chosen = Signal(Entry)
    stopped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, tr("Behind the number"))
        self.title = text_label(role="heading", wrap=True)
        self.count: QLabel = text_label(role="muted")
        self.model = _Entries(self)
        self.list = named(_List(self), tr("Behind the number"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(False)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.clicked.connect(self._choose)
        self.list.chosen.connect(self._choose)
        self._progress = named(QProgressBar(self), tr("Looking through the articles"))
        self._progress.setTextVisible(False)
        self._stop = tool_button(tr("Stop"), "close")
        self._stop.clicked.connect(self.stopped)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.list)
        self._pages.addWidget(empty_page(tr("Nothing is behind it"), tr("The number counts no span.")))
        self._pages.addWidget(QWidget())
        head = QWidget(self)
        column(head, self.title, self.count, gap=2).setContentsMargins(12, 12, 12, 8)
        self.busy = QWidget(self)
        line(self.busy, self._progress, self._stop, gap=8).setContentsMargins(12, 0, 8, 4)
        column(self, head, self.busy, self._pages).setStretch(2, 1)
        self.busy.hide()

    def begin(self, title: str, labels: Mapping[str, Label]) -> None:
        """Make room for what is behind another number."""
        self.title.setText(title)
        self.count.clear()
        self.model.labels = labels
        self.model.clear()
        self.list.scrollToTop()
        self._progress.setRange(0, 0)
        self.busy.show()
        self._pages.setCurrentIndex(2)

    def add(self, entries: Sequence[Entry]) -> None:
        """Show more lines."""
        self.model.add(entries)
        if self.model.entries:
            self._pages.setCurrentIndex(0)
        self._count(more="…")

    def end(self, *, whole: bool) -> None:
        """Say that there are no more lines, or (not `whole`) that no more are listed."""
        self.busy.hide()
        self._count(more="" if whole else tr(", and more"))
        if not self.model.entries:
            self._pages.setCurrentIndex(1)

    def _count(self, more: str) -> None:
        entries = self.model.entries
        if entries and not entries[0].words:
            words = counted(len(entries), tr("{n} article"), tr("{n} articles"))
        else:
            words = counted(len(entries), tr("{n} place"), tr("{n} places"))
        self.count.setText(words + more)

    def _choose(self, index: QModelIndex) -> None:
        self.entry_chosen.emit(index.data(ENTRY_ROLE))
