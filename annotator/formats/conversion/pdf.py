"""The text of a PDF, by pypdf: pages joined, their heads, feet and numbers left out."""

from __future__ import annotations

import io
import re
from typing import Any

from annotator.formats.conversion.converted import MOST_LEFT_OUT, ConversionError, Converted, one_line
from annotator.formats.conversion.page_lines import article_of_pages

_NO_TITLE = re.compile(
    r"(?:microsoft word|untitled|slide \d|.*\.(?:docx?|pdf|indd|qxp|rtf|odt|tex)\s*$)", re.IGNORECASE
)
MOST_PAGES = 1_000


def convert_pdf(data: bytes) -> Converted:
    """Return the text of a PDF. Raises ConversionError if it is protected, damaged, a scan or too long."""
    import pypdf  # noqa: PLC0415 (heavy, and needed in the worker alone)
    from pypdf.errors import DependencyError, PyPdfError  # noqa: PLC0415 (as above)

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _protected()
        if len(reader.pages) > MOST_PAGES:
            why = f"It has {len(reader.pages):,} pages, the limit is {MOST_PAGES:,}"
            raise ConversionError("The PDF is too long", why, "Print the pages of the article into a PDF of its own")
        pages = [str(page.extract_text()).splitlines() for page in reader.pages]
        fields = _fields(reader.metadata)
    except DependencyError as error:
        raise _protected() from error
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError, ArithmeticError) as error:
        why = one_line(str(error)) or type(error).__name__
        raise ConversionError("The PDF is damaged", why, "Print it into a new PDF") from error
    text, left_out = article_of_pages(pages)
    if not text.strip():
        remedy = "Have it read by a program for text recognition first"
        raise ConversionError("The PDF holds no text", "It is probably a scan", remedy)
    return Converted(text, fields, tuple(map(one_line, left_out))[:MOST_LEFT_OUT])


def _protected() -> ConversionError:
    return ConversionError("The PDF is protected by a password", remedy="Save a copy without the password")


def _fields(metadata: Any) -> dict[str, str]:
    if metadata is None:
        return {}
    title, author = one_line(str(metadata.title or ""), 500), one_line(str(metadata.author or ""), 500)
    found = {"title": "" if _NO_TITLE.match(title) else title, "author": author}
    return {name: value for name, value in found.items() if value}
