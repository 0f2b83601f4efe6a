"""The project file against its yardsticks: a bare append, reading all text, a bare fetch, a plain insert."""

from __future__ import annotations

import atexit
import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from time import perf_counter

from annotator.domain.annotation import Annotation, AttributeValue
from annotator.domain.article import Article, State, article_of, normalise_text
from annotator.domain.edit import Change, Edit, Record
from annotator.domain.identity import Clock, Mint
from annotator.domain.span import Fragment
from annotator.domain.stored import AnnotationRow, ProgressRow
from annotator.storage.project_file import ProjectFile
from tests.benchmarks.harness import Benchmark

ARTICLES = 100_000
SPANS_PER_ARTICLE = 10
SAVES = 300
_SAVES_TO_A_PAUSE = 100
"""Saves without two seconds between them, after which the window brings the log into the file."""
_WORDS = "council harbour ferry report minister said bridge weather tuesday figure people across north line".split()
_CERTAINTIES = ("asserted", "doubted", "denied")
_PROVENANCE = '{"certainty":"auto","kind":"confirmed"}'
_PROVENANCE_OF_FIGURE = '{"certainty":"auto","kind":"confirmed","value":"edited"}'


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="annotator-bench-"))
    atexit.register(shutil.rmtree, folder)
    return folder


def texts(count: int) -> Iterator[tuple[Article, str]]:
    """Yield articles of about 3,000 characters, always the same ones."""
    chooser = random.Random(7)
    pieces = [" ".join(chooser.choices(_WORDS, k=90)).capitalize() + ".\n\n" for _ in range(500)]
    for number in range(count):
        text = f"Report {number}.\n\n" + "".join(chooser.choices(pieces, k=5))
        yield article_of(normalise_text(text), title=f"Report {number}", publisher="Harbour Post"), text


def attributes(chooser: random.Random, label: str) -> tuple[str, str]:
    """Return the attributes of an annotation and where they come from, as JSON; hardly two figures have the same."""
    first = f'"certainty":"{chooser.choice(_CERTAINTIES)}","kind":"{chooser.choice(_WORDS)} {chooser.choice(_WORDS)}"'
    if label != "figure":
        return f"{{{first}}}", _PROVENANCE
    return f'{{{first},"value":{chooser.randrange(10_000_000) / 10}}}', _PROVENANCE_OF_FIGURE


def rows(mint: Mint, length: int, chooser: random.Random) -> list[AnnotationRow]:
    """Return the annotations of one article."""
    step = length // (SPANS_PER_ARTICLE + 1)
    made = []
    for nth in range(SPANS_PER_ARTICLE):
        label = ("claim", "quote", "figure")[nth % 3]
        fragments = f"[[{nth * step},{nth * step + 40}]]"
        made.append(AnnotationRow(mint.new("s"), "anna", label, fragments, *attributes(chooser, label), "", ""))
    return made


def build(path: Path, count: int) -> None:
    """Make a project of `count` articles, half of them finished, with `SPANS_PER_ARTICLE` annotations each."""
    with ProjectFile.create(path, {"title": "bench"}) as project:
        mint, clock, chooser = Mint(project.device), Clock(project.device, lambda: 1_700_000_000_000), random.Random(11)
        with project.bulk(Edit(mint.new("e"), "import", "anna", clock.stamp(), ())) as writer:
            for number, (article, text) in enumerate(texts(count)):
                writer.add_article(article, text)
                finished = [ProgressRow("anna", State.FINISHED.value, 1)] if number % 2 else []
                writer.add_rows(article.id, rows(mint, article.length, chooser), (), finished)


@cache
def large_project() -> Path:
    """Return a project of 100,000 articles and 1,000,000 annotations, made once a run."""
    path = _folder() / "large.annot"
    build(path, ARTICLES)
    return path


class _Desk:
    """A new project with an article, as the window has it open."""

    def __init__(self) -> None:
        self.path = _folder() / f"saves-{os.urandom(4).hex()}.annot"
        self.project = ProjectFile.create(self.path, {})
        self._mint = Mint(self.project.device)
        self._clock = Clock(self.project.device, lambda: 1_700_000_000_000)
        ((self._article, text),) = texts(1)
        self.project.apply(self._edit("import", self._article), {self._article.id: text})
        self.project.reserve_log()

    def _edit(self, name: str, record: Record) -> Edit:
        return Edit(self._mint.new("e"), name, "anna", self._clock.stamp(), (Change(None, record),))

    def tag(self, nth: int) -> Edit:
        """Return an edit that tags a span; each `nth` another one."""
        values: dict[str, AttributeValue] = {"certainty": "asserted", "kind": "count", "value": nth / 2}
        span = (Fragment(nth, nth + 30),)
        return self._edit(
            "tag figure", Annotation(self._mint.new("s"), self._article.id, "anna", "figure", span, values)
        )


def _bare(path: Path) -> sqlite3.Connection:
    """Return a database with as safe a log as a project's, and the two tables that keeping a journal needs."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    for table in ("annotation", "journal"):
        db.execute(f"CREATE TABLE {table} (no INTEGER PRIMARY KEY, line TEXT NOT NULL) STRICT")
    return db


def _saves() -> tuple[float, float]:
    """Tag `SAVES` spans, and put an annotation and a line of a journal into a bare SQLite file, taking turns."""
    desk = _Desk()
    ours = bare = 0.0
    with desk.project as project, closing(_bare(desk.path.with_suffix(".db"))) as db:
        for nth in range(SAVES):
            if nth % _SAVES_TO_A_PAUSE == 0:
                project.settle_log()
            edit = desk.tag(nth)
            begun = perf_counter()
            project.apply(edit)
            ours += perf_counter() - begun
            begun = perf_counter()
            line = repr(edit)
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO annotation VALUES (?, ?)", (nth, line))
            db.execute("INSERT INTO journal VALUES (?, ?)", (nth, line))
            db.execute("COMMIT")
            bare += perf_counter() - begun
    return ours / SAVES, bare / SAVES


def _open_list() -> tuple[float, float]:
    """Open the large project to a usable list, and read all its text."""
    path = large_project()
    begun = perf_counter()
    with ProjectFile.open(path, write=False) as project:
        project.article_count()
        first = project.article_ids(0, 100)
        project.articles(first)
        project.states(first, "anna")
        project.label_counts(first, "anna")
        project.progress_counts("anna")
    ours = perf_counter() - begun
    db = sqlite3.connect(path)
    begun = perf_counter()
    sum(len(text) for (text,) in db.execute("SELECT text FROM article_text"))
    bare = perf_counter() - begun
    db.close()
    return ours, bare


def _walk() -> tuple[float, float]:
    """Walk the large project, and fetch the same columns in the same order."""
    path = large_project()
    with ProjectFile.open(path, write=False) as project:
        begun = perf_counter()
        for _ in project.walk():
            pass
        ours = perf_counter() - begun
    db = sqlite3.connect(path)
    begun = perf_counter()
    for _ in db.execute(
        "SELECT a.*, k.id, t.text FROM article_key k CROSS JOIN article a USING (no)"
        " JOIN article_text t ON t.article_no = a.no ORDER BY k.id"
    ):
        pass
    for table in ("annotation", "relation", "progress"):
        rows = f"SELECT n.* FROM article_key k CROSS JOIN {table} n ON n.article_no = k.no ORDER BY k.id"
        for _ in db.execute(rows):
            pass
    bare = perf_counter() - begun
    db.close()
    return ours, bare


BENCHMARKS = [
    Benchmark("save one annotation", "add two rows to a bare SQLite file", 1.3, _saves, rounds=15),
    Benchmark("open 100,000 articles / 1,000,000 annotations to a list", "read all text", 1 / 15, _open_list),
    Benchmark("walk 100,000 articles / 1,000,000 annotations", "fetch the same rows", 2.0, _walk, rounds=3),
]
