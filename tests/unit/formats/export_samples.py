"""Articles with everything that some format cannot hold, and the exporting of them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Any

from annotator.domain.identity import object_id
from annotator.domain.schema import Schema
from annotator.domain.stored import ProgressRow, StoredArticle
from annotator.formats.export_folder import Written, export_folder, find_losses
from annotator.formats.exporter import ExportContext
from annotator.formats.exporters import exporter_named
from annotator.formats.layer_articles import LayerArticle, LayerReader
from tests.unit.domain.schema_samples import DEVICE
from tests.unit.formats.gold_samples import DONE_MS, SCHEMA, link, row, sample, stored

HARD_TEXT = (
    "The court quashed the fine 👩‍👩‍👧 of €1.2bn,” said Okafor. “It stands\n\nfor now.”\n"
    "=SUM(A1) was the verdict; so said\u2028nobody at the Oberlandesgericht \uffff on 3\u00a0May <at 9 & later>. "
    "He said it to everybody who would listen, to the press and to the street and to his dog, said nobody.\n"
)
LONG_TEXT = "word " * 7_000


def at(words: str, text: str = HARD_TEXT) -> tuple[int, int]:
    """Return where some words stand first in a text."""
    start = text.index(words)
    return start, start + len(words)


def hard() -> list[StoredArticle]:
    """Return three finished articles and one that is not: whatever is hard to hold is in one of them."""
    first = stored(HARD_TEXT)
    here = first.article.id
    numbers = count(1)

    def made(label: str, *words: str, note: str = "", **attributes: Any) -> Any:
        return row(next(numbers), label, [at(each) for each in words], **attributes)._replace(note=note)

    annotations = [
        made("ruling", "The court quashed", "👩‍👩‍👧 of €1.2bn", outcome="fined", reasons=["facts", "law"], fine=1.2e9),
        made("ruling", "quashed the fine", paid=False, decided="2025-03", appeals=object_id("s", DEVICE, 1)),
        made("person", "Okafor", judge='Okafor & Söhne <"ltd">', note="first line\nsecond ‘line’ <&>"),
        made("ruling", "It stands\n\nfor now", remark="=1+1", appeals=object_id("s", DEVICE, 999)),
        made("person", "=SUM(A1)", judge="'tis"),
        made("person", "landes"),
        made("person", "nobody"),
        made("person", "\uffff"),
        made("ruling", "He said it to everybody who would listen, to the press and to the street", fine=-5.0),
        made("person", "\n\n"),
        made("ruling", "fine 👩‍👩‍👧", "of €1.2bn,” said Okafor. “It stands\n"),
        made("person", "for now.”", "=SUM"),
    ]
    near = link(50, "ruled_by", 1, 3, here)
    far = link(51, "overrules", 2, 77, stored(LONG_TEXT).article.id)._replace(attributes='{"judge":"Ruiz"}')
    inside = link(52, "overrules", 2, 1, here)._replace(attributes='{"judge":"Ruiz, the elder"}')
    known: Any = {
        "title": "Fined, or not?",
        "publisher": "An outlet",
        "published": "2025-03-12",
        "url": "https://x.test/?a=1&b",
    }
    other = row(77, "ruling", [(0, 4)], outcome="upheld")
    return [
        stored(HARD_TEXT, annotations, [near, far, inside], file="a.txt", author="A. Bee", language="en", **known),
        stored(LONG_TEXT, [other], file="long.txt"),
        stored("Nothing to tag in this one.", file="c.txt"),
        stored(
            "Not read to its end.", [row(90, "person", [(0, 3)])], (), [ProgressRow("anna", "in_progress", DONE_MS)]
        ),
    ]


def context(schema: Schema = SCHEMA, layer: str = "anna") -> ExportContext:
    """Return what holds for an export of anna's layer."""
    return ExportContext(schema, layer, "Court reports", "p_1", "3", "1.0")


def layer_articles(articles: Iterable[StoredArticle], schema: Schema = SCHEMA) -> list[LayerArticle]:
    """Return finished articles as exporters get them."""
    reader = LayerReader(schema, "anna")
    return [reader.read(each) for each in articles if reader.state(each) == "finished"]


def export(name: str, folder: Path, articles: Iterable[StoredArticle] | None = None, **how: Any) -> Written:
    """Export to a format."""
    return export_folder(exporter_named(name), folder, hard() if articles is None else articles, context(), **how)


def losses(name: str, articles: Iterable[StoredArticle] | None = None) -> dict[str, int]:
    """Return the sentences of what a format loses, with counts."""
    found = find_losses(exporter_named(name), hard() if articles is None else articles, context())
    return {lost.sentence: lost.count for lost in found.losses}


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


__all__ = [
    "HARD_TEXT",
    "LONG_TEXT",
    "at",
    "contents",
    "context",
    "export",
    "hard",
    "layer_articles",
    "losses",
    "sample",
]
