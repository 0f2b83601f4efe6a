"""Reads brat standoff: texts with the annotations beside them, held against their words and the project's schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from annotator.domain.errors import CancelledError, InputError
from annotator.domain.schema import Schema
from annotator.domain.span import Fragment, Fragments
from annotator.formats.annotated import AnnotatedArticle
from annotator.formats.article_folders import cannot_read, path_text
from annotator.formats.article_records import too_large
from annotator.formats.brat.files import Pair, find_pairs
from annotator.formats.brat.lines import parse_standoff
from annotator.formats.decoding import decode
from annotator.formats.regular_files import read_regular
from annotator.formats.standoff_rows import RowMaker, Taking
from annotator.formats.text_files import DEFAULT_LIMIT_BYTES, Progress, ReadArticle, ReadFailure, text_article

_LINE_END = re.compile("\r\n?|\n")


def read_brat(
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
    """Yield the articles of brat folders and files, and a failure for each line that cannot be taken.

    Every annotation is placed by its words (see `offset_units`); `layer` is whose it becomes. `label_map` renames
    labels and relations; labels the schema lacks are an UnknownLabelsError for their file unless `add_labels`.
    Raises CancelledError once `cancelled` returns True.
    """
    taking = Taking(schema, layer, label_map or {}, add_labels, _spelled, _joined)
    found = find_pairs(paths, limit_bytes)
    yield from (ReadFailure(error) for error in found.faults)
    for nth, pair in enumerate(found.pairs, 1):
        if cancelled is not None and cancelled():
            raise CancelledError
        yield from _read_pair(pair, taking, limit_bytes)
        if progress is not None:
            progress(nth, len(found.pairs), pair.text.name)
    yield from (ReadFailure(error, left_out=True) for error in found.left_out)


def _read_pair(pair: Pair, taking: Taking, limit_bytes: int) -> Iterator[AnnotatedArticle | ReadFailure]:
    where = path_text(pair.annotations)
    try:
        raw, article = _read_text(pair, limit_bytes)
        standoff = parse_standoff(_read(pair.annotations, limit_bytes), where)
        made = RowMaker(taking, standoff).article(raw, article)
    except InputError as error:
        yield ReadFailure(error)
        return
    except OSError as error:
        yield ReadFailure(cannot_read(error, where))
        return
    yield made
    yield from (ReadFailure(fault) for fault in standoff.faults)


def _read_text(pair: Pair, limit_bytes: int) -> tuple[str, ReadArticle]:
    where = path_text(pair.text.path)
    if pair.text.size > limit_bytes:
        raise too_large(where, limit_bytes)
    decoded = decode(read_regular(pair.text.path), where)
    return decoded.text, text_article(pair.text, decoded, where)


def _read(path: Path, limit_bytes: int) -> str:
    where = path_text(path)
    if path.stat().st_size > limit_bytes:
        raise InputError("The file is too large", where, f"The limit is {limit_bytes / 1_000_000:g} MB")
    return decode(read_regular(path), where).text


def _spelled(pieces: Sequence[str]) -> str:
    """Return the words of fragments as an .ann file has them: joined by a space, line ends as spaces."""
    return _LINE_END.sub(" ", " ".join(pieces))


def _joined(fragments: Fragments, text: str) -> Fragments:
    """Join fragments that only line ends are between: brat cannot mark across a line end and cuts there."""
    joined = [fragments[0]]
    for before, after in pairwise(fragments):
        if text[before.end : after.start].strip("\n"):
            joined.append(after)
        else:
            joined[-1] = Fragment(joined[-1].start, after.end)
    return tuple(joined)
