"""Finds what is wrong in `lineage.jsonl`, held against `gold.jsonl` beside it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import orjson
from pydantic import ValidationError

from annotator.formats.article_records import place
from annotator.formats.gold.lineage import LineageRecord
from annotator.formats.gold.options import GOLD_FILE, LINEAGE_FILE


def lineage_findings(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield place and fault for everything wrong: the form, lines and spans that do not go with the gold set's.

    Nothing is yielded for a folder without a lineage. A gold line that cannot be read is not this file's fault.
    """
    if not (folder / LINEAGE_FILE).is_file():
        return
    if not (folder / GOLD_FILE).is_file():
        yield LINEAGE_FILE, f"There is no {GOLD_FILE} that it could belong to"
        return
    with (folder / LINEAGE_FILE).open("rb") as lines, (folder / GOLD_FILE).open("rb") as golds:
        for number, (line, gold) in enumerate(zip_longest(lines, golds), 1):
            where = place(LINEAGE_FILE, number)
            if line is None:
                yield where, f"There is no line for line {number} of {GOLD_FILE}"
            elif gold is None:
                yield where, f"{GOLD_FILE} has no such line"
            else:
                for what in _line(line, gold):
                    yield where, what


def _line(line: bytes, gold: bytes) -> Iterator[str]:
    try:
        record = LineageRecord.model_validate(orjson.loads(line))
    except orjson.JSONDecodeError as error:
        yield f"The line is not JSON: {error.msg}, column {error.colno}"
        return
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        yield f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
        return
    try:
        found = orjson.loads(gold)
        spans = {span["id"]: span["annotators"] for span in found["spans"]}
        relations = [relation["id"] for relation in found["relations"]]
        article = found["id"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return
    yield from _compare(record, article, spans, relations)


def _compare(record: LineageRecord, article: Any, spans: dict[Any, Any], relations: list[Any]) -> Iterator[str]:
    if record.id != article:
        yield f"It is about {record.id}, but the line of {GOLD_FILE} is {article}"
        return
    if [span.id for span in record.spans] != list(spans):
        yield "Its spans are not those of the gold set"
    if [relation.id for relation in record.relations] != relations:
        yield "Its relations are not those of the gold set"
    for span in record.spans:
        makers = sorted({source.annotator for source in span.sources if source.annotator is not None})
        if span.id in spans and spans[span.id] != makers:
            yield f"The sources of {span.id} are of {makers}, but the gold set says {spans[span.id]}"
