"""What is fuzzed: every parser of files from elsewhere, called with bytes as with a file that somebody sent.

A target may refuse its input with an error for people. Anything else that is raised is a fault, and so is a span that
lies outside of its text.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from zlib import crc32

import orjson

from annotator.domain.errors import KnownError
from annotator.domain.span import is_canonical
from annotator.formats.annotated import AnnotatedArticle
from annotator.formats.brat.reader import read_brat
from annotator.formats.gold.reader import looks_like_layers, read_gold
from annotator.formats.importer import read_layers
from annotator.formats.importers import IMPORTERS, importer_named, importer_of
from annotator.formats.schema_yaml import load_schema
from annotator.formats.text_files import ReadArticle, ReadFailure, read_articles
from tests.unit.domain.schema_samples import verdicts

SCHEMA = verdicts()
FOLDER = Path(tempfile.mkdtemp(prefix="annotator-fuzz-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
PARTS = b"\n=====\n"
"""Parts the files of one input."""
FILES: dict[str, tuple[str, ...]] = {
    "text": ("a.txt",),
    "jsonl": ("a.jsonl",),
    "csv": ("a.csv",),
    "gold": ("a.jsonl",),
    "schema": ("a.yaml",),
    "brat": ("a.txt", "a.ann"),
    "doccano": ("a.jsonl",),
    "label-studio": ("a.json",),
    "prodigy": ("a.jsonl",),
    "conll": ("a.conll", "columns.txt"),
    "cas-xmi": ("a.xmi", "TypeSystem.xml"),
    "cas-json": ("a.json",),
    "webanno": ("a.tsv",),
    "w3c": ("a.jsonld", "articles.jsonl"),
    "csv-spans": ("spans.csv", "articles.csv", "relations.csv"),
}
"""Target -> the files that an input becomes."""

Item = AnnotatedArticle | ReadArticle | ReadFailure


def run(name: str, data: bytes) -> None:
    """Read an input as a target does. Raises whatever is not an error for people."""
    files = FILES[name]
    if crc32(data) % 16:  # guessing an encoding takes a thousand times as long as all else, so it is seldom asked for
        data = data.decode("utf-8", "replace").encode()
    parts = data.split(PARTS, len(files) - 1)
    for nth, file in enumerate(files):
        path = FOLDER / file
        if nth < len(parts):
            path.write_bytes(parts[nth])
        else:
            path.unlink(missing_ok=True)
    try:
        for item in reader(name)(FOLDER / files[0]):
            check(item)
    except KnownError as error:
        str(error)
    if name in {one.name for one in IMPORTERS}:
        importer_of(FOLDER / files[0])


def check(item: Item) -> None:
    """Raise AssertionError for a span that no project could keep."""
    if isinstance(item, ReadFailure):
        str(item.error)
        return
    assert item.text
    if isinstance(item, AnnotatedArticle):
        for row in item.annotations:
            assert is_canonical([tuple(pair) for pair in orjson.loads(row.fragments)], len(item.text))
            assert all(value is not None for value in orjson.loads(row.attributes).values())
        ids = {row.id for row in item.annotations}
        for link in item.relations:
            assert link.head in ids
            assert link.child in ids or link.child_article_id != item.article.id


def reader(name: str) -> Callable[[Path], Iterator[Item]]:
    """Return what reads the first file of a target, with those beside it."""
    if name in ("text", "jsonl", "csv"):
        return lambda path: read_articles([path], kind=name)  # type: ignore[arg-type]
    if name == "gold":
        return _read_gold
    if name == "brat":
        return lambda path: read_brat([path], SCHEMA, layer="anna", add_labels=True)
    if name == "schema":
        return _read_schema
    return lambda path: read_layers(importer_named(name), [path], SCHEMA, layer="anna", add_labels=True)


def _read_gold(path: Path) -> Iterator[Item]:
    looks_like_layers(path)
    yield from read_gold(path, SCHEMA, layer="anna", add_labels=True)


def _read_schema(path: Path) -> Iterator[Item]:
    load_schema(path.read_text("utf-8", "replace"), "a.yaml")
    yield from ()
