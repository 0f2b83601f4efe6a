"""Changes inputs of JSON as values, not as bytes, so that fuzzing gets past the parsing.

An input is parsed, line by line where it has lines, and a few of its parts are replaced, moved, dropped, doubled or
given another key. An input that is no JSON, and one in eight of the others, is left to libFuzzer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any

from annotator.domain.identity import article_id, text_sha256
from tests.fuzz.targets import PARTS

TARGETS = ("jsonl", "gold", "doccano", "label-studio", "prodigy", "cas-json", "w3c")
"""The targets whose inputs are JSON."""
Bytes = Callable[[bytes, int], bytes]
"""What libFuzzer does by itself: an input and the greatest length to another input."""

_RAW = "raw:"
"""Begins texts that are put into the file without quotation marks, as no value of Python is written so."""
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53 + 1, 2**63 - 1, 2**64, 0.5, -0.0, "", " ", "\n", "a", "\x00", "\ud83d",
    "\ufeff", "\u2028", "😊", "true", "1e400", "9" * 400, "person", "ruling", "next-fragment", "..", "x" * 300,
    [], {}, [[]], [0, 1], {"a": 1}, f"{_RAW}1e400", f"{_RAW}-1e400", f"{_RAW}{'9' * 400}", f"{_RAW}NaN",
    f"{_RAW}{'[' * 1_000}{']' * 1_000}",
)  # fmt: skip

Place = tuple[Any, Any]
"""A list or an object, and an index or a key of it."""


def mutate(name: str, data: bytes, most: int, seed: int, otherwise: Bytes) -> bytes:
    """Return another input of at most so many bytes; the same seed makes the same of the same input."""
    random = Random(seed)
    if random.randrange(8) == 0:
        return otherwise(data, most)
    parts = data.split(PARTS)
    nth = random.randrange(len(parts))
    try:
        parts[nth] = _changed(name, _parsed(parts[nth]), random)
    except RecursionError:  # a part as deep as this parses, but cannot be written again
        return otherwise(data, most)
    made = PARTS.join(parts)
    return made if parts[nth] and len(made) <= most else otherwise(data, most)


def _changed(name: str, values: list[Any], random: Random) -> bytes:
    for _ in range(random.choice((1, 1, 1, 2, 3, 5))):
        _change(values, random)
    if name == "gold" and random.randrange(4):
        _mend(values)
    return "\n".join(map(_written, values)).encode()


def _parsed(data: bytes) -> list[Any]:
    """Return the values of a file: the one that it is, or one for each line. Nothing if some of it is no JSON."""
    text = data.decode("utf-8", "replace")
    for pieces in ([text], text.splitlines()):
        try:
            return [json.loads(piece) for piece in pieces if piece.strip()]
        except (ValueError, RecursionError):
            continue
    return []


def _written(value: Any) -> str:
    pieces = json.dumps(value).split(f'"{_RAW}')
    return pieces[0] + "".join(piece.replace('"', "", 1) for piece in pieces[1:])


def _places(value: Any) -> Iterator[Place]:
    """Yield every place in lists and objects, the outermost first."""
    waiting = [value]
    while waiting:
        one = waiting.pop(0)
        for key, inner in list(enumerate(one) if isinstance(one, list) else one.items()):
            yield one, key
            if isinstance(inner, list | dict):
                waiting.append(inner)


def _change(values: list[Any], random: Random) -> None:
    places = list(_places(values))
    if places:
        random.choice(_CHANGES)(random.choice(places), places, random)


def _replace(place: Place, _places: list[Place], random: Random) -> None:
    place[0][place[1]] = deepcopy(random.choice(_VALUES))


def _nudge(place: Place, places: list[Place], random: Random) -> None:
    """Change a number a little, or the letters of a text."""
    numbers = [one for one in places if _is_number(one[0][one[1]])]
    owner, key = random.choice(numbers) if numbers and random.randrange(4) else place
    value = owner[key]
    if _is_number(value):
        owner[key] = random.choice((value + 1, value - 1, -value, value * 2, float(value), str(value)))
    elif isinstance(value, str):
        at = random.randrange(len(value) + 1)
        odd = random.choice(("", "\ud83d", "\x00", "\r\n", "😊", "\ufeff", "\t", "é", "e\u0301", value[:at]))
        owner[key] = value[:at] + odd + value[at + random.randrange(3) :]


def _is_number(value: object) -> bool:
    return type(value) in (int, float) and abs(value) < 2**64  # type: ignore[arg-type]


def _drop(place: Place, _places: list[Place], _random: Random) -> None:
    del place[0][place[1]]


def _double(place: Place, _places: list[Place], random: Random) -> None:
    owner, key = place
    copy = deepcopy(owner[key])
    if isinstance(owner, list):
        owner.insert(random.randrange(len(owner) + 1), copy)
    else:
        owner[f"{key}{random.randrange(3)}"] = copy


def _rename(place: Place, places: list[Place], random: Random) -> None:
    """Give a value the key of another one."""
    keys = [key for owner, key in places if isinstance(owner, dict)]
    owner, key = place
    if isinstance(owner, dict) and keys:
        owner[random.choice(keys)] = owner.pop(key)


def _exchange(place: Place, places: list[Place], random: Random) -> None:
    """Put a copy of one value in the place of another."""
    owner, key = random.choice(places)
    place[0][place[1]] = deepcopy(owner[key])


def _wrap(place: Place, _places: list[Place], random: Random) -> None:
    owner, key = place
    owner[key] = random.choice(([owner[key]], {"value": owner[key]}, {"id": owner[key]}, [owner[key]] * 2))


_CHANGES = (_replace, _replace, _nudge, _nudge, _nudge, _drop, _double, _rename, _exchange, _exchange, _wrap)


def _mend(values: list[Any]) -> None:
    """Give gold records the hash, the id and the length of their texts, so that what is checked later is reached."""
    for record in values:
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            continue
        text = record["text"] = record["text"].encode("utf-8", "replace").decode()
        sha256 = text_sha256(text)
        record |= {"text_sha256": sha256, "id": article_id(sha256), "text_length": len(text)}
