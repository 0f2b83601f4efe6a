"""What a dataset card says of agreement: measured on the annotators' own layers, before anything was adjudicated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.services.review import ReviewOptions, agreement_report
from annotator.services.review_words import number, pair_name, plural

if TYPE_CHECKING:
    from annotator.agreement.findings import MeanF1, Report
    from annotator.agreement.values import Coefficient


def agreement_lines(project: Path, *, cancelled: Callable[[], bool] | None = None) -> tuple[str, ...]:
    """Return one sentence for each measure, with n and its interval. Raises CancelledError."""
    return tuple(_lines(agreement_report(project, ReviewOptions(), cancelled=cancelled).report))


def _lines(report: Report) -> Iterator[str]:
    if not report.used:
        yield "No article was finished by two or more annotators, so there is nothing to measure agreement on."
        return
    yield (
        f"Measured before adjudication, on the layers of {', '.join(report.annotators)}: n = "
        f"{plural(report.used, 'article')} finished by two or more of them. In brackets 95 % intervals by article."
    )
    together = next(mean for mean in report.means if mean.label is None)
    overlap = f"share {report.settings.iou:g} of their characters"
    yield f"F1 of spans with equal boundaries and labels: {_mean(together.exact)}."
    yield f"F1 of spans with equal labels that {overlap}: {_mean(together.overlap)}."
    for pair in report.pairs:
        if pair.label is None:
            values = f"{_value(pair.exact.f1)} with equal boundaries, {_value(pair.overlap.f1)} by overlap"
            yield f"F1 of {pair_name(pair.a, pair.b)}: {values}; n = {plural(pair.articles, 'article')}."
    for label, alpha in report.alpha.items():
        spans = sum(spans.get(label, 0) for spans in report.spans.values())
        yield f"Krippendorff's alpha on characters, {label}: {_value(alpha)}; n = {plural(spans, 'span')}."
    for found in report.attributes:
        counts = found.counts
        yield (
            f"{found.measure.value.replace('_', ' ').capitalize()} agreement on {found.label}.{found.name}: "
            f"{_value(found.value)}; n = {counts.compared:,} of {counts.matched:,} matched spans."
        )


def _mean(mean: MeanF1) -> str:
    text = _value(mean.mean)
    if mean.mean.value is None or mean.pairs < 2:
        return text
    return f"{text}, mean of {mean.pairs} pairs, {number(mean.low)} to {number(mean.high)}"


def _value(found: Coefficient) -> str:
    if found.value is None:
        return f"not defined ({found.reason})"
    interval = found.interval
    if interval is None:
        return number(found.value)
    if interval.low is None or interval.high is None:
        return f"{number(found.value)} (no interval: {interval.reason})"
    return f"{number(found.value)} [{number(interval.low)}, {number(interval.high)}]"
