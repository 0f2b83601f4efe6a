"""Reads WebAnno TSV 3.3 (and 3.2), which INCEpTION exports, through the same structures as a CAS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotator.formats.article_folders import path_text
from annotator.formats.cas.found import FoundCas
from annotator.formats.cas.said import said_of
from annotator.formats.decoding import decode
from annotator.formats.importer import Found, Importer
from annotator.formats.json_files import first_bytes, read_whole
from annotator.formats.webanno.lines import FORMAT, parse_lines, place_units
from annotator.formats.webanno.structures import StructureMaker


def looks_like_webanno(path: Path) -> bool:
    """Tell whether a file names the format in its first line."""
    return first_bytes(path).startswith(FORMAT.encode())


def read_webanno(path: Path, limit_bytes: int) -> Iterator[Found]:
    """Yield the article of a file."""
    where = path_text(path)
    yield from said_of(structures_of(decode(read_whole(path, limit_bytes * 20), where).text, where), path)


def structures_of(written: str, where: str) -> FoundCas:
    """Return the text and the structures of a file. Raises InputError."""
    found = parse_lines(written, where)
    text, places = place_units(found, where)
    return StructureMaker(found).make(text, places)


IMPORTER = Importer(
    name="webanno",
    title="WebAnno TSV",
    summary="WebAnno TSV 3.3 of INCEpTION, one article each",
    endings=(".tsv",),
    looks_like=looks_like_webanno,
    read=read_webanno,
    prescribed=True,
)
