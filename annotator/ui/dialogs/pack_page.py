"""Packing a colleague's share: whose, into which file, how far it is, and what was written.

Methods: `begin(known, folder, stem)` opens it, `show_packed(path, annotator, articles)`, and those of a job sheet.
Signals: `pack_wanted(annotator, Path)`, `open_folder_wanted(Path)`, `assign_wanted()`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QFormLayout, QLineEdit, QStackedWidget, QWidget
from typing_extensions import override

from annotator.domain.errors import KnownError
from annotator.services.annotators import KnownAnnotator
from annotator.ui.dialogs.job_sheet import JobSheet
from annotator.ui.kit.words import counted, named, tr
from annotator.ui.panels.parts import column, empty_page, line, push_button, text_label

_SIZE = (560, 340)


class PackSheet(JobSheet):
    """See the module for methods and signals."""

    pack_wanted = Signal(str, object)
    open_folder_wanted = Signal(object)
    assign_wanted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, tr("Pack for a colleague"), _SIZE)
        self._folder, self._stem = Path(), ""
        self.annotator = named(QComboBox(), tr("For whom"))
        self.annotator.currentIndexChanged.connect(self._propose)
        self.path = named(QLineEdit(), tr("File"))
        self.path.textChanged.connect(self._check)
        self.choose_button = push_button(tr("Choose…"), "folder")
        self.choose_button.clicked.connect(self._choose)
        self.problem = text_label(role="error", wrap=True)
        self.close_button = push_button(tr("Cancel"))
        self.close_button.clicked.connect(self.dismiss)
        self.start_button = push_button(tr("Pack"), primary=True)
        self.start_button.clicked.connect(self._start)
        self.assign_button = push_button(tr("Assign articles…"))
        self.assign_button.clicked.connect(self._assign)
        self.folder_button = push_button(tr("Open folder"), "folder")
        self.folder_button.clicked.connect(lambda: self.open_folder_wanted.emit(self.target.parent))
        self.back_button = push_button(tr("Back"))
        self.back_button.clicked.connect(self.show_form)
        self.buttons.insertWidget(1, self.folder_button)
        self.buttons.insertWidget(1, self.back_button)
        self._forms = QStackedWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        hint = tr(
            "A project file with only their articles and only their own layer. They open it, tag, and send it back; "
            "then merge it."
        )
        where, end, form, fields = line(gap=8), line(gap=8), QFormLayout(), QWidget()
        where.addWidget(self.path, 1)
        where.addWidget(self.choose_button)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(12)
        form.addRow(text_label(tr("For"), "muted"), self.annotator)
        form.addRow(text_label(tr("File"), "muted"), where)
        box = column(fields, text_label(hint, "muted", wrap=True), gap=12)
        box.addLayout(form)
        box.addWidget(self.problem)
        box.addStretch(1)
        self._forms.addWidget(fields)
        words = tr("A share is what was assigned to somebody. Deal the articles out first.")
        self._forms.addWidget(empty_page(tr("No articles are assigned"), words, self.assign_button))
        end.addStretch(1)
        end.addWidget(self.close_button)
        end.addWidget(self.start_button)
        self.form_box.addWidget(self._forms, 1)
        self.form_box.addLayout(end)

    @property
    def target(self) -> Path:
        """The file that is entered."""
        return Path(self.path.text().strip())

    def begin(self, known: Sequence[KnownAnnotator], me: str, project: Path) -> None:
        """Open with those who have articles, others than the one at the window first."""
        if self.is_running:
            self.open()
            return
        self._folder, self._stem = project.parent, project.stem
        shares = sorted((each for each in known if each.assigned), key=lambda each: each.name == me)
        self.annotator.clear()
        for each in shares:
            articles = counted(each.assigned, tr("{n} article"), tr("{n} articles"))
            self.annotator.addItem(f"{each.name} · {articles}", each.name)
        self._forms.setCurrentIndex(0 if shares else 1)
        self._propose()
        self.show_form()
        self.first = self.assign_button if not shares else self.start_button if not self.problem.text() else self.path
        self.open()

    def _propose(self) -> None:
        name = self.annotator.currentData()
        if name:
            self.path.setText(str(self._folder / f"{self._stem}-{name}.annot"))
        self._check()

    def _check(self) -> None:
        problem = ""
        if not self.path.text().strip():
            problem = tr("Choose a file.")
        elif self.target.exists():
            problem = tr("There is a file of this name already. Choose another name.")
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.start_button.setEnabled(not problem and self.annotator.count() > 0)

    def _choose(self) -> None:
        kinds = tr("Annotator projects (*.annot)")
        chosen, _ = QFileDialog.getSaveFileName(self.window(), tr("Pack into"), self.path.text(), kinds)
        if chosen:
            path = Path(chosen)
            self.path.setText(str(path if path.suffix == ".annot" else path.with_name(f"{path.name}.annot")))

    def _start(self) -> None:
        self.show_running(tr("Packing…"))
        self.pack_wanted.emit(self.annotator.currentData(), self.target)

    def _assign(self) -> None:
        self.dismiss()
        self.assign_wanted.emit()

    def show_packed(self, path: Path, annotator: str, articles: int) -> None:
        """Show what was written."""
        self.back_button.hide()
        self.folder_button.show()
        packed = counted(articles, tr("{n} article is packed for"), tr("{n} articles are packed for"))
        self.begin_result(f"{packed} {annotator}")
        self.add_group(tr("File"), [str(path)], "success", "finish")
        self.end_result()

    @override
    def show_error(self, error: KnownError) -> None:
        """Say why nothing was packed."""
        self.back_button.show()
        self.folder_button.hide()
        super().show_error(error)
