"""One edit on its way into the file: state, tombstones, counts and journal, in the caller's transaction."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import orjson

from annotator.domain.article import Article
from annotator.domain.edit import Change, Edit, Kind, by_article
from annotator.domain.errors import RuleError, StaleEditError
from annotator.domain.identity import ANNOTATION, EDIT, text_sha256
from annotator.domain.identity import article_id as id_of_text
from annotator.domain.span import is_canonical
from annotator.domain.stored import AnnotationRow, ProgressRow, RelationRow
from annotator.storage.codec import Row, annotation_json, key_json, row_json, row_of
from annotator.storage.ends import LooseEnds
from annotator.storage.hanging import any_hidden, hidden_kind, reveal
from annotator.storage.material import put_original
from annotator.storage.names import NUMBER_BITS, NUMBER_MASK, Names, split
from annotator.storage.shelves import SHELVES, Tally, Values
from annotator.storage.tail import Tail

SETTINGS = 0
"""Stands for the article number where the journal keeps changes of settings."""

COUNT = (
    "INSERT INTO tally (kind, layer_no, name, count) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
    " SET count = CASE kind WHEN 'clock' THEN max(count, excluded.count) ELSE count + excluded.count END"
)
CLOCK = ("clock", 0, "")
"""What the highest clock is kept as, among the counts."""
_FIND_STONE = "SELECT clock, device FROM tombstone WHERE kind = ? AND key = ?"
_JOURNAL = (
    "INSERT INTO journal (seq, device, number, name, author, clock, role, undoes_device, undoes_number, changes)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_JOURNAL_CHANGE = (
    "INSERT INTO journal_change (seq, article_no, changes) VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
    " SET changes = substr(changes, 1, length(changes) - 1) || ',' || substr(excluded.changes, 2)"
)


class Writer:
    """Writes the changes of one edit, article by article, then `finish`es with its journal row.

    The edit's own `changes` are not looked at: they may be too many to hold.
    """

    def __init__(self, db: sqlite3.Connection, names: Names, tail: Tail, edit: Edit) -> None:
        packed = names.pack(EDIT, edit.id)
        self._device, self._number = packed >> NUMBER_BITS, packed & NUMBER_MASK
        if names.token(self._device) != edit.stamp.device:
            raise ValueError("an edit's id and stamp are of the same device")
        self._db, self._names, self._tail, self._edit = db, names, tail, edit
        self._stamp = (edit.stamp.clock, self._device)
        last, self._clock, self._had_tombstones = tail.end()
        self._seq = last + 1
        self._buried = False
        self._came_back = False
        self._counts: defaultdict[Tally, int] = defaultdict(int)
        self._written = 0
        self._whole = True
        self._kept_article = SETTINGS
        self._kept: list[str] = []
        self._ends = LooseEnds(db, names)
        self._with_text = SETTINGS  # the article whose text was given last
        self._newest = SETTINGS  # the article that was added last, which need not be looked for

    def put_text(self, article: Article, text: str) -> None:
        """Keep the text of an article that is about to be added. Raises ValueError if it is another text."""
        if text_sha256(text) != article.sha256 or len(text) != article.length:
            raise ValueError(f"the text is not that of {article.id}")
        row = self._names.add_article(article.id), text
        self._db.execute("INSERT INTO article_text (article_no, text) VALUES (?, ?) ON CONFLICT DO NOTHING", row)
        self._with_text = row[0]

    def put_original(self, article: Article, data: bytes) -> None:
        """Keep the file that an article came in, beside its text."""
        put_original(self._db, self._names.add_article(article.id), data)

    def add_article(self, article: Article, text: str) -> None:
        """Add an article with its text. Raises StaleEditError if it is in the project already."""
        self.put_text(article, text)
        self.write(article.id, [Change(None, article)])

    def write_all(self, changes: Sequence[Change], texts: Mapping[str, str] | None) -> None:
        """Write changes of any articles; `texts` has those of new articles. Raises StaleEditError and RuleError."""
        for change in changes if texts else ():
            if isinstance(change.after, Article) and texts and change.after.id in texts:
                self.put_text(change.after, texts[change.after.id])
        for article_id, of_article in by_article(changes).items():
            self.write(article_id, of_article)

    def write(self, article_id: str | None, changes: Sequence[Change]) -> None:
        """Write changes of one article (None: of settings). Raises StaleEditError and RuleError."""
        article = SETTINGS if article_id is None else self._names.add_article(article_id)
        self._whole = False
        # The article may be added by a later change of the same edit.
        length = next((change.after.length for change in changes if isinstance(change.after, Article)), None)
        entries = []
        for change in changes:
            kind, before, after = change.kind, change.before, change.after
            if isinstance(after, Article):
                _check_excluded(after)
            if kind is Kind.ANNOTATION and after is not None:
                length = self._length(article, cast("str", article_id)) if length is None else length
                self._check_span(change, length)
            rows = None if before is None else row_of(before), None if after is None else row_of(after)
            entries.append(self._write_one(kind, article_id or "", article, *rows))
        self._keep(article, entries)
        self._whole = True

    def add_rows(
        self,
        article_id: str,
        annotations: Iterable[AnnotationRow],
        relations: Iterable[RelationRow],
        progress: Iterable[ProgressRow],
    ) -> None:
        """Add objects that are new and were validated. Raises StaleEditError if one is there already."""
        article = self._names.add_article(article_id)
        if article != self._newest or self._buried:
            self._length(article, article_id)
        self._whole = False
        entries = self._add_annotations(article_id, article, annotations)
        entries += [self._write_one(Kind.RELATION, article_id, article, None, row) for row in relations]
        entries += [self._write_one(Kind.PROGRESS, article_id, article, None, row) for row in progress]
        self._keep(article, entries)
        self._whole = True

    def _add_annotations(self, article_id: str, article: int, rows: Iterable[AnnotationRow]) -> list[str]:
        """Add annotations the short way, which is the same as `_write_one` for each of them."""
        if self._had_tombstones or self._buried:
            return [self._write_one(Kind.ANNOTATION, article_id, article, None, row) for row in rows]
        rows = list(rows)
        stamp = self._stamp
        packed = self._names.pack_all(ANNOTATION, [row[0] for row in rows])
        layers = {layer: self._names.add_layer(layer) for layer in dict.fromkeys([row[1] for row in rows])}
        values = [
            (article, number, layers[row[1]]) + row[2:] + stamp  # noqa: RUF005 (adding tuples takes half the time)
            for number, row in zip(packed, rows, strict=True)
        ]
        entries = [f'["annotation",["{article_id}","{row[0]}"],null,{annotation_json(row)},null,null]' for row in rows]
        for (layer, label), count in Counter([row[1:3] for row in rows]).items():
            self._counts["span", layers[layer], label] += count
        try:
            self._db.executemany(SHELVES[Kind.ANNOTATION].insert, values)
        except sqlite3.IntegrityError as fault:
            raise StaleEditError("An annotation that was to be added is already there", where=article_id) from fault
        return entries

    def finish(self) -> None:
        """Write the journal row and the counts. Raises RuleError if a relation or article is left without its ends."""
        if not self._whole:
            raise RuntimeError("a part of this edit failed, so all of it must be taken back")
        self._flush()
        self._ends.check()
        edit = self._edit
        undoes: tuple[int | None, int | None] = (None, None)
        if edit.undoes is not None:
            token, number = split(EDIT, edit.undoes)
            undoes = (self._names.add_device(token), number)
        row = (self._seq, self._device, self._number, edit.name, edit.author, edit.stamp.clock, edit.role.value)
        try:
            self._db.execute(_JOURNAL, (*row, *undoes, self._written))
        except sqlite3.IntegrityError as fault:
            raise StaleEditError("This edit was applied before", where=edit.id) from fault
        if self._came_back and any_hidden(self._db):
            reveal(self._db, self._names, self._count)
        if edit.stamp.clock < self._clock:
            self._counts[CLOCK] = self._clock
        self._db.executemany(COUNT, [(*tally, count) for tally, count in self._counts.items() if count])
        clock = max(self._clock, edit.stamp.clock)
        self._tail.move(self._seq, clock, tombstones=self._had_tombstones or self._buried)

    def _keep(self, article: int, entries: list[str]) -> None:
        """Note the journal's entries of an article; they are written when another one's come."""
        if article != self._kept_article:
            self._flush()
            self._kept_article = article
        self._kept += entries

    def _flush(self) -> None:
        if self._kept:
            self._written += len(self._kept)
            self._db.execute(_JOURNAL_CHANGE, (self._seq, self._kept_article, f"[{','.join(self._kept)}]"))
            self._kept = []

    def _length(self, article: int, article_id: str) -> int:
        length = self._tail.length(article)
        if length is None:
            raise StaleEditError("The article is not in the project", where=article_id)
        return length

    def _check_span(self, change: Change, length: int) -> None:
        record = change.after
        fragments = getattr(record, "fragments", ())
        if not is_canonical(fragments, length):
            why = f"{[tuple(pair) for pair in fragments]} in a text of {length} characters"
            raise RuleError("The span does not fit the article", where=getattr(record, "id", ""), why=why)

    def _write_one(self, kind: Kind, article_id: str, article: int, before: Row | None, after: Row | None) -> str:
        """Write one object and return its entry for the journal."""
        shelf = SHELVES[kind]
        row = after if after is not None else before
        assert row is not None
        key = shelf.key(self._names, article, row)
        key_text = key_json(article_id, row)
        if before is None:
            replaced = self._insert(kind, key, key_text, row)
        else:
            replaced = self._replace(kind, key, key_text, before, after)
        parts = (
            "null" if before is None else row_json(before),
            "null" if after is None else row_json(after),
            "null,null" if replaced is None else f'{replaced[0]},"{self._names.token(replaced[1])}"',
        )
        return f'["{kind.value}",{key_text},{",".join(parts)}]'

    def _insert(self, kind: Kind, key: Values, key_text: str, row: Row) -> tuple[int, int] | None:
        """Add an object; return the stamp of its tombstone if it was there before."""
        shelf = SHELVES[kind]
        if kind is Kind.ARTICLE:
            self._check_text(cast("Article", row), cast("int", key[0]))
        values = shelf.values(self._names, row)
        try:
            self._db.execute(shelf.insert, (*key, *values, *self._stamp))
        except sqlite3.IntegrityError as fault:
            raise StaleEditError("What was to be added is already there", where=key_text) from fault
        self._newest = cast("int", key[0]) if kind is Kind.ARTICLE else self._newest
        self._count(kind, key, values, 1)
        return self._unbury(kind, key_text) if self._had_tombstones or self._buried else None

    def _replace(self, kind: Kind, key: Values, key_text: str, before: Row, after: Row | None) -> tuple[int, int]:
        """Change or delete an object that must be as `before`; return the stamp it had."""
        shelf = SHELVES[kind]
        stored = self._db.execute(shelf.select, key).fetchone()
        old = shelf.values(self._names, before)
        if stored is None or not _same(stored[:-2], old):
            raise StaleEditError("It was changed or deleted in the meantime", where=key_text)
        self._count(kind, key, stored[:-2], -1)
        if after is None:
            self._db.execute(shelf.delete, key)
            self._db.execute("INSERT INTO tombstone VALUES (?, ?, ?, ?)", (kind.value, key_text, *self._stamp))
            self._buried = True
            if kind is Kind.ARTICLE:
                self._tail.article_gone(cast("int", key[0]))
        else:
            if kind is Kind.ARTICLE and (stored[0], stored[1]) != _text_of(after):
                raise ValueError("the text of an article never changes")
            values = shelf.values(self._names, after)
            self._db.execute(shelf.update, (*values, *self._stamp, *key))
            self._count(kind, key, values, 1)
        return stored[-2], stored[-1]

    def _unbury(self, kind: Kind, key_text: str) -> tuple[int, int] | None:
        where = (kind.value, key_text)
        if self._db.execute(_FIND_STONE, (hidden_kind(kind), key_text)).fetchone() is not None:
            why = "Another file changed it, and removed what it hangs on"
            raise StaleEditError("What was to be added is there, but hidden", where=key_text, why=why)
        row: tuple[int, int] | None = self._db.execute(_FIND_STONE, where).fetchone()
        self._came_back = self._came_back or row is not None or kind is Kind.ARTICLE
        if row is not None:
            self._db.execute("DELETE FROM tombstone WHERE kind = ? AND key = ?", where)
        return row

    def _count(self, kind: Kind, key: Values, values: Values, step: int) -> None:
        """Count an object that comes (1) or goes (-1), and remember whose ends are to be looked at."""
        tally = SHELVES[kind].tally(key, values)
        if tally is not None:
            self._counts[tally] += step
        self._ends.see(kind, key, values, step)

    def _check_text(self, article: Article, number: int) -> None:
        if article.id != id_of_text(article.sha256):
            raise ValueError(f"{article.id} is not the id of its text")
        if number == self._with_text:
            return
        if self._db.execute("SELECT 1 FROM article_text WHERE article_no = ?", (number,)).fetchone() is None:
            raise ValueError(f"no text was given for {article.id}")


def _text_of(row: Row) -> tuple[str, int]:
    article = cast("Article", row)
    return article.sha256, article.length


def _same(stored: Values, expected: Values) -> bool:
    """Tell whether stored columns mean what is expected; another program may have written its JSON in another way."""
    return stored == expected or all(
        left == right or _same_json(left, right) for left, right in zip(stored, expected, strict=True)
    )


def _same_json(left: str | int, right: str | int) -> bool:
    if not (isinstance(left, str) and isinstance(right, str) and left[:1] in "[{" and right[:1] in "[{"):
        return False
    try:
        return bool(orjson.loads(left) == orjson.loads(right))
    except orjson.JSONDecodeError:
        return False


def _check_excluded(article: Article) -> None:
    if article.excluded and not is_canonical(article.excluded, article.length):
        raise RuleError("A passage that is left out is not within the text", where=article.id)
