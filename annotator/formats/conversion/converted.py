"""What a conversion is asked for and what it gives back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

ConvertedKind = Literal["html", "pdf", "docx", "eml"]
"""The kinds of files that are converted."""

MOST_LEFT_OUT = 200
"""So many things that were left out are told one by one."""


@dataclass(frozen=True, slots=True)
class Converted:
    """The text of an article and what the file says about it.

    `fields` are those of an article that are known. `left_out` are the words of the file that are not in the text, as
    far as they can be told, a line or a sentence each. `encoding` is that of the file, where it has one.
    """

    text: str
    fields: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    encoding: str = "utf-8"
    guessed: bool = False


class ConversionError(Exception):
    """A file cannot be converted: what is wrong, why, and what to do.

    `spent` tells that the process should read no other file, since something gave way in it.
    """

    def __init__(self, what: str, why: str = "", remedy: str = "", *, spent: bool = False) -> None:
        super().__init__(what)
        self.what, self.why, self.remedy, self.spent = what, why, remedy, spent


def pack_answer(answer: Converted | ConversionError) -> bytes:
    """Return an answer as JSON, which unlike a pickle can do nothing to who reads it."""
    if isinstance(answer, ConversionError):
        value: dict[str, Any] = {
            "what": answer.what,
            "why": answer.why,
            "remedy": answer.remedy,
            "spent": answer.spent,
        }
    else:
        value = asdict(answer)
    return json.dumps(value).encode()


def unpack_answer(data: bytes) -> Converted | ConversionError:
    """Return what `pack_answer` packed."""
    value = json.loads(data)
    if "what" in value:
        return ConversionError(value["what"], value["why"], value["remedy"], spent=value["spent"])
    return Converted(
        value["text"], value["fields"], tuple(value["left_out"]), value["encoding"], guessed=value["guessed"]
    )


def one_line(text: str, longest: int = 200) -> str:
    """Return a text on one line without control characters, cut to `longest` code points."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text[: 4 * longest]).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
