"""Importing from other tools against importing the gold set of the same project."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterable
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from annotator.domain.edit import Edit
from annotator.domain.identity import Clock, Mint
from annotator.domain.offsets import OffsetMap
from annotator.formats.annotated import AnnotatedArticle
from annotator.formats.brat.reader import read_brat
from annotator.formats.export_folder import export_folder
from annotator.formats.exporter import ExportContext
from annotator.formats.exporters import exporter_named
from annotator.formats.gold.options import GOLD_FILE
from annotator.formats.gold.reader import read_gold
from annotator.formats.importer import read_layers
from annotator.formats.importers import importer_named
from annotator.formats.layer_articles import LayerArticle, LayerReader
from annotator.formats.text_files import ReadFailure
from annotator.formats.tokens import Token, tokenise
from annotator.storage.project_file import ProjectFile
from tests.benchmarks.bench_formats import SCHEMA, export_once, project
from tests.benchmarks.harness import Benchmark

ARTICLES = 500
_EXPORTERS = {"csv-spans": "csv"}
FORMATS = (
    "brat",
    "doccano",
    "label-studio",
    "prodigy",
    "conll",
    "cas-xmi",
    "cas-json",
    "webanno",
    "w3c",
    "csv-spans",
)


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="annotator-bench-importers-"))
    atexit.register(shutil.rmtree, folder)
    return folder


@cache
def _exported(name: str) -> Path:
    """Return the project in a format, written once a run."""
    target = _folder() / name
    if name == "gold":
        export_once(project(ARTICLES), target)
        return target
    context = ExportContext(SCHEMA, "anna", "bench", "p_1", "1", "1.0")
    with ProjectFile.open(project(ARTICLES), write=False) as opened:
        if name == "webanno":
            target.mkdir()
            reader = LayerReader(SCHEMA, "anna")
            for stored in opened.walk():
                (target / f"{stored.article.id}.tsv").write_text(_webanno(reader.read(stored)), encoding="utf-8")
        else:
            exporter = exporter_named(_EXPORTERS.get(name, name))
            export_folder(exporter, target, opened.walk(), context, include_unfinished=True)
    return target


def _cut(tokens: Iterable[Token], edges: Iterable[int]) -> list[Token]:
    """Return the tokens, cut in two wherever an edge lies inside one."""
    found = []
    inside = sorted(set(edges))
    for start, end in tokens:
        stops = [start, *(edge for edge in inside if start < edge < end), end]
        found += list(pairwise(stops))
    return found


def _webanno(article: LayerArticle) -> str:
    """Return an article as WebAnno TSV, one layer for each label; every span is made of whole tokens here."""
    names = [label.name for label in SCHEMA.labels]
    edges = [edge for span in article.spans for edge in (span.start, span.end)]
    numbered = list(enumerate(article.spans, 1))
    map_ = OffsetMap(article.text)
    lines = ["#FORMAT=WebAnno TSV 3.3", *(f"#T_SP=bench.{name}|" for name in names), "", ""]
    lines.append("\n".join(f"#Text={line}" for line in article.text.replace("\\", "\\\\").split("\n")))
    for nth, (start, end) in enumerate(_cut(tokenise(article.text), edges), 1):
        cells = [
            "|".join(
                f"*[{at}]" for at, span in numbered if span.label == name and span.start < end and start < span.end
            )
            for name in names
        ]
        place = f"{map_.to_utf16(start)}-{map_.to_utf16(end)}"
        lines.append("\t".join([f"1-{nth}", place, article.text[start:end], *(cell or "_" for cell in cells), ""]))
    return "\n".join(lines) + "\n"


def _import(found: Iterable[AnnotatedArticle | ReadFailure]) -> float:
    """Return the seconds that it takes to read and keep what is found."""
    target = _folder() / f"{os.urandom(4).hex()}.annot"
    begun = perf_counter()
    with ProjectFile.create(target, {}) as opened:
        mint, clock = Mint(opened.device), Clock(opened.device, lambda: 1_700_000_000_000)
        with opened.bulk(Edit(mint.new("e"), "import", "ben", clock.stamp(), ())) as writer:
            for item in found:
                if isinstance(item, AnnotatedArticle):
                    rows = [
                        row._replace(id=mint.new("s")) if row.id in item.foreign_ids else row
                        for row in item.annotations
                    ]
                    writer.add_article(item.article, item.text)
                    writer.add_rows(item.article.id, rows, [], [])
                elif not item.left_out:
                    raise item.error
    taken = perf_counter() - begun
    for path in _folder().glob(f"{target.name}*"):
        path.unlink()
    return taken


def _measure(name: str) -> tuple[float, float]:
    source, gold = _exported(name), _exported("gold") / GOLD_FILE
    if name == "brat":
        ours = _import(read_brat([source], SCHEMA, layer="anna"))
    else:
        ours = _import(read_layers(importer_named(name), [source], SCHEMA, layer="anna"))
    return ours, _import(read_gold(gold, SCHEMA, layer="anna"))


BENCHMARKS = [Benchmark(f"import from {name}", "import the gold set", 4.0, partial(_measure, name)) for name in FORMATS]
