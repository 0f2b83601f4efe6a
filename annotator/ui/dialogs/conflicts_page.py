"""What was changed apart in two files: both versions beside each other, and the other one for the taking.

Methods: `begin(conflicts)` opens it, `settle(told)` takes one off the list, `complain(error)` says why it was refused.
Signals: `go_wanted(ToldConflict)`, `take_wanted(ToldConflict)`.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QListWidget, QScrollArea, QStackedWidget, QWidget

from annotator.domain.edit import Kind
from annotator.domain.errors import KnownError
from annotator.domain.merging import MergedVersion
from annotator.services.conflicts import ToldConflict
from annotator.ui.kit.sheet import Sheet
from annotator.ui.kit.words import counted, named, tr
from annotator.ui.panels.parts import column, empty_page, line, push_button, text_label

_SIZE = (880, 560)
_LIST = 260


class ConflictsSheet(Sheet):
    """See the module for methods and signals."""

    go_wanted = Signal(object)
    take_wanted = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, tr("Conflicts"), _SIZE)
        self._conflicts: list[ToldConflict] = []
        self.summary = text_label(role="muted", wrap=True)
        self.list = named(QListWidget(), tr("What was changed apart"))
        self.list.setFixedWidth(_LIST)
        self.list.setProperty("role", "card")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._show_row)
        self.about = text_label(role="heading", wrap=True)
        self.versions = named(QScrollArea(), tr("Both versions"))
        self.versions.setWidgetResizable(True)
        self.versions.setFrameShape(QFrame.Shape.NoFrame)
        self.problem = text_label(role="error", wrap=True)
        self.whose = text_label(role="muted", wrap=True)
        self.go_button = push_button(tr("Go to it"))
        self.go_button.clicked.connect(lambda: self.go_wanted.emit(self._current))
        self.take_button = push_button(tr("Take the other version"))
        self.take_button.clicked.connect(lambda: self.take_wanted.emit(self._current))
        self.done_button = push_button(tr("Done"), primary=True)
        self.done_button.clicked.connect(self.dismiss)
        self._pages = QStackedWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        detail, both, buttons = QWidget(), QWidget(), line(gap=8)
        column(detail, self.about, self.versions, self.problem, self.whose, gap=8).setStretch(1, 1)
        line(both, self.list, detail, gap=16).setStretch(1, 1)
        self._pages.addWidget(both)
        words = tr(
            "When two files changed the same thing without knowing of each other, both versions are listed here."
        )
        self._pages.addWidget(empty_page(tr("Nothing was changed apart"), words))
        buttons.addWidget(self.go_button)
        buttons.addWidget(self.take_button)
        buttons.addStretch(1)
        buttons.addWidget(self.done_button)
        self.column.addWidget(text_label(tr("Conflicts"), "title"))
        self.column.addWidget(self.summary)
        self.column.addWidget(self._pages, 1)
        self.column.addLayout(buttons)

    def begin(self, conflicts: Sequence[ToldConflict]) -> None:
        """Open with these conflicts."""
        self._conflicts = list(conflicts)
        self.list.clear()
        for told in conflicts:
            self.list.addItem(_line(told))
        self._show_list(0)
        self.first = self.list if conflicts else self.done_button
        self.open()

    def settle(self, told: ToldConflict) -> None:
        """Take a conflict off the list; its other version is the state now."""
        row = self._conflicts.index(told)
        del self._conflicts[row]
        self.list.takeItem(row)
        self._show_list(min(row, len(self._conflicts) - 1))
        (self.list if self._conflicts else self.done_button).setFocus()

    def complain(self, error: KnownError) -> None:
        """Say why the other version was not taken."""
        self.problem.setText(
            ". ".join(part.rstrip(".") for part in (error.what, error.why, error.remedy) if part) + "."
        )
        self.problem.show()
        self.list.setFocus()

    @property
    def _current(self) -> ToldConflict:
        return self._conflicts[self.list.currentRow()]

    def _show_list(self, row: int) -> None:
        there = bool(self._conflicts)
        self._pages.setCurrentIndex(0 if there else 1)
        one, many = tr("{n} thing was changed apart."), tr("{n} things were changed apart.")
        rule = tr("The later change counts; the other one is kept until somebody takes it.")
        self.summary.setText(f"{counted(len(self._conflicts), one, many)} {rule}")
        self.summary.setVisible(there)
        self.go_button.setVisible(there)
        self.take_button.setVisible(there)
        if there:
            self.list.setCurrentRow(row)
            self._show_row(row)

    def _show_row(self, row: int) -> None:
        if not 0 <= row < len(self._conflicts):
            return
        told = self._conflicts[row]
        self.about.setText(_about(told))
        self.versions.setWidget(_beside(told))
        self.problem.hide()
        self.take_button.setEnabled(told.mine)
        self.go_button.setEnabled(bool(told.title) and not told.hidden)
        self.whose.setText(_why_not(told))
        self.whose.setVisible(not told.mine)


def _line(told: ToldConflict) -> str:
    whose = tr("layer of {name}").format(name=told.layer) if told.layer and not told.mine else _kind(told)
    return f"{_about(told)}\n{whose}"


def _about(told: ToldConflict) -> str:
    if told.hidden:
        return told.title or _kind(told)
    return f"“{told.words}”" if told.conflict.kind is Kind.ANNOTATION else told.title or told.words


def _kind(told: ToldConflict) -> str:
    names = {
        Kind.ANNOTATION: tr("annotation"),
        Kind.RELATION: tr("relation"),
        Kind.ARTICLE: tr("article details"),
        Kind.PROGRESS: tr("state of an article"),
        Kind.SETTING: tr("setting of the project"),
    }
    return names[told.conflict.kind]


def _why_not(told: ToldConflict) -> str:
    if told.hidden:
        return tr("This is in the layer of {name}, which you see when you have both finished.").format(name=told.layer)
    return tr("This is in the layer of {name}, and only {name} can decide it.").format(name=told.layer)


def _beside(told: ToldConflict) -> QWidget:
    """Return both versions as a table; what differs stands out."""
    table, grid = QWidget(), QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(8)
    versions = ((tr("In the project"), told.conflict.kept), (tr("The other version"), told.conflict.other))
    for at, (title, version) in enumerate(versions, 1):
        grid.addWidget(text_label(title, "section"), 0, at)
        grid.addWidget(text_label(_origin(version), "faint", wrap=True), 1, at, Qt.AlignmentFlag.AlignTop)
        if version.record is None and not told.hidden:
            grid.addWidget(_value(tr("deleted"), differs=True), 2, at, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(at, 1)
    for number, row in enumerate(told.rows, 3):
        differs = row.kept != row.other
        grid.addWidget(text_label(tr(row.name), "muted"), number, 0, Qt.AlignmentFlag.AlignTop)
        for at, text in enumerate((row.kept, row.other), 1):
            gone = (told.conflict.kept, told.conflict.other)[at - 1].record is None
            grid.addWidget(_value("" if gone else text or "–", differs=differs), number, at, Qt.AlignmentFlag.AlignTop)
    box = column(table)
    box.addLayout(grid)
    box.addStretch(1)
    return table


def _value(text: str, *, differs: bool) -> QLabel:
    label = text_label(text, "" if differs else "muted", wrap=True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if differs:
        font = label.font()
        font.setWeight(QFont.Weight.DemiBold)
        label.setFont(font)
        label.setAccessibleDescription(tr("differs"))
    return label


def _origin(version: MergedVersion) -> str:
    when = QLocale().toString(QDateTime.fromMSecsSinceEpoch(version.stamp.milliseconds), QLocale.FormatType.ShortFormat)
    return f"{version.author} · {when} · {version.edit_name}"
