"""The numbers that stand for devices, layers, articles and objects inside one file.

Ids are long because no two machines may make the same one; inside the file they are integers. This is the only
module that knows both.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from typing import Literal

from annotator.storage.base32 import digits_of, number_of
from annotator.storage.faults import StoredError

NUMBER_BITS = 40
"""An object's integer is `device << NUMBER_BITS | number`."""
NUMBER_MASK = (1 << NUMBER_BITS) - 1
_OBJECT_ID = re.compile(r"([sre])_([0-9a-hjkmnp-tv-z]{16})_([0-9a-hjkmnp-tv-z]{1,8})")
_HEAD = len("s_0123456789abcdef_")
"""Length of what all ids of one kind and device begin with."""
_MOST = 4096
"""Names of each kind that are remembered."""

_Named = Literal["device", "layer", "article"]
_FIND: dict[_Named, str] = {
    "device": "SELECT no FROM device WHERE token = ?",
    "layer": "SELECT no FROM layer WHERE name = ?",
    "article": "SELECT no FROM article_key WHERE id = ?",
}
_INSERT: dict[_Named, str] = {
    "device": "INSERT INTO device (token) VALUES (?)",
    "layer": "INSERT INTO layer (name) VALUES (?)",
    "article": "INSERT INTO article_key (id) VALUES (?)",
}


def split(prefix: str, object_id: str) -> tuple[str, int]:
    """Return device token and number of an object's id. Raises ValueError if it is not one, or not of the prefix."""
    match = _OBJECT_ID.fullmatch(object_id)
    if match is None or match[1] != prefix:
        raise ValueError(f"not an id that begins with {prefix}_: {object_id!r}")
    return match[2], number_of(match[3])


class Names:
    """Looks names up, remembers them, and (while writing) gives new ones a number.

    Numbers never change, so what is remembered stays true, except after a rollback: then call `forget`.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.forget()

    def forget(self) -> None:
        """Drop everything that is remembered."""
        self._numbers: dict[_Named, dict[str, int]] = {"device": {}, "layer": {}, "article": {}}
        self._tokens: dict[int, str] = {}
        self._layers: dict[int, str] = {}
        self._bases: dict[str, int] = {}

    def device_number(self, token: str) -> int | None:
        """Return the number of a device, or None if it was never met here."""
        return self._number("device", token)

    def layer_number(self, name: str) -> int | None:
        """Return the number of a layer, or None if it was never met here."""
        return self._number("layer", name)

    def article_number(self, article_id: str) -> int | None:
        """Return the number of an article, also of one that was deleted, or None if it was never met here."""
        return self._number("article", article_id)

    def add_device(self, token: str) -> int:
        """Return the number of a device; one never met before gets the next."""
        return self._add("device", token)

    def add_layer(self, name: str) -> int:
        """Return the number of a layer; one never met before gets the next."""
        return self._add("layer", name)

    def add_article(self, article_id: str) -> int:
        """Return the number of an article; one never met before gets the next."""
        return self._add("article", article_id)

    def _number(self, kind: _Named, name: str) -> int | None:
        known = self._numbers[kind]
        found = known.get(name)
        if found is None:
            row = self._db.execute(_FIND[kind], (name,)).fetchone()
            if row is None:
                return None
            if len(known) >= _MOST:
                known.clear()
            found = known[name] = int(row[0])
        return found

    def _add(self, kind: _Named, name: str) -> int:
        found = self._number(kind, name)
        if found is None:
            found = self._db.execute(_INSERT[kind], (name,)).lastrowid
            assert found is not None
            self._numbers[kind][name] = found
        return found

    def token(self, number: int) -> str:
        """Return the token of a device. Raises StoredError for a number that was never given."""
        if number not in self._tokens:
            self._tokens = dict(self._db.execute("SELECT no, token FROM device"))
            if number not in self._tokens:
                raise StoredError(f"device {number} has no name")
        return self._tokens[number]

    def layer(self, number: int) -> str:
        """Return the name of a layer. Raises StoredError for a number that was never given."""
        if number not in self._layers:
            self._layers = dict(self._db.execute("SELECT no, name FROM layer"))
            if number not in self._layers:
                raise StoredError(f"layer {number} has no name")
        return self._layers[number]

    def article(self, number: int) -> str:
        """Return the id of an article. Raises StoredError for a number that was never given."""
        row = self._db.execute("SELECT id FROM article_key WHERE no = ?", (number,)).fetchone()
        if row is None:
            raise StoredError(f"article {number} has no id")
        return str(row[0])

    def pack(self, prefix: str, object_id: str) -> int:
        """Return the integer of an object's id; a device never met before gets a number.

        Raises ValueError if it is not an object id, or not of the prefix.
        """
        base = self._bases.get(object_id[:_HEAD])
        if base is None or object_id[0] != prefix:
            device, number = split(prefix, object_id)
            base = self._bases[object_id[:_HEAD]] = self.add_device(device) << NUMBER_BITS
            return base | number
        return base | number_of(object_id[_HEAD:])

    def pack_all(self, prefix: str, object_ids: Sequence[str]) -> list[int]:
        """Return the integers of many ids. Like `pack`, but quick where one device made most of them."""
        packed, head, base = [], "", 0
        for object_id in object_ids:
            if object_id[:_HEAD] == head:
                packed.append(base | number_of(object_id[_HEAD:]))
            else:
                packed.append(self.pack(prefix, object_id))
                head = object_id[:_HEAD]
                base = self._bases[head]
        return packed

    def packed(self, prefix: str, object_id: str) -> int | None:
        """Return the integer of an object's id, or None if nothing here can have this id."""
        try:
            token, number = split(prefix, object_id)
        except ValueError:
            return None
        device = self.device_number(token)
        return None if device is None else device << NUMBER_BITS | number

    def unpacked(self, prefix: str, packed: int) -> str:
        """Return the id of an object from its integer. Raises StoredError for a device that was never given."""
        device = packed >> NUMBER_BITS
        token = self._tokens.get(device) or self.token(device)
        return f"{prefix}_{token}_{digits_of(packed & NUMBER_MASK)}"
