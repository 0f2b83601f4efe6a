from __future__ import annotations

from email.message import EmailMessage

import pytest

from annotator.formats.conversion.converted import ConversionError
from annotator.formats.conversion.eml import convert_eml
from tests.unit.formats.conversion.makers import PARAGRAPHS, page

_TEXT = "\n\n".join(PARAGRAPHS) + "\n"


def mail(text: str | None = _TEXT, html: str | None = None) -> EmailMessage:
    message = EmailMessage()
    message["From"] = '"The Harbour Post" <news@harbour.example>'
    message["Subject"] = "Bridge shut for a year — what now?"
    message["Date"] = "Tue, 04 Mar 2025 23:30:00 -0500"
    if text is not None:
        message.set_content(text)
    if html is not None:
        if text is None:
            message.set_content(html, subtype="html")
        else:
            message.add_alternative(html, subtype="html")
    return message


def test_the_text_part_is_preferred() -> None:
    found = convert_eml(mail(html="<p>Another text.</p>").as_bytes())
    assert found.text.strip() == _TEXT.strip()
    assert found.fields == {
        "title": "Bridge shut for a year — what now?",
        "author": "The Harbour Post",
        "published": "2025-03-04",
    }


def test_the_html_part_is_read_where_there_is_no_other() -> None:
    found = convert_eml(mail(None, page(head="<title>Letter</title>")).as_bytes())
    assert found.text == "\n\n".join(PARAGRAPHS)
    assert found.fields["title"] == "Bridge shut for a year — what now?"
    assert found.fields["author"] == "The Harbour Post"


def test_attachments_are_named_and_not_read() -> None:
    message = mail()
    message.add_attachment(b"secret words", maintype="application", subtype="pdf", filename="../../etc/plan\x07.pdf")
    message.add_attachment("more secret words", filename="notes.txt")
    found = convert_eml(message.as_bytes())
    assert found.left_out == ("Attachment plan .pdf (application/pdf)", "Attachment notes.txt (text/plain)")
    assert "secret" not in found.text


def test_lines_that_the_mail_program_broke_are_joined() -> None:
    message = mail("One sentence that is \nlong.\n\n Stuffed\n-- \nAda\n")
    message.set_param("format", "flowed")
    assert convert_eml(message.as_bytes()).text.rstrip() == "One sentence that is long.\n\nStuffed\n-- \nAda"


@pytest.mark.parametrize("charset", ["iso-8859-1", "x-unknown", "utf-8"])
def test_a_wrong_or_unknown_charset_is_survived(charset: str) -> None:
    data = b"Subject: x\nContent-Type: text/plain; charset=%b\n\n" % charset.encode() + "Café “open” today.\n".encode()
    found = convert_eml(data)
    assert found.text.startswith("Caf")


@pytest.mark.parametrize("date", ["", "Date: yesterday\n", "Date: Tue, 99 Mar 2025 99:99:99 +9999\n"])
def test_a_date_that_cannot_be_read_is_left_open(date: str) -> None:
    assert "published" not in convert_eml(f"Subject: x\n{date}\nText.\n".encode()).fields


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a mail"),
        (b"Only a text\nand no mail.", "not a mail"),
        (mail("   ").as_bytes(), "no text"),
        (b"Subject: x\nContent-Type: image/png\n\nPNG", "no text"),
    ],
)
def test_files_that_are_none_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(ConversionError, match=words):
        convert_eml(data)
