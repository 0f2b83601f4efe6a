"""`regions.jsonl`: which passages of the texts are not the articles' own words."""

from __future__ import annotations

from operator import index
from pathlib import Path

import orjson

from annotator.domain.errors import InputError
from annotator.domain.span import Fragment, Fragments
from annotator.formats.article_folders import path_text
from annotator.formats.article_records import place


def read_regions(path: Path) -> dict[str, Fragments]:
    """Return article -> passages; nothing if there is no such file. Raises InputError for a line of another form."""
    if not path.is_file():
        return {}
    found: dict[str, Fragments] = {}
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            record = orjson.loads(line)
            pairs = [(one["start"], one["end"]) for one in record["excluded"]]
            # An index is a whole number, and nothing else is.
            found[str(record["id"])] = tuple(Fragment(index(start), index(end)) for start, end in pairs)
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                "The line does not say what is left out", place(path_text(path), number), str(error)
            ) from error
    return found
