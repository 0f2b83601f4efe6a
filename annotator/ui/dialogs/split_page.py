"""Splitting the articles: shares and seed, what each part would hold, and which articles would move.

Methods: `begin(split, labels, layer)` opens it while near-duplicates are looked for, `show_groups(groups)` shows
the form, `show_plan(SplitPlan)`, `show_progress(done, total, text)`, `show_error(error)`, `show_stopped()`. Signals:
`plan_wanted(shares, seed)`, `split_wanted(Split)`, `cancel_wanted()`.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSpinBox, QTableWidget, QTableWidgetItem, QWidget
from typing_extensions import override

from annotator.domain.groups import ArticleGroups
from annotator.domain.splits import PARTS, Split
from annotator.services.splits import SplitPlan
from annotator.ui.dialogs.job_sheet import JobSheet
from annotator.ui.kit.words import counted, named, tr
from annotator.ui.panels.parts import line, push_button, text_label

_SIZE = (640, 460)
_USUAL = {"train": 80, "dev": 10, "test": 10}
_PAUSE_MS = 150
_HIGHEST_SEED = 999_999
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SplitSheet(JobSheet):
    """See the module for methods and signals."""

    plan_wanted = Signal(object, int)
    split_wanted = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, tr("Split the articles"), _SIZE)
        self._labels: Sequence[str] = ()
        self._layer = ""
        self._plan: SplitPlan | None = None
        self._kept: Split | None = None
        self.shares = {part: self._share(part) for part in PARTS}
        self.seed = self._number(tr("Seed"), _HIGHEST_SEED)
        self.seed.setToolTip(tr("Another number deals the articles out in another order"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.table = self._make_table()
        self.about_groups = text_label(role="muted", wrap=True)
        self.about_moves = text_label(role="warning", wrap=True)
        self.problem = text_label(role="error", wrap=True)
        self.close_button = push_button(tr("Cancel"))
        self.close_button.clicked.connect(self.dismiss)
        self.keep_button = push_button(tr("Keep this split"), primary=True)
        self.keep_button.clicked.connect(self._keep)
        self.first = self.shares["train"]
        self._lay_out()

    def _share(self, part: str) -> QSpinBox:
        field = self._number(tr("Share of {part} in percent").format(part=part), 100)
        field.setSuffix(" %")
        return field

    def _number(self, name: str, highest: int) -> QSpinBox:
        field = named(QSpinBox(), name)
        named(field.lineEdit(), name)
        # Qt does not let the style sheet indent the line inside.
        field.lineEdit().setTextMargins(8, 0, 0, 0)
        field.setRange(0, highest)
        field.setMinimumWidth(88)
        field.valueChanged.connect(self._changed)
        return field

    def _make_table(self) -> QTableWidget:
        table = named(QTableWidget(), tr("What each part holds"))
        named(table.horizontalHeader(), tr("What each part holds"))
        named(table.verticalHeader(), tr("Parts"))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setDefaultAlignment(_RIGHT)
        # As far from the edge as the words of the header.
        table.setStyleSheet("QTableView::item { padding: 0 5px; }")
        table.horizontalHeader().setHighlightSections(False)
        return table

    def _lay_out(self) -> None:
        fields, end = line(gap=8), line(gap=8)
        for part, field in self.shares.items():
            fields.addWidget(text_label(part, "muted"))
            fields.addWidget(field)
            fields.addSpacing(8)
        fields.addWidget(text_label(tr("seed"), "muted"))
        fields.addWidget(self.seed)
        fields.addStretch(1)
        end.addStretch(1)
        end.addWidget(self.close_button)
        end.addWidget(self.keep_button)
        hint = tr(
            "Articles that repeat one another or share a quotation of eight words are always in the same part, so that "
            "nothing is tested on what was trained on. The split is kept in the project and goes into every gold set."
        )
        self.form_box.addWidget(text_label(hint, "muted", wrap=True))
        self.form_box.addLayout(fields)
        self.form_box.addWidget(self.table, 1)
        for words in (self.about_groups, self.about_moves, self.problem):
            self.form_box.addWidget(words)
        self.form_box.addLayout(end)

    # -- what the frame calls

    def begin(self, split: Split | None, labels: Sequence[str], layer: str) -> None:
        """Open with the split that the project has, if it has one. Spans are counted of `layer`."""
        self._kept, self._labels, self._layer = split, labels, layer
        usual = {part: share / 100 for part, share in _USUAL.items()} if split is None else split.shares
        for part, field in self.shares.items():
            field.blockSignals(True)
            field.setValue(round(100 * usual.get(part, 0)))
            field.blockSignals(False)
        self.seed.blockSignals(True)
        self.seed.setValue(0 if split is None else split.seed)
        self.seed.blockSignals(False)
        self.show_running(tr("Looking for near-duplicates…"))
        self.open()

    def show_groups(self, groups: ArticleGroups) -> None:
        """Show the form; the near-duplicates are known now."""
        held = sum(len(group) for group in groups.groups)
        some = counted(len(groups.groups), tr("{n} group"), tr("{n} groups"))
        found = tr("{groups} of near-duplicates with {n} articles in all.").format(groups=some, n=f"{held:,}")
        none = tr("No near-duplicates were found.")
        spans = tr("Spans are those of {layer}.").format(layer=self._layer)
        self.about_groups.setText(f"{found if groups.groups else none} {spans}")
        self.show_form()
        self.shares["train"].setFocus(Qt.FocusReason.OtherFocusReason)
        self._ask()

    def show_plan(self, plan: SplitPlan) -> None:
        """Show what a split would hold, unless it was changed meanwhile."""
        if (dict(plan.split.shares), plan.split.seed) != (self.asked_for(), self.seed.value()):
            return
        self._plan = plan
        columns = [tr("part"), tr("articles"), tr("groups"), *self._labels]
        self.table.setColumnCount(len(columns))
        for column, words in enumerate(columns):
            self.table.setHorizontalHeaderItem(column, _cell(words, is_number=column > 0))
        self.table.setRowCount(len(plan.counts))
        for row, count in enumerate(plan.counts):
            numbers = [count.articles, count.groups, *(count.spans.get(label, 0) for label in self._labels)]
            for column, words in enumerate([count.part, *(f"{number:,}" for number in numbers)]):
                self.table.setItem(row, column, _cell(words, is_number=column > 0))
        moves = len(plan.moved)
        words = counted(moves, tr("{n} article moves to another part."), tr("{n} articles move to another part."))
        self.about_moves.setText(words if moves else "")
        self.about_moves.setVisible(bool(moves))
        self.keep_button.setEnabled(plan.split != self._kept)
        self.keep_button.setToolTip("" if plan.split != self._kept else tr("The project has this split already"))

    @override
    def show_stopped(self) -> None:
        if self.is_running:
            self.show_form()
            self.dismiss()

    # -- inside

    def asked_for(self) -> dict[str, float]:
        """Return the shares in the form, without parts that get nothing."""
        return {part: field.value() / 100 for part, field in self.shares.items() if field.value()}

    def _changed(self) -> None:
        self.keep_button.setEnabled(False)
        self._plan = None
        self._pause.start()

    def _ask(self) -> None:
        total = sum(field.value() for field in self.shares.values())
        wrong = tr("The shares add up to {n} %, not to 100 %.").format(n=total) if total != 100 else ""
        self.problem.setText(wrong)
        self.problem.setVisible(bool(wrong))
        self.keep_button.setEnabled(False)
        if not wrong:
            self.plan_wanted.emit(self.asked_for(), self.seed.value())

    def _keep(self) -> None:
        plan = self._plan
        if plan is not None:
            self.dismiss()
            self.split_wanted.emit(plan.split)


def _cell(words: str, *, is_number: bool) -> QTableWidgetItem:
    item = QTableWidgetItem(words)
    item.setTextAlignment(_RIGHT if is_number else _LEFT)
    return item
