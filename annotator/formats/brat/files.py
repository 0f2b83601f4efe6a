"""Which texts and annotation files belong together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from annotator.domain.errors import InputError, KnownError
from annotator.formats.article_folders import (
    BESIDE,
    ArticleFile,
    Found,
    cannot_read,
    find_article_files,
    other_kind,
    path_text,
    walk_folder,
)

TEXT, ANNOTATIONS, CONFIGURATION = ".txt", ".ann", ".conf"


class Pair(NamedTuple):
    """A text, with what is known of it, and its file of annotations."""

    text: ArticleFile
    annotations: Path


@dataclass(slots=True)
class Pairs:
    """The pairs in order, files that lack their other half, and files of other kinds in folders."""

    pairs: list[Pair] = field(default_factory=list)
    faults: list[KnownError] = field(default_factory=list)
    left_out: list[KnownError] = field(default_factory=list)


def holds_brat(path: Path) -> bool:
    """Tell whether a path is a file of brat annotations, or a folder with one somewhere in it."""
    if path.is_dir():
        return any(file.suffix.lower() == ANNOTATIONS for file in walk_folder(path, set(), []))
    return path.suffix.lower() == ANNOTATIONS


def find_pairs(paths: Sequence[Path], limit_bytes: int) -> Pairs:
    """Return the pairs of folders and of single files; of a pair either file may be named, or both."""
    found = Pairs()
    for path in paths:
        try:
            (_search_folder if path.is_dir() else _add_single)(path, limit_bytes, found)
        except OSError as error:
            found.faults.append(cannot_read(error, path_text(path)))
    found.pairs = list({pair.text.path: pair for pair in found.pairs}.values())
    return found


def _add_single(path: Path, limit_bytes: int, found: Pairs) -> None:
    ending = path.suffix.lower()
    if ending not in (TEXT, ANNOTATIONS):
        remedy = "Name a .txt or .ann file, or the folder that they are in"
        found.faults.append(InputError("This is not a file of brat annotations", path_text(path), remedy=remedy))
        return
    other = path.with_suffix(ANNOTATIONS if ending == TEXT else TEXT)
    half = {ending: path} | ({other.suffix: other} if other.is_file() else {})
    texts = find_article_files([half[TEXT]], "text", limit_bytes) if TEXT in half else Found()
    found.faults += texts.faults
    if texts.files or TEXT not in half:
        _add(half, {file.path: file for file in texts.files}, found)


def _search_folder(folder: Path, limit_bytes: int, found: Pairs) -> None:
    halves: defaultdict[Path, dict[str, Path]] = defaultdict(dict)
    others: defaultdict[str, list[str]] = defaultdict(list)
    for path in walk_folder(folder, set(), []):
        ending = path.suffix.lower()
        if ending in (TEXT, ANNOTATIONS):
            halves[path.with_suffix("")][ending] = path
        elif ending != CONFIGURATION and path.name not in BESIDE:
            others[ending].append(path_text(path.relative_to(folder)))
    texts = find_article_files([folder], "text", limit_bytes)
    found.faults += texts.faults
    known = {file.path: file for file in texts.files}
    for half in halves.values():
        _add(half, known, found)
    found.left_out += [other_kind(folder, ending, names) for ending, names in sorted(others.items())]


def _add(half: dict[str, Path], known: dict[Path, ArticleFile], found: Pairs) -> None:
    """Add a pair, or say which half of it is missing."""
    text, annotations = half.get(TEXT), half.get(ANNOTATIONS)
    if text is None or annotations is None:
        found.faults.append(_without_half(text, annotations))
    else:
        found.pairs.append(Pair(known[text], annotations))


def _without_half(text: Path | None, annotations: Path | None) -> InputError:
    if text is None:
        return InputError(
            "There is no text beside the annotations",
            path_text(annotations or ""),
            remedy="Put the .txt file of the same name beside it",
        )
    return InputError(
        "There are no annotations beside the text",
        path_text(text),
        remedy="Put an empty .ann file of the same name beside it to say that nothing was found in it",
    )
