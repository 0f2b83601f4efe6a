"""The list of articles as Qt wants it: rows are read a page at a time, when they come into view."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from annotator.domain.article import Article, State
from annotator.domain.groups import ArticleGroups, Reason

PAGE = 64
_PAGES_KEPT = 64
_NAMED = 5
"""So many near-duplicates are named in a tool tip."""
ROW_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class ArticleSource(Protocol):
    """What the list reads from; a project file is one."""

    def article_count(self) -> int:
        """Return how many articles there are."""

    def article_ids(self, start: int = 0, count: int = -1) -> list[str]:
        """Return ids in import order."""

    def articles(self, ids: Sequence[str]) -> list[Article]:
        """Return the articles in the order asked for."""

    def has_articles(self, ids: Collection[str]) -> set[str]:
        """Return those of the ids that are there."""

    def states(self, article_ids: Sequence[str], layer: str) -> dict[str, State]:
        """Return how far the layer's annotator is; articles not begun may be left out."""

    def label_counts(self, article_ids: Sequence[str], layer: str) -> dict[str, dict[str, int]]:
        """Return article -> label -> spans."""

    def progress_counts(self, layer: str) -> dict[State, int]:
        """Return how many articles are in each state."""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """What the list shows of one article.

    `counts` maps label to spans, `mine` are those assigned to the annotator, `alike` the others of its group.
    """

    article: Article
    state: State = State.NEW
    counts: Mapping[str, int] = field(default_factory=dict)
    mine: bool = False
    alike: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The title, or else the name of the file it came from."""
        return self.article.title or self.article.file or self.article.id

    @property
    def source_line(self) -> str:
        """Publisher and date, as far as they are known."""
        return " · ".join(part for part in (self.article.publisher, self.article.published[:10]) if part)


class ArticlesModel(QAbstractListModel):
    """All articles of a project in import order, or those that a filter found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source: ArticleSource | None = None
        self._layer = ""
        self.mine: Collection[str] = frozenset()
        """The articles that are assigned to the annotator."""
        self._count = 0
        self._found: list[str] | None = None
        self._rows: dict[str, int] | None = None
        self._pages: OrderedDict[int, list[ArticleRow]] = OrderedDict()
        self._groups: Mapping[str, tuple[str, ...]] = {}
        self._reasons: Mapping[str, frozenset[Reason]] = {}

    def set_groups(self, groups: ArticleGroups) -> None:
        """Mark the articles that are near-duplicates of others or share a quotation with them."""
        self._groups, self._reasons = groups.by_article(), groups.reasons()
        self._pages.clear()
        if self._count:
            self.dataChanged.emit(self.index(0), self.index(self._count - 1))

    def group_of(self, article_id: str) -> tuple[str, ...]:
        """Return the whole group of an article; empty if it is in none."""
        return self._groups.get(article_id, ())

    def _alike(self, article_id: str) -> tuple[str, ...]:
        return tuple(one for one in self.group_of(article_id) if one != article_id)

    def set_source(self, source: ArticleSource | None, layer: str = "") -> None:
        """Show another project, or nothing."""
        self._source, self._layer = source, layer
        self.show_all()

    def show_all(self) -> None:
        """Show every article; also reads anew how many there are."""
        self._reset(None)

    def show_found(self, article_ids: Sequence[str]) -> None:
        """Show only these articles, in this order."""
        self._reset(list(article_ids))

    def _reset(self, found: list[str] | None) -> None:
        self.beginResetModel()
        self._found = found
        self._rows = None
        self._pages.clear()
        total = self._source.article_count() if self._source is not None else 0
        self._count = total if found is None else len(found)
        self.endResetModel()

    def refresh(self, article_ids: Collection[str]) -> None:
        """Read these articles again if they were shown."""
        for number, page in list(self._pages.items()):
            if any(row.article.id in article_ids for row in page):
                del self._pages[number]
                last = min((number + 1) * PAGE, self._count) - 1
                self.dataChanged.emit(self.index(number * PAGE), self.index(last))

    def put(self, row: ArticleRow) -> None:
        """Show an article as it is now, without reading anything, if its page was read."""
        for number, page in self._pages.items():
            for place, shown in enumerate(page):
                if shown.article.id == row.article.id:
                    page[place] = replace(row, alike=shown.alike)
                    index = self.index(number * PAGE + place)
                    self.dataChanged.emit(index, index)
                    return

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else self._count

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < self._count:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.row_at(index.row()).title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._spoken(self.row_at(index.row()))
        if role == ROW_ROLE:
            return self.row_at(index.row())
        return None

    def row_at(self, row: int) -> ArticleRow:
        """Return what is shown in a row."""
        number, place = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._pages[number] = self._read(number)
            if len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        return page[place]

    def _read(self, number: int) -> list[ArticleRow]:
        assert self._source is not None
        start = number * PAGE
        found = self._found
        ids = self._source.article_ids(start, PAGE) if found is None else found[start : start + PAGE]
        states = self._source.states(ids, self._layer)
        counts = self._source.label_counts(ids, self._layer)
        return [
            ArticleRow(
                article,
                states.get(article.id, State.NEW),
                counts.get(article.id, {}),
                mine=article.id in self.mine,
                alike=self._alike(article.id),
            )
            for article in self._source.articles(ids)
        ]

    def row_of(self, article_id: str) -> int | None:
        """Return the row of an article, or None if it is not in the list."""
        if self._rows is None:
            ids = self._found
            if ids is None:
                ids = self._source.article_ids() if self._source is not None else []
            self._rows = {key: row for row, key in enumerate(ids)}
        return self._rows.get(article_id)

    def state_word(self, state: State) -> str:
        """Return a state in words."""
        words = {
            State.NEW: self.tr("not read"),
            State.IN_PROGRESS: self.tr("in progress"),
            State.FINISHED: self.tr("finished"),
        }
        return words[state]

    def _alike_words(self, row: ArticleRow) -> str:
        """Name the others of an article's group."""
        assert self._source is not None
        here = self._source.has_articles(row.alike[:_NAMED])
        titles = [one.title or one.file or one.id for one in self._source.articles([i for i in row.alike if i in here])]
        more = len(row.alike) - _NAMED
        if more > 0:
            titles.append(self.tr("and {n} more").format(n=f"{more:,}"))
        by_quote = self._reasons.get(row.article.id, frozenset()) == {Reason.QUOTE}
        words = self.tr("Shares a quotation with: {titles}") if by_quote else self.tr("Near-duplicate of: {titles}")
        return words.format(titles="; ".join(titles))

    def _spoken(self, row: ArticleRow) -> str:
        counts = [f"{count} {label}" for label, count in row.counts.items()]
        parts = [row.title, row.source_line, self.state_word(row.state), ", ".join(counts) or self.tr("no spans")]
        parts += [self.tr("assigned to you")] if row.mine else []
        if row.alike:
            parts.append(self._alike_words(row))
        return "\n".join(part for part in parts if part)
