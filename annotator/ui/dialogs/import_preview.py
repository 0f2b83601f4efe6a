"""A look at articles before they come in: text, what is known of them, what is left out.

Methods: `show_preview(Preview)`, `decided()`. Signals: `import_wanted(list[Previewed])`, `back_wanted()`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QTabWidget,
    QTextEdit,
    QWidget,
)

from annotator.domain.offsets import OffsetMap
from annotator.domain.span import Fragment
from annotator.services.previews import Preview, Previewed
from annotator.suggestions.boilerplate import Ground
from annotator.ui.kit.theme import current_theme
from annotator.ui.kit.words import counted, named, tr
from annotator.ui.panels.parts import column, line, push_button, text_label

_FIELDS = {"title": "Headline", "publisher": "Source", "author": "Author", "published": "Published"}
_SHOWN_TEXT = 100_000
"""Code points of a text that are shown."""
_SHOWN_LINE = 120
_LIST_WIDTH = 264


@dataclass(slots=True)
class _Choice:
    """What a person decided about one article so far."""

    previewed: Previewed
    taken: bool
    fields: dict[str, str]
    excluded: set[Fragment] = field(default_factory=set)


class ImportPreview(QWidget):
    """See the module for methods and signals."""

    import_wanted = Signal(list)
    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        named(self, tr("Preview"))
        self._choices: list[_Choice] = []
        self._filling = False
        self.articles = named(QListWidget(), tr("Articles that were read; a tick brings one in"))
        self.articles.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.articles.setFixedWidth(_LIST_WIDTH)
        self.articles.currentRowChanged.connect(self._show)
        self.articles.itemChanged.connect(self._ticked)
        self.fields = {name: named(QLineEdit(), tr(title)) for name, title in _FIELDS.items()}
        for name, edit in self.fields.items():
            edit.textEdited.connect(lambda text, name=name: self._edited(name, text))
        self.text = named(QPlainTextEdit(), tr("Text of the article"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.proposals = named(QListWidget(), tr("Lines that may be left out; a tick leaves one out"))
        self.proposals.itemChanged.connect(self._proposal_ticked)
        self.proposals.currentRowChanged.connect(self._go_to_proposal)
        self.left_out = named(QListWidget(), tr("What of the file is not in the text"))
        self.left_out.setWordWrap(True)
        for view in (self.articles, self.proposals, self.left_out):
            view.setProperty("role", "card")
        self.problems = text_label(role="warning", wrap=True)
        self.back_button = push_button(tr("Back"))
        self.back_button.clicked.connect(self.back_wanted)
        self.import_button = push_button(tr("Import"), primary=True)
        self.import_button.clicked.connect(lambda: self.import_wanted.emit(self.decided()))
        self._lay_out()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        for name, edit in self.fields.items():
            label = text_label(tr(_FIELDS[name]), "muted")
            label.setBuddy(edit)
            form.addRow(label, edit)
        self.tabs = named(QTabWidget(), tr("What is left out"))
        self.tabs.tabBar().setAccessibleName(tr("What is left out"))
        self.tabs.addTab(self.proposals, tr("Lines left out of training"))
        self.tabs.addTab(self.left_out, tr("Not in the text"))
        box = column(gap=8)
        box.addLayout(form)
        box.addWidget(self.text, 3)
        box.addWidget(self.tabs, 2)
        sides = line(gap=16)
        sides.addWidget(self.articles)
        sides.addLayout(box, 1)
        end = line(gap=8)
        end.addWidget(self.problems, 1)
        end.addWidget(self.back_button)
        end.addWidget(self.import_button)
        whole = column(self, gap=12)
        whole.addLayout(sides, 1)
        whole.addLayout(end)

    # -- what the sheet calls

    def show_preview(self, preview: Preview) -> None:
        """Show what was read. What the project has already is not ticked; every proposed line is."""
        self._choices = [
            _Choice(
                each,
                not each.known,
                {name: getattr(each.read.article, name) for name in _FIELDS},
                {proposal.place for proposal in each.proposals},
            )
            for each in preview.articles
        ]
        self._filling = True
        self.articles.clear()
        for choice in self._choices:
            self.articles.addItem(_row(choice))
        self._filling = False
        self.problems.setText(_problems(preview))
        self.problems.setToolTip("\n".join(str(error) for error in (*preview.failures, *preview.left_out)))
        self._count()
        if self._choices:
            self.articles.setCurrentRow(0)
        else:
            self._show(-1)

    def decided(self) -> list[Previewed]:
        """Return the articles that come in, as they were decided on."""
        return [choice.previewed.decided(choice.excluded, **choice.fields) for choice in self._choices if choice.taken]

    # -- showing one

    def _show(self, row: int) -> None:
        choice = self._choices[row] if 0 <= row < len(self._choices) else None
        self._filling = True
        for name, edit in self.fields.items():
            edit.setText(choice.fields[name] if choice is not None else "")
            edit.setEnabled(choice is not None)
        self.text.setPlainText(choice.previewed.read.text[:_SHOWN_TEXT] if choice is not None else "")
        self.proposals.clear()
        self.left_out.clear()
        if choice is not None:
            for proposal in choice.previewed.proposals:
                self.proposals.addItem(_proposal_row(choice, proposal.place, proposal.ground))
            self.left_out.addItems([*choice.previewed.read.left_out, *choice.previewed.read.remarks])
        self._filling = False
        self._name_tabs()
        self._veil()

    def _name_tabs(self) -> None:
        ticked, left = len(self._ticked_rows()), self.left_out.count()
        self.tabs.setTabText(0, tr("Lines left out of training ({n})").format(n=ticked))
        self.tabs.setTabText(1, tr("Not in the text ({n})").format(n=left))
        if self.proposals.count() == 0 and left:
            self.tabs.setCurrentIndex(1)
        elif self.proposals.count():
            self.tabs.setCurrentIndex(0)

    def _ticked_rows(self) -> list[int]:
        rows = range(self.proposals.count())
        return [row for row in rows if self.proposals.item(row).checkState() == Qt.CheckState.Checked]

    def _veil(self) -> None:
        """Show pale what is left out."""
        choice = self._choice()
        marks = []
        if choice is not None:
            places = OffsetMap(choice.previewed.read.text[:_SHOWN_TEXT])
            pale = QTextCharFormat()
            pale.setForeground(QColor(current_theme().tokens.color["text_faint"]))
            pale.setFontStrikeOut(True)
            for start, end in sorted(choice.excluded):
                if end <= _SHOWN_TEXT:
                    mark = QTextEdit.ExtraSelection()
                    mark.cursor = self._cursor(places.to_utf16(start), places.to_utf16(end))
                    mark.format = pale
                    marks.append(mark)
        self.text.setExtraSelections(marks)

    def _cursor(self, start: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self.text.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _go_to_proposal(self, row: int) -> None:
        choice = self._choice()
        if self._filling or choice is None or row < 0:
            return
        place = choice.previewed.proposals[row].place
        if place.end <= _SHOWN_TEXT:
            start = OffsetMap(choice.previewed.read.text[:_SHOWN_TEXT]).to_utf16(place.start)
            self.text.setTextCursor(self._cursor(start, start))
            self.text.centerCursor()

    # -- deciding

    def _choice(self) -> _Choice | None:
        row = self.articles.currentRow()
        return self._choices[row] if 0 <= row < len(self._choices) else None

    def _edited(self, name: str, text: str) -> None:
        choice = self._choice()
        if choice is not None:
            choice.fields[name] = text
            if name == "title":
                self._filling = True
                self.articles.currentItem().setText(_name(choice))
                self._filling = False

    def _ticked(self, item: QListWidgetItem) -> None:
        if not self._filling:
            self._choices[self.articles.row(item)].taken = item.checkState() == Qt.CheckState.Checked
            self._count()

    def _proposal_ticked(self, item: QListWidgetItem) -> None:
        choice = self._choice()
        if self._filling or choice is None:
            return
        place = choice.previewed.proposals[self.proposals.row(item)].place
        if item.checkState() == Qt.CheckState.Checked:
            choice.excluded.add(place)
        else:
            choice.excluded.discard(place)
        self._name_tabs()
        self._veil()

    def _count(self) -> None:
        taken = sum(choice.taken for choice in self._choices)
        self.import_button.setText(counted(taken, tr("Import {n} article"), tr("Import {n} articles")))
        self.import_button.setAccessibleName(self.import_button.text())
        self.import_button.setEnabled(taken > 0)


def _name(choice: _Choice) -> str:
    name = choice.fields["title"] or choice.previewed.read.article.file
    return tr("{name} (in the project already)").format(name=name) if choice.previewed.known else name


def _row(choice: _Choice) -> QListWidgetItem:
    item = QListWidgetItem(_name(choice))
    item.setToolTip(choice.previewed.read.where)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if choice.taken else Qt.CheckState.Unchecked)
    return item


def _proposal_row(choice: _Choice, place: Fragment, ground: Ground) -> QListWidgetItem:
    words = choice.previewed.read.text[place.start : place.end].strip()
    item = QListWidgetItem(words if len(words) <= _SHOWN_LINE else f"{words[: _SHOWN_LINE - 1]}…")
    repeated = ground == Ground.REPEATED
    item.setToolTip(tr("Several articles have this line") if repeated else tr("It is worded like a closing line"))
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if place in choice.excluded else Qt.CheckState.Unchecked)
    return item


def _problems(preview: Preview) -> str:
    """Say how much could not be read; the first faults by name."""
    parts: Sequence[str] = [str(error) for error in preview.failures[:2]]
    more = len(preview.failures) - len(parts)
    return "\n".join([*parts, *([tr("and {n} more").format(n=f"{more:,}")] if more > 0 else [])])
