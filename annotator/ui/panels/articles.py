"""The list of articles, with a filter above it and the project's progress below.

Signals: `article_chosen(str)`, `import_requested()`, `files_dropped(list[Path])`, and `query_changed(ArticleQuery)`
when a filter must be run: run `reader.find_article_ids(query)` off the GUI thread and hand the answer to
`show_found(query, ids)`; answers to an older query are passed over.

Methods: `set_project(source, layer, schema, mine)`, `set_groups(groups)`, `clear()`, `reload()` after an import or its
undo, `refresh(ids)` after something was saved in those articles, `set_mine(ids)` after they were dealt out anew,
`set_current(id)`, `neighbour(id, step)`, `focus_filter()`, `show_found()`, `show_alike(id)`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QMenu,
    QProgressBar,
    QStackedWidget,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from annotator.domain.article import State
from annotator.domain.groups import ArticleGroups
from annotator.domain.schema import Schema
from annotator.domain.views import ArticleQuery
from annotator.services.desk import ArticleDesk
from annotator.ui.kit.icons import icon
from annotator.ui.models.articles_model import ArticleRow, ArticlesModel, ArticleSource
from annotator.ui.panels.article_row import ArticleDelegate
from annotator.ui.panels.flow import FlowLayout
from annotator.ui.panels.parts import column, empty_page, push_button, text_label, tool_button
from annotator.ui.panels.row_list import RowList

_TYPING_PAUSE_MS = 180


class ArticlesPanel(QWidget):
    """Articles of the project; see the module for signals and methods."""

    article_chosen = Signal(str)
    import_requested = Signal()
    files_dropped = Signal(list)
    query_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Articles"))
        self.setAcceptDrops(True)
        self.model = ArticlesModel(self)
        self._source: ArticleSource | None = None
        self._layer = ""
        self._label = ""
        self._state: State | None = None
        self._groups = ArticleGroups()
        self._only: tuple[str, ...] | None = None
        self._mine: frozenset[str] = frozenset()
        self._mine_done: set[str] = set()
        self._asked = ArticleQuery()
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.filter = self._make_filter()
        self.chips = self._make_state_chips()
        self.alike_chip = self._make_alike_chip()
        self.mine_chip = self._make_mine_chip()
        self.list = self._make_list()
        self._pages = QStackedWidget()
        self._empty = self._make_empty()
        self._no_match = self._make_no_match()
        for page in (self.list, self._empty, self._no_match):
            self._pages.addWidget(page)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setAccessibleName(self.tr("Progress of the project"))
        self._progress = text_label(role="muted")
        self._lay_out()
        self._show_page()

    # -- building

    def _make_filter(self) -> QLineEdit:
        field = QLineEdit(clearButtonEnabled=True, placeholderText=self.tr("Filter articles"))
        field.setAccessibleName(self.tr("Filter articles by title, source or text"))
        field.textChanged.connect(self._typed)
        field.returnPressed.connect(self._into_list)
        field.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._label_action = QAction(icon("filter"), self.tr("Only articles with a label"), self)
        self._label_action.triggered.connect(self._choose_label)
        field.addAction(self._label_action, QLineEdit.ActionPosition.TrailingPosition)
        return field

    def _make_state_chips(self) -> dict[State | None, QToolButton]:
        names: dict[State | None, str] = {
            None: self.tr("All"),
            State.NEW: self.tr("New"),
            State.IN_PROGRESS: self.tr("Begun"),
            State.FINISHED: self.tr("Finished"),
        }
        chips = {}
        for state, name in names.items():
            chip = tool_button(name, text=name, checkable=True)
            chip.setAccessibleName(self.tr("Show: {name}").format(name=name))
            chip.setAutoExclusive(True)
            chip.setChecked(state is None)
            chip.clicked.connect(partial(self._choose_state, state))
            chips[state] = chip
        return chips

    def _make_alike_chip(self) -> QToolButton:
        name = self.tr("Near-duplicates")
        chip = tool_button(name, text=name, checkable=True)
        chip.setToolTip(self.tr("Only articles that repeat one another or share a quotation"))
        chip.clicked.connect(self._choose_alike)
        chip.hide()
        return chip

    def _make_mine_chip(self) -> QToolButton:
        name = self.tr("Assigned to me")
        chip = tool_button(name, "person", self.tr("Mine"), checkable=True)
        chip.clicked.connect(lambda _checked: self._ask())
        return chip

    def _make_list(self) -> QListView:
        view = RowList()
        view.setModel(self.model)
        view.setAccessibleName(self.tr("List of articles"))
        self._delegate = ArticleDelegate(view)
        view.setItemDelegate(self._delegate)
        view.clicked.connect(self._choose)
        view.chosen.connect(self._choose)
        return view

    def _make_empty(self) -> QWidget:
        self.import_button = push_button(self.tr("Import articles…"), "import", primary=True)
        self.import_button.clicked.connect(self.import_requested)
        text = self.tr("Import text, web pages, PDF, Word files, mail or tables, or drop them here.")
        return empty_page(self.tr("No articles yet"), text, self.import_button)

    def _make_no_match(self) -> QWidget:
        show_all = push_button(self.tr("Show all articles"))
        show_all.clicked.connect(self.clear_filter)
        return empty_page(self.tr("No article matches"), button=show_all)

    def _lay_out(self) -> None:
        chips = QWidget()
        flow = FlowLayout(chips, gap=4)
        for chip in (*self.chips.values(), self.mine_chip, self.alike_chip):
            flow.addWidget(chip)
        self._head, self._foot = QWidget(), QWidget()
        column(self._head, self.filter, chips, gap=8).setContentsMargins(12, 12, 12, 8)
        column(self._foot, self._progress, self._bar, gap=4).setContentsMargins(12, 8, 12, 8)
        column(self, self._head, self._pages, self._foot).setStretch(1, 1)

    # -- what the frame calls

    def set_project(
        self, source: ArticleSource, layer: str, schema: Schema, mine: frozenset[str] = frozenset()
    ) -> None:
        """Show the articles of a project as the annotator of `layer` sees them; `mine` are assigned to them."""
        self._source, self._layer = source, layer
        self._take_mine(mine)
        self._delegate.set_labels({label.name: label for label in schema.labels})
        self._forget_filter()
        self.model.set_source(source, layer)
        self._show_page()

    def set_groups(self, groups: ArticleGroups) -> None:
        """Mark near-duplicates in the list, and offer to show only them."""
        self._groups = groups
        self.model.set_groups(groups)
        self.alike_chip.setVisible(bool(groups.groups))
        if self._only is not None:
            self.show_alike()

    def show_alike(self, article_id: str = "") -> None:
        """Show only the group of an article, or all groups, one after the other; the whole list if there is none."""
        self._only = self.model.group_of(article_id) if article_id else tuple(chain.from_iterable(self._groups.groups))
        self._only = self._only or None
        self.alike_chip.setChecked(self._only is not None)
        self._ask()

    def _choose_alike(self, checked: bool) -> None:  # noqa: FBT001 - Qt's slot
        if checked:
            self.show_alike()
        else:
            self._only = None
            self._ask()

    def clear(self) -> None:
        """Show no project."""
        self._source = None
        self._take_mine(frozenset())
        self._delegate.opened = ""
        self._forget_filter()
        self.set_groups(ArticleGroups())
        self.model.set_source(None)
        self._show_page()

    def set_mine(self, mine: frozenset[str]) -> None:
        """Show other articles as assigned to the annotator."""
        self._take_mine(mine)
        self._asked = self._query()
        self.reload()

    def _take_mine(self, mine: frozenset[str]) -> None:
        self._mine = self.model.mine = mine
        self.mine_chip.setVisible(bool(mine))
        self.mine_chip.setChecked(self.mine_chip.isChecked() and bool(mine))
        states = self._source.states(list(mine), self._layer) if self._source is not None and mine else {}
        self._mine_done = {key for key, state in states.items() if state == State.FINISHED}

    def reload(self) -> None:
        """Read the list again, after articles came or went."""
        self._take_mine(self._mine)
        place = self.list.verticalScrollBar().value()
        if self._asked == ArticleQuery(layer=self._layer):
            self.model.show_all()
        else:
            self.query_changed.emit(self._asked)
        self.set_current(self._delegate.opened, scroll=False)
        self.list.verticalScrollBar().setValue(place)
        self._show_page()

    def refresh(self, article_ids: Collection[str]) -> None:
        """Read states and counts of these articles again."""
        self.model.refresh(set(article_ids))
        if self._mine.intersection(article_ids):
            self._take_mine(self._mine)
        self.show_progress()

    def show_desk(self, desk: ArticleDesk) -> None:
        """Show state and counts of the open article as they are on the desk, before they are saved."""
        counts = {label: count for label, count in desk.label_counts.items() if count}
        mine = desk.article.id in self._mine
        self.model.put(ArticleRow(desk.article, desk.state, counts, mine=mine))
        if mine and desk.state == State.FINISHED:
            self._mine_done.add(desk.article.id)
        else:
            self._mine_done.discard(desk.article.id)

    def show_found(self, query: ArticleQuery, article_ids: Sequence[str]) -> None:
        """Show what a query found, unless another was asked meanwhile."""
        if query == self._asked:
            found = set(article_ids)
            # Groups are shown one after the other.
            self.model.show_found([one for one in self._only if one in found] if self._only else article_ids)
            self.set_current(self._delegate.opened, scroll=False)
            self._show_page()

    def set_current(self, article_id: str, *, scroll: bool = True) -> None:
        """Mark the article that is open."""
        self._delegate.opened = article_id
        row = self.model.row_of(article_id) if article_id else None
        if row is not None:
            index = self.model.index(row)
            self.list.setCurrentIndex(index)
            if scroll:
                self.list.scrollTo(index)
        self.list.viewport().update()

    def neighbour(self, article_id: str, step: int, *, unfinished: bool = False) -> str | None:
        """Return the article `step` rows further in the list as shown, None at its end.

        With `unfinished` finished articles are passed over.
        """
        row = self.model.row_of(article_id)
        row = row + step if row is not None else 0
        while 0 <= row < self.model.rowCount():
            found = self.model.row_at(row)
            if not (unfinished and found.state == State.FINISHED):
                return found.article.id
            row += step
        return None

    def focus_filter(self) -> None:
        """Go to the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    # -- filtering

    def clear_filter(self) -> None:
        """Show all articles again."""
        self._forget_filter()
        self._ask()

    def _forget_filter(self) -> None:
        self.filter.clear()
        self._pause.stop()
        self._label, self._state, self._only = "", None, None
        self.alike_chip.setChecked(False)
        self.chips[None].setChecked(True)
        self.mine_chip.setChecked(False)
        self._mark_label()
        self._asked = ArticleQuery(layer=self._layer)

    def _typed(self) -> None:
        self._pause.start()

    def _choose_state(self, state: State | None, _checked: bool = True) -> None:  # noqa: FBT001, FBT002 - Qt's slot
        self._state = state
        self._ask()

    def _choose_label(self) -> None:
        menu = QMenu(self)
        names = {"": self.tr("With any label or none")}
        names |= {name: label.title for name, label in self._delegate.labels.items()}
        for name, title in names.items():
            action = menu.addAction(title, partial(self.filter_label, name))
            action.setCheckable(True)
            action.setChecked(name == self._label)
        menu.popup(self.filter.mapToGlobal(self.filter.rect().bottomRight()))

    def filter_label(self, label: str) -> None:
        """Show only articles with an annotation of a label, or all for an empty name."""
        self._label = label
        self._mark_label()
        self._ask()

    def _mark_label(self) -> None:
        chosen = self._delegate.labels.get(self._label)
        self._label_action.setIcon(icon("filter", chosen.color if chosen else None))
        self._label_action.setToolTip(
            self.tr("Only articles with: {label}").format(label=chosen.title)
            if chosen
            else self.tr("Only articles with a label")
        )

    def _ask(self) -> None:
        self._pause.stop()
        self._asked = self._query()
        if self._asked == ArticleQuery(layer=self._layer):
            self.model.show_all()
            self.set_current(self._delegate.opened)
            self._show_page()
        else:
            self.query_changed.emit(self._asked)
            self.show_progress()

    def _query(self) -> ArticleQuery:
        among = self._mine if self.mine_chip.isChecked() else None
        if self._only is not None:
            among = frozenset(self._only) if among is None else among.intersection(self._only)
        return ArticleQuery(self.filter.text().strip(), self._label, self._state, self._layer, among)

    # -- showing

    def _show_page(self) -> None:
        total = self._source.article_count() if self._source is not None else 0
        self._head.setVisible(total > 0)
        page = self.list if self.model.rowCount() else self._no_match if total else self._empty
        self.import_button.setEnabled(self._source is not None)
        self._pages.setCurrentWidget(page)
        self.show_progress()

    def show_progress(self) -> None:
        """Read again how many articles are finished."""
        counts = self._source.progress_counts(self._layer) if self._source is not None else {}
        total, finished = sum(counts.values()), counts.get(State.FINISHED, 0)
        self._foot.setVisible(total > 0)
        words = self.tr("{done} of {all} finished")
        if self.mine_chip.isChecked():
            total, finished, words = len(self._mine), len(self._mine_done), self.tr("{done} of your {all} finished")
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(finished)
        self._progress.setText(words.format(done=f"{finished:,}", all=f"{total:,}"))

    def _choose(self, index: QModelIndex) -> None:
        self.article_chosen.emit(self.model.row_at(index.row()).article.id)

    def _into_list(self) -> None:
        if self._pause.isActive():
            self._ask()
        elif self.model.rowCount():
            self.list.setFocus()
            self.list.setCurrentIndex(self.model.index(0))

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._source is not None and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)
