"""`make bench`: measure everything, print the table, exit 1 if anything is over its budget.

`python -m tests.benchmarks WORD…` measures only rows whose name holds one of the words.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from tests.benchmarks.harness import Benchmark, run, table


def benchmarks() -> list[Benchmark]:
    """Return the `BENCHMARKS` of every `bench_*.py` here, by file name.

    Those that make thousands of files come last: see there, and what ran before this may have removed thousands.
    """
    found = (path.stem for path in Path(__file__).parent.glob("bench_*.py"))
    modules = sorted(found, key=lambda name: (name == "bench_exporters", name))
    return [row for name in modules for row in importlib.import_module(f"tests.benchmarks.{name}").BENCHMARKS]


def main(words: list[str]) -> int:
    """Measure and print; return the exit code."""
    chosen = [row for row in benchmarks() if not words or any(word in row.name for word in words)]
    rows = []
    for benchmark in chosen:
        print(f"measuring: {benchmark.name} …", file=sys.stderr, flush=True)
        rows.append(run(benchmark))
    print(table(rows))
    over = [row for row in rows if not row.within]
    if over:
        print(f"\n{len(over)} over budget: " + "; ".join(row.benchmark.name for row in over), file=sys.stderr)
    return 1 if over or not rows else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
