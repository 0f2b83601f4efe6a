"""Gold sets against their yardsticks: writing the same bytes the shortest way, reading and inserting the same rows."""

from __future__ import annotations

import atexit
import filecmp
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from time import perf_counter

import orjson

from annotator.domain.edit import Edit
from annotator.domain.identity import Clock, Mint
from annotator.domain.schema import Schema
from annotator.formats.annotated import AnnotatedArticle
from annotator.formats.gold.options import GOLD_FILE, GoldOptions
from annotator.formats.gold.reader import read_gold
from annotator.formats.gold.writer import export_gold
from annotator.storage.project_file import ProjectFile
from tests.benchmarks.bench_storage import build
from tests.benchmarks.harness import Benchmark
from tests.benchmarks.plain_export import plain_export

ARTICLES = 20_000
SCHEMA = Schema.model_validate(
    {
        "name": "bench",
        "labels": [
            {"name": name, "color": "#445566", "attributes": ["certainty", "kind", "value"]}
            for name in ("claim", "quote", "figure")
        ],
        "attributes": [
            *({"name": name, "type": "text"} for name in ("certainty", "kind")),
            {"name": "value", "type": "number"},
            *({"name": f"unused_{nth}", "type": "text"} for nth in range(20)),  # as wide as the default schema
        ],
    }
)
_OPTIONS = GoldOptions("anna", "bench", layers=False, include_unfinished=True)


@cache
def scratch() -> Path:
    """Return a folder that lasts as long as the run."""
    folder = Path(tempfile.mkdtemp(prefix="annotator-bench-"))
    atexit.register(shutil.rmtree, folder)
    return folder


@cache
def project(articles: int) -> Path:
    """Return a project with ten annotations an article, made once a run."""
    path = scratch() / f"{articles}.annot"
    build(path, articles)
    return path


def export_once(path: Path, target: Path) -> int:
    """Export a project and return the highest memory of this process so far, in bytes (0 where Linux does not tell)."""
    with ProjectFile.open(path, write=False) as opened:
        export_gold(target, opened.walk(layer="anna"), SCHEMA, _OPTIONS)
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    return int(peak[1]) * 1024 if peak else 0


def _export() -> tuple[float, float]:
    """Export, and write the same bytes the shortest way."""
    path, target, copy = project(ARTICLES), scratch() / "gold", scratch() / "copy"
    begun = perf_counter()
    export_once(path, target)
    ours = perf_counter() - begun
    with (target / GOLD_FILE).open("rb") as file:
        first = orjson.loads(file.readline())
    attributes = dict.fromkeys(item.name for item in SCHEMA.attributes)
    begun = perf_counter()
    plain_export(path, copy, first, attributes)
    bare = perf_counter() - begun
    if not filecmp.cmp(copy, target / GOLD_FILE, shallow=False):
        raise AssertionError("the yardstick does not write what the export writes")
    shutil.rmtree(target)
    copy.unlink()
    return ours, bare


def _memory() -> tuple[float, float]:
    """Export in processes of their own, ten times the data in one of them."""
    code = "import sys; from pathlib import Path; from tests.benchmarks.bench_formats import export_once\n"
    code += "print(export_once(Path(sys.argv[1]), Path(sys.argv[2])))"
    peaks = []
    for articles in (ARTICLES, ARTICLES // 10):
        target = scratch() / f"memory-{articles}"
        command = [sys.executable, "-c", code, str(project(articles)), str(target)]
        peaks.append(int(subprocess.run(command, check=True, capture_output=True, text=True).stdout))
        shutil.rmtree(target)
    return peaks[0], peaks[1]


def _import() -> tuple[float, float]:
    """Import a gold set with every check, and read and insert the same without any."""
    source = scratch() / "import"
    if not source.exists():
        export_once(project(ARTICLES // 4), source)
    target, plain = (scratch() / f"{name}-{os.urandom(4).hex()}" for name in ("import.annot", "plain.db"))
    begun = perf_counter()
    with ProjectFile.create(target, {}) as opened:
        mint, clock = Mint(opened.device), Clock(opened.device, lambda: 1_700_000_000_000)
        with opened.bulk(Edit(mint.new("e"), "import", "ben", clock.stamp(), ())) as writer:
            for found in read_gold(source / GOLD_FILE, SCHEMA, layer="ben"):
                if not isinstance(found, AnnotatedArticle):
                    raise found.error
                writer.add_article(found.article, found.text)
                writer.add_rows(found.article.id, found.annotations, found.relations, [])
    ours = perf_counter() - begun
    begun = perf_counter()
    _plain_import(source / GOLD_FILE, plain)
    bare = perf_counter() - begun
    for path in scratch().glob("*.annot*"):
        if path.name.startswith("import"):
            path.unlink()
    plain.unlink()
    return ours, bare


def _plain_import(source: Path, target: Path) -> None:
    db = sqlite3.connect(target)
    db.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE article (id TEXT PRIMARY KEY, title TEXT, text TEXT);"
        "CREATE TABLE annotation (id TEXT PRIMARY KEY, article TEXT, label TEXT, fragments TEXT, attributes TEXT)"
    )
    with db, source.open("rb") as file:
        for line in file:
            record = orjson.loads(line)
            article = record["id"]
            db.execute("INSERT INTO article VALUES (?,?,?)", (article, record["source"]["title"], record["text"]))
            db.executemany(
                "INSERT INTO annotation VALUES (?,?,?,?,?)",
                [
                    (
                        span["id"],
                        article,
                        span["label"],
                        orjson.dumps(span["fragments"]).decode(),
                        orjson.dumps(span["attributes"]).decode(),
                    )
                    for span in record["spans"]
                ],
            )
    db.close()


BENCHMARKS = [
    Benchmark(f"export gold, {ARTICLES:,} articles", "write the same bytes the shortest way", 1.8, _export, rounds=9),
    Benchmark("peak memory of an export", "the same with a tenth of the data", 1.1, _memory, rounds=1, unit="B"),
    Benchmark("import gold, validated", "read and plain INSERT", 3.5, _import, rounds=9),
]
