"""Files of other tools written by hand in tests, and what is read from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from annotator.domain.schema import Schema
from annotator.formats.annotated import AnnotatedArticle
from annotator.formats.importer import read_layers
from annotator.formats.importers import importer_named
from annotator.formats.text_files import ReadFailure
from tests.unit.domain.schema_samples import verdicts

SCHEMA = verdicts()
INTEROP = Path(__file__).parents[3].parent / "shared" / "interop"
"""Real files of other tools, which are not part of this project; tests that need them are skipped without them."""
TEXT = "The court 👩‍⚖️ fined Ruiz,\nnot for the first time, said Okafor. He will pay."

UNCHECKED = "The offsets were taken as code points, for there are no words beside them to hold them against."


def at(words: str, text: str = TEXT) -> list[int]:
    """Return where some words stand first, in code points."""
    return [text.index(words), text.index(words) + len(words)]


def units(words: str, text: str = TEXT) -> list[int]:
    """Return the same in UTF-16 units."""
    start = len(text[: text.index(words)].encode("utf-16-le")) // 2
    return [start, start + len(words.encode("utf-16-le")) // 2]


def put(path: Path, *records: Any) -> Path:
    """Write JSON: a line for each record in a `.jsonl`, otherwise the one record as it is."""
    lines = [json.dumps(one) for one in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(name: str, *paths: Path, schema: Schema = SCHEMA, **how: Any) -> tuple[list[AnnotatedArticle], list[str]]:
    """Read files; return the articles, and what is said of all that was not taken."""
    found = list(read_layers(importer_named(name), paths, schema, **{"layer": "anna", **how}))
    return [one for one in found if isinstance(one, AnnotatedArticle)], [
        str(one.error) for one in found if isinstance(one, ReadFailure)
    ]
