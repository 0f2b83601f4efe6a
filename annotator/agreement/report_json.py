"""A report as one JSON object. What is not defined is null, with a reason beside it; NaN never occurs."""

from __future__ import annotations

from typing import Any

from annotator.agreement.findings import (
    ArticleAgreement,
    AttributeAgreement,
    MeanAgreement,
    MeanF1,
    PairAgreement,
    PairF1,
    Report,
)
from annotator.agreement.gamma_values import Gamma
from annotator.agreement.partitions import labels_in
from annotator.agreement.statistics import Confusion
from annotator.agreement.unitizing import Unitizing
from annotator.agreement.values import Coefficient

ALL_LABELS = "null"
"""The key under `mean_f1` of all labels together, as JSON writes null for a key."""


def as_json(report: Report) -> dict[str, Any]:
    """Return the report in the form of the command line's contract, as plain lists, numbers and texts."""
    return {
        "documents": {"used": report.used, "excluded": report.excluded},
        "settings": {"iou": report.settings.iou, "ignore_edges": report.settings.ignore_edges},
        "annotators": list(report.annotators),
        "spans": {annotator: dict(spans) for annotator, spans in report.spans.items()},
        "joined": report.joined,
        "split": report.split,
        "pairs": [_pair(pair) for pair in report.pairs],
        "confusion": [
            {
                "a": a,
                "b": b,
                "cells": [[one, other, *cell] for one, row in found.items() for other, cell in row.items()],
            }
            for (a, b), found in report.confusion.items()
        ],
        "mean_f1": {ALL_LABELS if mean.label is None else mean.label: _mean(mean) for mean in report.means},
        "alpha": {label: _coefficient(value) for label, value in report.alpha.items()},
        "unitizing": _unitizing(report.unitizing),
        "attributes": [_attribute(attribute) for attribute in report.attributes],
        "articles": [_article(article) for article in report.articles],
        "gamma": None if report.gamma is None else gamma_as_json(report.gamma),
    }


def _cells(found: Confusion) -> list[tuple[tuple[str, str], list[int]]]:
    return [((a, b), cell) for a, row in found.items() for b, cell in row.items()]


def _coefficient(value: Coefficient, name: str = "value") -> dict[str, Any]:
    """Return value, interval and, where either is missing, the reason."""
    interval = value.interval
    if interval is None or interval.low is None:
        ends, method = None, None
    else:
        ends, method = [interval.low, interval.high], interval.method
    reason = value.reason or (interval.reason if interval else "")
    return {name: value.value, "ci": ends, "ci_method": method, "reason": reason or None}


def _f1(way: PairF1) -> dict[str, Any]:
    return {**way.counts._asdict(), **_coefficient(way.f1, "f1")}


def _pair(pair: PairAgreement) -> dict[str, Any]:
    written: dict[str, Any] = {
        "a": pair.a,
        "b": pair.b,
        "label": pair.label,
        "articles": pair.articles,
        "both_empty": pair.both_empty,
        "exact": _f1(pair.exact),
        "overlap": _f1(pair.overlap),
        "outcomes": {str(kind): count for kind, count in pair.outcomes.items()},
    }
    if pair.exact_unlabelled and pair.overlap_unlabelled:
        written["exact_unlabelled"] = _f1(pair.exact_unlabelled)
        written["overlap_unlabelled"] = _f1(pair.overlap_unlabelled)
    return written


def _mean(mean: MeanAgreement) -> dict[str, Any]:
    ways = {"exact": mean.exact, "overlap": mean.overlap}
    if mean.exact_unlabelled and mean.overlap_unlabelled:
        ways |= {"exact_unlabelled": mean.exact_unlabelled, "overlap_unlabelled": mean.overlap_unlabelled}
    return {
        **{name: way.mean.value for name, way in ways.items()},
        "sd": {name: way.sd for name, way in ways.items()},
        "range": {name: _range(way) for name, way in ways.items()},
        "pairs": mean.exact.pairs,
        "reason": mean.exact.mean.reason or None,
    }


def _range(way: MeanF1) -> list[float | None] | None:
    return [way.low, way.high] if way.pairs else None


def _unitizing(found: Unitizing) -> dict[str, Any]:
    named = {"u_alpha": found.u, "binary_u_alpha": found.binary, "cu_alpha": found.cu}
    return {
        **{name: value.value for name, value in named.items()},
        "reasons": {name: value.reason for name, value in named.items() if value.value is None},
        "labels": {
            label: {"u_alpha": value.value, "reason": value.reason or None} for label, value in found.labels.items()
        },
        "k_u_alpha": [
            {
                "labels": labels_in(part.category),
                "value": part.value.value,
                "coverage": part.coverage,
                "reason": part.value.reason or None,
            }
            for part in found.categories
        ],
    }


def _attribute(found: AttributeAgreement) -> dict[str, Any]:
    counts = found.counts
    return {
        "label": found.label,
        "name": found.name,
        "measure": str(found.measure),
        **_coefficient(found.value),
        "n": counts.compared,
        "of": counts.matched,
        "one_sided": counts.one_sided,
        "unusable": counts.unusable,
        "equal": found.equal,
        "similarity": found.similarity,
        "categories": list(found.categories),
        "pairs": [
            {
                "a": part.a,
                "b": part.b,
                "cells": [[*values, times] for values, times in part.table.items()],
                "kappa": part.kappa.value,
                "reason": part.kappa.reason or None,
            }
            for part in found.pairs
        ],
    }


def _article(found: ArticleAgreement) -> dict[str, Any]:
    return {
        "article": found.article_id,
        "annotators": list(found.annotators),
        "exact": found.exact.f1.value,
        "overlap": found.overlap.f1.value,
        "reason": found.exact.f1.reason or None,
    }


def gamma_as_json(found: Gamma) -> dict[str, Any]:
    """Return gamma with all it depends on."""
    return {
        "value": found.value.value,
        "reason": found.value.reason or None,
        "observed": found.observed,
        "expected": found.expected,
        "samples": found.samples,
        "seed": found.seed,
        "sd": found.sd,
        "error": found.error,
        "articles": found.articles,
        "units": found.units,
        "envelopes": found.envelopes,
        "parameters": dict(found.parameters),
    }
