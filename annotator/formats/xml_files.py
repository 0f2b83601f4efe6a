"""XML from elsewhere: no document type, no entities, no deep nesting, and nothing is ever fetched."""

from __future__ import annotations

from typing import NamedTuple
from xml.parsers import expat

from annotator.domain.errors import InputError

_DEEPEST = 32
"""Levels of nesting; the formats that are read here need five."""


class Element(NamedTuple):
    """An element below the root: its name with its namespace as `space}name`, its attributes, and what is inside.

    `text` is what stands directly in it.
    """

    name: str
    attributes: dict[str, str]
    children: list[Element]
    text: list[str]

    @property
    def inner(self) -> str:
        """The text directly inside."""
        return "".join(self.text)


class _Builder:
    def __init__(self, where: str) -> None:
        self.root = Element("", {}, [], [])
        self._open = [self.root]
        self._where = where

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) > _DEEPEST:
            raise InputError("The file is nested too deeply", self._where, f"The limit is {_DEEPEST} levels")
        made = Element(name, attributes, [], [])
        self._open[-1].children.append(made)
        self._open.append(made)

    def end(self, _name: str) -> None:
        self._open.pop()

    def words(self, text: str) -> None:
        if text.strip() or len(self._open) > 2:
            self._open[-1].text.append(text)

    def refuse(self, *_args: object) -> int:
        raise InputError(
            "The file declares a document type or entities, so it is not read",
            self._where,
            "Such a declaration can make a small file grow without end, or fetch others",
            "Export it again; the formats that are imported need none",
        )


def parse_xml(data: bytes, where: str) -> Element:
    """Return the root element of a file. Raises InputError for what is not well-formed, deep, or declares entities."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    builder = _Builder(where)
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler = builder.words
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = builder.refuse
    parser.ExternalEntityRefHandler = builder.refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        why = f"{expat.ErrorString(error.code)}, line {error.lineno}"
        raise InputError("The file is not XML that can be read", where, why) from None
    except (LookupError, ValueError) as error:  # an encoding that Python does not know, or that takes several bytes
        raise InputError("The file is in an encoding that cannot be read", where, str(error)) from None
    return builder.root.children[0]
