"""The formats that the program knows, as a table for the command line and the window."""

from __future__ import annotations

from enum import Flag, auto
from pathlib import Path
from typing import NamedTuple

from annotator.domain.errors import UsageError
from annotator.formats.article_folders import ENDINGS, walk_folder
from annotator.formats.brat.files import ANNOTATIONS, holds_brat
from annotator.formats.gold.options import GOLD_FILE, LAYERS_FILE
from annotator.formats.gold.reader import looks_like_gold, looks_like_layers
from annotator.formats.importers import IMPORTERS, importer_of


class Direction(Flag):
    """What a format can carry. Imports are of articles, of annotations, or of both at once."""

    READS_ARTICLES = auto()
    READS_ANNOTATIONS = auto()
    WRITES = auto()


class Format(NamedTuple):
    """One format: its name on the command line, title, directions, file endings and what it is for."""

    name: str
    title: str
    direction: Direction
    endings: tuple[str, ...]
    summary: str


_BOTH = Direction.READS_ARTICLES | Direction.READS_ANNOTATIONS
_GOLD = _BOTH | Direction.WRITES

_OWN = (
    Format(
        "text", "Text files", Direction.READS_ARTICLES, ENDINGS["text"], "One article a file, as plain text or Markdown"
    ),
    Format(
        "jsonl", "JSON lines", Direction.READS_ARTICLES, ENDINGS["jsonl"], "One article a line, with its text in “text”"
    ),
    Format(
        "csv", "Table", Direction.READS_ARTICLES, ENDINGS["csv"], "One article a row, with its text in a column “text”"
    ),
    Format("html", "Web page", Direction.READS_ARTICLES, ENDINGS["html"], "The article of a saved page"),
    Format("pdf", "PDF", Direction.READS_ARTICLES, ENDINGS["pdf"], "The text of a PDF, pages joined"),
    Format("docx", "Word file", Direction.READS_ARTICLES, ENDINGS["docx"], "The paragraphs of a Word file"),
    Format("eml", "Mail", Direction.READS_ARTICLES, ENDINGS["eml"], "The text of a mail; attachments are named"),
    Format("gold", "Gold set", _GOLD, (".jsonl",), "One layer, checked and with everything a trainer needs"),
    Format("layers", "Layers", _GOLD, (".jsonl",), "Every annotator's layer, for work on disagreement"),
    Format("brat", "brat standoff", _BOTH, (ANNOTATIONS,), "A folder of texts with a file of annotations beside each"),
)
FORMATS = (*_OWN, *(Format(one.name, one.title, _BOTH, one.endings, one.summary) for one in IMPORTERS))
"""All formats, in the order in which they are offered."""


def formats(direction: Direction) -> tuple[Format, ...]:
    """Return the formats that can do this."""
    return tuple(one for one in FORMATS if direction in one.direction)


def annotated_formats() -> tuple[str, ...]:
    """Return the names of the formats that hold articles with annotations."""
    return tuple(one.name for one in formats(Direction.READS_ANNOTATIONS))


def format_named(name: str) -> Format:
    """Return the format of that name. Raises UsageError if there is none."""
    for one in FORMATS:
        if one.name == name:
            return one
    raise UsageError(f"There is no format “{name}”", remedy=f"Use one of: {', '.join(one.name for one in FORMATS)}")


def guess_format(path: Path) -> Format:
    """Return the format that a file is in by what it holds, or else by its ending; text if nothing fits.

    A folder is brat's if there is an .ann file in it, a gold set if it has that one's files, and in the format of
    another tool if it holds nothing else that could be articles. Otherwise it holds articles, whatever their format.
    """
    if path.is_dir():
        return format_named(_format_of_folder(path))
    if path.suffix.lower() in ENDINGS["jsonl"] and looks_like_gold(path):
        return format_named("layers" if looks_like_layers(path) else "gold")
    importer = importer_of(path)
    if importer is not None:
        return format_named(importer.name)
    return next((one for one in _OWN if path.suffix.lower() in one.endings), FORMATS[0])


def _format_of_folder(folder: Path) -> str:
    if holds_brat(folder):
        return "brat"
    for name, form in ((GOLD_FILE, "gold"), (LAYERS_FILE, "layers")):
        if (folder / name).is_file():
            return form
    beside = {name for one in IMPORTERS for name in one.beside}
    first: dict[str, Path] = {}
    for file in walk_folder(folder, set(), []):
        if file.name not in beside:
            first.setdefault(file.suffix.lower(), file)
    articles = {ending for endings in ENDINGS.values() for ending in endings}
    found = {guess_format(file).name for ending, file in first.items() if ending in articles or importer_of(file)}
    return found.pop() if len(found) == 1 and found <= {one.name for one in IMPORTERS} else "text"
