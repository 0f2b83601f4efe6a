"""Short forms: what they are made of, and the one about an article."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from annotator.domain.article import EDITABLE_FIELDS, Article
from annotator.ui.kit.sheet import Sheet
from annotator.ui.kit.words import named, tr

_TITLES = {
    "title": "Headline", "publisher": "Source", "author": "Author", "published": "Published",
    "language": "Language", "url": "Address",
}  # fmt: skip
_HINTS = {"published": "2026-11-22, or part of it", "language": "en"}


class FormSheet(Sheet):
    """A sheet with a heading, some fields, a word of help, and one thing to do."""

    def __init__(self, window: QWidget, heading: str, help_text: str, action: str) -> None:
        super().__init__(window, heading, (480, 0))
        title = named(QLabel(heading, self.card), heading)
        title.setProperty("role", "title")
        words = named(QLabel(help_text, self.card), help_text)
        words.setWordWrap(True)
        words.setProperty("role", "muted")
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(8)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.problem = named(QLabel(self.card), tr("What is wrong"))
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        cancel = named(QPushButton(tr("Cancel"), self.card), tr("Cancel"))
        cancel.clicked.connect(self.dismiss)
        self.accept_button = named(QPushButton(action, self.card), action)
        self.accept_button.setProperty("primary", "true")
        self.accept_button.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.accept_button)
        self.column.addWidget(title)
        self.column.addWidget(words)
        self.column.addLayout(self.form)
        self.column.addWidget(self.problem)
        self.column.addLayout(buttons)

    def add_line(self, name: str, value: str, hint: str = "") -> QLineEdit:
        """Add a field of one line; Return in it accepts the form."""
        line = named(QLineEdit(value, self.card), name)
        line.setPlaceholderText(hint)
        line.returnPressed.connect(self.accept)
        label = named(QLabel(name, self.card), name)
        label.setBuddy(line)
        self.form.addRow(label, line)
        self.first = self.first or line
        return line

    def complain(self, text: str) -> None:
        """Say in the form what is wrong with it."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self.column.activate()
        self._place()

    @abstractmethod
    def accept(self) -> None:
        """Do what the form is for."""


class DetailsSheet(FormSheet):
    """What is known of an article besides its text. Emits `changed` with the article and all fields."""

    changed = Signal(Article, dict)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, tr("Article details"), tr("The text itself never changes."), tr("Save"))
        self._article: Article | None = None
        self.lines: Mapping[str, QLineEdit] = {
            name: self.add_line(tr(_TITLES[name]), "", tr(_HINTS.get(name, ""))) for name in EDITABLE_FIELDS
        }

    def ask(self, article: Article) -> None:
        """Open with what is known."""
        self._article = article
        for name, line in self.lines.items():
            line.setText(getattr(article, name))
        self.complain("")
        self.open()

    def accept(self) -> None:
        """Take what was entered."""
        article = self._article
        self.dismiss()
        if article is not None:
            self.changed.emit(article, {name: line.text() for name, line in self.lines.items()})
