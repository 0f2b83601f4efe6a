"""A brat folder written by hand in tests, and read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from annotator.domain.schema import Schema
from annotator.formats.annotated import AnnotatedArticle
from annotator.formats.brat.reader import read_brat
from annotator.formats.text_files import ReadFailure
from tests.unit.domain.schema_samples import verdicts

SCHEMA = verdicts()


def put(folder: Path, name: str, text: str, *lines: str) -> Path:
    """Write a text and its annotations, byte for byte; return the folder."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.txt").write_bytes(text.encode())
    (folder / f"{name}.ann").write_bytes("".join(f"{line}\n" for line in lines).encode())
    return folder


def t(text: str, number: int, label: str, *words: str) -> str:
    """Return the line of an annotation on the first place of each of these words, counted in code points."""
    offsets = ";".join(f"{text.index(one)} {text.index(one) + len(one)}" for one in words)
    return f"T{number}\t{label} {offsets}\t{' '.join(words)}"


def read(*paths: Path, schema: Schema = SCHEMA, **how: Any) -> tuple[list[AnnotatedArticle], list[str]]:
    """Read folders or files; return the articles, and the failures as they are shown."""
    found = list(read_brat(paths, schema, **{"layer": "anna", **how}))
    return [one for one in found if isinstance(one, AnnotatedArticle)], [
        str(one.error) for one in found if isinstance(one, ReadFailure)
    ]


def said(article: AnnotatedArticle) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Return id, label, words and attributes of every annotation."""
    return [
        (
            row.id,
            row.label,
            " … ".join(article.text[start:end] for start, end in orjson.loads(row.fragments)),
            orjson.loads(row.attributes),
        )
        for row in article.annotations
    ]
