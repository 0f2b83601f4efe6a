"""Articles from files of every kind, and from folders of them.

One bad file or line never keeps the others out: it is yielded as a failure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, cast

from annotator.domain.article import Article, article_of, normalise_text
from annotator.domain.errors import CancelledError, InputError, KnownError
from annotator.formats.article_fields import read_fields
from annotator.formats.article_folders import ArticleFile, Kind, cannot_read, find_article_files, path_text
from annotator.formats.article_records import BadRecord, FoundRecord, place, read_csv, read_jsonl, too_large
from annotator.formats.conversion.converted import ConvertedKind
from annotator.formats.conversion.process import Converter
from annotator.formats.decoding import Decoded, decode
from annotator.formats.regular_files import read_regular
from annotator.formats.titles import title_of

DEFAULT_LIMIT_BYTES = 50_000_000
"""Bytes of one article as it is on the disk."""

_PLAIN: tuple[Kind, ...] = ("auto", "text")

Progress = Callable[[int, int, str], None]
"""Called with the bytes read, the bytes in all, and the file in hand."""


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article that was read. `where` names the file (and line); `remarks` tell what of the input was not used.

    `left_out` are the words of a converted file that did not go into the text. `original` are the file's bytes, if
    they were asked for and the file is one article.
    """

    article: Article
    text: str
    where: str
    remarks: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    original: bytes | None = None


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """Something that gave no article. `left_out`: a file of another kind in a folder, which is no fault."""

    error: KnownError
    left_out: bool = False


def read_articles(
    paths: Sequence[Path],
    *,
    kind: Kind = "auto",
    limit_bytes: int = DEFAULT_LIMIT_BYTES,
    keep_originals: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[ReadArticle | ReadFailure]:
    """Yield the articles of files and folders in order, and a failure for everything that is not one.

    `kind` says how the files are read; `auto` goes by the ending and takes unknown endings for text. The same text
    twice is yielded twice, with the same article id. Raises CancelledError once `cancelled` returns True.
    """
    found = find_article_files(paths, kind, limit_bytes)
    yield from (ReadFailure(error) for error in found.faults)
    total = sum(file.size for file in found.files)
    before = 0
    with Converter() as converter:
        reader = _Reader(limit_bytes, keep_originals, converter, cancelled)
        for file in found.files:
            for read, item in reader.read(file):
                if cancelled is not None and cancelled():
                    raise CancelledError
                yield item
                if progress is not None:
                    progress(before + min(read, file.size), total, file.name)
            before += file.size
    yield from (ReadFailure(error, left_out=True) for error in found.left_out)


class _Reader(NamedTuple):
    """How files are read."""

    limit_bytes: int
    keep_originals: bool
    converter: Converter
    cancelled: Callable[[], bool] | None

    def read(self, file: ArticleFile) -> Iterator[tuple[int, ReadArticle | ReadFailure]]:
        """Yield what a file holds, each with the bytes read so far."""
        where = path_text(file.path)
        try:
            if file.kind in ("csv", "jsonl"):
                records = read_csv if file.kind == "csv" else read_jsonl
                nothing = True
                for found in records(file.path, where, self.limit_bytes):
                    nothing = False
                    yield found.read, _from_record(file, found, where, self.limit_bytes)
                if nothing:
                    yield file.size, ReadFailure(_no_articles(where, file.kind))
            else:
                yield file.size, self._read_whole(file, where)
        except InputError as error:
            yield file.size, ReadFailure(error)
        except OSError as error:
            yield file.size, ReadFailure(cannot_read(error, where))

    def _read_whole(self, file: ArticleFile, where: str) -> ReadArticle:
        """Return the article that a file is."""
        if file.size > self.limit_bytes:
            raise too_large(where, self.limit_bytes)
        data = read_regular(file.path)
        if file.kind in _PLAIN:
            article = text_article(file, decode(data, where), where)
        else:
            article = self._converted(file, where, data)
        return replace(article, original=data) if self.keep_originals else article

    def _converted(self, file: ArticleFile, where: str, data: bytes) -> ReadArticle:
        kind = cast("ConvertedKind", file.kind)
        found = self.converter.convert(kind, data, where, self.cancelled)
        known = {"file": file.name, **found.fields, **file.known}
        article = article_from(found.text, (found.encoding, found.guessed), known, where, Path(file.name).stem)
        normalization = {**article.article.normalization, "format": kind}
        return replace(article, article=replace(article.article, normalization=normalization), left_out=found.left_out)


def text_article(file: ArticleFile, decoded: Decoded, where: str) -> ReadArticle:
    """Return the article that a text file holds, with what is known of the file. Raises InputError if it is none."""
    known = {"file": file.name, **file.known}
    return article_from(decoded.text, (decoded.encoding, decoded.guessed), known, where, otherwise=Path(file.name).stem)


def _no_articles(where: str, kind: Kind) -> InputError:
    lines = "a row for each below the names of the columns" if kind == "csv" else "a line for each"
    return InputError("The file holds no articles", where, remedy=f"There should be {lines}")


def _from_record(
    file: ArticleFile, found: FoundRecord | BadRecord, where: str, limit_bytes: int
) -> ReadArticle | ReadFailure:
    if isinstance(found, BadRecord):
        return ReadFailure(found.error)
    try:
        return _record_article(file, found, place(where, found.line), limit_bytes)
    except InputError as error:
        return ReadFailure(error)


def _record_article(file: ArticleFile, found: FoundRecord, where: str, limit_bytes: int) -> ReadArticle:
    known, remarks = read_fields(found.record, where)
    text = known.pop("text", "")
    if not text:
        raise InputError("The record holds no text", where, remedy='Put the article into a field named "text"')
    if len(text.encode("utf-8", "surrogatepass")) > limit_bytes:
        raise too_large(where, limit_bytes)
    otherwise = f"{Path(file.name).stem} {found.line}"
    article = article_from(text, (found.encoding, found.guessed), {"file": file.name, **known}, where, otherwise)
    return replace(article, remarks=remarks)


def article_from(
    raw: str, encoding: tuple[str, bool], known: Mapping[str, str], where: str, otherwise: str
) -> ReadArticle:
    """Return the normalised article; `otherwise` is its title if neither metadata nor the text give one.

    `encoding` is the codec it was read in and whether that was guessed. Raises InputError for a text that is none.
    """
    normalised = normalise_text(raw, where)
    fields = {"title": title_of(normalised.text, otherwise), **known}
    article = article_of(normalised, encoding[0], **fields)
    if encoding[1]:
        article = replace(article, normalization={**article.normalization, "guessed": True})
    return ReadArticle(article, normalised.text, where)
