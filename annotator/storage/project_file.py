"""The project file as the services see it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from annotator.domain.annotation import Annotation, Relation
from annotator.domain.article import Article, State
from annotator.domain.edit import Edit
from annotator.domain.identity import DEVICE_BYTES, device_token
from annotator.domain.merging import Conflict, MergeReport
from annotator.domain.stored import StoredArticle
from annotator.domain.views import (
    ArticleQuery,
    Finding,
    HistoryEntry,
    JournalEntry,
    ProjectSummary,
    SearchHit,
    UndoState,
)
from annotator.storage import annotations as tagging
from annotator.storage import articles, backup, conflicts, connection, journal, migrations, opening, search
from annotator.storage.faults import guarded, known, read_only
from annotator.storage.header import check_header
from annotator.storage.lock import take_lock
from annotator.storage.material import Material
from annotator.storage.merge import Choice, merge_all, settings_at_creation
from annotator.storage.names import Names
from annotator.storage.statistics import KeepsStatistics
from annotator.storage.tail import Tail, last_clock
from annotator.storage.verify import verify
from annotator.storage.walk import walk
from annotator.storage.writer import Writer

if TYPE_CHECKING:
    from filelock import BaseFileLock

_OUTERMOST = ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
_NESTED = ("SAVEPOINT edit", "RELEASE edit", ("ROLLBACK TO edit", "RELEASE edit"))
"""How a transaction is begun, committed and taken back."""


class ProjectFile(Material, KeepsStatistics):
    """One open `.annot` file.

    Not thread safe: one thread per instance, and the thread that opened it unless opened with `any_thread`. All
    methods raise ProjectError and its kinds for what is wrong with the file or disk.
    """

    def __init__(self, path: Path, db: sqlite3.Connection, lock: BaseFileLock | None) -> None:
        """Use `create` or `open` instead."""
        self.path = path
        self.writable = lock is not None
        self.device = device_token(os.urandom(DEVICE_BYTES))
        self._db = db
        self._lock = lock
        self._names = Names(db)
        self._tail = Tail(db)
        self._in_transaction = False

    @classmethod
    def create(cls, path: Path, settings: Mapping[str, str], *, any_thread: bool = False) -> Self:
        """Make a new project with these settings and open it for writing. Raises InputError if the file is there."""
        path = Path(os.path.realpath(path))  # unlike resolve, without a fault for links in a circle
        with known(path):
            lock = take_lock(path)
            try:
                opening.make(path, settings)
                return cls(path, opening.connect(path, write=True, any_thread=any_thread), lock)
            except BaseException:
                lock.release()
                raise

    @classmethod
    def open(cls, path: Path, *, write: bool, any_thread: bool = False) -> Self:
        """Open a project. A file that cannot be opened is left as it is.

        For writing it takes the write lock and brings an older file up to date after a backup beside it. For
        reading it works beside a writer and in folders that take no files. Raises InputError (no such file),
        ProjectNotOursError, ProjectTooNewError, ProjectDamagedError, ProjectLockedError and ProjectReadOnlyError.
        """
        path = Path(os.path.realpath(path))  # unlike resolve, without a fault for links in a circle
        with known(path):
            check_header(path, len(migrations.STEPS))
            lock = take_lock(path) if write else None
            try:
                return cls(path, opening.connect(path, write=write, any_thread=any_thread), lock)
            except BaseException:
                if lock is not None:
                    lock.release()
                raise

    def close(self) -> None:
        """Close the file and give the lock back. May be called twice."""
        self._db.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ---- writing

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything applied inside the block one transaction; any exception takes all of it back."""
        if not self.writable:
            raise read_only(self.path, "It is open for reading only")
        nested = self._in_transaction
        if self._db.in_transaction != nested:
            # Inside a walk nothing may be written; and where SQLite took back the outer transaction for lack of room,
            # what comes after must not be kept alone.
            raise RuntimeError("the transaction that this would be part of was ended, or is one that only reads")
        begin, commit, undo = _NESTED if nested else _OUTERMOST
        with known(self.path):
            self._db.execute(begin)
            self._in_transaction = True
            try:
                yield
                self._db.execute(commit)
            except BaseException:
                self._names.forget()
                self._tail.forget()
                if self._db.in_transaction:
                    for statement in undo:
                        self._db.execute(statement)
                raise
            finally:
                self._in_transaction = nested

    def apply(self, edit: Edit, texts: Mapping[str, str] | None = None) -> None:
        """Write an edit and its journal row; when this returns, it is on the disk.

        `texts` has the text of each article that is new to the project. Raises StaleEditError if a `before` is not
        what is stored, RuleError if something would be left dangling, DiskFullError and ProjectReadOnlyError; then
        nothing is changed.
        """
        with self.transaction():
            writer = Writer(self._db, self._names, self._tail, edit)
            writer.write_all(edit.changes, texts)
            writer.finish()

    @contextmanager
    def bulk(self, edit: Edit) -> Iterator[Writer]:
        """Write one edit with more changes than fit in memory: the block hands them over piece by piece.

        One transaction and one journal row; `edit.changes` is not looked at. Any exception takes all of it back.
        """
        with self.transaction():
            writer = Writer(self._db, self._names, self._tail, edit)
            yield writer
            writer.finish()

    def repeat(self, edit: Edit, source: str, *, inverse: bool) -> None:
        """Apply the changes of the edit `source` again, or take them back if `inverse`, as `edit` (of no changes).

        The same as `apply` with the changes read from the journal, but without holding them all in memory.
        """
        with self.bulk(edit) as writer:
            for changes in journal.repeated(self._db, self._names, source, inverse=inverse):
                writer.write(changes[0].article_id, changes)

    def merge(
        self,
        others: Sequence[ProjectFile],
        *,
        choice: Choice | None = None,
        before_commit: Callable[[MergeReport], None] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> MergeReport:
        """Take in what other files of the same project have (or a part of it), all of them in one transaction.

        `before_commit` gets the report and may raise to leave all as it was; so may `progress`, which counts articles.
        That the files fit together is for the caller to know. Raises ProjectDamagedError if they contradict each other.
        """
        with self.transaction():
            sources = [(other._db, other._names) for other in others]  # noqa: SLF001 (others of the same class)
            report = merge_all(self._db, self._names, sources, choice, progress)
            self._tail.forget()
            if before_commit is not None:
                before_commit(report)
            return report

    @guarded
    def reserve_log(self) -> None:
        """Make the saves of a long session quicker. Whoever calls it calls `settle_log` in the pauses."""
        connection.reserve_log(self._db)

    @guarded
    def settle_log(self) -> None:
        """Bring what was saved from the log into the file, which a save then need not do."""
        connection.settle_log(self._db)

    # ---- reading

    @guarded
    def settings_at_creation(self) -> dict[str, str]:
        """Return the settings that the project was made with."""
        return settings_at_creation(self._db, self._names)

    @guarded
    def setting_clock(self, key: str) -> int:
        """Return the clock of the edit that wrote a setting last; 0 if it is as it was made, or there is none."""
        row = self._db.execute("SELECT clock FROM setting WHERE key = ?", (key,)).fetchone()
        return int(row[0]) if row else 0

    @guarded
    def last_clock(self) -> int:
        """Return the highest clock of all stamps in the file, 0 if there is none."""
        return last_clock(self._db)

    @guarded
    def settings(self) -> dict[str, str]:
        """Return the settings, sorted by key."""
        return dict(self._db.execute("SELECT key, value FROM setting ORDER BY key"))

    @guarded
    def layers(self) -> list[str]:
        """Return the layers that hold something, in the order of their first use."""
        return articles.layers(self._db, self._names)

    @guarded
    def article_count(self) -> int:
        """Return how many articles there are."""
        return articles.count(self._db)

    @guarded
    def article_ids(self, start: int = 0, count: int = -1) -> list[str]:
        """Return `count` ids (-1: all) in import order, from the `start`th on."""
        return articles.ids(self._db, start, count)

    @guarded
    def has_articles(self, ids: Collection[str]) -> set[str]:
        """Return those of the ids whose articles are in the project."""
        return articles.present(self._db, ids)

    @guarded
    def articles(self, ids: Sequence[str]) -> list[Article]:
        """Return the articles in the order asked for. Raises InputError for one that is not there."""
        return articles.by_id(self._db, ids)

    @guarded
    def text(self, article_id: str) -> str:
        """Return the text of an article. Raises InputError if it is not there."""
        return articles.text_of(self._db, article_id)

    @guarded
    def label_counts(self, article_ids: Sequence[str], layer: str) -> dict[str, dict[str, int]]:
        """Return article -> label -> spans of the layer; every id asked for is a key."""
        return articles.label_counts(self._db, self._names, article_ids, layer)

    @guarded
    def states(self, article_ids: Sequence[str], layer: str) -> dict[str, State]:
        """Return article -> the layer's state; every id asked for is a key."""
        return articles.states(self._db, self._names, article_ids, layer)

    @guarded
    def state_authors(self, layer: str) -> dict[str, str]:
        """Return article -> who brought the layer to its state there; articles without one are left out."""
        return articles.state_authors(self._db, self._names, layer)

    @guarded
    def progress_counts(self, layer: str) -> dict[State, int]:
        """Return how many articles are in each state of the layer; every state is a key."""
        return articles.progress_counts(self._db, self._names, layer)

    @guarded
    def annotations(self, article_id: str, layer: str | None = None) -> list[Annotation]:
        """Return the annotations of an article, of one layer or of all, sorted by `Annotation.order`."""
        return tagging.of_article(self._db, self._names, article_id, layer)

    @guarded
    def annotation(self, article_id: str, annotation_id: str) -> Annotation | None:
        """Return one annotation, or None if it is not there."""
        return tagging.one(self._db, self._names, article_id, annotation_id)

    @guarded
    def article_of(self, annotation_id: str) -> str | None:
        """Return the article of an annotation, also of a deleted one, or None if the project never had it."""
        return tagging.article_of(self._db, self._names, annotation_id)

    @guarded
    def relations(self, article_id: str, layer: str | None = None) -> list[Relation]:
        """Return the relations whose head or child is in the article, sorted by id."""
        return tagging.relations_of_article(self._db, self._names, article_id, layer)

    @guarded
    def find_article_ids(self, query: ArticleQuery, cancelled: Callable[[], bool] | None = None) -> list[str]:
        """Return the ids of the articles that fit, in import order.

        `cancelled` is asked every millisecond or so, also within one statement. Raises CancelledError.
        """
        return search.find_articles(self._db, self._names, query, cancelled)

    @guarded
    def search(
        self,
        query: str,
        *,
        layer: str | None = None,
        label: str | None = None,
        limit: int = 200,
        cancelled: Callable[[], bool] | None = None,
    ) -> list[SearchHit]:
        """Return the first `limit` hits in titles, texts and annotations (surface and note), in import order.

        Case, accents and the kind of space do not matter. `layer` limits the annotations to one layer. With `label`
        only annotations of it are searched, and an empty query lists them all. Raises CancelledError.
        """
        return search.search(self._db, self._names, search.Wanted(query, layer, label), limit, cancelled)

    @guarded
    def summary(self) -> ProjectSummary:
        """Return the counts of the project. Takes no longer for a million annotations than for ten."""
        return articles.summary(self._db, self._names)

    def walk(
        self, *, layer: str | None = None, article_ids: Sequence[str] | None = None
    ) -> Generator[StoredArticle, None, None]:
        """Yield the articles (all, or those of the ids) with all that hangs on them, by id.

        Everything is of one moment, and one article is in memory at a time. Nothing can be applied through this
        instance until the iterator is exhausted or closed, which must be before the file is.
        """
        with known(self.path):
            yield from walk(self._db, self._names, layer, article_ids)

    # ---- journal

    @guarded
    def undo_stack(self, author: str, limit: int = 1000) -> UndoState:
        """Return what `author` can undo and redo, the next one last in each list; at most `limit` of each."""
        return journal.undo_state(self._db, self._names, author, limit)

    @guarded
    def edit(self, edit_id: str) -> Edit:
        """Return an edit with its changes, article by article. Raises InputError if there is none of this id."""
        return journal.edit_of(self._db, self._names, edit_id)

    @guarded
    def entry(self, edit_id: str) -> JournalEntry:
        """Return the journal's entry of an edit, without its changes. Raises InputError if there is none of this id."""
        return journal.entry_of(self._db, self._names, edit_id)

    @guarded
    def edits(
        self, *, article_id: str | None = None, limit: int = 200, before: int | None = None
    ) -> list[JournalEntry]:
        """Return the newest edits (of an article), newest first; `before` is the `seq` to go on from."""
        return journal.entries(self._db, self._names, article_id, limit, before)

    @guarded
    def history(self, article_id: str, object_id: str) -> list[HistoryEntry]:
        """Return what happened to one object, oldest first.

        `object_id` is the id of an annotation, a relation or the article, or the layer's name for its progress.
        """
        return journal.history(self._db, self._names, article_id, object_id)

    @guarded
    def conflicts(self, progress: Callable[[int, int], None] | None = None) -> list[Conflict]:
        """Return what was changed apart and nobody settled, latest first. `progress` counts articles and may raise."""
        return conflicts.conflicts(self._db, self._names, progress)

    # ---- care

    @guarded
    def verify(self, progress: Callable[[int, int], None] | None = None) -> list[Finding]:
        """Return everything wrong with pages, hashes, values, counts, and the state against the journal.

        `progress` gets articles done and articles in all, and may raise to cancel.
        """
        return verify(self._db, self.path, progress)

    @guarded
    def backup(self, target: Path, progress: Callable[[int, int], None] | None = None) -> None:
        """Write a whole, checked copy of this moment to `target`. Raises InputError if that is there already.

        `progress` gets pages done and pages in all, and may raise to cancel.
        """
        backup.backup(self._db, Path(os.path.realpath(target)), progress=progress)

    def restore(self, source: ProjectFile, progress: Callable[[int, int], None] | None = None) -> None:
        """Become what another file is, in one transaction; whoever reads this file must open it anew."""
        if not self.writable:
            raise read_only(self.path, "It is open for reading only")
        with known(self.path):
            backup.copy_pages(source._db, self._db, progress)
            self._names.forget()
            self._tail.forget()
