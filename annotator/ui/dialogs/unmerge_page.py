"""Going back to the project as it was before a merge.

Methods: `begin(kept)` opens it, `show_restored(path)`, and those of a job sheet. Signal: `restore_wanted(Path)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtWidgets import QListWidget, QStackedWidget, QWidget

from annotator.services.restoring import KeptProject
from annotator.ui.dialogs.job_sheet import JobSheet
from annotator.ui.kit.words import counted, named, tr
from annotator.ui.panels.parts import empty_page, line, push_button, text_label

_SIZE = (560, 420)


class UnmergeSheet(JobSheet):
    """See the module for methods and signals."""

    restore_wanted = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, tr("Take back a merge"), _SIZE)
        self._kept: Sequence[KeptProject] = ()
        self.list = named(QListWidget(), tr("The project as it was"))
        self.list.setProperty("role", "card")
        self.list.currentRowChanged.connect(self._choose)
        self.loss = text_label(role="warning", wrap=True)
        self.close_button = push_button(tr("Cancel"))
        self.close_button.clicked.connect(self.dismiss)
        self.start_button = push_button(tr("Go back to it"), primary=True)
        self.start_button.clicked.connect(self._start)
        self._choice = QStackedWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        hint = tr("Before each merge the project was kept beside it. Going back keeps the project as it is now, too.")
        self._choice.addWidget(self.list)
        words = tr("Here are the projects that merges have kept, as long as they are beside this one.")
        self._choice.addWidget(empty_page(tr("No merge to take back"), words))
        end = line(gap=8)
        end.addStretch(1)
        end.addWidget(self.close_button)
        end.addWidget(self.start_button)
        self.form_box.addWidget(text_label(hint, "muted", wrap=True))
        self.form_box.addWidget(self._choice, 1)
        self.form_box.addWidget(self.loss)
        self.form_box.addLayout(end)

    def begin(self, kept: Sequence[KeptProject]) -> None:
        """Open with what there is to go back to, the newest first."""
        self._kept = kept
        self.list.clear()
        for each in kept:
            when = QLocale().toString(QDateTime.fromMSecsSinceEpoch(each.at_ms), QLocale.FormatType.ShortFormat)
            articles = counted(each.articles, tr("{n} article"), tr("{n} articles"))
            self.list.addItem(f"{when} · {articles}\n{each.path.name}")
        self._choice.setCurrentIndex(0 if kept else 1)
        self.start_button.setEnabled(bool(kept))
        self.list.setCurrentRow(0)
        self._choose(self.list.currentRow())
        self.show_form()
        self.first = self.list if kept else self.close_button
        self.open()

    def _choose(self, row: int) -> None:
        there = 0 <= row < len(self._kept)
        one = tr("{n} edit, merged or made since, is not in it.")
        many = tr("{n} edits, merged or made since, are not in it.")
        self.loss.setText(counted(self._kept[row].later, one, many) if there else "")
        self.loss.setVisible(there)

    def _start(self) -> None:
        self.show_running(tr("Going back…"))
        self.restore_wanted.emit(self._kept[self.list.currentRow()].path)

    def show_restored(self, kept: Path) -> None:
        """Show that the project is as it was."""
        self.begin_result(tr("The project is as it was before the merge"))
        self.add_group(tr("The project as it was until now"), [str(kept)], "success", "finish")
        self.end_result()
