"""Makes files of the kinds that are converted. Everything in them is invented."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from zipfile import ZIP_DEFLATED, ZipFile

PARAGRAPHS = (
    "The old bridge over the Lorn will be shut for a year, the council said on Tuesday, after engineers found cracks"
    " in two of its four pillars.",
    "“We will not take a risk with anybody’s life,” said Mara Lind, who heads the roads office. “The cracks are deeper"
    " than we thought.”",
    "Repairs may cost 12 million crowns. About 3,000 people cross the bridge every day, most of them on the way to work"
    " or school.",
)
HEAD = """<title>Bridge shut for a year | The Harbour Post</title>
<meta property="og:site_name" content="The Harbour Post"><meta name="author" content="Ada Quill">
<meta property="article:published_time" content="2025-03-04T10:00:00Z">
<link rel="canonical" href="https://harbour.example/bridge"><meta property="og:title" content="Bridge shut for a year">
<script>document.title = "changed by a script"</script><style>p {color: red}</style>"""
AROUND = (
    "We use cookies to make this site work. Accept all cookies or manage your settings below.",
    "Sport results",
    "I told you so, they never listen to us at all!",
    "© 2025 The Harbour Post. All rights reserved.",
)


def page(paragraphs: Sequence[str] = PARAGRAPHS, head: str = HEAD, charset: str = '<meta charset="utf-8">') -> str:
    """A saved page with a menu, a cookie banner, scripts, comments and a foot."""
    cookies, menu, comment, foot = AROUND
    body = "\n".join(f"<p>{text}</p>" for text in paragraphs)
    return f"""<!DOCTYPE html><html lang="en"><head>{charset}{head}</head><body>
<div id="cookie-banner" class="cookie-consent"><p>{cookies}</p><button onclick="go()">Accept</button></div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">{menu}</a></li></ul></nav>
<header><h1>Bridge shut for a year</h1></header>
<article>{body}<img src="x" onerror="alert(2)"><script>document.write("<p>written by a script</p>")</script></article>
<section id="comments" class="comments"><h2>Comments</h2><div class="comment"><p>{comment}</p></div></section>
<footer><p>{foot}</p></footer></body></html>"""


def pdf(pages: Sequence[Sequence[str]], title: str = "", author: str = "") -> bytes:
    """A PDF with one line of text below the other on each page."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * nth} 0 R" for nth in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for nth, lines in enumerate(pages):
        drawn = "".join(f"({_escaped(line)}) Tj 0 -14 Td\n" for line in lines)
        content = f"BT /F1 11 Tf 60 780 Td\n{drawn}ET".encode("cp1252")
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            b" /Contents %d 0 R >>" % (5 + 2 * nth)
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
    objects.append(f"<< /Title ({_escaped(title)}) /Author ({_escaped(author)}) >>".encode("cp1252"))
    return _written(objects)


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _written(objects: Sequence[bytes]) -> bytes:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    size = len(objects)
    out.write(b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF" % (size + 1, size, start))
    return out.getvalue()


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELATIONS = """<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
 Target="word/document.xml"/></Relationships>"""
_CORE = """<?xml version="1.0"?><cp:coreProperties
 xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:creator>{author}</dc:creator>
</cp:coreProperties>"""


def docx_body(paragraphs: Sequence[str]) -> str:
    """The part of a Word file that holds its text."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return f'<?xml version="1.0"?><w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'


def docx(
    paragraphs: Sequence[str] = PARAGRAPHS, title: str = "", author: str = "", parts: Mapping[str, str | bytes] = {}
) -> bytes:
    """A Word file; `parts` are added to it or replace its own."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": docx_body(paragraphs),
        "docProps/core.xml": _CORE.format(title=title, author=author),
        **parts,
    }
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()
