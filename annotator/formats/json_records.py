"""Records of another program, with a text in each: a JSON object a line, or all of them in one list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from annotator.domain.errors import InputError
from annotator.formats.article_fields import NAMES, known_fields
from annotator.formats.article_folders import path_text
from annotator.formats.article_records import BadRecord, place, read_jsonl
from annotator.formats.json_files import first_bytes, load_json
from annotator.formats.standoff import Source
from annotator.formats.text_files import ReadFailure

_ROOM = 20
"""How much longer a line may be than its text: tokens and spans take more room than words do."""


class JsonRecord(NamedTuple):
    """A record, where it is, what its article is called if nothing else names it, and the encoding it was read in."""

    data: Mapping[str, Any]
    where: str
    name: str
    encoding: str = "utf-8"
    guessed: bool = False

    def source(self, *about: object) -> Source:
        """Return the text of the record with what `about` and its own fields say of it; the first one counts.

        Raises InputError if there is no text.
        """
        text = next((self.data[name] for name in NAMES["text"] if isinstance(self.data.get(name), str)), "")
        if not text:
            raise InputError("The record holds no text", self.where, remedy='It is looked for in a field named "text"')
        known: dict[str, str] = {}
        for fields in (self.data, *reversed(about)):
            if isinstance(fields, dict):
                known |= known_fields(fields)
        return Source(text, known, self.encoding, self.guessed, self.name)


def json_records(path: Path, limit_bytes: int, kind: str = "record") -> Iterator[JsonRecord | ReadFailure]:
    """Yield the records of a file, and a failure for each that is none. Raises InputError and OSError."""
    where = path_text(path)
    if first_bytes(path)[:1] == b"[":
        listed = load_json(path)
        for nth, one in enumerate(listed, 1):
            at = f"{where}, {kind} {nth}"
            if isinstance(one, dict):
                yield JsonRecord(one, at, f"{path_text(path.stem)} {nth}")
            else:
                yield ReadFailure(InputError("This is not a record", at, f"It is a {type(one).__name__}"))
        return
    for found in read_jsonl(path, where, limit_bytes * _ROOM):
        if isinstance(found, BadRecord):
            yield ReadFailure(found.error)
        else:
            yield JsonRecord(
                found.record,
                place(where, found.line),
                f"{path_text(path.stem)} {found.line}",
                found.encoding,
                found.guessed,
            )
