"""Files made to do harm, and the damaged ones that come up in practice. Each once made a reader fail, or might."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from zipfile import ZIP_DEFLATED, ZipFile

from annotator.formats.conversion.converted import ConvertedKind
from tests.unit.formats.conversion.makers import HEAD, PARAGRAPHS, docx, docx_body, page, pdf

_LINES = ["The old bridge over the Lorn will be shut for a year."]


def _pdf_with(content: bytes, extra: bytes = b"") -> bytes:
    """A PDF whose one page has this as its stream object."""
    head = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    pages = b"2 0 obj\n<< /Type /Pages /Kids [4 0 R] /Count 1 >>\nendobj\n"
    leaf = b"4 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R >>\nendobj\n"
    body = b"5 0 obj\n" + content + b"\nendobj\n" + extra
    return head + pages + leaf + body + b"trailer << /Root 1 0 R /Size 6 >>\nstartxref\n0\n%%EOF"


def _flate_bomb() -> bytes:
    packed = zlib.compress(bytes(400_000_000), 9)
    return _pdf_with(b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(packed), packed))


def _page_tree_loop() -> bytes:
    return pdf([_LINES]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")


def _nested_multipart(depth: int) -> bytes:
    head = b"Subject: deep\nMIME-Version: 1.0\n"
    opened = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (nth, nth) for nth in range(depth))
    return head + opened + b"Content-Type: text/plain\n\nText.\n"


def _lying_zip() -> bytes:
    """A Word file whose directory says that its text is short."""
    data = docx([" ".join(PARAGRAPHS)] * 400)
    size = len(docx_body([" ".join(PARAGRAPHS)] * 400).encode())
    return data.replace(struct.pack("<L", size), struct.pack("<L", 10))


def _traversal() -> bytes:
    return docx(parts={"../../../outside.xml": "<x/>", "/absolute.xml": "<x/>", "word\\..\\evil.xml": "<x/>"})


def _bomb_in_bomb() -> bytes:
    inner = io.BytesIO()
    with ZipFile(inner, "w", ZIP_DEFLATED) as packed:
        for nth in range(20):
            packed.writestr(f"{nth}.bin", bytes(8_000_000))
    return docx(parts={"word/embeddings/inner.zip": inner.getvalue()})


_NUMBERS = "&#99999999999999; &#xD800; &#0; &#x110000; stay as they are."
_SCRIPT = "<script>fetch('http://harbour.example')</script>"
_LINKS = (
    '<a href="javascript:alert(1)">In it </a><img src="data:image/svg+xml,<svg onload=alert(2)>" onerror="alert(3)">'
    '<a href="data:text/html,<script>alert(4)</script>">are links. </a><svg onload="alert(5)"><text>alert</text></svg>'
)
_DECLARED = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
_OUTSIDE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"'
    ' Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
)
_DEEP = "</w:t></w:r></w:p>" + "<w:sdt><w:sdtContent>" * 20_000
_ATTACHED = (
    b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nText.\n"
    b'--b\nContent-Disposition: attachment; filename="../../../etc/passwd"\n\nsecret\n--b--\n'
)
_ENTITIES = '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>'


def _entities() -> bytes:
    return (_ENTITIES + page().replace("Repairs", "&c; Repairs")).encode()


HOSTILE: dict[str, tuple[ConvertedKind, Callable[[], bytes]]] = {
    "deep.html": ("html", lambda: (b"<div>" * 20_000) + page().encode() + (b"</div>" * 20_000)),
    "unclosed.html": ("html", lambda: page().encode() + b"<!--" + b"x" * 1_000_000),
    "angles.html": ("html", lambda: b"<" * 300_000),
    "entities.xhtml": ("html", _entities),
    "numbers.html": ("html", lambda: page((*PARAGRAPHS, _NUMBERS)).encode()),
    "nul.html": ("html", lambda: page().replace("bridge", "br\x00idge").encode()),
    "mixed.html": ("html", lambda: page().encode() + "<p>Café in another encoding</p>".encode("cp1252")),
    "escape.html": ("html", lambda: page(charset='<meta charset="unicode_escape">').encode("cp1252")),
    "zlib.html": ("html", lambda: page(charset='<meta charset="zlib_codec">').encode("cp1252")),
    "attributes.html": ("html", lambda: page(head=HEAD + f"<meta name='author' content='{'A' * 500_000}'>").encode()),
    "script.html": ("html", lambda: page((f"{_SCRIPT}{PARAGRAPHS[0]}", *PARAGRAPHS[1:])).encode()),
    "links.html": ("html", lambda: page((f"{_LINKS}{PARAGRAPHS[0]}", *PARAGRAPHS[1:])).encode()),
    "noise.html": ("html", lambda: bytes(range(256)) * 400),
    "loop.pdf": ("pdf", _page_tree_loop),
    "flate.pdf": ("pdf", _flate_bomb),
    "length.pdf": ("pdf", lambda: _pdf_with(b"<< /Length 99999999999999999999 >>\nstream\nBT ET\nendstream")),
    "arrays.pdf": ("pdf", lambda: _pdf_with(b"<< /Length 3 /X " + b"[" * 20_000 + b" >>\nstream\nBT \nendstream")),
    "dictionaries.pdf": ("pdf", lambda: _pdf_with(b"<< /A " * 20_000)),
    "numbers.pdf": ("pdf", lambda: pdf([_LINES]).replace(b"/Count 1", b"/Count 1" + b"0" * 5_000)),
    "startxref.pdf": ("pdf", lambda: pdf([_LINES]).rsplit(b"startxref", 1)[0] + b"startxref\n99999999999\n%%EOF"),
    "encrypted.pdf": ("pdf", lambda: pdf([_LINES]).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 1 0 R")),
    "cut.pdf": ("pdf", lambda: pdf([_LINES] * 3)[:-200]),
    "noise.pdf": ("pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 400),
    "bomb.docx": ("docx", lambda: docx(parts={"word/media/a.png": bytes(120_000_000)})),
    "nested.docx": ("docx", _bomb_in_bomb),
    "lying.docx": ("docx", _lying_zip),
    "traversal.docx": ("docx", _traversal),
    "deep.docx": ("docx", lambda: docx(parts={"word/document.xml": docx_body([_DEEP])})),
    "entities.docx": ("docx", lambda: docx(parts={"docProps/core.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'})),
    "wide.docx": ("docx", lambda: docx(parts={"word/styles.xml": _DECLARED.encode("utf-16")})),
    "outside.docx": ("docx", lambda: docx(parts={"word/_rels/document.xml.rels": _OUTSIDE})),
    "parts.docx": ("docx", lambda: docx(parts={f"word/x{nth}.xml": "<x/>" for nth in range(6_000)})),
    "relations.docx": ("docx", lambda: docx(parts={"word/_rels/document.xml.rels": "<Relationships/>"})),
    "cut.docx": ("docx", lambda: docx()[:400]),
    "deep.eml": ("eml", lambda: _nested_multipart(2_000)),
    "headers.eml": ("eml", lambda: b"Subject: x\n" + b"X-A: b\n" * 50_000 + b"\nText."),
    "long.eml": ("eml", lambda: b"Subject: " + b"x" * 2_000_000 + b"\n\nText."),
    "folded.eml": ("eml", lambda: b"Subject: x\n" + b" y\n" * 20_000 + b"\nText."),
    "nul.eml": ("eml", lambda: b"Subject: x\x00y\n\nText with \x00 in it."),
    "encoded.eml": ("eml", lambda: b"Subject: =?utf-8?b?" + b"QUJD" * 50_000 + b"?=\n\nText."),
    "charset.eml": ("eml", lambda: b"Subject: x\nContent-Type: text/plain; charset=unicode_escape\n\n\\x41 Text."),
    "base64.eml": ("eml", lambda: b"Subject: x\nContent-Transfer-Encoding: base64\n\n!!! no base64 !!!"),
    "boundary.eml": ("eml", lambda: b"Subject: x\nContent-Type: multipart/mixed\n\nText."),
    "date.eml": ("eml", lambda: b"Subject: x\nDate: Mon, 1 Jan 999999999999 00:00:00 +99999999\n\nText."),
    "address.eml": ("eml", lambda: b"From: " + b"<" * 5_000 + b"\nSubject: x\n\nText."),
    "names.eml": ("eml", lambda: _ATTACHED),
}  # fmt: skip
"""File name -> its kind and what makes it."""
