"""What the articles were made from: their texts one after the other, and the files they came in."""

# Only names of columns and tables are put into the text of SQL; values never are.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Generator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.storage.articles import PRESENT
from annotator.storage.faults import StoredError, guarded, known

if TYPE_CHECKING:
    from annotator.storage.names import Names

_ADD = "INSERT INTO original (article_no, sha256, size, packed) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"


def put_original(db: sqlite3.Connection, article: int, data: bytes) -> None:
    """Keep the file that an article came in; the one that is kept already stays."""
    db.execute(_ADD, (article, sha256(data).hexdigest(), len(data), zlib.compress(data)))


def original_of(db: sqlite3.Connection, article: int) -> bytes | None:
    """Return the file that an article came in, None if it was not kept. Raises StoredError if it is damaged."""
    row = db.execute("SELECT sha256, size, packed FROM original WHERE article_no = ?", (article,)).fetchone()
    if row is None:
        return None
    digest, size, packed = row
    try:
        # No more than it should be, whatever was packed.
        data = zlib.decompressobj().decompress(packed, size + 1)
    except zlib.error as fault:
        raise StoredError(f"The original cannot be unpacked ({fault})") from fault
    if len(data) != size or sha256(data).hexdigest() != digest:
        raise StoredError("The original is not the one that was imported (its SHA-256 differs)")
    return data


class Material:
    """The part of `ProjectFile` that is about this."""

    if TYPE_CHECKING:
        path: Path
        _db: sqlite3.Connection
        _names: Names

    def texts(self) -> Generator[tuple[str, str], None, None]:
        """Yield id and text of every article, in import order. To be closed before the file is."""
        with known(self.path):
            yield from self._db.execute(
                f"SELECT k.id, t.text FROM {PRESENT} JOIN article_text t ON t.article_no = a.no ORDER BY a.no"
            )

    @guarded
    def original(self, article_id: str) -> bytes | None:
        """Return the bytes of the file that an article came in, None if they were not kept."""
        number = self._names.article_number(article_id)
        return None if number is None else original_of(self._db, number)
