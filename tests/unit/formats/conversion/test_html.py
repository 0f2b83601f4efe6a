from __future__ import annotations

import pytest

from annotator.formats.conversion.converted import ConversionError
from annotator.formats.conversion.html import convert_html
from tests.unit.formats.conversion.makers import AROUND, HEAD, PARAGRAPHS, page


def test_the_article_is_told_apart_from_menus_banners_comments_and_scripts() -> None:
    found = convert_html(page().encode())
    assert found.text == "\n\n".join(PARAGRAPHS)
    assert found.fields == {
        "title": "Bridge shut for a year",
        "author": "Ada Quill",
        "published": "2025-03-04",
        "publisher": "The Harbour Post",
        "url": "https://harbour.example/bridge",
        "language": "en",
    }
    assert set(AROUND) <= set(found.left_out)
    assert not any("script" in line for line in (found.text, *found.left_out))


@pytest.mark.parametrize(
    ("charset", "codec", "known"),
    [
        ('<meta charset="windows-1252">', "cp1252", "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=ISO-8859-1">', "cp1252", "cp1252"),
        ('<meta charset="koi8-r">', "utf-8", "utf-8"),
        ("", "utf-16", "utf-16-le"),
        ('<meta charset="no-such-thing">', "utf-8", "utf-8"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_declares(charset: str, codec: str, known: str) -> None:
    found = convert_html(page(charset=charset).encode(codec))
    assert found.text == "\n\n".join(PARAGRAPHS)
    assert (found.encoding, found.guessed) == (known, False)


def test_an_undeclared_encoding_is_guessed_and_said_to_be() -> None:
    found = convert_html(page(charset="").encode("cp1252"))
    assert found.text == "\n\n".join(PARAGRAPHS)
    assert found.guessed


def test_lists_tables_and_blocks_are_lines() -> None:
    inner = (
        "<h2>Cost</h2><ul><li>Buses go by the <b>north</b> road.</li><li>The ferry runs every 20 minutes.</li></ul>"
        "<table><tr><th>Year</th><th>Cost</th></tr><tr><td>2024</td><td>3m</td></tr></table>"
    )
    text = convert_html(page().replace(f"<p>{PARAGRAPHS[2]}</p>", f"{inner}<p>{PARAGRAPHS[2]}</p>").encode()).text
    assert text.split("\n\n")[2:] == [
        "Cost",
        "- Buses go by the north road.\n- The ferry runs every 20 minutes.",
        "Year | Cost\n2024 | 3m",
        PARAGRAPHS[2],
    ]


def test_white_space_is_made_plain_and_hides_no_line() -> None:
    spaced = (PARAGRAPHS[0].replace("a year", "a\u00a0\n  year"), *PARAGRAPHS[1:])
    found = convert_html(page(spaced).encode())
    assert found.text == "\n\n".join(PARAGRAPHS)
    assert not any("bridge over" in line for line in found.left_out)


def test_a_page_with_an_xml_declaration() -> None:
    text = '<?xml version="1.0" encoding="utf-8"?>\n' + page()
    assert convert_html(text.encode()).text == "\n\n".join(PARAGRAPHS)


def test_a_page_saved_in_one_file_is_taken_out_of_it() -> None:
    archive = (
        "From: <Saved by a browser>\r\nSubject: Bridge\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--x"\r\n\r\n'
        "----x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{page(charset='')}\r\n----x\r\nContent-Type: image/png\r\n\r\nPNG\r\n----x--\r\n"
    )
    found = convert_html(archive.encode())
    assert found.text == "\n\n".join(PARAGRAPHS)
    assert found.fields["title"] == "Bridge shut for a year"


@pytest.mark.parametrize("text", ["", "<html></html>", "<nav><a>Home</a></nav>", "<script>x = '<p>no</p>'</script>"])
def test_a_page_without_an_article_is_refused(text: str) -> None:
    with pytest.raises(ConversionError):
        convert_html(text.encode())


def test_an_address_that_is_a_script_is_not_taken() -> None:
    head = HEAD.replace("https://harbour.example/bridge", "javascript:alert(1)")
    assert "url" not in convert_html(page(head=head).encode()).fields
