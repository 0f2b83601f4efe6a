"""Names of encodings that files from elsewhere declare."""

from __future__ import annotations

import codecs

_NO_CHARSETS = frozenset(("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"))
"""Text codecs of Python that no page or mail is written in; some take long, some read backslashes as commands."""
_AS_BROWSERS_DO = frozenset(("ascii", "iso8859-1"))
"""Browsers read these as the Windows page that has quotation marks where Latin-1 has nothing."""


def codec_of(name: str | None) -> str | None:
    """Return the codec that a declared name means, None if it means none."""
    if not name or len(name) > 40:
        return None
    try:
        found = codecs.lookup(name.strip()).name
        "".encode(found)  # refuses codecs that are not of texts
    except (LookupError, ValueError, UnicodeError):
        return None
    if found.replace("-", "_") in _NO_CHARSETS:
        return None
    return "cp1252" if found in _AS_BROWSERS_DO else found
