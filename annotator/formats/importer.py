"""What an importer of annotations from another tool is, and how its files become articles with a layer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from annotator.domain.errors import CancelledError, InputError, KnownError
from annotator.domain.schema import Schema
from annotator.formats.annotated import AnnotatedArticle
from annotator.formats.article_folders import cannot_read, other_kind, path_text, walk_folder
from annotator.formats.article_records import too_large
from annotator.formats.standoff import Source, Standoff
from annotator.formats.standoff_rows import RowMaker, Taking
from annotator.formats.text_files import DEFAULT_LIMIT_BYTES, Progress, ReadArticle, ReadFailure, article_from


class FoundArticle(NamedTuple):
    """An article in a file, with what one annotator or several say of it, each on their own."""

    source: Source
    said: Sequence[Standoff]


Found = FoundArticle | ReadFailure
_UNCHECKED = "The offsets were taken as code points, for there are no words beside them to hold them against"
_LINE_ENDS = re.compile("[\r\n]")


@dataclass(frozen=True, slots=True)
class Importer:
    """A format to import annotations from.

    `name` is for the command line, `title` for people, `summary` one sentence without a full stop. `endings` are those
    of its files, with the dot; `beside` are files that its exports have next to them and that are read along with
    them, or tell nothing. `looks_like` tells by its contents whether a file is one. `read` yields what a file holds,
    in order; it is given the greatest number of bytes of an article, and raises InputError and OSError.
    """

    name: str
    title: str
    summary: str
    endings: tuple[str, ...]
    looks_like: Callable[[Path], bool]
    read: Callable[[Path, int], Iterator[Found]]
    beside: tuple[str, ...] = ()
    prescribed: bool = False
    """Whether the format prescribes how its offsets count, so that nobody needs to be told."""


def read_layers(
    importer: Importer,
    paths: Sequence[Path],
    schema: Schema,
    *,
    layer: str = "",
    label_map: Mapping[str, str] | None = None,
    add_labels: bool = False,
    limit_bytes: int = DEFAULT_LIMIT_BYTES,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[AnnotatedArticle | ReadFailure]:
    """Yield the articles of files and folders, and a failure for everything that cannot be taken.

    `layer` is used where a file names no annotator. `label_map` renames labels and relations; labels the schema lacks
    are an UnknownLabelsError for their article unless `add_labels`. Raises CancelledError once `cancelled` returns
    True.
    """
    taking = Taking(schema, layer, label_map or {}, add_labels)
    files, around = _files(importer, paths)
    total = sum(size for _, size in files)
    before = 0
    for path, size in files:
        unchecked = False
        try:
            for found in importer.read(path, limit_bytes):
                if cancelled is not None and cancelled():
                    raise CancelledError
                unchecked = unchecked or (not importer.prescribed and _is_unchecked(found))
                yield from _taken(found, taking, path, limit_bytes)
        except InputError as error:
            yield ReadFailure(error)
        except OSError as error:
            yield ReadFailure(cannot_read(error, path_text(path)))
        if unchecked:
            yield ReadFailure(InputError(_UNCHECKED, path_text(path)), left_out=True)
        before += size
        if progress is not None:
            progress(before, total, path.name)
    yield from around


def _is_unchecked(found: Found) -> bool:
    """Tell whether offsets may count in several ways and there are no words to show in which."""
    if isinstance(found, ReadFailure) or (found.source.text.isascii() and not _LINE_ENDS.search(found.source.text)):
        return False
    return any(
        said.spans and not said.witnesses and all(span.surface is None for span in said.spans) for said in found.said
    )


def _files(importer: Importer, paths: Sequence[Path]) -> tuple[list[tuple[Path, int]], list[ReadFailure]]:
    """Return the files to read with their sizes, and what is to say of other files."""
    files: dict[Path, int] = {}
    faults: list[KnownError] = []
    left_out: list[KnownError] = []
    for path in paths:
        try:
            if path.is_dir():
                others: defaultdict[str, list[str]] = defaultdict(list)
                for file in walk_folder(path, set(), faults):
                    if file.suffix.lower() in importer.endings and file.name not in importer.beside:
                        files[file] = file.stat().st_size
                    elif file.name not in importer.beside:
                        others[file.suffix.lower()].append(path_text(file.relative_to(path)))
                left_out += [other_kind(path, ending, names) for ending, names in sorted(others.items())]
            else:
                files[path] = path.stat().st_size
        except OSError as error:
            faults.append(cannot_read(error, path_text(path)))
    around = [ReadFailure(error) for error in faults] + [ReadFailure(error, left_out=True) for error in left_out]
    return list(files.items()), around


def _taken(found: Found, taking: Taking, path: Path, limit_bytes: int) -> Iterator[AnnotatedArticle | ReadFailure]:
    """Yield the article with each of its layers, and what cannot be taken of them."""
    if isinstance(found, ReadFailure):
        yield found
        return
    where = found.said[0].where if found.said else path_text(path)
    try:
        article = _article(found.source, path, where, limit_bytes)
    except InputError as error:
        yield ReadFailure(error)
        return
    for said in found.said:
        try:
            made = RowMaker(taking, said).article(found.source.text, article)
        except InputError as error:
            yield ReadFailure(error)
            continue
        yield made
        yield from (ReadFailure(fault) for fault in said.faults)


def _article(source: Source, path: Path, where: str, limit_bytes: int) -> ReadArticle:
    if len(source.text) > limit_bytes or len(source.text.encode("utf-8", "surrogatepass")) > limit_bytes:
        raise too_large(where, limit_bytes)
    known = {"file": path_text(path.name), **source.known}
    return article_from(
        source.text, (source.encoding, source.guessed), known, where, source.otherwise or path_text(path.stem)
    )
