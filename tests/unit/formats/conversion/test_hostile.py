"""Nothing that a file holds stops the import, reaches out of it, or goes unnamed."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator

import pytest

from annotator.domain.article import normalise_text
from annotator.domain.errors import InputError
from annotator.formats.conversion.charsets import codec_of
from annotator.formats.conversion.converted import MOST_LEFT_OUT, Converted
from annotator.formats.conversion.process import Converter, Limits
from tests.unit.formats.conversion.hostile import HOSTILE

_TEXT = "Text."
_READ = {
    "unclosed.html", "numbers.html", "nul.html", "mixed.html", "escape.html", "zlib.html", "attributes.html",
    "script.html", "links.html", "outside.docx", "traversal.docx", "relations.docx", "nested.docx", "headers.eml",
    "long.eml", "folded.eml", "encoded.eml", "charset.eml", "date.eml", "address.eml", "names.eml",
}  # fmt: skip
"""What is read all the same, because its text is there."""
_EITHER = {
    "deep.html", "entities.xhtml", "startxref.pdf", "cut.pdf", "numbers.pdf", "encrypted.pdf", "arrays.pdf", "deep.eml",
    "nul.eml", "base64.eml", "boundary.eml", "noise.html", "lying.docx",
}  # fmt: skip
"""What is read or refused, as the library's version has it."""


@pytest.fixture(scope="module")
def converter() -> Iterator[Converter]:
    with Converter(Limits(seconds=40)) as made:
        yield made


def outcome(converter: Converter, name: str) -> Converted | InputError:
    kind, make = HOSTILE[name]
    try:
        return converter.convert(kind, make(), f"folder/{name}")
    except InputError as error:
        return error


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_read_or_refused_by_name(converter: Converter, name: str) -> None:
    found = outcome(converter, name)
    if isinstance(found, InputError):
        assert name not in _READ, found
        assert found.where == f"folder/{name}"
        assert found.what
        assert len(str(found)) < 1_000
    else:
        assert name in _READ | _EITHER
        assert normalise_text(found.text, name).text
        assert "\ud800" not in found.text
        assert len(found.left_out) <= MOST_LEFT_OUT
        assert all(len(value) <= 500 and "\n" not in value for value in found.fields.values())
    after = converter.convert("eml", f"Subject: x\n\n{_TEXT}".encode(), "after.eml")
    assert after.text == _TEXT
    assert len(multiprocessing.active_children()) == 1


def test_a_file_in_an_attachment_is_not_read_and_leads_nowhere(converter: Converter) -> None:
    found = converter.convert("eml", HOSTILE["names.eml"][1](), "names.eml")
    assert found.left_out[0].startswith("Attachment passwd ")
    assert "secret" not in found.text


def test_links_and_pictures_leave_their_words_alone(converter: Converter) -> None:
    found = converter.convert("html", HOSTILE["links.html"][1](), "links.html")
    assert "are links." in found.text
    for part in (found.text, *found.fields.values(), *found.left_out):
        assert "alert" not in part
        assert "javascript:" not in part
        assert "data:" not in part


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("UTF8", "utf-8"),
        ("latin1", "cp1252"),
        ("US-ASCII", "cp1252"),
        ("windows-1251", "cp1251"),
        ("unicode_escape", None),
        ("raw-unicode-escape", None),
        ("idna", None),
        ("zlib", None),
        ("rot13", None),
        ("", None),
        (None, None),
        ("x" * 99, None),
        ("nul\x00", None),
    ],
)
def test_only_encodings_of_texts_are_taken_at_their_word(name: str | None, codec: str | None) -> None:
    assert codec_of(name) == codec
