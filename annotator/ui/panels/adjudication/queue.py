"""The left side of the Adjudicate page: the articles with what is open in them, and the queue of the open article.

Signals: `article_chosen(id)` for a click or Enter on an article, `place_chosen(key)` when the current row of the queue
changes by hand, `all_wanted(bool)` for the whole queue or open places only.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QProgressBar, QSplitter, QStackedWidget, QWidget
from typing_extensions import override

from annotator.services.adjudication_overview import Standing
from annotator.ui.kit.words import counted, named, tr
from annotator.ui.models.queue_model import QueueModel, QueueRow, StandingsModel
from annotator.ui.panels.adjudication.queue_rows import PlaceDelegate, StandingDelegate
from annotator.ui.panels.parts import column, empty_page, line, text_label, tool_button
from annotator.ui.panels.row_list import RowList

_SHARES = (220, 460)


class QueuePanel(QWidget):
    """See the module for signals."""

    article_chosen = Signal(str)
    place_chosen = Signal(str)
    all_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, tr("Queue"))
        self._quiet = False
        self.standings, self.model = StandingsModel(self), QueueModel(self)
        self.articles = _List(tr("Articles to adjudicate"))
        self.articles.setModel(self.standings)
        self._article_rows = StandingDelegate(self.articles)
        self.articles.setItemDelegate(self._article_rows)
        self.articles.clicked.connect(self._choose_article)
        self.articles.chosen.connect(self._choose_article)
        self.list = _List(tr("Places to decide"))
        self.list.setModel(self.model)
        self._rows = PlaceDelegate(self.list)
        self.list.setItemDelegate(self._rows)
        self.list.selectionModel().currentChanged.connect(self._moved)
        self.progress = named(QProgressBar(textVisible=False), tr("Places decided"))
        self.count = text_label(role="muted")
        self.agreed = text_label(role="faint", wrap=True)
        self.agreed.hide()
        self.whole = tool_button(tr("Also what is decided"), "filter", checkable=True)
        self.whole.clicked.connect(self.all_wanted)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(
            empty_page(tr("Everything is decided here"), tr("F finishes the article and opens the next."))
        )
        self._lay_out()

    def _lay_out(self) -> None:
        head = QWidget()
        column(head, text_label(tr("Articles"), "section")).setContentsMargins(12, 12, 12, 4)
        top = QWidget()
        column(top, head, self.articles).setStretch(1, 1)
        place_head = QWidget()
        heading = line(None, text_label(tr("To decide"), "section"), gap=4)
        heading.addStretch(1)
        heading.addWidget(self.count)
        heading.addWidget(self.whole)
        box = column(place_head, gap=4)
        box.setContentsMargins(12, 8, 8, 4)
        box.addLayout(heading)
        box.addWidget(self.progress)
        box.addWidget(self.agreed)
        below = QWidget()
        column(below, place_head, self._pages).setStretch(1, 1)
        self.parts = named(QSplitter(Qt.Orientation.Vertical), tr("Articles and queue"))
        self.parts.setHandleWidth(1)
        self.parts.addWidget(top)
        self.parts.addWidget(below)
        self.parts.setSizes(list(_SHARES))
        self.parts.setChildrenCollapsible(False)
        column(self, self.parts)

    # -- what the page calls

    def show_standings(self, rows: Sequence[Standing], current: str) -> None:
        """Show the articles; `current` is the one that is open."""
        self.standings.show(rows)
        self.mark_article(current)

    def mark_article(self, article_id: str) -> None:
        """Mark the article that is open."""
        self._article_rows.current = article_id
        row = self.standings.row_of(article_id)
        if row is not None:
            self.articles.setCurrentIndex(self.standings.index(row))
            self.articles.scrollTo(self.standings.index(row))
        self.articles.viewport().update()

    def show_queue(self, rows: Sequence[QueueRow], current: str, decided: int, total: int) -> None:
        """Show the places of an article; `current` is the one in hand. Does not emit."""
        self._quiet = True
        self.model.show(rows)
        self._rows.current = current
        row = self.model.row_of(current)
        if row is not None:
            index = self.model.index(row)
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)
        self._quiet = False
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(decided)
        self.count.setText(tr("{done} of {all} decided").format(done=f"{decided:,}", all=f"{total:,}") if total else "")
        self._pages.setCurrentIndex(0 if rows or not total else 1)

    def show_agreed(self, spans: int) -> None:
        """Say how many spans went to gold because all agree; the queue begins without them."""
        self.agreed.setText(counted(spans, tr("{n} agreed span went to gold"), tr("{n} agreed spans went to gold")))
        self.agreed.setToolTip(tr("All who have finished the article have them alike. Undo takes them back."))
        self.agreed.setVisible(spans > 0)

    def _moved(self, now: QModelIndex, _before: QModelIndex) -> None:
        if not self._quiet and now.isValid():
            self.place_chosen.emit(self.model.rows[now.row()].key)

    def _choose_article(self, index: QModelIndex) -> None:
        self.article_chosen.emit(self.standings.rows[index.row()].article_id)


class _List(RowList):
    """A list in which letters are commands."""

    def __init__(self, name: str) -> None:
        super().__init__()
        named(self, name)

    @override
    def keyboardSearch(self, search: str) -> None:
        """Letters are commands here, not a search."""
