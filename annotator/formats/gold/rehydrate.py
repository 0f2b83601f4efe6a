"""Puts the texts back into a stand-off gold set, from the user's own copies of the articles."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

import orjson

from annotator.domain.errors import CancelledError, InputError
from annotator.formats.article_records import place
from annotator.formats.atomic_write import refuse_foreign, whole_folder
from annotator.formats.gold.card import STAND_OFF_NOTE
from annotator.formats.gold.checks import BadGoldError, check_record
from annotator.formats.gold.digested_file import DigestedFile
from annotator.formats.gold.lines import json_line
from annotator.formats.gold.options import CARD_FILE, GOLD_FILE, LAYERS_FILE, SUMS_FILE
from annotator.formats.gold.sums import digest, exported_names, read_sums, sums_text
from annotator.formats.gold.verify import is_gold_folder, verify_gold
from annotator.formats.text_files import ReadArticle, read_articles

_LISTED = 5


class RehydrateReport(NamedTuple):
    """How many articles got their text back, and the sources that could not be read or were not needed."""

    folder: Path
    articles: int
    unread: tuple[str, ...]
    unused: int


class _Wanted:
    """The articles of a set: SHA-256 of the text to article id and file name."""

    def __init__(self, folder: Path) -> None:
        self.by_sha256: dict[str, tuple[str, str]] = {}
        for path in _line_files(folder):
            for number, line in enumerate(_lines(path), 1):
                record = _record(line, place(path.name, number))
                self.by_sha256[record["text_sha256"]] = (record["id"], record["source"]["file"])
        self.by_file = {file: sha256 for sha256, (_, file) in self.by_sha256.items() if file}


def _line_files(folder: Path) -> list[Path]:
    return [path for name in (GOLD_FILE, LAYERS_FILE) if (path := folder / name).is_file()]


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from file


def _record(line: bytes, where: str) -> dict[str, Any]:
    try:
        return check_record(orjson.loads(line))[0]
    except (orjson.JSONDecodeError, BadGoldError) as error:
        raise InputError("The record cannot be read", where, str(error), "See “annotator verify”") from error


class _Copies:
    """The texts that were found, kept in a temporary file so that large sets need little memory."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: dict[str, tuple[int, int]] = {}
        self.other: dict[str, str] = {}
        self.unread: list[str] = []
        self.unused = 0

    def __contains__(self, sha256: str) -> bool:
        return sha256 in self._places

    def take(self, sources: Sequence[Path], wanted: _Wanted, cancelled: Callable[[], bool] | None) -> None:
        """Read the user's articles; those of another text under a known file name are remembered."""
        for item in read_articles(sources, cancelled=cancelled):
            if not isinstance(item, ReadArticle):
                self.unread.append(str(item.error))
            elif item.article.sha256 in wanted.by_sha256:
                if item.article.sha256 not in self._places:
                    data = item.text.encode()
                    self._places[item.article.sha256] = (self._file.seek(0, 2), len(data))
                    self._file.write(data)
            else:
                self.unused += 1
                if item.article.file in wanted.by_file:
                    self.other[wanted.by_file[item.article.file]] = item.where

    def text(self, sha256: str) -> str:
        """Return the text of this SHA-256."""
        start, size = self._places[sha256]
        self._file.seek(start)
        return self._file.read(size).decode()


def rehydrate(
    folder: Path, sources: Sequence[Path], target: Path, *, cancelled: Callable[[], bool] | None = None
) -> RehydrateReport:
    """Write the stand-off set `folder` with its texts into the new folder `target`.

    `sources` are files and folders as `read_articles` takes them; the texts are normalised in the same way and found
    by their SHA-256, whatever their files are called. Raises InputError, and writes nothing, if the set is not whole,
    if a text is missing or another one, or if `target` holds foreign files; CancelledError once `cancelled` returns
    True.
    """
    if not is_gold_folder(folder):
        raise InputError("This is not a folder with a gold set", where=str(folder))
    if os.path.realpath(target) == os.path.realpath(folder):
        raise InputError("The texts are put into a new folder", where=str(target), remedy="Choose another name")
    names = [*read_sums(folder).files, SUMS_FILE]
    findings = verify_gold(folder)
    if findings:
        raise InputError(findings[0].what, findings[0].where, remedy="Get a whole copy; see “annotator verify”")
    ours = exported_names(target)
    refuse_foreign(target, names, ours)
    wanted = _Wanted(folder)
    with tempfile.TemporaryFile() as file:
        copies = _Copies(file)
        copies.take(sources, wanted, cancelled)
        _refuse_missing(wanted, copies)
        with whole_folder(target, ours, last=SUMS_FILE) as made:
            _write(folder, made, copies, cancelled)
    return RehydrateReport(target, len(wanted.by_sha256), tuple(copies.unread), copies.unused)


def _refuse_missing(wanted: _Wanted, copies: _Copies) -> None:
    other = {sha256: where for sha256, where in copies.other.items() if sha256 not in copies}
    missing = [named for sha256, named in wanted.by_sha256.items() if sha256 not in copies and sha256 not in other]
    reasons = [f"{where} is not the text that was annotated (its SHA-256 differs)" for where in other.values()]
    reasons += [f"no copy of {file or 'the article'} ({name})" for name, file in missing]
    if reasons:
        more = f" and {len(reasons) - _LISTED} more" if len(reasons) > _LISTED else ""
        raise InputError(
            f"{len(reasons)} of {len(wanted.by_sha256)} texts are missing",
            why="; ".join(reasons[:_LISTED]) + more,
            remedy="Name the files or folders that hold the articles as they were when they were annotated",
        )


def _write(folder: Path, made: Path, copies: _Copies, cancelled: Callable[[], bool] | None) -> None:
    """Write all files of the set with the texts put back, and new checksums."""
    sums = {}
    for name in read_sums(folder).files:
        if name in (GOLD_FILE, LAYERS_FILE):
            with DigestedFile(made / name) as file:
                for line in _lines(folder / name):
                    if cancelled is not None and cancelled():
                        raise CancelledError
                    file.write(_with_text(line, copies))
            sums[name] = file.written().sha256
            continue
        if name == CARD_FILE:
            card = (folder / name).read_text("utf-8").replace(STAND_OFF_NOTE + "\n", "")
            (made / name).write_text(card, "utf-8", newline="\n")
        else:
            shutil.copyfile(folder / name, made / name)
        sums[name] = digest(made / name).sha256
    (made / SUMS_FILE).write_text(sums_text(sums), "ascii", newline="\n")


def _with_text(line: bytes, copies: _Copies) -> bytes:
    record = orjson.loads(line)
    text = copies.text(record["text_sha256"])
    record["text"] = text
    for span in record["spans"]:
        span["text"] = " ".join([text[part["start"] : part["end"]] for part in span["fragments"]])
    return json_line(record)
