"""What only those want who look closer: which labels and which values were chosen for each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from annotator.agreement.kinds import Pairing
from annotator.services.review_linking import Linked, ReviewTable, Row, table
from annotator.services.review_lists import Behind
from annotator.services.review_words import Notes, pair_name

if TYPE_CHECKING:
    from annotator.agreement.findings import PairTable, Report

Pair = tuple[str, str]


def details(found: Report) -> Iterator[ReviewTable]:
    """Yield a table of labels for every pair of annotators, and one of values for every categorical attribute."""
    for pair, confusion in found.confusion.items():
        counts = {(one, other): sum(cell) for one, row in confusion.items() for other, cell in row.items()}
        if counts:
            yield _square(
                f"Labels of {pair_name(*pair)}",
                "Spans paired off by overlap alone. Says nothing of spans that only one marked.",
                pair,
                counts,
                [name for name in found.labels if any(name in both for both in counts)],
                lambda title, labels, pair=pair: Behind(title, pairs=(pair,), labels=labels),  # type: ignore[misc]
            )
    for attribute in found.attributes:
        for part in attribute.pairs:
            yield _values(attribute.label, attribute.name, part, list(attribute.categories))


def _values(label: str, name: str, part: PairTable, categories: list[str]) -> ReviewTable:
    notes = Notes()
    kappa = notes.value(part.kappa)
    says = f"Values on matched spans where both gave one. Cohen's kappa {kappa}. Says nothing of spans only one marked."
    seen = [one for one in categories if any(one in both for both in part.table)]
    pair = (part.a, part.b)

    def behind(title: str, values: Pair) -> Behind:
        way = Pairing.SAME_LABEL
        return Behind(title, pairs=(pair,), pairing=way, label=label, attribute=name, values=values)

    title = f"{label}.{name} of {pair_name(*pair)}"
    return _square(title, says, pair, dict(part.table), seen, behind, notes.lines)


def _square(
    title: str,
    says: str,
    pair: Pair,
    counts: dict[Pair, int],
    names: list[str],
    behind: Callable[[str, Pair], Behind],
    notes: tuple[str, ...] = (),
) -> ReviewTable:
    """Return a table of how often b's choices (columns) met a's (rows)."""
    a, b = pair

    def cell(one: str, other: str) -> Linked:
        return Linked(f"{counts.get((one, other), 0):,}", behind(f"{a}: {one}, {b}: {other}", (one, other)))

    rows: list[Row] = [(one, *(cell(one, other) for other in names)) for one in names]
    columns = (f"{a} ↓ {b} →", *names)
    shades = {
        (y, x): counts.get((one, other), 0) / max(1, sum(counts.get((one, each), 0) for each in names))
        for y, one in enumerate(names)
        for x, other in enumerate(names, 1)
    }
    return table(title, says, columns, rows, numbers=range(1, len(columns)), notes=notes, detail=True, shades=shades)
