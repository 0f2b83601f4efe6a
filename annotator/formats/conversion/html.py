"""The article of a web page: trafilatura tells it apart from menus, banners, comments and advertisements."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from annotator.domain.errors import InputError
from annotator.formats.conversion.charsets import codec_of
from annotator.formats.conversion.converted import MOST_LEFT_OUT, ConversionError, Converted, one_line
from annotator.formats.decoding import Decoded, decode

_BLOCKS = (
    "address article aside blockquote br button caption dd details div dl dt fieldset figcaption figure footer form h1"
    " h2 h3 h4 h5 h6 header hr label legend li main nav ol option p pre section summary table td th tr ul"
).split()
_NOT_SHOWN = ("head", "script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "select")
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-:.]{1,40})""", re.IGNORECASE)
_ARCHIVE = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9\-]{0,60}:[^\n]{0,998}\n(?:[ \t][^\n]{0,998}\n)*){1,200}\r?\n")
_DECLARED_WITHIN = 4096


def convert_html(data: bytes) -> Converted:
    """Return the article of a saved page (`.html`, or `.mhtml` with the pictures in it). Raises ConversionError."""
    decoded = _archived(data) if _is_archive(data) else _decoded(data)
    return convert_page(decoded)


def convert_page(decoded: Decoded) -> Converted:
    """Return the article of a page as text. Raises ConversionError if there is none in it."""
    import trafilatura  # noqa: PLC0415 (heavy, and needed in the worker alone)
    from lxml import etree, html  # noqa: PLC0415 (as above)

    try:
        tree = html.fromstring(_without_declaration(decoded.text))
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise ConversionError("The page cannot be read", str(error)) from error
    language = str(tree.get("lang") or "").strip()
    shown = _shown_lines(tree)
    found: Any = trafilatura.bare_extraction(
        _without_declaration(decoded.text),
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    text = "" if found is None or found.body is None else _text_of(found.body)
    if not text.strip():
        raise ConversionError(
            "No article was found in the page",
            "It holds menus, scripts or pictures only",
            "Copy the text out of the browser into a .txt file",
        )
    fields = {
        "title": found.title,
        "author": found.author,
        "published": found.date,
        "publisher": found.sitename or found.hostname,
        "url": found.url if str(found.url).startswith(("http://", "https://")) else "",
        "language": language if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", language) else "",
    }
    known = {name: one_line(value, 500) for name, value in fields.items() if value}
    return Converted(text, known, _left_out(shown, text, known), decoded.encoding, decoded.guessed)


def _is_archive(data: bytes) -> bool:
    """Tell whether a page was saved with everything in one file, which then has the form of a mail."""
    head = _ARCHIVE.match(data[:200_000])
    return head is not None and b"multipart/related" in head[0].lower()


def _archived(data: bytes) -> Decoded:
    message = message_from_bytes(data, policy=policy.default)
    for part in message.walk():
        if isinstance(part, EmailMessage) and part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return _decoded(payload, part.get_content_charset())
    raise ConversionError("No page was found in the archive")


def _decoded(data: bytes, charset: str | None = None) -> Decoded:
    """Return the page as text: by its byte order mark, what it declares, or a guess."""
    try:
        plain = decode(data, "")
    except InputError as error:
        raise ConversionError(error.what, error.why, "Save the page again from the browser") from error
    if not plain.guessed:
        return plain
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    for name in (charset, declared[1].decode("ascii") if declared else None):
        codec = codec_of(name)
        try:
            if codec is not None:
                return Decoded(data.decode(codec), codec, guessed=False)
        except UnicodeError:
            continue
    return plain


def _without_declaration(text: str) -> str:
    """Return a page without its XML declaration, which lxml refuses in a text that is decoded already."""
    return re.sub(r"\A\s*<\?xml[^>]{0,200}\?>", "", text.replace("\x00", ""))


def _text_of(body: Any) -> str:
    """Return the paragraphs of what trafilatura extracted, with an empty line between them."""
    blocks: list[str] = []
    for element in body:
        if element.tag == "list":
            lines = [f"- {item}" for item in map(_flat, element.iter("item")) if item]
            blocks.append("\n".join(lines))
        elif element.tag == "table":
            rows = [" | ".join(map(_flat, row.iter("cell"))) for row in element.iter("row")]
            blocks.append("\n".join(row for row in rows if row.strip(" |")))
        else:
            blocks += _lines(element)
    return "\n\n".join(block for block in blocks if block.strip())


def _lines(element: Any) -> list[str]:
    for breaking in element.iter("lb", "p", "item", "head"):
        if breaking is not element:
            breaking.text = "\n" + (breaking.text or "")
    return [line for line in map(_spaces, "".join(element.itertext()).split("\n")) if line]


def _flat(element: Any) -> str:
    return _spaces("".join(element.itertext()))


def _spaces(text: str) -> str:
    """Return a text with single plain spaces, as trafilatura makes them."""
    return " ".join(text.split())


def _shown_lines(tree: Any) -> list[str]:
    """Return the lines that a browser would show, roughly. The tree is used up."""
    for element in list(tree.iter(*_NOT_SHOWN)):
        element.drop_tree() if element.getparent() is not None else None
    for element in tree.iter(*_BLOCKS):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    lines = map(_spaces, str(tree.text_content()).split("\n"))
    return list(dict.fromkeys(line for line in lines if line))


def _left_out(shown: list[str], text: str, known: dict[str, str]) -> tuple[str, ...]:
    kept = _spaces(" ".join([text, *known.values()]))
    lines = [one_line(line) for line in shown if line not in kept]
    return tuple(lines[:MOST_LEFT_OUT])
