"""Merging: the journals of two files as one set, and the state that follows from it.

An element of the set is what one edit did to one object, so that a file with a part of the project (a pack) merges
like any other. An object's state is its version with the latest stamp.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import count
from typing import Any, NamedTuple

import orjson

from annotator.domain.annotation import Setting
from annotator.domain.edit import Kind
from annotator.domain.errors import ProjectDamagedError
from annotator.domain.identity import EDIT, object_id
from annotator.domain.merging import Conflict, Counts, Hidden, MergeReport
from annotator.storage import hanging
from annotator.storage.articles import count as count_articles
from annotator.storage.codec import key_json, record_of, row_of
from annotator.storage.connection import read_snapshot
from annotator.storage.names import Names
from annotator.storage.replay import AT_CREATION, ObjectKey
from annotator.storage.shelves import SHELVES, Tally, Values
from annotator.storage.versions import (
    EditKey,
    Entry,
    Part,
    Version,
    Versions,
    grouped,
    name_of,
    parts_of,
    versions_of,
)
from annotator.storage.writer import CLOCK, COUNT, SETTINGS

_EDITS = "SELECT seq, device, number, name, author, clock, role, undoes_device, undoes_number FROM journal ORDER BY seq"
_SAME_EDIT = (
    "SELECT name, author, clock, role, undoes_device, undoes_number FROM journal WHERE device = ? AND number = ?"
)
_ADD_EDIT = (
    "INSERT INTO journal (device, number, name, author, clock, role, undoes_device, undoes_number, changes)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)"
)
_ADD_CHANGES = (
    "INSERT INTO journal_change (seq, article_no, changes) VALUES (?, ?, ?)"
    " ON CONFLICT DO UPDATE SET changes = excluded.changes"
)
_KEYS = "SELECT no, id FROM article_key ORDER BY no"
_TEXT = "SELECT text FROM article_text WHERE article_no = ?"
_ORIGINAL = "SELECT sha256, size, packed FROM original WHERE article_no = ?"
_ADD_ORIGINAL = "INSERT INTO original VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_STONES = "DELETE FROM tombstone WHERE kind IN (?, ?) AND key = ?"


class Choice(NamedTuple):
    """What is taken over: the settings, these articles, and in them only what belongs to the layer."""

    articles: Collection[str]
    layer: str

    def takes(self, name: ObjectKey, versions: list[Entry]) -> bool:
        """Tell whether an object with these versions is taken, all of them or none."""
        match name[0]:
            case Kind.ARTICLE | Kind.SETTING:
                return True
            case Kind.PROGRESS:
                return name[2] == self.layer
        states = [state for entry in versions for state in entry[2:4] if state is not None]
        inside = all(state.get("child_article", name[1]) in self.articles for state in states)
        return inside and any(state["layer"] == self.layer for state in states)


def settings_at_creation(db: sqlite3.Connection, names: Names) -> dict[str, str]:
    """Return the settings that the project was made with; the journal does not have them."""
    found: dict[str, str] = {}
    for part in parts_of(db, names, SETTINGS).values():
        for _, key, before, _, *replaced in part.entries():
            if tuple(replaced) == AT_CREATION:
                found[key[0]] = before["value"]
    found.update(db.execute("SELECT key, value FROM setting WHERE clock = 0"))
    return found


def merge_all(
    db: sqlite3.Connection,
    names: Names,
    others: Sequence[tuple[sqlite3.Connection, Names]],
    choice: Choice | None,
    progress: Callable[[int, int], None] | None,
) -> MergeReport:
    """Take in what other files have; the caller's transaction must be open. `progress` counts articles."""
    total, done = sum(count_articles(other) for other, _ in others), count()

    def step() -> None:
        if progress is not None:
            progress(min(next(done), total), total)

    merging = Merge(db, names)
    for other, other_names in others:
        with read_snapshot(other):
            merging.take(other, other_names, choice, step)
    return merging.finish()


class Merge:
    """Takes what another file has into this one; the caller's transaction must be open, the other be of one moment.

    `take` may be called for several files; `finish` once.
    """

    def __init__(self, db: sqlite3.Connection, names: Names) -> None:
        self._db, self._names = db, names
        self._counts: Counter[Tally] = Counter()
        self._shown: dict[tuple[Kind, str], tuple[bool, bool]] = {}
        self._edits = 0
        self._conflicts: list[Conflict] = []
        self._hidden: dict[tuple[Kind, str], Hidden] = {}

    def take(
        self,
        other: sqlite3.Connection,
        names: Names,
        choice: Choice | None = None,
        step: Callable[[], None] | None = None,
    ) -> None:
        """Take over the other file's journal, texts and settings.

        `step` is called for each article and may raise to cancel. Raises ProjectDamagedError if the two files have
        different edits under one name.
        """
        source = _Source(other, names, choice)
        self._take_edits(source)
        for article_id, parts, chosen in source.articles():
            if step is not None:
                step()
            self._take_text(source, article_id)
            self._take_article(article_id, parts, chosen)
        self._take_settings_at_creation(source)

    def finish(self) -> MergeReport:
        """Hide what dangles, bring back what no longer does, write the counts and tell what was done."""
        hanging.hide(self._db, self._key_text, self._note)
        hanging.reveal(self._db, self._names, self._note)
        self._db.executemany(COUNT, [(*tally, count) for tally, count in self._counts.items() if count])
        (clock,) = self._db.execute("SELECT max(clock) FROM journal").fetchone()
        if clock is not None:
            self._db.execute(COUNT, (*CLOCK, clock))
        return MergeReport(self._edits, self._tally(), tuple(self._conflicts), tuple(self._hidden.values()))

    def _tally(self) -> dict[Kind, Counts]:
        changes = Counter((kind, *shown) for (kind, _), shown in self._shown.items())
        return {
            kind: Counts(changes[kind, False, True], changes[kind, True, True], changes[kind, True, False])
            for kind in Kind
        }

    # ---- the journal

    def _take_edits(self, source: _Source) -> None:
        """Add the edits that are not here, in the order they came into the other file."""
        for device, number, *about in source.edits():
            key = self._names.add_device(device), number
            known = self._db.execute(_SAME_EDIT, key).fetchone()
            if about[-2] is not None:
                about[-2] = self._names.add_device(about[-2])
            if known is None:
                self._db.execute(_ADD_EDIT, (*key, *about))
                self._edits += 1
            elif known != tuple(about):
                raise _two_under_one_name((device, number))

    def _take_text(self, source: _Source, article_id: str | None) -> None:
        text = source.text(article_id)
        if article_id is not None and text is not None:
            row = self._names.add_article(article_id), text
            self._db.execute("INSERT INTO article_text VALUES (?, ?) ON CONFLICT DO NOTHING", row)
            for original in source.original(article_id):
                self._db.execute(_ADD_ORIGINAL, (row[0], *original))

    def _take_article(self, article_id: str | None, theirs: list[Part], chosen: Collection[ObjectKey] | None) -> None:
        """Add what the other file's edits did to an article (None: to the settings) and settle what that changes."""
        article = SETTINGS if article_id is None else self._names.add_article(article_id)
        ours = parts_of(self._db, self._names, article)
        new: set[ObjectKey] = set()
        for part in theirs:
            known = ours.get(part.edit)
            if known is None or known.text != part.text:
                new |= self._take_part(article, part, known, chosen)
        if new:
            before, others = versions_of(ours.values(), new), versions_of(theirs, new)
            for name in sorted(new):
                self._settle(article, name, before.get(name, {}), others[name])

    def _take_part(
        self, article: int, part: Part, known: Part | None, chosen: Collection[ObjectKey] | None
    ) -> set[ObjectKey]:
        """Add what an edit did to objects of which nothing is known of this edit; return their names."""
        entries = part.entries()
        if chosen is not None:
            entries = [entry for entry in entries if name_of(entry) in chosen]
        have = [] if known is None else known.entries()
        there = grouped(have)
        fresh = []
        for name, changes in grouped(entries).items():
            if name not in there:
                fresh += changes
            elif there[name] != changes:
                raise _two_under_one_name(part.edit)
        if fresh:
            key = self._names.device_number(part.edit[0]), part.edit[1]
            (seq,) = self._db.execute("SELECT seq FROM journal WHERE device = ? AND number = ?", key).fetchone()
            self._db.execute(_ADD_CHANGES, (seq, article, orjson.dumps([*have, *fresh]).decode()))
            self._db.execute("UPDATE journal SET changes = changes + ? WHERE seq = ?", (len(fresh), seq))
        return {name_of(entry) for entry in fresh}

    def _take_settings_at_creation(self, source: _Source) -> None:
        """Take settings the other was made with. Copies agree on them; where they do not, the greater value counts."""
        ours = parts_of(self._db, self._names, SETTINGS).values()
        changed = {name_of(entry)[1] for part in ours for entry in part.entries()}
        for key, value in sorted(settings_at_creation(source.db, source.names).items()):
            if key in changed:
                continue
            here = self._db.execute("SELECT value FROM setting WHERE key = ?", (key,)).fetchone()
            if here is None or here[0] < value:
                self._db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?, 0, 0)", (key, value))
                self._see(Kind.SETTING, key_json("", Setting(key, value)), was=here is not None, now=True)

    # ---- the state

    def _settle(self, article: int, name: ObjectKey, ours: Versions, theirs: Versions) -> None:
        """Let the latest version be the state, and note if the two files changed the object apart."""
        versions = {**ours, **theirs}
        latest = max(versions)
        if ours:
            mine, parents = max(ours), {version.parent for version in versions.values()}
            for stamp, version in sorted(versions.items()):
                # Nothing came after it, and that it lost against the latest is news here.
                lost = stamp not in parents and version.after != versions[latest].after
                if lost and (stamp not in ours or (stamp == mine and latest not in ours)):
                    told = versions[latest].told(name), version.told(name)
                    self._conflicts.append(Conflict(Kind(name[0]), name[1:], *told))
        if latest not in ours:
            self._place(article, name, versions[latest])

    def _place(self, article: int, name: ObjectKey, version: Version) -> None:
        """Write an object's row, or its tombstone, as the version has it."""
        kind, shelf = Kind(name[0]), SHELVES[Kind(name[0])]
        known = version.after if version.after is not None else version.before
        assert known is not None
        row = row_of(record_of(kind, list(name[1:]), known))
        key, key_text = shelf.key(self._names, article, row), key_json(name[1], row)
        stamp = version.part.stamp.clock, self._names.add_device(version.part.stamp.device)
        stored = self._db.execute(shelf.select, key).fetchone()
        self._see(kind, key_text, was=stored is not None, now=version.after is not None)
        if stored is not None:
            self._db.execute(shelf.delete, key)
            self._count(kind, key, stored[:-2], -1)
        self._db.execute(_STONES, (kind.value, hanging.hidden_kind(kind), key_text))
        if version.after is None:
            self._db.execute("INSERT INTO tombstone VALUES (?, ?, ?, ?)", (kind.value, key_text, *stamp))
        else:
            values = shelf.values(self._names, row)
            self._db.execute(shelf.insert, (*key, *values, *stamp))
            self._count(kind, key, values, 1)

    def _note(self, kind: Kind, key: Values, values: Values, step: int) -> None:
        """Take notice of an object that is hidden (-1) or comes back (1)."""
        self._count(kind, key, values, step)
        key_text = self._key_text(kind, key)
        self._see(kind, key_text, was=step < 0, now=step > 0)
        if step < 0:
            self._hidden[kind, key_text] = Hidden(kind, tuple(orjson.loads(key_text)))

    def _key_text(self, kind: Kind, key: Values) -> str:
        article, other = key
        assert isinstance(article, int)
        assert isinstance(other, int)
        is_layer = kind is Kind.PROGRESS
        prefix = "s" if kind is Kind.ANNOTATION else "r"
        last = self._names.layer(other) if is_layer else self._names.unpacked(prefix, other)
        return orjson.dumps([self._names.article(article), last]).decode()

    def _see(self, kind: Kind, key_text: str, *, was: bool, now: bool) -> None:
        """Remember whether an object was there at first and is there now."""
        first = self._shown.get((kind, key_text), (was, now))[0]
        self._shown[kind, key_text] = (first, now)

    def _count(self, kind: Kind, key: Values, values: Values, step: int) -> None:
        tally = SHELVES[kind].tally(key, values)
        if tally is not None:
            self._counts[tally] += step


class _Source:
    """The other file, or the chosen part of it."""

    def __init__(self, db: sqlite3.Connection, names: Names, choice: Choice | None) -> None:
        self.db, self.names, self._choice = db, names, choice

    def edits(self) -> Iterator[tuple[Any, ...]]:
        """Yield the edits as `_SAME_EDIT` has them, with tokens for devices, device and number before."""
        wanted = None if self._choice is None else self._edits_of_choice()
        for seq, device, number, name, author, clock, role, undoes_device, undoes_number in self.db.execute(_EDITS):
            if wanted is None or seq in wanted:
                undoes = None if undoes_device is None else self.names.token(undoes_device)
                yield self.names.token(device), number, name, author, clock, role, undoes, undoes_number

    def _edits_of_choice(self) -> set[int]:
        return {
            part.seq
            for _, parts, chosen in self.articles()
            for part in parts
            if chosen is not None and any(name_of(entry) in chosen for entry in part.entries())
        }

    def articles(self) -> Iterator[tuple[str | None, list[Part], Collection[ObjectKey] | None]]:
        """Yield settings (None) and articles: id, what edits did, and which objects are taken (None: all)."""
        keys: list[tuple[int, str | None]] = [(SETTINGS, None), *self.db.execute(_KEYS).fetchall()]
        for number, article_id in keys:
            if self._choice is not None and article_id is not None and article_id not in self._choice.articles:
                continue
            parts = list(parts_of(self.db, self.names, number).values())
            yield article_id, parts, None if self._choice is None else self._chosen(self._choice, parts)

    def _chosen(self, choice: Choice, parts: list[Part]) -> Collection[ObjectKey]:
        objects = grouped(entry for part in parts for entry in part.entries())
        return {name for name, entries in objects.items() if choice.takes(name, entries)}

    def original(self, article_id: str) -> list[tuple[Any, ...]]:
        """Return the row of the file that an article came in, without its number; none if it was not kept."""
        return self.db.execute(_ORIGINAL, (self.names.article_number(article_id),)).fetchall()

    def text(self, article_id: str | None) -> str | None:
        """Return the text of an article, None if there is none."""
        number = None if article_id is None else self.names.article_number(article_id)
        row = self.db.execute(_TEXT, (number,)).fetchone()
        return None if row is None else str(row[0])


def _two_under_one_name(edit: EditKey) -> ProjectDamagedError:
    return ProjectDamagedError(
        "The two files have different edits under one name",
        where=object_id(EDIT, *edit),
        why="One of them was changed by another program",
        remedy="Merge an older backup of it",
    )
