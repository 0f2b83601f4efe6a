"""Dealing articles out: to whom, how many are tagged by two, and what comes of it before it is done.

Methods: `begin(known, overlap)` opens it, `show_plan(plan)`, `complain(error)`. Signals: `plan_wanted(handles, overlap,
seed)` whenever something was changed, `assign_wanted(AssignPlan)`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFormLayout,
    QGridLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QWidget,
)
from typing_extensions import override

from annotator.domain.errors import KnownError
from annotator.services.annotators import KnownAnnotator
from annotator.services.assigning import AssignPlan
from annotator.ui.kit.sheet import Sheet
from annotator.ui.kit.words import counted, named, tr
from annotator.ui.panels.parts import clear, column, line, push_button, text_label

_SIZE = (600, 520)
_OVERLAP, _STEP = 20, 5


class AssignSheet(Sheet):
    """See the module for methods and signals."""

    plan_wanted = Signal(list, float, int)
    assign_wanted = Signal(object)

    def __init__(self, window: QWidget, check: Callable[[str], str]) -> None:
        super().__init__(window, tr("Assign articles"), _SIZE)
        self._check = check
        self._plan: AssignPlan | None = None
        self.list = named(QListWidget(), tr("Who tags"))
        self.list.setProperty("role", "card")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.itemChanged.connect(lambda _item: self._ask())
        self.handle = named(QLineEdit(), tr("Another annotator's handle"))
        self.handle.setPlaceholderText(tr("Another handle"))
        self.handle.returnPressed.connect(self._add)
        self.add_button = push_button(tr("Add"), "new")
        self.add_button.clicked.connect(self._add)
        self.overlap = named(QSpinBox(), tr("Tagged by two"), tr("The part of the articles that two annotators tag"))
        self.overlap.setRange(0, 100)
        self.overlap.setSingleStep(_STEP)
        self.overlap.setSuffix(" %")
        self.seed = named(QSpinBox(), tr("Seed"), tr("Another number deals in another order"))
        self.seed.setRange(0, 999_999)
        for box in (self.overlap, self.seed):
            named(box.lineEdit(), box.accessibleName())
            # Qt does not let the style sheet indent the line inside.
            box.lineEdit().setTextMargins(6, 0, 0, 0)
            box.valueChanged.connect(lambda _value: self._ask())
        self.outcome = QWidget()
        self._rows = QGridLayout(self.outcome)
        self.problem = text_label(role="error", wrap=True)
        self.close_button = push_button(tr("Cancel"))
        self.close_button.clicked.connect(self.dismiss)
        self.start_button = push_button(tr("Assign"), primary=True)
        self.start_button.clicked.connect(self._start)
        self._lay_out()

    def _lay_out(self) -> None:
        hint = tr("Articles are dealt out evenly. Who has an article keeps it, so this can be done again later.")
        another, end, form = line(gap=8), line(gap=8), QFormLayout()
        another.addWidget(self.handle, 1)
        another.addWidget(self.add_button)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.addRow(text_label(tr("Tagged by two"), "muted"), self.overlap)
        form.addRow(text_label(tr("Seed"), "muted"), self.seed)
        people, outcome, both = QWidget(), QWidget(), QWidget()
        column(people, text_label(tr("Who tags"), "section"), self.list, gap=8).addLayout(another)
        box = column(outcome, gap=12)
        box.addLayout(form)
        box.addWidget(text_label(tr("What comes of it"), "section"))
        box.addWidget(self.outcome)
        box.addStretch(1)
        line(both, people, outcome, gap=24)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setHorizontalSpacing(16)
        self._rows.setVerticalSpacing(4)
        self._rows.setColumnStretch(0, 1)
        end.addStretch(1)
        end.addWidget(self.close_button)
        end.addWidget(self.start_button)
        for widget in (text_label(tr("Assign articles"), "title"), text_label(hint, "muted", wrap=True)):
            self.column.addWidget(widget)
        self.column.addWidget(both, 1)
        self.column.addWidget(self.problem)
        self.column.addLayout(end)

    def begin(self, known: Sequence[KnownAnnotator], overlap: float | None) -> None:
        """Open with the annotators that the project knows; those who have articles are chosen.

        While nobody has any, all are chosen but those who adjudicate, who had better not decide about their own spans.
        `overlap` is the part of the articles that two tag now, None if nothing is assigned yet.
        """
        self.list.blockSignals(True)
        self.list.clear()
        anybody = any(annotator.assigned for annotator in known)
        for annotator in known:
            tags = not anybody and not annotator.adjudicates
            self._add_row(annotator.name, chosen=annotator.assigned > 0 or tags)
        self.list.blockSignals(False)
        self.overlap.setValue(_OVERLAP if overlap is None else round(overlap * 100))
        self.handle.clear()
        self.first = self.list if known else self.handle
        self._ask()
        self.open()

    @property
    def chosen(self) -> list[str]:
        """The handles that are ticked."""
        rows = [self.list.item(row) for row in range(self.list.count())]
        return [row.text() for row in rows if row.checkState() == Qt.CheckState.Checked]

    def _add_row(self, name: str, *, chosen: bool) -> None:
        item = QListWidgetItem(name, self.list)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)

    def _add(self) -> None:
        try:
            name = self._check(self.handle.text().strip())
        except KnownError as error:
            self.complain(error)
            return
        self.handle.clear()
        there = self.list.findItems(name, Qt.MatchFlag.MatchExactly)
        if there:
            there[0].setCheckState(Qt.CheckState.Checked)
        else:
            self._add_row(name, chosen=True)
            self._ask()

    def _ask(self) -> None:
        self._plan = None
        self.start_button.setEnabled(False)
        self.problem.hide()
        if self.chosen:
            self.plan_wanted.emit(self.chosen, self.overlap.value() / 100, self.seed.value())
        else:
            self._show_rows([])

    def show_plan(self, plan: AssignPlan) -> None:
        """Show how many articles each would have, and has now."""
        self._plan = plan
        names = [*plan.articles, *sorted(set(plan.before) - set(plan.articles))]
        self._show_rows([(name, plan.before.get(name, 0), plan.articles.get(name, 0)) for name in names])
        shared = counted(plan.shared, tr("{n} article is tagged by two"), tr("{n} articles are tagged by two"))
        total = counted(plan.total, tr("{n} article in all"), tr("{n} articles in all"))
        lines = (
            [total, shared] if plan.changes else [total, shared, tr("Nothing changes: every article has its people.")]
        )
        self._rows.addWidget(text_label("\n".join(lines), "muted", wrap=True), self._rows.rowCount(), 0, 1, 3)
        self.start_button.setEnabled(plan.changes)

    def complain(self, error: KnownError) -> None:
        """Say what is wrong with what was entered."""
        self.problem.setText(". ".join(part for part in (error.what, error.why) if part) + ".")
        self.problem.show()

    def _show_rows(self, rows: Sequence[tuple[str, int, int]]) -> None:
        clear(self._rows)
        heads = ("", tr("now"), tr("then")) if rows else ()
        for at, head in enumerate(heads):
            self._rows.addWidget(text_label(head, "faint"), 0, at, Qt.AlignmentFlag.AlignRight)
        for number, (name, now, then) in enumerate(rows, 1):
            self._rows.addWidget(text_label(name), number, 0)
            for at, count in enumerate((now, then), 1):
                label = text_label(f"{count:,}", "muted" if at == 1 else "")
                self._rows.addWidget(label, number, at, Qt.AlignmentFlag.AlignRight)

    def _start(self) -> None:
        plan, self._plan = self._plan, None
        if plan is not None:
            self.dismiss()
            self.assign_wanted.emit(plan)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        at_list = QApplication.focusWidget() is self.list
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and at_list and self.start_button.isEnabled():
            self._start()
        else:
            super().keyPressEvent(event)
