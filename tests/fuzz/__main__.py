"""Fuzz one target: `python -m tests.fuzz label-studio -runs=200000`. Needs atheris; see docs/fuzzing.md."""

from __future__ import annotations

import sys
import tempfile
from functools import partial
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["annotator.formats", "annotator.domain"]):
    from tests.fuzz.targets import FILES, run

from tests.fuzz.json_mutator import TARGETS, mutate
from tests.fuzz.seeds import seeds

_LONGEST = 16_384
"""Bytes of an input; the longest seed has half as many."""


def _mutated(name: str, data: bytes, most: int, seed: int) -> bytes:
    return mutate(name, data, most, seed, atheris.Mutate)


def main() -> None:
    """Fuzz the target that is named first; everything else is for libFuzzer."""
    name, *options = sys.argv[1:]
    if name not in FILES:
        sys.exit(f"There is no target {name}. Use one of: {', '.join(FILES)}")
    corpus = Path(tempfile.mkdtemp(prefix=f"annotator-corpus-{name}-"))
    for nth, seed in enumerate(seeds(name)):
        (corpus / str(nth)).write_bytes(seed)
    arguments = [sys.argv[0], *options, f"-max_len={_LONGEST}", "-timeout=20", str(corpus)]
    own = {"custom_mutator": partial(_mutated, name)} if name in TARGETS else {}
    atheris.Setup(arguments, lambda data: run(name, data), **own)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
