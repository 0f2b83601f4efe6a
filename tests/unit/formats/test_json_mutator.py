"""What fuzzing makes of JSON: mostly JSON again, the same for the same seed, and gold records that hold together."""

from __future__ import annotations

import json

import pytest

from annotator.domain.identity import article_id, text_sha256
from tests.fuzz.json_mutator import TARGETS, mutate
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import run

MOST = 16_384


def otherwise(data: bytes, most: int) -> bytes:
    return b"left to libFuzzer"[:most]


def made(name: str, number: int = 200) -> list[bytes]:
    """Return what becomes of the first seed of a target."""
    first = next(seeds(name))
    if name == "jsonl":
        first = b'{"text": "One.", "title": "T", "tags": [1, 2]}\n{"text": "Two."}\n'
    return [mutate(name, first, MOST, seed, otherwise) for seed in range(number)]


@pytest.mark.parametrize("name", TARGETS)
def test_inputs_are_others_of_the_same_kind_and_the_same_for_a_seed(name: str) -> None:
    found = made(name)
    assert found == made(name)
    own = [one for one in found if one != b"left to libFuzzer"]
    assert len(own) > 150
    assert len(set(own)) > 100
    assert all(len(one) <= MOST for one in own)


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_made_is_read_or_refused_with_words(name: str) -> None:
    for data in made(name, 60):
        run(name, data)


def test_most_gold_records_have_the_hash_of_their_text() -> None:
    whole = 0
    for data in made("gold"):
        for line in data.splitlines():
            try:
                record = json.loads(line)
            except ValueError:
                continue
            if isinstance(record, dict) and isinstance(record.get("text"), str):
                sha256 = text_sha256(record["text"])
                whole += record.get("text_sha256") == sha256 and record.get("id") == article_id(sha256)
    assert whole > 100


def test_what_is_no_json_and_what_would_be_too_long_is_left_to_libfuzzer() -> None:
    assert {mutate("doccano", b"no json {", MOST, seed, otherwise) for seed in range(40)} == {b"left to libFuzzer"}
    assert {mutate("doccano", b'{"text": "One."}', 1, seed, otherwise) for seed in range(40)} <= {b"l", b""}
