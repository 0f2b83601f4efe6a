"""The text of a Word file (`.docx`), by mammoth."""

from __future__ import annotations

import io
import re
from typing import Any
from xml.etree import ElementTree as ET
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from annotator.formats.conversion.converted import ConversionError, Converted, one_line

MOST_UNPACKED = 100_000_000
"""Bytes of all parts of a file together."""
_MOST_PARTS = 5_000
_ABOUT = "docProps/core.xml"
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_NO_TITLE = re.compile(r"(?:document|microsoft word|untitled|.*\.docx?$)", re.IGNORECASE)


def convert_docx(data: bytes) -> Converted:
    """Return the paragraphs of a Word file, with an empty line between them. Raises ConversionError."""
    import mammoth  # noqa: PLC0415 (heavy, and needed in the worker alone)

    about = _checked(data)
    try:
        result = mammoth.extract_raw_text(io.BytesIO(data))
    except (KeyError, ValueError, AttributeError, IndexError, OSError, BadZipFile, ExpatError) as error:
        raise ConversionError("The Word file is damaged", one_line(str(error)) or type(error).__name__) from error
    text = re.sub(r"\n{3,}", "\n\n", str(result.value)).strip("\n")
    if not text.strip():
        raise ConversionError("The Word file holds no text", "It may consist of pictures")
    return Converted(text, about, tuple(_left_out(data)))


def _checked(data: bytes) -> dict[str, str]:
    """Return what the file says about itself, after making sure that it can be unpacked without harm."""
    try:
        with ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if "word/document.xml" not in names:
                raise ConversionError("The file is not a Word file", "It is another kind of zip archive")
            if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > _MOST_PARTS:
                why = f"Unpacked it has more than {MOST_UNPACKED // 1_000_000} MB"
                raise ConversionError("The Word file is too large", why, "Save it without pictures")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_document_type(packed.read(part))
            return _about(packed.read(_ABOUT)) if _ABOUT in names else {}
    except (BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            why = "It has the form of Word 97, or is protected by a password"
        else:
            why = one_line(str(error))
        raise ConversionError("The file cannot be read as .docx", why, "Save it as .docx without a password") from error


def _refuse_document_type(part: bytes) -> None:
    """Refuse entities, out of which bombs are made. No office program writes any."""
    bare = part.replace(b"\x00", b"")  # as UTF-16 has them
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
        raise ConversionError("The Word file is refused", "It declares entities, which no office program writes")


def _about(part: bytes) -> dict[str, str]:
    try:
        tree = ET.fromstring(part)  # noqa: S314 (parts with a document type were refused, and without one there are no bombs)
    except ET.ParseError:
        return {}
    found = {"title": _said(tree, "title"), "author": _said(tree, "creator")}
    if _NO_TITLE.match(found["title"]):
        found["title"] = ""
    return {name: value for name, value in found.items() if value}


def _said(tree: Any, name: str) -> str:
    return one_line(tree.findtext(f"{_DUBLIN_CORE}{name}") or "", 500)


def _left_out(data: bytes) -> list[str]:
    """Name the kinds of things that a Word file has beside its paragraphs."""
    kinds = {
        "word/media/": "Pictures",
        "word/header": "Headers of the pages",
        "word/footer": "Footers of the pages",
        "word/footnotes": "Footnotes",
        "word/endnotes": "Endnotes",
        "word/comments": "Comments",
    }
    with ZipFile(io.BytesIO(data)) as packed:
        names = packed.namelist()
    return [kind for start, kind in kinds.items() if any(name.startswith(start) for name in names)]
