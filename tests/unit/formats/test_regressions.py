"""Inputs that once broke a parser, and inputs that are hard on any, go through the same targets as fuzzing."""

from __future__ import annotations

import pytest

from tests.fuzz.seeds import regressions, seeds
from tests.fuzz.targets import FILES, PARTS, run

KNOWN = [(name, path) for name in FILES for path in regressions(name)]
HARD = (
    b"",
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"[" * 10_000 + b"]" * 10_000,
    b'{"text":' * 10_000,
    b"<a>" * 10_000,
    b"9" * 5_000,
    b'{"text": "One.", "start": 1e99999}',
    b'{"text": "\\ud83d", "label": [[0, 1, "person"]]}',
    b'{"text": "One.", "spans": [{"start": 0, "end": 99999999999999999999, "label": "person"}]}',
    b"One.\nTwo." + PARTS + b"T1\tperson 0 99999999999999999999\tOne.",
    "-DOCSTART- O\n\n\x85 B-person\n\u2028 I-person\n".encode(),
)


@pytest.mark.parametrize(("name", "path"), KNOWN, ids=[f"{name}-{path.stem}" for name, path in KNOWN])
def test_what_once_broke_a_parser_breaks_it_no_more(name: str, path: object) -> None:
    run(name, path.read_bytes())  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", FILES)
def test_hard_inputs_are_read_or_refused_with_words(name: str) -> None:
    for data in HARD:
        run(name, data)


@pytest.mark.parametrize("name", FILES)
def test_cut_and_joined_files_are_read_or_refused_with_words(name: str) -> None:
    for seed in seeds(name):
        for at in range(0, len(seed), max(1, len(seed) // 40)):
            run(name, seed[:at])
            run(name, seed[at:] + seed[:at])
