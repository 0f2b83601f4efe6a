from __future__ import annotations

import io

import pypdf
import pytest

from annotator.formats.conversion.converted import ConversionError
from annotator.formats.conversion.page_lines import article_of_pages
from annotator.formats.conversion.pdf import convert_pdf
from tests.unit.formats.conversion.makers import pdf

_FIRST = [
    "The Harbour Post                      4 March 2025",
    "Bridge shut for a year",
    "The old bridge over the Lorn will be shut for a year, the coun-",
    "cil said on Tuesday, after engineers found cracks in two of its",
    "four pillars.",
    "Mara Lind, who heads the roads office, spoke of a well-known dan-",
    "1",
]
_SECOND = [
    "The Harbour Post                      4 March 2025",
    "ger. A new bridge, she said, is the only thing that is well-",
    "known to help. It would be built by a Franco-",
    "German firm.",
    "2",
]
_TEXT = (
    "Bridge shut for a year\n\n"
    "The old bridge over the Lorn will be shut for a year, the council said on Tuesday, after engineers found cracks in"
    " two of its four pillars.\n\n"
    "Mara Lind, who heads the roads office, spoke of a well-known danger. A new bridge, she said, is the only thing"
    " that is well-known to help. It would be built by a Franco-German firm."
)


def test_pages_are_joined_without_heads_and_numbers() -> None:
    found = convert_pdf(pdf([_FIRST, _SECOND], "Bridge shut", "Ada Quill"))
    assert found.text == _TEXT
    assert found.fields == {"title": "Bridge shut", "author": "Ada Quill"}
    assert [" ".join(line.split()) for line in found.left_out] == ["The Harbour Post 4 March 2025", "1", "2"]


@pytest.mark.parametrize("title", ["Microsoft Word - bridge.docx", "bridge_final.indd", "untitled"])
def test_the_name_of_a_file_is_no_title(title: str) -> None:
    assert "title" not in convert_pdf(pdf([_FIRST], title)).fields


@pytest.mark.parametrize(
    "number", ["7", "- 7 -", "Page 7 of 12", "7/12", "Seite 7", "vii", "| 7", "p. 7"]
)  # fmt: skip
def test_page_numbers_go(number: str) -> None:
    text, left_out = article_of_pages([["A whole sentence stands here.", number]])
    assert (text, left_out) == ("A whole sentence stands here.", [number])


@pytest.mark.parametrize("line", ["Civil", "mild", "In 1984", "12,000", "3 of them"])
def test_words_and_amounts_at_the_end_of_a_page_stay(line: str) -> None:
    assert line in article_of_pages([["A whole sentence stands here.", line]])[0]


def test_a_column_of_numbers_is_no_page_number() -> None:
    text, left_out = article_of_pages([["A whole sentence.", *map(str, range(100, 110))]])
    assert left_out == ["109", "108"]
    assert "107" in text


def test_one_page_has_no_running_head() -> None:
    assert article_of_pages([["The Harbour Post", "A sentence."]])[1] == []


def test_soft_hyphens_and_empty_pages() -> None:
    assert article_of_pages([[], ["The engi\u00ad", "neers."], [" "]]) == ("The engineers.", [])


def test_a_protected_file_is_refused_and_one_with_an_empty_password_is_read() -> None:
    for password, words in (("secret", "password"), ("", None)):
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([_FIRST])))
        writer.encrypt(password, "owner", algorithm="RC4-128")
        out = io.BytesIO()
        writer.write(out)
        if words is None:
            assert "old bridge" in convert_pdf(out.getvalue()).text
        else:
            with pytest.raises(ConversionError, match=words):
                convert_pdf(out.getvalue())


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n", b"no pdf at all", pdf([_FIRST])[:300]])
def test_a_damaged_file_is_refused(data: bytes) -> None:
    with pytest.raises(ConversionError, match="damaged"):
        convert_pdf(data)


def test_a_scan_is_said_to_be_one() -> None:
    with pytest.raises(ConversionError, match="no text") as caught:
        convert_pdf(pdf([[]]))
    assert "scan" in caught.value.why
