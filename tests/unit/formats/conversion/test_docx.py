from __future__ import annotations

import pytest

from annotator.formats.conversion.converted import ConversionError
from annotator.formats.conversion.docx import convert_docx
from tests.unit.formats.conversion.makers import PARAGRAPHS, docx, docx_body


def test_paragraphs_and_properties() -> None:
    found = convert_docx(docx(title="Bridge shut", author="Ada Quill", parts={"word/media/image1.png": b"PNG"}))
    assert found.text == "\n\n".join(PARAGRAPHS)
    assert found.fields == {"title": "Bridge shut", "author": "Ada Quill"}
    assert found.left_out == ("Pictures",)


def test_a_title_that_word_made_up_is_none() -> None:
    assert convert_docx(docx(title="Document1")).fields == {}


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_entities_are_refused_however_they_are_encoded(codec: str) -> None:
    bomb = docx_body(["&b;"]).replace(
        '<?xml version="1.0"?>',
        f'<?xml version="1.0" encoding="{codec}"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>',
    )
    with pytest.raises(ConversionError, match="refused"):
        convert_docx(docx(parts={"word/document.xml": bomb.encode(codec)}))


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(ConversionError, match="too large"):
        convert_docx(docx(parts={"word/media/image1.png": bytes(120_000_000)}))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "cannot be read"),
        (b"PK\x03\x04 and no more", "cannot be read"),
        (docx()[:-60], "cannot be read"),
        (b"\xd0\xcf\x11\xe0 Word 97", "cannot be read"),
        (docx(parts={"word/document.xml": "<w:document"}), "damaged"),
        (docx(parts={"word/document.xml": b"\x00\x01"}), "damaged"),
        (docx([]), "no text"),
        (docx(parts={"_rels/.rels": "<x/>", "word/document.xml": "<x/>"}), "damaged|no text"),
    ],
)
def test_files_that_are_none_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(ConversionError, match=words):
        convert_docx(data)


def test_another_archive_is_told() -> None:
    import io
    from zipfile import ZipFile

    out = io.BytesIO()
    with ZipFile(out, "w") as packed:
        packed.writestr("../../escape.txt", "out of the folder")
    with pytest.raises(ConversionError, match="not a Word file"):
        convert_docx(out.getvalue())
