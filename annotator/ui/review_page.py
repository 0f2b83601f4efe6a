"""The review page: where annotators agree and where not, down to each span."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QStackedWidget, QWidget
from typing_extensions import override

from annotator.domain.schema import Label
from annotator.services.commands import BY_ID
from annotator.services.review import ArticleChoice, Review
from annotator.services.review_linking import ReviewTable
from annotator.services.review_lists import Behind, Entry
from annotator.ui.kit.words import named, tr
from annotator.ui.panels.parts import column, empty_page, line, push_button, text_label
from annotator.ui.panels.review.article import LanesView
from annotator.ui.panels.review.entries import EntriesPanel
from annotator.ui.panels.review.filters import FilterBar
from annotator.ui.panels.review.notices import BlindNotice, Busy, LeftOut
from annotator.ui.panels.review.sections import Sections
from annotator.ui.panels.review.table import NumbersTable
from annotator.ui.window_state import SplitterMemory, WindowState

_NEXT_STEPS = ("project.assign", "project.merge", "project.import")
_LEAST = (340, 280)


class _Content(QWidget):
    """What scrolls. Its height follows from its width alone, not from the least it would need at any width."""

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


class ReviewPage(QWidget):
    """Shows what it is given. What a person wants goes out as signals."""

    options_changed = Signal()
    stop_wanted = Signal()
    gamma_wanted = Signal()
    behind_wanted = Signal(Behind)
    entry_wanted = Signal(Entry)
    adjudicator_wanted = Signal()
    command = Signal(str)
    shown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, tr("Review"))
        self.filters = FilterBar(self)
        self.busy = Busy(self)
        self.blind = BlindNotice(self)
        self.left_out = LeftOut(self)
        self.sections = Sections(self)
        self.gamma = self.sections.gamma
        self.entries = EntriesPanel(self)
        self.lanes = LanesView(self)
        self.columns = named(QSplitter(Qt.Orientation.Horizontal, self), tr("Numbers and what is behind them"))
        self.rows = named(QSplitter(Qt.Orientation.Vertical, self), tr("List and article"))
        self._sentences = text_label(role="muted", wrap=True)
        self._nothing = self._nothing_to_compare()
        self._side = QStackedWidget(self)
        self._sizes = SplitterMemory(review_columns=self.columns, review_rows=self.rows)
        self._arranged = False
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        content = _Content()
        box = column(
            content, self.busy, self.blind, self.left_out, self._sentences, self._nothing, self.sections, gap=12
        )  # fmt: skip
        box.setContentsMargins(16, 12, 16, 24)
        box.addStretch(1)
        self._sentences.setMaximumWidth(760)
        self.numbers = named(QScrollArea(self), tr("Numbers"))
        self.numbers.setWidgetResizable(True)
        self.numbers.setFrameShape(QFrame.Shape.NoFrame)
        self.numbers.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.numbers.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.numbers.setWidget(content)
        self.rows.addWidget(self.entries)
        self.rows.addWidget(self.lanes)
        self.rows.setSizes([300, 400])
        self.rows.setChildrenCollapsible(False)
        hint = tr("Every number, bar and square opens the spans that it counts, and each of them its article.")
        self._side.addWidget(empty_page(tr("Choose a number"), hint))
        self._side.addWidget(self.rows)
        for widget, least in zip((self.numbers, self._side), _LEAST, strict=True):
            self.columns.addWidget(widget)
            widget.setMinimumWidth(least)
        for splitter in (self.columns, self.rows):
            splitter.setHandleWidth(1)
        self.columns.setChildrenCollapsible(False)
        self.columns.setStretchFactor(0, 1)
        self.columns.setStretchFactor(1, 1)
        edge = QFrame(self)
        edge.setProperty("role", "line")
        column(self, self.filters, edge, self.columns).setStretch(2, 1)

    def _nothing_to_compare(self) -> QWidget:
        page = QWidget(self)
        box = column(page, gap=12)
        box.setContentsMargins(0, 24, 0, 24)
        self.nothing_title = text_label(role="heading", wrap=True)
        self._nothing_hint = text_label(role="muted", wrap=True)
        self._nothing_hint.setMaximumWidth(560)
        box.addWidget(self.nothing_title)
        box.addWidget(self._nothing_hint)
        row = line(None, gap=8)
        self.next_steps = {}
        for command in _NEXT_STEPS:
            if command in BY_ID:
                button = self.next_steps[command] = push_button(tr(BY_ID[command].title))
                button.clicked.connect(lambda _=False, command=command: self.command.emit(command))
                row.addWidget(button)
        row.addStretch(1)
        box.addLayout(row)
        page.hide()
        return page

    def _connect(self) -> None:
        self.filters.changed.connect(self.options_changed)
        self.busy.stopped.connect(self.stop_wanted)
        self.blind.adjudicator_wanted.connect(self.adjudicator_wanted)
        self.gamma.wanted.connect(self.gamma_wanted)
        for part in (self.left_out, self.sections):
            part.opened.connect(self.behind_wanted)
        self.entries.entry_chosen.connect(self.entry_wanted)

    # -- what is remembered

    def save_layout(self, state: WindowState) -> None:
        """Remember the sizes of the parts."""
        self._sizes.save(state)

    def restore_layout(self, state: WindowState) -> None:
        """Bring the remembered sizes back."""
        self._sizes.restore(state)

    # -- what is shown

    def show_review(self, review: Review, sentences: Sequence[str], tables: Sequence[ReviewTable]) -> None:
        """Show the numbers of another comparison."""
        self.busy.hide()
        viewer, scope = review.options.viewer, review.scope
        self.blind.show_hidden(len(scope.hidden), adjudicator=viewer is None or viewer.adjudicator)
        self.left_out.show_review(review)
        self._sentences.setText(" ".join(map(tr, sentences)))
        there = bool(scope.used)
        self._sentences.setVisible(there)
        self.sections.setVisible(there)
        self._nothing.setVisible(not there)
        if there:
            self.sections.show_tables(tables)
        else:
            self._say_nothing(review)

    def _say_nothing(self, review: Review) -> None:
        """Say why there are no numbers and what to do next."""
        narrowed = review.options.articles != ArticleChoice() or bool(review.options.annotators)
        if review.scope.hidden:
            title = tr("Nothing that you may see yet")
            hint = tr("Finish articles that others have finished too, or open the review as adjudicator.")
        elif narrowed:
            title, hint = tr("No article fits"), tr("Other annotators, words, days or states may find some.")
        else:
            title = tr("No article was finished by two annotators")
            hint = tr(
                "Agreement is measured where two or more annotators have finished the same article. Assign articles "
                "to several annotators, merge what they send back, or import their layers."
            )
        for button in self.next_steps.values():
            button.setVisible(not review.scope.hidden and not narrowed)
        self.nothing_title.setText(title)
        self._nothing_hint.setText(hint)

    def begin_list(self, behind: Behind, labels: Mapping[str, Label]) -> None:
        """Make room for what is behind a number."""
        for table in self.findChildren(NumbersTable):
            table.mark(behind)
        self._side.setCurrentIndex(1)
        self.entries.begin(tr(behind.title), labels)

    def clear(self) -> None:
        """Show nothing of a project that was closed."""
        self._side.setCurrentIndex(0)
        self.entries.model.clear()
        self.lanes.clear()
        for part in (self.busy, self.blind, self.left_out, self._sentences, self.sections, self._nothing):
            part.hide()
        self.gamma.show_table(None)

    def focus(self) -> None:
        """Put the focus where the arrow keys go through numbers."""
        self.filters.annotators.setFocus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self._keep_sizes)
        self.shown.emit()

    def _keep_sizes(self) -> None:
        self._arranged = True

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._arranged and not self._sizes.has_sizes("review_columns"):
            width = event.size().width()
            self.columns.setSizes([width - width * 2 // 5, width * 2 // 5])
