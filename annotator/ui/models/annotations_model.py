"""The annotations of the open article as Qt wants them, in reading order.

One edit moves one row: nothing is read anew, so that a tag costs the same in a long list as in a short one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from typing_extensions import override

from annotator.domain.annotation import Annotation
from annotator.domain.rules import missing
from annotator.domain.schema import Label, Schema
from annotator.services.desk import ArticleDesk, Order
from annotator.ui.kit.words import tr
from annotator.ui.models.excerpt import one_line

ROW_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_SLICE = 500
_WORDS = 160


@dataclass(frozen=True, slots=True)
class AnnotationRow:
    """What the list shows of one annotation. `missing` holds titles of required attributes that are not set."""

    id: str
    label: Label
    words: str
    missing: tuple[str, ...]
    has_note: bool


class AnnotationsModel(QAbstractListModel):
    """Annotations in order, all or those that a filter lets through.

    Which of them lack something is found out in slices between events; `counted` tells when the numbers changed.
    """

    counted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk: ArticleDesk | None = None
        self._schema: Schema | None = None
        self._label = ""
        self._only_lacking = False
        self._rows: list[Order] = []
        self._known: dict[str, Order] = {}
        self._lacking: set[str] = set()
        self._unchecked: list[str] = []
        self._idle = QTimer(self)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._check_slice)

    @property
    def total(self) -> int:
        """How many annotations the article has."""
        return len(self._known)

    @property
    def lacking(self) -> int:
        """How many are known to lack a required attribute."""
        return len(self._lacking)

    @property
    def is_counted(self) -> bool:
        """Whether all annotations were checked."""
        return not self._unchecked

    def set_desk(self, desk: ArticleDesk | None, schema: Schema | None) -> None:
        """Show another article, or none."""
        self._desk, self._schema = desk, schema
        orders = [] if desk is None else [annotation.order for annotation in desk.in_order()]
        self._known = {order[3]: order for order in orders}
        self._lacking.clear()
        self._unchecked = [order[3] for order in reversed(orders)]
        self._check_slice()
        self._reset()

    def set_filter(self, label: str, *, only_lacking: bool) -> None:
        """Show only annotations of a label (or any, for ""), or only those that lack something."""
        self._label, self._only_lacking = label, only_lacking
        self._reset()

    def _reset(self) -> None:
        self.beginResetModel()
        self._rows = sorted(order for key, order in self._known.items() if self._passes(key, order))
        self.endResetModel()
        self.counted.emit()

    def _passes(self, annotation_id: str, order: Order) -> bool:
        if self._label and order[2] != self._label:
            return False
        return not self._only_lacking or annotation_id in self._lacking

    def take(self, annotation_ids: Iterable[str]) -> None:
        """Bring these annotations up to date: they may be new, changed or gone."""
        for key in annotation_ids:
            annotation = self._desk.annotations.get(key) if self._desk is not None else None
            old = self._known.pop(key, None)
            self._lacking.discard(key)
            if annotation is not None:
                self._known[key] = annotation.order
                self._check(annotation)
            self._move(key, old, annotation.order if annotation is not None else None)
        self.counted.emit()

    def _move(self, key: str, old: Order | None, new: Order | None) -> None:
        place = bisect_left(self._rows, old) if old is not None else 0
        was_shown = old is not None and place < len(self._rows) and self._rows[place] == old
        is_shown = new is not None and self._passes(key, new)
        if was_shown and is_shown and old == new:
            self.dataChanged.emit(self.index(place), self.index(place))
            return
        if was_shown:
            self.beginRemoveRows(QModelIndex(), place, place)
            del self._rows[place]
            self.endRemoveRows()
        if is_shown and new is not None:
            place = bisect_left(self._rows, new)
            self.beginInsertRows(QModelIndex(), place, place)
            self._rows.insert(place, new)
            self.endInsertRows()

    def _check(self, annotation: Annotation) -> None:
        if self._schema is not None and missing(self._schema, annotation):
            self._lacking.add(annotation.id)

    def _check_slice(self) -> None:
        desk = self._desk
        for key in self._unchecked[-_SLICE:]:
            if desk is not None and key in desk.annotations:
                self._check(desk.annotations[key])
        del self._unchecked[-_SLICE:]
        if not self._unchecked:
            was_running = self._idle.isActive()
            self._idle.stop()
            if was_running and self._only_lacking:
                self._reset()
            self.counted.emit()
        elif not self._idle.isActive():
            self._idle.start()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role == ROW_ROLE:
            return self.row_at(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.row_at(index.row()).words
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            row = self.row_at(index.row())
            needed = tr("Needed: {names}").format(names=", ".join(row.missing)) if row.missing else ""
            return "\n".join(part for part in (f"{row.label.title}: {row.words}", needed) if part)
        return None

    def id_at(self, row: int) -> str:
        """Return the id of the annotation in a row."""
        return self._rows[row][3]

    def row_of(self, annotation_id: str) -> int | None:
        """Return the row of an annotation, None if it is not shown."""
        order = self._known.get(annotation_id)
        if order is None:
            return None
        place = bisect_left(self._rows, order)
        return place if place < len(self._rows) and self._rows[place] == order else None

    def row_at(self, row: int) -> AnnotationRow:
        """Return what is shown in a row."""
        desk, schema = self._desk, self._schema
        assert desk is not None
        assert schema is not None
        annotation = desk.annotations[self.id_at(row)]
        parts = (
            one_line(desk.text[start : min(end, start + 2 * _WORDS)], _WORDS) for start, end in annotation.fragments
        )
        lacks = tuple(schema.attribute(name).title for name in missing(schema, annotation))
        label = schema.label(annotation.label)
        return AnnotationRow(annotation.id, label, " … ".join(parts), lacks, bool(annotation.note))
