"""What stands above and below the numbers: what was left out and may not be seen, progress, and gamma on demand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from annotator.services.review import Review
from annotator.services.review_lists import Behind
from annotator.ui.kit.words import counted, named, tr
from annotator.ui.panels.flow import FlowLayout
from annotator.ui.panels.parts import column, line, opener, push_button, text_label, tool_button

_WIDEST = 760


class BlindNotice(QFrame):
    """Says that not everything may be seen, and offers to become an adjudicator after a word on what that is."""

    adjudicator_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, tr("What you may see"))
        self.setProperty("role", "card")
        self.setMaximumWidth(_WIDEST)
        self.says = text_label(wrap=True)
        self.offer = opener(tr("Open as adjudicator …"), tr("Says what an adjudicator may see"))
        self.offer.clicked.connect(lambda: self._ask(on=True))
        means = text_label(
            tr(
                "An adjudicator sees every layer at once, also of articles they have not finished, and should no "
                "longer tag those. That you become one is kept in the project's history and can be undone."
            ),
            "muted",
            wrap=True,
        )
        self.button = push_button(tr("Open as adjudicator"), primary=True)
        self.button.clicked.connect(self.adjudicator_wanted)
        self.not_now = push_button(tr("Not now"))
        self.not_now.clicked.connect(lambda: self._ask(on=False))
        self._asking = named(QWidget(self), tr("Open as adjudicator"))
        row = line(None, self.button, self.not_now, gap=8)
        row.addStretch(1)
        column(self._asking, means, gap=8).addLayout(row)
        column(self, self.says, self.offer, self._asking, gap=4).setContentsMargins(12, 8, 12, 8)
        self._ask(on=False)

    def _ask(self, *, on: bool) -> None:
        self._asking.setVisible(on)
        self.offer.setVisible(not on)
        if on:
            self.not_now.setFocus()

    def show_hidden(self, hidden: int, *, adjudicator: bool) -> None:
        """Say how many articles are not shown."""
        more = counted(
            hidden,
            tr("{n} more article was finished by two or more annotators, but not by you."),
            tr("{n} more articles were finished by two or more annotators, but not by you."),
        )
        rule = tr("You see an article here when you and the other annotators have finished it.")
        self.says.setText(f"{rule} {more}" if hidden else rule)
        self._ask(on=False)
        self.setVisible(not adjudicator)


class LeftOut(QWidget):
    """The numbers of articles compared and left out; each opens their list."""

    opened = Signal(Behind)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, tr("Articles"))
        self._flow = FlowLayout(self, gap=4)
        self.buttons = [push_button("", quiet=True) for _ in range(4)]
        for button in self.buttons:
            button.setStyleSheet("padding: 2px 8px; min-height: 16px;")
            button.hide()
            self._flow.addWidget(button)
        self._behind: Sequence[Behind | None] = (None,) * 4
        for number, button in enumerate(self.buttons):
            button.clicked.connect(lambda _=False, number=number: self._open(number))

    def show_review(self, review: Review) -> None:
        """Show the numbers of another comparison."""
        scope = review.scope
        kinds = (
            (scope.used, tr("{n} article compared"), tr("{n} articles compared")),
            (scope.one_finished, tr("{n} finished by one only"), tr("{n} finished by one only")),
            (scope.none_finished, tr("{n} finished by nobody"), tr("{n} finished by nobody")),
            (scope.hidden, tr("{n} not to be seen yet"), tr("{n} not to be seen yet")),
        )
        behind = []
        for button, (articles, one, many) in zip(self.buttons, kinds, strict=True):
            text = counted(len(articles), one, many)
            named(button, text)
            button.setText(text)
            button.setVisible(bool(articles))
            behind.append(Behind(text, articles=articles))
        self._behind = behind
        self.show()

    def _open(self, number: int) -> None:
        found = self._behind[number]
        if found is not None:
            self.opened.emit(found)


class Busy(QWidget):
    """A thin bar while numbers are counted, with a button that stops it."""

    stopped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = text_label(role="muted")
        self._bar = named(QProgressBar(self), tr("Counting"))
        self._bar.setTextVisible(False)
        self.stop = tool_button(tr("Stop"), "close")
        self.stop.clicked.connect(self.stopped)
        line(self, self.words, self._bar, self.stop, gap=8).setStretch(1, 1)
        self.hide()

    def begin(self, words: str) -> None:
        """Show that something began."""
        self.words.setText(words)
        self._bar.setRange(0, 0)
        self.show()

    def advance(self, done: int, total: int, _text: str = "") -> None:
        """Show how far it is."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
