"""Fuzz one target: `python -m tests.fuzz label-studio -runs=200000`. Needs atheris; see docs/fuzzing.md."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["annotator.formats", "annotator.domain"]):
    from tests.fuzz.targets import FILES, run

from tests.fuzz.seeds import seeds


def main() -> None:
    """Fuzz the target that is named first; everything else is for libFuzzer."""
    name, *options = sys.argv[1:]
    if name not in FILES:
        sys.exit(f"There is no target {name}. Use one of: {', '.join(FILES)}")
    corpus = Path(tempfile.mkdtemp(prefix=f"annotator-corpus-{name}-"))
    for nth, seed in enumerate(seeds(name)):
        (corpus / str(nth)).write_bytes(seed)
    atheris.Setup([sys.argv[0], *options, "-max_len=4096", "-timeout=20", str(corpus)], lambda data: run(name, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
