"""Which files of the paths that were handed in are articles, and which tell about articles."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from annotator.domain.errors import InputError, KnownError
from annotator.formats.article_fields import read_fields
from annotator.formats.article_records import BadRecord, place, read_records, record_fields

Kind = Literal["auto", "text", "jsonl", "csv", "html", "pdf", "docx", "eml"]

ENDINGS: Mapping[Kind, tuple[str, ...]] = {
    "text": (".txt", ".text", ".md", ".markdown"),
    "jsonl": (".jsonl", ".ndjson"),
    "csv": (".csv", ".tsv"),
    "html": (".html", ".htm", ".xhtml", ".mhtml", ".mht"),
    "pdf": (".pdf",),
    "docx": (".docx",),
    "eml": (".eml",),
}
_RECORDS: tuple[Kind, ...] = ("jsonl", "csv")
"""Kinds that hold many articles, or tell about the articles beside them."""
_BESIDE_A_PAGE = ("_files", ".files", "-Dateien", "_fichiers", "_archivos")
"""How browsers call the folder that they save beside a page, after the page's name."""
_ABOUT_THE_FOLDER = ("readme", "license", "licence", "changelog", "sha256sums")
BESIDE = ("metadata.csv", "metadata.jsonl")
"""Files that tell about the texts beside them."""


class ArticleFile(NamedTuple):
    """A file to read: what it is called in the project, how it is read, its size in bytes, and what is known of it."""

    path: Path
    name: str
    kind: Kind
    size: int
    known: Mapping[str, str]


@dataclass(slots=True)
class Found:
    """The files in the order of the paths, each folder's sorted by name; `faults` are paths that give nothing.

    `left_out` are files of other kinds in folders: a person should hear of them, but they are no fault.
    """

    files: list[ArticleFile] = field(default_factory=list)
    faults: list[KnownError] = field(default_factory=list)
    left_out: list[KnownError] = field(default_factory=list)


def path_text(path: Path | str) -> str:
    """Return a path for messages and records, with slashes; bytes of a name that are no UTF-8 are replaced."""
    text = (path if isinstance(path, Path) else Path(path)).as_posix()
    return text if text.isascii() else os.fsencode(text).decode("utf-8", "replace")


def cannot_read(error: OSError, where: str) -> InputError:
    """Return the error for a file that the system does not hand out."""
    return InputError("The file cannot be read", where=where, why=error.strerror or str(error))


def kind_by_ending(path: Path) -> Kind | None:
    """Return how a file is read by its ending, or None."""
    return next((kind for kind, endings in ENDINGS.items() if path.suffix.lower() in endings), None)


def find_article_files(paths: Sequence[Path], kind: Kind, limit_bytes: int) -> Found:
    """Return the files below `paths`. Hidden files and those that are about their folder (README …) are passed over."""
    found = Found()
    for path in paths:
        try:
            if path.is_dir():
                _search_folder(path, kind, limit_bytes, found)
            else:
                _add_single(path, kind, limit_bytes, found)
        except OSError as error:
            found.faults.append(cannot_read(error, path_text(path)))
    return found


def _add_single(path: Path, kind: Kind, limit_bytes: int, found: Found) -> None:
    if not stat.S_ISREG(path.stat().st_mode):
        found.faults.append(InputError("This is not a file", where=path_text(path)))
        return
    how = (kind_by_ending(path) or "text") if kind == "auto" else kind
    if how in _RECORDS and _is_metadata(path, limit_bytes):
        return
    known: dict[str, dict[str, str]] = {}
    for beside in (path.parent / name for name in BESIDE):
        if how not in _RECORDS and beside != path and beside.is_file():
            _add_metadata(beside, limit_bytes, known, found)
    found.files.append(ArticleFile(path, path_text(path.name), how, path.stat().st_size, known.get(_key(path), {})))


def _search_folder(folder: Path, kind: Kind, limit_bytes: int, found: Found) -> None:
    files: list[tuple[Path, Kind]] = []
    known: dict[str, dict[str, str]] = {}
    others: defaultdict[str, list[str]] = defaultdict(list)
    for path in walk_folder(folder, set(), found.faults):
        how = kind_by_ending(path)
        if how is None:
            others[path.suffix.lower()].append(path_text(path.relative_to(folder)))
        elif how in _RECORDS and _is_metadata(path, limit_bytes):
            _add_metadata(path, limit_bytes, known, found)
        elif kind in ("auto", how):
            files.append((path, how))
    for path, how in files:
        name = path_text(path.relative_to(folder))
        found.files.append(ArticleFile(path, name, how, path.stat().st_size, known.get(_key(path), {})))
    for ending, names in sorted(others.items()):
        found.left_out.append(other_kind(folder, ending, names))


def other_kind(folder: Path, ending: str, names: list[str]) -> InputError:
    """Return what to say of files of another kind in a folder."""
    kind = f"ending in {ending}" if ending else "without an ending"
    some = ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
    remedy = "Name a file itself to have it read as text"
    return InputError(f"Left out files {kind}", f"{path_text(folder)} ({len(names)})", some, remedy)


def walk_folder(folder: Path, seen: set[tuple[int, int]], faults: list[KnownError]) -> Iterator[Path]:
    """Yield the files below `folder`; a folder that was seen already (a link in a circle) is not entered again."""
    open_folders = [_entries(folder, seen, faults)]  # not by recursion, for folders can be nested a thousand deep
    while open_folders:
        path = next(open_folders[-1], None)
        if path is None:
            open_folders.pop()
            continue
        try:
            if path.is_dir():
                if not _belongs_to_a_page(path):
                    open_folders.append(_entries(path, seen, faults))
            elif path.is_file():
                yield path
            else:
                faults.append(InputError("This is not a file that can be read", where=path_text(path)))
        except OSError as error:
            faults.append(cannot_read(error, path_text(path)))


def _entries(folder: Path, seen: set[tuple[int, int]], faults: list[KnownError]) -> Iterator[Path]:
    """Return what is in a folder and neither hidden nor about it, by name; nothing if it was seen already."""
    try:
        status = folder.stat()
        if (status.st_dev, status.st_ino) in seen:
            return iter(())
        seen.add((status.st_dev, status.st_ino))
        entries = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        faults.append(cannot_read(error, path_text(folder)))
        return iter(())
    return (
        path for path in entries if not path.name.startswith((".", "~$")) and path.stem.lower() not in _ABOUT_THE_FOLDER
    )


def _belongs_to_a_page(folder: Path) -> bool:
    """Tell whether a folder holds the pictures and frames of a page that was saved beside it."""
    stems = [folder.name.removesuffix(end) for end in _BESIDE_A_PAGE if folder.name.endswith(end)]
    return any((folder.parent / f"{stem}{ending}").is_file() for stem in stems for ending in (".html", ".htm"))


def _key(path: Path) -> str:
    """Return what a file is found by; names are compared in one Unicode form, as systems differ in it."""
    return unicodedata.normalize("NFC", str(path.absolute()))


def _is_metadata(path: Path, limit_bytes: int) -> bool:
    fields = record_fields(path, limit_bytes)
    return "file" in fields and "text" not in fields


def _add_metadata(path: Path, limit_bytes: int, known: dict[str, dict[str, str]], found: Found) -> None:
    """Add what a metadata file says of each file to `known`; its file names are relative to it. Bad rows are faults."""
    where = path_text(path)
    try:
        for item in read_records(path, where, limit_bytes):
            if isinstance(item, BadRecord):
                found.faults.append(item.error)
                continue
            fields = read_fields(item.record, place(where, item.line)).known
            name = fields.pop("file", "")
            known.setdefault(_key(path.parent / name), {}).update(fields)
    except InputError as error:
        found.faults.append(error)
    except OSError as error:
        found.faults.append(cannot_read(error, where))
