"""Exporting a layer: as what, whose and where, what would be lost, how far it is, and what was written.

Methods: `begin(ExportChoices)` opens it, `show_losses(FormatOptions, FormatReport or error)`, `show_progress(done,
total, text)`, `show_report(ExportReport)`, `show_format_report(FormatReport)`, `show_error(error)`, `show_stopped()`.
Signals: `losses_wanted(FormatOptions)`, `export_wanted(folder, ExportOptions)`, `format_wanted(folder, FormatOptions)`,
`cancel_wanted()`, `open_folder_wanted(folder)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QFormLayout, QLineEdit, QWidget

from annotator.domain.errors import KnownError
from annotator.domain.splits import PARTS
from annotator.services.completeness import MOST_INCOMPLETE
from annotator.services.exporting import ExportOptions, ExportReport
from annotator.services.format_exporting import FormatChoice, FormatOptions, FormatReport
from annotator.ui.dialogs.export_losses import LossList, held, left_out
from annotator.ui.dialogs.job_sheet import JobSheet
from annotator.ui.kit.words import counted, named, tr
from annotator.ui.panels.parts import line, push_button, text_label

_SIZE = (560, 620)
GOLD_SET = "gold"
"""The format that the sheet proposes and that needs no list of losses."""
_LISTED = 6


@dataclass(frozen=True, slots=True)
class ExportChoices:
    """What can be exported: `layers` with the usual one first, the folder to propose, and what is missing in words.

    `formats` are those beside the gold set; `parts` are those of the project's split, if it has one.
    `blind` says that layers of others are left out of articles that are not finished on both sides.
    """

    layers: Sequence[str]
    layer: str
    folder: Path
    missing: Sequence[str] = ()
    blind: bool = False
    formats: Sequence[FormatChoice] = ()
    parts: Sequence[str] = ()


class ExportSheet(JobSheet):
    """See the module for methods and signals."""

    export_wanted = Signal(object, object)
    format_wanted = Signal(object, object)
    losses_wanted = Signal(object)
    open_folder_wanted = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, tr("Export"), _SIZE)
        self._formats: dict[str, FormatChoice] = {}
        self._asked: FormatOptions | None = None
        self._known = False
        self.format = named(QComboBox(), tr("Format"))
        self.format.currentIndexChanged.connect(self._change_format)
        self.layer = named(QComboBox(), tr("Whose annotations"))
        self.layer.currentIndexChanged.connect(self._look_for_losses)
        self.part = named(QComboBox(), tr("Part of the split"))
        self.part.currentIndexChanged.connect(self._change_part)
        self.about = text_label(role="muted", wrap=True)
        self.losses = LossList()
        self.folder = named(QLineEdit(), tr("Folder"))
        self.folder.textChanged.connect(self._check)
        self.stand_off = named(
            QCheckBox(tr("Without the articles' texts")), tr("Without the texts"),
            tr("For texts that may not be passed on; they can be put back from your own copies"),
        )  # fmt: skip
        self.unfinished = named(
            QCheckBox(tr("Articles that are not finished as well")), tr("Unfinished articles as well")
        )
        self.unfinished.toggled.connect(self._look_for_losses)
        words = tr("Gold and others' layers are in it only for articles that you, and they, have finished.")
        self.blind = text_label(words, "muted", wrap=True)
        self.missing = text_label(role="warning", wrap=True)
        self.problem = text_label(role="error", wrap=True)
        self._make_buttons()
        self.first = self.start_button
        self._lay_out()

    def _make_buttons(self) -> None:
        self.choose_button = push_button(tr("Choose…"), "folder")
        self.choose_button.clicked.connect(self._choose)
        self.close_button = push_button(tr("Cancel"))
        self.close_button.clicked.connect(self.dismiss)
        self.start_button = push_button(tr("Export"), primary=True)
        self.start_button.clicked.connect(self._start)
        self.folder_button = push_button(tr("Open folder"), "folder")
        self.folder_button.clicked.connect(lambda: self.open_folder_wanted.emit(Path(self.folder.text())))
        self.buttons.insertWidget(1, self.folder_button)

    def _lay_out(self) -> None:
        where, end = line(gap=8), line(gap=8)
        where.addWidget(self.folder, 1)
        where.addWidget(self.choose_button)
        form = self._form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(12)
        form.addRow(text_label(tr("Format"), "muted"), self.format)
        form.addRow(text_label(""), self.about)
        form.addRow(text_label(tr("Annotations of"), "muted"), self.layer)
        form.addRow(text_label(tr("Articles in"), "muted"), self.part)
        form.addRow(text_label(tr("Folder"), "muted"), where)
        form.addRow(text_label(""), self.stand_off)
        form.addRow(text_label(""), self.unfinished)
        end.addStretch(1)
        end.addWidget(self.close_button)
        end.addWidget(self.start_button)
        self.form_box.addLayout(form)
        self.form_box.addWidget(self.blind)
        self.form_box.addWidget(self.missing)
        self.form_box.addWidget(self.losses, 1)
        self.form_box.addWidget(self.problem)
        self.form_box.addStretch(0)
        self.form_box.addLayout(end)

    def begin(self, choices: ExportChoices) -> None:
        """Open with what can be exported."""
        if self.is_running:
            self.open()
            return
        self._fill(choices)
        self.folder.setText(str(choices.folder))
        self._change_format()
        self.blind.setVisible(choices.blind)
        self.missing.setText(_missing(choices.missing))
        self.missing.setVisible(bool(choices.missing))
        self._check()
        self.show_form()
        self.open()

    def _fill(self, choices: ExportChoices) -> None:
        """Put in the formats and the parts, of which those chosen before stay chosen, and the layers."""
        before, part = self.format.currentData(), self.part.currentData()
        self._formats = {one.name: one for one in choices.formats}
        combos = (self.format, self.layer, self.part)
        for combo in combos:
            combo.blockSignals(True)
            combo.clear()
        self.format.addItem(tr("Gold set"), GOLD_SET)
        for one in choices.formats:
            self.format.addItem(one.title, one.name)
        self.format.setCurrentIndex(max(0, self.format.findData(before)))
        for name in choices.layers:
            self.layer.addItem(tr("gold (adjudicated)") if name == "gold" else name, name)
        self.layer.setCurrentIndex(max(0, self.layer.findData(choices.layer)))
        self.part.addItem(tr("All parts"), None)
        titles = {"train": tr("Train"), "dev": tr("Dev"), "test": tr("Test")}
        for name in choices.parts:
            self.part.addItem(titles[name], name)
        self.part.setCurrentIndex(max(0, self.part.findData(part)))
        for combo in combos:
            combo.blockSignals(False)

    def _change_format(self) -> None:
        """Show what goes with the format, and name the proposed folder after it."""
        name = self.format.currentData()
        chosen = self._formats.get(name)
        self.about.setText(
            tr("One line of JSON for each article, with a schema, a card and check sums. It is read back and compared.")
            if chosen is None
            else f"{chosen.summary}."
        )
        self._form.setRowVisible(self.stand_off, chosen is None)
        self._form.setRowVisible(self.part, chosen is not None and self.part.count() > 1)
        self._change_part()

    def _change_part(self) -> None:
        self._rename_folder()
        self._look_for_losses()

    def _chosen_part(self) -> str | None:
        """Return the part to take; a gold set always has all of them."""
        part = self.part.currentData()
        return part if isinstance(part, str) and self.format.currentData() in self._formats else None

    def _rename_folder(self) -> None:
        """Make the end of the folder's name that of the format and part, if it was that of another choice.

        Each part has a folder of its own, since an export replaces what an earlier one in its format has left there.
        """
        folder, part = Path(self.folder.text().strip()), self._chosen_part()
        whole = [f"-{one}" for one in (*self._formats, GOLD_SET)]
        ends = [*(f"{end}-{one}" for end in whole for one in PARTS), *whole]
        end = next((one for one in ends if folder.name.endswith(one)), None)
        if end is not None:
            name = f"{folder.name.removesuffix(end)}-{self.format.currentData()}" + (f"-{part}" if part else "")
            self.folder.setText(str(folder.with_name(name)))

    def _look_for_losses(self) -> None:
        """Ask what the format cannot hold of what is chosen; until that is known, nothing can be exported to it."""
        name, layer = self.format.currentData(), self.layer.currentData()
        chosen = self._formats.get(name)
        self.losses.setVisible(chosen is not None)
        self._asked, self._known = None, True
        if chosen is not None and layer is not None:
            self._asked = FormatOptions(name, layer, self.unfinished.isChecked(), self._chosen_part())
            self._known = False
            self.losses.show_looking(chosen)
            self.losses_wanted.emit(self._asked)
        self._check()

    def show_losses(self, asked: FormatOptions, found: FormatReport | KnownError) -> None:
        """Show what was asked for, unless something else is chosen by now. With an error nothing can be exported."""
        if asked != self._asked:
            return
        if isinstance(found, KnownError):
            self.losses.show_error(found)
        else:
            self.losses.show_report(found)
            self._known = True
        self._check()

    def _check(self) -> None:
        problem = ""
        text = self.folder.text().strip()
        if not self.layer.count():
            problem = tr("There is nothing to export yet. Tag and finish an article first.")
        elif not text:
            problem = tr("Choose a folder.")
        elif Path(text).is_file():
            problem = tr("There is a file of that name. Choose a folder.")
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.start_button.setEnabled(not problem and self._known)

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self.window(), tr("Export into"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def _start(self) -> None:
        if self._asked is not None:
            self.show_running(tr("Writing…"))
            self.format_wanted.emit(Path(self.folder.text().strip()), self._asked)
            return
        options = ExportOptions(
            layer=self.layer.currentData(),
            stand_off=self.stand_off.isChecked(),
            include_unfinished=self.unfinished.isChecked(),
        )
        self.show_running(tr("Writing and reading back…"))
        self.export_wanted.emit(Path(self.folder.text().strip()), options)

    def show_report(self, report: ExportReport) -> None:
        """Show what was written."""
        counts = report.gold.gold if report.layer is not None else report.gold.layers
        self.begin_result(
            tr("{articles} with {spans}, written and verified").format(
                articles=counted(report.articles, tr("{n} article"), tr("{n} articles")),
                spans=counted(report.spans, tr("{n} span"), tr("{n} spans")),
            )
        )
        self.add_group(tr("Folder"), [str(report.folder)], "success", "finish")
        self.add_group(tr("Spans"), [f"{label}: {count:,}" for label, count in sorted(counts.spans.items())])
        self.add_group(tr("Relations"), [f"{label}: {count:,}" for label, count in sorted(counts.relations.items())])
        self.add_group(tr("Articles"), self._about_articles(report))
        sizes = QLocale()
        self.add_group(
            tr("Files"), [f"{name}: {sizes.formattedDataSize(size)}" for name, size in report.gold.files.items()]
        )
        self.folder.setText(str(report.folder))
        self.end_result()

    def show_format_report(self, report: FormatReport) -> None:
        """Show what was written in another tool's format, and what was lost."""
        written = report.written
        self.begin_result(tr("{held}, written for {format}").format(held=held(report), format=report.exporter.title))
        self.add_group(tr("Folder"), [str(report.folder)], "success", "finish")
        self.add_group(tr("What the format cannot hold"), [lost.sentence for lost in report.losses])
        self.add_group(tr("Spans"), [f"{label}: {count:,}" for label, count in sorted(written.spans.items())])
        self.add_group(tr("Articles left out"), left_out(report))
        sizes = QLocale()
        self.add_group(
            tr("Files"),
            [
                f"{name}: {sizes.formattedDataSize(size)}"
                if files == 1
                else tr("{n} of the form {name}: {size}").format(
                    n=f"{files:,}", name=name, size=sizes.formattedDataSize(size)
                )
                for name, (files, size) in written.files.items()
            ],
        )
        self.folder.setText(str(report.folder))
        self.end_result()

    @staticmethod
    def _about_articles(report: ExportReport) -> list[str]:
        counts = report.gold.gold if report.layer is not None else report.gold.layers
        lines = []
        if counts.empty:
            lines.append(tr("finished and empty: {n}").format(n=f"{counts.empty:,}"))
        if report.gold.unfinished:
            lines.append(tr("left out because they are not finished: {n}").format(n=f"{report.gold.unfinished:,}"))
        return lines


def _missing(texts: Sequence[str]) -> str:
    if not texts:
        return ""
    rest = len(texts) - _LISTED
    told = tr("and {n} more") if len(texts) < MOST_INCOMPLETE else tr("and at least {n} more")
    more = [told.format(n=f"{rest:,}")] if rest > 0 else []
    return "\n".join([tr("Required values are missing:"), *texts[:_LISTED], *more])
