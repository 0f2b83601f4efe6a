"""What only those want who look closer: which labels and which values were chosen for each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from annotator.formats.agreement_html import Section
from annotator.services.review_words import Notes, pair_name

if TYPE_CHECKING:
    from annotator.agreement.findings import PairTable, Report


def details(found: Report) -> Iterator[Section]:
    """Yield a table of labels for every pair of annotators, and one of values for every categorical attribute."""
    for (a, b), confusion in found.confusion.items():
        counts = {(one, other): sum(cell) for one, row in confusion.items() for other, cell in row.items()}
        if counts:
            yield _square(
                f"Labels of {pair_name(a, b)}",
                "Spans paired off by overlap alone. Says nothing of spans that only one marked.",
                (a, b),
                counts,
                [name for name in found.labels if any(name in both for both in counts)],
            )
    for attribute in found.attributes:
        for part in attribute.pairs:
            yield _values(f"{attribute.label}.{attribute.name}", part, list(attribute.categories))


def _values(name: str, part: PairTable, categories: list[str]) -> Section:
    notes = Notes()
    kappa = notes.value(part.kappa)
    says = f"Values on matched spans where both gave one. Cohen's kappa {kappa}. Says nothing of spans only one marked."
    seen = [one for one in categories if any(one in both for both in part.table)]
    title = f"{name} of {pair_name(part.a, part.b)}"
    return _square(title, says, (part.a, part.b), dict(part.table), seen, notes.lines)


def _square(
    title: str,
    says: str,
    pair: tuple[str, str],
    counts: dict[tuple[str, str], int],
    names: list[str],
    notes: tuple[str, ...] = (),
) -> Section:
    """Return a table of how often b's choices (columns) met a's (rows)."""
    rows = tuple((one, *(f"{counts.get((one, other), 0):,}" for other in names)) for one in names)
    columns = (f"{pair[0]} ↓ {pair[1]} →", *names)
    return Section(title, says, columns, rows, frozenset(range(1, len(columns))), notes, detail=True)
