"""Articles and the one normalisation that their text goes through."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from annotator.domain.errors import InputError
from annotator.domain.identity import article_id, text_sha256
from annotator.domain.span import Fragments

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONTROL_BYTES = bytes(number for number in range(0x20) if number not in b"\t\n")
_NOT_KEPT = re.compile("\\A\ufeff|\r(?=\n)|[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class State(StrEnum):
    """How far one annotator is with one article. Finished and empty is not the same as not read."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """The text as it is kept, and how often each step changed it (`steps` holds no zeros).

    Steps: `bom` (byte order mark dropped), `crlf` (CR LF or CR made LF), `controls` (NUL and C0 controls removed).
    """

    text: str
    steps: Mapping[str, int]


def _holds_controls(text: str) -> bool:
    """Tell whether there is a C0 control other than tab and LF. Far faster than looking for one."""
    data = text.encode("utf-8", "surrogatepass")
    return len(data.translate(None, _CONTROL_BYTES)) < len(data)


def normalise_text(raw: str, where: str = "") -> NormalisedText:
    """Drop the byte order mark, make line ends LF, remove NUL and C0 controls other than tab and LF.

    Nothing else is altered. Raises InputError for a lone surrogate or a text that is empty or blank.
    """
    lone = None if raw.isascii() else _SURROGATE.search(raw)
    if lone is not None:
        line = raw.count("\n", 0, lone.start()) + 1
        raise InputError(
            "The text holds half of a character (a lone surrogate)",
            where=f"{where}, line {line}" if where else f"line {line}",
            why=f"U+{ord(lone[0]):04X} at character {lone.start()} is not a character on its own",
            remedy="Save the text again as UTF-8 from the program it came from",
        )
    steps: dict[str, int] = {}
    text = raw
    if text.startswith("\ufeff"):
        text, steps["bom"] = text[1:], 1
    if "\r" in text:
        steps["crlf"] = text.count("\r")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _holds_controls(text):
        text, steps["controls"] = _CONTROLS.subn("", text)
    if not text.strip():
        raise InputError("The article is empty", where=where, remedy="Leave the file out or give it a text")
    return NormalisedText(text, steps)


def dropped_characters(raw: str) -> list[int]:
    """Return where `normalise_text` drops a character, ascending; all others keep their order."""
    if not raw.startswith("\ufeff") and not _holds_controls(raw):
        return []
    return [match.start() for match in _NOT_KEPT.finditer(raw)]


@dataclass(frozen=True, slots=True)
class Article:
    """What is known of an article apart from its text. `length` is in code points.

    `title`, `publisher`, `author`, `published` (ISO 8601 date or part of one), `language` (BCP 47), `url` and
    `file` (the name it was read from) are empty where unknown. `normalization` says what was done to the
    text on the way in (encoding and steps). `excluded` are passages that stay in the text and are not the article's
    own words, such as a closing line: no one trains on them. They are ascending, apart and within the text.
    """

    id: str
    sha256: str
    length: int
    title: str = ""
    publisher: str = ""
    author: str = ""
    published: str = ""
    language: str = ""
    url: str = ""
    file: str = ""
    normalization: Mapping[str, Any] = field(default_factory=dict)
    excluded: Fragments = ()


EDITABLE_FIELDS = ("title", "publisher", "author", "published", "language", "url")
"""The fields of an article that a person may change after the import."""


def article_of(text: NormalisedText, encoding: str = "utf-8", **known: Any) -> Article:
    """Return the article of a normalised text; its id follows from the text. `known` are the text fields."""
    sha256 = text_sha256(text.text)
    normalization = {"encoding": encoding, **text.steps}
    return Article(article_id(sha256), sha256, len(text.text), normalization=normalization, **known)
