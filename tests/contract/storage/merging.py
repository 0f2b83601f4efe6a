"""Several files of one project, each with somebody who works on it, and what must be the same in all in the end."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from annotator.domain.annotation import Annotation, Relation
from annotator.domain.article import Article
from annotator.domain.edit import KIND_OF, Change, Kind, Record, key_of
from annotator.domain.identity import DEVICE_BYTES, Clock, Mint, device_token
from annotator.domain.merging import Conflict, MergeReport
from annotator.formats.gold.options import GoldOptions
from annotator.formats.gold.writer import export_gold
from annotator.formats.schema_yaml import load_schema
from annotator.resources import resource
from annotator.storage.codec import record_of
from annotator.storage.merge import Choice
from annotator.storage.project_file import ProjectFile
from tests.contract.storage.desk import Desk

SCHEMA = resource("schemas", "claims.yaml").read_text(encoding="utf-8")
LAYERS = ("anna", "ben")
Objects = dict[tuple[Kind, tuple[str, ...]], Record]


class Station(Desk):
    """A desk on a file of its own, with a device that the test chose, so that ties fall the same way every time."""

    def __init__(self, path: Path, author: str, device: int) -> None:
        super().__init__(path, author)
        self.project.device = device_token((device * 2**64).to_bytes(DEVICE_BYTES, "big"))
        self.mint = Mint(self.project.device)
        ticks = count(1_700_000_000_000)
        self.clock = Clock(self.project.device, lambda: next(ticks), self.project.last_clock())

    @property
    def path(self) -> Path:
        return self.project.path

    def link(self, head: Annotation, child: Annotation) -> Relation:
        ends = head.article_id, head.layer, "said_by", head.id, child.id, child.article_id
        relation = Relation(self.mint.new("r"), *ends)
        self.do("link", Change(None, relation))
        return relation

    def drop(self, *records: Record) -> None:
        self.do("delete", *(Change(record, None) for record in records))

    def merge(self, *others: Station) -> MergeReport:
        report = merge_files(self.project, [other.path for other in others])
        self.clock.see(self.project.last_clock())
        return report

    def pack(self, target: Path, articles: set[str], layer: str) -> None:
        with ProjectFile.create(target, self.project.settings_at_creation()) as packed:
            packed.merge([self.project], choice=Choice(articles, layer))

    def objects(self) -> Objects:
        """Return everything that is shown."""
        project, found = self.project, list[Record]()
        for article_id in project.article_ids():
            found += project.articles([article_id])
            found += project.annotations(article_id)
            found += project.relations(article_id)
            found += project.progress(article_id)
        return {(KIND_OF[type(record)], key_of(record)): record for record in found}

    def of(self, kind: type[Record], layer: str = "") -> list[Any]:
        found = [record for record in self.objects().values() if isinstance(record, kind)]
        return [record for record in found if not layer or getattr(record, "layer", layer) == layer]

    def hanging_on(self, article: Article) -> list[Record]:
        """Return an article and what hangs on it, the article last."""
        found = [
            record
            for record in self.objects().values()
            if article.id in key_of(record) or getattr(record, "child_article_id", "") == article.id
        ]
        return sorted(found, key=lambda record: isinstance(record, Article))


def merge_files(project: ProjectFile, others: list[Path]) -> MergeReport:
    opened = [ProjectFile.open(other, write=False) for other in others]
    try:
        return project.merge(opened)
    finally:
        for other in opened:
            other.close()


class Entry(NamedTuple):
    """What one edit did to one object; the elements of the set that a journal is."""

    clock: int
    token: str
    number: int
    about: str
    kind: Kind
    key: tuple[str, ...]
    change: str

    @property
    def after(self) -> Any:
        return json.loads(self.change)[1]


def journal(path: Path) -> set[Entry]:
    """Return the journal of a file, in names that mean the same in every file."""
    query = (
        "SELECT j.clock, d.token, j.number, j.author, j.name, j.role, u.token, j.undoes_number, c.changes"
        " FROM journal_change c JOIN journal j USING (seq) JOIN device d ON d.no = j.device"
        " LEFT JOIN device u ON u.no = j.undoes_device"
    )
    found = set()
    with closing(sqlite3.connect(path)) as db:
        for clock, token, number, *about, changes in db.execute(query):
            for kind, key, *change in json.loads(changes):
                what = json.dumps(about), Kind(kind), tuple(key), json.dumps(change, sort_keys=True)
                found.add(Entry(clock, token, number, *what))
    return found


def shown_by(entries: set[Entry]) -> Objects:
    """Return what follows from a journal: the latest version of each object, unless it hangs on nothing.

    The rules of merging once more, in as few words as possible and without a database.
    """
    latest: dict[tuple[Kind, tuple[str, ...]], Any] = {}
    for entry in sorted(entries, key=lambda entry: entry[:3]):
        latest[entry.kind, entry.key] = entry.after
    there = {name: after for name, after in latest.items() if after is not None and name[0] is not Kind.SETTING}
    placed = {(kind, key): after for (kind, key), after in there.items() if (Kind.ARTICLE, (key[0],)) in there}

    def whole(kind: Kind, key: tuple[str, ...], after: Any) -> bool:
        ends = () if kind is not Kind.RELATION else ((key[0], after["head"]), (after["child_article"], after["child"]))
        return all((Kind.ANNOTATION, end) in placed for end in ends)

    return {
        (kind, key): record_of(kind, list(key), after)
        for (kind, key), after in placed.items()
        if whole(kind, key, after)
    }


class Sight(NamedTuple):
    """Everything of a file that must not depend on the order of merging."""

    journal: set[Entry]
    objects: Objects
    settings: dict[str, str]
    stones: set[tuple[Any, ...]]
    conflicts: list[Conflict]
    exported: dict[tuple[str, str], bytes]


def sight(project: ProjectFile) -> Sight:
    """Look at a file; it must be whole."""
    assert project.verify() == []
    with closing(sqlite3.connect(project.path)) as db:
        query = "SELECT kind, key, clock, token FROM tombstone JOIN device ON no = device"
        stones = set(db.execute(query).fetchall())
    seen = Station.objects(_Looking(project)), project.settings(), stones, project.conflicts()
    return Sight(journal(project.path), *seen, exported(project))


def exported(project: ProjectFile) -> dict[tuple[str, str], bytes]:
    """Return every byte of an export of each layer, with all layers beside it."""
    found: dict[tuple[str, str], bytes] = {}
    schema = load_schema(SCHEMA, "schema")
    with tempfile.TemporaryDirectory(prefix="annotator-export-") as folder:
        for layer in LAYERS:
            target = Path(folder) / layer
            export_gold(target, project.walk(), schema, GoldOptions(layer, "1", include_unfinished=True))
            found |= {(layer, path.name): path.read_bytes() for path in sorted(target.iterdir())}
    return found


class _Looking(Station):
    """A station without anybody at it."""

    def __init__(self, project: ProjectFile) -> None:
        self.project = project


def copy(path: Path, target: Path) -> Path:
    """Return a copy of a project that may be open."""
    with ProjectFile.open(path, write=False) as project:
        project.backup(target)
    return target


def first_file(folder: Path) -> Path:
    """Return a closed project with two articles and some of Anna's work."""
    path = folder / "first.annot"
    settings = {"project_id": "p_1", "title": "Ferry", "schema": SCHEMA}
    ProjectFile.create(path, settings).close()
    with Station(path, "anna", 1) as station:
        one, two = station.add_article(), station.add_article("Another ferry came.")
        head, child = station.tag(one, (0, 9)), station.tag(one, (4, 9), label="claim")
        station.link(head, child)
        station.tag(two, (0, 7), label="claim")
    return path


def stations(folder: Path) -> list[Station]:
    """Return three people at three copies of one project; two of them are Anna."""
    first = first_file(folder)
    paths = [first, *(Path(shutil.copy(first, folder / f"{name}.annot")) for name in ("second", "third"))]
    return [
        Station(path, author, 2 + at)
        for at, (path, author) in enumerate(zip(paths, "anna ben anna".split(), strict=True))
    ]
