"""Who is tagging: one of the annotators that the project knows, or a new handle."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem, QWidget
from typing_extensions import override

from annotator.domain.errors import KnownError
from annotator.services.annotators import KnownAnnotator
from annotator.ui.dialogs.forms import FormSheet
from annotator.ui.kit.words import counted, named, tr

_NAME = Qt.ItemDataRole.UserRole
_ROW, _MOST_ROWS = 44, 5


class AnnotatorSheet(FormSheet):
    """Asks for the annotator's handle. Emits `chosen` with one that `check` accepts."""

    chosen = Signal(str)

    def __init__(self, window: QWidget, check: Callable[[str], str]) -> None:
        help_text = tr("Your work is kept under this name. A pseudonym is fine; the same name opens the same work.")
        super().__init__(window, tr("Who is tagging?"), help_text, tr("Continue"))
        self._check = check
        self.list = named(QListWidget(), tr("Annotators of this project"))
        self.list.setProperty("role", "card")
        self.list.currentItemChanged.connect(self._fill_in)
        self.list.itemClicked.connect(self._fill_in)
        self.list.itemDoubleClicked.connect(lambda _item: self.accept())
        self.line = self.add_line(tr("Handle"), "", tr("for example anna"))
        self.column.insertWidget(self.column.indexOf(self.form), self.list)

    def ask(self, handle: str, known: Sequence[KnownAnnotator]) -> None:
        """Open with a handle to start from and those that the project knows."""
        self.list.blockSignals(True)
        self.list.clear()
        for annotator in known:
            item = QListWidgetItem(f"{annotator.name}\n{_about(annotator)}", self.list)
            item.setData(_NAME, annotator.name)
            if annotator.name == handle:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self.list.setVisible(bool(known))
        self.list.setFixedHeight(_ROW * min(len(known), _MOST_ROWS) + 4)
        self.line.setText(handle)
        self.line.selectAll()
        self.complain("")
        self.open()

    def _fill_in(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.line.setText(str(item.data(_NAME)))

    @override
    def accept(self) -> None:
        """Take the handle if it may be one."""
        try:
            handle = self._check(self.line.text().strip())
        except KnownError as error:
            self.complain(f"{error.what}. {error.why}." if error.why else f"{error.what}.")
            return
        self.dismiss()
        self.chosen.emit(handle)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and QApplication.focusWidget() is self.list:
            self.accept()
        else:
            super().keyPressEvent(event)


def _about(annotator: KnownAnnotator) -> str:
    parts = [counted(annotator.finished, tr("{n} finished"), tr("{n} finished"))]
    if annotator.in_progress:
        parts.append(counted(annotator.in_progress, tr("{n} begun"), tr("{n} begun")))
    if annotator.assigned:
        parts.append(counted(annotator.assigned, tr("{n} article assigned"), tr("{n} articles assigned")))
    if annotator.adjudicates:
        parts.append(tr("adjudicates"))
    return " · ".join(parts)
