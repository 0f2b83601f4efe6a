"""Bringing articles in and gold sets out of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from annotator.domain.errors import InputError
from annotator.services.articles import ImportReport
from annotator.services.completeness import incomplete_annotations
from annotator.services.exporting import ExportOptions, export_layer, layers_open_to
from annotator.services.format_exporting import (
    FormatOptions,
    FormatReport,
    export_format,
    export_formats,
    find_format_losses,
)
from annotator.services.importing import annotated, ask_before, import_files
from annotator.services.layer_questions import LayerAnswers, LayerQuestions
from annotator.services.previews import Preview, Previewed, import_previewed, preview_articles
from annotator.services.projects import Project
from annotator.services.seeing import adjudicates
from annotator.services.splits import stored_split
from annotator.ui.dialogs.export_page import ExportChoices, ExportSheet
from annotator.ui.dialogs.import_page import ImportSheet
from annotator.ui.dialogs.job_sheet import JobSheet, as_known
from annotator.ui.kit.tasks import Job, Report, Tasks, Work
from annotator.ui.kit.words import tr
from annotator.ui.session import Session
from annotator.ui.window_state import WindowState

_MEGABYTE = 1_000_000
_WORDS = 60


class Exchange(QObject):
    """Import and export: the sheets ask and tell, jobs do the work."""

    imported = Signal()

    def __init__(self, window: QWidget, session: Session, tasks: Tasks, state: WindowState) -> None:
        super().__init__(window)
        self._session = session
        self._tasks = tasks
        self._state = state
        self.limit = 50
        """The largest file to import, in megabytes."""
        self.import_sheet = ImportSheet(window)
        self.export_sheet = ExportSheet(window)
        self._preview: Preview | None = None
        self.import_sheet.import_wanted.connect(self._import)
        self._losses: Job | None = None
        self.import_sheet.preview_wanted.connect(self._look)
        self.import_sheet.decided.connect(self._import_decided)
        self.export_sheet.export_wanted.connect(self._export)
        self.export_sheet.format_wanted.connect(self._export_format)
        self.export_sheet.losses_wanted.connect(self._find_losses)

    # -- import

    def import_articles(self, paths: Sequence[Path] = ()) -> None:
        """Ask which files and folders to read; `paths` are those dropped on the window."""
        if self._session.project is not None:
            self.import_sheet.begin(paths)

    def _import(self, paths: list[Path], answers: LayerAnswers | None) -> None:
        """Import, unless there is something to ask before."""
        project = self._session.project
        if project is None:
            return
        limit, keep = self.limit * _MEGABYTE, self.import_sheet.keep_originals

        def work(report: Report) -> ImportReport | LayerQuestions:
            watched: Any = {"limit_bytes": limit, "progress": report, "cancelled": lambda: report.cancelled}
            if answers is None:
                questions = ask_before(project, paths, **watched)
                if questions.are_open(project.annotator):
                    return questions
            return import_files(project, paths, answers, keep_originals=keep, **watched)

        def done(found: ImportReport | LayerQuestions) -> None:
            if isinstance(found, LayerQuestions):
                self.import_sheet.ask(found, project.annotator, project.schema)
            else:
                self._imported(found)

        self._start(self.import_sheet, tr("Importing"), work, done)

    def _look(self, paths: list[Path]) -> None:
        """Read what would come in, and show it."""
        project = self._session.project
        if project is None:
            return
        limit, keep = self.limit * _MEGABYTE, self.import_sheet.keep_originals

        def work(report: Report) -> Preview:
            with_annotations = annotated(paths)
            if with_annotations:
                remedy = tr("Import it without a preview")
                raise InputError(tr("A file with annotations has no preview"), str(with_annotations[0]), "", remedy)
            return preview_articles(
                project,
                paths,
                limit_bytes=limit,
                keep_originals=keep,
                progress=report,
                cancelled=lambda: report.cancelled,
            )

        self._start(self.import_sheet, tr("Reading"), work, self._show_preview)

    def _show_preview(self, preview: Preview) -> None:
        self._preview = preview
        self.import_sheet.show_preview(preview)

    def _import_decided(self, articles: list[Previewed]) -> None:
        project, preview = self._session.project, self._preview
        if project is None or preview is None:
            return

        def work(_report: Report) -> ImportReport:
            report = import_previewed(project, articles)
            report.failures += preview.failures
            report.left_out += preview.left_out
            return report

        self._start(self.import_sheet, tr("Importing"), work, self._imported)

    def _imported(self, report: ImportReport) -> None:
        editor = self._session.editor
        if editor is not None and report.edits:
            editor.adopt(report.edits)
            self.imported.emit()
            desk = self._session.desk
            if desk is not None:
                self._session.open_article(desk.article.id)
            elif report.added:
                self._session.open_article(report.added[0].id)
        self.import_sheet.show_report(report)

    # -- export

    def export(self) -> None:
        """Say what can be exported and what is missing, then ask."""
        project = self._session.project
        if project is None:
            return

        def work(report: Report) -> ExportChoices:
            return _choices(project, report)

        self._tasks.start(tr("Looking for what is missing"), work, self._ask_export)

    def _ask_export(self, choices: ExportChoices) -> None:
        last = self._state.get("export_folder")
        folder = Path(last) if isinstance(last, str) else choices.folder
        self.export_sheet.begin(replace(choices, folder=folder))

    def _export(self, folder: Path, options: ExportOptions) -> None:
        self._write(folder, options, export_layer, self.export_sheet.show_report)

    def _export_format(self, folder: Path, options: FormatOptions) -> None:
        self._write(folder, options, export_format, self.export_sheet.show_format_report)

    def _write(self, folder: Path, options: object, export: Callable[..., object], show: Callable[[Any], None]) -> None:
        project = self._session.project
        if project is None:
            return
        self._state.put(export_folder=str(folder))

        def work(report: Report) -> object:
            project.saver.flush()
            watched: Any = {"progress": report, "cancelled": lambda: report.cancelled}
            return export(project.path, folder, options, viewer=project.annotator, **watched)

        self._start(self.export_sheet, tr("Exporting"), work, show)

    def _find_losses(self, options: FormatOptions) -> None:
        """Look for what a format cannot hold; what was looked for before is not wanted any more."""
        project = self._session.project
        if self._losses is not None:
            self._losses.cancel()
        if project is None:
            return

        def work(report: Report) -> FormatReport:
            project.saver.flush()
            return find_format_losses(
                project.path, options, viewer=project.annotator, progress=report, cancelled=lambda: report.cancelled
            )

        sheet = self.export_sheet
        job = self._tasks.start(
            tr("Looking for losses"), work, lambda found: sheet.show_losses(options, found), quiet=True
        )
        job.failed.connect(lambda error: sheet.show_losses(options, error))
        job.broken.connect(lambda bug: sheet.show_losses(options, as_known(bug)))
        self._losses = job

    # -- both

    def _start(self, sheet: JobSheet, title: str, work: Work, done: Callable[[Any], None]) -> None:
        sheet.watch(self._tasks.start(title, work, done, quiet=True))


def _choices(project: Project, report: Report) -> ExportChoices:
    with project.new_reader() as file:
        layers = layers_open_to(file.summary(), file.settings(), project.annotator)
        blind = not adjudicates(file.settings(), project.annotator)
        layer = project.annotator if project.annotator in layers else (layers[0] if layers else "")
        found = incomplete_annotations(file, project.schema, layer, cancelled=lambda: report.cancelled) if layer else []
    missing = [
        f"{each.article_title}: “{' '.join(each.words.split())[:_WORDS]}” – {', '.join(each.attributes)}"
        for each in found
    ]
    folder = project.path.parent / f"{project.path.stem}-gold"
    split = stored_split(project.settings)
    parts = [part for part, share in split.shares.items() if share] if split is not None else []
    return ExportChoices(layers, layer, folder, missing, blind, export_formats(), parts)
