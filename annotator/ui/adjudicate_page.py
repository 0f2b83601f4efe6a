"""The page for deciding where annotators differ: the queue on the left, the text with every layer, the comparison."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSplitter, QStackedWidget, QWidget
from typing_extensions import override

from annotator.ui.kit.words import named, tr
from annotator.ui.panels.adjudication.compare import ComparePanel
from annotator.ui.panels.adjudication.draft_form import DraftForm
from annotator.ui.panels.adjudication.queue import QueuePanel
from annotator.ui.panels.parts import column, empty_page, push_button
from annotator.ui.reader.view import Reader
from annotator.ui.window_state import SplitterMemory, WindowState

_QUEUE, _FORM = (208, 300), 300
_LEAST, _LEAST_BELOW = (196, 360), 160
_READER_SHARE = 0.46


class AdjudicatePage(QWidget):
    """Puts the parts in their places. `command` asks for a command by its id; `escaped` is Esc on the page itself."""

    command = Signal(str)
    escaped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, tr("Adjudicate"))
        self.queue, self.reader, self.compare = QueuePanel(self), Reader(self), ComparePanel(self)
        named(self.reader, tr("Article with every layer"))
        self.form = DraftForm(self)
        self.form.hide()
        self.columns = named(QSplitter(Qt.Orientation.Horizontal, self), tr("Queue and article"))
        self.rows = named(QSplitter(Qt.Orientation.Vertical, self), tr("Article and comparison"))
        self.below = named(QSplitter(Qt.Orientation.Horizontal, self), tr("Comparison and form"))
        self.message_room = QWidget(self)
        """Between comparison and buttons, so that neither the text nor the buttons move for a message."""
        self.role_button = push_button(tr("Adjudicate in this project"), "adjudicate", primary=True)
        self.role_button.clicked.connect(lambda: self.command.emit("adjudicate.role"))
        self.merge_button = push_button(tr("See how far everybody is"))
        self.merge_button.clicked.connect(lambda: self.command.emit("page.annotate"))
        self._sizes = SplitterMemory(adjudicate_columns=self.columns, adjudicate_rows=self.rows)
        self._pages = named(QStackedWidget(self), tr("Adjudicate"))
        self._lay_out()

    def _lay_out(self) -> None:
        self.below.addWidget(self.compare)
        self.below.addWidget(self.form)
        self.below.setStretchFactor(0, 1)
        self.form.setMinimumWidth(_FORM - 40)
        work = QWidget()
        box = column(work, self.below, self.message_room, self.compare.foot)
        # A message has all the height that it may have before the comparison has more than it needs.
        box.setStretch(0, 1)
        box.setStretch(1, 1000)
        # The layout would ask for more while there is a message, and the text would have to give way.
        work.setMinimumHeight(_LEAST_BELOW)
        self.rows.addWidget(self.reader)
        self.rows.addWidget(work)
        self.columns.addWidget(self.queue)
        self.columns.addWidget(self.rows)
        for splitter in (self.columns, self.rows, self.below):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
        self.queue.setMinimumWidth(_LEAST[0])
        self.rows.setMinimumWidth(_LEAST[1])
        self.columns.setStretchFactor(1, 1)
        self._pages.addWidget(self.columns)
        self._pages.addWidget(_notice(
            tr("Here an adjudicator decides where annotators differ"),
            tr(
                "Whoever adjudicates sees every annotator's work, so do not take the role while you still tag "
                "articles yourself. Taking it is one edit; undo gives it back."
            ),
            self.role_button,
        ))  # fmt: skip
        self._pages.addWidget(_notice(
            tr("There is nothing to adjudicate yet"),
            tr(
                "An article comes here as soon as two annotators have finished it. Merge their files into this "
                "project, or finish articles as two annotators."
            ),
            self.merge_button,
        ))  # fmt: skip
        self._pages.addWidget(_notice(tr("Comparing annotators…"), "", None))
        column(self, self._pages)

    # -- what is remembered

    def save_layout(self, state: WindowState) -> None:
        """Remember the sizes of the parts."""
        self._sizes.save(state)

    def restore_layout(self, state: WindowState) -> None:
        """Bring the remembered sizes back."""
        self._sizes.restore(state)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self.isVisible():
            return
        width, height = event.size().width(), event.size().height()
        if not self._sizes.has_sizes("adjudicate_columns"):
            left = min(max(width // 4, _QUEUE[0]), _QUEUE[1])
            self.columns.setSizes([left, width - left])
        if not self._sizes.has_sizes("adjudicate_rows"):
            self.rows.setSizes([round(height * _READER_SHARE), height - round(height * _READER_SHARE)])

    # -- what is shown

    @property
    def keyed(self) -> Sequence[QWidget]:
        """The parts in which the keys of the page work."""
        return (self.queue.list, self.reader, self.compare.table)

    @property
    def panels(self) -> Sequence[QWidget]:
        """What F6 goes through."""
        parts: list[QWidget] = [self.queue.articles, self.queue.list, self.reader, self.compare.table]
        return [*parts, self.form] if self.form.isVisible() else parts

    def show_work(self) -> None:
        """Show queue, text and comparison."""
        self._pages.setCurrentIndex(0)

    def show_role(self) -> None:
        """Explain the role and offer it."""
        self._pages.setCurrentIndex(1)
        self.role_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_nothing(self) -> None:
        """Say that there is nothing to do yet, and what leads to it."""
        self._pages.setCurrentIndex(2)
        self.merge_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_waiting(self) -> None:
        """Say that it is being worked out."""
        self._pages.setCurrentIndex(3)

    @property
    def is_at_work(self) -> bool:
        """Whether queue, text and comparison are shown."""
        return self._pages.currentIndex() == 0

    def show_form(self, *, on: bool) -> None:
        """Open or close the form beside the comparison."""
        self.compare.show_buttons(on=not on)
        if on and self.form.isHidden():
            self.form.show()
            width = self.below.width()
            self.below.setSizes([max(_FORM, width - _FORM), _FORM])
        elif not on:
            self.form.hide()

    def focus(self) -> None:
        """Put the focus where the keys work."""
        if self.is_at_work:
            self.compare.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.role_button.hasFocus():
            self.role_button.click()
        else:
            super().keyPressEvent(event)


def _notice(title: str, text: str, button: QPushButton | None) -> QWidget:
    page = empty_page(title, text, button)
    outer = QWidget()
    page.setMaximumWidth(520)
    box = column(outer)
    box.addWidget(page, 1, Qt.AlignmentFlag.AlignHCenter)
    page.setMinimumWidth(320)
    return outer
