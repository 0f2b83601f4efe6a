"""Importing articles: choose or drop files and folders, watch, and see what became of each.

Methods: `begin(paths)` opens it, `show_progress(done, total, text)`, `show_preview(Preview)`,
`ask(LayerQuestions, annotator, schema)`, `show_report(ImportReport)`, `show_error(error)`, `show_stopped()`. Signals:
`import_wanted(list[Path], LayerAnswers or None)`, `preview_wanted(list[Path])`, `decided(list[Previewed])`,
`cancel_wanted()`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QFileDialog, QListWidget, QWidget
from typing_extensions import override

from annotator.domain.article import Article
from annotator.domain.errors import KnownError
from annotator.domain.schema import Schema
from annotator.formats.article_folders import ENDINGS
from annotator.formats.conversion.converted import ConvertedKind
from annotator.services.articles import ImportReport
from annotator.services.layer_questions import LayerAnswers, LayerQuestions
from annotator.services.previews import Preview, Previewed
from annotator.ui.dialogs.import_preview import ImportPreview
from annotator.ui.dialogs.import_questions import ImportQuestions
from annotator.ui.dialogs.job_sheet import JobSheet
from annotator.ui.kit.theme import current_theme
from annotator.ui.kit.words import counted, named, tr
from annotator.ui.panels.parts import line, push_button, set_primary, text_label

_SIZE = (560, 480)
_PREVIEW_SIZE = (960, 680)
_LONG_QUESTIONS_SIZE = (720, 680)
_LONG = 6
"""With more labels than this to ask about, the sheet is larger."""
_CONVERTED = frozenset(ending for kind in get_args(ConvertedKind) for ending in ENDINGS[kind])
_PATTERNS = " ".join(f"*{ending}" for endings in ENDINGS.values() for ending in endings)
_LISTED = 200


class _Wanted(QListWidget):
    """What will be read. While it is empty it says what can be dropped."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.count():
            painter = QPainter(self.viewport())
            painter.setPen(current_theme().tokens["text_faint"])
            words = tr("Drop files or folders here, or add them with the buttons above.")
            place = self.viewport().rect().adjusted(24, 24, -24, -24)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)
            painter.end()


class ImportSheet(JobSheet):
    """See the module for methods and signals."""

    import_wanted = Signal(list, object)
    preview_wanted = Signal(list)
    decided = Signal(list)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, tr("Import articles"), _SIZE)
        self.setAcceptDrops(True)
        self.paths: list[Path] = []
        self.list = named(_Wanted(), tr("Files and folders to read"))
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.setProperty("role", "card")
        self.files_button = push_button(tr("Add files…"), "new")
        self.files_button.clicked.connect(self._add_files)
        self.folder_button = push_button(tr("Add folder…"), "folder")
        self.folder_button.clicked.connect(self._add_folder)
        self.close_button = push_button(tr("Cancel"))
        self.close_button.clicked.connect(self.dismiss)
        self.preview_button = push_button(tr("Preview…"))
        self.preview_button.clicked.connect(self._look)
        self.start_button = push_button(tr("Import"), primary=True)
        self.start_button.clicked.connect(lambda: self._start(None))
        self.originals = named(
            QCheckBox(tr("Keep the files themselves as well")),
            tr("Keep the files as well"),
            tr("They are kept in the project, and can be saved from there again"),
        )
        self.preview = ImportPreview()
        self.preview.back_wanted.connect(self.show_form)
        self.preview.import_wanted.connect(self._import_decided)
        self.questions = ImportQuestions()
        self.questions.back_wanted.connect(self.show_form)
        self.questions.answered.connect(self._start)
        for page in (self.preview, self.questions):
            self._pages.addWidget(page)
        self._lay_out()

    def _lay_out(self) -> None:
        hint = tr(
            "Text, web pages, PDF, Word files, mail, JSONL and CSV, or folders of them; a metadata.csv or "
            "metadata.jsonl in a folder is read along. Gold sets and exports of other tools, such as brat, doccano or "
            "Label Studio, bring their annotations. You can also drop files here. Texts that the project has already "
            "are passed over."
        )
        add, end = line(gap=8), line(gap=8)
        add.addWidget(self.files_button)
        add.addWidget(self.folder_button)
        add.addStretch(1)
        end.addStretch(1)
        end.addWidget(self.close_button)
        end.addWidget(self.preview_button)
        end.addWidget(self.start_button)
        self.form_box.addWidget(text_label(hint, "muted", wrap=True))
        self.form_box.addLayout(add)
        self.form_box.addWidget(self.list, 1)
        self.form_box.addWidget(self.originals)
        self.form_box.addLayout(end)

    def begin(self, paths: Sequence[Path] = ()) -> None:
        """Open, with these files and folders to start from."""
        if self.is_running:
            self.open()
            return
        self.paths = []
        self.list.clear()
        self.add(paths)
        self.show_form()
        self.open()

    def add(self, paths: Sequence[Path]) -> None:
        """Add files and folders to those that will be read."""
        for path in paths:
            if path not in self.paths:
                self.paths.append(path)
                self.list.addItem(_described(path))
        self._enable()

    def _enable(self) -> None:
        """Offer what can be done; a look first is the main thing where files are converted."""
        for button, is_main in ((self.preview_button, self._converts()), (self.start_button, not self._converts())):
            button.setEnabled(bool(self.paths))
            set_primary(button, on=is_main)
        self.first = (
            (self.preview_button if self._converts() else self.start_button) if self.paths else self.files_button
        )

    def _converts(self) -> bool:
        return any(path.suffix.lower() in _CONVERTED for path in self.paths)

    @property
    def keep_originals(self) -> bool:
        """Whether the files themselves are to be kept."""
        return self.originals.isChecked()

    def _add_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(
            self.window(),
            tr("Import articles"),
            "",
            tr("Articles ({endings});;All files (*)").format(endings=_PATTERNS),
        )
        self.add([Path(name) for name in chosen])

    def _add_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self.window(), tr("Import a folder of articles"))
        self.add([Path(chosen)] if chosen else [])

    def _remove_selected(self) -> None:
        for row in sorted((self.list.row(item) for item in self.list.selectedItems()), reverse=True):
            self.list.takeItem(row)
            del self.paths[row]
        self._enable()

    def _start(self, answers: LayerAnswers | None) -> None:
        self.resize_card(_SIZE)
        self.show_running(tr("Reading…"))
        self.import_wanted.emit(list(self.paths), answers)

    def _look(self) -> None:
        self.show_running(tr("Reading…"))
        self.preview_wanted.emit(list(self.paths))

    def show_form(self) -> None:
        """Show what can be chosen."""
        self.resize_card(_SIZE)
        super().show_form()

    def show_preview(self, preview: Preview) -> None:
        """Show what was read, before it comes in."""
        self.preview.show_preview(preview)
        self.resize_card(_PREVIEW_SIZE)
        self._pages.setCurrentWidget(self.preview)
        self.preview.articles.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self, questions: LayerQuestions, annotator: str, schema: Schema) -> None:
        """Ask what only a person can say of the annotations in the files, before they come in."""
        self.questions.ask(questions, annotator, schema)
        self.resize_card(_LONG_QUESTIONS_SIZE if len(questions.labels) > _LONG else _SIZE)
        self._pages.setCurrentWidget(self.questions)
        self.questions.import_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _import_decided(self, articles: list[Previewed]) -> None:
        self.resize_card(_SIZE)
        self.show_running(tr("Writing…"))
        self.decided.emit(articles)

    def show_report(self, report: ImportReport) -> None:
        """Show what was added, what was known already, and what could not be read and why."""
        self.begin_result(_summary(report))
        failures = [_fault(error) for error in report.failures]
        self.add_group(tr("Could not be read"), _some(failures), "error", "warning")
        self.add_group(tr("Worth a look"), _some(report.remarks), "warning", "info")
        self.add_group(tr("Left out"), _some([_fault(error) for error in report.left_out]), "text_muted", "info")
        self.add_group(tr("Added"), _some([_added(article) for article in report.added]), "success", "finish")
        self.add_group(tr("In the project already"), _some([_name(article) for article in report.known]))
        self.end_result()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.list.hasFocus():
            self._remove_selected()
        else:
            super().keyPressEvent(event)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self.is_running and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.show_form()
        self.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])


def _described(path: Path) -> str:
    if path.is_dir():
        return tr("{path}, with everything in it").format(path=path)
    return str(path)


def _summary(report: ImportReport) -> str:
    parts = [counted(len(report.added), tr("{n} article added"), tr("{n} articles added"))]
    if report.known:
        parts.append(counted(len(report.known), tr("{n} was there already"), tr("{n} were there already")))
    if report.failures:
        parts.append(counted(len(report.failures), tr("{n} could not be read"), tr("{n} could not be read")))
    return " · ".join(parts)


def _fault(error: KnownError) -> str:
    """Return a fault in one paragraph: where first, then what, why and what to do."""
    return str(error)


def _name(article: Article) -> str:
    named_file = article.file if article.title else ""
    return " · ".join(part for part in (article.title or article.file, named_file) if part)


def _added(article: Article) -> str:
    done = ", ".join(_normalised(article))
    return f"{_name(article)}\n{done}" if done else _name(article)


def _normalised(article: Article) -> Iterator[str]:
    """Yield in words what was done to the text on the way in."""
    encoding = str(article.normalization.get("encoding", "utf-8"))
    if encoding.replace("_", "-").lower() not in ("utf-8", "ascii"):
        words = tr("read as {encoding} (guessed)") if article.normalization.get("guessed") else tr("read as {encoding}")
        yield words.format(encoding=encoding)
    steps = {
        "bom": (tr("byte order mark dropped"), tr("byte order mark dropped")),
        "crlf": (tr("{n} line end changed"), tr("{n} line ends changed")),
        "controls": (tr("{n} control character removed"), tr("{n} control characters removed")),
    }
    for step, (one, many) in steps.items():
        count = article.normalization.get(step)
        if count:
            yield counted(int(count), one, many)


def _some(texts: Sequence[str]) -> list[str]:
    rest = len(texts) - _LISTED
    return [*texts[:_LISTED], tr("and {n} more").format(n=f"{rest:,}")] if rest > 0 else list(texts)
