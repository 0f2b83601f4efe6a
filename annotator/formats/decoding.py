"""Bytes to text: UTF-8 first, then byte order marks, then a guess that is recorded as one.

The byte order mark stays in the text, so that normalising counts it like every other step.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

import charset_normalizer

from annotator.domain.errors import InputError

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHER_KINDS = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"{\\rtf": "a rich text document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"RIFF": "a picture, sound or film",
    b"\x1f\x8b": "a compressed file",
    b"7z\xbc\xaf": "a compressed file",
    b"SQLite format 3": "a database",
    b"\x7fELF": "a program",
}
_CONTROL_BYTES = bytes([*range(9), *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_MOST_CONTROLS = 0.01
"""A text that holds a larger share of control characters is not one."""
_WESTERN_ALPHABETS = tuple(
    frozenset(letters)
    for letters in (
        "àâæçèéêëîïôœùûüÿ",  # French
        "äöüßéè",  # German
        "áéíóúñüç",  # Spanish
        "àáâãçéêíóôõúü",  # Portuguese
        "àèéìíîòóùú",  # Italian
        "àçèéíïòóúü",  # Catalan
        "áèéêëíïóöúü",  # Dutch
        "åäöæøéü",  # Swedish, Danish, Norwegian, Finnish
        "áéíóúýþðæö",  # Icelandic
    )
)
_WESTERN_SIGNS = frozenset("\xa0\xad“”„‘’‚«»‹›–—…•·€£¥§°©®™¡¿¼½¾")
_SIGN_IN_WORD = re.compile(r"[^\W\d_][€£¥§°©¡¿¼½¾]|[£¥][^\W\d_]")
_GUESS_FROM = 100_000
"""Bytes that the guess looks at."""


class Decoded(NamedTuple):
    """A text with the encoding (a Python codec name) it was read in, and whether that was guessed."""

    text: str
    encoding: str
    guessed: bool


def _fault(what: str, where: str, why: str, remedy: str = "Save it as plain text in UTF-8") -> InputError:
    return InputError(what, where=where, why=why, remedy=remedy)


def refuse_other_kinds(data: bytes, where: str) -> None:
    """Raise InputError if the bytes begin like a picture, an archive or a document that is not plain text."""
    for mark, kind in _OTHER_KINDS.items():
        if data.startswith(mark):
            raise _fault("The file is not plain text", where, f"It is {kind}")


def marked_encoding(data: bytes) -> str | None:
    """Return the codec that a UTF-16 or UTF-32 byte order mark names, or None."""
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _unmarked_utf16(data: bytes) -> str | None:
    """Return the codec of UTF-16 without a mark: in Latin text nearly all NULs are on one side of each pair."""
    sample = data[:_GUESS_FROM]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even + odd < len(sample) * 0.2 or len(data) % 2:
        return None
    if odd > 20 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 20 * odd else None


def _guesses(data: bytes) -> list[str]:
    """Return likely codecs, best first. Of guesses that fit about as well the commoner one goes first."""
    wide = _unmarked_utf16(data)
    if wide is not None:
        return [wide]
    matches = list(charset_normalizer.from_bytes(data[:_GUESS_FROM]))
    if not matches:
        return []
    best = matches[0]
    if best.encoding.startswith("mac_"):  # Mac pages are rare: any Windows page that fits hardly worse is likelier
        near = [match for match in matches if match.chaos <= best.chaos + 0.02]
        matches.sort(key=lambda match: not (match in near and match.encoding.startswith("cp125")))
    encodings = [match.encoding for match in matches]
    return ["cp1252", *encodings] if _reads_western(data[:_GUESS_FROM]) else encodings


def _reads_western(data: bytes) -> bool:
    """Tell whether the bytes read as a western European language in Windows-1252, signs and all.

    Its letters must be those of one language: Czech read so has an `ø` beside an `è`, Polish a `³` within words.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    odd = {character for character in text.lower() if character > "\x7f"}
    letters = {character for character in odd if character.isalpha()}
    return (
        odd - letters <= _WESTERN_SIGNS
        and any(letters <= alphabet for alphabet in _WESTERN_ALPHABETS)
        and _SIGN_IN_WORD.search(text) is None
    )


def decode(data: bytes, where: str) -> Decoded:
    """Return the bytes as text. Lone surrogates stay in it where UTF-8 holds them; normalising refuses them.

    Raises InputError for a file that is not text, for bytes that break a marked encoding, and for bytes that
    no encoding fits.
    """
    refuse_other_kinds(data, where)
    encoding = marked_encoding(data)
    if encoding is not None:
        try:
            return Decoded(data.decode(encoding), encoding, guessed=False)
        except UnicodeDecodeError as error:
            why = f"It is marked as {encoding}, but byte {error.start} does not fit"
            raise _fault("The text cannot be decoded", where, why) from error
    sample = data[:_GUESS_FROM]
    if len(sample) - len(sample.translate(None, _CONTROL_BYTES)) > _MOST_CONTROLS * len(sample):
        return _decoded_by_guess(data, where, [found] if (found := _unmarked_utf16(data)) else [])
    try:
        return Decoded(data.decode("utf-8"), "utf-8", guessed=False)
    except UnicodeDecodeError:
        pass
    try:  # Half characters written as UTF-8: no other encoding either, whatever the guess would find
        return Decoded(data.decode("utf-8", "surrogatepass"), "utf-8", guessed=False)
    except UnicodeDecodeError:
        return _decoded_by_guess(data, where, _guesses(data))


def _decoded_by_guess(data: bytes, where: str, encodings: list[str]) -> Decoded:
    for encoding in encodings:
        try:
            return Decoded(data.decode(encoding), encoding, guessed=True)
        except (UnicodeDecodeError, LookupError):
            continue
    raise _fault("The text cannot be decoded", where, "It is not UTF-8 and no other encoding fits it")
