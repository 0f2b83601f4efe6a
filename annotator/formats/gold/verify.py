"""Finds what is wrong in an exported gold set, with nothing but the folder itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from annotator.domain.errors import InputError
from annotator.domain.values import shown
from annotator.formats.article_folders import cannot_read
from annotator.formats.article_records import place
from annotator.formats.gold.checks import (
    BadGoldError,
    Shape,
    check_record,
    check_relation,
    check_span,
    shape_of_json,
)
from annotator.formats.gold.options import (
    CARD_FILE,
    FEATURES_FILE,
    GOLD_FILE,
    LAYERS_FILE,
    LAYERS_SCHEMA_FILE,
    LINEAGE_FILE,
    LINEAGE_SCHEMA_FILE,
    REGIONS_FILE,
    SCHEMA_FILE,
    SUMS_FILE,
)
from annotator.formats.gold.sums import digest, read_sums
from annotator.formats.gold.verify_lineage import lineage_findings
from annotator.formats.regular_files import read_regular
from annotator.formats.text_files import Progress

_COUNT = re.compile(r"^  (articles|spans|relations): (\d+)$", re.MULTILINE)
_SCHEMAS = ((GOLD_FILE, SCHEMA_FILE), (LAYERS_FILE, LAYERS_SCHEMA_FILE))


class GoldFinding(NamedTuple):
    """Something wrong: the file, with its line where it has lines, and what is wrong with it."""

    where: str
    what: str


def is_gold_folder(folder: Path) -> bool:
    """Tell whether a folder looks like an exported gold set."""
    return any((folder / name).is_file() for name in (GOLD_FILE, LAYERS_FILE))


def verify_gold(folder: Path, progress: Progress | None = None) -> list[GoldFinding]:
    """Return everything wrong in the folder, nothing if it is whole.

    Looks at the checksums, the texts' hashes, every offset, attribute and id, and the counts. `progress` gets bytes
    read, bytes in all and the file in hand, and may raise to cancel. Raises InputError if the folder is no gold set
    or a file of it cannot be read.
    """
    if not is_gold_folder(folder):
        why = f"It has neither {GOLD_FILE} nor {LAYERS_FILE}"
        raise InputError("This is not a folder with a gold set", where=str(folder), why=why)
    try:
        lineage = [GoldFinding(*finding) for finding in lineage_findings(folder)]
        return [*_check_sums(folder), *_check_lines(folder, progress), *lineage]
    except OSError as error:
        raise cannot_read(error, str(folder)) from error


def verify_sums(folder: Path) -> list[GoldFinding]:
    """Return every file of an export in another format that is missing or is another one than was written.

    Raises InputError if nothing tells what was written, or a file cannot be read.
    """
    if not (folder / SUMS_FILE).is_file():
        why = f"It has neither {GOLD_FILE} nor {LAYERS_FILE} nor {SUMS_FILE}"
        raise InputError("This is not a folder with an export", where=str(folder), why=why)
    try:
        return list(_check_sums(folder))
    except OSError as error:
        raise cannot_read(error, str(folder)) from error


def _check_sums(folder: Path) -> Iterator[GoldFinding]:
    sums = read_sums(folder)
    if not (folder / SUMS_FILE).is_file():
        yield GoldFinding(SUMS_FILE, "The file is missing, so nothing tells whether the others are whole")
        return
    for line in sums.bad_lines:
        yield GoldFinding(place(SUMS_FILE, line), "The line is not a checksum and the name of one file")
    for name, (line, sha256) in sums.files.items():
        if not (folder / name).is_file():
            yield GoldFinding(place(SUMS_FILE, line), f"The file {name} is missing")
        elif digest(folder / name).sha256 != sha256:
            yield GoldFinding(place(SUMS_FILE, line), f"The checksum of {name} is another one")
    for names in (*_SCHEMAS, (LINEAGE_FILE, LINEAGE_SCHEMA_FILE), (FEATURES_FILE, CARD_FILE, REGIONS_FILE)):
        for name in names:
            if (folder / name).is_file() and name not in sums.files:
                yield GoldFinding(SUMS_FILE, f"The file {name} is not in the list")


def _check_lines(folder: Path, progress: Progress | None) -> Iterator[GoldFinding]:
    counted = False
    for name, schema_name in _SCHEMAS:
        if not (folder / name).is_file():
            continue
        try:
            shape = shape_of_json(orjson.loads(read_regular(folder / schema_name)))
        except OSError:
            yield GoldFinding(schema_name, f"The file is missing, so {name} cannot be checked")
            continue
        except (orjson.JSONDecodeError, BadGoldError) as error:
            yield GoldFinding(schema_name, f"The file is not a schema of gold records: {error}")
            continue
        lines = _Lines(folder / name, shape)
        yield from lines.findings(progress)
        if not counted:
            yield from _check_card(folder, name, lines.counts)
            counted = True


def _check_card(folder: Path, name: str, counts: Mapping[str, int]) -> Iterator[GoldFinding]:
    card = folder / CARD_FILE
    if not card.is_file():
        yield GoldFinding(CARD_FILE, "The file is missing")
        return
    stated = {word: int(number) for word, number in _COUNT.findall(card.read_text("utf-8", "replace"))}
    for word, number in counts.items():
        if stated.get(word) != number:
            yield GoldFinding(CARD_FILE, f"It states {stated.get(word, 'no')} {word}, but {name} has {number}")


class _Lines:
    """Checks the lines of one file."""

    def __init__(self, path: Path, shape: Shape) -> None:
        self._path, self._shape = path, shape
        self._seen: dict[str, int] = {}
        self._sha256 = ""
        self.counts = {"articles": 0, "spans": 0, "relations": 0}

    def findings(self, progress: Progress | None) -> Iterator[GoldFinding]:
        """Yield what is wrong, line by line."""
        size, read = self._path.stat().st_size, 0
        with self._path.open("rb") as file:
            for number, line in enumerate(file, 1):
                read += len(line)
                if progress is not None:
                    progress(read, size, self._path.name)
                for what in self._line(line, number):
                    yield GoldFinding(place(self._path.name, number), what)

    def _line(self, line: bytes, number: int) -> Iterator[str]:
        if not line.endswith(b"\n"):
            yield "The line has no end; the file was cut off"
        try:
            record = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            yield f"The line is not JSON: {error.msg}, column {error.colno}"
            return
        self._count(record)
        try:
            found, length = check_record(record)
        except BadGoldError as error:
            yield str(error)
            found, length = (record, _length(record)) if type(record) is dict else ({}, 0)
        yield from self._once(f"{found.get('id')} {found.get('annotator', '')}".strip(), number)
        if (self._sha256 or found.get("project_schema_sha256")) != found.get("project_schema_sha256"):
            yield "The record was made with another schema than those before it"
        self._sha256 = self._sha256 or str(found.get("project_schema_sha256"))
        yield from self._lists(found, length, number)

    def _count(self, record: Any) -> None:
        self.counts["articles"] += 1
        for word in ("spans", "relations"):
            listed = record.get(word) if type(record) is dict else None
            self.counts[word] += len(listed) if isinstance(listed, list) else 0

    def _lists(self, record: Mapping[str, Any], length: int, number: int) -> Iterator[str]:
        """Yield what is wrong with the spans and relations, each looked at on its own."""
        spans, relations = (
            found if isinstance(found := record.get(word), list) else [] for word in ("spans", "relations")
        )
        text = record.get("text")
        labels: dict[str, str] = {}
        order = []
        for nth, span in enumerate(spans, 1):
            try:
                check_span(span, text if isinstance(text, str) else None, length)
                self._check_attributes(span, self._shape.labels)
            except BadGoldError as error:
                yield f"Span {nth}: {error}"
            if type(span) is dict and isinstance(span.get("id"), str):
                yield from self._once(span["id"], number)
                labels[span["id"]] = str(span.get("label"))
                order.append((span.get("start"), -_whole(span.get("end")), labels[span["id"]], span["id"]))
        if order != sorted(order, key=lambda key: (_whole(key[0]), *key[1:])):
            yield "The spans are not in order"
        for nth, relation in enumerate(relations, 1):
            try:
                found = check_relation(relation, str(record.get("id")), labels)
                self._check_attributes(found, self._shape.links)
            except BadGoldError as error:
                yield f"Relation {nth}: {error}"
            if type(relation) is dict and isinstance(relation.get("id"), str):
                yield from self._once(relation["id"], number)

    def _check_attributes(self, found: Mapping[str, Any], labels: frozenset[str]) -> None:
        if found["label"] not in labels:
            raise BadGoldError(f"The schema has no {shown(found['label'])}")
        self._shape.set_attributes(found["attributes"], found["label"], {})

    def _once(self, identity: str, number: int) -> Iterator[str]:
        if identity in self._seen:
            yield f"The id {identity} is there already, in line {self._seen[identity]}"
        self._seen.setdefault(identity, number)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else -1


def _length(record: Mapping[str, Any]) -> int:
    """Return how long the text of a faulty record is, so that its spans can be looked at all the same."""
    text = record.get("text")
    return len(text) if isinstance(text, str) else _whole(record.get("text_length"))
