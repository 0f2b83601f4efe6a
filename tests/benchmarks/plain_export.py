"""The shortest way from a project file to the lines of a gold set, as a yardstick.

It fetches, parses, builds dictionaries, writes and syncs. It checks nothing, hashes nothing, reads nothing back, knows
one layer, spans of one fragment, no relations and no line separators, and cannot be cancelled.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import orjson

from annotator.storage.base32 import digits_of

_ARTICLES = (
    "SELECT k.id, a.sha256, a.length, a.title, a.publisher, a.author, a.published, a.language, a.url, a.file, p.state,"
    " p.at_ms, t.text FROM article_key k JOIN article a USING (no) JOIN article_text t ON t.article_no = a.no"
    " LEFT JOIN progress p ON p.article_no = a.no ORDER BY k.id"
)
_SPANS = (
    "SELECT k.id, n.id, d.token, n.label, n.fragments, n.attributes, n.note FROM article_key k"
    " CROSS JOIN annotation n ON n.article_no = k.no CROSS JOIN device d ON d.no = n.id >> 40 ORDER BY k.id"
)
_NUMBER = (1 << 40) - 1


def plain_export(path: Path, target: Path, constant: Mapping[str, Any], attributes: Mapping[str, None]) -> None:
    """Write the records. `constant` has what is the same in all of them, `attributes` every name with None."""
    db = sqlite3.connect(path)
    spans = groupby(db.execute(_SPANS), key=itemgetter(0))
    with target.open("wb") as file:
        for row, (_, rows) in zip(db.execute(_ARTICLES), spans, strict=True):
            found = [_span(one, row[-1], attributes) for one in rows]
            found.sort(key=itemgetter("start"))
            file.write(orjson.dumps(_record(row, found, constant)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    db.close()


def _span(row: tuple[Any, ...], text: str, attributes: Mapping[str, None]) -> dict[str, Any]:
    _, number, token, label, fragments, values, note = row
    ((start, end),) = orjson.loads(fragments)
    return {
        "id": f"s_{token}_{digits_of(number & _NUMBER)}",
        "label": label,
        "start": start,
        "end": end,
        "text": text[start:end],
        "fragments": [{"start": start, "end": end}],
        "attributes": {**attributes, **orjson.loads(values)},
        "annotators": ["anna"],
        "note": note,
    }


def _record(row: tuple[Any, ...], spans: list[dict[str, Any]], constant: Mapping[str, Any]) -> dict[str, Any]:
    article_id, sha256, length, title, publisher, author, published, language, url, file, state, at_ms, text = row
    done = None if at_ms is None else datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")
    return {
        "schema_version": constant["schema_version"],
        "project_schema_sha256": constant["project_schema_sha256"],
        "id": article_id,
        "split": None,
        "text": text,
        "text_sha256": sha256,
        "text_length": length,
        "offset_unit": "codepoint",
        "spans": spans,
        "relations": [],
        "source": {
            "url": url,
            "title": title,
            "publisher": publisher,
            "author": author,
            "published": published,
            "language": language,
            "file": file,
            "normalization": constant["source"]["normalization"],
        },
        "provenance": {
            "status": state or "new",
            "annotators": ["anna"],
            "adjudicator": None,
            "completed_at": done and done.replace("+00:00", "Z"),
            "guideline_version": "",
            "tool": constant["provenance"]["tool"],
        },
    }
