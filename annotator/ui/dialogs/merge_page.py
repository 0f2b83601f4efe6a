"""Merging files of a project: choose them, see what they would bring, merge, see what came of it.

Methods: `begin(paths, may_open)` opens it, `show_preview(preview, conflicts)`, `show_report(report, conflicts)`,
`show_restored(kept)`, and those of a job sheet. Signals: `look_wanted(list[Path])`, `merge_wanted(list[Path])`,
`open_wanted(Path)`, `undo_wanted(Path)` with the project as it was, `conflicts_wanted(list[ToldConflict])`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from annotator.domain.edit import Kind
from annotator.domain.errors import KnownError
from annotator.domain.merging import MergeReport
from annotator.services.conflicts import ToldConflict
from annotator.services.exchange import MergePreview
from annotator.ui.dialogs.file_list import FileList
from annotator.ui.dialogs.job_sheet import JobSheet
from annotator.ui.kit.words import counted, tr
from annotator.ui.panels.parts import line, push_button, text_label

_SIZE = (600, 520)
_LISTED = 20


class MergeSheet(JobSheet):
    """See the module for methods and signals."""

    look_wanted = Signal(list)
    merge_wanted = Signal(list)
    open_wanted = Signal(object)
    undo_wanted = Signal(object)
    conflicts_wanted = Signal(list)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, tr("Merge files"), _SIZE)
        self.setAcceptDrops(True)
        self._fitting: list[Path] = []
        self._report = MergeReport()
        self._conflicts: Sequence[ToldConflict] = ()
        hint = tr("Drop project files here, or add them with the button above.")
        self.files = FileList(tr("Files to merge"), hint)
        self.files.changed.connect(self._check)
        self.files_button = push_button(tr("Add files…"), "new")
        self.files_button.clicked.connect(self._add_files)
        self.open_button = push_button(tr("Open it instead"), "open")
        self.open_button.clicked.connect(self._open)
        self.close_button = push_button(tr("Cancel"))
        self.close_button.clicked.connect(self.dismiss)
        self.look_button = push_button(tr("See what they bring"), primary=True)
        self.look_button.clicked.connect(self._look)
        self._lay_out()
        self._add_result_buttons()

    def _lay_out(self) -> None:
        hint = tr(
            "Files of this project that others worked in: whole copies, or what was packed for them. Nothing is lost "
            "by merging, the order does not matter, and a file may be merged again."
        )
        add, end = line(gap=8), line(gap=8)
        add.addWidget(self.files_button)
        add.addStretch(1)
        end.addWidget(self.open_button)
        end.addStretch(1)
        end.addWidget(self.close_button)
        end.addWidget(self.look_button)
        self.form_box.addWidget(text_label(hint, "muted", wrap=True))
        self.form_box.addLayout(add)
        self.form_box.addWidget(self.files, 1)
        self.form_box.addLayout(end)

    def _add_result_buttons(self) -> None:
        self.back_button = push_button(tr("Back"))
        self.back_button.clicked.connect(self.show_form)
        self.undo_button = push_button(tr("Undo the merge"), "undo")
        self.undo_button.clicked.connect(self._undo)
        self.conflicts_button = push_button(tr("Look at the conflicts…"))
        self.conflicts_button.clicked.connect(self._show_conflicts)
        self.merge_button = push_button(tr("Merge"), primary=True)
        self.merge_button.clicked.connect(self._merge)
        self.leave_button = push_button(tr("Cancel"))
        self.leave_button.clicked.connect(self.dismiss)
        self.buttons.insertWidget(0, self.undo_button)
        for button in (self.leave_button, self.back_button, self.conflicts_button, self.merge_button):
            self.buttons.insertWidget(self.buttons.count() - 1, button)

    def begin(self, paths: Sequence[Path] = (), *, may_open: bool = False) -> None:
        """Open, with these files to start from. `may_open` offers to open the one file in place of the project."""
        if self.is_running:
            self.open()
            return
        self.files.clear_paths()
        self.files.add(paths)
        self.open_button.setVisible(may_open and len(paths) == 1)
        self._check()
        self.show_form()
        self.first = self.look_button if paths else self.files_button
        self.open()

    # -- what is asked

    def _check(self) -> None:
        self.look_button.setEnabled(bool(self.files.paths))
        if len(self.files.paths) != 1:
            self.open_button.hide()

    def _add_files(self) -> None:
        self.files.ask(self.window(), tr("Merge files"), tr("Annotator projects (*.annot);;All files (*)"))

    def _look(self) -> None:
        self.show_running(tr("Looking at the files…"))
        self.look_wanted.emit(list(self.files.paths))

    def _merge(self) -> None:
        self.show_running(tr("Merging…"))
        self.merge_wanted.emit(list(self._fitting))

    def _open(self) -> None:
        self.dismiss()
        self.open_wanted.emit(self.files.paths[0])

    def _undo(self) -> None:
        self.show_running(tr("Going back…"))
        self.undo_wanted.emit(self._report.backup)

    def _show_conflicts(self) -> None:
        self.dismiss()
        self.conflicts_wanted.emit(list(self._conflicts))

    # -- what is told

    def show_preview(self, preview: MergePreview, conflicts: Sequence[ToldConflict]) -> None:
        """Show what merging would do, and which files cannot be merged and why."""
        self._fitting = list(preview.files)
        report = preview.report
        brings = is_anything_new(report)
        self._begin_page(merge=brings, back=True)
        self.merge_button.setText(counted(len(self._fitting), tr("Merge {n} file"), tr("Merge {n} files")))
        if brings:
            self.begin_result(tr("Merging would bring {what}").format(what=_edits(report)))
        elif self._fitting:
            self.begin_result(tr("There is nothing new in it; nothing needs to be merged"))
        else:
            self.begin_result(tr("None of the files can be merged"))
        self._list_refused(preview.refused)
        self._list_changes(report, conflicts)
        self.add_group(tr("Can be merged"), [str(path) for path in self._fitting], "success", "finish")
        self.end_result()
        if brings:
            self.merge_button.setFocus()

    def show_report(self, report: MergeReport, conflicts: Sequence[ToldConflict]) -> None:
        """Show what a merge did."""
        self._report, self._conflicts = report, conflicts
        self._begin_page(undo=report.backup is not None, conflicts=bool(conflicts))
        done = tr("Merged: {what} came in").format(what=_edits(report))
        self.begin_result(done if is_anything_new(report) else tr("There was nothing new"))
        self._list_changes(report, conflicts)
        if report.backup is not None:
            kept = tr("{path}\nUndo the merge to go back to it, now or later from the File menu.")
            self.add_group(tr("The project as it was"), [kept.format(path=report.backup)], "success", "finish")
        self.end_result()

    def show_restored(self, kept: Path) -> None:
        """Show that a merge was taken back."""
        self._begin_page()
        self.begin_result(tr("The project is as it was before the merge"))
        words = tr("{path}\nNothing is lost: what was merged, and what was done since, is in this file.")
        self.add_group(tr("The merged project"), [words.format(path=kept)], "success", "finish")
        self.end_result()

    @override
    def show_error(self, error: KnownError) -> None:
        """Say why nothing came of it."""
        self._begin_page(back=True)
        super().show_error(error)

    def _begin_page(
        self, *, merge: bool = False, back: bool = False, undo: bool = False, conflicts: bool = False
    ) -> None:
        self.merge_button.setVisible(merge)
        self.leave_button.setVisible(merge)
        self.done_button.setHidden(merge)
        self.back_button.setVisible(back)
        self.undo_button.setVisible(undo)
        self.conflicts_button.setVisible(conflicts)

    def _list_refused(self, refused: Sequence[tuple[Path, KnownError]]) -> None:
        texts = [f"{path.name}\n{replace(error, where='')}" for path, error in refused]
        self.add_group(tr("Cannot be merged"), texts, "error", "warning")

    def _list_changes(self, report: MergeReport, conflicts: Sequence[ToldConflict]) -> None:
        rule = tr("Changed apart: the later change counts, the other one can be taken instead")
        self.add_group(rule, conflict_lines(conflicts), "warning", "warning")
        self.add_group(tr("What changes"), _changes(report))
        hidden = counted(
            len(report.hidden),
            tr("{n} thing is hidden, because what it hangs on was removed in another file"),
            tr("{n} things are hidden, because what they hang on was removed in another file"),
        )
        self.add_group(tr("Hidden"), [hidden] if report.hidden else [], "text_muted", "info")

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self.is_running and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.show_form()
        self.files.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])


def is_anything_new(report: MergeReport) -> bool:
    """Tell whether a merge brought anything."""
    return report.edits > 0 or any(any(counts) for counts in report.counts.values())


def conflict_lines(conflicts: Sequence[ToldConflict]) -> Iterator[str]:
    """Yield conflicts as lines; of those that may not be seen only whose and how many."""
    shown = [each for each in conflicts if not each.hidden]
    for each in shown[:_LISTED]:
        whose = f" ({each.layer})" if each.layer and not each.mine else ""
        yield f"“{each.words}” – {each.title}{whose}" if each.title else f"{each.words}{whose}"
    if len(shown) > _LISTED:
        yield tr("and {n} more").format(n=f"{len(shown) - _LISTED:,}")
    for layer in dict.fromkeys(each.layer for each in conflicts if each.hidden):
        count = sum(each.hidden and each.layer == layer for each in conflicts)
        one, many = tr("{n} in the layer of {layer}"), tr("{n} in the layer of {layer}")
        yield counted(count, one.replace("{layer}", layer), many.replace("{layer}", layer))


def _edits(report: MergeReport) -> str:
    return counted(report.edits, tr("{n} edit"), tr("{n} edits"))


def _changes(report: MergeReport) -> list[str]:
    """Return in words what comes, changes and goes, kind by kind."""
    names = {
        Kind.ARTICLE: tr("Articles"),
        Kind.ANNOTATION: tr("Annotations"),
        Kind.RELATION: tr("Relations"),
        Kind.PROGRESS: tr("States of articles"),
        Kind.SETTING: tr("Settings of the project"),
    }
    words = (tr("{n} new"), tr("{n} changed"), tr("{n} removed"))
    lines = []
    for kind, name in names.items():
        counts = report.counts.get(kind, (0, 0, 0))
        parts = [word.format(n=f"{count:,}") for word, count in zip(words, counts, strict=True) if count]
        if parts:
            lines.append(f"{name}: {', '.join(parts)}")
    return lines
