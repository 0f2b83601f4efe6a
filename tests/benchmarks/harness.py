"""Ratios within one run: each benchmark measures the program against a yardstick, in turn, several times."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One row of the table.

    `measure` returns what ours and what the yardstick cost, in the same unit (seconds or bytes); it is called
    `rounds` times and the median of the ratios counts, so that drift of a shared machine cancels.
    """

    name: str
    yardstick: str
    budget: float
    measure: Callable[[], tuple[float, float]]
    rounds: int = 5
    unit: str = "s"


@dataclass(frozen=True, slots=True)
class Row:
    """A measured benchmark: medians of both sides, and the median of the ratios."""

    benchmark: Benchmark
    ours: float
    yardstick: float
    ratio: float

    @property
    def within(self) -> bool:
        """Whether the budget holds."""
        return self.ratio <= self.benchmark.budget


def run(benchmark: Benchmark) -> Row:
    """Measure one benchmark."""
    pairs = [benchmark.measure() for _ in range(benchmark.rounds)]
    return Row(
        benchmark,
        statistics.median(ours for ours, _ in pairs),
        statistics.median(yardstick for _, yardstick in pairs),
        statistics.median(ours / yardstick for ours, yardstick in pairs),
    )


def amount(value: float, unit: str) -> str:
    """Return a measured value with three digits and a unit that suits it."""
    if unit != "s":
        return f"{value / 1e6:.1f} MB"
    return f"{value:.3g} s" if value >= 1 else f"{value * 1e3:.3g} ms"


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = [
        "| what | yardstick | ours | yardstick's | ratio | budget | verdict |",
        "|---|---|---:|---:|---:|---:|---|",
    ]
    for row in rows:
        unit = row.benchmark.unit
        lines.append(
            f"| {row.benchmark.name} | {row.benchmark.yardstick} | {amount(row.ours, unit)} "
            f"| {amount(row.yardstick, unit)} | {row.ratio:.2f} | {row.benchmark.budget:.2f} "
            f"| {'ok' if row.within else 'OVER'} |"
        )
    return "\n".join(lines)
