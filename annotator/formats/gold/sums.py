"""`SHA256SUMS`: the checksums of an exported folder, in the form that `sha256sum --check` reads."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from annotator.domain.errors import InputError
from annotator.formats.gold.options import GOLD_FILE, LAYERS_FILE, SUMS_FILE

_LINE = re.compile(r"([0-9a-f]{64})  ([^/\\:\x00-\x1f]+)")
"""A colon parts a name from a drive, or from a stream of a file."""
_STEP = 1 << 18
_SHOWN = 3


class Digest(NamedTuple):
    """What a file is made of: SHA-256 in hexadecimal, size in bytes."""

    sha256: str
    size: int


class Sums(NamedTuple):
    """File name -> line and SHA-256, and the numbers of the lines that are not of the form."""

    files: dict[str, tuple[int, str]]
    bad_lines: list[int]


def digest(path: Path) -> Digest:
    """Return what is on the disk. Raises OSError."""
    sha256, size = hashlib.sha256(), 0
    piece = memoryview(bytearray(_STEP))
    with path.open("rb", buffering=0) as file:
        while read := file.readinto(piece):
            sha256.update(piece[:read])
            size += read
    return Digest(sha256.hexdigest(), size)


def sums_text(sha256_of: Mapping[str, str]) -> str:
    """Return the text of the checksum file, sorted by name."""
    return "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(sha256_of.items()))


def read_sums(folder: Path) -> Sums:
    """Return the checksums of a folder; empty if it has none. Names that lead out of the folder are bad lines."""
    path = folder / SUMS_FILE
    if not path.is_file():
        return Sums({}, [])
    sums = Sums({}, [])
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match is None or match[2] in (".", "..", *sums.files):
            sums.bad_lines.append(number)
        else:
            sums.files[match[2]] = (number, match[1])
    return sums


def _are_gold(names: Collection[str]) -> bool:
    return GOLD_FILE in names or LAYERS_FILE in names


def exported_names(folder: Path, is_same_kind: Callable[[Collection[str]], bool] = _are_gold) -> set[str]:
    """Return the names of the files that an earlier export left in a folder, which the next one may replace.

    `is_same_kind` tells by these names whether it was one of the same format, by default a gold set. Raises InputError
    if it was not: the files of that one would be lost.
    """
    files = read_sums(folder).files
    if files and not is_same_kind(files):
        raise InputError(
            "The folder holds an export in another format",
            where=str(folder),
            why=f"Its files would be lost: {', '.join(sorted(files)[:_SHOWN])}{', …' if len(files) > _SHOWN else ''}",
            remedy="Choose another folder",
        )
    return {*files, SUMS_FILE} if files else set()
