"""The text of a mail, such as a newsletter or a press release."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr, parsedate_to_datetime

from annotator.domain.errors import InputError
from annotator.formats.conversion.charsets import codec_of
from annotator.formats.conversion.converted import MOST_LEFT_OUT, ConversionError, Converted, one_line
from annotator.formats.conversion.html import convert_page
from annotator.formats.decoding import Decoded, decode


def convert_eml(data: bytes) -> Converted:
    """Return the plain text of a mail, or else that of its HTML part. Attachments are named and not read.

    Raises ConversionError if it is no mail or holds no text.
    """
    message = message_from_bytes(data, policy=policy.default)
    if not isinstance(message, EmailMessage) or not (message["from"] or message["subject"] or message["received"]):
        raise ConversionError("The file is not a mail", "It has no sender and no subject")
    fields = _fields(message)
    left_out = tuple(_attachments(message))[:MOST_LEFT_OUT]
    plain = message.get_body(("plain",))
    if plain is not None:
        decoded = _decoded(plain)
        if decoded.text.strip():
            text = _unflowed(decoded.text) if _is_flowed(plain) else decoded.text
            return Converted(text, fields, left_out, decoded.encoding, decoded.guessed)
    page = message.get_body(("html",))
    if page is None:
        raise ConversionError("The mail holds no text", "It has attachments only" if left_out else "")
    found = convert_page(_decoded(page))
    known = {**found.fields, **fields}
    return Converted(found.text, known, (*left_out, *found.left_out)[:MOST_LEFT_OUT], found.encoding, found.guessed)


def _fields(message: EmailMessage) -> dict[str, str]:
    name, address = parseaddr(str(message["from"] or ""))
    fields = {"title": str(message["subject"] or ""), "author": name or address, "published": _day(message)}
    return {key: line for key, value in fields.items() if (line := one_line(value, 500))}


def _day(message: EmailMessage) -> str:
    """Return the day on which the mail was sent, where it was sent; empty if that cannot be read."""
    try:
        return parsedate_to_datetime(str(message["date"])).date().isoformat()
    except (ValueError, TypeError, OverflowError):
        return ""


def _attachments(message: EmailMessage) -> list[str]:
    names = []
    for part in message.iter_attachments():
        name = one_line((part.get_filename() or "").replace("\\", "/").rsplit("/", 1)[-1], 100)
        kind = part.get_content_type()
        names.append(f"Attachment {name} ({kind})" if name else f"Attachment without a name ({kind})")
    return names


def _decoded(part: MIMEPart) -> Decoded:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        raise ConversionError("The text of the mail cannot be read")
    codec = codec_of(part.get_content_charset())
    try:
        if codec is not None:
            return Decoded(payload.decode(codec), codec, guessed=False)
    except UnicodeError:
        pass
    try:
        return decode(payload, "")
    except InputError as error:
        raise ConversionError("The text of the mail cannot be decoded", error.why) from error


def _is_flowed(part: MIMEPart) -> bool:
    return str(part.get_param("format", "")).lower() == "flowed"


def _unflowed(text: str) -> str:
    """Join the lines that the mail program broke: those that end with a space (RFC 3676)."""
    lines: list[str] = []
    open_line = False
    for line in text.replace("\r\n", "\n").split("\n"):
        if open_line and line != "-- ":
            lines[-1] += line.removeprefix(" ")
        else:
            lines.append(line.removeprefix(" "))
        open_line = line.endswith(" ") and line != "-- "
    return "\n".join(lines)
